-- Tickets that came round by the clock, and tickets of another program.
ALTER TABLE tickets
    DROP CONSTRAINT tickets_source_known,
    ADD CONSTRAINT tickets_source_listed CHECK (source IN ('email', 'portal', 'phone', 'chat', 'monitoring', 'api', 'walk_in', 'recurring', 'import'));
