//! Many tickets at once: the selection, the bar under the list, the page of a run; and macros on
//! one ticket.

mod api;
mod bar;
mod one;
mod run;
pub mod selection;

pub use api::*;
pub use bar::{Bar, FORM, Report};
pub use one::MacroMenu;
pub use run::BulkRunPage;
