-- By which ways a user hears of an event. No row: in the product, not by mail.
CREATE TABLE notification_preferences (
    tenant_id INT UNSIGNED NOT NULL,
    user_id BINARY(16) NOT NULL,
    event VARCHAR(20) NOT NULL,
    in_app TINYINT(1) NOT NULL,
    by_mail TINYINT(1) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, user_id, event),
    CONSTRAINT notification_preferences_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT notification_preferences_event_known CHECK (event IN ('assigned', 'client_replied', 'colleague_wrote'))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
