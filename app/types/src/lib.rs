//! Plain data that the browser and the server share: ids, enums, instants, wire structs and
//! field rules. No I/O, no Leptos. Feature `db` lets the small types be columns.

pub mod boards;
pub mod canned;
pub mod checklists;
pub mod client_beside;
pub mod clients;
mod columns;
pub mod common;
pub mod custom;
pub mod drafts;
pub mod follow_ups;
pub mod form;
pub mod id;
pub mod identity;
pub mod imports;
pub mod jobs;
pub mod live;
pub mod macros;
pub mod mail;
pub mod mail_templates;
pub mod notifications;
pub mod people;
pub mod permission;
pub mod presence;
pub mod recurring;
pub mod relations;
pub mod search;
pub mod tags;
pub mod templates;
pub mod tickets;
pub mod timestamp;
pub mod triage;
pub mod views;

pub use form::{FieldError, Invalid};
pub use permission::{Permission, Permissions};
pub use timestamp::Timestamp;
