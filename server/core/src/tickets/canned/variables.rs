//! Variables of canned replies: `{{client.name}}`. Plain substitution, no logic: a text that
//! people write for each other cannot loop, call or grow beyond what stands in it.

use crate::error::{Error, Result};

/// Name and meaning of every variable.
pub const VARIABLES: &[(&str, &str)] = &[
    ("contact.name", "The contact's name"),
    ("contact.first_name", "The first word of the contact's name"),
    ("contact.email", "The contact's address"),
    ("client.name", "The client's name"),
    ("ticket.number", "The ticket's number"),
    ("ticket.subject", "The ticket's subject"),
    (
        "technician.name",
        "The ticket's technician, or whoever inserts the text",
    ),
    ("me.name", "Whoever inserts the text"),
    ("company.name", "Your company, as the workspace is called"),
];

/// Most variables in one text: with values as long as they can be, the result still fits a reply.
pub const MAX_VARIABLES: usize = 100;

/// A text taken apart.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Words(&'a str),
    Variable(&'static str),
}

/// Complains in words about the first thing that is wrong with a text.
///
/// # Errors
/// [`Error::Invalid`] on `body`.
pub fn check(text: &str) -> Result<()> {
    let pieces = pieces(text).map_err(|complaint| Error::invalid("body", complaint))?;
    let count = pieces
        .iter()
        .filter(|piece| matches!(piece, Piece::Variable(_)))
        .count();
    if count > MAX_VARIABLES {
        let complaint = format!("Use {MAX_VARIABLES} variables or fewer");
        return Err(Error::invalid("body", complaint));
    }
    Ok(())
}

/// Fills the variables in once: what looks like a variable inside a value stays words. Also
/// answers the variables without a value, each once.
///
/// # Errors
/// As [`check`].
pub fn fill(text: &str, value: impl Fn(&str) -> String) -> Result<(String, Vec<String>)> {
    check(text)?;
    let mut filled = String::with_capacity(text.len());
    let mut missing: Vec<String> = Vec::new();
    for piece in pieces(text).map_err(|complaint| Error::invalid("body", complaint))? {
        match piece {
            Piece::Words(words) => filled.push_str(words),
            Piece::Variable(name) => {
                let value = value(name);
                if value.is_empty() && !missing.iter().any(|known| known == name) {
                    missing.push(name.to_string());
                }
                filled.push_str(&value);
            }
        }
    }
    Ok((filled, missing))
}

fn pieces(text: &str) -> std::result::Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((words, after)) = rest.split_once("{{") {
        let closed = after
            .split_once("}}")
            .filter(|(name, _)| !name.contains("{{"));
        let (name, behind) = closed.ok_or("Close every {{ with }}")?;
        pieces.push(Piece::Words(words));
        pieces.push(Piece::Variable(known(name)?));
        rest = behind;
    }
    pieces.push(Piece::Words(rest));
    Ok(pieces)
}

fn known(name: &str) -> std::result::Result<&'static str, String> {
    let name = name.trim();
    let found = VARIABLES.iter().find(|(known, _)| *known == name);
    found.map(|(known, _)| *known).ok_or_else(|| {
        // Cut, so that the complaint about a long text is not a long text.
        let named: String = name.chars().take(40).collect();
        format!("There is no variable {{{{{named}}}}}. Choose one from the list below")
    })
}

/// The first word of a name.
pub fn first_name(name: &str) -> String {
    name.split_whitespace()
        .next()
        .unwrap_or_default()
        .to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    fn complaint(text: &str) -> String {
        match check(text) {
            Err(Error::Invalid(invalid)) => invalid.errors[0].message.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn fills_in_once() {
        let value = |name: &str| match name {
            "contact.first_name" => "Anna {{client.name}}".to_string(),
            "client.name" => "Miller".to_string(),
            _ => String::new(),
        };
        let text =
            "Hello {{ contact.first_name }} of {{client.name}}, {{ticket.number}}{{ticket.number}}";
        let (filled, missing) = fill(text, value).unwrap();
        assert_eq!(filled, "Hello Anna {{client.name}} of Miller, ");
        assert_eq!(missing, ["ticket.number"]);
    }

    #[test]
    fn c10_what_is_no_variable_is_named() {
        assert_eq!(
            complaint("{{config.secret}}"),
            "There is no variable {{config.secret}}. Choose one from the list below"
        );
        for text in ["{{client.name", "{{ {{client.name}}", "a {{"] {
            assert_eq!(complaint(text), "Close every {{ with }}", "{text}");
        }
        for logic in [
            "{{7*7}}",
            "{{client.name|upper}}",
            "{{ }}",
            "{{self.__init__}}",
        ] {
            assert!(
                complaint(logic).starts_with("There is no variable"),
                "{logic}"
            );
        }
        // What belongs to other template languages is words.
        assert!(check("{% for x in y %}${jndi:ldap://x}<%= 1 %>}}").is_ok());
    }

    #[test]
    fn c10_a_bomb_stays_small() {
        assert!(complaint(&"{{me.name}}".repeat(101)).contains("100 variables"));
        let (filled, _) = fill(&"{{me.name}}".repeat(100), |_| "x".repeat(255)).unwrap();
        assert_eq!(filled.len(), 25_500);
        assert!(complaint(&format!("{{{{{}}}}}", "x".repeat(10_000))).len() < 200);
    }

    proptest! {
        #[test]
        fn never_panics_and_never_runs(text in "(\\{\\{|\\}\\}|[a-z._ ]{0,6}|client\\.name){0,30}") {
            if let Ok((filled, _)) = fill(&text, |_| "V".to_string()) {
                prop_assert!(!filled.contains("{{"));
            }
        }
    }
}
