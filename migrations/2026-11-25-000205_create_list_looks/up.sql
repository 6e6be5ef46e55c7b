CREATE TABLE list_looks (
    tenant_id INT UNSIGNED NOT NULL,
    user_id BINARY(16) NOT NULL,
    list VARCHAR(16) NOT NULL,
    -- Keys of columns between commas, in their order.
    shown_columns VARCHAR(255) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, user_id, list),
    CONSTRAINT list_looks_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT list_looks_list_known CHECK (list IN ('tickets'))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
