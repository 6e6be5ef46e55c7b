-- What a user should know: somebody else did something that concerns them.
CREATE TABLE notifications (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    user_id BINARY(16) NOT NULL,
    event VARCHAR(20) NOT NULL,
    ticket_id BINARY(16) NOT NULL,
    text VARCHAR(255) NOT NULL,
    -- Whether it is shown in the product; one that only goes out by mail is not.
    shown TINYINT(1) NOT NULL DEFAULT 1,
    mail_state VARCHAR(4) NOT NULL DEFAULT 'none',
    created_at DATETIME(6) NOT NULL,
    read_at DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, id),
    KEY notifications_list (tenant_id, user_id, shown, created_at, id),
    KEY notifications_unread (tenant_id, user_id, shown, read_at, created_at),
    KEY notifications_mail (tenant_id, user_id, mail_state, created_at),
    CONSTRAINT notifications_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT notifications_ticket FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id),
    CONSTRAINT notifications_event_known CHECK (event IN ('assigned', 'client_replied', 'colleague_wrote')),
    CONSTRAINT notifications_mail_known CHECK (mail_state IN ('none', 'due', 'sent'))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
