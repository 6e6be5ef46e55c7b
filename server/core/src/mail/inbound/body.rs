//! What of a mail becomes the words of a post.

use super::parse::ParsedMail;
use super::sanitise::{Pictures, Wishes, escape, safe_html};
use super::{quotes_lines, quotes_text, rules};
use crate::mail::words::{cut, plain_text};

/// The words of a mail, in the two forms a post has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Body {
    pub text: String,
    /// Safe to show.
    pub html: String,
}

/// Characters of a post; more is cut with a line that says so. The original stays whole.
const MAX_TEXT: usize = 100_000;
const MAX_HTML: usize = 2_000_000;

/// The words of `mail`. `answers`: it belongs to a ticket, so the history may go, unless it
/// forwards something.
pub(super) fn body(mail: &ParsedMail, answers: bool, pictures: Pictures) -> Body {
    let strip_quotes = answers && !rules::is_forward(&mail.subject);
    let wishes = Wishes {
        strip_quotes,
        forwarded: mail.forwarded,
        pictures,
    };
    let html = mail
        .html
        .as_deref()
        .and_then(|html| safe_html(html, &wishes))
        .filter(|html| html.len() <= MAX_HTML);
    let plain = mail.text.as_deref().map(|text| words(text, strip_quotes));
    let body = match (html, plain) {
        (Some(html), _) => Body {
            text: text_of(&html),
            html,
        },
        (None, Some(text)) => Body {
            html: html_of(&text),
            text,
        },
        (None, None) => from_hidden_html(mail.html.as_deref().unwrap_or_default()),
    };
    let body = Body {
        text: shortened(&body.text),
        html: body.html,
    };
    with_note(body, mail.files_left_out)
}

/// The text part, without quotes where wished; the whole of it when nothing would be left.
fn words(text: &str, strip_quotes: bool) -> String {
    let stripped = if strip_quotes {
        quotes_text::strip(text)
    } else {
        String::new()
    };
    let text = if stripped.trim().is_empty() {
        text.trim()
    } else {
        stripped.trim()
    };
    shortened(text)
}

/// HTML that was not fit to be shown as such, as its words.
fn from_hidden_html(html: &str) -> Body {
    let text = plain_text(&mail_parser::decoders::html::html_to_text(cut(
        html, 200_000,
    )));
    let text = shortened(text.trim());
    Body {
        html: html_of(&text),
        text,
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= MAX_TEXT {
        return text.to_string();
    }
    format!(
        "{}\n[…] The rest is in the original mail.",
        cut(text, MAX_TEXT - 100)
    )
}

fn with_note(mut body: Body, left_out: usize) -> Body {
    if body.text.trim().is_empty() && body.html.is_empty() {
        body = Body {
            text: "(no text)".into(),
            html: "<p>(no text)</p>".into(),
        };
    }
    if left_out > 0 {
        let note = format!(
            "{left_out} attachment(s) were too many or too large to keep here. They are in the original mail."
        );
        body.text.push_str(&format!("\n\n[{note}]"));
        body.html.push_str(&format!("<p>[{note}]</p>"));
    }
    body
}

/// The words of safe HTML. The parser's own converter writes blocks beside each other into one
/// word: "on the floor.Can you look". It has its say where there is nothing but rulers.
pub(super) fn text_of(html: &str) -> String {
    let words = plain_text(&quotes_lines::text(html)).trim().to_string();
    if !words.is_empty() {
        return words;
    }
    let marks = mail_parser::decoders::html::html_to_text(html);
    plain_text(&marks).trim().to_string()
}

/// Plain text as HTML: paragraphs at empty lines, breaks at line ends, links to click.
pub(in crate::mail) fn html_of(text: &str) -> String {
    let paragraphs = text
        .split("\n\n")
        .filter(|paragraph| !paragraph.trim().is_empty());
    let html: String = paragraphs
        .map(|paragraph| {
            let lines: Vec<String> = paragraph.trim_matches('\n').lines().map(linked).collect();
            format!("<p>{}</p>", lines.join("<br>"))
        })
        .collect();
    html
}

fn linked(line: &str) -> String {
    let parts: Vec<String> = line
        .split(' ')
        .map(|word| {
            let bare = word.trim_matches(['<', '>', '(', ')', ',', '.', ';', '"', '\'', '[', ']']);
            let link = bare.starts_with("https://") || bare.starts_with("http://");
            let plain = bare.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '\''));
            if !(link && plain && bare.len() > 8) {
                return escape(word);
            }
            let (before, after) = word.split_once(bare).unwrap_or(("", ""));
            let href = escape(bare);
            format!(
                "{}<a href=\"{href}\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">{href}</a>{}",
                escape(before),
                escape(after)
            )
        })
        .collect();
    parts.join(" ")
}
