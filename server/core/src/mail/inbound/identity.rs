//! Which mail is the same mail: a hash over what the sender wrote, without what the servers on
//! the way added.

use sha2::{Digest, Sha256};

/// Headers that differ between two deliveries of one mail. Names in lower case.
const TRACE: &[&str] = &[
    "received",
    "return-path",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-envelope-from",
    "x-received",
    "received-spf",
    "authentication-results",
    "x-delivered-to",
    "x-forwarded-to",
    "x-forwarded-for",
    "delivery-date",
    "status",
    "x-status",
    "x-uid",
    "x-uidl",
    "x-keywords",
    "x-mozilla-status",
    "x-mozilla-status2",
    "content-length",
    "lines",
];

/// Whole families of them.
const TRACE_PREFIXES: &[&str] = &[
    "arc-",
    "x-spam",
    "x-virus",
    "x-gm-",
    "x-google-",
    "x-forefront-",
    "x-ms-exchange-",
    "x-microsoft-antispam",
    "x-rspamd",
    "x-getmail",
];

/// SHA-256 over the headers that belong to the mail and its body, line endings made equal.
/// The Message-ID is among the headers: the same id with other content is another mail.
pub(crate) fn identity_hash(raw: &[u8]) -> [u8; 32] {
    let raw = without_mbox_line(raw);
    let (headers, body) = split(raw);
    let mut digest = Sha256::new();
    let mut kept = false;
    for line in lines(headers) {
        let continues = matches!(line.first(), Some(b' ' | b'\t'));
        if !continues {
            kept = !is_trace(line);
        }
        if kept {
            digest.update(line);
            digest.update(b"\n");
        }
    }
    digest.update(b"\n");
    let end = body
        .iter()
        .rposition(|byte| !matches!(byte, b'\r' | b'\n'))
        .map_or(0, |at| at + 1);
    for line in lines(&body[..end]) {
        digest.update(line);
        digest.update(b"\n");
    }
    digest.finalize().into()
}

/// Without the `From ` line that mbox tools put before a mail.
pub(crate) fn without_mbox_line(raw: &[u8]) -> &[u8] {
    if !raw.starts_with(b"From ") {
        return raw;
    }
    match raw.iter().position(|byte| *byte == b'\n') {
        Some(end) => &raw[end + 1..],
        None => raw,
    }
}

/// Headers and body; the empty line between them belongs to neither.
fn split(raw: &[u8]) -> (&[u8], &[u8]) {
    let mut start = 0;
    while let Some(length) = raw[start..].iter().position(|byte| *byte == b'\n') {
        let line = &raw[start..start + length];
        let next = start + length + 1;
        if line.is_empty() || line == b"\r" {
            return (&raw[..start], &raw[next..]);
        }
        start = next;
    }
    (raw, &[])
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

fn is_trace(line: &[u8]) -> bool {
    let name = line.split(|byte| *byte == b':').next().unwrap_or(line);
    let name = String::from_utf8_lossy(name).trim().to_lowercase();
    TRACE.contains(&name.as_str()) || TRACE_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::identity_hash;
    use proptest::prelude::*;

    const MAIL: &[u8] = b"From: a@b.co\nMessage-ID: <1@b.co>\nSubject: x\n\nHello\n";

    #[test]
    fn another_route_is_the_same_mail() {
        let routed = b"From relay Mon Nov 23 20:00:00 2026\r\nReceived: from x\r\n\tby y\r\nDelivered-To: s@d.co\r\nFrom: a@b.co\r\nMessage-ID: <1@b.co>\r\nX-Spam-Score: 3\r\nSubject: x\r\n\r\nHello\r\n\r\n";
        assert_eq!(identity_hash(MAIL), identity_hash(routed));
    }

    #[test]
    fn the_same_id_with_other_words_is_another_mail() {
        let other = b"From: a@b.co\nMessage-ID: <1@b.co>\nSubject: x\n\nGood-bye\n";
        assert_ne!(identity_hash(MAIL), identity_hash(other));
        let header = b"From: a@b.co\nMessage-ID: <1@b.co>\nSubject: y\n\nHello\n";
        assert_ne!(identity_hash(MAIL), identity_hash(header));
    }

    proptest! {
        #[test]
        fn any_bytes_have_one(raw in proptest::collection::vec(any::<u8>(), 0..400)) {
            prop_assert_eq!(identity_hash(&raw), identity_hash(&raw));
        }
    }
}
