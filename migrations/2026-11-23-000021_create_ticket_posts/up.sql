-- The conversation: public replies, internal notes, logged calls, system events.
CREATE TABLE ticket_posts (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    ticket_id BINARY(16) NOT NULL,
    -- 1, 2, 3 … within the ticket
    position INT UNSIGNED NOT NULL,
    kind VARCHAR(8) NOT NULL,
    author_kind VARCHAR(8) NOT NULL,
    user_id BINARY(16) NULL,
    contact_id BINARY(16) NULL,
    -- As it was at the time of writing.
    author_name VARCHAR(120) NOT NULL,
    -- What was typed (Markdown) or what is left of a mail without its quotes (plain text).
    body_text MEDIUMTEXT NOT NULL,
    -- Sanitised; the only form a page shows.
    body_html MEDIUMTEXT NOT NULL,
    created_at DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY ticket_posts_position (tenant_id, ticket_id, position),
    CONSTRAINT ticket_posts_ticket FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id),
    CONSTRAINT ticket_posts_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT ticket_posts_contact FOREIGN KEY (tenant_id, contact_id) REFERENCES contacts (tenant_id, id),
    CONSTRAINT ticket_posts_kind_known CHECK (kind IN ('reply', 'note', 'call', 'event')),
    CONSTRAINT ticket_posts_author_known CHECK (author_kind IN ('user', 'contact', 'system'))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
