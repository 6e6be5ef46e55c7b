ALTER TABLE tickets
    -- When somebody wants to look at it again.
    ADD COLUMN follow_up_at DATETIME(6) NULL AFTER closed_by,
    ADD COLUMN follow_up_by BINARY(16) NULL AFTER follow_up_at,
    -- due: the time has come, and people were told, once.
    ADD COLUMN follow_up_state VARCHAR(8) NOT NULL DEFAULT 'none' AFTER follow_up_by,
    ADD KEY tickets_follow_up (tenant_id, follow_up_state, updated_at, id),
    ADD KEY tickets_follow_up_due (tenant_id, follow_up_state, follow_up_at, id),
    ADD KEY tickets_follow_up_by (tenant_id, follow_up_by),
    ADD CONSTRAINT tickets_follow_up_by FOREIGN KEY (tenant_id, follow_up_by) REFERENCES users (tenant_id, id),
    ADD CONSTRAINT tickets_follow_up_known CHECK (follow_up_state IN ('none', 'waiting', 'due'));
