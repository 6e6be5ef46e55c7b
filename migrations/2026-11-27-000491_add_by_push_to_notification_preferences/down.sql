ALTER TABLE notification_preferences
    DROP COLUMN by_push;
