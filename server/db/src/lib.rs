//! The way to the data: pools, tenant transactions, the outbox, migrations.
//!
//! Only this crate holds a raw connection. [`Db::begin`] gives a [`TenantTx`], which knows its
//! tenant, actor and clock; [`Db::begin_system`] gives a [`SystemTx`] for the few places that
//! must look across tenants, each with a written reason.

pub mod actor;
pub mod audit;
pub mod carrier;
pub mod client_program;
pub mod clock;
pub mod counters;
pub mod error;
pub mod facts;
pub mod guard;
pub mod lane;
pub mod live;
pub mod lock;
pub mod migrate;
pub mod outbox;
pub mod pool;
pub mod portal;
pub mod redis;
pub mod replica;
pub mod schema;
pub mod system;
pub mod traces;
pub mod tx;

pub use actor::{Actor, Origin, Who};
pub use clock::Clock;
pub use error::DbError;
pub use outbox::{Job, NewJob};
pub use pool::{Conn, Db, DbConfig};
pub use portal::PortalTx;
pub use system::SystemTx;
pub use tx::TenantTx;
