DROP TABLE undeliverable_addresses;
