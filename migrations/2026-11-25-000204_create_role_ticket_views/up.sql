CREATE TABLE role_ticket_views (
    tenant_id INT UNSIGNED NOT NULL,
    role_id BINARY(16) NOT NULL,
    -- What the ticket list shows the role's people when they ask for nothing in particular.
    view_id BINARY(16) NOT NULL,
    PRIMARY KEY (tenant_id, role_id),
    KEY role_ticket_views_view (tenant_id, view_id),
    CONSTRAINT role_ticket_views_role FOREIGN KEY (tenant_id, role_id) REFERENCES roles (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT role_ticket_views_view FOREIGN KEY (tenant_id, view_id) REFERENCES ticket_views (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
