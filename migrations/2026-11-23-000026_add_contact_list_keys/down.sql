ALTER TABLE contacts DROP KEY contacts_name_all, DROP KEY contacts_client_all;
