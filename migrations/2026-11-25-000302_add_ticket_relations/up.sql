ALTER TABLE tickets
    -- The larger matter that this ticket is a part of.
    ADD COLUMN parent_id BINARY(16) NULL AFTER follows_id,
    -- The ticket in which this one goes on; it is never one that was merged itself.
    ADD COLUMN merged_into_id BINARY(16) NULL AFTER parent_id,
    ADD COLUMN merged_at DATETIME(6) NULL AFTER merged_into_id,
    ADD COLUMN merged_by BINARY(16) NULL AFTER merged_at,
    ADD KEY tickets_parent (tenant_id, parent_id, number),
    ADD KEY tickets_merged_into (tenant_id, merged_into_id, number),
    ADD CONSTRAINT tickets_parent FOREIGN KEY (tenant_id, parent_id) REFERENCES tickets (tenant_id, id),
    ADD CONSTRAINT tickets_merged_into FOREIGN KEY (tenant_id, merged_into_id) REFERENCES tickets (tenant_id, id);
