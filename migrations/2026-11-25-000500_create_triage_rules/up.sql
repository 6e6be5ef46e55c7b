CREATE TABLE triage_rules (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    name VARCHAR(120) NOT NULL,
    -- Rules are looked at in this order. Not unique: two rules swap places in two statements.
    position INT UNSIGNED NOT NULL,
    trigger_event VARCHAR(24) NOT NULL,
    -- For rules that wait: how long, and up to which instant tickets were looked at.
    after_minutes INT UNSIGNED NOT NULL DEFAULT 0,
    looked_until DATETIME(6) NOT NULL,
    match_kind VARCHAR(3) NOT NULL,
    -- JSON, always read and written whole.
    conditions MEDIUMTEXT NOT NULL,
    actions MEDIUMTEXT NOT NULL,
    -- Whether later rules are passed over once this one has acted.
    stops TINYINT(1) NOT NULL DEFAULT 0,
    owner_id BINARY(16) NOT NULL,
    paused_at DATETIME(6) NULL,
    fired_count BIGINT UNSIGNED NOT NULL DEFAULT 0,
    last_fired_at DATETIME(6) NULL,
    -- Who got its last ticket, where it assigns in turn.
    last_assigned_id BINARY(16) NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    archived_at DATETIME(6) NULL,
    archived_by BINARY(16) NULL,
    PRIMARY KEY (tenant_id, id),
    KEY triage_rules_trigger (tenant_id, trigger_event, position),
    KEY triage_rules_order (tenant_id, position),
    CONSTRAINT triage_rules_owner FOREIGN KEY (tenant_id, owner_id) REFERENCES users (tenant_id, id),
    CONSTRAINT triage_rules_trigger_known CHECK (trigger_event IN ('ticket_created', 'client_replied', 'technician_replied', 'status_changed', 'priority_changed', 'board_changed', 'technician_changed', 'unassigned', 'idle')),
    CONSTRAINT triage_rules_match_known CHECK (match_kind IN ('all', 'any'))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
