DROP TABLE imported_tickets;
