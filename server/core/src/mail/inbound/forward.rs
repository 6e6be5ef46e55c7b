//! A client's mail that a technician forwards to the desk: who wrote it, and what of it are the
//! client's words. Decisions only; whether to believe the forwarder is `file`'s affair.

use super::mail_files::MailFile;
use super::parse::{self, ParsedMail};
use super::quotes_lines::{self, Line};
use super::quotes_words::{Label, label};
use super::rules;
use crate::mail::words::{cut, plain_text, single_line};
use app_types::form::{looks_like_email, normalise_email};

/// The head of a forwarded mail among lines.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Head {
    address: String,
    name: String,
    /// The first line after it.
    body: usize,
}

/// The mail inside `mail`, as its writer wrote it; `None` when nothing is forwarded.
///
/// An attached mail is taken as it is. Of one that was copied into the text, what stands above
/// its head are the forwarder's words; they stay in the original.
pub(super) fn unwrapped(mail: &ParsedMail) -> Option<ParsedMail> {
    if !rules::is_forward(&mail.subject) {
        return None;
    }
    attached(mail).or_else(|| copied(mail))
}

fn attached(mail: &ParsedMail) -> Option<ParsedMail> {
    let mut mails = mail.files.iter().filter(|file| is_mail(file));
    let (only, None) = (mails.next()?, mails.next()) else {
        return None;
    };
    let inner = parse::parse(&only.bytes).ok()?;
    if inner.from_address.is_empty() {
        return None;
    }
    let own_id = Some(inner.message_id.clone()).filter(|id| !id.is_empty());
    Some(ParsedMail {
        message_id: mail.message_id.clone(),
        references: [inner.references.clone(), own_id.into_iter().collect()].concat(),
        recipients: mail.recipients.clone(),
        subject: mail.subject.clone(),
        ..inner
    })
}

fn is_mail(file: &MailFile) -> bool {
    file.is_message || file.name.to_lowercase().ends_with(".eml")
}

fn copied(mail: &ParsedMail) -> Option<ParsedMail> {
    let text = match &mail.text {
        Some(text) => text.clone(),
        None => words_of(mail.html.as_deref()?),
    };
    let lines: Vec<&str> = text.lines().collect();
    let head = head(&lines)?;
    Some(ParsedMail {
        from_address: head.address,
        from_name: head.name,
        text: Some(lines[head.body..].join("\n")),
        forwarded: true,
        ..mail.clone()
    })
}

fn words_of(html: &str) -> String {
    plain_text(&mail_parser::decoders::html::html_to_text(cut(
        html, 200_000,
    )))
}

/// Well-formed HTML from the end of the first forwarded mail's head; `None` without one.
pub(super) fn body_of_html(html: &str) -> Option<String> {
    let lines = quotes_lines::lines(html, &[]);
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let head = head(&texts)?;
    let start = lines
        .get(head.body)
        .map_or(html.len(), |line: &Line| line.start);
    Some(html[start..].to_string())
}

/// Lines that a mail's head may take.
const HEAD: usize = 12;

/// The first lines that name a sender with an address, and a date or a subject.
fn head(lines: &[&str]) -> Option<Head> {
    (0..lines.len()).find_map(|at| {
        label(lines[at])?;
        head_at(lines, at)
    })
}

fn head_at(lines: &[&str], at: usize) -> Option<Head> {
    let mut sender = None;
    let (mut dated, mut titled) = (false, false);
    let mut body = at;
    for (offset, line) in lines[at..].iter().take(HEAD).enumerate() {
        match label(line) {
            Some((Label::From, value)) => sender = sender.or_else(|| sender_of(value)),
            Some((Label::Date, value)) => dated |= value.bytes().any(|b| b.is_ascii_digit()),
            Some((Label::Subject, _)) => titled = true,
            Some(_) => {}
            // A long list of recipients goes on in the next line.
            None if line.contains('@') && offset > 0 => {}
            None => break,
        }
        body = at + offset + 1;
    }
    let (name, address) = sender.filter(|_| dated || titled)?;
    Some(Head {
        address,
        name,
        body,
    })
}

/// `Anna Miller <anna@client.example>`, `Anna [mailto:anna@client.example]`, a bare address.
fn sender_of(value: &str) -> Option<(String, String)> {
    let edge = |c: char| {
        matches!(
            c,
            '<' | '>' | '[' | ']' | '(' | ')' | '"' | '\'' | ',' | ';'
        )
    };
    let found = value
        .split([' ', '\t', '<', '[', '(', '\u{A0}'])
        .find_map(|word| {
            let word = word.trim_matches(edge);
            let word = word.strip_prefix("mailto:").unwrap_or(word);
            let address = normalise_email(word.trim_matches(edge));
            looks_like_email(&address).then_some((word, address))
        });
    let (word, address) = found?;
    let name = value.split(word).next().unwrap_or_default();
    let name = name.replace("mailto:", "");
    let name = single_line(
        name.trim_matches(|c: char| edge(c) || c.is_whitespace()),
        120,
    );
    Some((name, address))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn forward(text: &str) -> Option<ParsedMail> {
        unwrapped(&ParsedMail {
            subject: "Fwd: Printer".into(),
            from_address: "tom@desk.example".into(),
            text: Some(text.into()),
            ..ParsedMail::default()
        })
    }

    #[test]
    fn finds_the_writer_in_five_languages() {
        for head in [
            "---------- Forwarded message ---------\nFrom: Anna Miller <anna@client.example>\nDate: Mon, 23 Nov 2026 at 10:15\nSubject: Printer\nTo: Tom <tom@desk.example>",
            "Von: Anna Miller <anna@client.example>\nGesendet: Montag, 23. November 2026 10:15\nAn: Tom Berg\nBetreff: Drucker",
            "De : Anna Miller <anna@client.example>\nEnvoyé : lundi 23 novembre 2026 10:15\nÀ : Tom\nObjet : Imprimante",
            "De: Anna Miller [mailto:anna@client.example]\nEnviado el: lunes, 23 de noviembre de 2026 10:15\nPara: Tom\nAsunto: Impresora",
            "Begin forwarded message:\n\nDa: \"Anna Miller\" <anna@client.example>\nOggetto: Stampante\nData: 23 novembre 2026\nA: tom@desk.example",
            "-------- Forwarded Message --------\nSubject: \tPrinter\nDate: \tMon, 23 Nov 2026\nFrom: \tAnna Miller <anna@client.example>\nTo: \ttom@desk.example,\n ben@desk.example",
        ] {
            let found = forward(&format!(
                "Please have a look.\n\n{head}\n\nIt does not print.\nAnna"
            ))
            .unwrap();
            assert_eq!(found.from_address, "anna@client.example", "{head}");
            assert_eq!(found.from_name, "Anna Miller", "{head}");
            assert_eq!(
                found.text.unwrap().trim(),
                "It does not print.\nAnna",
                "{head}"
            );
        }
    }

    #[test]
    fn the_html_begins_after_the_head() {
        let html = "<div>Please look.</div><div class=\"gmail_quote\"><div>---------- Forwarded message ---------<br>From: <strong>Anna</strong> <span>&lt;<a href=\"mailto:anna@client.example\">anna@client.example</a>&gt;</span><br>Date: Mon, 23 Nov 2026<br>Subject: Printer<br>To: &lt;tom@desk.example&gt;<br></div><br><p>It does not print.</p></div>";
        let body = body_of_html(html).unwrap();
        assert!(body.contains("It does not print."), "{body}");
        assert!(
            !body.contains("Please look") && !body.contains("anna@"),
            "{body}"
        );
    }

    #[test]
    fn an_attached_mail_is_taken_whole() {
        let file = MailFile {
            name: "printer.eml".into(),
            bytes: b"From: Anna <anna@client.example>\nSubject: Printer\nMessage-ID: <a@c>\n\nIt does not print.\n".to_vec(),
            content_id: None,
            is_message: true,
        };
        let mail = ParsedMail {
            subject: "WG: Printer".into(),
            message_id: "f@d".into(),
            files: vec![file.clone()],
            ..ParsedMail::default()
        };
        let found = unwrapped(&mail).unwrap();
        assert_eq!(found.from_address, "anna@client.example");
        assert_eq!(
            (found.message_id.as_str(), found.references.as_slice()),
            ("f@d", &["a@c".to_string()][..])
        );
        assert!(found.files.is_empty());
        // Two mails are two writers: a person must look.
        let two = ParsedMail {
            files: vec![file.clone(), file],
            ..mail
        };
        assert!(unwrapped(&two).is_none());
    }

    #[test]
    fn words_about_people_forward_nothing() {
        for text in [
            "From: the second floor we cannot print\nSubject to change.",
            "From: Anna\nDate: 23 November 2026\n\nNo address.",
            "Please call anna@client.example",
            "",
        ] {
            assert_eq!(forward(text), None, "{text}");
        }
        let plain = ParsedMail {
            subject: "Printer".into(),
            text: Some("From: a <a@b.co>\nDate: 2026\n\nx".into()),
            ..ParsedMail::default()
        };
        assert_eq!(
            unwrapped(&plain),
            None,
            "the subject says nothing of a forward"
        );
    }
}
