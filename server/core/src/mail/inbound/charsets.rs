//! The words of a mail where the charset that it names is missing, unknown or not the one its
//! mailer wrote. Bytes that are UTF-8 are nothing else by chance; what is left is Windows-1252,
//! which is what mailers write that forget to say so.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, HeaderName, Message, MessagePart, MimeHeaders};
use std::borrow::Cow;

/// What stands where bytes could not be read.
const UNREAD: char = '\u{FFFD}';

/// The text of a part.
pub(super) fn text_of(message: &Message<'_>, part: &MessagePart<'_>) -> String {
    let text = part.text_contents().unwrap_or_default();
    let charset = part
        .content_type()
        .and_then(|content_type| content_type.attribute("charset"))
        .unwrap_or_default();
    let named = Named::of(charset);
    let doubtful = text.contains(UNREAD) || (named == Named::Western && !text.is_ascii());
    let mended = match doubtful {
        true => bytes_of(message, part).and_then(|bytes| reread(named, text, &bytes)),
        false => None,
    };
    mended.unwrap_or_else(|| text.to_string())
}

/// The subject; mailers that write it without any encoding are read like bodies.
pub(super) fn subject_of(message: &Message<'_>) -> String {
    let subject = message.subject().unwrap_or_default();
    if !subject.contains(UNREAD) {
        return subject.to_string();
    }
    let header = message
        .headers()
        .iter()
        .rfind(|header| header.name == HeaderName::Subject);
    let raw = header.and_then(|header| {
        let at = header.offset_start as usize..header.offset_end as usize;
        message.raw_message.get(at)
    });
    let plain = raw.filter(|raw| !raw.windows(2).any(|pair| pair == b"=?"));
    let mended = plain.and_then(|raw| reread(Named::Nothing, subject, raw));
    mended.unwrap_or_else(|| subject.to_string())
}

/// What the charset that a mail names is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    /// None, or one that nobody knows.
    Nothing,
    Utf8,
    /// One byte is one letter of the west: whatever the bytes are, it finds letters in them.
    Western,
    /// Any other; it knows better than we do.
    Other,
}

impl Named {
    fn of(charset: &str) -> Self {
        let charset = charset.trim().to_ascii_lowercase().replace('_', "-");
        match charset.as_str() {
            "utf-8" | "utf8" => Self::Utf8,
            "us-ascii" | "ascii" | "iso-8859-1" | "iso8859-1" | "latin1" | "windows-1252"
            | "cp1252" | "iso-8859-15" => Self::Western,
            _ if charset_decoder(charset.as_bytes()).is_none() => Self::Nothing,
            _ => Self::Other,
        }
    }
}

/// The bytes of a part as its mailer had them, before they were encoded for the way.
fn bytes_of<'a>(message: &'a Message<'_>, part: &MessagePart<'_>) -> Option<Cow<'a, [u8]>> {
    let at = part.offset_body as usize..(part.offset_end as usize).max(part.offset_body as usize);
    let raw = message.raw_message.get(at)?;
    Some(match part.encoding {
        Encoding::None => Cow::Borrowed(raw),
        Encoding::QuotedPrintable => Cow::Owned(quoted_printable_decode(raw)?),
        Encoding::Base64 => Cow::Owned(base64_decode(raw)?),
    })
}

/// Another reading of `bytes`, where there is a better one than `text`.
fn reread(named: Named, text: &str, bytes: &[u8]) -> Option<String> {
    if named == Named::Other {
        return None;
    }
    if let Ok(utf8) = std::str::from_utf8(bytes) {
        return Some(utf8.to_string());
    }
    // One bad byte in a text of many good letters is one bad byte.
    let unread = text.chars().filter(|c| *c == UNREAD).count();
    let letters = text.chars().filter(|c| !c.is_ascii()).count() - unread;
    (unread > letters).then(|| windows_1252(bytes))
}

fn windows_1252(raw: &[u8]) -> String {
    match charset_decoder(b"windows-1252") {
        Some(decode) => decode(raw),
        None => raw.iter().map(|byte| char::from(*byte)).collect(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::parse::parse;

    fn read(content_type: &str, encoding: &str, body: &[u8]) -> String {
        let mut raw = b"From: a@b.co\nSubject: x\nMIME-Version: 1.0\n".to_vec();
        if !content_type.is_empty() {
            raw.extend_from_slice(format!("Content-Type: {content_type}\n").as_bytes());
        }
        if !encoding.is_empty() {
            raw.extend_from_slice(format!("Content-Transfer-Encoding: {encoding}\n").as_bytes());
        }
        raw.push(b'\n');
        raw.extend_from_slice(body);
        let mail = parse(&raw).unwrap();
        mail.text.or(mail.html).unwrap().trim().to_string()
    }

    #[test]
    fn a_wrong_charset_is_seen_through() {
        let utf8 = "Grüße – 5 €".as_bytes();
        let western: &[u8] = b"Gr\xFC\xDFe \x96 5 \x80";
        for (content_type, encoding, body) in [
            ("", "8bit", utf8),
            ("", "8bit", western),
            ("text/plain; charset=utf-8", "8bit", utf8),
            ("text/plain; charset=utf-8", "8bit", western),
            ("text/plain; charset=us-ascii", "8bit", utf8),
            ("text/plain; charset=us-ascii", "8bit", western),
            ("text/plain; charset=iso-8859-1", "8bit", utf8),
            ("text/plain; charset=ISO-8859-1", "8bit", western),
            ("text/plain; charset=windows-1252", "8bit", utf8),
            ("text/plain; charset=x-nobody-knows", "8bit", utf8),
            ("text/plain; charset=x-nobody-knows", "8bit", western),
            ("text/plain; charset=\"\"", "8bit", western),
            (
                "text/plain; charset=utf-8",
                "quoted-printable",
                b"Gr=FC=DFe =96 5 =80",
            ),
            (
                "text/plain",
                "quoted-printable",
                b"Gr=C3=BC=C3=9Fe =E2=80=93 5 =E2=82=AC",
            ),
            (
                "text/plain; charset=iso-8859-1",
                "base64",
                b"R3LDvMOfZSDigJMgNSDigqw=",
            ),
            ("text/plain; charset=utf-8", "base64", b"R3L832UgliA1IIA="),
            ("text/html; charset=utf-8", "8bit", western),
        ] {
            assert_eq!(
                read(content_type, encoding, body),
                "Grüße – 5 €",
                "{content_type} {encoding} {body:?}"
            );
        }
    }

    #[test]
    fn charsets_of_the_east_are_read() {
        for (charset, body, words) in [
            ("shift_jis", &b"\x83v\x83\x8A\x83\x93\x83^"[..], "プリンタ"),
            ("iso-2022-jp", b"\x1b$B%W%j%s%?\x1b(B", "プリンタ"),
            ("euc-jp", b"\xa5\xd7\xa5\xea\xa5\xf3\xa5\xbf", "プリンタ"),
            ("gb2312", b"\xb4\xf2\xd3\xa1\xbb\xfa", "打印机"),
            ("gb18030", b"\xb4\xf2\xd3\xa1\xbb\xfa", "打印机"),
            ("big5", b"\xa6L\xaa\xed\xbe\xf7", "印表機"),
            ("euc-kr", b"\xc7\xc1\xb8\xb0\xc5\xcd", "프린터"),
            ("koi8-r", b"\xf0\xd2\xc9\xce\xd4\xc5\xd2", "Принтер"),
            ("windows-1251", b"\xcf\xf0\xe8\xed\xf2\xe5\xf0", "Принтер"),
        ] {
            let found = read(&format!("text/plain; charset={charset}"), "8bit", body);
            assert_eq!(found, words, "{charset}");
        }
    }

    #[test]
    fn one_bad_byte_spoils_one_letter() {
        let found = read(
            "text/plain; charset=utf-8",
            "8bit",
            b"\xC3\xBC\xC3\xA4\xC3\xB6\xFF!",
        );
        assert_eq!(found, "üäö\u{FFFD}!");
    }

    #[test]
    fn a_subject_without_encoding_is_read() {
        for subject in [&b"Gr\xFC\xDFe"[..], "Grüße".as_bytes()] {
            let raw = [b"From: a@b.co\nSubject: ", subject, b"\n\nx\n"].concat();
            assert_eq!(parse(&raw).unwrap().subject, "Grüße");
        }
        let odd = parse(b"From: a@b.co\nSubject: =?utf-8?q?Gr=FC?= \xFC\n\nx\n").unwrap();
        assert!(odd.subject.starts_with("Gr"), "{}", odd.subject);
    }
}
