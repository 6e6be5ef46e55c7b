DROP TABLE mailbox_keys;
