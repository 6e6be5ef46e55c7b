//! Decisions about contacts, without I/O.

use super::KnownContact;
use super::rows::LockedContact;
use crate::error::{Error, Result};
use app_types::Invalid;
use app_types::clients::ContactInput;
use app_types::form::{looks_like_email, normalise_email};
use app_types::id::LocationId;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CheckedContact {
    pub name: String,
    pub email: Option<String>,
    pub phone: String,
    pub mobile: String,
    pub title: String,
    pub location: Option<LocationId>,
    pub primary: bool,
    pub billing: bool,
    pub technical: bool,
    pub notes: String,
}

const NAME_MAX: usize = 120;

/// Checks the form; complains about every field at once.
pub(super) fn check(input: &ContactInput) -> Result<CheckedContact> {
    let mut invalid = Invalid::new();
    let contact = CheckedContact {
        name: invalid.required_line("name", "a name", &input.name, NAME_MAX),
        email: email(&mut invalid, &input.email),
        phone: invalid.optional_line("phone", "the phone number", &input.phone, 40),
        mobile: invalid.optional_line("mobile", "the mobile number", &input.mobile, 40),
        title: invalid.optional_line("title", "the job title", &input.title, 80),
        location: location(&mut invalid, &input.location),
        primary: input.primary,
        billing: input.billing,
        technical: input.technical,
        notes: invalid.optional_text("notes", "the notes", &input.notes, 10_000),
    };
    invalid.into_result()?;
    Ok(contact)
}

fn email(invalid: &mut Invalid, value: &str) -> Option<String> {
    if value.trim().is_empty() {
        return None;
    }
    Some(invalid.required_email("email", value))
}

fn location(invalid: &mut Invalid, value: &str) -> Option<LocationId> {
    if value.is_empty() {
        return None;
    }
    let id = LocationId::parse(value);
    if id.is_none() {
        invalid.add("location", "Choose a location of this client");
    }
    id
}

/// A contact from a mail's sender. The name is what the sender wrote, made harmless; without one,
/// the address's first half.
pub(super) fn from_mail(name: &str, email: &str) -> Result<CheckedContact> {
    let email = normalise_email(email);
    if !looks_like_email(&email) {
        return Err(Error::invalid("email", "The sender's address is none"));
    }
    let fallback = email.split('@').next().unwrap_or(&email);
    let cleaned = harmless_line(name);
    Ok(CheckedContact {
        name: if cleaned.is_empty() {
            fallback.to_string()
        } else {
            cleaned
        },
        email: Some(email.clone()),
        ..CheckedContact::default()
    })
}

/// `text` on one line without control and direction characters, at most [`NAME_MAX`] long.
fn harmless_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'))
        .collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let line: String = words.join(" ").chars().take(NAME_MAX).collect();
    line.trim_end().to_string()
}

pub(super) fn require_active(contact: &LockedContact) -> Result<()> {
    if contact.client_archived {
        return Err(Error::Conflict(crate::clients::rules::ARCHIVED.to_string()));
    }
    if contact.archived {
        return Err(Error::Conflict(
            "This contact is archived. Restore it before you change it.".to_string(),
        ));
    }
    Ok(())
}

/// What the form says when somebody has the address already.
pub(super) fn taken(holder: &KnownContact) -> String {
    let archived = if holder.archived { " (archived)" } else { "" };
    format!(
        "{} is the address of {}{archived} at client {}. Use another address or change it there.",
        holder.email, holder.name, holder.client_number
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_senders_name_is_made_harmless() {
        let name = |name: &str| from_mail(name, "Ann.Lee@Example.com").unwrap().name;
        assert_eq!(name("Ann Lee"), "Ann Lee");
        assert_eq!(name("  "), "ann.lee");
        assert_eq!(name("Ann\r\nBcc: x@y.z"), "Ann Bcc: x@y.z");
        assert_eq!(name("\u{202e}eeL nnA"), "eeL nnA");
        assert_eq!(name(&"é".repeat(500)).chars().count(), 120);
        assert!(from_mail("Ann", "nobody").is_err());
    }

    proptest! {
        #[test]
        fn every_sender_makes_a_valid_contact(name in "\\PC{0,200}|.{0,200}") {
            let contact = from_mail(&name, "a@b.co").unwrap();
            prop_assert!(!contact.name.is_empty());
            let form = ContactInput { name: contact.name.clone(), ..ContactInput::default() };
            prop_assert_eq!(check(&form).unwrap().name, contact.name);
        }
    }
}
