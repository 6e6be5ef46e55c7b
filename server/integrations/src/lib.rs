//! Third parties behind one trait each: the real client, and a fake for tests.

pub mod files;
pub mod imap;
pub mod pictures;
pub mod place;
pub mod push;
pub mod reach;
pub mod smtp;
pub mod trust;
