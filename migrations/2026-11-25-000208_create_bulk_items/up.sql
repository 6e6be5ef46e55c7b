CREATE TABLE bulk_items (
    tenant_id INT UNSIGNED NOT NULL,
    run_id BINARY(16) NOT NULL,
    position INT UNSIGNED NOT NULL,
    ticket_id BINARY(16) NOT NULL,
    -- The version that the list showed; NULL for a ticket that was never on the screen.
    seen_version INT UNSIGNED NULL,
    state VARCHAR(8) NOT NULL DEFAULT 'waiting',
    error VARCHAR(255) NOT NULL DEFAULT '',
    -- JSON: for an undo, what to set; for a run that is done, what undoes it.
    changes TEXT NOT NULL,
    -- The version that the change made.
    made_version INT UNSIGNED NULL,
    PRIMARY KEY (tenant_id, run_id, position),
    KEY bulk_items_state (tenant_id, run_id, state, position),
    KEY bulk_items_ticket (tenant_id, ticket_id),
    CONSTRAINT bulk_items_run FOREIGN KEY (tenant_id, run_id) REFERENCES bulk_runs (tenant_id, id),
    CONSTRAINT bulk_items_ticket FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id),
    CONSTRAINT bulk_items_state_known CHECK (state IN ('waiting', 'done', 'failed'))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
