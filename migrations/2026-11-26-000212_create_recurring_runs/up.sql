-- What became of each due time: one row for each schedule, time and client, whatever a job repeats.
CREATE TABLE recurring_runs (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    recurring_id BINARY(16) NOT NULL,
    due_at DATETIME(6) NOT NULL,
    -- The client's id; zeros for an internal ticket, because a unique key does not hold for NULL.
    client_key BINARY(16) NOT NULL,
    client_id BINARY(16) NULL,
    -- NULL: none was made, and the note says why.
    ticket_id BINARY(16) NULL,
    note VARCHAR(255) NOT NULL DEFAULT '',
    -- Who asked for it; NULL: the schedule.
    user_id BINARY(16) NULL,
    created_at DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY recurring_runs_once (tenant_id, recurring_id, due_at, client_key),
    KEY recurring_runs_client (tenant_id, client_id),
    KEY recurring_runs_ticket (tenant_id, ticket_id),
    KEY recurring_runs_user (tenant_id, user_id),
    CONSTRAINT recurring_runs_recurring FOREIGN KEY (tenant_id, recurring_id) REFERENCES recurring_tickets (tenant_id, id),
    CONSTRAINT recurring_runs_client FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id),
    CONSTRAINT recurring_runs_ticket FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id),
    CONSTRAINT recurring_runs_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
