//! What gathers on a client over time: notes, files, what happened.

use crate::clients::ClientRef;
use crate::common::{Page, When};
use crate::id::{ClientFileId, ClientNoteId};
use serde::{Deserialize, Serialize};

/// A note that somebody wrote about a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientNote {
    pub id: ClientNoteId,
    /// Plain text.
    pub body: String,
    pub author: String,
    /// Whether the reader wrote it: only the author changes the words.
    pub own: bool,
    pub version: u32,
    pub written: When,
    pub edited: Option<When>,
}

/// A file that belongs to a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientFile {
    pub id: ClientFileId,
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Who added it.
    pub author: String,
    pub added: When,
}

/// Something that happened to a client: a change of its data, or a ticket that moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientEvent {
    pub at: When,
    /// The person, or the ticket's status.
    pub who: String,
    pub what: String,
    /// The ticket, where it is one.
    pub ticket: Option<u64>,
}

/// The latest of everything, bounded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientBeside {
    /// Latest first.
    pub notes: Vec<ClientNote>,
    /// Whether there are more than `notes` has.
    pub more_notes: bool,
    pub files: Vec<ClientFile>,
    pub more_files: bool,
    /// Latest first.
    pub events: Vec<ClientEvent>,
}

/// All the notes of a client, or those that were deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientNotes {
    pub client: ClientRef,
    pub page: Page<ClientNote>,
    pub may_edit: bool,
}

/// All the files of a client, or those that were removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientFiles {
    pub client: ClientRef,
    pub page: Page<ClientFile>,
    pub may_edit: bool,
}
