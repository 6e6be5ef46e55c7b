//! Pages of the workspace's settings.

pub mod mailboxes;
