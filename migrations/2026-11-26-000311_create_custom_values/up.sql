CREATE TABLE custom_values (
    tenant_id INT UNSIGNED NOT NULL,
    -- The id of the one below that is set.
    owner_id BINARY(16) NOT NULL,
    field_id BINARY(16) NOT NULL,
    ticket_id BINARY(16) NULL,
    client_id BINARY(16) NULL,
    contact_id BINARY(16) NULL,
    -- In the form that `custom/rules.rs` writes; a client by its number.
    value VARCHAR(255) NOT NULL,
    linked_client_id BINARY(16) NULL,
    -- Copies of a ticket's own columns, so that the list by value has an index that ends in its
    -- order, like the list by tag. Every change of a ticket brings them along.
    active TINYINT NOT NULL DEFAULT 0,
    updated_at DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, owner_id, field_id),
    KEY custom_values_list (tenant_id, field_id, value, active, updated_at, owner_id),
    KEY custom_values_all (tenant_id, field_id, value, updated_at, owner_id),
    CONSTRAINT custom_values_field FOREIGN KEY (tenant_id, field_id) REFERENCES custom_fields (tenant_id, id),
    CONSTRAINT custom_values_ticket FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id),
    CONSTRAINT custom_values_client FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    CONSTRAINT custom_values_contact FOREIGN KEY (tenant_id, contact_id) REFERENCES contacts (tenant_id, id),
    CONSTRAINT custom_values_linked FOREIGN KEY (tenant_id, linked_client_id) REFERENCES clients (tenant_id, id),
    CONSTRAINT custom_values_one_owner CHECK (
        owner_id = COALESCE(ticket_id, client_id, contact_id)
        AND (ticket_id IS NOT NULL) + (client_id IS NOT NULL) + (contact_id IS NOT NULL) = 1
    )
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
