-- A file of clients or contacts that somebody wants to have here: how it is read, what a rehearsal
-- found, and whether it was taken in. The bytes are in the file store.
CREATE TABLE imports (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    file_id BINARY(16) NOT NULL,
    file_name VARCHAR(255) NOT NULL,
    author_id BINARY(16) NOT NULL,
    charset VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    -- comma, semicolon, tab or pipe
    separated_by VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    -- What happens to rows that are here already: refuse or skip.
    known_rows VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    -- The field that each column of the file fills, between commas; nothing for a column left out.
    mapping TEXT NOT NULL,
    -- JSON: what the last rehearsal with these settings found.
    rehearsal TEXT NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    created_at DATETIME(6) NOT NULL,
    done_at DATETIME(6) NULL,
    rows_added INT UNSIGNED NOT NULL DEFAULT 0,
    rows_skipped INT UNSIGNED NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, id),
    KEY imports_latest (tenant_id, created_at, id),
    CONSTRAINT imports_file FOREIGN KEY (tenant_id, file_id) REFERENCES files (tenant_id, id),
    CONSTRAINT imports_author FOREIGN KEY (tenant_id, author_id) REFERENCES users (tenant_id, id),
    CONSTRAINT imports_kind_known CHECK (kind IN ('clients', 'contacts')),
    CONSTRAINT imports_charset_known CHECK (charset IN ('utf-8', 'windows-1252', 'utf-16le', 'utf-16be')),
    CONSTRAINT imports_separated_known CHECK (separated_by IN ('comma', 'semicolon', 'tab', 'pipe')),
    CONSTRAINT imports_known_rows_known CHECK (known_rows IN ('refuse', 'skip'))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
