//! Delivery reports (RFC 3464): what became of a mail of ours, for whom, and why.

use super::parse::clean_id;
use crate::mail::words::single_line;
use app_types::form::{looks_like_email, normalise_email};
use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

/// What a report says about one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// The addresses it is about: the final one, and the one we wrote to. Lower case.
    pub addresses: Vec<String>,
    pub fate: Fate,
    /// The words of the mail server, one line; may be empty.
    pub reason: String,
}

/// What became of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It will not arrive.
    Failed,
    /// It is still tried: information, nothing more.
    Delayed,
    /// It arrived, or went on to where nobody reports.
    Arrived,
}

/// Recipients of one report that are looked at.
const MOST: usize = 50;

/// What the parts of a report say, recipient by recipient.
pub(super) fn read(message: &Message<'_>) -> Vec<Reported> {
    let mut found: Vec<Reported> = message
        .parts
        .iter()
        .filter(|part| is_status(part))
        .flat_map(|part| recipients(&text_of(part)))
        .collect();
    found.truncate(MOST);
    found
}

/// Every `Message-ID:` inside the parts of a delivery report.
pub(super) fn ids(message: &Message<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for part in &message.parts {
        match &part.body {
            PartType::Message(inner) => found.extend(inner.message_id().and_then(clean_id)),
            PartType::Text(text) => found.extend(ids_in_text(text)),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
                found.extend(ids_in_text(&String::from_utf8_lossy(bytes)));
            }
            _ => {}
        }
    }
    found.truncate(10);
    found
}

fn ids_in_text(text: &str) -> Vec<String> {
    text.lines()
        .take(2_000)
        .filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.trim()
                .eq_ignore_ascii_case("message-id")
                .then_some(value)
        })
        .filter_map(clean_id)
        .collect()
}

fn is_status(part: &MessagePart<'_>) -> bool {
    part.content_type().is_some_and(|kind| {
        let status = |subtype: &str| subtype.to_ascii_lowercase().ends_with("delivery-status");
        kind.ctype().eq_ignore_ascii_case("message") && kind.subtype().is_some_and(status)
    })
}

fn text_of(part: &MessagePart<'_>) -> String {
    match &part.body {
        PartType::Text(text) | PartType::Html(text) => text.to_string(),
        PartType::Message(inner) => String::from_utf8_lossy(inner.raw_message()).into_owned(),
        _ => String::from_utf8_lossy(part.contents()).into_owned(),
    }
}

/// Blocks of fields, parted by empty lines; those about a recipient name one.
fn recipients(text: &str) -> Vec<Reported> {
    let text = text.replace("\r\n", "\n");
    // A long field goes on in a line that begins with a blank.
    let unfolded = text.replace("\n ", " ").replace("\n\t", " ");
    unfolded
        .split("\n\n")
        .take(MOST + 1)
        .filter_map(recipient)
        .collect()
}

fn recipient(block: &str) -> Option<Reported> {
    let field = |name: &str| {
        block.lines().take(100).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found
                .trim()
                .eq_ignore_ascii_case(name)
                .then(|| value.trim())
        })
    };
    let addresses: Vec<String> = ["Final-Recipient", "Original-Recipient"]
        .into_iter()
        .filter_map(|name| address(field(name)?))
        .collect();
    if addresses.is_empty() {
        return None;
    }
    let status = field("Status").unwrap_or_default();
    let words = field("Diagnostic-Code").unwrap_or(status);
    // "smtp; 550 5.1.1 no such user": the first word names the kind of words.
    let words = words.split_once(';').map_or(words, |(_, words)| words);
    Some(Reported {
        addresses,
        fate: fate(field("Action").unwrap_or_default(), status),
        reason: single_line(words, 255),
    })
}

/// `rfc822; anna@client.example`
fn address(value: &str) -> Option<String> {
    let value = value.split_once(';').map_or(value, |(_, address)| address);
    let address = normalise_email(value.trim().trim_matches(['<', '>']));
    looks_like_email(&address).then_some(address)
}

/// The action says it; where it is missing, the first digit of the status does.
fn fate(action: &str, status: &str) -> Fate {
    match action.trim().to_ascii_lowercase().as_str() {
        "failed" => Fate::Failed,
        "delayed" => Fate::Delayed,
        "delivered" | "relayed" | "expanded" => Fate::Arrived,
        _ if status.starts_with('4') => Fate::Delayed,
        _ if status.starts_with('2') => Fate::Arrived,
        _ => Fate::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_who_and_why() {
        let text = "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; Anna@Client.example\r\nOriginal-Recipient: rfc822;anna@old.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such\r\n user here\r\n\r\nFinal-Recipient: rfc822; b@client.example\r\nAction: delayed\r\nStatus: 4.4.7\r\n";
        let found = recipients(text);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(
            found[0].addresses,
            ["anna@client.example", "anna@old.example"]
        );
        assert_eq!(found[0].fate, Fate::Failed);
        assert_eq!(found[0].reason, "550 5.1.1 no such user here");
        assert_eq!(
            (found[1].fate, found[1].reason.as_str()),
            (Fate::Delayed, "4.4.7")
        );
    }

    #[test]
    fn a_report_without_an_action_goes_by_its_status() {
        assert_eq!(fate("", "4.2.2"), Fate::Delayed);
        assert_eq!(fate("", "2.1.5"), Fate::Arrived);
        assert_eq!(fate("", ""), Fate::Failed);
        assert_eq!(fate("Relayed", "2.0.0"), Fate::Arrived);
    }

    #[test]
    fn nonsense_is_nobody() {
        for text in [
            "",
            "\n\n\n",
            "Final-Recipient: rfc822; nobody",
            "::::",
            "Action: failed",
        ] {
            assert!(recipients(text).is_empty(), "{text}");
        }
    }
}
