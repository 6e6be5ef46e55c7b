//! How often somebody may try: counters that hold against parallel tries.
//!
//! A try is *reserved before* it is evaluated, by one atomic step, so a hundred wrong passwords
//! sent at once are not a hundred guesses. After a few free tries a block follows whose length
//! doubles with each further one; tries drain away with time. Counters live in Redis and, always,
//! also in this process: when Redis is away the process's own still hold (sign-in fails closed).
//!
//! An account is counted per e-mail address, whether a user has it or not, so a block says nothing
//! about who exists. Nobody can lock a person out for good by guessing at their account: tries
//! from an address where that person has signed in before are counted apart, and choosing a
//! new password by mail lifts the block.

mod local;
mod rule;
mod shared;

pub use local::Local;
pub(super) use rule::*;

use crate::core::Core;
use crate::error::{Error, Result};
use crate::sealed;
use app_types::id::TenantId;
use std::net::IpAddr;

/// One counter.
pub(super) struct Counter {
    rule: &'static Rule,
    key: String,
}

impl Counter {
    /// A counter of one tenant. `parts` (an address, a user) are hashed: a list of Redis' keys
    /// shows nobody.
    pub fn of(core: &Core, rule: &'static Rule, tenant: TenantId, parts: &[&str]) -> Self {
        Self::named(core, rule, &tenant.to_string(), parts)
    }

    /// A counter of the whole installation for the client's network address.
    pub fn address(core: &Core, rule: &'static Rule, ip: &str) -> Self {
        Self::named(core, rule, "all", &[&network(ip)])
    }

    fn named(core: &Core, rule: &'static Rule, scope: &str, parts: &[&str]) -> Self {
        let hash = sealed::keyed_hash(&core.settings.secret_key, rule.name, parts);
        let short = hex::encode(&hash[..16]);
        Self {
            rule,
            key: format!("nestogy:{scope}:limit:{}:{short}", rule.name),
        }
    }

    /// Takes one try.
    ///
    /// # Errors
    /// [`Error::RateLimited`] while the counter is blocked.
    pub async fn reserve(&self, core: &Core) -> Result<()> {
        let now = core.db.clock.now().micros() / 1_000;
        core.identity.limits.reserve(self.rule, &self.key, now)?;
        match shared::reserve(core, self.rule, &self.key, now).await {
            Some(wait_ms) if wait_ms > 0 => Err(limited(wait_ms)),
            _ => Ok(()),
        }
    }

    /// Gives one try back: it was a good one.
    pub async fn give_back(&self, core: &Core) {
        core.identity.limits.give_back(self.rule, &self.key);
        shared::give_back(core, self.rule, &self.key).await;
    }

    /// Starts from nothing.
    pub async fn clear(&self, core: &Core) {
        core.identity.limits.clear(&self.key);
        shared::clear(core, &self.key).await;
    }
}

/// The error of a block that ends in `wait_ms`.
fn limited(wait_ms: i64) -> Error {
    let seconds = (wait_ms + 999) / 1_000;
    Error::RateLimited {
        retry_after_seconds: u32::try_from(seconds.max(1)).unwrap_or(u32::MAX),
    }
}

/// An IPv4 address, or the /64 that an IPv6 customer gets.
fn network(ip: &str) -> String {
    match ip.parse::<IpAddr>() {
        Ok(IpAddr::V6(v6)) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.to_string(),
            None => hex::encode(&v6.octets()[..8]),
        },
        Ok(v4) => v4.to_string(),
        Err(_) => "unknown".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn one_customer_is_one_network() {
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_eq!(network("garbage"), "unknown");
    }
}
