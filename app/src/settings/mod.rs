//! A person's own settings and the workspace's.
//!
//! These forms post as plain forms, also with JavaScript: most of them change something that
//! stands in the document around the app (theme, name, rights) or the session itself.

mod api;
mod audit;
pub mod boards;
pub mod canned;
pub mod fields;
mod home;
pub mod macros;
pub mod mail_templates;
pub mod mailboxes;
mod profile;
pub mod recurring;
mod roles;
pub mod rules;
mod security;
pub mod tags;
pub mod templates;
mod users;
mod workspace;
mod workspace_api;

pub use audit::AuditPage;
pub use home::SettingsPage;
pub use profile::ProfilePage;
pub use roles::{RolePage, RolesPage};
pub use security::SecurityPage;
pub use users::{UserPage, UsersPage};
pub use workspace::WorkspacePage;

/// The way back up.
fn breadcrumb() -> Vec<(String, String)> {
    vec![("Settings".to_string(), "/settings".to_string())]
}
