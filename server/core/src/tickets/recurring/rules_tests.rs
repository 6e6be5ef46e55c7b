//! The rule against dates worked out by hand and against another way to count.

#![allow(clippy::unwrap_used)]

use super::rules::*;
use app_types::Timestamp;
use jiff::civil::{Date, date, time};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    let instant: jiff::Timestamp = text.parse().unwrap();
    Timestamp::from_micros(instant.as_microsecond())
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn rule(days: Days, every: u16, starts_on: Date, hour: i8, minute: i8) -> Recurrence {
    Recurrence {
        days,
        every,
        starts_on,
        ends_on: None,
        at: time(hour, minute, 0, 0),
    }
}

fn dues(rule: &Recurrence, zone: &TimeZone, after: &str, count: usize) -> Vec<Timestamp> {
    rule.all_after(zone, at(after)).take(count).collect()
}

fn dates(rule: &Recurrence, after: &str, count: usize) -> Vec<String> {
    dues(rule, &TimeZone::UTC, after, count)
        .iter()
        .map(|due| due.iso()[..10].to_string())
        .collect()
}

#[test]
fn a_night_that_lacks_the_hour_has_it_later_and_one_that_repeats_it_has_it_once() {
    let nightly = rule(Days::Daily, 1, date(2026, 1, 1), 2, 30);
    let berlin = zone("Europe/Berlin");
    assert_eq!(
        dues(&nightly, &berlin, "2026-03-28T12:00:00Z", 2),
        [at("2026-03-29T01:30:00Z"), at("2026-03-30T00:30:00Z")],
        "02:30 does not exist on 29 March: 03:30 it is"
    );
    assert_eq!(
        dues(&nightly, &berlin, "2026-10-24T12:00:00Z", 2),
        [at("2026-10-25T00:30:00Z"), at("2026-10-26T01:30:00Z")],
        "02:30 comes twice on 25 October: the first one, once"
    );
    // Asked in the middle of the repeated hour, it is over.
    assert_eq!(
        nightly.next_after(&berlin, at("2026-10-25T00:30:00Z")),
        Some(at("2026-10-26T01:30:00Z"))
    );
}

#[test]
fn a_day_that_a_zone_leaves_out_gives_no_second_time() {
    // Samoa went from 29 to 31 December 2011.
    let daily = rule(Days::Daily, 1, date(2011, 12, 1), 10, 0);
    let found = dues(&daily, &zone("Pacific/Apia"), "2011-12-29T12:00:00Z", 3);
    assert_eq!(
        found,
        [
            at("2011-12-29T20:00:00Z"),
            at("2011-12-30T20:00:00Z"),
            at("2011-12-31T20:00:00Z")
        ]
    );
}

#[test]
fn the_end_of_the_month_is_its_last_day_and_comes_back_to_the_31st() {
    let last = rule(Days::MonthDay(31), 1, date(2027, 1, 1), 6, 0);
    let expected = [
        "2027-01-31",
        "2027-02-28",
        "2027-03-31",
        "2027-04-30",
        "2027-05-31",
    ];
    assert_eq!(dates(&last, "2027-01-01T00:00:00Z", 5), expected);
    let leap = rule(Days::MonthDay(30), 1, date(2028, 2, 1), 6, 0);
    assert_eq!(
        dates(&leap, "2028-01-01T00:00:00Z", 2),
        ["2028-02-29", "2028-03-30"]
    );
    let named = rule(Days::LastDay, 3, date(2027, 2, 1), 6, 0);
    assert_eq!(
        dates(&named, "2027-01-01T00:00:00Z", 3),
        ["2027-02-28", "2027-05-31", "2027-08-31"]
    );
}

#[test]
fn weekdays_of_months_and_weeks_are_counted_from_the_start() {
    let second_tuesday = rule(Days::NthWeekday(2, 2), 1, date(2026, 11, 26), 6, 0);
    assert_eq!(
        dates(&second_tuesday, "2026-11-01T00:00:00Z", 3),
        ["2026-12-08", "2027-01-12", "2027-02-09"]
    );
    let last_friday = rule(Days::NthWeekday(5, 5), 2, date(2026, 11, 1), 6, 0);
    assert_eq!(
        dates(&last_friday, "2026-11-01T00:00:00Z", 2),
        ["2026-11-27", "2027-01-29"]
    );
    // Begun on a Thursday: its Monday is over, and the week after next is the next one.
    let fortnight = rule(Days::Weekly(vec![1, 4]), 2, date(2026, 11, 26), 6, 0);
    assert_eq!(
        dates(&fortnight, "2026-11-01T00:00:00Z", 3),
        ["2026-11-26", "2026-12-07", "2026-12-10"]
    );
}

#[test]
fn it_ends_with_its_last_day() {
    let mut short = rule(Days::Daily, 2, date(2026, 11, 26), 6, 0);
    short.ends_on = Some(date(2026, 11, 29));
    assert_eq!(
        dates(&short, "2026-01-01T00:00:00Z", 9),
        ["2026-11-26", "2026-11-28"]
    );
    assert_eq!(
        short.next_after(&TimeZone::UTC, at("2026-11-28T06:00:00Z")),
        None
    );
    // The end of time is no panic.
    let far = rule(Days::Daily, 1, date(9999, 12, 31), 23, 59);
    assert!(dues(&far, &zone("Pacific/Kiritimati"), "2026-01-01T00:00:00Z", 9).len() <= 1);
}

#[test]
fn the_latest_of_those_missed_is_made_up_for() {
    let due = vec![at("2026-11-24T06:00:00Z"), at("2026-11-25T06:00:00Z")];
    assert_eq!(
        split_missed(due.clone()),
        (vec![due[0]], Some(due[1])),
        "the earlier one is written down only"
    );
    assert_eq!(split_missed(Vec::new()), (Vec::new(), None));
}

#[test]
fn schedules_read_as_people_say_them() {
    let start = date(2026, 1, 1);
    let words = |days, every| rule(days, every, start, 8, 5).words();
    assert_eq!(words(Days::Daily, 1), "Every day at 08:05");
    assert_eq!(
        words(Days::Weekly(vec![1, 3, 5]), 2),
        "Every 2 weeks on Monday, Wednesday and Friday at 08:05"
    );
    assert_eq!(
        words(Days::MonthDay(31), 1),
        "Every month on day 31, or the last day of shorter months, at 08:05"
    );
    assert_eq!(
        words(Days::NthWeekday(5, 7), 12),
        "Every 12 months on the last Sunday at 08:05"
    );
}

fn a_rule() -> impl Strategy<Value = Recurrence> {
    let days = prop_oneof![
        Just(Days::Daily),
        prop::sample::subsequence(vec![1i8, 2, 3, 4, 5, 6, 7], 1..=7).prop_map(Days::Weekly),
        (1i8..=31).prop_map(Days::MonthDay),
        Just(Days::LastDay),
        (1i8..=5, 1i8..=7).prop_map(|(nth, day)| Days::NthWeekday(nth, day)),
    ];
    let start = (0i64..12_000).prop_map(|days| {
        date(2000, 1, 1)
            .checked_add(Span::new().days(days))
            .unwrap()
    });
    let end = prop::option::of(0i64..2_000);
    (days, 1u16..=24, start, end, 0i8..24, 0i8..60).prop_map(
        |(days, every, starts_on, end, hour, minute)| Recurrence {
            days,
            every,
            starts_on,
            ends_on: end.map(|days| starts_on.checked_add(Span::new().days(days)).unwrap()),
            at: time(hour, minute, 0, 0),
        },
    )
}

const ZONES: [&str; 6] = [
    "UTC",
    "Europe/Berlin",
    "America/St_Johns",
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
];

/// The date of each step, counted forward from the start instead of asked day by day.
fn counted(rule: &Recurrence, steps: i64) -> Vec<Date> {
    let every = i64::from(rule.every);
    let start = rule.starts_on;
    let first = start.first_of_month();
    let weekday = |date: Date| date.weekday().to_monday_one_offset();
    let mut found = Vec::new();
    for step in 0..steps {
        let month = first.checked_add(Span::new().months(step * every)).unwrap();
        match &rule.days {
            Days::Daily => found.push(start.checked_add(Span::new().days(step * every)).unwrap()),
            Days::Weekly(days) => {
                let back = i64::from(weekday(start)) - 1;
                for day in days {
                    let ahead = step * every * 7 - back + i64::from(*day) - 1;
                    found.push(start.checked_add(Span::new().days(ahead)).unwrap());
                }
            }
            Days::MonthDay(day) => found.push(
                month
                    .with()
                    .day((*day).min(month.days_in_month()))
                    .build()
                    .unwrap(),
            ),
            Days::LastDay => found.push(month.last_of_month()),
            Days::NthWeekday(nth, day) => {
                let all = (0..month.days_in_month())
                    .map(|add| month.checked_add(i64::from(add).days()).unwrap())
                    .filter(|date| weekday(*date) == *day)
                    .collect::<Vec<_>>();
                let one = match nth {
                    5 => all.last(),
                    nth => all.get(*nth as usize - 1),
                };
                found.push(*one.unwrap());
            }
        }
    }
    found.retain(|date| *date >= start && rule.ends_on.is_none_or(|end| *date <= end));
    found
}

proptest! {
    #[test]
    fn both_ways_to_count_agree(rule in a_rule()) {
        let expected = counted(&rule, 8);
        let before = rule.starts_on.checked_sub(2.days()).unwrap();
        let after = before.to_zoned(TimeZone::UTC).unwrap().timestamp();
        let found: Vec<Date> = rule
            .all_after(&TimeZone::UTC, Timestamp::from_micros(after.as_microsecond()))
            .take(expected.len())
            .map(|due| jiff::Timestamp::from_microsecond(due.micros()).unwrap())
            .map(|due| due.to_zoned(TimeZone::UTC).date())
            .collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn due_times_go_forward_one_for_each_date(
        rule in a_rule(),
        name in prop::sample::select(ZONES.to_vec()),
        seconds in 900_000_000i64..2_000_000_000,
    ) {
        let zone = zone(name);
        let after = Timestamp::from_seconds(seconds);
        let found: Vec<Timestamp> = rule.all_after(&zone, after).take(6).collect();
        let mut last = after;
        for due in found {
            prop_assert!(due > last);
            // Nothing lies between: asked again from just before, the same answer comes.
            let before = Timestamp::from_micros(due.micros() - 1);
            prop_assert_eq!(rule.next_after(&zone, before), Some(due));
            prop_assert_eq!(rule.next_after(&zone, last), Some(due));
            let civil = jiff::Timestamp::from_microsecond(due.micros()).unwrap().to_zoned(zone.clone());
            // The date itself, or the one after it where the zone left the time out.
            let yesterday = civil.date().yesterday().unwrap();
            prop_assert!(rule.falls_on(civil.date()) || rule.falls_on(yesterday));
            if civil.time() != rule.at {
                let wanted = civil.date().to_datetime(rule.at);
                let gap = zone.to_ambiguous_timestamp(wanted).offset();
                prop_assert!(is_gap(gap) || rule.falls_on(yesterday), "{civil} for {:?}", rule.at);
            }
            last = due;
        }
    }
}

fn is_gap(offset: jiff::tz::AmbiguousOffset) -> bool {
    matches!(offset, jiff::tz::AmbiguousOffset::Gap { .. })
}
