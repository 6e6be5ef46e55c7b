//! Pure: at which instants a rule is due.

use app_types::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use std::time::Duration;

/// When a task is due. Times of day that a change to summer time leaves out come an hour later;
/// times that it repeats come once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Every so often, in whole seconds, counted from 1970-01-01T00:00:00Z whatever the zone.
    Every(Duration),
    Daily {
        hour: i8,
        minute: i8,
    },
    Weekly {
        weekday: Weekday,
        hour: i8,
        minute: i8,
    },
    /// In shorter months on the last day.
    Monthly {
        day: i8,
        hour: i8,
        minute: i8,
    },
}

/// What happens to due times that passed while no scheduler ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CatchUp {
    /// Each of them fires, oldest first.
    All,
    /// Only the most recent one fires.
    Latest,
    /// None fires; the next one does.
    Skip,
}

/// A due time this far back still counts as met.
const ON_TIME_SECONDS: i64 = 90;
/// Most due times made up for at once; the next tick brings more.
const MOST: usize = 500;
/// No rule pauses longer than this many days.
const FURTHEST: i64 = 40;

/// What is to fire at `now` when `last` was the latest due time dealt with. A task without a
/// `last` is new: it fires only when it is due just now.
pub(super) fn due_times(
    rule: Rule,
    zone: &TimeZone,
    last: Option<Timestamp>,
    now: Timestamp,
    catch_up: CatchUp,
) -> Vec<Timestamp> {
    let on_time = |due: &Timestamp| now.seconds_since(*due) <= ON_TIME_SECONDS;
    let Some(last) = last else {
        return latest(rule, zone, now)
            .filter(on_time)
            .into_iter()
            .collect();
    };
    match catch_up {
        CatchUp::All => {
            let first = next(rule, zone, last);
            std::iter::successors(first, |due| next(rule, zone, *due))
                .take_while(|due| *due <= now)
                .take(MOST)
                .collect()
        }
        CatchUp::Latest => latest(rule, zone, now)
            .filter(|due| *due > last)
            .into_iter()
            .collect(),
        CatchUp::Skip => latest(rule, zone, now)
            .filter(|due| *due > last)
            .filter(on_time)
            .into_iter()
            .collect(),
    }
}

/// The first due time after `at`.
fn next(rule: Rule, zone: &TimeZone, at: Timestamp) -> Option<Timestamp> {
    if let Rule::Every(pause) = rule {
        let pause = seconds(pause);
        return Some(Timestamp::from_seconds(
            (at.seconds().div_euclid(pause) + 1) * pause,
        ));
    }
    let today = civil_date(at, zone)?;
    (-1..=FURTHEST)
        .filter_map(|days| on_date(rule, zone, plus_days(today, days)?))
        .find(|due| *due > at)
}

/// The last due time at or before `at`.
fn latest(rule: Rule, zone: &TimeZone, at: Timestamp) -> Option<Timestamp> {
    if let Rule::Every(pause) = rule {
        let pause = seconds(pause);
        return Some(Timestamp::from_seconds(
            at.seconds().div_euclid(pause) * pause,
        ));
    }
    let today = civil_date(at, zone)?;
    (-1..=FURTHEST)
        .filter_map(|days| on_date(rule, zone, plus_days(today, -days)?))
        .find(|due| *due <= at)
}

fn seconds(pause: Duration) -> i64 {
    i64::try_from(pause.as_secs()).unwrap_or(i64::MAX).max(1)
}

/// The due time on a civil date, if the rule is due on it.
fn on_date(rule: Rule, zone: &TimeZone, date: Date) -> Option<Timestamp> {
    let (hour, minute) = match rule {
        Rule::Daily { hour, minute } => (hour, minute),
        Rule::Weekly {
            weekday,
            hour,
            minute,
        } if date.weekday() == weekday => (hour, minute),
        Rule::Monthly { day, hour, minute } if date.day() == day.min(date.days_in_month()) => {
            (hour, minute)
        }
        _ => return None,
    };
    let time = jiff::civil::Time::new(hour, minute, 0, 0).ok()?;
    let zoned = date.to_datetime(time).to_zoned(zone.clone()).ok()?;
    Some(Timestamp::from_micros(zoned.timestamp().as_microsecond()))
}

fn civil_date(at: Timestamp, zone: &TimeZone) -> Option<Date> {
    let instant = jiff::Timestamp::from_microsecond(at.micros()).ok()?;
    Some(instant.to_zoned(zone.clone()).date())
}

fn plus_days(date: Date, days: i64) -> Option<Date> {
    date.checked_add(jiff::Span::new().days(days)).ok()
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

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    const HOURLY: Rule = Rule::Every(Duration::from_secs(3600));
    const NIGHTLY: Rule = Rule::Daily {
        hour: 2,
        minute: 30,
    };

    #[test]
    fn catch_up_policies_after_three_hours_away() {
        let (last, now) = (at("2026-11-23T10:00:00Z"), at("2026-11-23T13:20:00Z"));
        let due = |catch_up| due_times(HOURLY, &TimeZone::UTC, Some(last), now, catch_up);
        assert_eq!(due(CatchUp::All).len(), 3);
        assert_eq!(due(CatchUp::Latest), [at("2026-11-23T13:00:00Z")]);
        assert_eq!(due(CatchUp::Skip), []);
        assert_eq!(
            due_times(
                HOURLY,
                &TimeZone::UTC,
                Some(last),
                at("2026-11-23T13:01:00Z"),
                CatchUp::Skip
            ),
            [at("2026-11-23T13:00:00Z")]
        );
    }

    #[test]
    fn a_new_task_waits_for_its_time() {
        let due = |now| due_times(NIGHTLY, &TimeZone::UTC, None, at(now), CatchUp::All);
        assert_eq!(due("2026-11-23T12:00:00Z"), []);
        assert_eq!(due("2026-11-23T02:30:10Z"), [at("2026-11-23T02:30:00Z")]);
    }

    #[test]
    fn summer_time_neither_skips_nor_doubles_a_night() {
        let berlin = zone("Europe/Berlin");
        let nights = |from: &str, to: &str| {
            due_times(NIGHTLY, &berlin, Some(at(from)), at(to), CatchUp::All)
        };
        // 02:30 does not exist on 29 March 2026: 03:30 summer time it is.
        assert_eq!(
            nights("2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"),
            [at("2026-03-29T01:30:00Z")]
        );
        // 02:30 comes twice on 25 October 2026: the first one.
        assert_eq!(
            nights("2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z"),
            [at("2026-10-25T00:30:00Z")]
        );
    }

    #[test]
    fn months_end_on_their_last_day() {
        let rule = Rule::Monthly {
            day: 31,
            hour: 6,
            minute: 0,
        };
        let due = due_times(
            rule,
            &TimeZone::UTC,
            Some(at("2027-01-31T06:00:00Z")),
            at("2027-05-01T00:00:00Z"),
            CatchUp::All,
        );
        let expected =
            ["2027-02-28", "2027-03-31", "2027-04-30"].map(|date| at(&format!("{date}T06:00:00Z")));
        assert_eq!(due, expected);
    }

    fn a_rule() -> impl Strategy<Value = Rule> {
        let time = (0i8..24, 0i8..60);
        prop_oneof![
            (1u64..5000).prop_map(|s| Rule::Every(Duration::from_secs(s))),
            time.clone()
                .prop_map(|(hour, minute)| Rule::Daily { hour, minute }),
            (1i8..=7, time.clone()).prop_map(|(day, (hour, minute))| Rule::Weekly {
                weekday: Weekday::from_monday_one_offset(day).unwrap(),
                hour,
                minute
            }),
            (1i8..=31, time).prop_map(|(day, (hour, minute))| Rule::Monthly { day, hour, minute }),
        ]
    }

    proptest! {
        #[test]
        fn next_and_latest_agree(
            rule in a_rule(),
            seconds in 0i64..4_000_000_000,
            name in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe"]),
        ) {
            let zone = zone(name);
            let now = Timestamp::from_seconds(seconds);
            let next_due = next(rule, &zone, now).unwrap();
            prop_assert!(next_due > now);
            prop_assert_eq!(latest(rule, &zone, next_due), Some(next_due));
            let last = latest(rule, &zone, now).unwrap();
            prop_assert!(last <= now);
            prop_assert_eq!(next(rule, &zone, last), Some(next_due));
        }
    }
}
