//! Where connections lead: always the same server, or whoever is master now.

use super::address::Address;
use ::redis::sentinel::SentinelClient;
use ::redis::{Client, ErrorKind, RedisResult};
use std::sync::Arc;
use tokio::sync::Mutex;

/// Cheap to clone.
#[derive(Clone)]
pub(crate) enum Source {
    Off,
    One(Box<Client>),
    Sentinel(Arc<Mutex<SentinelClient>>),
}

impl Source {
    pub fn new(url: &str) -> RedisResult<Self> {
        Ok(match Address::parse(url)? {
            Address::One(info) => Self::One(Box::new(Client::open(*info)?)),
            Address::Sentinel(group) => Self::Sentinel(Arc::new(Mutex::new(group.client()?))),
        })
    }

    /// A client of the server that is to be used now. Sentinel is asked each time, and the server
    /// it names must say itself that it is the master.
    pub async fn client(&self) -> RedisResult<Client> {
        match self {
            Self::Off => Err((ErrorKind::InvalidClientConfig, "Redis is not configured").into()),
            Self::One(client) => Ok(client.as_ref().clone()),
            Self::Sentinel(sentinel) => sentinel.lock().await.async_get_client().await,
        }
    }

    /// Whether another server may be the right one later.
    pub fn may_move(&self) -> bool {
        matches!(self, Self::Sentinel(_))
    }
}
