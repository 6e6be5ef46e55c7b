//! What rules know of a ticket at the moment of an event.

use app_types::Timestamp;
use app_types::triage::Field;
use jiff::tz::TimeZone;
use std::borrow::Cow;

/// A ticket and the message that set the rules off. Every fact has a text form, the same one
/// that conditions and actions carry, so that one comparison serves all fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    pub subject: String,
    pub body: String,
    pub sender_address: String,
    /// Empty: an internal ticket.
    pub client: String,
    pub vip: bool,
    pub board: String,
    pub priority: String,
    pub status: String,
    pub category: String,
    pub ticket_type: String,
    pub source: String,
    /// Empty: nobody.
    pub technician: String,
    pub moment: Moment,
}

/// A minute of the week in the tenant's zone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moment {
    /// 0 for Monday.
    pub day: u8,
    /// 0 to 1439.
    pub minute: u16,
}

impl Moment {
    /// An unknown zone name reads as UTC.
    pub fn of(at: Timestamp, zone: &str) -> Self {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        let civil = jiff::Timestamp::from_microsecond(at.micros())
            .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
            .to_zoned(zone);
        Self {
            day: civil.weekday().to_monday_zero_offset().unsigned_abs(),
            minute: u16::from(civil.hour().unsigned_abs()) * 60
                + u16::from(civil.minute().unsigned_abs()),
        }
    }

    /// Whether a day or group of days, as conditions name them, holds this one.
    pub fn is_on(self, day: &str) -> bool {
        match day {
            "weekdays" => self.day < 5,
            "weekend" => self.day >= 5,
            name => DAYS.get(usize::from(self.day)) == Some(&name),
        }
    }
}

const DAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

impl Facts {
    /// The text form of a fact; the two fields of time are compared otherwise.
    pub fn text(&self, field: Field) -> Cow<'_, str> {
        match field {
            Field::Subject => (&self.subject).into(),
            Field::Body => (&self.body).into(),
            Field::SenderAddress => (&self.sender_address).into(),
            Field::SenderDomain => domain(&self.sender_address).into(),
            Field::Client => (&self.client).into(),
            Field::Vip => if self.vip { "yes" } else { "no" }.into(),
            Field::Board => (&self.board).into(),
            Field::Priority => (&self.priority).into(),
            Field::Status => (&self.status).into(),
            Field::Category => (&self.category).into(),
            Field::TicketType => (&self.ticket_type).into(),
            Field::Source => (&self.source).into(),
            Field::Technician => (&self.technician).into(),
            Field::Weekday | Field::TimeOfDay => Cow::Borrowed(""),
        }
    }
}

fn domain(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, domain)| domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minute_is_the_tenants() {
        // 2026-11-23 is a Monday; 23:30 UTC is Tuesday 00:30 in Berlin.
        let at = Timestamp::from_seconds(1_795_464_000 + 3 * 3600 + 1800);
        let utc = Moment::of(at, "UTC");
        let berlin = Moment::of(at, "Europe/Berlin");
        assert_eq!((utc.day, utc.minute), (0, 23 * 60 + 30));
        assert_eq!((berlin.day, berlin.minute), (1, 30));
        assert!(berlin.is_on("tuesday") && berlin.is_on("weekdays"));
        assert!(!berlin.is_on("weekend") && !berlin.is_on("someday"));
        assert_eq!(Moment::of(at, "no/zone"), utc);
    }

    #[test]
    fn a_domain_is_what_follows_the_last_at() {
        assert_eq!(domain("\"a@b\"@mill.example"), "mill.example");
        assert_eq!(domain(""), "");
    }
}
