DELETE FROM counters WHERE name = 'ticket_relations';
