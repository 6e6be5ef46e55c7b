ALTER TABLE notification_preferences
    DROP CONSTRAINT notification_preferences_event_listed,
    ADD CONSTRAINT notification_preferences_event_known CHECK (event IN ('assigned', 'client_replied', 'colleague_wrote'));
