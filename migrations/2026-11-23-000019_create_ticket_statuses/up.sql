-- Tenants rename and add statuses inside the fixed categories.
CREATE TABLE ticket_statuses (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    status_key VARCHAR(32) NOT NULL,
    name VARCHAR(60) NOT NULL,
    category VARCHAR(20) NOT NULL,
    position SMALLINT UNSIGNED NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY ticket_statuses_key (tenant_id, status_key),
    CONSTRAINT ticket_statuses_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT ticket_statuses_category_known CHECK (category IN ('new', 'open', 'in_progress', 'waiting_client', 'waiting_vendor', 'scheduled', 'resolved', 'closed', 'cancelled'))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
