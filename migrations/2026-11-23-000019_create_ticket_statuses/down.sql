DROP TABLE ticket_statuses;
