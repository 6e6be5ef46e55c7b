//! An instant in UTC with microseconds, as `DATETIME(6)` holds it.

use serde::{Deserialize, Serialize};

/// Microseconds since 1970-01-01T00:00:00Z. Civil time appears only where a zone is known,
/// which is on the server; the browser gets finished text beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Datetime))]
pub struct Timestamp(pub i64);

const DAY_SECONDS: i64 = 86_400;

/// Year, month, day, hour, minute, second, microsecond in UTC.
type Civil = (i64, u32, u32, u32, u32, u32, u32);

impl Timestamp {
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds * 1_000_000)
    }

    pub const fn micros(self) -> i64 {
        self.0
    }

    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0 + seconds * 1_000_000)
    }

    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days * DAY_SECONDS)
    }

    /// Seconds from `earlier` to `self`, rounded down; negative when `earlier` is later.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).div_euclid(1_000_000)
    }

    /// RFC 3339 in UTC with seconds: `2026-11-23T21:08:44Z`.
    pub fn iso(self) -> String {
        let (year, month, day, hour, minute, second, _) = self.civil();
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    fn civil(self) -> Civil {
        let seconds = self.seconds();
        let micro = self.0.rem_euclid(1_000_000) as u32;
        let (year, month, day) = civil_from_days(seconds.div_euclid(DAY_SECONDS));
        let rest = seconds.rem_euclid(DAY_SECONDS) as u32;
        (
            year,
            month,
            day,
            rest / 3600,
            rest / 60 % 60,
            rest % 60,
            micro,
        )
    }
}

/// Days since 1970-01-01 to a date of the proleptic Gregorian calendar.
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * shifted_month + 2) / 5 + 1) as u32;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    } as u32;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// The inverse of [`civil_from_days`]; the browser has no use for it.
#[cfg(any(test, feature = "db"))]
fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted_month = i64::from(if month > 2 { month - 3 } else { month + 9 });
    let day_of_year = (153 * shifted_month + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(any(test, feature = "db"))]
fn from_civil((year, month, day, hour, minute, second, micro): Civil) -> Timestamp {
    let seconds = days_from_civil(year, month, day) * DAY_SECONDS
        + i64::from(hour) * 3600
        + i64::from(minute) * 60
        + i64::from(second);
    Timestamp(seconds * 1_000_000 + i64::from(micro))
}

#[cfg(feature = "db")]
mod column {
    use super::{Timestamp, from_civil};
    use diesel::deserialize::{self, FromSql};
    use diesel::mysql::data_types::{MysqlTime, MysqlTimestampType};
    use diesel::mysql::{Mysql, MysqlValue};
    use diesel::serialize::{self, Output, ToSql};
    use diesel::sql_types::Datetime;

    impl ToSql<Datetime, Mysql> for Timestamp {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Mysql>) -> serialize::Result {
            let (year, month, day, hour, minute, second, micro) = self.civil();
            let time = MysqlTime::new(
                year as u32,
                month,
                day,
                hour,
                minute,
                second,
                micro.into(),
                false,
                MysqlTimestampType::MYSQL_TIMESTAMP_DATETIME,
                0,
            );
            <MysqlTime as ToSql<Datetime, Mysql>>::to_sql(&time, &mut out.reborrow())
        }
    }

    impl FromSql<Datetime, Mysql> for Timestamp {
        fn from_sql(value: MysqlValue<'_>) -> deserialize::Result<Self> {
            let time = <MysqlTime as FromSql<Datetime, Mysql>>::from_sql(value)?;
            let micro = u32::try_from(time.second_part)?;
            Ok(from_civil((
                i64::from(time.year),
                time.month,
                time.day,
                time.hour,
                time.minute,
                time.second,
                micro,
            )))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn writes_the_iso_form() {
        assert_eq!(Timestamp::from_seconds(0).iso(), "1970-01-01T00:00:00Z");
        assert_eq!(
            Timestamp::from_seconds(951_782_400).iso(),
            "2000-02-29T00:00:00Z"
        );
    }

    proptest! {
        #[test]
        fn civil_round_trip(micros in -62_000_000_000_000_000i64..200_000_000_000_000_000) {
            let at = Timestamp::from_micros(micros);
            prop_assert_eq!(from_civil(at.civil()), at);
        }
    }
}
