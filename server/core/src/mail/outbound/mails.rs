//! The words of the mails that belong to tickets: typed values in, subject, text and HTML out.

use crate::error::{Error, Result};
use crate::mail::DELIMITER;
use crate::mail::words::{cut, single_line};
use minijinja::{AutoEscape, Environment, context};

/// A finished mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// A technician's reply.
pub(super) struct Reply<'a> {
    pub tenant: &'a str,
    pub prefix: &'a str,
    pub number: u64,
    pub subject: &'a str,
    pub author: &'a str,
    pub text: &'a str,
    /// Safe HTML.
    pub html: &'a str,
    /// Newest first.
    pub history: Vec<Quoted>,
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

/// The mail of a technician's reply.
///
/// # Errors
/// [`Error::Internal`] when the template is broken.
pub(super) fn reply(reply: &Reply<'_>) -> Result<Words> {
    let tag = tag(reply.prefix, reply.number);
    let history: Vec<minijinja::Value> = reply.history.iter().map(Quoted::value).collect();
    let values = context! {
        delimiter => DELIMITER,
        tenant => reply.tenant,
        tag => tag.as_str(),
        subject => reply.subject,
        author => reply.author,
        text => reply.text.trim(),
        html => reply.html,
        history => history,
    };
    Ok(Words {
        subject: single_line(&format!("{tag} {}", reply.subject), 255),
        text: render("reply.txt", &values)?,
        html: render("reply.html", &values)?,
    })
}

/// The automatic "we have your request".
///
/// # Errors
/// [`Error::Internal`] when the template is broken.
pub(super) fn received(
    tenant: &str,
    prefix: &str,
    number: u64,
    subject: &str,
    name: &str,
) -> Result<Words> {
    let tag = tag(prefix, number);
    let values = context! { delimiter => DELIMITER, tenant, tag => tag.as_str(), subject, name };
    Ok(Words {
        subject: single_line(&format!("{tag} {subject}"), 255),
        text: render("received.txt", &values)?,
        html: render("received.html", &values)?,
    })
}

const TEMPLATES: &[(&str, &str)] = &[
    ("reply.txt", include_str!("templates/reply.txt")),
    ("reply.html", include_str!("templates/reply.html")),
    ("received.txt", include_str!("templates/received.txt")),
    ("received.html", include_str!("templates/received.html")),
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
    for (name, source) in TEMPLATES {
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
        reply(&Reply {
            tenant: "Brightline IT",
            prefix: "",
            number: 1042,
            subject: "Printer <3rd floor>",
            author: "Tom Berg",
            text: "Please try again.\n",
            html: "<p>Please try again.</p>\n",
            history: vec![Quoted::new(
                "Anna Miller",
                "23 Nov 2026, 21:05".into(),
                "It does not print.\n<script>alert(1)</script> {{ config }}",
            )],
        })
        .unwrap()
    }

    #[test]
    fn the_reply_as_text() {
        insta::assert_snapshot!(sample().subject, @"[#1042] Printer <3rd floor>");
        insta::assert_snapshot!(sample().text, @r"
        ## Reply above this line ##

        Please try again.

        --
        Tom Berg
        Brightline IT
        Ticket [#1042] Printer <3rd floor>

        On 23 Nov 2026, 21:05, Anna Miller wrote:
        > It does not print.
        > <script>alert(1)</script> {{ config }}
        ");
    }

    #[test]
    fn the_reply_as_html() {
        let html = sample().html;
        assert!(html.contains("<p>Please try again.</p>"), "{html}");
        assert!(html.contains("Printer &lt;3rd floor&gt;"), "{html}");
        assert!(!html.contains("<script>"), "{html}");
        assert!(html.contains("class=\"nestogy-quote\""), "{html}");
    }

    #[test]
    fn the_acknowledgement() {
        let words = received("Brightline IT", "BL", 7, "Printer {{ 7*7 }}", "Anna").unwrap();
        insta::assert_snapshot!(words.subject, @"[BL#7] Printer {{ 7*7 }}");
        insta::assert_snapshot!(words.text, @r"
        ## Reply above this line ##

        Hello Anna,

        we have your request and will get back to you. Its number is [BL#7].
        To add something, answer this mail.

          Printer {{ 7*7 }}

        --
        Brightline IT
        ");
        assert!(
            words.html.contains("<strong>[BL#7]</strong>"),
            "{}",
            words.html
        );
    }
}
