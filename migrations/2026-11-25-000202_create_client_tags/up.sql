CREATE TABLE client_tags (
    tenant_id INT UNSIGNED NOT NULL,
    client_id BINARY(16) NOT NULL,
    tag_id BINARY(16) NOT NULL,
    PRIMARY KEY (tenant_id, client_id, tag_id),
    KEY client_tags_tag (tenant_id, tag_id),
    CONSTRAINT client_tags_client FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    CONSTRAINT client_tags_tag FOREIGN KEY (tenant_id, tag_id) REFERENCES tags (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
