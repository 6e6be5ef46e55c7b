ALTER TABLE clients DROP KEY clients_name_all, DROP KEY clients_kind, DROP KEY clients_kind_all;
