CREATE TABLE bulk_runs (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    user_id BINARY(16) NOT NULL,
    -- In words, for the person: "Close as spam".
    name VARCHAR(255) NOT NULL,
    -- JSON: what is set; empty for an undo, whose items say it themselves.
    steps TEXT NOT NULL,
    post_kind VARCHAR(8) NOT NULL DEFAULT '',
    body TEXT NOT NULL,
    total INT UNSIGNED NOT NULL,
    undo_of BINARY(16) NULL,
    created_at DATETIME(6) NOT NULL,
    undone_at DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, id),
    KEY bulk_runs_user (tenant_id, user_id, created_at),
    CONSTRAINT bulk_runs_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT bulk_runs_post_kind_known CHECK (post_kind IN ('', 'reply', 'note'))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
