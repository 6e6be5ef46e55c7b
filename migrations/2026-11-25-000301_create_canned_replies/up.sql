-- Texts that people insert into a reply by a shortcut; they may hold variables.
CREATE TABLE canned_replies (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    name VARCHAR(120) NOT NULL,
    -- Typed after two colons: small letters, digits, inner hyphens.
    shortcut VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    body TEXT NOT NULL,
    -- NULL: everybody's.
    owner_id BINARY(16) NULL,
    -- A unique key takes two NULLs for different: this one is never NULL.
    owner_key BINARY(16) GENERATED ALWAYS AS (COALESCE(owner_id, UNHEX('00000000000000000000000000000000'))) STORED,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY canned_replies_shortcut (tenant_id, owner_key, shortcut),
    KEY canned_replies_owner (tenant_id, owner_id),
    CONSTRAINT canned_replies_owner FOREIGN KEY (tenant_id, owner_id) REFERENCES users (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
