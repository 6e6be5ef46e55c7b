//! Tests of the business against a real database, one module for each domain.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod audit;
mod clients;
mod contacts;
mod domains;
mod identity;
mod jobs;
mod locations;
mod mail_corpus;
mod mail_crash;
mod mail_filing;
mod mail_imap;
mod mail_kit;
mod mail_sending;
mod rows_read;
mod search;
mod seed;
mod tenants;
mod tickets;
