//! Third parties behind one trait each: the real client, and a fake for tests.

pub mod aws;
pub mod files;
pub mod imap;
pub mod mail;
pub mod pictures;
pub mod place;
pub mod push;
pub mod reach;
pub mod ses;
pub mod smtp;
pub mod sqs;
pub mod trust;
