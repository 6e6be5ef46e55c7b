//! Decisions about clients, without I/O.

use super::CheckedFilter;
use super::paging::{Position, Show};
use super::rows::LockedClient;
use crate::error::{Error, Result};
use app_types::Invalid;
use app_types::Timestamp;
use app_types::clients::{ActiveTickets, ClientFilter, ClientInput, ClientKind, ClientStatus};
use app_types::id::UserId;
use server_db::TenantTx;

/// What a change to an archived client is answered with.
pub(super) const ARCHIVED: &str = "This client is archived. Restore it before you change it.";

/// A client whose fields are as the database wants them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CheckedClient {
    pub name: String,
    pub kind: ClientKind,
    pub status: ClientStatus,
    pub phone: String,
    pub website: String,
    pub account_manager: Option<UserId>,
    pub notes: String,
    pub vip_note: String,
}

/// Checks the form; complains about every field at once.
pub(super) fn check(input: &ClientInput) -> Result<CheckedClient> {
    let mut invalid = Invalid::new();
    let client = CheckedClient {
        name: invalid.required_line("name", "a name", &input.name, 160),
        kind: choice(&mut invalid, "kind", &input.kind, ClientKind::parse),
        status: choice(&mut invalid, "status", &input.status, ClientStatus::parse),
        phone: invalid.optional_line("phone", "the phone number", &input.phone, 40),
        website: website(&mut invalid, &input.website),
        account_manager: account_manager(&mut invalid, &input.account_manager),
        notes: invalid.optional_text("notes", "the notes", &input.notes, 10_000),
        vip_note: invalid.optional_line("vip_note", "the VIP note", &input.vip_note, 500),
    };
    invalid.into_result()?;
    Ok(client)
}

fn choice<T: Default>(
    invalid: &mut Invalid,
    field: &str,
    value: &str,
    parse: fn(&str) -> Option<T>,
) -> T {
    if value.is_empty() {
        return T::default();
    }
    parse(value).unwrap_or_else(|| {
        invalid.add(field, "Choose one of the listed values");
        T::default()
    })
}

fn account_manager(invalid: &mut Invalid, value: &str) -> Option<UserId> {
    if value.is_empty() {
        return None;
    }
    let user = UserId::parse(value);
    if user.is_none() {
        invalid.add("account_manager", NO_SUCH_USER);
    }
    user
}

/// The answer to an account manager who is no user of the tenant.
pub(super) const NO_SUCH_USER: &str = "Choose a user of this workspace";

/// An address that a page may link to: only `http` and `https`. A bare `example.com` gets `https`.
fn website(invalid: &mut Invalid, value: &str) -> String {
    let site = invalid.optional_line("website", "the website", value, 240);
    if site.is_empty() {
        return site;
    }
    let lower = site.to_ascii_lowercase();
    let rest = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"));
    let host = rest.unwrap_or(&lower);
    let plain = !host.is_empty()
        && !host.starts_with(['/', '.', ':'])
        && !site
            .chars()
            .any(|c| c.is_whitespace() || "<>\"'`\\".contains(c));
    // `javascript:…` and the like: a scheme of its own, which a host with a port has not.
    let scheme = rest.is_none()
        && host
            .split_once(':')
            .is_some_and(|(_, port)| !port.starts_with(|c: char| c.is_ascii_digit()));
    if !plain || scheme || (rest.is_none() && !host.contains('.')) {
        invalid.add(
            "website",
            "Enter an address such as https://www.example.com",
        );
    }
    if rest.is_some() {
        site
    } else {
        format!("https://{site}")
    }
}

/// Checks the filters of the list.
pub(super) fn check_filter(filter: &ClientFilter) -> Result<CheckedFilter> {
    let kind = match filter.kind.as_str() {
        "" => None,
        text => Some(
            ClientKind::parse(text)
                .ok_or_else(|| Error::invalid("kind", "Choose client, lead or former"))?,
        ),
    };
    Ok(CheckedFilter {
        q: search_text(&filter.q)?,
        show: Show::parse(&filter.show)?,
        kind,
        position: Position::parse(&filter.after, &filter.before)?,
    })
}

/// What was typed into a list's search field.
pub(super) fn search_text(q: &str) -> Result<String> {
    let mut invalid = Invalid::new();
    let q = invalid.optional_line("q", "the search", q, 200);
    invalid.into_result()?;
    Ok(q)
}

/// The fields that differ, in the words of the form.
pub(super) fn changed_fields(old: &LockedClient, new: &CheckedClient) -> Vec<&'static str> {
    [
        ("name", old.name != new.name),
        ("kind", old.kind != new.kind),
        ("status", old.status != new.status),
        ("phone", old.phone != new.phone),
        ("website", old.website != new.website),
        (
            "account manager",
            old.account_manager_id != new.account_manager,
        ),
        ("notes", old.notes != new.notes),
        ("VIP note", old.vip_note != new.vip_note),
    ]
    .into_iter()
    .filter_map(|(field, changed)| changed.then_some(field))
    .collect()
}

/// A client that still has active tickets stays: archived, nobody would see them.
pub(super) fn may_archive(active_tickets: u32) -> Result<()> {
    match active_tickets {
        0 => Ok(()),
        1 => Err(Error::Conflict(
            "This client has an active ticket. Close it or move it first.".to_string(),
        )),
        n => {
            let many = if n >= ActiveTickets::CAP {
                "100 or more".to_string()
            } else {
                n.to_string()
            };
            Err(Error::Conflict(format!(
                "This client has {many} active tickets. Close or move them first."
            )))
        }
    }
}

/// When and by whom something is archived; nothing for a restored row.
pub(super) fn archive_mark(tx: &TenantTx, archived: bool) -> (Option<Timestamp>, Option<UserId>) {
    if archived {
        (Some(tx.now()), tx.actor().user_id())
    } else {
        (None, None)
    }
}

/// Refuses a change that was made from an older version.
pub(super) fn require_version(what: &str, current: u32, seen: u32) -> Result<()> {
    if current == seen {
        return Ok(());
    }
    Err(Error::Conflict(format!(
        "Someone else changed this {what} while you were editing. Open it again, compare, and save your change anew."
    )))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn input(website: &str) -> ClientInput {
        ClientInput {
            name: "Bright Dental".into(),
            website: website.into(),
            ..ClientInput::default()
        }
    }

    #[test]
    fn websites_link_nowhere_else() {
        for (typed, stored) in [
            ("", ""),
            ("example.com", "https://example.com"),
            ("example.com:8443/x", "https://example.com:8443/x"),
            ("HTTP://Example.com/A", "HTTP://Example.com/A"),
            ("https://example.com/?a=b:c", "https://example.com/?a=b:c"),
        ] {
            assert_eq!(check(&input(typed)).unwrap().website, stored, "{typed}");
        }
        for bad in [
            "javascript:alert(1)",
            "JavaScript:alert(1)//a.b",
            "data:text/html,a.b",
            "https://",
            "http:///etc",
            "localhost",
            "a b.com",
            "https://a.b/\"><script>",
            "//evil.example",
            "\u{202e}example.com",
        ] {
            assert!(check(&input(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn every_wrong_field_is_named() {
        let wrong = ClientInput {
            name: " ".into(),
            kind: "whale".into(),
            status: "gone".into(),
            phone: "1\n2".into(),
            website: "x".into(),
            account_manager: "42".into(),
            notes: "a\0b".into(),
            vip_note: "v".repeat(501),
        };
        let Err(Error::Invalid(invalid)) = check(&wrong) else {
            panic!("accepted");
        };
        let fields: Vec<_> = invalid.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "name",
                "kind",
                "status",
                "phone",
                "website",
                "account_manager",
                "notes",
                "vip_note"
            ]
        );
    }

    #[test]
    fn only_a_client_without_active_tickets_may_go() {
        assert!(may_archive(0).is_ok());
        assert!(may_archive(1).is_err());
        let Err(Error::Conflict(text)) = may_archive(100) else {
            panic!("accepted");
        };
        assert!(text.contains("100 or more"));
    }
}
