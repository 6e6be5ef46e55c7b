-- Tickets of another program come in as well.
ALTER TABLE imports
    DROP CONSTRAINT imports_kind_known,
    ADD CONSTRAINT imports_kind_listed CHECK (kind IN ('clients', 'contacts', 'tickets'));
