//! Instants as people read them, in a zone. Done on the server only, so that a page says the
//! same before and after hydration and no time-zone data goes to the browser.

use app_types::Timestamp;
use app_types::common::When;
use jiff::tz::TimeZone;

/// Writes instants for one reader.
#[derive(Debug, Clone)]
pub struct ClockText {
    zone: TimeZone,
    now: Timestamp,
}

impl ClockText {
    /// An unknown zone name reads as UTC.
    pub fn new(zone: &str, now: Timestamp) -> Self {
        Self {
            zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC),
            now,
        }
    }

    /// The reader's.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Today as `14:05`, this year as `23 Nov, 14:05`, else `23 Nov 2025`.
    pub fn when(&self, at: Timestamp) -> When {
        let civil = zoned(at, &self.zone);
        let today = zoned(self.now, &self.zone);
        let short = if civil.date() == today.date() {
            "%H:%M"
        } else if civil.year() == today.year() {
            "%-d %b, %H:%M"
        } else {
            "%-d %b %Y"
        };
        When {
            iso: at.iso(),
            text: civil.strftime(short).to_string(),
            long: civil.strftime("%A, %-d %B %Y, %H:%M %Z").to_string(),
        }
    }

    /// The instant on the reader's wall clock; `None` for one that [`Self::when`] did not write.
    pub fn local(&self, when: &When) -> Option<jiff::civil::DateTime> {
        let at: jiff::Timestamp = when.iso.parse().ok()?;
        Some(at.to_zoned(self.zone.clone()).datetime())
    }

    /// The reader's zone: `Europe/Berlin`.
    pub fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }
}

fn zoned(at: Timestamp, zone: &TimeZone) -> jiff::Zoned {
    jiff::Timestamp::from_microsecond(at.micros())
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_zoned(zone.clone())
}

/// Whether the time-zone database knows `name`.
pub fn is_zone(name: &str) -> bool {
    TimeZone::get(name).is_ok()
}

/// The names that a person may choose from, in order: places, and UTC.
pub fn zones() -> Vec<String> {
    let known = jiff::tz::db().available();
    let mut names: Vec<String> = known.map(|name| name.to_string()).collect();
    names.retain(|name| {
        let region = name.split('/').next().unwrap_or_default();
        name == "UTC" || (name.contains('/') && REGIONS.contains(&region))
    });
    names.sort();
    names
}

/// Other first parts are old names and technical zones.
const REGIONS: &[&str] = &[
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_less_the_nearer_it_is() {
        let now = Timestamp::from_seconds(1_795_464_000); // 2026-11-23 20:00 UTC
        let text = ClockText::new("Europe/Berlin", now);
        assert_eq!(text.when(now).text, "21:00");
        assert_eq!(text.when(now.plus_days(-1)).text, "22 Nov, 21:00");
        assert_eq!(text.when(now.plus_days(-400)).text, "19 Oct 2025");
        assert_eq!(text.when(now).long, "Monday, 23 November 2026, 21:00 CET");
        let local = text.local(&text.when(now));
        let local = local.map(|local| local.to_string());
        assert_eq!(local.as_deref(), Some("2026-11-23T21:00:00"));
        assert_eq!(text.zone_name(), "Europe/Berlin");
        assert_eq!(ClockText::new("Nowhere", now).zone_name(), "UTC");
    }
}
