//! Texts of rules with variables: `{{ticket.number}}`. Only the listed names are replaced, once;
//! nothing that was filled in is looked at again, and there is no language behind it.

use app_types::triage::VARIABLES;

/// What the variables stand for.
#[derive(Debug, Clone, Default)]
pub struct Values {
    pub number: u64,
    pub subject: String,
    pub priority: &'static str,
    pub status: String,
    pub link: String,
    pub client: String,
    pub contact: String,
    pub technician: String,
}

impl Values {
    fn get(&self, name: &str) -> Option<String> {
        Some(match name {
            "ticket.number" => self.number.to_string(),
            "ticket.subject" => self.subject.clone(),
            "ticket.priority" => self.priority.to_string(),
            "ticket.status" => self.status.clone(),
            "ticket.link" => self.link.clone(),
            "client.name" => self.client.clone(),
            "contact.name" => self.contact.clone(),
            "technician.name" => self.technician.clone(),
            _ => return None,
        })
    }
}

/// Fills the variables in; an unknown name stays as it was written.
pub fn fill(text: &str, values: &Values) -> String {
    let mut filled = String::with_capacity(text.len());
    for part in parts(text) {
        match part {
            Part::Plain(plain) => filled.push_str(plain),
            Part::Variable { name, written } => {
                filled.push_str(&values.get(name).unwrap_or_else(|| written.to_string()));
            }
        }
    }
    filled
}

/// The first name in double braces that is no variable.
pub fn unknown_variable(text: &str) -> Option<&str> {
    parts(text).into_iter().find_map(|part| match part {
        Part::Variable { name, .. } if !VARIABLES.contains(&name) => Some(name),
        _ => None,
    })
}

enum Part<'a> {
    Plain(&'a str),
    Variable { name: &'a str, written: &'a str },
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after_name)) = after.split_once("}}") else {
            break;
        };
        parts.push(Part::Plain(before));
        let written = &rest[before.len()..rest.len() - after_name.len()];
        let name = name.trim();
        parts.push(Part::Variable { name, written });
        rest = after_name;
    }
    parts.push(Part::Plain(rest));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values() -> Values {
        Values {
            number: 1042,
            subject: "{{client.name}} <b>".into(),
            client: "Mill".into(),
            ..Values::default()
        }
    }

    #[test]
    fn variables_are_filled_in_once() {
        let filled = fill(
            "#{{ticket.number}} {{ ticket.subject }} of {{client.name}}",
            &values(),
        );
        // A subject that looks like a variable stays what it is.
        assert_eq!(filled, "#1042 {{client.name}} <b> of Mill");
    }

    #[test]
    fn c10_what_is_no_variable_is_named_and_never_evaluated() {
        assert_eq!(unknown_variable("{{7*7}}"), Some("7*7"));
        assert_eq!(
            unknown_variable("{{config}} {{ticket.number}}"),
            Some("config")
        );
        assert_eq!(
            unknown_variable("{{ticket.number}} {% for x in y %} ${7*7}"),
            None
        );
        assert_eq!(
            fill("{{7*7}} {{ unclosed", &values()),
            "{{7*7}} {{ unclosed"
        );
    }

    proptest! {
        #[test]
        fn any_text_comes_back_whole_when_it_has_no_variable(text in "(?s).{0,200}") {
            prop_assume!(VARIABLES.iter().all(|name| !text.contains(name)));
            prop_assert_eq!(fill(&text, &values()), text);
        }
    }
}
