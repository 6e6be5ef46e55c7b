//! The service desk: tickets and their conversation.

mod attachments;
mod change;
mod choices;
mod conversation;
mod create;
mod forms;
mod home;
mod list;
mod post;
mod queries;
mod record;
mod rows;
pub mod rules;

pub use attachments::{
    Attachment, StoredFile, UploadedFile, attachment, attachments_of, store_files,
};
pub use change::{Change, change};
pub use conversation::{ContactReply, Reopening, ReplyInput, add_contact_reply, write};
pub use create::{NewTicket, TicketRef, create};
pub use forms::{
    FormPart, ReplyForm, TicketForm, create_from_form, new_ticket_choices, parse_change,
    write_from_form,
};
pub use home::home;
pub use list::list;
pub use post::NewPost;
pub use queries::{TicketHead, by_id, by_number, by_reply_token};
pub use record::record;

/// Live topic of one ticket; the key is its number.
pub const TICKET_TOPIC: &str = "ticket";
/// Live topic of every list of tickets.
pub const TICKETS_TOPIC: &str = "tickets";
/// The first ticket's number, so that numbers have four digits when read aloud.
pub const FIRST_NUMBER: u64 = 1001;
