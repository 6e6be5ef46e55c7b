-- A form that renames a board sends back the version that it showed.
ALTER TABLE boards ADD COLUMN version INT UNSIGNED NOT NULL DEFAULT 1;
