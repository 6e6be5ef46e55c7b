//! Pure decisions: pauses, limits, shares.

use super::error::JobError;
use super::policy::{MAX_CRASHES, Policy};
use std::time::Duration;

/// What happens to a job whose run did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Queued again after this pause.
    Again {
        after: Duration,
        counts: bool,
    },
    Dead,
    /// Nothing to write: somebody else holds the job.
    Nothing,
}

/// The pause after the run number `attempt` (1 is the first) failed:
/// `min(cap, base * 2^(attempt - 1))`, spread by `jitter` (0 to 1) to 0.5 to 1.5 times that.
pub(super) fn backoff(policy: &Policy, attempt: u32, jitter: f64) -> Duration {
    let doublings = attempt.saturating_sub(1).min(30);
    let pause = policy
        .base
        .saturating_mul(1u32 << doublings)
        .min(policy.cap);
    pause.mul_f64(0.5 + jitter.clamp(0.0, 1.0))
}

/// After a run that returned `error`.
pub(super) fn after_failure(
    policy: &Policy,
    attempt: u32,
    error: &JobError,
    jitter: f64,
) -> Verdict {
    match error {
        JobError::LeaseLost => Verdict::Nothing,
        JobError::Dead(_) => Verdict::Dead,
        JobError::Later { after, .. } => Verdict::Again {
            after: *after,
            counts: false,
        },
        JobError::Retry(_) if attempt >= policy.max_attempts => Verdict::Dead,
        JobError::Retry(_) => Verdict::Again {
            after: backoff(policy, attempt, jitter),
            counts: true,
        },
    }
}

/// After a lease ran out: the process died under the job, or hung. `crashes` are those before.
pub(super) fn after_crash(policy: &Policy, attempts: u32, crashes: u32, jitter: f64) -> Verdict {
    if crashes + 1 >= MAX_CRASHES || attempts >= policy.max_attempts {
        return Verdict::Dead;
    }
    // The first crash is most likely a restart: no pause. The second one waits.
    let after = match crashes {
        0 => Duration::ZERO,
        _ => backoff(policy, attempts, jitter),
    };
    Verdict::Again {
        after,
        counts: true,
    }
}

/// How many jobs each of `tenants` may bring into one claim of `want`, so that a long queue of
/// one tenant leaves room for the others.
pub(super) fn share(want: usize, tenants: usize) -> usize {
    want.div_ceil(tenants.max(1)).max(1)
}

/// Text for `last_error`: at most `max` bytes, cut at a character.
pub(super) fn shorten(text: &str, max: usize) -> &str {
    if text.len() <= max {
        return text;
    }
    let cut = (0..=max).rev().find(|i| text.is_char_boundary(*i));
    &text[..cut.unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const POLICY: Policy = Policy {
        timeout: Duration::from_secs(1),
        max_attempts: 5,
        base: Duration::from_secs(10),
        cap: Duration::from_secs(60),
    };

    proptest! {
        #[test]
        fn pauses_double_up_to_the_cap(attempt in 1u32..200, jitter in 0.0f64..1.0) {
            let pause = backoff(&POLICY, attempt, jitter).as_secs_f64();
            let plain = (10.0 * 2f64.powi(attempt.min(20) as i32 - 1)).min(60.0);
            prop_assert!(pause >= plain * 0.5 - 1e-6 && pause <= plain * 1.5 + 1e-6);
        }

        #[test]
        fn nothing_is_retried_beyond_its_limit(attempt in 1u32..50, jitter in 0.0f64..1.0) {
            let verdict = after_failure(&POLICY, attempt, &JobError::retry("x"), jitter);
            prop_assert_eq!(verdict == Verdict::Dead, attempt >= POLICY.max_attempts);
        }

        #[test]
        fn shares_fill_the_claim(want in 1usize..200, tenants in 1usize..500) {
            prop_assert!(share(want, tenants) * tenants >= want);
            prop_assert!(share(want, tenants) <= want);
        }

        #[test]
        fn shortened_text_is_a_prefix(text in ".{0,80}", max in 0usize..60) {
            let short = shorten(&text, max);
            prop_assert!(short.len() <= max && text.starts_with(short));
        }
    }

    #[test]
    fn the_third_crash_is_the_last() {
        assert!(
            matches!(after_crash(&POLICY, 1, 0, 0.5), Verdict::Again { after, .. } if after.is_zero())
        );
        assert!(
            matches!(after_crash(&POLICY, 2, 1, 0.5), Verdict::Again { after, .. } if !after.is_zero())
        );
        assert_eq!(after_crash(&POLICY, 3, 2, 0.5), Verdict::Dead);
        assert_eq!(after_crash(&POLICY, 5, 0, 0.5), Verdict::Dead);
    }

    #[test]
    fn waiting_for_others_costs_no_attempt() {
        let later = JobError::later(Duration::from_secs(7), "busy");
        assert_eq!(
            after_failure(&POLICY, 99, &later, 0.0),
            Verdict::Again {
                after: Duration::from_secs(7),
                counts: false
            }
        );
        assert_eq!(
            after_failure(&POLICY, 1, &JobError::LeaseLost, 0.0),
            Verdict::Nothing
        );
        assert_eq!(
            after_failure(&POLICY, 1, &JobError::dead("no"), 0.0),
            Verdict::Dead
        );
    }
}
