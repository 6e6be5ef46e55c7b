//! The files that come with a mail.

use crate::mail::words::single_line;
use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

/// A file that came with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFile {
    pub name: String,
    pub bytes: Vec<u8>,
    /// Content-ID, without angle brackets.
    pub content_id: Option<String>,
    /// A whole mail, attached.
    pub is_message: bool,
}

/// Files of one mail that become attachments.
pub const MAX_FILES: usize = 100;
/// Bytes of one file.
const MAX_FILE_BYTES: usize = 25 * 1024 * 1024;
/// The files to keep, and how many were over the limits.
pub(super) fn files(message: &Message<'_>) -> (Vec<MailFile>, usize) {
    let mut files = Vec::new();
    let mut left_out = 0;
    for part in message.attachments() {
        let bytes = match &part.body {
            PartType::Message(inner) => inner
                .raw_message
                .get(part.offset_body as usize..part.offset_end as usize)
                .unwrap_or_else(|| inner.raw_message())
                .to_vec(),
            _ => part.contents().to_vec(),
        };
        if bytes.is_empty() {
            continue;
        }
        if files.len() >= MAX_FILES || bytes.len() > MAX_FILE_BYTES {
            left_out += 1;
            continue;
        }
        files.push(MailFile {
            name: file_name(part, files.len() + 1),
            bytes,
            content_id: part
                .content_id()
                .map(|id| single_line(id.trim_matches(['<', '>']), 255))
                .filter(|id| !id.is_empty()),
            is_message: matches!(part.body, PartType::Message(_)),
        });
    }
    (files, left_out)
}

fn file_name(part: &MessagePart<'_>, number: usize) -> String {
    let given = part.attachment_name().map(|name| single_line(name, 200));
    if let Some(name) = given.filter(|name| !name.is_empty()) {
        return crate::files::safe_name(&name);
    }
    match &part.body {
        PartType::Message(inner) => {
            let subject = single_line(inner.subject().unwrap_or("message"), 80);
            crate::files::safe_name(&format!("{}.eml", subject.replace(['/', '\\'], "-")))
        }
        PartType::Html(_) => format!("part-{number}.html"),
        PartType::Text(_) => format!("part-{number}.txt"),
        _ => format!("part-{number}"),
    }
}
