//! From a template and values to the two parts of a mail. The text part has the values as they
//! are. For the HTML part the names are first filled with marks, the text is made HTML, and then
//! each mark is replaced by its value, escaped or, for a technician's words, already safe.

use crate::error::{Error, Result};
use crate::mail::inbound::html_of;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use std::collections::BTreeMap;

/// Steps that one rendering may take.
const FUEL: u64 = 20_000;

/// A value in the forms the two parts need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::mail) struct Value {
    pub text: String,
    /// Safe.
    pub html: String,
}

impl Value {
    /// Words of a person: escaped, their line ends kept.
    pub fn words(text: &str) -> Self {
        let lines: Vec<String> = text.lines().map(escaped).collect();
        Self {
            text: text.to_string(),
            html: lines.join("<br>"),
        }
    }
}

fn escaped(line: &str) -> String {
    ammonia::clean_text(line).replace("&#32;", " ")
}

/// Name → value.
pub(in crate::mail) type Values = BTreeMap<&'static str, Value>;

/// The body of a mail in its two forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::mail) struct Rendered {
    pub text: String,
    pub html: String,
}

/// # Errors
/// [`Error::Internal`] for a template that `rules::check` would not have taken.
pub(in crate::mail) fn render(body: &str, values: &Values) -> Result<Rendered> {
    let body = body.replace("\r\n", "\n");
    let plain = values
        .iter()
        .map(|(name, value)| (*name, value.text.clone()));
    let marks = values
        .iter()
        .enumerate()
        .map(|(number, (name, value))| (*name, mark(number, value)));
    let marked = fill(&body, marks)?;
    Ok(Rendered {
        text: fill(&body, plain)?,
        html: with_values(&html_of(marked.trim_matches('\n')), values),
    })
}

fn fill(body: &str, values: impl Iterator<Item = (&'static str, String)>) -> Result<String> {
    let mut environment = Environment::empty();
    environment.set_fuel(Some(FUEL));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    let filled = environment.render_str(body, minijinja::Value::from_pairs(values));
    let filled = filled.map_err(|error| Error::Internal(format!("a mail template: {error}")))?;
    Ok(filled.trim_matches('\n').to_string())
}

/// Characters that no template and no page has.
const OPEN: char = '\u{E000}';
const FIRST: u32 = 0xE100;

/// An empty value stays empty, so that `{% if %}` sees it.
fn mark(number: usize, value: &Value) -> String {
    match value.text.is_empty() {
        true => String::new(),
        false => [OPEN, char_of(number)].iter().collect(),
    }
}

fn char_of(number: usize) -> char {
    char::from_u32(FIRST + number as u32).unwrap_or(OPEN)
}

/// Each mark becomes its value, in one pass: a value that holds a mark stays what it is.
fn with_values(html: &str, values: &Values) -> String {
    let mut pieces = html.split(OPEN);
    let mut out = pieces.next().unwrap_or_default().to_string();
    for piece in pieces {
        let mut rest = piece.chars();
        let number = rest
            .next()
            .map_or(u32::MAX, |c| (c as u32).wrapping_sub(FIRST));
        let value = values.values().nth(number as usize);
        let html = value.map(|value| value.html.as_str()).unwrap_or_default();
        let mut rest = rest.as_str();
        // A paragraph that is nothing but paragraphs needs no frame of its own.
        if html.starts_with("<p") && out.ends_with("<p>") && rest.starts_with("</p>") {
            out.truncate(out.len() - "<p>".len());
            rest = &rest["</p>".len()..];
        }
        out.push_str(html);
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn values() -> Values {
        Values::from([
            ("contact", Value::words("Anna <b>")),
            (
                "reply",
                Value {
                    text: "Please **try** again.".into(),
                    html: "<p>Please <strong>try</strong> again.</p>".into(),
                },
            ),
            ("subject", Value::default()),
        ])
    }

    #[test]
    fn both_parts_say_the_same() {
        let body = "Hello {{ contact }},\r\n\r\n{{ reply }}\n\n{% if subject %}About {{ subject }}{% else %}--\nDesk{% endif %}\n";
        let made = render(body, &values()).unwrap();
        assert_eq!(
            made.text,
            "Hello Anna <b>,\n\nPlease **try** again.\n\n--\nDesk"
        );
        assert_eq!(
            made.html,
            "<p>Hello Anna &lt;b&gt;,</p><p>Please <strong>try</strong> again.</p><p>--<br>Desk</p>"
        );
    }

    #[test]
    fn c10_a_value_is_never_a_template() {
        let mut values = values();
        values.insert(
            "contact",
            Value::words("{{ reply }} {% if x %} \u{E000}\u{E101}"),
        );
        let made = render("Hello {{ contact }}", &values).unwrap();
        assert!(made.text.contains("{{ reply }} {% if x %}"), "{made:?}");
        assert!(!made.html.contains("<strong>"), "{made:?}");
    }

    #[test]
    fn html_in_a_template_is_words() {
        let made = render("<script>alert(1)</script> {{ contact }}", &values()).unwrap();
        assert!(!made.html.contains("<script"), "{made:?}");
    }
}
