//! Times as the files of other programs write them.

use app_types::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

/// The beginning of 1990: nobody has tickets from before in a form that comes here.
const FIRST: Timestamp = Timestamp::from_seconds(631_152_000);

/// Reads an instant: `2024-05-31`, `2024-05-31 14:30` or `31.05.2024 14:30` on the clocks of
/// `zone`, or one that says its own zone (`2024-05-31T14:30:00Z`). A time that the clocks skip
/// counts from before the change, one that comes twice is the first. A date alone has the time
/// `of_day`, but is never later than now.
///
/// # Errors
/// What to write instead; also for a time to come.
pub(super) fn read(
    text: &str,
    of_day: Time,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Timestamp, String> {
    if let Some(date) = date(text) {
        let begins = at(date.at(0, 0, 0, 0), zone)?;
        let read = at(date.to_datetime(of_day), zone)?;
        return checked(begins, now).map(|_| read.min(now));
    }
    let instant = match text.parse::<jiff::Timestamp>() {
        Ok(instant) => instant,
        Err(_) => return checked(at(civil(text).ok_or(HOW)?, zone)?, now),
    };
    checked(Timestamp::from_micros(instant.as_microsecond()), now)
}

/// What to write instead.
const HOW: &str = "Write it as 2024-05-31, or with a time as 2024-05-31 14:30";

/// The instant at which the clocks of the zone show this.
fn at(civil: DateTime, zone: &TimeZone) -> Result<Timestamp, String> {
    let zoned = civil.to_zoned(zone.clone()).map_err(|_| HOW)?;
    Ok(Timestamp::from_micros(zoned.timestamp().as_microsecond()))
}

fn checked(read: Timestamp, now: Timestamp) -> Result<Timestamp, String> {
    if read < FIRST {
        return Err("It is before 1990".into());
    }
    if read > now {
        return Err("It is in the future".into());
    }
    Ok(read)
}

/// A date and nothing else.
fn date(text: &str) -> Option<Date> {
    let written = Date::strptime("%Y-%m-%d", text);
    written.or_else(|_| Date::strptime("%d.%m.%Y", text)).ok()
}

/// The clock's reading. A slash is refused: 5/6/2024 is May in one country and June in another.
fn civil(text: &str) -> Option<DateTime> {
    if let Ok(civil) = text.parse::<DateTime>() {
        return Some(civil);
    }
    DateTime::strptime("%d.%m.%Y %H:%M", text)
        .or_else(|_| DateTime::strptime("%d.%m.%Y %H:%M:%S", text))
        .ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_790_000_000);

    fn in_berlin(text: &str) -> Result<String, String> {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        read(text, Time::midnight(), &berlin, NOW).map(Timestamp::iso)
    }

    #[test]
    fn the_usual_ways_are_read_on_the_clocks_of_the_zone() {
        for (written, instant) in [
            ("2024-05-31", "2024-05-30T22:00:00"),
            ("2024-05-31 14:30", "2024-05-31T12:30:00"),
            ("2024-05-31T14:30:05", "2024-05-31T12:30:05"),
            ("31.05.2024 14:30", "2024-05-31T12:30:00"),
            ("31.05.2024", "2024-05-30T22:00:00"),
            ("2024-05-31T14:30:00Z", "2024-05-31T14:30:00"),
            ("2024-05-31T14:30:00+05:00", "2024-05-31T09:30:00"),
            // Two in the morning does not exist on this day, and comes twice on that.
            ("2024-03-31 02:30", "2024-03-31T01:30:00"),
            ("2024-10-27 02:30", "2024-10-27T00:30:00"),
        ] {
            assert!(
                in_berlin(written).unwrap().starts_with(instant),
                "{written}: {:?}",
                in_berlin(written)
            );
        }
    }

    /// Today is not over: its end is now.
    #[test]
    fn a_date_alone_has_the_time_that_is_asked_for() {
        let late = |text| read(text, Time::constant(23, 59, 59, 0), &TimeZone::UTC, NOW);
        assert!(
            late("2024-05-31")
                .unwrap()
                .iso()
                .starts_with("2024-05-31T23:59:59")
        );
        assert_eq!(late("2026-09-21").unwrap(), NOW);
        assert!(late("2026-09-22").is_err());
    }

    #[test]
    fn what_is_no_time_or_cannot_be_is_refused() {
        for bad in [
            "",
            "yesterday",
            "5/6/2024",
            "2024-02-30",
            "31.04.2024",
            "2024-05-31 25:00",
            "2024",
            "1970-01-01",
            "1989-12-31",
            "2100-01-01",
            "9999-12-31T23:59:59Z",
            "-2024-05-31",
            "=NOW()",
        ] {
            assert!(in_berlin(bad).is_err(), "{bad}: {:?}", in_berlin(bad));
        }
    }

    proptest! {
        #[test]
        fn nothing_panics_and_nothing_is_to_come(text in "[0-9TZ:. +-]{0,30}") {
            if let Ok(at) = read(&text, Time::MAX, &TimeZone::UTC, NOW) {
                prop_assert!(at <= NOW);
            }
        }
    }
}
