//! What a tag may be called.

use app_types::Invalid;
use app_types::tags::{TagInput, TagTone};

/// Longest name in characters.
pub(super) const MAX_NAME: usize = 40;

/// A form of a tag that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CheckedTag {
    pub name: String,
    pub tone: TagTone,
}

pub(super) fn check(input: &TagInput) -> Result<CheckedTag, Invalid> {
    let mut invalid = Invalid::new();
    let name = invalid.required_line("name", "a name", &input.name, MAX_NAME);
    let tone = TagTone::parse(&input.tone);
    if tone.is_none() {
        invalid.add("tone", "Choose a colour from the list");
    }
    invalid.into_result()?;
    Ok(CheckedTag {
        name,
        tone: tone.unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn wrong(name: &str, tone: &str) -> Vec<String> {
        let input = TagInput {
            name: name.into(),
            tone: tone.into(),
        };
        let invalid = check(&input).err().unwrap_or_default();
        invalid.errors.into_iter().map(|e| e.field).collect()
    }

    #[test]
    fn a_name_is_one_short_line_and_a_tone_one_of_six() {
        assert!(wrong(" VPN ", "info").is_empty());
        assert_eq!(wrong("", "mauve"), ["name", "tone"]);
        assert_eq!(wrong(&"x".repeat(41), "info"), ["name"]);
        assert_eq!(wrong("a\nb", "info"), ["name"]);
        assert_eq!(wrong("abc\u{202e}def", "info"), ["name"]);
    }
}
