DROP TABLE list_looks;
