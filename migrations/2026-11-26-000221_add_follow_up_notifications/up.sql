ALTER TABLE notifications
    DROP CONSTRAINT notifications_event_known,
    ADD CONSTRAINT notifications_event_listed CHECK (event IN ('assigned', 'client_replied', 'colleague_wrote', 'follow_up_due'));
