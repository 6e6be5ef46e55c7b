//! Text from strangers, made fit for a header, a column or a list.

/// One line of at most `max` characters without control or direction-changing characters.
/// Line breaks become spaces, runs of white space one space.
pub(crate) fn single_line(text: &str, max: usize) -> String {
    let spaced: String = text
        .chars()
        .filter(|c| !is_deceptive(*c))
        .map(|c| {
            if c.is_control() || c.is_whitespace() {
                ' '
            } else {
                c
            }
        })
        .collect();
    let line = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    cut(&line, max).trim_end().to_string()
}

/// The first `max` characters, never half of one.
pub(crate) fn cut(text: &str, max: usize) -> &str {
    match text.char_indices().nth(max) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

/// Characters that make a name look like another one: bidirectional overrides and isolates,
/// zero-width marks, the byte order mark, tags, replacement of object.
pub(crate) fn is_deceptive(c: char) -> bool {
    matches!(c,
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206F}'
        | '\u{061C}' | '\u{FEFF}' | '\u{00AD}' | '\u{180E}'
        | '\u{FFF9}'..='\u{FFFC}'
        | '\u{E0000}'..='\u{E007F}')
}

/// Removes what no page may show in text of many lines: control characters other than tab and
/// line feed, and the characters that turn the reading direction over. `\r\n` becomes `\n`.
pub(crate) fn plain_text(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter(|c| {
            (!c.is_control() || matches!(c, '\n' | '\t'))
                && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_header_cannot_be_injected() {
        assert_eq!(
            single_line("Hello\r\nBcc: victim@example.com", 200),
            "Hello Bcc: victim@example.com"
        );
        assert_eq!(single_line("a\0b\u{85}c\u{2028}d", 200), "a b c d");
    }

    #[test]
    fn the_reading_direction_cannot_be_turned() {
        assert_eq!(single_line("invoice\u{202E}fdp.exe", 200), "invoicefdp.exe");
        assert_eq!(plain_text("a\u{202E}b\r\nc\rd\0"), "ab\nc\nd");
    }

    proptest! {
        #[test]
        fn never_longer_never_a_control(text in ".{0,300}", max in 0usize..100) {
            let line = single_line(&text, max);
            prop_assert!(line.chars().count() <= max);
            prop_assert!(!line.chars().any(char::is_control));
            prop_assert_eq!(&single_line(&line, max), &line);
        }
    }
}
