//! What may be subscribed, and what a browser is told.

use crate::mail::words::single_line;
use crate::notifications::queries::Told;
use app_types::notifications::{NotificationEvent, PushForm};
use app_types::{Invalid, Timestamp};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde::Serialize;
use server_integrations::push::{MAX_ENDPOINT, PushError, Receiver, Urgency, check_endpoint};
use server_integrations::reach::Reach;
use sha2::{Digest, Sha256};

/// News older than this is not pushed any more: it stands in the product.
pub(super) const TTL_SECONDS: i64 = 24 * 3600;
/// A test that took longer has lost its sense.
pub(super) const TEST_TTL_SECONDS: i64 = 10 * 60;
/// So many of one event come one by one within a minute; then it is said once that there are more.
pub(super) const BURST: usize = 5;
pub(super) const BURST_SECONDS: i64 = 60;
/// Characters of a base64url key or secret; those of P-256 have 87 and 22.
const MAX_KEY: usize = 200;

/// All that is wrong with a subscription.
///
/// # Errors
/// A person sees it only when their browser is odd, or when it is no browser.
pub(super) fn check(reach: &Reach, form: &PushForm) -> Result<(), Invalid> {
    let mut invalid = Invalid::new();
    if let Err(error) = check_endpoint(reach, &form.endpoint) {
        let why = match error {
            PushError::Refused(words) => words,
            error => error.to_string(),
        };
        invalid.add(
            "endpoint",
            format!("{why}. Notifications cannot be sent to this browser"),
        );
    }
    if receiver(&form.p256dh, &form.auth).is_none() {
        invalid.add(
            "p256dh",
            "The browser's keys are broken. Reload the page and try again",
        );
    }
    if form.replaces.len() > MAX_ENDPOINT {
        invalid.add("replaces", "The address of before is too long");
    }
    invalid.into_result()
}

/// A browser's keys as it writes them, with or without `=` at the end.
pub(super) fn receiver(public: &str, secret: &str) -> Option<Receiver> {
    let bytes = |text: &str| {
        let text = (text.len() <= MAX_KEY).then_some(text)?;
        BASE64.decode(text.trim_end_matches('=')).ok()
    };
    Receiver::new(&bytes(public)?, &bytes(secret)?)
}

/// How an endpoint is found again.
pub(super) fn hash(endpoint: &str) -> [u8; 32] {
    Sha256::digest(endpoint.as_bytes()).into()
}

/// What the service worker reads (`style/public/push-worker.js`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Words {
    /// The same for a second copy: the worker shows it without a sound then.
    pub id: String,
    pub title: String,
    pub body: String,
    /// A path of this site.
    pub url: String,
    /// A newer notification takes the place of an older one with the same.
    pub tag: String,
}

/// What is said, if anything, when `before` of the same event came in the minute before.
pub(super) fn words(told: &Told, before: usize) -> Option<Words> {
    let id = told.id.to_string();
    match before {
        0..BURST => Some(Words {
            id,
            title: single_line(&told.text, 120),
            body: format!("#{} {}", told.number, single_line(&told.subject, 150)),
            url: format!("/tickets/{}", told.number),
            tag: format!("ticket-{}", told.number),
        }),
        BURST => Some(Words {
            id,
            title: "And more notifications".into(),
            body: format!("More than {BURST} in a minute: the rest is shown in Nestogy only."),
            url: "/notifications".into(),
            tag: "more".into(),
        }),
        _ => None,
    }
}

pub(super) fn words_of_a_test(asked: i64) -> Words {
    Words {
        id: format!("test-{asked}"),
        title: "A test from Nestogy".into(),
        body: "Notifications arrive in this browser.".into(),
        url: "/settings/notifications".into(),
        tag: "test".into(),
    }
}

/// Seconds that a message may still wait for its browser; `None`: it is too old to be sent.
pub(super) fn time_left(since: Timestamp, now: Timestamp, ttl_seconds: i64) -> Option<u32> {
    let left = ttl_seconds - now.seconds_since(since).max(0);
    u32::try_from(left).ok().filter(|left| *left > 0)
}

/// What somebody waits for wakes a sleeping phone.
pub(super) const fn urgency(event: NotificationEvent) -> Urgency {
    match event {
        NotificationEvent::ColleagueWrote => Urgency::Normal,
        NotificationEvent::Assigned
        | NotificationEvent::ClientReplied
        | NotificationEvent::FollowUpDue => Urgency::High,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use app_types::id::{NotificationId, TicketId};
    use server_integrations::push::MAX_PLAIN;

    const KEY: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";

    fn form() -> PushForm {
        PushForm {
            endpoint: "https://push.example/x".into(),
            p256dh: KEY.into(),
            auth: "BTBZMqHH6r4Tts7J_aSIgg".into(),
            replaces: String::new(),
        }
    }

    fn told(text: &str, subject: &str) -> Told {
        Told {
            id: NotificationId::new(),
            event: NotificationEvent::ClientReplied,
            text: text.into(),
            ticket: TicketId::new(),
            number: 1042,
            subject: subject.into(),
            created_at: Timestamp::from_seconds(1_000),
            read_at: None,
        }
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let reach = Reach::default();
        assert!(check(&reach, &form()).is_ok());
        let padded = PushForm {
            auth: "BTBZMqHH6r4Tts7J_aSIgg==".into(),
            ..form()
        };
        assert!(check(&reach, &padded).is_ok());
        let wrong = PushForm {
            endpoint: "https://169.254.169.254/".into(),
            auth: "A".repeat(100_000),
            replaces: "x".repeat(100_000),
            ..form()
        };
        let fields: Vec<String> = check(&reach, &wrong)
            .unwrap_err()
            .errors
            .into_iter()
            .map(|error| error.field)
            .collect();
        assert_eq!(fields, ["endpoint", "p256dh", "replaces"]);
    }

    #[test]
    fn a_ticket_has_one_notification_and_a_flood_is_told_once() {
        let told = told("Anna replied", "Printer\n<3rd floor>");
        let one = words(&told, 0).unwrap();
        assert_eq!(one.title, "Anna replied");
        assert_eq!(one.body, "#1042 Printer <3rd floor>");
        assert_eq!(
            (one.url.as_str(), one.tag.as_str()),
            ("/tickets/1042", "ticket-1042")
        );
        assert_eq!(words(&told, BURST - 1).unwrap().tag, "ticket-1042");
        assert_eq!(words(&told, BURST).unwrap().url, "/notifications");
        assert_eq!(words(&told, BURST + 1), None);
    }

    #[test]
    fn the_longest_words_fit_into_one_message() {
        for letter in ["\"", "\u{1F600}", "\\", "<"] {
            let long = told(&letter.repeat(255), &letter.repeat(255));
            let plain = serde_json::to_vec(&words(&long, 0).unwrap()).unwrap();
            assert!(plain.len() < MAX_PLAIN, "{letter}: {}", plain.len());
        }
    }

    #[test]
    fn old_news_is_no_news() {
        let since = Timestamp::from_seconds(1_000);
        let left = |now| time_left(since, Timestamp::from_seconds(now), 100);
        assert_eq!(left(1_000), Some(100));
        assert_eq!(left(1_099), Some(1));
        assert_eq!(left(1_100), None);
        // A server whose clock is behind.
        assert_eq!(left(900), Some(100));
    }
}
