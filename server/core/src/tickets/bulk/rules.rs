//! Decisions about runs over many tickets: pure functions over values.

use crate::error::Error;
use app_types::Timestamp;

/// Tickets of one run.
pub const MAX_TICKETS: usize = 1_000;
/// Up to here a run is done while the person waits; beyond, a job does it.
pub(super) const AT_ONCE: usize = 50;
/// How long a run can be taken back.
pub(super) const UNDO_MINUTES: i64 = 10;
/// Longest reason that is kept.
const MAX_WHY: usize = 255;

/// `1042:7`, a ticket's number and the version that was seen; `1042` alone for none.
pub(super) fn target(text: &str) -> Option<(u64, Option<u32>)> {
    match text.split_once(':') {
        Some((number, version)) => Some((number.parse().ok()?, Some(version.parse().ok()?))),
        None => Some((text.parse().ok()?, None)),
    }
}

/// Why a ticket was not changed, in words for the person; `None` when it is not the ticket's fault
/// and worth another try.
pub(super) fn why(error: &Error) -> Option<String> {
    let words = match error {
        Error::NotFound => "It is no longer there".to_string(),
        Error::Forbidden(permission) => format!("You need the permission “{}”", permission.label()),
        Error::Conflict(_) => "Someone changed it in the meantime".to_string(),
        Error::Invalid(invalid) => {
            let words: Vec<_> = invalid.errors.iter().map(|e| e.message.clone()).collect();
            words.join(". ")
        }
        _ => return None,
    };
    Some(words.chars().take(MAX_WHY).collect())
}

/// Whether a run may still be taken back. What was written cannot be: it has been read or mailed.
pub(super) fn may_undo(
    created_at: Timestamp,
    now: Timestamp,
    wrote: bool,
    undone: bool,
    waiting: u32,
    done: u32,
) -> bool {
    !wrote
        && !undone
        && waiting == 0
        && done > 0
        && now < created_at.plus_seconds(UNDO_MINUTES * 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use app_types::Invalid;
    use proptest::prelude::*;

    #[test]
    fn a_target_is_a_number_and_perhaps_a_version() {
        assert_eq!(target("1042:7"), Some((1042, Some(7))));
        assert_eq!(target("1042"), Some((1042, None)));
        for bad in [
            "",
            ":",
            "x:1",
            "1:",
            "1:x",
            "1:2:3",
            "-1:1",
            "1:99999999999",
        ] {
            assert_eq!(target(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_refusal_is_told_and_a_fault_is_tried_again() {
        let long = Error::Invalid(Invalid::field("tag", "é".repeat(300)));
        assert_eq!(why(&long).map(|w| w.chars().count()), Some(255));
        assert!(why(&Error::Conflict("x".into())).is_some());
        assert_eq!(why(&Error::Internal("x".into())), None);
        assert_eq!(why(&Error::Unavailable("The database")), None);
    }

    #[test]
    fn only_what_is_done_unread_and_fresh_can_be_taken_back() {
        let made = Timestamp::from_seconds(1_800_000_000);
        let may = |seconds, wrote, undone, waiting| {
            may_undo(made, made.plus_seconds(seconds), wrote, undone, waiting, 3)
        };
        assert!(may(10, false, false, 0));
        assert!(!may(600, false, false, 0));
        assert!(!may(10, true, false, 0));
        assert!(!may(10, false, true, 0));
        assert!(!may(10, false, false, 1));
    }

    proptest! {
        #[test]
        fn nothing_that_is_posted_panics(text in ".{0,40}") {
            let _ = target(&text);
        }
    }
}
