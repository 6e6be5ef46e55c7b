//! What a custom field may be, and what it takes.

use app_types::Invalid;
use app_types::custom::{CustomField, CustomFieldInput, FieldKind, FieldOf};

/// Characters of a name, of a value, of one choice.
const MAX_NAME: usize = 60;
pub(super) const MAX_VALUE: usize = 255;
const MAX_CHOICE: usize = 80;
/// Choices of one field.
const MAX_CHOICES: usize = 100;
/// Digits before and behind the point: what every program that reads an export takes exactly.
const MAX_DIGITS: usize = 12;
const MAX_DECIMALS: usize = 6;

/// A field whose form was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CheckedField {
    pub of: FieldOf,
    pub kind: FieldKind,
    pub name: String,
    pub choices: Vec<String>,
    pub required: bool,
    pub position: u32,
}

pub(super) fn check(input: &CustomFieldInput) -> Result<CheckedField, Invalid> {
    let mut invalid = Invalid::new();
    let of = FieldOf::parse(&input.of);
    if of.is_none() {
        invalid.add("of", "Choose tickets, clients or contacts");
    }
    let kind = FieldKind::parse(&input.kind);
    if kind.is_none() {
        invalid.add("kind", "Choose what the field takes");
    }
    let name = invalid.required_line("name", "a name", &input.name, MAX_NAME);
    let choices = match kind {
        Some(FieldKind::Choice) => choices(&mut invalid, &input.choices),
        _ => Vec::new(),
    };
    let position = match input.position.trim() {
        "" => 0,
        typed => typed
            .parse()
            .ok()
            .filter(|n| *n < 1_000)
            .unwrap_or_else(|| {
                invalid.add("position", "Enter a number from 0 to 999");
                0
            }),
    };
    invalid.into_result()?;
    Ok(CheckedField {
        of: of.unwrap_or_default(),
        kind: kind.unwrap_or_default(),
        name,
        choices,
        required: input.required,
        position,
    })
}

/// One a line, none twice.
fn choices(invalid: &mut Invalid, typed: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let before = invalid.errors.len();
        let line = invalid.optional_line("choices", "each choice", line, MAX_CHOICE);
        if invalid.errors.len() > before {
            return found;
        }
        if !found.contains(&line) {
            found.push(line);
        }
    }
    if found.is_empty() {
        invalid.add("choices", "Enter the choices, one a line");
    } else if found.len() > MAX_CHOICES {
        invalid.add("choices", format!("Enter {MAX_CHOICES} choices or fewer"));
    }
    found
}

/// What was typed into a field, in the form in which it is stored; `None` for nothing.
///
/// # Errors
/// What to do, for the person who typed it.
pub(super) fn value(field: &CustomField, typed: &str) -> Result<Option<String>, String> {
    let mut invalid = Invalid::new();
    let typed = invalid.optional_line("", &field.name, typed, MAX_VALUE);
    if let Some(error) = invalid.errors.into_iter().next() {
        return Err(error.message);
    }
    if typed.is_empty() {
        return Ok(None);
    }
    match field.kind {
        FieldKind::Text => Ok(typed),
        FieldKind::Number => {
            number(&typed).ok_or("Enter a number such as 12 or 12.5, without other signs".into())
        }
        FieldKind::Date => date(&typed).ok_or("Enter a date such as 2026-11-26".into()),
        FieldKind::Choice if field.choices.contains(&typed) => Ok(typed),
        FieldKind::Choice => Err("Choose one of the list".into()),
        FieldKind::Client => {
            let number: Option<u64> = typed.trim_start_matches('#').parse().ok();
            number
                .filter(|n| *n > 0)
                .map(|n| n.to_string())
                .ok_or("Enter the number of a client".into())
        }
    }
    .map(Some)
}

/// `-012,50` → `-12.5`. Digits of other scripts, exponents and thousands marks are refused: they
/// would be read differently by somebody.
fn number(typed: &str) -> Option<String> {
    let (minus, rest) = match typed.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", typed.strip_prefix('+').unwrap_or(typed)),
    };
    let rest = rest.replace(',', ".");
    let (whole, decimals) = rest.split_once('.').unwrap_or((&rest, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(decimals) || rest.ends_with('.') {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let decimals = decimals.trim_end_matches('0');
    if whole.len() > MAX_DIGITS || decimals.len() > MAX_DECIMALS {
        return None;
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    let text = if decimals.is_empty() {
        whole.to_string()
    } else {
        format!("{whole}.{decimals}")
    };
    Some(if text == "0" {
        text
    } else {
        format!("{minus}{text}")
    })
}

/// A day of the calendar, `2026-11-26`, within what spreadsheets know.
fn date(typed: &str) -> Option<String> {
    if typed.len() != 10 {
        return None;
    }
    let day: jiff::civil::Date = typed.parse().ok()?;
    (1900..=2200)
        .contains(&day.year())
        .then(|| day.to_string())
        .filter(|text| text == typed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use app_types::id::CustomFieldId;
    use proptest::prelude::*;

    fn field(kind: FieldKind) -> CustomField {
        CustomField {
            id: CustomFieldId(uuid::Uuid::nil()),
            name: "Site".into(),
            kind,
            choices: vec!["Berlin".into(), "São Paulo".into()],
            required: false,
            archived: false,
        }
    }

    fn taken(kind: FieldKind, typed: &str) -> Option<String> {
        value(&field(kind), typed).ok().flatten()
    }

    #[test]
    fn numbers_have_one_form() {
        let number = |typed| taken(FieldKind::Number, typed);
        for (typed, stored) in [
            ("12", "12"),
            (" 012,50 ", "12.5"),
            ("-0", "0"),
            ("-0.000", "0"),
            ("+3.10", "3.1"),
            ("999999999999.999999", "999999999999.999999"),
        ] {
            assert_eq!(number(typed).as_deref(), Some(stored), "{typed}");
        }
        for bad in [
            "1e9",
            "NaN",
            "inf",
            "0x1",
            "1 000",
            "1.",
            ".5",
            "1.2.3",
            "1,2,3",
            "--1",
            "٣",
            "１",
            "9999999999999",
            "0.1234567",
            "=1+1",
            "1\u{202e}2",
        ] {
            assert_eq!(number(bad), None, "{bad}");
        }
    }

    #[test]
    fn dates_are_days_of_the_calendar() {
        let date = |typed| taken(FieldKind::Date, typed);
        assert_eq!(date("2024-02-29").as_deref(), Some("2024-02-29"));
        for bad in [
            "2026-02-29",
            "26-11-2026",
            "2026-11-26T10:00",
            "1899-12-31",
            "2201-01-01",
            "20261126",
            "2026-1-02",
            "-026-01-01",
            "today",
        ] {
            assert_eq!(date(bad), None, "{bad}");
        }
    }

    #[test]
    fn choices_and_clients_are_of_the_list_or_a_number() {
        assert_eq!(
            taken(FieldKind::Choice, "São Paulo").as_deref(),
            Some("São Paulo")
        );
        assert_eq!(taken(FieldKind::Choice, "berlin"), None);
        assert_eq!(taken(FieldKind::Client, "#12").as_deref(), Some("12"));
        for bad in ["0", "-1", "Bakery", "18446744073709551616", "1;2"] {
            assert_eq!(taken(FieldKind::Client, bad), None, "{bad}");
        }
        assert_eq!(value(&field(FieldKind::Date), "  "), Ok(None));
        assert!(value(&field(FieldKind::Text), &"x".repeat(256)).is_err());
        assert!(value(&field(FieldKind::Text), "a\nb").is_err());
    }

    #[test]
    fn a_form_names_everything_that_is_wrong() {
        let wrong = CustomFieldInput {
            of: "asset".into(),
            kind: "formula".into(),
            name: "a\0".into(),
            position: "-1".into(),
            ..CustomFieldInput::default()
        };
        let fields: Vec<_> = check(&wrong).unwrap_err().errors;
        let fields: Vec<_> = fields.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["of", "kind", "name", "position"]);
        let choice = |choices: &str| {
            check(&CustomFieldInput {
                of: "ticket".into(),
                kind: "choice".into(),
                name: "Site".into(),
                choices: choices.into(),
                ..CustomFieldInput::default()
            })
        };
        assert_eq!(choice(" A \r\n\nB\nA").unwrap().choices, ["A", "B"]);
        assert!(choice(" \n ").is_err() && choice(&"x".repeat(81)).is_err());
        let many: Vec<String> = (0..101).map(|n| n.to_string()).collect();
        assert!(choice(&many.join("\n")).is_err());
    }

    proptest! {
        /// What was stored is taken again as it is: editing a record changes nothing by itself.
        #[test]
        fn a_stored_value_stays_what_it_is(typed in "[-+0-9.,eN ]{0,20}|[0-9]{4}-[0-9]{2}-[0-9]{2}|\\PC{0,40}") {
            for kind in FieldKind::ALL {
                if let Ok(Some(stored)) = value(&field(*kind), &typed) {
                    prop_assert_eq!(value(&field(*kind), &stored), Ok(Some(stored.clone())));
                    prop_assert!(stored.chars().count() <= MAX_VALUE);
                }
            }
        }
    }
}
