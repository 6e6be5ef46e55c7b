DROP TABLE recurring_clients;
