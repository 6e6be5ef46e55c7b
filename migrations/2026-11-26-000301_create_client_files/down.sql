DROP TABLE client_files;
