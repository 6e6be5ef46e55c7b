//! Mail that comes in: stored whole first, then filed by the job `mail.file`.

mod accept;
mod body;
mod bombs;
mod bounces;
mod charsets;
mod file;
mod forward;
mod identity;
mod list;
mod mail_files;
mod markup;
mod page;
mod parse;
mod pictures;
mod post;
mod queries;
mod quotes_html;
mod quotes_lines;
mod quotes_text;
mod quotes_words;
#[cfg(test)]
mod replies_tests;
mod reports;
mod rows;
mod rules;
#[cfg(test)]
mod rules_tests;
mod sanitise;
#[cfg(test)]
mod sanitise_tests;
mod signed;
mod thread;
mod verbs;

pub use accept::{Accepted, ImapUid, MAX_MAIL, Source, accept};
pub(super) use body::html_of;
pub use file::file;
pub use list::list;
pub use page::page;
pub use pictures::{Picture, fetch_picture, picture_address};
pub use signed::{Proof, accept_signed};
pub use verbs::{Sender, dismiss, file_as_new, file_to_ticket, get, original, rerun, restore};

use app_types::id::InboundMessageId;
use serde::{Deserialize, Serialize};
use server_db::Job;

/// Live topic of incoming mail; the key is the mail's id.
pub const TOPIC: &str = "inbound_mail";

/// The job that files one stored mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileMail {
    pub message: InboundMessageId,
}

impl Job for FileMail {
    const KIND: &'static str = "mail.file";
    const QUEUE: &'static str = "mail";

    fn unique_key(&self) -> Option<String> {
        Some(format!("mail.file:{}", self.message))
    }
}
