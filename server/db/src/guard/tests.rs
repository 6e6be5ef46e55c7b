use super::{carries_tenant, tables_without_tenant};

#[test]
fn accepts_statements_that_carry_their_tenant() {
    for sql in [
        "SELECT `users`.`id` FROM `users` WHERE (`users`.`tenant_id` = ?) -- binds: [1]",
        "SELECT id FROM users WHERE tenant_id = ? AND id = ?",
        "SELECT t.id FROM tickets t FORCE INDEX (tickets_active) LEFT JOIN clients c ON c.tenant_id = t.tenant_id AND c.id = t.client_id WHERE t.tenant_id = ?",
        "INSERT INTO `users` (`tenant_id`, `id`) VALUES (?, ?)",
        "UPDATE `users` SET `name` = ? WHERE ((`users`.`tenant_id` = ?) AND (`users`.`id` = ?))",
        "DELETE FROM `users` WHERE (`users`.`tenant_id` = ?)",
        "SELECT slug FROM tenants WHERE id = ?",
        "SELECT `clients`.`id` FROM (`tickets` INNER JOIN `clients` ON ((`clients`.`tenant_id` = `tickets`.`tenant_id`) AND (`clients`.`id` = `tickets`.`client_id`))) WHERE (`tickets`.`tenant_id` = ?)",
        "SELECT f.number, s.name FROM ((SELECT t.tenant_id, t.number FROM tickets t WHERE t.tenant_id = ?) UNION ALL (SELECT r.* FROM (SELECT t.tenant_id, t.number FROM tickets t WHERE t.tenant_id = ?) r)) f LEFT JOIN ticket_statuses s ON s.tenant_id = f.tenant_id",
        "SELECT id FROM users WHERE tenant_id = 7 AND name = 'SELECT (' AND EXISTS (SELECT 1 FROM roles WHERE roles.tenant_id = users.tenant_id)",
    ] {
        assert_eq!(carries_tenant(sql), Ok(()), "{sql}");
    }
}

#[test]
fn refuses_statements_that_lost_it() {
    for (sql, table) in [
        (
            "SELECT `users`.`id` FROM `users` WHERE (`users`.`id` = ?)",
            "users",
        ),
        ("SELECT `users`.`tenant_id` FROM `users`", "users"),
        ("UPDATE users SET name = ?", "users"),
        ("DELETE FROM jobs WHERE id = ?", "jobs"),
        ("INSERT INTO users (id) VALUES (?)", "users"),
        (
            "SELECT t.id FROM tickets t JOIN clients c ON c.id = t.client_id WHERE t.tenant_id = ?",
            "clients",
        ),
        (
            "SELECT id FROM users WHERE id IN (SELECT user_id FROM user_sessions WHERE tenant_id = 1)",
            "users",
        ),
        ("SELECT id FROM users WHERE tenant_id != ?", "users"),
        ("SELECT id FROM users WHERE name = 'tenant_id = 1'", "users"),
        (
            "SELECT id FROM users WHERE id = ? /* tenant_id = 1 */",
            "users",
        ),
        ("UPDATE users SET tenant_id = ? WHERE id = ?", "users"),
    ] {
        assert_eq!(carries_tenant(sql), Err(table.to_string()), "{sql}");
    }
}

/// Tables compared with nothing but each other hold the rows of every tenant.
#[test]
fn a_join_alone_ties_nothing() {
    let sql = "SELECT t.id FROM tickets t JOIN clients c ON c.tenant_id = t.tenant_id AND c.id = t.client_id WHERE t.number = ?";
    assert_eq!(tables_without_tenant(sql), ["tickets", "clients"]);
}

/// The condition of one SELECT says nothing about another one over the same table.
#[test]
fn each_select_needs_its_own() {
    for sql in [
        "SELECT id FROM users WHERE tenant_id = ? UNION ALL SELECT id FROM users WHERE status = 'active'",
        "(SELECT id FROM users WHERE users.tenant_id = ?) UNION ALL (SELECT id FROM users WHERE users.id = ?)",
        "SELECT (SELECT COUNT(*) FROM users WHERE users.tenant_id = ?) AS a, (SELECT COUNT(*) FROM users WHERE users.status = ?) AS b",
        "SELECT id FROM users WHERE users.id IN (SELECT users.id FROM users WHERE users.tenant_id = ?)",
    ] {
        assert_eq!(carries_tenant(sql), Err("users".to_string()), "{sql}");
    }
}
