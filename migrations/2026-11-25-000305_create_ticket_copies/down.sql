DROP TABLE ticket_copies;
