//! What concerns the reader: the bell, the list, and what they want to hear.

mod api;
mod bell;
mod browsers;
mod list;
mod preferences;
mod subscription;
mod this_browser;

pub use bell::Bell;
pub use list::NotificationsPage;
pub use preferences::NotificationPreferencesPage;
