ALTER TABLE tenants DROP COLUMN auto_close_days;
