//! The program over HTTP: a real server on a port of its own against a database of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod aborts;
mod access;
mod attacks;
mod away;
mod backup;
mod cli;
mod client_files;
mod config;
mod crash;
mod disk_full;
mod export;
mod forms;
mod health;
mod hostile;
mod isolation;
mod mail_delivery;
mod mail_originals;
mod mail_pictures;
mod observatory;
mod origins;
mod pages;
mod panics;
mod planning;
mod programs;
mod push;
mod soak;
mod statements;
mod test_app;
mod tls;
mod traces;
mod uploads;
