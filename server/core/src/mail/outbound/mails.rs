//! The words of the mails that belong to tickets: typed values in, subject, text and HTML out.

use crate::error::{Error, Result};
use crate::mail::DELIMITER;
use crate::mail::templates::Rendered;
use crate::mail::words::{cut, single_line};
use minijinja::{AutoEscape, Environment, context};

/// A finished mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// An earlier public post.
#[derive(Debug, Clone)]
pub(super) struct Quoted {
    pub author: String,
    /// In the tenant's zone: `23 Nov 2026, 21:05`.
    pub at: String,
    /// Lines that begin with `> `.
    pub quoted: String,
    /// Escaped text with line breaks.
    pub html: String,
}

impl Quoted {
    pub(super) fn new(author: &str, at: String, text: &str) -> Self {
        let text = cut(text, MAX_QUOTE);
        let quoted: Vec<String> = text.lines().map(|line| format!("> {line}")).collect();
        let html: Vec<String> = text.lines().map(ammonia_escape).collect();
        Self {
            author: single_line(author, 120),
            at,
            quoted: quoted.join("\n"),
            html: html.join("<br>"),
        }
    }
}

impl Quoted {
    fn value(&self) -> minijinja::Value {
        context! {
            author => self.author.as_str(),
            at => self.at.as_str(),
            quoted => self.quoted.as_str(),
            html => self.html.as_str(),
        }
    }
}

/// Characters of a quoted post: the history is a reminder, not an archive.
const MAX_QUOTE: usize = 4_000;

fn ammonia_escape(line: &str) -> String {
    ammonia::clean_text(line).replace("&#32;", " ")
}

/// The tag by which a subject names its ticket: `[#1042]`, `[ACME#1042]`.
pub(crate) fn tag(prefix: &str, number: u64) -> String {
    format!("[{prefix}#{number}]")
}

/// A mail that belongs to a ticket: our line, the body, then earlier posts, newest first.
///
/// # Errors
/// [`Error::Internal`] when the frame is broken.
pub(super) fn framed(
    tag: &str,
    subject: &str,
    body: &Rendered,
    history: &[Quoted],
) -> Result<Words> {
    let history: Vec<minijinja::Value> = history.iter().map(Quoted::value).collect();
    let values = context! {
        delimiter => DELIMITER,
        text => body.text.as_str(),
        html => body.html.as_str(),
        history => history,
    };
    Ok(Words {
        subject: single_line(&format!("{tag} {subject}"), 255),
        text: render("frame.txt", &values)?,
        html: render("frame.html", &values)?,
    })
}

const FRAMES: &[(&str, &str)] = &[
    ("frame.txt", include_str!("templates/frame.txt")),
    ("frame.html", include_str!("templates/frame.html")),
];

fn render(name: &str, values: &minijinja::Value) -> Result<String> {
    let broken =
        |error: minijinja::Error| Error::Internal(format!("mail template {name}: {error}"));
    let mut environment = Environment::new();
    environment.set_fuel(Some(1_000_000));
    environment.set_auto_escape_callback(|name| {
        if name.ends_with(".html") {
            AutoEscape::Html
        } else {
            AutoEscape::None
        }
    });
    for (name, source) in FRAMES {
        environment.add_template(name, source).map_err(broken)?;
    }
    let template = environment.get_template(name).map_err(broken)?;
    template.render(values).map_err(broken)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn sample() -> Words {
        let body = Rendered {
            text: "Please try again.\n\n--\nTom Berg".into(),
            html: "<p>Please try again.</p><p>--<br>Tom Berg</p>".into(),
        };
        let quoted = Quoted::new(
            "Anna Miller",
            "23 Nov 2026, 21:05".into(),
            "It does not print.\n<script>alert(1)</script> {{ config }}",
        );
        framed("[#1042]", "Printer <3rd floor>", &body, &[quoted]).unwrap()
    }

    #[test]
    fn the_text_part() {
        insta::assert_snapshot!(sample().subject, @"[#1042] Printer <3rd floor>");
        insta::assert_snapshot!(sample().text, @r"
        ## Reply above this line ##

        Please try again.

        --
        Tom Berg

        On 23 Nov 2026, 21:05, Anna Miller wrote:
        > It does not print.
        > <script>alert(1)</script> {{ config }}
        ");
    }

    #[test]
    fn the_html_part() {
        let html = sample().html;
        assert!(html.contains("<p>Please try again.</p>"), "{html}");
        assert!(!html.contains("<script>"), "{html}");
        assert!(html.contains("class=\"nestogy-quote\""), "{html}");
    }

    #[test]
    fn without_history_nothing_is_quoted() {
        let body = Rendered {
            text: "Hello".into(),
            html: "<p>Hello</p>".into(),
        };
        let words = framed("[BL#7]", "Printer {{ 7*7 }}", &body, &[]).unwrap();
        insta::assert_snapshot!(words.subject, @"[BL#7] Printer {{ 7*7 }}");
        insta::assert_snapshot!(words.text, @r"
        ## Reply above this line ##

        Hello
        ");
        assert!(!words.html.contains("nestogy-quote"), "{}", words.html);
    }
}
