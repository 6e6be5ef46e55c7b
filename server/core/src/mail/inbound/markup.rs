//! A scanner for HTML that a serialiser has written: tags are balanced, attributes quoted. It is
//! never used on a stranger's HTML directly, only between two passes of the sanitiser.

use std::ops::Range;

/// A tag of well-formed HTML and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub name: &'a str,
    /// The attributes as they stand, without the name and the brackets.
    pub attributes: &'a str,
    pub closing: bool,
    pub at: Range<usize>,
}

/// An element with its whole extent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element<'a> {
    pub name: &'a str,
    pub attributes: &'a str,
    /// From its opening bracket to the end of its closing tag.
    pub whole: Range<usize>,
    /// What lies between the two tags; empty for void elements.
    pub inner: Range<usize>,
}

const VOID: &[&str] = &["br", "hr", "img", "col", "wbr"];

pub(super) fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// All tags in order. A bracket inside a quoted attribute ends nothing.
pub(super) fn tags(html: &str) -> Vec<Tag<'_>> {
    let bytes = html.as_bytes();
    let mut found = Vec::new();
    let mut position = 0;
    while let Some(offset) = html[position..].find('<') {
        let start = position + offset;
        let Some(end) = tag_end(bytes, start) else {
            break;
        };
        if let Some(tag) = tag(html, start..end) {
            found.push(tag);
        }
        position = end;
    }
    found
}

fn tag_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut quote = None;
    for (offset, byte) in bytes[start..].iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(start + offset + 1),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    None
}

fn tag(html: &str, at: Range<usize>) -> Option<Tag<'_>> {
    let inside = html[at.clone()].strip_prefix('<')?.strip_suffix('>')?;
    let (closing, inside) = match inside.strip_prefix('/') {
        Some(rest) => (true, rest),
        None => (false, inside),
    };
    let end = inside
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(inside.len());
    let (name, attributes) = inside.split_at(end);
    if name.is_empty() {
        return None;
    }
    Some(Tag {
        name,
        attributes: attributes.trim(),
        closing,
        at,
    })
}

/// All elements, outer ones before inner ones. What is not closed ends with the text.
pub(super) fn elements(html: &str) -> Vec<Element<'_>> {
    let mut found: Vec<Element<'_>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for tag in tags(html) {
        if tag.closing {
            let Some(depth) = open.iter().rposition(|at| found[*at].name == tag.name) else {
                continue;
            };
            for at in open.drain(depth..) {
                found[at].whole.end = tag.at.end;
                found[at].inner.end = tag.at.start;
            }
            continue;
        }
        let void = is_void(tag.name);
        found.push(Element {
            name: tag.name,
            attributes: tag.attributes,
            whole: tag.at.start..if void { tag.at.end } else { html.len() },
            inner: tag.at.end..if void { tag.at.end } else { html.len() },
        });
        if !void {
            open.push(found.len() - 1);
        }
    }
    found
}

/// The value of an attribute, entities resolved; `None` when it is not there.
pub(super) fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    while let Some((key, after)) = rest.split_once('=') {
        let after = after.strip_prefix('"')?;
        let (value, next) = after.split_once('"')?;
        let key = key.rsplit(char::is_whitespace).next().unwrap_or(key);
        if key.eq_ignore_ascii_case(name) {
            return Some(unescape(value));
        }
        rest = next;
    }
    None
}

pub(super) fn unescape(value: &str) -> String {
    value
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", "\u{A0}")
        .replace("&amp;", "&")
}

/// Removes the ranges, which may overlap.
pub(super) fn without(html: &str, mut ranges: Vec<Range<usize>>) -> String {
    ranges.sort_by_key(|range| range.start);
    let mut out = String::with_capacity(html.len());
    let mut position = 0;
    for range in ranges {
        if range.start > position {
            out.push_str(&html[position..range.start]);
        }
        position = position.max(range.end);
    }
    out.push_str(html.get(position..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_elements_with_their_extent() {
        let html = r#"<div class="a>b"><p>x<br>y</p></div><p>z</p>"#;
        let found = elements(html);
        assert_eq!(
            &html[found[0].whole.clone()],
            r#"<div class="a>b"><p>x<br>y</p></div>"#
        );
        assert_eq!(&html[found[1].inner.clone()], "x<br>y");
        assert_eq!(
            attribute(found[0].attributes, "class").as_deref(),
            Some("a>b")
        );
    }

    #[test]
    fn removes_overlapping_ranges() {
        assert_eq!(without("abcdef", vec![1..3, 2..4]), "aef");
        assert_eq!(without("abc", vec![0..2, 2..3]), "");
    }
}
