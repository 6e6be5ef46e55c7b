//! Looks at a raw mail before it is parsed, and refuses what is built to exhaust the parser.

/// Parts of one mail; real ones have a few dozen.
const MAX_PARTS: usize = 2_000;
/// Mails inside mails. The parsed tree is as deep as this, and so is the stack that frees it.
const MAX_NESTED: usize = 50;
/// Boundaries that one mail declares.
const MAX_BOUNDARIES: usize = 200;
/// Bytes before the first empty line.
const MAX_HEADER_BYTES: usize = 512 * 1024;
/// Header lines of the mail itself.
const MAX_HEADER_LINES: usize = 2_000;

/// `Err` with a reason for people.
pub(super) fn check(raw: &[u8]) -> Result<(), String> {
    check_header(raw)?;
    let lower = raw.to_ascii_lowercase();
    let nested = count(&lower, b"message/rfc822")
        + count(&lower, b"message/global")
        + count(&lower, b"multipart/digest");
    if nested > MAX_NESTED {
        return Err(format!("More than {MAX_NESTED} mails inside this one"));
    }
    let boundaries = boundaries(raw, &lower);
    if boundaries.len() > MAX_BOUNDARIES {
        return Err(format!("More than {MAX_BOUNDARIES} nested parts"));
    }
    if parts(raw, &boundaries) > MAX_PARTS {
        return Err(format!("More than {MAX_PARTS} parts"));
    }
    Ok(())
}

fn check_header(raw: &[u8]) -> Result<(), String> {
    let mut start = 0;
    let mut lines = 0;
    while let Some(length) = raw[start..].iter().position(|byte| *byte == b'\n') {
        if matches!(&raw[start..start + length], b"" | b"\r") {
            break;
        }
        start += length + 1;
        lines += 1;
        if lines > MAX_HEADER_LINES || start > MAX_HEADER_BYTES {
            return Err("The header is too large".into());
        }
    }
    Ok(())
}

fn count(haystack: &[u8], needle: &[u8]) -> usize {
    haystack
        .windows(needle.len())
        .filter(|window| *window == needle)
        .count()
}

/// Every `boundary=` value, in any header of any part.
fn boundaries<'a>(raw: &'a [u8], lower: &[u8]) -> Vec<&'a [u8]> {
    const NAME: &[u8] = b"boundary";
    let mut found: Vec<&[u8]> = Vec::new();
    for (at, window) in lower.windows(NAME.len()).enumerate() {
        if window != NAME {
            continue;
        }
        if let Some(value) = value_after(&raw[at + NAME.len()..])
            && !found.contains(&value)
        {
            found.push(value);
        }
        if found.len() > MAX_BOUNDARIES {
            break;
        }
    }
    found
}

/// The value of `= "value"`, with or without quotes, blanks and the RFC 2231 `*0*` suffix.
fn value_after(rest: &[u8]) -> Option<&[u8]> {
    let skip = rest
        .iter()
        .take(16)
        .position(|byte| !matches!(byte, b' ' | b'\t' | b'*' | b'0'..=b'9' | b'\r' | b'\n'))?;
    let rest = rest[skip..].strip_prefix(b"=")?;
    let skip = rest
        .iter()
        .take(16)
        .position(|byte| !matches!(byte, b' ' | b'\t' | b'"' | b'\'' | b'\r' | b'\n'))?;
    let rest = &rest[skip..];
    let end = rest
        .iter()
        .position(|byte| matches!(byte, b'"' | b'\'' | b';' | b'\r' | b'\n' | b' '))
        .unwrap_or(rest.len());
    (end > 0).then(|| &rest[..end])
}

/// How often a boundary stands after two hyphens: the parser looks at each of them.
fn parts(raw: &[u8], boundaries: &[&[u8]]) -> usize {
    if boundaries.is_empty() {
        return 0;
    }
    let mut parts = 0;
    for (at, window) in raw.windows(2).enumerate() {
        if window == b"--" && boundaries.iter().any(|b| raw[at + 2..].starts_with(b)) {
            parts += 1;
            if parts > MAX_PARTS {
                break;
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ten_thousand_parts_are_refused() {
        let mut mail = b"Content-Type: multipart/mixed; boundary=b\n\n".to_vec();
        for _ in 0..10_000 {
            mail.extend_from_slice(b"--b\n\nx\n");
        }
        assert_eq!(check(&mail), Err("More than 2000 parts".into()));
    }

    #[test]
    fn mails_nested_a_thousand_deep_are_refused() {
        let mail = b"Content-Type: message/rfc822\n\n".repeat(1_000);
        assert!(check(&mail).is_err());
    }

    #[test]
    fn a_hundred_thousand_headers_are_refused() {
        let mail = b"X-A: b\n".repeat(100_000);
        assert_eq!(check(&mail), Err("The header is too large".into()));
    }

    #[test]
    fn an_ordinary_mail_passes() {
        let mail = b"Subject: diff\nContent-Type: multipart/alternative; boundary=\"x y\"\n\n--x y\n\n--- a\n+++ b\n--x y--\n";
        assert_eq!(check(mail), Ok(()));
    }

    proptest! {
        #[test]
        fn never_panics(raw in proptest::collection::vec(any::<u8>(), 0..600)) {
            let _ = check(&raw);
        }
    }
}
