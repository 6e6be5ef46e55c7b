-- The list of contacts without the split into listed and archived.
ALTER TABLE contacts
    ADD KEY contacts_name_all (tenant_id, name, id),
    ADD KEY contacts_client_all (tenant_id, client_id, name, id);
