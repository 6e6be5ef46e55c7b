ALTER TABLE tickets
    DROP CONSTRAINT tickets_source_listed,
    ADD CONSTRAINT tickets_source_known CHECK (source IN ('email', 'portal', 'phone', 'chat', 'monitoring', 'api', 'walk_in'));
