//! Somebody who tries addresses one after the other is slowed down: after so many answers "not
//! found" in a minute there is none at all for the rest of it. Counted per person, and per address
//! where nobody is signed in; each process counts for itself.

use app_types::id::UserId;
use server_db::Origin;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Answers "not found" in a window. A browser with old bookmarks has a few, a script thousands.
pub const LIMIT: u32 = 300;
const WINDOW: Duration = Duration::from_secs(60);
/// Who is remembered at most; beyond that, those whose window is over are forgotten.
const REMEMBERED: usize = 10_000;

/// Whose misses are counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Prober {
    User(UserId),
    Address(String),
}

impl Prober {
    pub fn new(user: Option<UserId>, origin: &Origin) -> Self {
        match user {
            Some(user) => Self::User(user),
            None => Self::Address(origin.ip.clone()),
        }
    }
}

/// The misses of everybody.
#[derive(Debug, Default)]
pub struct Probing(Mutex<HashMap<Prober, Misses>>);

#[derive(Debug)]
struct Misses {
    since: Instant,
    count: u32,
}

impl Misses {
    fn left(&self, now: Instant) -> Duration {
        WINDOW.saturating_sub(now.saturating_duration_since(self.since))
    }
}

impl Probing {
    /// Seconds until this one is answered again; `None` while there is nothing to wait for.
    pub fn stopped(&self, prober: &Prober, now: Instant) -> Option<u32> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let misses = known.get(prober).filter(|misses| misses.count >= LIMIT)?;
        let left = misses.left(now);
        (!left.is_zero()).then(|| u32::try_from(left.as_secs()).unwrap_or(0) + 1)
    }

    /// Counts one answer "not found".
    pub fn missed(&self, prober: Prober, now: Instant) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.retain(|_, misses| !misses.left(now).is_zero());
        }
        if known.len() >= REMEMBERED && !known.contains_key(&prober) {
            return;
        }
        let misses = known.entry(prober).or_insert(Misses {
            since: now,
            count: 0,
        });
        if misses.left(now).is_zero() {
            *misses = Misses {
                since: now,
                count: 0,
            };
        }
        misses.count += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Prober {
        Prober::Address(text.into())
    }

    #[test]
    fn the_limit_stops_one_and_nobody_else_until_the_minute_is_over() {
        let (probing, start) = (Probing::default(), Instant::now());
        for _ in 0..LIMIT {
            assert_eq!(probing.stopped(&address("a"), start), None);
            probing.missed(address("a"), start);
        }
        assert_eq!(probing.stopped(&address("a"), start), Some(61));
        assert_eq!(probing.stopped(&address("b"), start), None);
        let later = start + WINDOW;
        assert_eq!(probing.stopped(&address("a"), later), None);
        probing.missed(address("a"), later);
        assert_eq!(probing.stopped(&address("a"), later), None);
    }

    #[test]
    fn a_crowd_of_addresses_does_not_fill_the_memory() {
        let (probing, now) = (Probing::default(), Instant::now());
        for n in 0..REMEMBERED + 500 {
            probing.missed(address(&n.to_string()), now);
        }
        assert_eq!(
            probing.0.lock().map(|known| known.len()).ok(),
            Some(REMEMBERED)
        );
        probing.missed(address("late"), now + WINDOW);
        assert_eq!(probing.0.lock().map(|known| known.len()).ok(), Some(1));
    }
}
