//! The service desk: tickets and their conversation.

mod apply;
mod attachments;
mod auto_close;
pub mod bulk;
mod by_rule;
pub mod canned;
mod change;
pub mod checklist;
mod choices;
mod conversation;
mod create;
pub mod custom;
pub mod drafts;
pub mod follow_up;
mod forms;
mod home;
mod list;
pub mod macros;
pub(crate) mod past;
pub mod people;
mod post;
mod posts;
pub mod presence;
mod queries;
mod record;
pub mod recurring;
pub mod relations;
mod rows;
pub mod rules;
mod tags;
pub mod templates;
pub mod views;

pub use attachments::{
    Attachment, StoredFile, UploadedFile, attachment, attachments_of, store_files,
};
pub use auto_close::{AutoClose, BATCH as AUTO_CLOSE_BATCH, auto_close_task, close_due};
pub use by_rule::ByRule;
pub use change::{Change, change};
pub(crate) use choices::load as choices;
pub(crate) use conversation::MAX_BODY;
pub use conversation::{
    ContactReply, Reopening, ReplyInput, add_contact_reply, write, write_anyway,
};
pub(crate) use create::MAX_SUBJECT;
pub use create::{NewTicket, TicketRef, create};
pub use forms::{
    FormPart, ReplyForm, TicketForm, create_from_form, new_ticket_choices, parse_change,
    write_from_form,
};
pub use home::home;
pub(crate) use list::export_page;
pub use list::list;
pub use post::NewPost;
pub use queries::{TicketHead, by_id, by_number, by_reply_token};
pub use record::record;

/// The jobs of tickets, for the program's list.
pub fn register(registry: &mut crate::jobs::Registry) {
    registry.on::<AutoClose>(auto_close::auto_close);
    registry.on::<recurring::MakeRecurring>(recurring::make_recurring);
    registry.on::<follow_up::RemindFollowUps>(follow_up::remind);
}

/// The key of the status that a new ticket has.
///
/// # Errors
/// Any database error.
pub(crate) async fn first_new_status(tx: &mut server_db::TenantTx) -> crate::Result<String> {
    let new = app_types::tickets::StatusCategory::New;
    Ok(queries::first_status(tx, new).await?.0)
}

/// Live topic of one ticket; the key is its number.
pub const TICKET_TOPIC: &str = "ticket";
/// Live topic of every list of tickets.
pub const TICKETS_TOPIC: &str = "tickets";
/// The first ticket's number, so that numbers have four digits when read aloud.
pub const FIRST_NUMBER: u64 = 1001;
