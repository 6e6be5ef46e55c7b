DROP TABLE role_ticket_views;
