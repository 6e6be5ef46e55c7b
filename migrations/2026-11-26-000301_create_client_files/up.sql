-- Files that belong to a client. The bytes are in the file store; a removed file can come back.
CREATE TABLE client_files (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    client_id BINARY(16) NOT NULL,
    file_id BINARY(16) NOT NULL,
    author_id BINARY(16) NOT NULL,
    name VARCHAR(255) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    deleted_at DATETIME(6) NULL,
    deleted_by BINARY(16) NULL,
    live TINYINT GENERATED ALWAYS AS (IF(deleted_at IS NULL, 1, 0)) STORED,
    PRIMARY KEY (tenant_id, id),
    KEY client_files_client (tenant_id, client_id, live, created_at, id),
    CONSTRAINT client_files_client FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    CONSTRAINT client_files_file FOREIGN KEY (tenant_id, file_id) REFERENCES files (tenant_id, id),
    CONSTRAINT client_files_author FOREIGN KEY (tenant_id, author_id) REFERENCES users (tenant_id, id),
    CONSTRAINT client_files_deleted_by FOREIGN KEY (tenant_id, deleted_by) REFERENCES users (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
