ALTER TABLE notification_preferences
    DROP COLUMN daily;
