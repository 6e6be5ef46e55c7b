//! From what was typed to what the database is asked. Nothing typed is ever an operator.

/// InnoDB's default stop words of three letters and more; shorter words are not indexed anyway
/// (`innodb_ft_min_token_size`). Asking for one that must occur would find nothing.
const STOP_WORDS: &[&str] = &[
    "about", "are", "com", "for", "from", "how", "that", "the", "this", "und", "was", "what",
    "when", "where", "who", "will", "with", "www",
];
const SHORTEST_WORD: usize = 3;
/// `innodb_ft_max_token_size`
const LONGEST_WORD: usize = 84;
const MOST_WORDS: usize = 8;
/// More than anyone types into a search field.
const LONGEST: usize = 200;

/// What was typed, in the forms that the searches want.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Typed {
    /// Trimmed, control characters gone, at most 200 characters.
    pub text: String,
    /// `1042`, `#1042` or `INC-1042`.
    pub number: Option<u64>,
    /// For the full-text index; `None` when no word is long enough for it.
    pub boolean: Option<String>,
    /// Every word, also the short ones.
    pub words: Vec<String>,
}

impl Typed {
    pub(super) fn parse(q: &str) -> Self {
        let text: String = q
            .chars()
            .filter(|c| !c.is_control())
            .take(LONGEST)
            .collect();
        let text = text.trim().to_string();
        let boolean = boolean_words(&text);
        Self {
            number: number(&text),
            boolean: (!boolean.is_empty()).then_some(boolean),
            words: split(&text).take(MOST_WORDS).map(String::from).collect(),
            text,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// A ticket number, with or without `#` or a prefix of letters.
fn number(text: &str) -> Option<u64> {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_alphabetic() || "#-".contains(c));
    if text.len() - digits.len() > 9 {
        return None;
    }
    digits.parse().ok()
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| word.chars().any(char::is_alphanumeric))
}

/// What was typed as an expression of MySQL's boolean full-text mode: every word must occur, the
/// last one may go on. Operators and wildcards that were typed are nothing but separators; words
/// that the index does not hold are left out. Empty when none is left.
pub fn boolean_words(typed: &str) -> String {
    let indexed = |word: &&str| {
        (SHORTEST_WORD..=LONGEST_WORD).contains(&word.chars().count())
            && !STOP_WORDS.contains(&word.to_lowercase().as_str())
    };
    let words: Vec<&str> = split(typed).filter(indexed).take(MOST_WORDS).collect();
    let Some((last, first)) = words.split_last() else {
        return String::new();
    };
    let mut expression = String::new();
    for word in first {
        expression.push_str(&format!("+{word} "));
    }
    expression.push_str(&format!("+{last}*"));
    expression
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn typed_operators_are_separators() {
        for (typed, expression) in [
            ("printer -jam* \"xyz\"", "+printer +jam +xyz*"),
            ("+(vpn) ~fails >now <then @8", "+vpn +fails +now +then*"),
            ("***", ""),
            ("O'Brien user_name", "+Brien +user_name*"),
            ("Müller Straße", "+Müller +Straße*"),
        ] {
            assert_eq!(boolean_words(typed), expression, "{typed}");
        }
    }

    #[test]
    fn words_that_no_index_holds_are_left_out() {
        assert_eq!(boolean_words("the PC is slow"), "+slow*");
        assert_eq!(boolean_words("PC"), "");
        assert_eq!(boolean_words(&"x".repeat(85)), "");
    }

    #[test]
    fn numbers_come_in_three_forms() {
        for (typed, found) in [
            ("1042", Some(1042)),
            ("#1042", Some(1042)),
            (" INC-1042 ", Some(1042)),
            ("10 42", None),
            ("1042x", None),
            ("", None),
            ("99999999999999999999999", None),
        ] {
            assert_eq!(Typed::parse(typed).number, found, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn only_plus_and_the_last_star_are_operators(typed in "\\PC{0,80}|[-+*\"()~<>@%\\\\ a-z]{0,40}") {
            let expression = boolean_words(&typed);
            let bare: String = expression.chars().filter(|c| !c.is_alphanumeric() && *c != '_').collect();
            prop_assert!(bare.chars().all(|c| matches!(c, '+' | ' ' | '*')));
            prop_assert!(expression.matches('*').count() <= 1);
            prop_assert_eq!(expression.matches('+').count(), expression.split_whitespace().count());
        }
    }
}
