//! The program over HTTP: a real server on a port of its own against a database of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod config;
mod health;
mod hostile;
mod origins;
mod pages;
mod test_app;
