ALTER TABLE notifications
    DROP KEY notifications_day,
    DROP CONSTRAINT notifications_mail_listed,
    ADD CONSTRAINT notifications_mail_known CHECK (mail_state IN ('none', 'due', 'sent'));
