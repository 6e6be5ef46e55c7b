//! The words before anyone changed them, and made-up values for the preview.

use super::render::{Value, Values};
use app_types::mail_templates::TemplateKind;

/// What a mail says while the workspace has no words of its own.
pub(super) const fn default_body(kind: TemplateKind) -> &'static str {
    match kind {
        TemplateKind::Reply => {
            "{{ reply }}\n\n--\n{{ signature }}\nTicket {{ ticket }} {{ subject }}"
        }
        TemplateKind::Received => {
            "Hello {{ contact }},\n\nwe have your request and will get back to you. Its number is {{ ticket }}.\nTo add something, answer this mail.\n\n  {{ subject }}\n\n--\n{{ workspace }}"
        }
        TemplateKind::Signature => "{{ author }}\n{{ workspace }}",
    }
}

/// Values for the preview; `workspace` is the real name.
pub(super) fn values(kind: TemplateKind, workspace: &str) -> Values {
    let value = |name: &str| match name {
        "reply" => Value {
            text: "Please switch the printer off and on again.\n\nDoes it print now?".into(),
            html: "<p>Please switch the printer off and on again.</p><p>Does it print now?</p>"
                .into(),
        },
        "signature" => Value::words(&format!("Tom Berg\n{workspace}")),
        "author" => Value::words("Tom Berg"),
        "contact" => Value::words("Anna Miller"),
        "ticket" => Value::words("[#1042]"),
        "subject" => Value::words("The printer on the third floor"),
        _ => Value::words(workspace),
    };
    kind.variables()
        .iter()
        .map(|(name, _)| (*name, value(name)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::rules::check;
    use super::*;

    #[test]
    fn the_defaults_are_templates_like_any_other() {
        for kind in TemplateKind::ALL.iter().copied() {
            assert_eq!(check(kind, default_body(kind)), Ok(()), "{kind}");
        }
    }
}
