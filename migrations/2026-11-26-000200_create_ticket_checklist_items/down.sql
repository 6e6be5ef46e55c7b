DROP TABLE ticket_checklist_items;
