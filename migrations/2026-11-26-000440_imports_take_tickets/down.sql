ALTER TABLE imports
    DROP CONSTRAINT imports_kind_listed,
    ADD CONSTRAINT imports_kind_known CHECK (kind IN ('clients', 'contacts'));
