//! When things happened: on working days, in working hours, never in the future.

use app_types::Timestamp;

const DAY: i64 = 86_400;
/// Seconds of UTC at which the working day of the Americas begins.
const DAY_START: i64 = 13 * 3_600;
const DAY_LENGTH: i64 = 10 * 3_600;
/// The last tickets came in during these hours before now.
const FRESH_HOURS: i64 = 6;

/// When ticket `index` of `count` came in, oldest first; `days` is the age of the oldest one.
/// Later tickets are never earlier.
pub(super) fn created_at(now: Timestamp, index: usize, count: usize, days: i64) -> Timestamp {
    let fresh = (count / 20).clamp(1, 8).min(count);
    let older = count - fresh;
    if index >= older {
        let step = FRESH_HOURS * 3_600 / (fresh as i64 + 1);
        return now.plus_seconds(-step * (count - index) as i64);
    }
    let workdays = (days * 5 / 7).max(1);
    let working = i128::from(workdays * DAY_LENGTH);
    let second = (working * index as i128 / older as i128) as i64;
    let (back, within) = (workdays - second / DAY_LENGTH, second % DAY_LENGTH);
    // Counted from before the fresh ones, so that the last working day ends before they begin.
    let last_day = (now.seconds() - FRESH_HOURS * 3_600).div_euclid(DAY);
    let midnight = workday_before(last_day, back) * DAY;
    // A little noise below a second keeps instants apart.
    Timestamp::from_micros(
        (midnight + DAY_START + within) * 1_000_000 + (index as i64 * 7_919) % 1_000_000,
    )
}

/// The day that lies `back` working days before `today`, in days since 1970.
fn workday_before(today: i64, back: i64) -> i64 {
    // 1970-01-01 was a Thursday; 0 is Monday.
    let weekday = (today + 3).rem_euclid(7);
    if weekday > 4 {
        // From a weekend the Friday is one working day back.
        return workday_before(today - (weekday - 4), (back - 1).max(0));
    }
    let (weeks, days) = (back / 5, back % 5);
    let weekend = if days > weekday { 2 } else { 0 };
    today - weeks * 7 - days - weekend
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn weekends_are_skipped() {
        // Monday, 23 November 2026
        let monday = Timestamp::from_seconds(1_795_392_000).seconds() / DAY;
        assert_eq!((monday + 3).rem_euclid(7), 0);
        assert_eq!(workday_before(monday, 1), monday - 3);
        assert_eq!(workday_before(monday + 2, 2), monday);
        assert_eq!(workday_before(monday + 2, 3), monday - 3);
        assert_eq!(workday_before(monday + 6, 1), monday + 4);
        assert_eq!(workday_before(monday + 5, 5), monday);
    }

    proptest! {
        #[test]
        fn time_never_runs_backwards(seconds in 1_700_000_000i64..1_900_000_000, count in 1usize..500, days in 1i64..900) {
            let now = Timestamp::from_seconds(seconds);
            let all: Vec<_> = (0..count).map(|index| created_at(now, index, count, days)).collect();
            prop_assert!(all.windows(2).all(|pair| pair[0].seconds() <= pair[1].seconds()), "{all:?}");
            prop_assert!(all.iter().all(|at| *at < now));
        }

        #[test]
        fn working_days_are_working_days(today in 18_000i64..25_000, back in 1i64..2_000) {
            let day = workday_before(today, back);
            prop_assert!(day < today);
            prop_assert!((day + 3).rem_euclid(7) <= 4);
            prop_assert!(workday_before(today, back + 1) < day);
        }
    }
}
