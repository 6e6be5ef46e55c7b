//! Plain data that the browser and the server share: ids, enums, instants, wire structs and
//! field rules. No I/O, no Leptos. Feature `db` lets the small types be columns.

pub mod clients;
mod columns;
pub mod common;
pub mod form;
pub mod id;
pub mod identity;
pub mod jobs;
pub mod live;
pub mod mail;
pub mod permission;
pub mod search;
pub mod tickets;
pub mod timestamp;

pub use form::{FieldError, Invalid};
pub use permission::{Permission, Permissions};
pub use timestamp::Timestamp;
