//! The arithmetic of a counter, apart from where it is kept. Times are milliseconds.

/// How many tries, how fast they are forgotten, how long a block lasts.
#[derive(Debug)]
pub(in crate::identity) struct Rule {
    /// Part of the counter's key.
    pub name: &'static str,
    /// The try with this number is the last one before a block.
    pub free: i64,
    /// The first block; each further try doubles it.
    pub block_ms: i64,
    pub longest_block_ms: i64,
    /// One try is forgotten after this long.
    pub drain_ms: i64,
}

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;

/// Wrong passwords for one account.
pub(in crate::identity) const ACCOUNT: Rule = Rule {
    name: "account",
    free: 5,
    block_ms: 30 * SECOND,
    longest_block_ms: 15 * MINUTE,
    drain_ms: 10 * MINUTE,
};

/// The same from an address where the account's owner has signed in before.
pub(in crate::identity) const ACCOUNT_AT_HOME: Rule = Rule {
    name: "account_at_home",
    ..ACCOUNT
};

/// Wrong codes of the second factor: one in 333,333 is right, so a year of guessing at this pace
/// has a chance of about one in ten, each guess after a right password.
pub(in crate::identity) const SECOND_FACTOR: Rule = Rule {
    name: "second_factor",
    ..ACCOUNT
};

/// Wrong passwords, codes and requests for mail from one network address. Offices share one.
pub(in crate::identity) const ADDRESS: Rule = Rule {
    name: "address",
    free: 30,
    block_ms: 10 * SECOND,
    longest_block_ms: 15 * MINUTE,
    drain_ms: 30 * SECOND,
};

/// Wrong passwords for a whole workspace from addresses where nobody has signed in before:
/// many addresses trying one password on many accounts.
pub(in crate::identity) const WORKSPACE: Rule = Rule {
    name: "workspace",
    free: 300,
    block_ms: SECOND,
    longest_block_ms: 30 * SECOND,
    drain_ms: 2 * SECOND,
};

/// Reset mails to one mailbox.
pub(in crate::identity) const RESET_MAIL: Rule = Rule {
    name: "reset_mail",
    free: 3,
    block_ms: 10 * MINUTE,
    longest_block_ms: 60 * MINUTE,
    drain_ms: 20 * MINUTE,
};

/// New workspaces from one network address.
pub(in crate::identity) const SIGN_UP: Rule = Rule {
    name: "sign_up",
    free: 5,
    block_ms: 10 * MINUTE,
    longest_block_ms: 60 * MINUTE,
    drain_ms: 20 * MINUTE,
};

/// A counter's value: when every try will be forgotten, and until when it is blocked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::identity) struct Tries {
    pub empty_at: i64,
    pub blocked_until: i64,
}

impl Rule {
    /// Takes a try at `now`; `Err` with the milliseconds to wait while blocked.
    pub(super) fn reserve(&self, tries: Tries, now: i64) -> Result<Tries, i64> {
        if now < tries.blocked_until {
            return Err(tries.blocked_until - now);
        }
        let empty_at = tries.empty_at.max(now) + self.drain_ms;
        let count = (empty_at - now + self.drain_ms - 1) / self.drain_ms;
        let blocked_until = if count >= self.free {
            now + self.block(count - self.free)
        } else {
            tries.blocked_until
        };
        Ok(Tries {
            empty_at,
            blocked_until,
        })
    }

    fn block(&self, over: i64) -> i64 {
        let doublings = u32::try_from(over.clamp(0, 20)).unwrap_or(20);
        (self.block_ms << doublings).min(self.longest_block_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn attempts_allowed(rule: &Rule, seconds: i64, every_ms: i64) -> usize {
        let mut tries = Tries::default();
        let mut allowed = 0;
        for step in 0..(seconds * 1_000 / every_ms) {
            if let Ok(next) = rule.reserve(tries, 1_000_000_000 + step * every_ms) {
                tries = next;
                allowed += 1;
            }
        }
        allowed
    }

    #[test]
    fn five_at_once_then_a_block_that_doubles() {
        let mut tries = Tries::default();
        for _ in 0..5 {
            tries = ACCOUNT.reserve(tries, 0).unwrap_or(tries);
        }
        assert_eq!(ACCOUNT.reserve(tries, 0), Err(30_000));
        let after = ACCOUNT.reserve(tries, 30_000).unwrap_or_default();
        assert_eq!(after.blocked_until, 30_000 + 60_000);
    }

    #[test]
    fn a_day_of_hammering_is_a_few_guesses() {
        // 96 longest blocks fit in a day; tries forgotten meanwhile shorten some of them.
        let allowed = attempts_allowed(&ACCOUNT, 86_400, 500);
        assert!(allowed < 200, "{allowed}");
    }

    proptest! {
        #[test]
        fn never_more_than_the_free_tries_at_one_instant(n in 1usize..400, now in 0i64..2_000_000_000_000) {
            let mut tries = Tries::default();
            let mut allowed = 0;
            for _ in 0..n {
                if let Ok(next) = ACCOUNT.reserve(tries, now) { tries = next; allowed += 1; }
            }
            prop_assert_eq!(allowed, n.min(5));
        }

        #[test]
        fn a_block_ends(tries in 0i64..100) {
            let mut state = Tries::default();
            let mut now = 0;
            for _ in 0..tries {
                match ACCOUNT.reserve(state, now) {
                    Ok(next) => state = next,
                    Err(wait) => { prop_assert!(wait <= ACCOUNT.longest_block_ms); now += wait; }
                }
            }
        }
    }
}
