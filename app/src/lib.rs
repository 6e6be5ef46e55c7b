//! The isomorphic user interface: rendered by the server, hydrated in the browser.
//!
//! One folder per domain: `api.rs` (server functions) · `list.rs` · `detail.rs` · `form.rs` ·
//! `parts.rs`. Everything that exists on the server only is in `server.rs`.

#![recursion_limit = "512"]

pub mod clients;
pub mod contacts;
pub mod custom;
pub mod error;
pub mod export;
pub mod forms;
pub mod home;
pub mod identity;
pub mod imports;
pub mod jobs;
pub mod layout;
pub mod loaded;
pub mod mail;
pub mod notifications;
pub mod pages;
pub mod print;
pub mod routes;
pub mod search;
pub mod server;
pub mod settings;
pub mod shell;
pub mod tags;
pub mod tickets;

pub use routes::App;
pub use shell::shell;
