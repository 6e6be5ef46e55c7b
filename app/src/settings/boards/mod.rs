//! Boards: the queues that tickets stand in.

pub mod api;
mod form;
mod list;

pub use form::{EditBoardPage, NewBoardPage};
pub use list::BoardsPage;
