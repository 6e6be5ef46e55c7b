//! What a checklist may say, and what it holds up: pure functions over values.

use app_types::Invalid;
use app_types::checklists::ChecklistLine;
use app_types::tickets::StatusCategory;

/// Items of one ticket or template.
pub(in crate::tickets) const MAX_ITEMS: usize = 100;
/// Longest item in characters.
pub(super) const MAX_TEXT: usize = 255;
/// Longest text that is looked at, in bytes: all items at their longest, and room for signs.
const MAX_TYPED: usize = MAX_ITEMS * (MAX_TEXT * 4 + 16);

/// The items of a text, one a line. `!` before an item makes it required; the signs of a list that
/// was pasted (`-`, `*`, `[ ]`) are no part of it.
pub(in crate::tickets) fn parse(field: &str, text: &str) -> Result<Vec<ChecklistLine>, Invalid> {
    let too_many = || {
        let words = format!("Write {MAX_ITEMS} items or fewer");
        Invalid::field(field, words)
    };
    if text.len() > MAX_TYPED {
        return Err(too_many());
    }
    let mut invalid = Invalid::new();
    let mut items = Vec::new();
    for line in text.lines() {
        let (required, words) = signs(line);
        if words.is_empty() {
            continue;
        }
        if items.len() == MAX_ITEMS {
            return Err(too_many());
        }
        // One complaint stands for all lines: they share a field.
        let before = invalid.errors.len();
        let text = invalid.optional_line(field, "each item", words, MAX_TEXT);
        invalid.errors.truncate(before.max(1));
        items.push(ChecklistLine { text, required });
    }
    invalid.into_result()?;
    Ok(items)
}

/// Whether an item is required, and its words.
fn signs(line: &str) -> (bool, &str) {
    let (mut required, mut words) = (false, line.trim());
    loop {
        let rest = ["- ", "* ", "[ ]", "!"]
            .iter()
            .find_map(|sign| Some((*sign, words.strip_prefix(sign)?)));
        let Some((sign, rest)) = rest else {
            // A sign alone is no item.
            let sign_alone = matches!(words, "-" | "*");
            return (required, if sign_alone { "" } else { words });
        };
        required |= sign == "!";
        words = rest.trim_start();
    }
}

/// The text that [`parse`] reads these items from.
pub(in crate::tickets) fn written(items: &[ChecklistLine]) -> String {
    let line = |item: &ChecklistLine| {
        let sign = if item.required { "! " } else { "" };
        format!("{sign}{}", item.text)
    };
    items.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Whether required items hold this change of status up. Cancelling is not finishing, and what was
/// resolved has been asked about.
pub(super) fn asks_for_items(from: StatusCategory, to: StatusCategory) -> bool {
    from.is_active() && matches!(to, StatusCategory::Resolved | StatusCategory::Closed)
}

/// The complaint about open items: the first few of them by name.
pub(super) fn still_open(open: &[String]) -> String {
    const NAMED: usize = 3;
    let named: Vec<String> = open
        .iter()
        .take(NAMED)
        .map(|text| format!("“{text}”"))
        .collect();
    let more = if open.len() > NAMED { " and more" } else { "" };
    format!(
        "Required items of the checklist are open: {}{more}. Do them first, or confirm that the ticket is done without them.",
        named.join(", ")
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn line(text: &str, required: bool) -> ChecklistLine {
        ChecklistLine {
            text: text.into(),
            required,
        }
    }

    #[test]
    fn lines_become_items() {
        let text =
            "Back up\r\n\n! Tell the client\n- [ ] Patch\n* ! Restart\n-\n!\n  \n-5 °C in the rack";
        assert_eq!(
            parse("checklist", text).unwrap(),
            [
                line("Back up", false),
                line("Tell the client", true),
                line("Patch", false),
                line("Restart", true),
                line("-5 °C in the rack", false),
            ]
        );
    }

    #[test]
    fn too_much_is_refused_with_one_complaint() {
        let wrong = |text: &str| parse("items", text).unwrap_err().errors;
        assert_eq!(wrong(&"a\n".repeat(101)).len(), 1);
        assert_eq!(wrong(&"x".repeat(10_000_000)).len(), 1);
        assert_eq!(wrong(&format!("{}\n", "x".repeat(256)).repeat(9)).len(), 1);
        assert_eq!(wrong("a\u{1b}[31m\nb\0").len(), 1);
        assert_eq!(parse("items", &"a\n".repeat(100)).unwrap().len(), 100);
        let longest = format!("{}\n", "💩".repeat(255)).repeat(100);
        assert_eq!(parse("items", &longest).unwrap().len(), 100);
    }

    #[test]
    fn only_finishing_an_active_ticket_asks() {
        use StatusCategory::*;
        assert!(asks_for_items(Open, Closed) && asks_for_items(WaitingClient, Resolved));
        for (from, to) in [
            (Resolved, Closed),
            (Open, Cancelled),
            (Closed, Open),
            (New, InProgress),
        ] {
            assert!(!asks_for_items(from, to), "{from} {to}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(text in "([-*!\\[\\] a-zé\n]{0,12}\n){0,8}") {
            let items = parse("items", &text).unwrap();
            prop_assert_eq!(parse("items", &written(&items)).unwrap(), items);
        }
    }
}
