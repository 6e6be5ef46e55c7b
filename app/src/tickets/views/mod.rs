//! Saved views of the ticket list: the sidebar, the page of all of them, their form, the columns.

mod api;
mod form;
mod list;
mod look;
mod sidebar;

pub use api::*;
pub use form::{EditViewPage, FilterFields, NewViewPage};
pub use list::ViewsPage;
pub use look::ColumnsPage;
pub use sidebar::ViewLinks;

/// The way back up.
fn breadcrumb() -> Vec<(String, String)> {
    vec![
        ("Tickets".to_string(), "/tickets".to_string()),
        ("Views".to_string(), "/tickets/views".to_string()),
    ]
}
