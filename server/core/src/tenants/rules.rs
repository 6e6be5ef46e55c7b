//! Rules about tenants: the short name in addresses, and what a change of settings says.

use app_types::identity::Workspace;

/// Names that are, or may become, hosts and pages of the installation itself.
const RESERVED: &[&str] = &[
    "admin",
    "api",
    "app",
    "assets",
    "demo-admin",
    "docs",
    "help",
    "mail",
    "nestogy",
    "other",
    "portal",
    "root",
    "security",
    "static",
    "status",
    "support",
    "system",
    "www",
];

/// Whether `slug` can stand in a host name: 3 to 40 of a-z, 0-9 and inner hyphens.
///
/// # Errors
/// What to do instead.
pub fn check_slug(slug: &str) -> Result<(), &'static str> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !(3..=40).contains(&slug.len()) || !slug.chars().all(plain) {
        return Err("Use 3 to 40 small letters, digits and hyphens");
    }
    if slug.starts_with('-') || slug.ends_with('-') || slug.contains("--") {
        return Err("Use hyphens only between letters and digits");
    }
    if RESERVED.contains(&slug) {
        return Err("Choose another name: this one is reserved");
    }
    Ok(())
}

/// A proposal for a company's name: `Acme Managed IT, Inc.` becomes `acme-managed-it-inc`.
pub fn slug_from(company: &str) -> String {
    let lower = company.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let slug: String = words.join("-").chars().take(40).collect();
    slug.trim_end_matches('-').to_string()
}

/// `name: Acme → Acme IT; accent: indigo → teal`
pub(super) fn difference(before: &Workspace, after: &Workspace) -> String {
    let pairs = [
        ("name", before.name.clone(), after.name.clone()),
        (
            "time zone",
            before.time_zone.clone(),
            after.time_zone.clone(),
        ),
        (
            "accent",
            before.accent.to_string(),
            after.accent.to_string(),
        ),
        (
            "ticket prefix",
            before.ticket_prefix.clone(),
            after.ticket_prefix.clone(),
        ),
        (
            "unknown sender",
            before.unknown_sender.to_string(),
            after.unknown_sender.to_string(),
        ),
        (
            "reopen window",
            before.reopen_window_days.to_string(),
            after.reopen_window_days.to_string(),
        ),
        (
            "days until resolved tickets close",
            before.auto_close_days.to_string(),
            after.auto_close_days.to_string(),
        ),
        (
            "two-step sign-in",
            yes_no(before.require_totp),
            yes_no(after.require_totp),
        ),
    ];
    let changes: Vec<String> = pairs
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(what, before, after)| format!("{what}: {before} → {after}"))
        .collect();
    if changes.is_empty() {
        "Settings saved without a change".into()
    } else {
        changes.join("; ")
    }
}

fn yes_no(required: bool) -> String {
    if required { "required" } else { "optional" }.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slugs_can_be_host_names() {
        for good in ["acme", "a1b", "acme-it-2"] {
            assert_eq!(check_slug(good), Ok(()), "{good}");
        }
        let long = "a".repeat(41);
        for bad in [
            "", "ab", "-abc", "abc-", "a--b", "Acme", "a.b", "a b", "żółw", "www", "../x", &long,
        ] {
            assert!(check_slug(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn proposes_a_slug() {
        assert_eq!(slug_from("Acme Managed IT, Inc."), "acme-managed-it-inc");
    }

    proptest! {
        #[test]
        fn a_proposal_of_enough_letters_is_good(name in "[A-Za-z0-9 ,.&-]{0,60}") {
            let slug = slug_from(&name);
            if slug.len() >= 3 && !RESERVED.contains(&slug.as_str()) {
                prop_assert_eq!(check_slug(&slug), Ok(()));
            }
        }
    }
}
