ALTER TABLE boards DROP COLUMN version;
