DROP TABLE ticket_templates;
