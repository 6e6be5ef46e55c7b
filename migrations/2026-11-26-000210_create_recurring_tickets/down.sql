DROP TABLE recurring_tickets;
