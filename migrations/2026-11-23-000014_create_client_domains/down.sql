DROP TABLE client_domains;
