-- Tenants from before shared views and exports: their built-in roles were made when these
-- permissions did not exist, so nobody can have taken them away on purpose. What is granted is
-- what a new tenant's roles start with. Finding the permission there already makes this a no-op.
UPDATE roles SET permissions = JSON_ARRAY_APPEND(permissions, '$', 'views_share'), version = version + 1, updated_at = UTC_TIMESTAMP(6)
WHERE built_in IN ('owner', 'admin', 'dispatcher') AND NOT JSON_CONTAINS(permissions, '"views_share"');

UPDATE roles SET permissions = JSON_ARRAY_APPEND(permissions, '$', 'data_export'), version = version + 1, updated_at = UTC_TIMESTAMP(6)
WHERE built_in IN ('owner', 'admin') AND NOT JSON_CONTAINS(permissions, '"data_export"');
