ALTER TABLE notification_preferences
    DROP CONSTRAINT notification_preferences_event_known,
    ADD CONSTRAINT notification_preferences_event_listed CHECK (event IN ('assigned', 'client_replied', 'colleague_wrote', 'follow_up_due'));
