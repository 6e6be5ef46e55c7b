//! Tests of `rules.rs`.
#![allow(clippy::unwrap_used)]

use super::facts::{Facts, Moment};
use super::rules::{Span, Test, decide};
use app_types::triage::{Condition, Field, MatchKind, Operator};
use proptest::prelude::*;
use std::time::{Duration, Instant};

fn condition(field: Field, operator: Operator, value: &str) -> Condition {
    Condition {
        field,
        operator,
        value: value.into(),
    }
}

fn holds(field: Field, operator: Operator, value: &str, facts: &Facts) -> bool {
    Test::new(&condition(field, operator, value))
        .unwrap()
        .holds(facts)
}

fn ticket() -> Facts {
    Facts {
        subject: "VPN is DOWN again".into(),
        body: "Since 08:00 nobody can connect.".into(),
        sender_address: "anna@mill.example".into(),
        client: "12".into(),
        vip: true,
        priority: "medium".into(),
        status: "new".into(),
        category: "new".into(),
        moment: Moment {
            day: 5,
            minute: 9 * 60,
        },
        ..Facts::default()
    }
}

#[test]
fn words_count_in_any_case_and_domains_whole() {
    let facts = ticket();
    assert!(holds(
        Field::Subject,
        Operator::Contains,
        "vpn IS down",
        &facts
    ));
    assert!(!holds(Field::Subject, Operator::ContainsNot, "vpn", &facts));
    assert!(holds(
        Field::SenderDomain,
        Operator::Is,
        "Mill.Example",
        &facts
    ));
    assert!(!holds(
        Field::SenderDomain,
        Operator::Is,
        "ill.example",
        &facts
    ));
    assert!(holds(
        Field::Subject,
        Operator::Matches,
        r"\bdown\b",
        &facts
    ));
    assert!(!holds(Field::Subject, Operator::Matches, r"^down", &facts));
}

#[test]
fn nobody_is_the_empty_technician() {
    let mut facts = ticket();
    assert!(holds(Field::Technician, Operator::Is, "", &facts));
    facts.technician = "0192f0c1-0000-7000-8000-000000000000".into();
    assert!(!holds(Field::Technician, Operator::Is, "", &facts));
    assert!(holds(Field::Technician, Operator::IsNot, "", &facts));
}

#[test]
fn times_are_half_open_and_may_cross_midnight() {
    let mut facts = ticket();
    let night = "22:00-06:00";
    for (minute, inside) in [
        (22 * 60 - 1, false),
        (22 * 60, true),
        (359, true),
        (360, false),
    ] {
        facts.moment.minute = minute;
        assert_eq!(
            holds(Field::TimeOfDay, Operator::Within, night, &facts),
            inside
        );
        assert_eq!(
            holds(Field::TimeOfDay, Operator::Outside, night, &facts),
            !inside
        );
    }
    assert!(holds(Field::Weekday, Operator::Is, "weekend", &facts));
    assert!(holds(Field::Weekday, Operator::IsNot, "monday", &facts));
}

#[test]
fn times_that_do_not_exist_are_refused() {
    for bad in [
        "",
        "8:00-17:00",
        "08:00",
        "25:00-26:00",
        "08:60-09:00",
        "08:00-08:00",
        "-1:00-02:00",
        "24:01-01:00",
        "08:00-17:00-18:00",
        "٠٨:٠٠-١٧:٠٠",
    ] {
        assert_eq!(Span::parse(bad), None, "{bad:?}");
    }
    assert!(Span::parse("00:00 - 24:00").unwrap().holds(1439));
}

#[test]
fn all_needs_every_condition_and_any_needs_one() {
    let facts = ticket();
    let tests = [
        Test::new(&condition(Field::Vip, Operator::Is, "yes")).unwrap(),
        Test::new(&condition(Field::Priority, Operator::Is, "high")).unwrap(),
    ];
    let all = decide(MatchKind::All, &tests, &facts);
    assert_eq!((all.fits, all.held), (false, vec![true, false]));
    assert!(decide(MatchKind::Any, &tests, &facts).fits);
    assert!(decide(MatchKind::All, &[], &facts).fits);
    assert!(decide(MatchKind::Any, &[], &facts).fits);
}

/// C18: the engine has no exponential case, and what would grow too large is refused.
#[test]
fn c18_regular_expression_bombs_are_refused_or_quick() {
    let facts = Facts {
        body: format!("{}!", "a".repeat(2_000_000)),
        ..Facts::default()
    };
    let started = Instant::now();
    for pattern in [
        "(a+)+$",
        "(a|aa)+$",
        "(a*)*b",
        "^(([a-z])+.)+[A-Z]([a-z])+$",
    ] {
        holds(Field::Body, Operator::Matches, pattern, &facts);
    }
    assert!(
        started.elapsed() < Duration::from_secs(10),
        "{:?}",
        started.elapsed()
    );
    let nested = format!("{}a{}", "(".repeat(200), ")".repeat(200));
    for pattern in [
        "(a{999}){999}",
        "((a{100}){100}){100}",
        "(",
        "[z-a]",
        "(?P<x",
        "\\",
        &nested,
    ] {
        let refused = Test::new(&condition(Field::Body, Operator::Matches, pattern));
        assert!(refused.is_err(), "{pattern}");
    }
}

const OPPOSITES: [(Operator, Operator); 2] = [
    (Operator::Is, Operator::IsNot),
    (Operator::Contains, Operator::ContainsNot),
];

proptest! {
    #[test]
    fn a_condition_and_its_opposite_never_agree(subject in ".{0,60}", value in ".{0,8}", which in 0usize..2) {
        let facts = Facts { subject, ..Facts::default() };
        let (one, other) = OPPOSITES[which];
        prop_assert_ne!(
            holds(Field::Subject, one, &value, &facts),
            holds(Field::Subject, other, &value, &facts)
        );
    }

    #[test]
    fn no_condition_panics(field in 0usize..Field::ALL.len(), operator in 0usize..Operator::ALL.len(), value in ".{0,40}", text in "(?s).{0,200}") {
        let facts = Facts { subject: text.clone(), body: text, ..Facts::default() };
        if let Ok(test) = Test::new(&condition(Field::ALL[field], Operator::ALL[operator], &value)) {
            test.holds(&facts);
        }
    }

    #[test]
    fn all_is_stricter_than_any(values in proptest::collection::vec("[a-c]{1}", 1..5), subject in "[a-c]{0,4}") {
        let facts = Facts { subject, ..Facts::default() };
        let tests: Vec<Test> = values
            .iter()
            .map(|value| Test::new(&condition(Field::Subject, Operator::Contains, value)).unwrap())
            .collect();
        let all = decide(MatchKind::All, &tests, &facts).fits;
        let any = decide(MatchKind::Any, &tests, &facts).fits;
        prop_assert!(any || !all);
    }
}
