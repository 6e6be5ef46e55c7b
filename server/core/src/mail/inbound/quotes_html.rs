//! Cutting quoted history out of a mail's HTML, by the marks that mailers leave.

use super::markup::{Element, attribute, elements, without};
use crate::mail::DELIMITER;
use std::ops::Range;

/// Elements that hold a quote: they go, what stands after them stays.
const QUOTE_CLASSES: &[&str] = &[
    "gmail_quote",
    "gmail_quote_container",
    "gmail_attr",
    "yahoo_quoted",
    "moz-cite-prefix",
    "moz-forward-container",
    "protonmail_quote",
    "tutanota_quote",
    "zmail_extra",
    "skiff-mail-quote",
    "front-blockquote",
    "nestogy-quote",
];
const QUOTE_IDS: &[&str] = &[
    "OLK_SRC_BODY_SECTION",
    "orig-quote",
    "reply-intro",
    "replyQuote",
    "isReplyContent",
    "mail-editor-reference-message-container",
];

/// Elements after which everything is quoted: Outlook puts the old mail beside them.
const CUT_IDS: &[&str] = &[
    "divRplyFwdMsg",
    "appendonsend",
    "x_divRplyFwdMsg",
    "x_appendonsend",
];
/// The line that Outlook draws above the old mail, in its three generations.
const OUTLOOK_BORDERS: &[&str] = &[
    "border-top:solid#e1e1e11.0pt",
    "border-top:solid#b5c4df1.0pt",
    "border-top:solid#b5c4df1pt",
    "border-top:1ptsolidrgb(225,225,225)",
    "border-top:1ptsolidrgb(181,196,223)",
];

/// Well-formed HTML without its quotes. May come out empty; the caller falls back then.
pub(super) fn strip(html: &str) -> String {
    let found = elements(html);
    let mut gone: Vec<Range<usize>> = Vec::new();
    for element in &found {
        if is_quote(element) {
            gone.push(element.whole.clone());
        } else if is_cut(element) {
            gone.push(cut_start(&found, element, html)..html.len());
        }
    }
    let kept = without(html, gone);
    let kept = before_delimiter(&kept);
    drop_trailing_attribution(&kept)
}

fn is_quote(element: &Element<'_>) -> bool {
    let class = attribute(element.attributes, "class").unwrap_or_default();
    let id = attribute(element.attributes, "id").unwrap_or_default();
    let cited = element.name == "blockquote"
        && attribute(element.attributes, "type")
            .is_some_and(|kind| kind.eq_ignore_ascii_case("cite"));
    cited
        || class
            .split_whitespace()
            .any(|class| QUOTE_CLASSES.contains(&class))
        || QUOTE_IDS.contains(&id.as_str())
}

fn is_cut(element: &Element<'_>) -> bool {
    let id = attribute(element.attributes, "id").unwrap_or_default();
    if CUT_IDS.contains(&id.as_str()) {
        return true;
    }
    let class = attribute(element.attributes, "class").unwrap_or_default();
    if class
        .split_whitespace()
        .any(|class| class == "OutlookMessageHeader")
    {
        return true;
    }
    let style: String = attribute(element.attributes, "style")
        .unwrap_or_default()
        .to_lowercase()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    OUTLOOK_BORDERS.iter().any(|border| style.contains(border))
}

/// The ruler that Outlook draws just before the header of the old mail goes with it.
fn cut_start(found: &[Element<'_>], cut: &Element<'_>, html: &str) -> usize {
    let ruler = found.iter().rfind(|element| {
        element.name == "hr"
            && element.whole.end <= cut.whole.start
            && html[element.whole.end..cut.whole.start].trim().is_empty()
    });
    ruler.map_or(cut.whole.start, |ruler| ruler.whole.start)
}

/// Our own line above the history. Inside a quote it went with the quote already.
fn before_delimiter(html: &str) -> String {
    match html.find(DELIMITER) {
        Some(at) if !super::body::text_of(&html[..at]).trim().is_empty() => html[..at].to_string(),
        _ => html.to_string(),
    }
}

/// "On Monday, Ann wrote:" without the words it announced.
fn drop_trailing_attribution(html: &str) -> String {
    let last = elements(html).into_iter().rfind(|element| {
        matches!(element.name, "p" | "div")
            && !html[element.inner.clone()].contains("<div")
            && !super::body::text_of(&html[element.inner.clone()])
                .trim()
                .is_empty()
    });
    let Some(last) = last else {
        return html.to_string();
    };
    let words = super::body::text_of(&html[last.inner.clone()]);
    let nothing_after = super::body::text_of(&html[last.whole.end..])
        .trim()
        .is_empty();
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if nothing_after && super::quotes_text::is_attribution(&line) {
        return without(html, vec![last.whole]);
    }
    html.to_string()
}
