//! The program: settings, wiring, HTTP. The business is in `server-core`, the pages in `app`.

#![recursion_limit = "512"]

pub mod cli;
pub mod config;
pub mod doctor;
pub mod http;
pub mod isolation;
pub mod jobs;
pub mod logging;
pub mod shutdown;
pub mod traces;
pub mod wiring;
