-- The truth about work to be done; Redis only carries ids (docs/jobs.md).
CREATE TABLE jobs (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    queue VARCHAR(24) NOT NULL,
    kind VARCHAR(48) NOT NULL,
    payload TEXT NOT NULL,
    -- While a job with this key is queued or running, a second one is not accepted.
    unique_key VARCHAR(120) NULL,
    state VARCHAR(12) NOT NULL,
    run_at DATETIME(6) NOT NULL,
    lease_until DATETIME(6) NULL,
    lease_token BINARY(16) NULL,
    attempts INT UNSIGNED NOT NULL DEFAULT 0,
    crashes INT UNSIGNED NOT NULL DEFAULT 0,
    last_error TEXT NULL,
    request_id VARCHAR(64) NOT NULL DEFAULT '',
    created_at DATETIME(6) NOT NULL,
    finished_at DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY jobs_unique_key (tenant_id, unique_key),
    -- Workers take due work tenant by tenant, so that no tenant's backlog hides another's jobs;
    -- this index and jobs_lease alone do not start with the tenant.
    KEY jobs_due (state, queue, tenant_id, run_at, id),
    KEY jobs_lease (state, lease_until),
    KEY jobs_state (tenant_id, state, run_at, id),
    CONSTRAINT jobs_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT jobs_state_known CHECK (state IN ('queued', 'running', 'done', 'dead', 'parked'))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
