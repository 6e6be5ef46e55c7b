//! Mail that comes in: stored whole first, then filed by the job `mail.file`.

mod accept;
mod body;
mod bombs;
mod file;
mod identity;
mod list;
mod markup;
mod page;
mod parse;
mod post;
mod queries;
mod quotes_html;
mod quotes_text;
mod rows;
mod rules;
#[cfg(test)]
mod rules_tests;
mod sanitise;
#[cfg(test)]
mod sanitise_tests;
mod thread;
mod verbs;

pub use accept::{Accepted, ImapUid, MAX_MAIL, Source, accept};
pub use file::file;
pub use list::list;
pub use page::page;
pub use verbs::{Sender, dismiss, file_as_new, file_to_ticket, get, rerun, restore};

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
