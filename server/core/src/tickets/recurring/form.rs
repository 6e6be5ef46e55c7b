//! The form of a recurring ticket, checked field by field; one post after the other, so that it
//! needs no script.

use super::rules::{Days, Recurrence};
use crate::clocktext::is_zone;
use app_types::Invalid;
use app_types::id::TicketTemplateId;
use app_types::recurring::{NTHS, Pattern, RecurringInput, WEEKDAYS};
use jiff::civil::{Date, Time};
use std::str::FromStr;

/// Longest name in characters.
pub(super) const MAX_NAME: usize = 60;
/// Clients of one schedule: each due time makes their tickets in one transaction.
pub(super) const MAX_CLIENTS: usize = 50;
/// Years that a schedule may begin or end from now.
const YEARS: i16 = 20;

/// A form that was checked; whether template and clients exist, only the database knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Checked {
    pub name: String,
    pub template: TicketTemplateId,
    pub clients: Vec<u64>,
    pub rule: Recurrence,
    /// Empty: the workspace's.
    pub time_zone: String,
}

/// Every complaint at once. `today` is the date in the workspace's zone.
pub(super) fn check(input: &RecurringInput, today: Date) -> Result<Checked, Invalid> {
    let mut invalid = Invalid::new();
    let name = invalid.required_line("name", "a name", &input.name, MAX_NAME);
    let template = TicketTemplateId::parse(&input.template);
    if template.is_none() {
        invalid.add("template", "Choose a template from the list");
    }
    let clients = clients(&mut invalid, &input.clients);
    let rule = schedule(&mut invalid, input, today);
    let time_zone = zone(&mut invalid, &input.time_zone);
    invalid.into_result()?;
    let (Some(template), Some(rule)) = (template, rule) else {
        return Err(Invalid::field("", "Fill in the form again"));
    };
    Ok(Checked {
        name,
        template,
        clients,
        rule,
        time_zone,
    })
}

/// The schedule alone, for the next dates.
pub(super) fn check_schedule(
    input: &RecurringInput,
    today: Date,
) -> Result<(Recurrence, String), Invalid> {
    let mut invalid = Invalid::new();
    let rule = schedule(&mut invalid, input, today);
    let zone = zone(&mut invalid, &input.time_zone);
    invalid.into_result()?;
    let rule = rule.ok_or_else(|| Invalid::field("", "Fill in the form again"))?;
    Ok((rule, zone))
}

/// Each client once.
fn clients(invalid: &mut Invalid, typed: &[String]) -> Vec<u64> {
    let mut clients = Vec::new();
    for number in typed {
        match number.parse::<u64>() {
            Ok(number) if clients.contains(&number) => {}
            Ok(_) if clients.len() == MAX_CLIENTS => {
                invalid.add(
                    "add_client",
                    format!("Choose {MAX_CLIENTS} clients or fewer"),
                );
                break;
            }
            Ok(number) => clients.push(number),
            Err(_) => {
                invalid.add("add_client", "Choose clients by their number or name");
                break;
            }
        }
    }
    clients
}

fn zone(invalid: &mut Invalid, typed: &str) -> String {
    let zone = typed.trim();
    if !zone.is_empty() && (zone.len() > 64 || !is_zone(zone)) {
        invalid.add("time_zone", "Choose a time zone from the list");
    }
    zone.to_string()
}

fn schedule(invalid: &mut Invalid, input: &RecurringInput, today: Date) -> Option<Recurrence> {
    let pattern = Pattern::parse(&input.pattern);
    if pattern.is_none() {
        invalid.add("pattern", "Choose how often");
    }
    let days = pattern.and_then(|pattern| days(invalid, pattern, input));
    let most = match pattern {
        Some(Pattern::Daily) | None => 365,
        Some(Pattern::Weekly) => 52,
        Some(_) => 24,
    };
    let every = number(input.every.trim(), 1, most);
    if every.is_none() {
        invalid.add("every", format!("Enter a number from 1 to {most}"));
    }
    let starts_on = day(invalid, "starts_on", &input.starts_on, today);
    let ends_on = match input.ends_on.trim() {
        "" => Some(None),
        typed => day(invalid, "ends_on", typed, today).map(Some),
    };
    if let (Some(start), Some(Some(end))) = (starts_on, ends_on)
        && end < start
    {
        invalid.add("ends_on", "Enter a last day that is not before the first");
    }
    let at = time(&input.at);
    if at.is_none() {
        invalid.add("at", "Enter a time of day such as 08:30");
    }
    Some(Recurrence {
        days: days?,
        every: every?,
        starts_on: starts_on?,
        ends_on: ends_on?,
        at: at?,
    })
}

/// What the pattern asks for, and nothing else that the form holds.
fn days(invalid: &mut Invalid, pattern: Pattern, input: &RecurringInput) -> Option<Days> {
    let known = |names: &[(i8, &str)], typed: &str| {
        let number = typed.parse().ok()?;
        names
            .iter()
            .any(|(known, _)| *known == number)
            .then_some(number)
    };
    match pattern {
        Pattern::Daily => Some(Days::Daily),
        Pattern::LastDay => Some(Days::LastDay),
        Pattern::Weekly => {
            // The order of the week, each day once; more than seven are no form's.
            let typed = input.weekdays.iter().take(50);
            let typed: Vec<Option<i8>> = typed.map(|day| known(&WEEKDAYS, day)).collect();
            let mut days: Vec<i8> = typed.iter().flatten().copied().collect();
            days.sort_unstable();
            days.dedup();
            if days.is_empty() || typed.contains(&None) {
                invalid.add("weekdays", "Choose at least one day of the week");
                return None;
            }
            Some(Days::Weekly(days))
        }
        Pattern::MonthDay => {
            let day = number(input.month_day.trim(), 1, 31);
            if day.is_none() {
                invalid.add("month_day", "Enter a day from 1 to 31");
            }
            Some(Days::MonthDay(i8::try_from(day?).ok()?))
        }
        Pattern::NthWeekday => {
            let (nth, day) = (known(&NTHS, &input.nth), known(&WEEKDAYS, &input.weekday));
            if nth.is_none() {
                invalid.add("nth", "Choose which one of the month");
            }
            if day.is_none() {
                invalid.add("weekday", "Choose a day of the week");
            }
            Some(Days::NthWeekday(nth?, day?))
        }
    }
}

fn number(typed: &str, least: u16, most: u16) -> Option<u16> {
    let number = typed.parse().ok()?;
    (least..=most).contains(&number).then_some(number)
}

/// A date within [`YEARS`] of today. Only `2026-11-30` is one: no time, no zone.
fn day(invalid: &mut Invalid, field: &str, typed: &str, today: Date) -> Option<Date> {
    let typed = typed.trim();
    let found = (typed.len() == 10)
        .then(|| Date::from_str(typed).ok())
        .flatten();
    let near = found.filter(|date| (date.year() - today.year()).abs() <= YEARS);
    if near.is_none() {
        invalid.add(
            field,
            format!("Enter a day within {YEARS} years, such as {today}"),
        );
    }
    near
}

/// `08:30`, and `08:30:00` as some browsers send it.
fn time(typed: &str) -> Option<Time> {
    let typed = typed.trim();
    let digits = typed.strip_suffix(":00").filter(|rest| rest.len() == 5);
    let (hour, minute) = digits.unwrap_or(typed).split_once(':')?;
    let two = |text: &str| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<i8>().ok()).flatten()
    };
    Time::new(two(hour)?, two(minute)?, 0, 0).ok()
}

/// The fields of a form again, from what is stored.
pub(super) fn input_of(rule: &Recurrence) -> RecurringInput {
    let mut input = RecurringInput {
        every: rule.every.to_string(),
        starts_on: rule.starts_on.to_string(),
        ends_on: rule.ends_on.map(|end| end.to_string()).unwrap_or_default(),
        at: rule.at.strftime("%H:%M").to_string(),
        ..RecurringInput::default()
    };
    let pattern = match &rule.days {
        Days::Daily => Pattern::Daily,
        Days::Weekly(days) => {
            input.weekdays = days.iter().map(ToString::to_string).collect();
            Pattern::Weekly
        }
        Days::MonthDay(day) => {
            input.month_day = day.to_string();
            Pattern::MonthDay
        }
        Days::LastDay => Pattern::LastDay,
        Days::NthWeekday(nth, day) => {
            (input.nth, input.weekday) = (nth.to_string(), day.to_string());
            Pattern::NthWeekday
        }
    };
    input.pattern = pattern.to_string();
    input
}

/// A new form: every Monday morning, from today.
pub(super) fn fresh(today: Date) -> RecurringInput {
    RecurringInput {
        pattern: Pattern::Weekly.to_string(),
        every: "1".into(),
        weekdays: vec!["1".into()],
        month_day: "1".into(),
        nth: "1".into(),
        weekday: "1".into(),
        starts_on: today.to_string(),
        at: "08:00".into(),
        ..RecurringInput::default()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const TODAY: Date = date(2026, 11, 26);

    fn fields(input: &RecurringInput) -> Vec<String> {
        let errors = check_schedule(input, TODAY).map(|_| Vec::new());
        let errors = errors.unwrap_or_else(|invalid| invalid.errors);
        errors.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn what_is_stored_is_what_was_typed() {
        for (pattern, month_day, nth) in [
            ("daily", "", ""),
            ("weekly", "", ""),
            ("month_day", "31", ""),
            ("last_day", "", ""),
            ("nth_weekday", "", "5"),
        ] {
            let typed = RecurringInput {
                pattern: pattern.into(),
                weekdays: vec!["5".into(), "1".into(), "5".into()],
                month_day: month_day.into(),
                nth: nth.into(),
                at: "23:59".into(),
                ends_on: "2027-01-01".into(),
                ..fresh(TODAY)
            };
            let (rule, _) = check_schedule(&typed, TODAY).unwrap();
            let again = input_of(&rule);
            assert_eq!(check_schedule(&again, TODAY).unwrap().0, rule, "{pattern}");
        }
    }

    #[test]
    fn hostile_values_are_named_by_their_field() {
        let wrong = |change: fn(&mut RecurringInput)| {
            let mut input = fresh(TODAY);
            change(&mut input);
            fields(&input)
        };
        assert!(fields(&fresh(TODAY)).is_empty());
        assert_eq!(wrong(|i| i.pattern = "hourly".into()), ["pattern"]);
        assert_eq!(wrong(|i| i.weekdays = vec![]), ["weekdays"]);
        assert_eq!(wrong(|i| i.weekdays = vec!["8".into()]), ["weekdays"]);
        assert_eq!(
            wrong(|i| i.time_zone = "../etc/passwd".into()),
            ["time_zone"]
        );
        for every in ["", "0", "-1", "53", "1e3", "99999999999999999999", "١"] {
            let mut input = fresh(TODAY);
            input.every = every.into();
            assert_eq!(fields(&input), ["every"], "{every:?}");
        }
        for at in [
            "",
            "24:00",
            "8:30",
            "08:60",
            "08:30:59",
            "٠٨:٣٠",
            "08:30Z",
            "-1:00",
        ] {
            let mut input = fresh(TODAY);
            input.at = at.into();
            assert_eq!(fields(&input), ["at"], "{at:?}");
        }
        for day in [
            "",
            "2027-02-29",
            "2026-13-01",
            "9999-12-31",
            "+002026-11-26",
            "2026-11-26T10:00",
            "26.11.2026",
        ] {
            let mut input = fresh(TODAY);
            input.starts_on = day.into();
            assert_eq!(fields(&input), ["starts_on"], "{day:?}");
        }
        assert_eq!(wrong(|i| i.ends_on = "2026-11-25".into()), ["ends_on"]);
        assert_eq!(
            wrong(|i| (i.pattern, i.month_day) = ("month_day".into(), "32".into())),
            ["month_day"]
        );
        assert_eq!(
            wrong(
                |i| (i.pattern, i.nth, i.weekday) = ("nth_weekday".into(), "6".into(), "0".into())
            ),
            ["nth", "weekday"]
        );
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in "\\PC{0,40}") {
            let all = RecurringInput {
                name: text.clone(), template: text.clone(), clients: vec![text.clone()],
                pattern: text.clone(), every: text.clone(), weekdays: vec![text.clone()],
                month_day: text.clone(), nth: text.clone(), weekday: text.clone(),
                starts_on: text.clone(), ends_on: text.clone(), at: text.clone(), time_zone: text,
            };
            prop_assert!(check(&all, TODAY).is_err());
        }
    }
}
