-- `day`: it waits for the daily mail. The key finds whom that mail goes to.
ALTER TABLE notifications
    DROP CONSTRAINT notifications_mail_known,
    ADD CONSTRAINT notifications_mail_listed CHECK (mail_state IN ('none', 'due', 'day', 'sent')),
    ADD KEY notifications_day (tenant_id, mail_state, user_id, created_at);
