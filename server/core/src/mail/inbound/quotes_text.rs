//! Cutting quoted history out of plain text, in the languages our clients' mailers speak.

use crate::mail::DELIMITER;

/// Text without its quotes. May come out empty; the caller falls back then.
pub(super) fn strip(text: &str) -> String {
    let above = before_delimiter(text);
    let lines: Vec<&str> = above.lines().collect();
    let end = lines
        .iter()
        .enumerate()
        .position(|(at, _)| is_block_start(&lines, at))
        .unwrap_or(lines.len());
    let kept = without_quoted_lines(&lines[..end]);
    without_signature(&kept).join("\n").trim().to_string()
}

fn before_delimiter(text: &str) -> &str {
    match text.find(DELIMITER) {
        Some(at) => {
            // The delimiter may be quoted; the line it stands on goes as a whole.
            let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
            let quoted = text[line..at].trim_start().starts_with('>');
            if quoted || text[..line].trim().is_empty() {
                text
            } else {
                &text[..line]
            }
        }
        None => text,
    }
}

/// Words with which mailers announce the old mail, in lower case.
const ORIGINAL: &[&str] = &[
    "original message",
    "original appointment",
    "ursprüngliche nachricht",
    "originalnachricht",
    "message d'origine",
    "message original",
    "mensaje original",
    "messaggio originale",
    "oorspronkelijk bericht",
    "mensagem original",
    "ursprungligt meddelande",
    "oprindelig meddelelse",
    "pôvodná správa",
    "wiadomość oryginalna",
];

const FROM: &[&str] = &[
    "from:", "von:", "de:", "da:", "van:", "från:", "fra:", "od:", "*from:*", "*von:*",
];
const DATE: &[&str] = &[
    "sent:",
    "date:",
    "gesendet:",
    "datum:",
    "envoyé",
    "date :",
    "enviado",
    "fecha:",
    "inviato:",
    "data:",
    "verzonden:",
    "skickat:",
    "sendt:",
    "*sent:*",
    "*date:*",
    "*gesendet:*",
    "wysłano:",
];

/// Everything from here on is the old mail.
fn is_block_start(lines: &[&str], at: usize) -> bool {
    let line = lines[at].trim();
    let lower = line.to_lowercase();
    if line.starts_with("--") || line.starts_with("__") {
        let words = lower.trim_matches(|c: char| matches!(c, '-' | '_' | ' '));
        if ORIGINAL.contains(&words) {
            return true;
        }
        let ruler = line.len() >= 10 && line.chars().all(|c| matches!(c, '-' | '_'));
        return ruler && header_block(lines, at + 1);
    }
    header_block(lines, at) || (is_attribution_at(lines, at) > 0 && !quote_follows(lines, at))
}

/// `From:` with a date within the next lines: the head of a forwarded or answered mail.
fn header_block(lines: &[&str], at: usize) -> bool {
    let begins = |line: &str, words: &[&str]| {
        let lower = line.trim().to_lowercase().replace('\u{A0}', " ");
        words
            .iter()
            .any(|word| lower.starts_with(word) || lower.starts_with(&word.replace(':', " :")))
    };
    let Some(first) = lines[at.min(lines.len())..]
        .iter()
        .position(|line| !line.trim().is_empty())
    else {
        return false;
    };
    let at = at + first;
    first <= 1
        && begins(lines[at], FROM)
        && lines[at + 1..]
            .iter()
            .take(4)
            .any(|line| begins(line, DATE))
}

/// Whether a line announces a quote: "On … wrote:" and its sisters.
pub(super) fn is_attribution(line: &str) -> bool {
    const PAIRS: &[(&str, &[&str])] = &[
        ("on ", &[" wrote:", " writes:"]),
        ("am ", &[" schrieb", " geschrieben:"]),
        ("le ", &[" a écrit", " écrit"]),
        ("el ", &[" escribió", " escribio"]),
        ("il ", &[" ha scritto", " scrisse"]),
        ("op ", &[" schreef"]),
        ("em ", &[" escreveu"]),
        ("den ", &[" skrev"]),
        ("dne ", &[" napsal"]),
        ("w dniu ", &[" napisał", " pisze"]),
        ("dnia ", &[" napisał"]),
    ];
    let lower = line.trim().trim_start_matches('>').trim().to_lowercase();
    let colon = lower.ends_with(':') || lower.ends_with("wrote") || lower.ends_with("schrieb");
    lower.chars().count() <= 400
        && colon
        && lower.chars().any(|c| c.is_ascii_digit())
        && PAIRS.iter().any(|(start, ends)| {
            lower.starts_with(start)
                && ends
                    .iter()
                    .any(|end| lower.contains(end.trim_end_matches(':')))
        })
}

/// How many lines an attribution that begins here takes: mailers wrap it over up to four.
fn is_attribution_at(lines: &[&str], at: usize) -> usize {
    let mut joined = String::new();
    for (count, line) in lines[at..].iter().take(4).enumerate() {
        if line.trim().is_empty() {
            break;
        }
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(line.trim());
        if is_attribution(&joined) {
            return count + 1;
        }
    }
    0
}

fn quote_follows(lines: &[&str], at: usize) -> bool {
    let after = at + is_attribution_at(lines, at).max(1);
    lines[after.min(lines.len())..]
        .iter()
        .find(|line| !line.trim().is_empty())
        .is_some_and(|line| line.trim_start().starts_with('>'))
}

/// Drops attributions and the `>` lines after them; an answer between or below them stays.
fn without_quoted_lines<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let attribution = is_attribution_at(lines, at);
        if attribution > 0 && quote_follows(lines, at) {
            at += attribution;
            continue;
        }
        if !lines[at].trim_start().starts_with('>') {
            kept.push(lines[at]);
        }
        at += 1;
    }
    kept
}

fn without_signature<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let end = lines
        .iter()
        .position(|line| matches!(line.trim_end_matches('\r'), "-- " | "--"));
    match end {
        Some(end) if lines[..end].iter().any(|line| !line.trim().is_empty()) => {
            lines[..end].to_vec()
        }
        _ => lines.to_vec(),
    }
}
