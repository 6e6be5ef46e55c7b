//! From what was typed to what the database is asked. Nothing typed is ever an operator.

use app_types::id::TenantId;

/// Words that are in every other subject. Whoever types them does not mean that they must occur.
const STOP_WORDS: &[&str] = &[
    "about", "an", "and", "are", "as", "at", "be", "by", "com", "de", "en", "for", "from", "how",
    "in", "is", "of", "on", "or", "that", "the", "this", "to", "und", "was", "what", "when",
    "where", "who", "will", "with", "www",
];
/// Two letters are a word to look for; one would be the beginning of too many.
const SHORTEST_WORD: usize = 2;
/// `innodb_ft_max_token_size` less the longest tenant before it.
const LONGEST_WORD: usize = 73;
const MOST_WORDS: usize = 8;
/// More than anyone types into a search field.
const LONGEST: usize = 200;

/// What was typed, in the forms that the searches want.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Typed {
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
    pub(crate) fn parse(tenant: TenantId, q: &str) -> Self {
        let text: String = q
            .chars()
            .filter(|c| !c.is_control())
            .take(LONGEST)
            .collect();
        let text = text.trim().to_string();
        let boolean = boolean_words(tenant, &text);
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
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// What was typed as an expression of MySQL's boolean full-text mode: every word must occur, the
/// last one may go on. Operators and wildcards that were typed are nothing but separators; words
/// that say nothing, and those too short or too long for the index, are left out. Empty when none is left.
///
/// The index holds each word with its tenant before it (the columns `search_words`).
fn boolean_words(tenant: TenantId, typed: &str) -> String {
    let meant = |word: &&str| {
        (SHORTEST_WORD..=LONGEST_WORD).contains(&word.chars().count())
            && !STOP_WORDS.contains(&word.to_lowercase().as_str())
    };
    let words: Vec<&str> = split(typed).filter(meant).take(MOST_WORDS).collect();
    let Some((last, first)) = words.split_last() else {
        return String::new();
    };
    let mut expression = String::new();
    for word in first {
        expression.push_str(&format!("+{tenant}x{word} "));
    }
    expression.push_str(&format!("+{tenant}x{last}*"));
    expression
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TENANT: TenantId = TenantId(7);

    #[test]
    fn typed_operators_are_separators() {
        for (typed, expression) in [
            ("printer -jam* \"xyz\"", "+7xprinter +7xjam +7xxyz*"),
            ("+(vpn) ~fails >now <the @8", "+7xvpn +7xfails +7xnow*"),
            ("***", ""),
            ("O'Brien user_name", "+7xBrien +7xuser +7xname*"),
            ("Müller Straße", "+7xMüller +7xStraße*"),
        ] {
            assert_eq!(boolean_words(TENANT, typed), expression, "{typed}");
        }
    }

    #[test]
    fn words_that_no_index_holds_are_left_out() {
        assert_eq!(boolean_words(TENANT, "a PC is slow"), "+7xPC +7xslow*");
        assert_eq!(boolean_words(TENANT, "x"), "");
        assert_eq!(boolean_words(TENANT, &"x".repeat(74)), "");
    }

    /// No word of one tenant is the beginning of another tenant's.
    #[test]
    fn tenants_share_no_words() {
        assert_eq!(boolean_words(TenantId(1), "1x7"), "+1x1x7*");
        assert_eq!(boolean_words(TenantId(11), "x7"), "+11xx7*");
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
            assert_eq!(Typed::parse(TENANT, typed).number, found, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn only_plus_and_the_last_star_are_operators(typed in "\\PC{0,80}|[-+*\"()~<>@%\\\\ a-z]{0,40}") {
            let expression = boolean_words(TENANT, &typed);
            let bare: String = expression.chars().filter(|c| !c.is_alphanumeric()).collect();
            prop_assert!(bare.chars().all(|c| matches!(c, '+' | ' ' | '*')));
            prop_assert!(expression.matches('*').count() <= 1);
            prop_assert_eq!(expression.matches('+').count(), expression.split_whitespace().count());
        }
    }
}
