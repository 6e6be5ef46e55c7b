//! A stranger's HTML, made safe to show: two passes of ammonia with our own steps between.
//!
//! The first pass turns anything into balanced, harmless HTML that still carries the class, id
//! and style marks by which quotes are known. Quotes are cut and pictures replaced in that. The
//! second pass takes the marks away and has the last word about every tag and attribute.

use super::markup::{Tag, attribute, elements};
use super::{forward, quotes_html};
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

/// What to do with a mail's HTML besides making it safe.
#[derive(Debug, Clone, Default)]
pub(super) struct Wishes {
    /// Cut the quoted history: the mail answers one of ours.
    pub strip_quotes: bool,
    /// Only what follows the head of the mail that was forwarded.
    pub forwarded: bool,
    pub pictures: Pictures,
}

/// Which pictures are shown, and where they come from. Always from us: a mail that loads
/// pictures elsewhere tells who reads it.
#[derive(Debug, Clone, Default)]
pub(super) struct Pictures {
    /// Content-ID → address of the attachment.
    pub attached: HashMap<String, String>,
    /// Begin of the addresses of pictures on other servers, their number behind it; `None`: they
    /// are not shown.
    pub remote: Option<String>,
}

const TAGS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// Headings would disturb the order of headings of the page around them.
const HEADINGS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6"];

/// Tags whose content is no text for readers.
const DROPPED: &[&str] = &[
    "script",
    "style",
    "title",
    "noscript",
    "iframe",
    "object",
    "applet",
    "embed",
    "svg",
    "math",
    "textarea",
    "select",
    "template",
    "noembed",
    "noframes",
    "xmp",
    "plaintext",
    "audio",
    "video",
    "canvas",
    "map",
    "frameset",
];

/// Longest HTML that is parsed as such.
const MAX_HTML: usize = 1_000_000;
/// Open tags times tags: what the tree builder may be made to do.
const MAX_WORK: usize = 20_000_000;
/// Character references (`&amp;`): what each costs grows with the text before it.
const MAX_REFERENCES: usize = 20_000;

/// Safe HTML; `None` when there is nothing to see, or the HTML is built to exhaust the parser
/// and the plain text must do.
pub(super) fn safe_html(html: &str, wishes: &Wishes) -> Option<String> {
    if !is_tame(html) {
        return None;
    }
    let mut marked = marking_pass(html);
    if wishes.forwarded {
        marked = forward::body_of_html(&marked)?;
    }
    let cut = if wishes.strip_quotes {
        quotes_html::strip(&marked)
    } else {
        marked.clone()
    };
    let shown = finish(&cut, wishes);
    if has_content(&shown) {
        return Some(shown);
    }
    // Everything looked like a quote: better too much than nothing.
    let whole = finish(&marked, wishes);
    has_content(&whole).then_some(whole)
}

fn finish(marked: &str, wishes: &Wishes) -> String {
    let replaced = replace_pictures(marked, wishes);
    last_pass(&replaced).trim().to_string()
}

fn has_content(html: &str) -> bool {
    html.contains("<img") || html.contains("<hr") || !super::body::text_of(html).trim().is_empty()
}

fn is_tame(html: &str) -> bool {
    if html.len() > MAX_HTML || html.matches('&').count() > MAX_REFERENCES {
        return false;
    }
    let (mut open, mut deepest, mut count) = (0usize, 0usize, 0usize);
    let bytes = html.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        if *byte != b'<' {
            continue;
        }
        count += 1;
        match bytes.get(at + 1) {
            Some(b'/') => open = open.saturating_sub(1),
            Some(next) if next.is_ascii_alphabetic() && !is_flat(&html.as_bytes()[at + 1..]) => {
                open += 1;
                deepest = deepest.max(open);
            }
            _ => {}
        }
    }
    deepest <= 2_000 && deepest * count <= MAX_WORK
}

/// Elements that hold nothing, or that the parser closes by itself.
fn is_flat(rest: &[u8]) -> bool {
    const FLAT: &[&[u8]] = &[
        b"br", b"hr", b"img", b"meta", b"link", b"input", b"col", b"base", b"wbr", b"area", b"p",
        b"li", b"td", b"tr", b"th", b"dd", b"dt", b"o:p",
    ];
    let end = rest
        .iter()
        .position(|byte| !byte.is_ascii_alphanumeric() && *byte != b':')
        .unwrap_or(rest.len());
    FLAT.iter()
        .any(|flat| rest[..end].eq_ignore_ascii_case(flat))
}

fn base() -> ammonia::Builder<'static> {
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(TAGS.iter().copied().collect())
        .clean_content_tags(DROPPED.iter().copied().collect())
        .strip_comments(true)
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("img", HashSet::from(["src", "alt"])),
            ("td", HashSet::from(["colspan", "rowspan"])),
            ("th", HashSet::from(["colspan", "rowspan"])),
            ("ol", HashSet::from(["start"])),
        ]));
    builder
}

fn marking_pass(html: &str) -> String {
    let mut builder = base();
    builder
        .add_tags(HEADINGS)
        .add_tags(["center", "font", "body"])
        .generic_attributes(HashSet::from(["class", "id", "style", "type"]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "cid"]))
        .url_relative(ammonia::UrlRelative::Deny);
    builder.clean(html).to_string()
}

fn last_pass(html: &str) -> String {
    let mut builder = base();
    builder
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank");
    builder.clean(html).to_string()
}

/// Pictures of the mail get the address of their attachment; those on other servers become
/// words, because loading them tells the sender who reads. Headings become bold paragraphs.
fn replace_pictures(html: &str, wishes: &Wishes) -> String {
    let mut out = String::with_capacity(html.len());
    let mut position = 0;
    let mut remote = 0;
    for tag in super::markup::tags(html) {
        let replacement = if tag.name == "img" && !tag.closing {
            let number = remote;
            remote += usize::from(remote_source(&tag).is_some());
            Some(picture(&tag, wishes, number))
        } else if HEADINGS.contains(&tag.name) {
            Some(
                if tag.closing {
                    "</strong></p>"
                } else {
                    "<p><strong>"
                }
                .to_string(),
            )
        } else {
            None
        };
        if let Some(replacement) = replacement {
            out.push_str(&html[position..tag.at.start]);
            out.push_str(&replacement);
            position = tag.at.end;
        }
    }
    out.push_str(&html[position..]);
    without_empty_links(&out)
}

/// The addresses of pictures on other servers, in the order in which they are numbered.
pub(super) fn remote_pictures(html: &str) -> Vec<String> {
    if !is_tame(html) {
        return Vec::new();
    }
    let marked = marking_pass(html);
    let tags = super::markup::tags(&marked);
    tags.iter().filter_map(remote_source).collect()
}

fn remote_source(tag: &Tag<'_>) -> Option<String> {
    if tag.name != "img" || tag.closing {
        return None;
    }
    let source = attribute(tag.attributes, "src")?;
    let lower = source.to_ascii_lowercase();
    (lower.starts_with("https://") || lower.starts_with("http://")).then_some(source)
}

fn picture(tag: &Tag<'_>, wishes: &Wishes, number: usize) -> String {
    let source = attribute(tag.attributes, "src").unwrap_or_default();
    let words = attribute(tag.attributes, "alt").unwrap_or_default();
    let words = crate::mail::words::single_line(&words, 200);
    let escaped = escape(&words);
    if let Some(id) = source.strip_prefix("cid:") {
        return match wishes.pictures.attached.get(id.trim_matches(['<', '>'])) {
            Some(address) => format!(r#"<img src="{}" alt="{escaped}">"#, escape(address)),
            None => format!("[picture {escaped}]"),
        };
    }
    if let (Some(remote), Some(_)) = (&wishes.pictures.remote, remote_source(tag)) {
        return format!(r#"<img src="{}{number}" alt="{escaped}">"#, escape(remote));
    }
    match (source.is_empty(), words.is_empty()) {
        // A tracking pixel or a spacer says nothing and is worth no words.
        (_, true) => String::new(),
        (true, false) => format!("[picture: {escaped}]"),
        (false, false) => format!("[picture not loaded: {escaped}]"),
    }
}

/// A link around a picture that is gone has nothing to click on.
fn without_empty_links(html: &str) -> String {
    let empty = elements(html)
        .into_iter()
        .filter(|element| {
            let inner = &html[element.inner.clone()];
            element.name == "a"
                // Links around pages of text are not empty, and those inside each other cost.
                && inner.len() < 4_000
                && !inner.contains("<img")
                && super::body::text_of(inner).trim().is_empty()
        })
        .map(|element| element.whole)
        .collect();
    super::markup::without(html, empty)
}

/// Text as HTML shows it.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => {
                let _ = out.write_char(other);
            }
        }
    }
    out
}
