//! The two MSPs of the demo.

use super::names::{self, NamedClient};
use super::{Login, SeededTenant};

/// An MSP with its people.
pub(super) struct Company {
    pub slug: &'static str,
    pub name: &'static str,
    pub time_zone: &'static str,
    /// Part of every random sequence, so that the tenants differ.
    pub seed: u64,
    /// Key of a built-in role and a name. The first one is the owner.
    pub people: &'static [(&'static str, &'static str)],
    /// Written by hand; further clients have made-up names.
    pub clients: &'static [NamedClient],
}

pub(super) static NORTHWIND: Company = Company {
    slug: "northwind",
    name: "Northwind Managed IT",
    time_zone: "America/Los_Angeles",
    seed: 0x6e6f_7274_6877_696e,
    people: &[
        ("owner", "Grace Okafor"),
        ("admin", "Henrik Larsen"),
        ("dispatcher", "Paula Reyes"),
        ("technician", "Marcus Bennett"),
        ("technician", "Yuki Tanaka"),
        ("technician", "Sofia Petrov"),
        ("technician", "Liam Walsh"),
        ("accountant", "Ruth Keller"),
        ("sales", "Omar Ibrahim"),
        ("read_only", "Ines Costa"),
    ],
    clients: &names::NORTHWIND,
};

pub(super) static ACME: Company = Company {
    slug: "acme",
    name: "Acme IT Services",
    time_zone: "America/New_York",
    seed: 0x6163_6d65_6163_6d65,
    people: &[
        ("owner", "Walter Hayes"),
        ("admin", "Nina Bauer"),
        ("dispatcher", "Tom Castillo"),
        ("technician", "Priya Gupta"),
        ("technician", "Jonas Fischer"),
        ("technician", "Leah Cohen"),
        ("accountant", "Victor Dubois"),
        ("sales", "Amelia Brooks"),
        ("read_only", "Eli Novak"),
    ],
    clients: &names::ACME,
};

impl Company {
    /// `support@northwind.example`
    pub(super) fn mailbox(&self) -> String {
        format!("support@{}.example", self.slug)
    }

    /// The first of a role signs in by the role, the others by their names.
    pub(super) fn login(&self, index: usize) -> String {
        let Some((role, name)) = self.people.get(index) else {
            return String::new();
        };
        let first_of_role = self.people.iter().position(|(r, _)| r == role) == Some(index);
        let local = if first_of_role {
            role.replace('_', "-")
        } else {
            name.to_lowercase().replace(' ', ".")
        };
        format!("{local}@{}.example", self.slug)
    }

    pub(super) fn summary(&self, created: bool) -> SeededTenant {
        let logins = self.people.iter().enumerate();
        SeededTenant {
            slug: self.slug.to_string(),
            name: self.name.to_string(),
            mailbox: self.mailbox(),
            logins: logins
                .map(|(index, (role, _))| Login {
                    role: (*role).to_string(),
                    email: self.login(index),
                })
                .collect(),
            created,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_login_is_different() {
        let logins: std::collections::HashSet<_> = (0..NORTHWIND.people.len())
            .map(|index| NORTHWIND.login(index))
            .collect();
        assert_eq!(logins.len(), NORTHWIND.people.len());
        assert!(logins.contains("technician@northwind.example"));
        assert!(logins.contains("yuki.tanaka@northwind.example"));
    }
}
