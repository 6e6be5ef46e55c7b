//! Canned replies: texts inserted by a shortcut, with variables.

use crate::id::CannedReplyId;
use serde::{Deserialize, Serialize};

/// What the composer offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannedChoice {
    pub id: CannedReplyId,
    pub shortcut: String,
    pub name: String,
}

impl CannedChoice {
    /// What a select shows.
    pub fn label(&self) -> String {
        format!("{} (::{})", self.name, self.shortcut)
    }

    /// Whether it is meant by what stands behind the two colons.
    pub fn matches(&self, typed: &str) -> bool {
        self.shortcut.contains(typed) || self.name.to_lowercase().contains(typed)
    }
}

/// Those that are meant by `typed`: whose shortcut begins with it first.
pub fn matching(choices: &[CannedChoice], typed: &str) -> Vec<CannedChoice> {
    let typed = typed.to_lowercase();
    let mut found: Vec<CannedChoice> = choices
        .iter()
        .filter(|choice| choice.matches(&typed))
        .cloned()
        .collect();
    found.sort_by_key(|choice| !choice.shortcut.starts_with(&typed));
    found
}

/// What stands behind `::` where the caret is: `Some("hel")` after `Dear Anna, ::hel`. Two colons
/// inside a word (`std::fmt`) are none.
pub fn shortcut_before_caret(before: &str) -> Option<&str> {
    let (head, typed) = before.rsplit_once("::")?;
    let starts = head.is_empty() || head.ends_with(char::is_whitespace);
    let fits = typed.len() <= MAX_SHORTCUT && typed.chars().all(is_shortcut_letter);
    (starts && fits).then_some(typed)
}

/// Longest shortcut.
pub const MAX_SHORTCUT: usize = 40;

fn is_shortcut_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-'
}

/// Whether `text` can be a shortcut.
pub fn is_shortcut(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= MAX_SHORTCUT
        && text
            .chars()
            .all(|c| is_shortcut_letter(c) && !c.is_ascii_uppercase())
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// A line of the settings' list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannedRow {
    pub id: CannedReplyId,
    pub name: String,
    pub shortcut: String,
    /// The first words.
    pub beginning: String,
    pub shared: bool,
    pub may_edit: bool,
}

/// What the form of a canned reply needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannedForm {
    /// `None`: a new one.
    pub id: Option<CannedReplyId>,
    pub version: u32,
    pub input: CannedInput,
    /// Whether this person may make texts for everybody.
    pub may_share: bool,
    pub variables: Vec<CannedVariable>,
}

/// A variable and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannedVariable {
    pub name: String,
    pub about: String,
}

/// The form as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannedInput {
    pub name: String,
    pub shortcut: String,
    pub body: String,
    pub shared: bool,
}

impl CannedInput {
    /// Name and value of every field, to put back what was typed.
    pub fn typed(&self) -> Vec<(&'static str, String)> {
        let shared = if self.shared { "everybody" } else { "me" };
        vec![
            ("name", self.name.clone()),
            ("shortcut", self.shortcut.clone()),
            ("body", self.body.clone()),
            ("audience", shared.to_string()),
        ]
    }
}

/// A canned reply with its variables filled in for one ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannedText {
    pub text: String,
    /// Variables of which the ticket knows nothing; they were left empty.
    pub missing: Vec<String>,
}

impl CannedText {
    /// What to say about the gaps; empty for none.
    pub fn gaps(&self) -> String {
        if self.missing.is_empty() {
            return String::new();
        }
        format!(
            "This ticket has no {}: look at the gaps before you send.",
            self.missing.join(", ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_colons_begin_a_shortcut() {
        for (before, typed) in [
            ("::", Some("")),
            ("::hel", Some("hel")),
            ("Dear Anna,\n::Hel-2", Some("Hel-2")),
            ("std::fmt", None),
            (":hel", None),
            ("::hel lo", None),
            ("::hel\u{e9}", None),
            ("a ::b ::c", Some("c")),
            (":::a", None),
        ] {
            assert_eq!(shortcut_before_caret(before), typed, "{before:?}");
        }
    }

    #[test]
    fn shortcuts_that_begin_with_it_come_first() {
        let choice = |shortcut: &str, name: &str| CannedChoice {
            id: CannedReplyId(uuid::Uuid::nil()),
            shortcut: shortcut.into(),
            name: name.into(),
        };
        let all = [
            choice("bye", "Say hello and go"),
            choice("hello", "Greeting"),
            choice("reboot", "Please reboot"),
        ];
        let found: Vec<_> = matching(&all, "HEL")
            .into_iter()
            .map(|c| c.shortcut)
            .collect();
        assert_eq!(found, ["hello", "bye"]);
        assert_eq!(matching(&all, "").len(), 3);
    }

    #[test]
    fn shortcuts_are_plain() {
        assert!(is_shortcut("hello-2"));
        for bad in ["", "-a", "a-", "Hello", "a b", "a::b", "é", &"a".repeat(41)] {
            assert!(!is_shortcut(bad), "{bad:?}");
        }
    }
}
