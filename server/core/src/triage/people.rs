//! Who can be given tickets: skills, absences, and whose turn it is.

use super::assign::{Candidate, choose};
use super::check::MAX_SKILL;
use super::people_queries as queries;
use super::people_queries::Person;
use crate::clocktext::ClockText;
use crate::error::{Error, Result, require};
use app_types::id::{TriageRuleId, UserId};
use app_types::triage::{Action, PersonRow, Strategy};
use app_types::{Invalid, Permission, Timestamp};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use server_db::TenantTx;
use server_db::audit::AuditRecord;
use std::collections::{BTreeMap, BTreeSet};

const MAX_SKILLS: usize = 20;

/// Everybody who can be given tickets, by name.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn list(tx: &mut TenantTx, text: &ClockText) -> Result<Vec<PersonRow>> {
    require(tx, Permission::TicketsEdit)?;
    let zone = zone(tx).await?;
    let (now, me) = (tx.now(), tx.actor().user_id());
    let all = tx.can(Permission::SettingsManage);
    let mut people = queries::workers(tx).await?;
    people.retain(works_on_tickets);
    let ids: Vec<UserId> = people.iter().map(|person| person.id).collect();
    let loads: BTreeMap<UserId, i64> = queries::loads(tx, &ids).await?.into_iter().collect();
    let rows = people.into_iter().map(|person| PersonRow {
        load: count(loads.get(&person.id)),
        back_on: person
            .away_until(now)
            .map(|at| day_of(at, &zone))
            .unwrap_or_default(),
        back: person.away_until(now).map(|at| text.when(at)),
        may_change: all || me == Some(person.id),
        id: person.id,
        name: person.name,
        skills: person.skills.unwrap_or_default(),
        version: person.version.unwrap_or_default(),
    });
    Ok(rows.collect())
}

/// Says what somebody can do and until when they are away (`back_on`: the day on which they are
/// back, empty for here). People do this for themselves; for others it takes the settings' right.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`]; [`Error::Conflict`] when
/// someone else changed it.
pub async fn set(
    tx: &mut TenantTx,
    user: UserId,
    version: u32,
    skills: &str,
    back_on: &str,
) -> Result<()> {
    require(tx, Permission::TicketsEdit)?;
    if tx.actor().user_id() != Some(user) {
        require(tx, Permission::SettingsManage)?;
    }
    let people = queries::workers(tx).await?;
    let person = people.into_iter().find(|person| person.id == user);
    let person = person.ok_or(Error::NotFound)?;
    let zone = zone(tx).await?;
    let mut invalid = Invalid::new();
    let skills = check_skills(skills, &mut invalid).join(", ");
    let back_at = check_day(back_on, &zone, tx.now(), &mut invalid);
    invalid.into_result()?;
    if !queries::set(tx, user, version, &skills, back_at).await? {
        let words =
            "Someone changed this a moment ago. Load the page again and repeat your change.";
        return Err(Error::Conflict(words.into()));
    }
    let away = if back_at.is_some() { "away" } else { "here" };
    tx.record(AuditRecord {
        action: "triage_person.change",
        entity: "user",
        entity_id: Some(user.0),
        summary: format!("{}: {away}; {skills}", person.name),
    });
    Ok(())
}

/// Who gets the ticket by a rule's action; `None`: nobody is here who could. The rule stays locked
/// until the end of the transaction, so that tickets that come at once are shared out in turn.
pub(super) async fn next(
    tx: &mut TenantTx,
    rule: TriageRuleId,
    action: &Action,
) -> Result<Option<UserId>> {
    let Some(strategy) = Strategy::parse(&action.value) else {
        return Ok(None);
    };
    let last = queries::lock_turn(tx, rule).await?;
    let pool: BTreeSet<UserId> = action
        .people
        .iter()
        .filter_map(|id| UserId::parse(id))
        .collect();
    let now = tx.now();
    let mut people = queries::workers(tx).await?;
    people.retain(|person| {
        works_on_tickets(person)
            && person.away_until(now).is_none()
            && (pool.is_empty() || pool.contains(&person.id))
            && person.can(&action.skill)
    });
    let ids: Vec<UserId> = people.iter().map(|person| person.id).collect();
    let loads: BTreeMap<UserId, i64> = match strategy {
        Strategy::RoundRobin => BTreeMap::new(),
        Strategy::LeastLoaded => queries::loads(tx, &ids).await?.into_iter().collect(),
    };
    let candidates = ids.into_iter().map(|id| Candidate {
        load: count(loads.get(&id)),
        id,
    });
    let chosen = choose(strategy, &candidates.collect::<Vec<_>>(), last);
    if let Some(user) = chosen {
        queries::set_turn(tx, rule, user).await?;
    }
    Ok(chosen)
}

fn count(load: Option<&i64>) -> u32 {
    load.and_then(|load| u32::try_from(*load).ok()).unwrap_or(0)
}

fn works_on_tickets(person: &Person) -> bool {
    crate::identity::read_permissions(&person.permissions).has(Permission::TicketsReply)
}

impl Person {
    fn away_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.back_at.filter(|back| *back > now)
    }

    fn can(&self, skill: &str) -> bool {
        let skill = skill.trim().to_lowercase();
        let mine = self.skills.as_deref().unwrap_or_default();
        skill.is_empty() || mine.split(", ").any(|own| own == skill)
    }
}

/// Skills in small letters, each once, in order.
fn check_skills(text: &str, invalid: &mut Invalid) -> Vec<String> {
    let line = invalid.optional_line("skills", "the skills", text, 500);
    let skills: BTreeSet<String> = line
        .split(',')
        .map(|skill| {
            skill
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .to_lowercase()
        })
        .filter(|skill| !skill.is_empty())
        .collect();
    if skills.len() > MAX_SKILLS || skills.iter().any(|skill| skill.chars().count() > MAX_SKILL) {
        let words =
            format!("Name at most {MAX_SKILLS} skills of at most {MAX_SKILL} characters each");
        invalid.add("skills", words);
    }
    skills.into_iter().collect()
}

/// The first instant of a day in the tenant's zone; `None` for an empty field.
fn check_day(
    text: &str,
    zone: &TimeZone,
    now: Timestamp,
    invalid: &mut Invalid,
) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let day = text.parse::<Date>().ok().filter(|_| text.len() == 10);
    let back = day.and_then(|day| day.to_zoned(zone.clone()).ok());
    let back = back.map(|zoned| Timestamp::from_micros(zoned.timestamp().as_microsecond()));
    match back {
        Some(back) if back > now && back < now.plus_days(3 * 366) => Some(back),
        _ => {
            invalid.add("back_on", "Enter a day in the next three years, or nothing");
            None
        }
    }
}

fn day_of(at: Timestamp, zone: &TimeZone) -> String {
    jiff::Timestamp::from_microsecond(at.micros())
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_zoned(zone.clone())
        .date()
        .to_string()
}

async fn zone(tx: &mut TenantTx) -> Result<TimeZone> {
    let name = super::queries::time_zone(tx).await?;
    Ok(TimeZone::get(&name).unwrap_or(TimeZone::UTC))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_795_464_000); // 2026-11-23 20:00 UTC

    fn day(text: &str) -> Option<Timestamp> {
        let zone = TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC);
        let mut invalid = Invalid::new();
        let back = check_day(text, &zone, NOW, &mut invalid);
        assert_eq!(
            invalid.is_empty(),
            text.trim().is_empty() || back.is_some(),
            "{text}"
        );
        back
    }

    #[test]
    fn people_are_back_when_the_day_begins_in_their_zone() {
        // Midnight in Berlin is 23:00 UTC the day before.
        assert_eq!(
            day("2026-11-24"),
            Some(Timestamp::from_seconds(1_795_464_000 + 3 * 3600))
        );
        assert_eq!(day(""), None);
    }

    #[test]
    fn days_that_do_not_exist_or_make_no_sense_are_refused() {
        for bad in [
            "2026-02-30",
            "2026-11-23",
            "1970-01-01",
            "9999-12-31",
            "tomorrow",
            "24.12.2026",
            "2026-12-24T10:00",
        ] {
            assert_eq!(day(bad), None, "{bad}");
        }
    }

    #[test]
    fn skills_are_tidied() {
        let mut invalid = Invalid::new();
        let skills = check_skills(" VoIP,  Active   Directory ,voip,, ", &mut invalid);
        assert_eq!(skills, ["active directory", "voip"]);
        assert!(invalid.is_empty());
        check_skills(&"x".repeat(31), &mut invalid);
        check_skills("a\nb", &mut invalid);
        assert_eq!(invalid.errors.len(), 2);
    }

    proptest! {
        #[test]
        fn no_day_panics(text in "\\PC{0,14}") {
            day(&text);
        }
    }
}
