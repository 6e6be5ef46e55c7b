//! What macros may set and say: pure functions over values.

use crate::tickets::Change;
use app_types::Invalid;
use app_types::id::{BoardId, TagId, UserId};
use app_types::macros::{MacroInput, Steps};
use app_types::tickets::{PostKind, Priority};

/// Longest name in characters.
pub(super) const MAX_NAME: usize = 60;
/// Longest text in characters, before its variables are filled in.
pub(super) const MAX_BODY: usize = 10_000;

/// A form of a macro that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CheckedMacro {
    pub name: String,
    pub steps: Steps,
    pub post: Option<PostKind>,
    pub body: String,
}

/// The form itself; whether its status, board and people exist, only the database knows.
pub(super) fn check(input: &MacroInput) -> Result<CheckedMacro, Invalid> {
    let mut invalid = Invalid::new();
    let name = invalid.required_line("name", "a name", &input.name, MAX_NAME);
    let body = invalid.optional_text("body", "the text", &input.body, MAX_BODY);
    let post = post_kind(&input.post);
    if post.is_none() && !input.post.is_empty() {
        invalid.add("post", "Choose reply, note or nothing");
    }
    if post.is_some() && body.is_empty() {
        invalid.add("body", "Enter the text to write");
    }
    if input.steps.is_empty() && post.is_none() {
        invalid.add("status", "Choose something to change, or a text to write");
    }
    if let Err(wrong) = changes(&input.steps, None) {
        invalid.errors.extend(wrong.errors);
    }
    invalid.into_result()?;
    Ok(CheckedMacro {
        name,
        steps: input.steps.clone(),
        body: if post.is_some() { body } else { String::new() },
        post,
    })
}

/// `reply` or `note`; a macro logs no calls.
pub(in crate::tickets) fn post_kind(text: &str) -> Option<PostKind> {
    PostKind::parse(text).filter(|kind| matches!(kind, PostKind::Reply | PostKind::Note))
}

/// The changes behind the fields; `me` stands for whoever runs them.
pub(in crate::tickets) fn changes(
    steps: &Steps,
    me: Option<UserId>,
) -> Result<Vec<Change>, Invalid> {
    let mut invalid = Invalid::new();
    let mut changes = Vec::new();
    for (field, value) in steps.fields() {
        if value.is_empty() {
            continue;
        }
        match change(field, value, me) {
            Some(change) => changes.push(change),
            None => invalid.add(field, "Choose a value from the list"),
        }
    }
    invalid.into_result()?;
    Ok(changes)
}

fn change(field: &str, value: &str, me: Option<UserId>) -> Option<Change> {
    Some(match (field, value) {
        ("status", key) => Change::Status(key.to_string()),
        ("priority", value) => Change::Priority(Priority::parse(value)?),
        ("technician", "me") => Change::Technician(me),
        ("technician", "nobody") => Change::Technician(None),
        ("technician", id) => Change::Technician(Some(UserId::parse(id)?)),
        ("board", id) => Change::Board(BoardId::parse(id)?),
        ("add_tag", id) => Change::AddTag(TagId::parse(id)?),
        ("remove_tag", id) => Change::RemoveTag(TagId::parse(id)?),
        _ => return None,
    })
}

/// Fills in `{{name}}`. What is filled in is not looked at again, so that no name can grow into
/// another; an unknown name stays as it was typed.
pub(in crate::tickets) fn fill(text: &str, values: &[(&str, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let Some(end) = from.find("}}") else {
            rest = from;
            break;
        };
        let name = from[2..end].trim();
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => out.push_str(value),
            None => out.push_str(&from[..end + 2]),
        }
        rest = &from[end + 2..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn input(set: impl Fn(&mut MacroInput)) -> MacroInput {
        let mut input = MacroInput {
            name: "Close".into(),
            steps: Steps {
                status: "closed".into(),
                ..Steps::default()
            },
            ..MacroInput::default()
        };
        set(&mut input);
        input
    }

    fn wrong(input: &MacroInput) -> Vec<String> {
        let invalid = check(input).err().unwrap_or_default();
        invalid.errors.into_iter().map(|e| e.field).collect()
    }

    #[test]
    fn a_macro_does_something_and_says_only_what_it_can() {
        assert!(wrong(&input(|_| {})).is_empty());
        assert_eq!(wrong(&input(|i| i.steps = Steps::default())), ["status"]);
        assert_eq!(wrong(&input(|i| i.post = "reply".into())), ["body"]);
        assert_eq!(wrong(&input(|i| i.post = "event".into())), ["post"]);
        assert_eq!(
            wrong(&input(|i| i.steps.priority = "urgent".into())),
            ["priority"]
        );
        assert_eq!(wrong(&input(|i| i.name = "a\nb".into())), ["name"]);
        let long = "x".repeat(MAX_BODY + 1);
        assert_eq!(
            wrong(&input(|i| (i.post, i.body) = ("note".into(), long.clone()))),
            ["body"]
        );
        // A text that nobody asked for is not kept.
        let kept = check(&input(|i| i.body = "left over".into())).unwrap();
        assert_eq!(kept.body, "");
    }

    #[test]
    fn the_status_is_set_last_and_me_is_whoever_runs_it() {
        let me = UserId(uuid::Uuid::from_u128(7));
        let steps = Steps {
            status: "open".into(),
            technician: "me".into(),
            ..Steps::default()
        };
        let both = vec![Change::Technician(Some(me)), Change::Status("open".into())];
        assert_eq!(changes(&steps, Some(me)).unwrap(), both);
    }

    #[test]
    fn variables_are_filled_in_once() {
        let values = [("name", "{{name}}".to_string()), ("n", "1042".to_string())];
        assert_eq!(
            fill("Hi {{ name }}, #{{n}} {{x}} {{", &values),
            "Hi {{name}}, #1042 {{x}} {{"
        );
        assert_eq!(fill("{{{{n}}}}", &values), "{{{{n}}}}");
    }

    proptest! {
        #[test]
        fn text_without_known_names_stays(text in "[{} a-z]{0,60}") {
            prop_assert_eq!(fill(&text, &[("Z", "never".into())]), text);
        }

        #[test]
        fn filling_never_panics_and_grows_by_the_values_only(text in ".{0,200}") {
            let filled = fill(&text, &[("a", "b".repeat(50))]);
            prop_assert!(filled.len() <= text.len() * 11);
        }
    }
}
