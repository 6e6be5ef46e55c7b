-- The list of clients filtered by kind, and without the split into listed and archived.
ALTER TABLE clients
    ADD KEY clients_name_all (tenant_id, name, id),
    ADD KEY clients_kind (tenant_id, kind, active, name, id),
    ADD KEY clients_kind_all (tenant_id, kind, name, id);
