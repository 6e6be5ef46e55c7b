-- What assignment knows about a user beside the role. No row: no skills, and here.
CREATE TABLE triage_people (
    tenant_id INT UNSIGNED NOT NULL,
    user_id BINARY(16) NOT NULL,
    -- Small letters, separated by a comma and a space.
    skills VARCHAR(500) NOT NULL DEFAULT '',
    -- Away until this instant; NULL or past: here.
    back_at DATETIME(6) NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    updated_at DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, user_id),
    CONSTRAINT triage_people_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
