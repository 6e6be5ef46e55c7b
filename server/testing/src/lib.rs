//! The test kit: a database per test, an installation with a movable clock and a recording mail
//! server, and a world of two tenants that look the same.
//!
//! ```text
//! #[tokio::test(flavor = "multi_thread")]
//! async fn a_ticket_can_be_closed() {
//!     let kit = Kit::new().await;
//!     let world = World::two_tenants(&kit).await;
//!     let mut tx = kit.begin(world.a.technician()).await;
//!     tickets::close(&mut tx, …).await.unwrap();
//!     tx.commit().await.unwrap();
//! }
//! ```
//!
//! Tests need `TEST_DATABASE_URL` (a server, without a database; the account may create
//! `nestogy_test_*`), and those that ask for it `TEST_REDIS_URL`. Without them they fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod crowd;
pub mod database;
pub mod environment;
pub mod jobs;
pub mod kit;
pub mod mail;
mod private_mariadb;
mod private_redis;
mod private_sentinel;
pub mod push_service;
pub mod sql;
pub mod wire;

pub use database::TestDb;
pub use diesel_async::AsyncMysqlConnection;
pub use jobs::{JobRunner, run_jobs};
pub use kit::{Kit, KitOptions};
pub use mail::FakeMail;
pub use private_mariadb::PrivateMariadb;
pub use private_redis::PrivateRedis;
pub use private_sentinel::PrivateGroup;
pub use push_service::{Browser, PushService};
pub use server_world as world;
pub use server_world::{CANARY, PASSWORD, Tenant, World};
