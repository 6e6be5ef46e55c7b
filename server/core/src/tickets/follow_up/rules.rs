//! When a follow-up is: pure functions over values.

use app_types::Invalid;
use app_types::Timestamp;
use app_types::tickets::StatusCategory;
use jiff::Span;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use std::str::FromStr;

/// When the working day begins, for the ways that name a day only.
const MORNING: Time = Time::constant(8, 0, 0, 0);
/// Years that a ticket may be put off.
const YEARS: i64 = 5;

/// When the ticket is to be looked at again; `None`: not any more. `when` is `tomorrow`, `monday`
/// (the next one), `week`, `none`, or `at` with a date and time in the reader's zone. A time that a
/// change of clocks leaves out comes later by as much as they jump; of two, the first one counts.
pub(super) fn wanted(
    when: &str,
    at: &str,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Option<Timestamp>, Invalid> {
    let today = civil(now, zone).date();
    let morning = |date: Option<Date>| Some(date?.to_datetime(MORNING));
    let days = |days: i64| today.checked_add(Span::new().days(days)).ok();
    let chosen = match when {
        "none" => return Ok(None),
        "tomorrow" => morning(days(1)),
        "monday" => morning(days(7 - i64::from(today.weekday().to_monday_zero_offset()))),
        "week" => morning(days(7)),
        "at" => typed(at),
        _ => return Err(Invalid::field("when", "Choose when to look at it again")),
    };
    let last = now.plus_days(YEARS * 366);
    let wanted = chosen
        .and_then(|civil| instant(civil, zone))
        .filter(|at| *at > now && *at < last);
    let words = format!("Enter a date and time that is to come, within {YEARS} years");
    wanted.map(Some).ok_or_else(|| Invalid::field("at", words))
}

/// `2026-11-30T08:00`, as a field for date and time sends it; some send seconds too.
fn typed(text: &str) -> Option<DateTime> {
    let text = text.trim();
    let text = match text.len() {
        16 => text,
        19 => text.strip_suffix(":00")?,
        _ => return None,
    };
    // No zone, no sign, nothing that another program would read differently.
    let known = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b':' | b'T');
    text.bytes()
        .all(known)
        .then(|| DateTime::from_str(text).ok())?
}

fn instant(civil: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    let zoned = civil.to_zoned(zone.clone()).ok()?;
    Some(Timestamp::from_micros(zoned.timestamp().as_microsecond()))
}

fn civil(at: Timestamp, zone: &TimeZone) -> DateTime {
    jiff::Timestamp::from_microsecond(at.micros())
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_zoned(zone.clone())
        .datetime()
}

/// What a field for date and time shows.
pub(super) fn field_text(at: Timestamp, zone: &TimeZone) -> String {
    civil(at, zone).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// The status that putting off leads to: work that is not waiting for somebody else is scheduled.
pub(super) fn status_when_put_off(category: StatusCategory) -> Option<StatusCategory> {
    match category {
        StatusCategory::New | StatusCategory::Open | StatusCategory::InProgress => {
            Some(StatusCategory::Scheduled)
        }
        _ => None,
    }
}

/// The status when the time has come, or when it is not waited for any more. Who waits for somebody
/// else goes on waiting.
pub(super) fn status_when_due(category: StatusCategory) -> Option<StatusCategory> {
    (category == StatusCategory::Scheduled).then_some(StatusCategory::Open)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        let instant: jiff::Timestamp = text.parse().unwrap();
        Timestamp::from_micros(instant.as_microsecond())
    }

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    /// Thursday, 26 November 2026, noon in Berlin.
    const NOON: &str = "2026-11-26T11:00:00Z";

    fn ask(when: &str, typed: &str, now: &str) -> Option<Timestamp> {
        wanted(when, typed, &berlin(), at(now)).ok().flatten()
    }

    #[test]
    fn days_begin_at_eight_where_the_reader_is() {
        assert_eq!(ask("tomorrow", "", NOON), Some(at("2026-11-27T07:00:00Z")));
        assert_eq!(ask("monday", "", NOON), Some(at("2026-11-30T07:00:00Z")));
        assert_eq!(ask("week", "", NOON), Some(at("2026-12-03T07:00:00Z")));
        // On a Monday, Monday is the next one; at 23:30Z it is tomorrow in Berlin.
        assert_eq!(
            ask("monday", "", "2026-11-30T09:00:00Z"),
            Some(at("2026-12-07T07:00:00Z"))
        );
        assert_eq!(
            ask("tomorrow", "", "2026-11-26T23:30:00Z"),
            Some(at("2026-11-28T07:00:00Z"))
        );
        // Over the night of the change the hour of the day stays.
        assert_eq!(
            ask("tomorrow", "", "2026-03-28T11:00:00Z"),
            Some(at("2026-03-29T06:00:00Z"))
        );
        assert_eq!(wanted("none", "x", &berlin(), at(NOON)), Ok(None));
    }

    #[test]
    fn a_time_that_does_not_exist_comes_later_and_one_that_comes_twice_first() {
        let spring = "2026-03-01T00:00:00Z";
        assert_eq!(
            ask("at", "2026-03-29T02:30", spring),
            Some(at("2026-03-29T01:30:00Z"))
        );
        assert_eq!(
            ask("at", "2026-10-25T02:30:00", spring),
            Some(at("2026-10-25T00:30:00Z"))
        );
        assert_eq!(
            field_text(at("2026-03-29T01:30:00Z"), &berlin()),
            "2026-03-29T03:30"
        );
    }

    #[test]
    fn what_is_over_or_no_time_is_refused() {
        for typed in [
            "",
            "2026-11-26T12:00",
            "2020-01-01T08:00",
            "2032-01-01T08:00",
            "9999-12-31T23:59",
            "2026-02-30T08:00",
            "2027-01-01T24:00",
            "2027-01-01T08:00Z",
            "2027-01-01 08:00",
            "+02027-01-01T08:0",
            "2027-01-01T08:00:30",
            "tomorrow",
        ] {
            assert_eq!(ask("at", typed, NOON), None, "{typed}");
        }
        assert!(wanted("later", "", &berlin(), at(NOON)).is_err());
        let long = "9".repeat(10_000_000);
        assert!(wanted("at", &long, &berlin(), at(NOON)).is_err());
        assert!(wanted(&long, "", &berlin(), at(NOON)).is_err());
    }

    #[test]
    fn who_waits_goes_on_waiting() {
        use StatusCategory::*;
        for category in StatusCategory::ALL {
            let (off, due) = (status_when_put_off(*category), status_when_due(*category));
            assert_eq!(off.is_some(), matches!(category, New | Open | InProgress));
            assert_eq!(due.is_some(), *category == Scheduled);
        }
    }

    proptest! {
        #[test]
        fn every_answer_is_to_come(
            when in prop::sample::select(vec!["tomorrow", "monday", "week", "at"]),
            typed in "[0-9T:-]{16}|\\PC{0,20}",
            seconds in 0i64..4_000_000_000,
            zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "Pacific/Apia", "America/St_Johns"]),
        ) {
            let now = Timestamp::from_seconds(seconds);
            let zone = TimeZone::get(zone).unwrap();
            let answer = wanted(when, &typed, &zone, now);
            match answer {
                Ok(Some(at)) => {
                    prop_assert!(at > now && at < now.plus_days(5 * 366));
                    // What the field shows is the same time again.
                    let again = wanted("at", &field_text(at, &zone), &zone, now);
                    prop_assert!(when == "at" || again == Ok(Some(at)));
                }
                Ok(None) => prop_assert!(false, "only `none` takes it back"),
                Err(_) => prop_assert!(when == "at", "a day is always there"),
            }
        }
    }
}
