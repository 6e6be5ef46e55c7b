//! When a recurring ticket is due: pure functions over values.
//!
//! A due time is a civil time of day on a civil date in the schedule's zone. Where a change of
//! clocks leaves that time out, it comes later by as much as the clocks jump (02:30 becomes 03:30);
//! where it comes twice, the first one counts. Each date gives one due time at most.

use app_types::Timestamp;
use app_types::recurring::{NTHS, WEEKDAYS};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

/// A schedule that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Recurrence {
    pub days: Days,
    /// Every so many days, weeks (from Monday) or months, counted from those of `starts_on`.
    pub every: u16,
    pub starts_on: Date,
    /// The last day that may have a due time.
    pub ends_on: Option<Date>,
    pub at: Time,
}

/// On which days; weekdays are numbered from Monday, 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Days {
    Daily,
    Weekly(Vec<i8>),
    /// In shorter months on the last day.
    MonthDay(i8),
    LastDay,
    /// Which one (5: the last), and of which weekday.
    NthWeekday(i8, i8),
}

/// No schedule pauses longer than this many days: two years and a month, and room for February.
const FURTHEST: i64 = 800;
/// Most due times looked at at once.
pub(super) const MOST: usize = 1_000;

impl Recurrence {
    /// Whether a civil date has a due time.
    pub fn falls_on(&self, date: Date) -> bool {
        if date < self.starts_on || self.ends_on.is_some_and(|end| date > end) {
            return false;
        }
        let weekday = date.weekday().to_monday_one_offset();
        let of_month = match &self.days {
            Days::Daily => return self.counts(days_between(self.starts_on, date)),
            Days::Weekly(days) => {
                let weeks = days_between(monday(self.starts_on), monday(date)) / 7;
                return days.contains(&weekday) && self.counts(weeks);
            }
            Days::MonthDay(day) => date.day() == (*day).min(date.days_in_month()),
            Days::LastDay => date.day() == date.days_in_month(),
            Days::NthWeekday(nth, day) => {
                let right = match nth {
                    5 => date.day() + 7 > date.days_in_month(),
                    nth => (date.day() - 1) / 7 + 1 == *nth,
                };
                right && weekday == *day
            }
        };
        let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
        of_month && self.counts(months(date) - months(self.starts_on))
    }

    fn counts(&self, steps: i64) -> bool {
        steps.rem_euclid(i64::from(self.every.max(1))) == 0
    }

    /// The due time of a civil date, whether or not it has one.
    fn instant(&self, date: Date, zone: &TimeZone) -> Option<Timestamp> {
        let zoned = date.to_datetime(self.at).to_zoned(zone.clone()).ok()?;
        Some(Timestamp::from_micros(zoned.timestamp().as_microsecond()))
    }

    /// The first due time after an instant; `None` when there is none any more.
    pub fn next_after(&self, zone: &TimeZone, after: Timestamp) -> Option<Timestamp> {
        let instant = jiff::Timestamp::from_microsecond(after.micros()).ok()?;
        // From the day before: a day that a zone leaves out becomes a time of the next one.
        let today = instant.to_zoned(zone.clone()).date();
        let from = today.checked_sub(1.day()).ok()?.max(self.starts_on);
        (0..=FURTHEST)
            .map_while(|days| from.checked_add(Span::new().days(days)).ok())
            .take_while(|date| self.ends_on.is_none_or(|end| *date <= end))
            .filter(|date| self.falls_on(*date))
            .filter_map(|date| self.instant(date, zone))
            .find(|due| *due > after)
    }

    /// The due times after an instant, at most [`MOST`].
    pub fn all_after(&self, zone: &TimeZone, after: Timestamp) -> impl Iterator<Item = Timestamp> {
        let first = self.next_after(zone, after);
        std::iter::successors(first, move |due| self.next_after(zone, *due)).take(MOST)
    }

    /// `Every 2 weeks on Monday and Friday at 08:30`
    pub fn words(&self) -> String {
        let on = match &self.days {
            Days::Daily => String::new(),
            Days::Weekly(days) => format!(" on {}", listed(days)),
            Days::MonthDay(day) if *day > 28 => {
                format!(" on day {day}, or the last day of shorter months,")
            }
            Days::MonthDay(day) => format!(" on day {day}"),
            Days::LastDay => " on the last day".to_string(),
            Days::NthWeekday(nth, day) => {
                format!(" on the {} {}", name(&NTHS, *nth), name(&WEEKDAYS, *day))
            }
        };
        let unit = match self.days {
            Days::Daily => "day",
            Days::Weekly(_) => "week",
            _ => "month",
        };
        let every = match self.every {
            0 | 1 => format!("Every {unit}"),
            many => format!("Every {many} {unit}s"),
        };
        format!("{every}{on} at {}", self.at.strftime("%H:%M"))
    }
}

fn name(names: &'static [(i8, &'static str)], number: i8) -> &'static str {
    let found = names.iter().find(|(known, _)| *known == number);
    found.map_or("", |(_, name)| name)
}

fn listed(days: &[i8]) -> String {
    let names: Vec<&str> = days.iter().map(|day| name(&WEEKDAYS, *day)).collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_string(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}

fn monday(date: Date) -> Date {
    let back = i64::from(date.weekday().to_monday_zero_offset());
    date.checked_sub(Span::new().days(back)).unwrap_or(date)
}

fn days_between(from: Date, to: Date) -> i64 {
    (to - from).get_days().into()
}

/// What is done with due times that passed unmet: while no scheduler ran, the most recent one
/// still makes its tickets, and the earlier ones are written down as missed. Three days without a
/// scheduler must not bring three backup checks at once.
pub(super) fn split_missed(mut due: Vec<Timestamp>) -> (Vec<Timestamp>, Option<Timestamp>) {
    let last = due.pop();
    (due, last)
}
