//! A raw mail, taken apart into values of our own. Pure: bytes in, [`ParsedMail`] out.

use super::identity::without_mbox_line;
use super::mail_files::{MailFile, files};
use super::reports::{self, Reported};
use super::{bombs, charsets};
use crate::mail::words::{cut, plain_text, single_line};
use app_types::form::{looks_like_email, normalise_email};
use mail_parser::{
    Address, HeaderName, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};

/// What the service desk needs of a mail.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ParsedMail {
    /// Without angle brackets, as all ids here; empty where there is none.
    pub message_id: String,
    pub in_reply_to: Vec<String>,
    /// Oldest first.
    pub references: Vec<String>,
    /// Lower case; empty where there is none or it is no address.
    pub from_address: String,
    pub from_name: String,
    /// Envelope recipients as the headers name them, then To and Cc; lower case.
    pub recipients: Vec<String>,
    /// One line without control or direction-changing characters; may be empty.
    pub subject: String,
    pub signs: Signs,
    pub text: Option<String>,
    pub html: Option<String>,
    pub files: Vec<MailFile>,
    /// Files that were over the limits; they stay in the original.
    pub files_left_out: usize,
    /// A mail was copied into this one: its words begin after its head.
    pub forwarded: bool,
}

/// Headers by which a machine's mail is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signs {
    /// `Auto-Submitted`, lower case; empty where there is none.
    pub auto_submitted: String,
    /// `Precedence`, lower case.
    pub precedence: String,
    pub has_list_id: bool,
    /// Other headers of auto-responders (`X-Autoreply`, `X-Auto-Response`, …).
    pub auto_responder: bool,
    /// `multipart/report` with a delivery status, or `X-Failed-Recipients`.
    pub delivery_report: bool,
    /// `Return-Path: <>`.
    pub empty_return_path: bool,
    /// `X-Nestogy` markers of the mails we send.
    pub markers: Vec<String>,
    /// Message-IDs named in the body of a delivery report: the mail that bounced.
    pub reported_ids: Vec<String>,
    /// What a delivery report says about each recipient.
    pub reported: Vec<Reported>,
}

/// Characters of a body that are looked at; the original stays whole.
const MAX_BODY: usize = 1_000_000;
/// Message-IDs of one header.
const MAX_IDS: usize = 100;

/// Takes a mail apart.
///
/// # Errors
/// A reason for people when the bytes are no mail, or one built to exhaust the parser.
pub fn parse(raw: &[u8]) -> Result<ParsedMail, String> {
    let raw = without_mbox_line(raw);
    bombs::check(raw)?;
    let message = MessageParser::default()
        .parse(raw)
        .ok_or("It has no headers: this is no mail")?;
    if !has_known_header(&message) {
        return Err("It has none of the headers of a mail".into());
    }
    let (text, html) = bodies(&message);
    let (files, files_left_out) = files(&message);
    let from = message
        .from()
        .and_then(Address::first)
        .or_else(|| message.sender().and_then(Address::first));
    let address = from.and_then(|addr| addr.address()).unwrap_or_default();
    let address = normalise_email(&single_line(address, 400));
    Ok(ParsedMail {
        message_id: message.message_id().and_then(clean_id).unwrap_or_default(),
        in_reply_to: ids(message.in_reply_to()),
        references: ids(message.references()),
        from_name: from
            .and_then(|addr| addr.name())
            .map(|name| single_line(name, 120))
            .unwrap_or_default(),
        from_address: if looks_like_email(&address) {
            address
        } else {
            String::new()
        },
        recipients: recipients(&message),
        subject: single_line(&charsets::subject_of(&message), 255),
        signs: signs(&message),
        text,
        html,
        files,
        files_left_out,
        forwarded: false,
    })
}

/// Random bytes with a colon in them parse as a mail; a mail has at least one header that mails
/// have.
fn has_known_header(message: &Message<'_>) -> bool {
    message
        .headers()
        .iter()
        .any(|header| !header.name.is_other())
}

/// Only the recipients of a mail, from its headers.
pub(super) fn recipients_of(raw: &[u8]) -> Vec<String> {
    let raw = without_mbox_line(raw);
    let head = &raw[..raw.len().min(512 * 1024)];
    match MessageParser::default().parse_headers(head) {
        Some(message) => recipients(&message),
        None => Vec::new(),
    }
}

fn recipients(message: &Message<'_>) -> Vec<String> {
    const ENVELOPE: &[&str] = &[
        "Delivered-To",
        "X-Original-To",
        "Envelope-To",
        "X-Envelope-To",
        "X-Delivered-To",
        "X-Forwarded-To",
    ];
    let mut found = Vec::new();
    let mut add = |address: &str| {
        let address = normalise_email(address.trim_matches(['<', '>', ' ']));
        if looks_like_email(&address) && !found.contains(&address) && found.len() < 500 {
            found.push(address);
        }
    };
    for name in ENVELOPE {
        for value in other(message, name) {
            value.split(',').for_each(&mut add);
        }
    }
    for list in [message.to(), message.cc(), message.resent_to()]
        .into_iter()
        .flatten()
    {
        list.iter()
            .filter_map(|addr| addr.address())
            .for_each(&mut add);
    }
    found
}

/// The text of every header called `name`.
fn other(message: &Message<'_>, name: &str) -> Vec<String> {
    message
        .headers()
        .iter()
        .filter(|header| header.name().eq_ignore_ascii_case(name))
        .filter_map(|header| match &header.value {
            HeaderValue::Text(text) => Some(text.to_string()),
            HeaderValue::TextList(list) => Some(list.join(", ")),
            HeaderValue::Address(list) => list
                .first()
                .and_then(|addr| addr.address())
                .map(str::to_string),
            _ => None,
        })
        .collect()
}

fn first_of(message: &Message<'_>, name: &str) -> String {
    let text = other(message, name).into_iter().next().unwrap_or_default();
    single_line(&text, 200).to_lowercase()
}

fn signs(message: &Message<'_>) -> Signs {
    const RESPONDERS: &[&str] = &[
        "X-Autoreply",
        "X-Autorespond",
        "X-Autoresponder",
        "X-Auto-Response",
        "X-Vacation",
        "X-MS-Exchange-Inbox-Rules-Loop",
    ];
    let has = |name: &str| {
        message
            .headers()
            .iter()
            .any(|header| header.name().eq_ignore_ascii_case(name))
    };
    let report = message.content_type().is_some_and(|content_type| {
        content_type.ctype().eq_ignore_ascii_case("multipart")
            && content_type
                .subtype()
                .is_some_and(|s| s.eq_ignore_ascii_case("report"))
            && content_type
                .attribute("report-type")
                .is_none_or(|kind| kind.eq_ignore_ascii_case("delivery-status"))
    });
    let delivery_report = report || has("X-Failed-Recipients");
    let empty_return_path = message
        .header_raw(HeaderName::ReturnPath)
        .is_some_and(|value| value.trim() == "<>");
    Signs {
        auto_submitted: first_of(message, "Auto-Submitted"),
        precedence: first_of(message, "Precedence"),
        has_list_id: has("List-Id"),
        auto_responder: RESPONDERS.iter().any(|name| has(name)),
        delivery_report,
        empty_return_path,
        markers: other(message, "X-Nestogy")
            .iter()
            .map(|value| single_line(value, 200))
            .collect(),
        // Old mail servers report in words only, with the head of the mail below them.
        reported_ids: if delivery_report || empty_return_path {
            reports::ids(message)
        } else {
            Vec::new()
        },
        reported: if delivery_report {
            reports::read(message)
        } else {
            Vec::new()
        },
    }
}

fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    let found: Vec<&str> = match value {
        HeaderValue::Text(text) => vec![text.as_ref()],
        HeaderValue::TextList(list) => list.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    };
    let skip = found.len().saturating_sub(MAX_IDS);
    found.into_iter().skip(skip).filter_map(clean_id).collect()
}

/// An id as we store and compare it: no brackets, no blanks, at most 500 characters.
pub(super) fn clean_id(id: &str) -> Option<String> {
    let id = single_line(id, 600);
    let id = id.trim_matches(['<', '>', ' ', '"', ',']);
    let id: String = id.chars().filter(|c| !c.is_whitespace()).collect();
    (!id.is_empty() && id.chars().count() <= 500).then_some(id)
}

/// The text and the HTML of the mail itself, not of its attachments.
fn bodies(message: &Message<'_>) -> (Option<String>, Option<String>) {
    let parts = |ids: &[u32]| -> Vec<&MessagePart<'_>> {
        ids.iter()
            .filter_map(|id| message.parts.get(*id as usize))
            .collect()
    };
    let join = |parts: Vec<String>, separator: &str| {
        let joined = parts.join(separator);
        (!joined.trim().is_empty()).then(|| cut(&joined, MAX_BODY).to_string())
    };
    let texts = parts(&message.text_body)
        .into_iter()
        .filter_map(|part| match &part.body {
            PartType::Text(_) => Some(plain_text(&charsets::text_of(message, part))),
            _ => None,
        })
        .collect();
    let htmls = parts(&message.html_body)
        .into_iter()
        .filter_map(|part| match &part.body {
            PartType::Html(_) => Some(charsets::text_of(message, part)),
            _ => None,
        })
        .collect();
    (join(texts, "\n\n"), join(htmls, "<br>"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_threads_need() {
        let mail = parse(b"From: =?utf-8?q?J=C3=B6rg?= <Joerg@Client.example>\r\nTo: Support <support+tok@desk.example>\r\nDelivered-To: inbox@desk.example\r\nMessage-ID: <a@b>\r\nIn-Reply-To: <c@d>\r\nReferences: <r@d>\r\n <c@d>\r\nSubject: Re: =?iso-8859-1?q?Dr=FCcker?=\r\nAuto-Submitted: Auto-Replied\r\n\r\nHallo\r\n").unwrap();
        assert_eq!(mail.from_address, "joerg@client.example");
        assert_eq!(mail.from_name, "Jörg");
        assert_eq!(
            mail.recipients,
            ["inbox@desk.example", "support+tok@desk.example"]
        );
        assert_eq!(
            (mail.message_id.as_str(), mail.in_reply_to.as_slice()),
            ("a@b", &["c@d".to_string()][..])
        );
        assert_eq!(mail.references, ["r@d", "c@d"]);
        assert_eq!(mail.subject, "Re: Drücker");
        assert_eq!(mail.signs.auto_submitted, "auto-replied");
        assert_eq!(mail.text.as_deref().map(str::trim), Some("Hallo"));
    }

    #[test]
    fn a_nested_mail_is_a_file() {
        let mail = parse(b"From: a@b.co\nSubject: x\nContent-Type: multipart/mixed; boundary=q\n\n--q\n\nSee below\n--q\nContent-Type: message/rfc822\n\nFrom: c@d.co\nSubject: inner/one\n\nInner words\n--q--\n").unwrap();
        assert_eq!(mail.files.len(), 1);
        assert_eq!(mail.files[0].name, "inner-one.eml");
        assert!(String::from_utf8_lossy(&mail.files[0].bytes).contains("Inner words"));
        assert!(!mail.text.unwrap().contains("Inner words"));
    }

    #[test]
    fn bytes_without_a_charset_are_read() {
        let mail = parse(b"From: a@b.co\nSubject: x\n\nGr\xFC\xDFe\n").unwrap();
        assert_eq!(mail.text.unwrap().trim(), "Grüße");
    }

    #[test]
    fn what_is_no_mail_says_so() {
        assert!(parse(b"").is_err());
        assert!(parse(b"\x00\xff\xfe").is_err());
        assert!(parse(b"just words\nand more\n").is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn random_bytes_never_panic(raw in proptest::collection::vec(any::<u8>(), 0..2000)) {
            let _ = parse(&raw);
        }

        #[test]
        fn mutated_mails_never_panic(at in 0usize..420, byte in any::<u8>(), end in 0usize..420) {
            let mut raw = b"From: =?utf-8?q?J=C3?= <a@b.co>\r\nMessage-ID: <x@y>\r\nReferences: <1@y> <2@y>\r\nSubject: =?big5?b?abc=?=\r\nContent-Type: multipart/related; boundary=\"q\"\r\n\r\n--q\r\nContent-Type: text/html; charset=utf-7\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=C3=BC</p>\r\n--q\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\nx\r\n--q\r\nContent-Type: image/png; name*=utf-8''%ff\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <i>\r\n\r\niVBO\r\n--q--\r\n".to_vec();
            let at = at.min(raw.len() - 1);
            raw[at] = byte;
            raw.truncate(end.max(1));
            let _ = parse(&raw);
        }
    }
}
