-- A due time fires once, however many schedulers run: the primary key decides who wins.
CREATE TABLE schedule_runs (
    tenant_id INT UNSIGNED NOT NULL,
    task_key VARCHAR(60) NOT NULL,
    run_at DATETIME(6) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, task_key, run_at),
    CONSTRAINT schedule_runs_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
