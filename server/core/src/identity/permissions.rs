//! A role's permissions as its row keeps them: a JSON array of keys.

use app_types::{Permission, Permissions};

/// Unknown keys grant nothing: they come from a newer version running beside this one.
pub(crate) fn read_permissions(json: &str) -> Permissions {
    let keys: Vec<String> = serde_json::from_str(json).unwrap_or_default();
    keys.iter()
        .filter_map(|key| Permission::parse(key))
        .collect()
}

pub(super) fn write_permissions(permissions: Permissions) -> String {
    let keys: Vec<&str> = permissions.iter().map(Permission::as_str).collect();
    serde_json::to_string(&keys).unwrap_or_else(|_| "[]".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip_and_unknown_keys() {
        let all = Permissions::all();
        assert_eq!(read_permissions(&write_permissions(all)), all);
        assert_eq!(
            read_permissions("[\"tickets_view\",\"rule_the_world\"]"),
            Permissions::NONE.with(Permission::TicketsView)
        );
        assert_eq!(read_permissions("not json"), Permissions::NONE);
    }
}
