//! The roles every tenant starts with, as the reviewed file `roles.csv` says.

use app_types::{Permission, Permissions};

/// Rows: permissions; columns: roles; `yes` or `no`.
const MATRIX: &str = include_str!("roles.csv");

/// A role of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltInRole {
    /// For example `read_only`.
    pub key: &'static str,
    /// For example `Read only`.
    pub name: String,
    pub permissions: Permissions,
}

/// The key of the role that can do everything and cannot be changed.
pub const OWNER: &str = "owner";

/// The built-in roles in the file's order.
pub fn built_in_roles() -> Vec<BuiltInRole> {
    let mut lines = MATRIX.lines();
    let header = lines.next().unwrap_or_default();
    let mut roles: Vec<BuiltInRole> = header.split(',').skip(1).map(empty_role).collect();
    for line in lines {
        let mut cells = line.split(',');
        let Some(permission) = cells.next().and_then(Permission::parse) else {
            continue;
        };
        for (role, cell) in roles.iter_mut().zip(cells) {
            if cell == "yes" {
                role.permissions = role.permissions.with(permission);
            }
        }
    }
    roles
}

fn empty_role(key: &'static str) -> BuiltInRole {
    let mut name = key.replace('_', " ");
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    BuiltInRole {
        key,
        name,
        permissions: Permissions::NONE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_names_every_permission_once_and_answers_yes_or_no() {
        let named: Vec<&str> = MATRIX
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').next())
            .collect();
        let known: Vec<&str> = Permission::ALL.iter().map(|p| p.as_str()).collect();
        assert_eq!(named, known);
        let columns = MATRIX
            .lines()
            .next()
            .map_or(0, |line| line.split(',').count());
        for line in MATRIX.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').skip(1).collect();
            assert_eq!(cells.len() + 1, columns, "{line}");
            assert!(cells.iter().all(|c| ["yes", "no"].contains(c)), "{line}");
        }
    }

    #[test]
    fn the_roles_of_the_trade() {
        let roles = built_in_roles();
        let keys: Vec<&str> = roles.iter().map(|role| role.key).collect();
        assert_eq!(
            keys,
            [
                "owner",
                "admin",
                "dispatcher",
                "technician",
                "accountant",
                "sales",
                "read_only"
            ]
        );
        assert_eq!(roles[0].permissions, Permissions::all());
        assert!(!roles[1].permissions.covers(roles[0].permissions));
        assert_eq!(roles[6].name, "Read only");
    }
}
