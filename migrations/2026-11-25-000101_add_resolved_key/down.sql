DROP INDEX tickets_resolved ON tickets;
