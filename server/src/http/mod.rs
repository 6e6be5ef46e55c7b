//! The web server: the layers a request passes, outermost first, and the routes.
//!
//! request id, log and metrics → panic guard → headers → draining → refused methods and hosts →
//! concurrency limit → timeout → compression → origin check → session → body limit → route

mod assets;
mod attachments;
mod body_limit;
mod client_ip;
mod compression;
mod context;
mod drain;
mod errors;
mod events;
mod export;
mod headers;
mod health;
mod hosts;
mod limits;
mod mail_delivery;
mod metrics;
mod origin_check;
mod originals;
mod pages;
mod panics;
mod pictures;
mod probing;
mod request_log;
mod serve;
mod session;
mod site;

pub use client_ip::client_ip;
pub use headers::content_security_policy;
pub use metrics::handle as metrics_handle;
pub use origin_check::{Verdict, judge};
pub use pages::{page_paths, router};
pub use probing::LIMIT as PROBING_LIMIT;
pub use serve::{metrics_router, relay_live_events, run};
pub use session::COOKIE_NAMES;
pub use site::{Site, SiteParts};
