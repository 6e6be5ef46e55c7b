//! The business of an MSP: what a user would say, as functions.
//!
//! Each domain is a folder: `mod.rs` (verbs) · `rules.rs` (pure decisions) · `queries.rs`
//! (one statement each) · `rows.rs` (table rows, private) · `jobs.rs` · `mails.rs`.
//! A verb reads like a recipe: require → load → decide → write → record → enqueue.

pub mod audit;
pub mod clients;
pub mod clocktext;
pub mod core;
pub mod error;
pub mod files;
pub mod identity;
pub mod jobs;
pub mod mail;
pub mod markdown;
pub mod sealed;
pub mod search;
pub mod seed;
pub mod tenants;
pub mod tickets;

pub use crate::core::Core;
pub use error::{Error, Result};
