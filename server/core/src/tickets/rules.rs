//! Decisions about tickets: pure functions over values.

use app_types::Timestamp;
use app_types::tickets::{PostKind, StatusCategory};

/// What a contact's message does to the ticket it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactReplyEffect {
    /// The status stays.
    Keep,
    /// Someone has to look again.
    Open,
    /// Closed too long ago: the message becomes a new ticket that follows this one.
    StartFollowUp,
}

/// Source: `docs/domain.md`, Tickets: a reply reopens a resolved ticket; a closed one reopens
/// within the tenant's window; later mail makes a linked new ticket.
pub fn effect_of_contact_reply(
    category: StatusCategory,
    closed_at: Option<Timestamp>,
    now: Timestamp,
    reopen_window_days: u16,
) -> ContactReplyEffect {
    match category {
        StatusCategory::New | StatusCategory::Open | StatusCategory::InProgress => {
            ContactReplyEffect::Keep
        }
        StatusCategory::WaitingClient
        | StatusCategory::WaitingVendor
        | StatusCategory::Scheduled
        | StatusCategory::Resolved => ContactReplyEffect::Open,
        StatusCategory::Closed | StatusCategory::Cancelled => {
            let open_until = closed_at.map(|at| at.plus_days(i64::from(reopen_window_days)));
            if open_until.is_some_and(|until| now < until) {
                ContactReplyEffect::Open
            } else {
                ContactReplyEffect::StartFollowUp
            }
        }
    }
}

/// The status a technician's post leads to when none was chosen.
pub fn category_after_post(kind: PostKind, category: StatusCategory) -> StatusCategory {
    match (kind, category) {
        (PostKind::Reply | PostKind::Call, StatusCategory::New) => StatusCategory::Open,
        _ => category,
    }
}

/// Whether a technician's post is the first response of the SLA: a public reply or a logged call.
pub fn is_response(kind: PostKind) -> bool {
    matches!(kind, PostKind::Reply | PostKind::Call)
}

/// When the ticket was resolved and closed, after its status changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndTimes {
    pub resolved_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
}

/// Keeps the first instant of an end that goes on (resolved → closed) and clears what was undone.
pub fn end_times(before: EndTimes, category: StatusCategory, now: Timestamp) -> EndTimes {
    match category {
        StatusCategory::Resolved => EndTimes {
            resolved_at: before.resolved_at.or(Some(now)),
            closed_at: None,
        },
        StatusCategory::Closed => EndTimes {
            resolved_at: before.resolved_at.or(Some(now)),
            closed_at: before.closed_at.or(Some(now)),
        },
        StatusCategory::Cancelled => EndTimes {
            resolved_at: None,
            closed_at: before.closed_at.or(Some(now)),
        },
        _ => EndTimes {
            resolved_at: None,
            closed_at: None,
        },
    }
}

/// Tickets resolved at this instant or before close themselves; `None`: none ever does.
pub fn closes_if_resolved_until(now: Timestamp, auto_close_days: u16) -> Option<Timestamp> {
    (auto_close_days > 0).then(|| now.plus_days(-i64::from(auto_close_days)))
}

/// `1 day`, `3 days`
pub fn days_in_words(days: u16) -> String {
    match days {
        1 => "1 day".into(),
        days => format!("{days} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    #[test]
    fn a_closed_ticket_reopens_inside_the_window_only() {
        let closed = |days: i64| {
            effect_of_contact_reply(StatusCategory::Closed, Some(NOW.plus_days(-days)), NOW, 14)
        };
        assert_eq!(closed(13), ContactReplyEffect::Open);
        // The window is half-open: its last instant is outside.
        assert_eq!(closed(14), ContactReplyEffect::StartFollowUp);
    }

    #[test]
    fn resolved_and_waiting_tickets_open_again() {
        for category in [StatusCategory::Resolved, StatusCategory::WaitingClient] {
            assert_eq!(
                effect_of_contact_reply(category, None, NOW, 14),
                ContactReplyEffect::Open
            );
        }
        assert_eq!(
            effect_of_contact_reply(StatusCategory::InProgress, None, NOW, 14),
            ContactReplyEffect::Keep
        );
    }

    #[test]
    fn a_note_is_no_response_and_leaves_the_ticket_new() {
        assert!(!is_response(PostKind::Note));
        assert_eq!(
            category_after_post(PostKind::Note, StatusCategory::New),
            StatusCategory::New
        );
        assert_eq!(
            category_after_post(PostKind::Reply, StatusCategory::New),
            StatusCategory::Open
        );
    }

    #[test]
    fn a_resolved_ticket_closes_when_its_days_have_passed_and_never_at_zero() {
        let closes = |resolved_at: Timestamp, days: u16| {
            closes_if_resolved_until(NOW, days).is_some_and(|until| resolved_at <= until)
        };
        assert!(!closes(NOW.plus_days(-3).plus_seconds(1), 3));
        assert!(closes(NOW.plus_days(-3), 3));
        assert!(!closes(NOW.plus_days(-9_999), 0));
        assert_eq!(days_in_words(1), "1 day");
        assert_eq!(days_in_words(3), "3 days");
    }

    proptest! {
        #[test]
        fn end_times_agree_with_the_category(from in 0usize..9, to in 0usize..9) {
            let none = EndTimes { resolved_at: None, closed_at: None };
            let first = end_times(none, StatusCategory::ALL[from], NOW.plus_days(-1));
            let then = end_times(first, StatusCategory::ALL[to], NOW);
            let category = StatusCategory::ALL[to];
            prop_assert_eq!(
                then.closed_at.is_some(),
                matches!(category, StatusCategory::Closed | StatusCategory::Cancelled)
            );
            prop_assert!(!category.is_active() || then == none);
        }
    }
}
