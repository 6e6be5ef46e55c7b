-- The words around outgoing mails where a workspace has its own; no row: the program's.
CREATE TABLE mail_templates (
    tenant_id INT UNSIGNED NOT NULL,
    kind VARCHAR(16) NOT NULL,
    body TEXT NOT NULL,
    version INT UNSIGNED NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, kind),
    CONSTRAINT mail_templates_kind_known CHECK (kind IN ('reply', 'received', 'signature'))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
