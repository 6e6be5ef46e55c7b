//! Cutting quoted history out of the lines of a mail. Lines of HTML are judged here, too
//! (`quotes_html`): there a quoting element counts as one line that begins with `>`.

use super::quotes_words::{
    Label, MAX_ATTRIBUTION, announces_original, is_app_line, is_attribution, is_ruler, label,
};
use crate::mail::DELIMITER;

/// Which lines are the writer's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Own {
    /// One for each line.
    pub keep: Vec<bool>,
    /// Everything from this line on is the old mail or the signature.
    pub end: usize,
}

/// Text without its quotes. May come out empty; the caller falls back then.
pub(super) fn strip(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let own = own_lines(&lines);
    let kept: Vec<&str> = lines
        .iter()
        .zip(&own.keep)
        .filter_map(|(line, keep)| keep.then_some(*line))
        .collect();
    kept.join("\n").trim().to_string()
}

/// Tells the writer's lines from the old mail's, the signature's and the device's.
pub(super) fn own_lines(lines: &[&str]) -> Own {
    let delimiter = delimiter_line(lines).unwrap_or(lines.len());
    let end = (0..delimiter)
        .find(|at| is_block_start(&lines[..delimiter], *at))
        .unwrap_or(delimiter);
    let mut keep = unquoted(&lines[..end]);
    let end = signature_line(lines, &keep).unwrap_or(end);
    keep.truncate(end);
    drop_app_lines(lines, &mut keep);
    keep.resize(lines.len(), false);
    Own { keep, end }
}

/// Our own line above the history, unless it stands in a quote or nothing is above it.
fn delimiter_line(lines: &[&str]) -> Option<usize> {
    let at = lines.iter().position(|line| line.contains(DELIMITER))?;
    let quoted = is_quoted(lines[at]);
    let something_above = lines[..at].iter().any(|line| !line.trim().is_empty());
    (!quoted && something_above).then_some(at)
}

fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// Everything from here on is the old mail.
fn is_block_start(lines: &[&str], at: usize) -> bool {
    let line = lines[at].trim();
    if announces_original(line) {
        return true;
    }
    if is_ruler(line) {
        return header_block(lines, at + 1);
    }
    let head = label(line).is_some() && header_block(lines, at);
    head || (attribution_at(lines, at) > 0 && !quote_follows(lines, at))
}

/// Lines that the head of an old mail may take; long lists of recipients wrap.
const HEAD: usize = 10;

/// Sender and date, or sender, recipient and subject, without an empty line between them.
fn header_block(lines: &[&str], at: usize) -> bool {
    let rest = &lines[at.min(lines.len())..];
    let blank = rest
        .iter()
        .take_while(|line| line.trim().is_empty())
        .count();
    if blank > 1 {
        return false;
    }
    let mut found = Vec::new();
    let head = rest[blank..]
        .iter()
        .take(HEAD)
        .take_while(|line| !line.trim().is_empty());
    for (at, line) in head.enumerate() {
        match label(line) {
            // "Sent: you the log" is a sentence; a date has digits.
            Some((Label::Date, value)) if !value.bytes().any(|b| b.is_ascii_digit()) => {}
            Some((found_label, _)) => found.push(found_label),
            None if at == 0 => return false,
            None => {}
        }
    }
    let has = |wanted| found.contains(&wanted);
    has(Label::From) && (has(Label::Date) || (has(Label::To) && has(Label::Subject)))
}

/// How many lines an attribution that begins here takes: mailers wrap it over up to four.
fn attribution_at(lines: &[&str], at: usize) -> usize {
    let mut joined = String::new();
    for (count, line) in lines[at..].iter().take(4).enumerate() {
        let line = line.trim();
        if line.is_empty() || joined.len() + line.len() > MAX_ATTRIBUTION * 2 {
            break;
        }
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(line);
        if is_attribution(&joined) {
            return count + 1;
        }
    }
    0
}

fn quote_follows(lines: &[&str], at: usize) -> bool {
    let after = at + attribution_at(lines, at).max(1);
    lines[after.min(lines.len())..]
        .iter()
        .find(|line| !line.trim().is_empty())
        .is_some_and(|line| is_quoted(line))
}

/// `false` for attributions and the `>` lines after them; an answer between or below them stays.
fn unquoted(lines: &[&str]) -> Vec<bool> {
    let mut keep = Vec::with_capacity(lines.len());
    while keep.len() < lines.len() {
        let at = keep.len();
        let attribution = attribution_at(lines, at);
        if attribution > 0 && quote_follows(lines, at) {
            keep.resize(at + attribution, false);
        } else {
            keep.push(!is_quoted(lines[at]));
        }
    }
    keep
}

/// The line `-- ` below the writer's words.
fn signature_line(lines: &[&str], keep: &[bool]) -> Option<usize> {
    let own = |at: usize| keep[at] && !lines[at].trim().is_empty();
    let first = (0..keep.len()).find(|at| own(*at))?;
    (first + 1..keep.len())
        .find(|at| keep[*at] && matches!(lines[*at].trim_end_matches('\r'), "-- " | "--"))
}

/// The last lines, when a device wrote them. Never the only ones.
fn drop_app_lines(lines: &[&str], keep: &mut [bool]) {
    let written =
        |keep: &[bool]| (0..keep.len()).rfind(|at| keep[*at] && !lines[*at].trim().is_empty());
    while let Some(last) = written(keep) {
        if !is_app_line(lines[last]) || written(&keep[..last]).is_none() {
            return;
        }
        keep[last] = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn answers_between_quotes_stay() {
        let text = "On 23 Nov 2026 at 10:15, Desk wrote:\n> Which desk?\nDesk 12.\n\n> Since when?\nFriday.";
        assert_eq!(strip(text), "Desk 12.\n\nFriday.");
    }

    #[test]
    fn a_sentence_with_a_colon_is_no_header() {
        let text = "From: the second floor we cannot print\nSent: you the log yesterday.";
        assert_eq!(strip(text), text);
    }

    #[test]
    fn a_device_alone_is_the_message() {
        assert_eq!(strip("Sent from my iPhone"), "Sent from my iPhone");
        assert_eq!(strip("Yes\n\nSent from my iPhone"), "Yes");
    }

    proptest! {
        #[test]
        fn never_invents_a_line(text in "([a-zA-Z:>@ 0-9_-]{0,30}\n){0,12}") {
            let lines: Vec<&str> = text.lines().collect();
            let own = own_lines(&lines);
            prop_assert_eq!(own.keep.len(), lines.len());
            prop_assert!(own.keep[own.end..].iter().all(|keep| !keep));
        }
    }
}
