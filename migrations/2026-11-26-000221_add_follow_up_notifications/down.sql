ALTER TABLE notifications
    DROP CONSTRAINT notifications_event_listed,
    ADD CONSTRAINT notifications_event_known CHECK (event IN ('assigned', 'client_replied', 'colleague_wrote'));
