//! Cutting quoted history out of a mail's HTML: first by the marks that mailers leave on
//! elements, then by the words of the lines that remain, with the rules for plain text.

use super::markup::{Element, attribute, elements, without};
use super::quotes_lines::{self, Line};
use super::quotes_text;
use std::ops::Range;

/// Elements that hold a quote: they go, what stands after them stays.
const QUOTE_CLASSES: &[&str] = &[
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
/// Elements around quotes and the answers between them.
const CONTAINER_CLASSES: &[&str] = &["gmail_quote", "gmail_quote_container"];
const QUOTE_IDS: &[&str] = &[
    "OLK_SRC_BODY_SECTION",
    "orig-quote",
    "reply-intro",
    "replyQuote",
    "isReplyContent",
    "mail-editor-reference-message-container",
];
/// Elements that hold a signature.
const SIGNATURE_CLASSES: &[&str] = &[
    "gmail_signature",
    "gmail_signature_prefix",
    "moz-signature",
    "k9mail-signature",
    "protonmail_signature_block",
];
const SIGNATURE_IDS: &[&str] = &[
    "Signature",
    "ms-outlook-mobile-signature",
    "composer_signature",
];

/// Elements after which everything is quoted: Outlook puts the old mail beside them.
const CUT_IDS: &[&str] = &[
    "divRplyFwdMsg",
    "appendonsend",
    "x_divRplyFwdMsg",
    "x_appendonsend",
];
/// The line that Outlook draws above the old mail, in its generations.
const OUTLOOK_BORDERS: &[&str] = &[
    "border-top:solid#e1e1e11.0pt",
    "border-top:solid#b5c4df1.0pt",
    "border-top:solid#b5c4df1pt",
    "border-top:1ptsolidrgb(225,225,225)",
    "border-top:1ptsolidrgb(181,196,223)",
];

/// Well-formed HTML without its quotes and its signature. When only a signature would be left,
/// the writer wrote into it, and it stays. May come out empty; the caller falls back then.
pub(super) fn strip(html: &str) -> String {
    let found = elements(html);
    let (quotes, cut) = quotes(&found, html);
    let signatures: Vec<_> = found
        .iter()
        .filter(|element| is_signature(element))
        .map(|element| element.whole.clone())
        .collect();
    let stripped = strip_lines(html, &quotes, signatures, cut);
    if super::body::text_of(&stripped).trim().is_empty() {
        return strip_lines(html, &quotes, Vec::new(), cut);
    }
    stripped
}

/// The quoting elements, and where everything begins to be quoted.
fn quotes(found: &[Element<'_>], html: &str) -> (Vec<Range<usize>>, usize) {
    let mut quotes = Vec::new();
    let mut cut = html.len();
    let cited: Vec<&Element<'_>> = found.iter().filter(|element| is_cited(element)).collect();
    for element in found {
        let container = element.name != "blockquote" && has_class(element, CONTAINER_CLASSES);
        let holds_quotes = || {
            let first = cited.partition_point(|cited| cited.whole.start <= element.whole.start);
            cited
                .get(first)
                .is_some_and(|cited| cited.whole.start < element.whole.end)
        };
        if is_quote(element) || is_cited(element) || (container && !holds_quotes()) {
            quotes.push(element.whole.clone());
        } else if cut == html.len() && is_cut(element) {
            // The first one counts: nothing after it can begin before it.
            cut = cut_start(found, element, html);
        }
    }
    (quotes, cut)
}

fn strip_lines(
    html: &str,
    quotes: &[Range<usize>],
    signatures: Vec<Range<usize>>,
    cut: usize,
) -> String {
    let mut gone = quotes.to_vec();
    gone.extend(signatures.iter().cloned());
    let mut lines = quotes_lines::lines(html, &apart(gone.clone()));
    let mut cut = cut;
    if let Some(first) = lines.iter().position(|line| line.first_word() >= cut) {
        cut = cut.min(lines[first].start);
        lines.truncate(first);
    }
    let signatures = apart(signatures);
    let lines: Vec<Line> = lines
        .into_iter()
        .map(|line| as_blank(line, &signatures))
        .collect();
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let own = quotes_text::own_lines(&texts);
    let end = lines.get(own.end).map_or(cut, |line| line.start.min(cut));
    gone.push(end..html.len());
    for (line, keep) in lines.iter().zip(&own.keep) {
        if !keep {
            gone.extend(line.pieces.iter().cloned());
        }
    }
    without(html, gone)
}

/// A signature between the writer's words and the quote says nothing about either. The
/// signatures are in order and apart from each other.
fn as_blank(mut line: Line, signatures: &[Range<usize>]) -> Line {
    let next = signatures.partition_point(|of| of.end <= line.start);
    let signature = signatures
        .get(next)
        .is_some_and(|of| of.contains(&line.start));
    if signature && line.text == quotes_lines::QUOTE {
        line.text.clear();
    }
    line
}

/// The outermost of the ranges, in order.
fn apart(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    ranges.retain(|range| {
        let outer = range.start >= end;
        end = end.max(range.end);
        outer
    });
    ranges
}

fn has_class(element: &Element<'_>, wanted: &[&str]) -> bool {
    let class = attribute(element.attributes, "class").unwrap_or_default();
    class
        .split_whitespace()
        .any(|class| wanted.contains(&class))
}

fn has_id(element: &Element<'_>, wanted: &[&str]) -> bool {
    let id = attribute(element.attributes, "id").unwrap_or_default();
    wanted.contains(&id.as_str())
}

/// A quote proper, as opposed to a box around quotes.
fn is_cited(element: &Element<'_>) -> bool {
    element.name == "blockquote"
        && (has_class(element, CONTAINER_CLASSES)
            || attribute(element.attributes, "type")
                .is_some_and(|kind| kind.eq_ignore_ascii_case("cite")))
}

fn is_quote(element: &Element<'_>) -> bool {
    let class = attribute(element.attributes, "class").unwrap_or_default();
    // Yahoo puts a prefix of its own before every class.
    has_class(element, QUOTE_CLASSES)
        || has_id(element, QUOTE_IDS)
        || class
            .split_whitespace()
            .any(|c| c.ends_with("yahoo_quoted"))
}

fn is_signature(element: &Element<'_>) -> bool {
    has_class(element, SIGNATURE_CLASSES) || has_id(element, SIGNATURE_IDS)
}

fn is_cut(element: &Element<'_>) -> bool {
    if has_id(element, CUT_IDS) || has_class(element, &["OutlookMessageHeader"]) {
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
