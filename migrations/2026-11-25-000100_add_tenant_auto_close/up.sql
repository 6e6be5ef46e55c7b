-- Days after which a resolved ticket closes itself; 0: never.
ALTER TABLE tenants ADD COLUMN auto_close_days SMALLINT UNSIGNED NOT NULL DEFAULT 3 AFTER reopen_window_days;
