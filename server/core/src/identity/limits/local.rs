//! Counters of this process.

use super::limited;
use super::rule::{Rule, Tries};
use crate::error::{Error, Result};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// More counters than this, after dropping the expired ones, and new ones are refused: an
/// attacker with very many addresses must not fill the memory, nor pass uncounted.
const MOST: usize = 100_000;

#[derive(Default)]
pub struct Local {
    counters: Mutex<HashMap<String, Tries>>,
}

impl Local {
    pub(super) fn reserve(&self, rule: &Rule, key: &str, now: i64) -> Result<()> {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        if counters.len() >= MOST && !counters.contains_key(key) {
            counters.retain(|_, tries| tries.empty_at.max(tries.blocked_until) > now);
            if counters.len() >= MOST {
                return Err(Error::RateLimited {
                    retry_after_seconds: 60,
                });
            }
        }
        let tries = counters.entry(key.to_string()).or_default();
        *tries = rule.reserve(*tries, now).map_err(limited)?;
        Ok(())
    }

    pub(super) fn give_back(&self, rule: &Rule, key: &str) {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tries) = counters.get_mut(key) {
            tries.empty_at -= rule.drain_ms;
            tries.blocked_until = 0;
        }
    }

    pub(super) fn clear(&self, key: &str) {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        counters.remove(key);
    }
}
