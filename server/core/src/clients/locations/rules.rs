//! Decisions about locations, without I/O.

use super::rows::LocationRow;
use crate::error::{Error, Result};
use app_types::Invalid;
use app_types::clients::LocationInput;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CheckedLocation {
    pub name: String,
    pub street: String,
    pub postal_code: String,
    pub city: String,
    pub region: String,
    pub country: String,
    pub phone: String,
    pub primary: bool,
}

/// Checks the form; complains about every field at once.
pub(super) fn check(input: &LocationInput) -> Result<CheckedLocation> {
    let mut invalid = Invalid::new();
    let location = CheckedLocation {
        name: invalid.required_line("name", "a name", &input.name, 120),
        street: invalid.optional_line("street", "the street", &input.street, 200),
        postal_code: invalid.optional_line(
            "postal_code",
            "the postal code",
            &input.postal_code,
            20,
        ),
        city: invalid.optional_line("city", "the city", &input.city, 120),
        region: invalid.optional_line("region", "the region", &input.region, 120),
        country: country(&mut invalid, &input.country),
        phone: invalid.optional_line("phone", "the phone number", &input.phone, 40),
        primary: input.primary,
    };
    invalid.into_result()?;
    Ok(location)
}

fn country(invalid: &mut Invalid, value: &str) -> String {
    let country = value.trim().to_ascii_uppercase();
    let code = country.len() == 2 && country.chars().all(|c| c.is_ascii_uppercase());
    if !country.is_empty() && !code {
        invalid.add(
            "country",
            "Enter the country's two-letter code, such as US or DE",
        );
    }
    country
}

pub(super) fn require_active(location: &LocationRow) -> Result<()> {
    if location.archived_at.is_none() {
        return Ok(());
    }
    Err(Error::Conflict(
        "This location is archived. Restore it before you change it.".to_string(),
    ))
}

/// Whether the location is the primary one after the change. The mark is handed on, never just
/// taken away.
pub(super) fn stays_or_becomes_primary(old: &LocationRow, new: &CheckedLocation) -> Result<bool> {
    if old.is_primary() && !new.primary {
        return Err(Error::invalid(
            "primary",
            "Make another location the primary one instead",
        ));
    }
    Ok(new.primary)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn countries_are_two_letters() {
        let of = |country: &str| {
            check(&LocationInput {
                name: "Head office".into(),
                country: country.into(),
                ..LocationInput::default()
            })
        };
        assert_eq!(of(" de ").unwrap().country, "DE");
        assert_eq!(of("").unwrap().country, "");
        for bad in ["D", "DEU", "1A", "ÄÖ", "D\0", "💩"] {
            assert!(of(bad).is_err(), "{bad:?}");
        }
    }
}
