//! Boards: the queues that tickets stand in.

use crate::id::BoardId;
use serde::{Deserialize, Serialize};

/// A board as the settings show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardView {
    pub id: BoardId,
    pub name: String,
    pub version: u32,
    /// The addresses whose mail becomes tickets of this board, between commas.
    pub mailboxes: String,
}
