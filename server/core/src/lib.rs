//! The business of an MSP: what a user would say, as functions.
//!
//! Each domain is a folder: `mod.rs` (verbs) · `rules.rs` (pure decisions) · `queries.rs`
//! (one statement each) · `rows.rs` (table rows, private) · `jobs.rs` · `mails.rs`.
//! A verb reads like a recipe: require → load → decide → write → record → enqueue.

pub mod audit;
pub mod backup;
pub mod boards;
pub mod clients;
pub mod clocktext;
pub mod core;
pub mod custom;
pub mod error;
pub mod export;
pub mod files;
pub mod flash;
pub mod identity;
pub mod imports;
pub mod jobs;
pub mod mail;
pub mod markdown;
pub mod notifications;
pub mod sealed;
pub mod search;
pub mod seed;
pub mod tags;
pub mod tenants;
pub mod tickets;
pub mod triage;

pub use crate::core::Core;
pub use error::{Error, Result};
pub use secrecy;
pub use server_db::{Actor, Origin, TenantTx};

/// `N` random bytes of the operating system as lower-case hex digits.
pub fn random_hex<const N: usize>() -> String {
    use rand::RngCore;
    let mut bytes = [0u8; N];
    rand::rng().fill_bytes(&mut bytes);
    hex::encode(bytes)
}
