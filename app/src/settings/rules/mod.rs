//! Triage rules: what happens by itself when something happens to a ticket.
//!
//! The forms post as plain forms, also with JavaScript: adding a line is a post that saves nothing
//! and shows the form with one line more.

mod api;
mod editor;
mod lines;
mod list;
mod people;
mod simulation;

pub use editor::{EditRulePage, NewRulePage};
pub use list::RulesPage;
pub use people::AssignmentPage;
pub use simulation::TryRulePage;
