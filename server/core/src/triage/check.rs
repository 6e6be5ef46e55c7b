//! The form of a rule, checked line by line.

use super::rules::Test;
use super::words::unknown_variable;
use app_types::Invalid;
use app_types::common::Choice;
use app_types::tickets::TicketChoices;
use app_types::triage::{
    Action, ActionKind, Condition, Field, RuleInput, Strategy, VARIABLES, fixed_choices,
};
use std::collections::BTreeSet;

const MAX_NAME: usize = 120;
/// 60 days.
const MAX_MINUTES: u32 = 86_400;
pub const MAX_CONDITIONS: usize = 20;
pub const MAX_ACTIONS: usize = 10;
const MAX_VALUE: usize = 500;
const MAX_TEXT: usize = 4_000;
/// As long as the skill of a person may be.
pub const MAX_SKILL: usize = 30;

/// What the tenant has: the choices of its tickets, and those of the named clients that exist.
pub struct Known<'a> {
    pub choices: &'a TicketChoices,
    pub clients: &'a BTreeSet<u64>,
}

/// The rule in the form in which it is kept; complaints go to `invalid`, each at its own field.
pub fn check(input: &RuleInput, known: &Known<'_>, invalid: &mut Invalid) -> RuleInput {
    let name = invalid.required_line("name", "a name for the rule", &input.name, MAX_NAME);
    if input.conditions.len() > MAX_CONDITIONS {
        let words = format!("Keep to {MAX_CONDITIONS} conditions; make a second rule for the rest");
        invalid.add("", words);
    }
    if input.actions.len() > MAX_ACTIONS {
        let words = format!("Keep to {MAX_ACTIONS} actions; make a second rule for the rest");
        invalid.add("", words);
    }
    if input.actions.is_empty() {
        invalid.add("add_action", "Add what the rule shall do");
    }
    if input.trigger.waits() && !(1..=MAX_MINUTES).contains(&input.after_minutes) {
        let words = format!("Enter how many minutes to wait, from 1 to {MAX_MINUTES}");
        invalid.add("after_minutes", words);
    }
    let conditions = input.conditions.iter().take(MAX_CONDITIONS).enumerate();
    let actions = input.actions.iter().take(MAX_ACTIONS).enumerate();
    let after_minutes = match input.trigger.waits() {
        true => input.after_minutes.min(MAX_MINUTES),
        false => 0,
    };
    RuleInput {
        name,
        after_minutes,
        conditions: conditions
            .map(|(at, line)| check_condition(at, line, known, invalid))
            .collect(),
        actions: actions
            .map(|(at, line)| check_action(at, line, known, invalid))
            .collect(),
        ..input.clone()
    }
}

/// The clients that conditions name by number.
pub fn named_clients(input: &RuleInput) -> BTreeSet<u64> {
    let lines = input.conditions.iter();
    lines
        .filter(|line| line.field == Field::Client)
        .filter_map(|line| line.value.trim().parse().ok())
        .collect()
}

fn check_condition(
    at: usize,
    line: &Condition,
    known: &Known<'_>,
    invalid: &mut Invalid,
) -> Condition {
    let field = format!("conditions[{at}][value]");
    let before = invalid.errors.len();
    let value = invalid.optional_line(&field, "the value", &line.value, MAX_VALUE);
    let line = Condition {
        value,
        ..line.clone()
    };
    if invalid.errors.len() > before {
        return line;
    }
    if !line.field.operators().contains(&line.operator) {
        invalid.add(&field, "Choose a comparison from the list");
    } else if let Some(words) = complaint(&line, known) {
        invalid.add(&field, words);
    }
    line
}

fn complaint(line: &Condition, known: &Known<'_>) -> Option<String> {
    let offered = match line.field {
        Field::Board => Some(known.choices.boards.clone()),
        Field::Status => Some(known.choices.statuses.clone()),
        Field::Technician if line.value.is_empty() => None,
        Field::Technician => Some(known.choices.technicians.clone()),
        field => Some(fixed_choices(field)).filter(|choices| !choices.is_empty()),
    };
    if let Some(offered) = offered {
        let found = offered.iter().any(|choice| choice.value == line.value);
        return (!found).then(|| "Choose a value from the list".to_string());
    }
    if line.field == Field::Client {
        let number: Option<u64> = line.value.parse().ok();
        let exists = number.is_some_and(|number| known.clients.contains(&number));
        return (!exists).then(|| "Enter the number of one of your clients".to_string());
    }
    if line.value.is_empty() && line.field != Field::Technician {
        return Some("Enter what to look for".to_string());
    }
    Test::new(line).err()
}

fn check_action(at: usize, line: &Action, known: &Known<'_>, invalid: &mut Invalid) -> Action {
    let value_field = format!("actions[{at}][value]");
    let text_field = format!("actions[{at}][text]");
    if line.kind.has_value() && !is_offered(line, known) {
        invalid.add(&value_field, "Choose a value from the list");
    }
    if line.kind == ActionKind::Assign {
        return check_assignment(at, line, known, invalid);
    }
    let mut text = String::new();
    if line.kind.has_text() {
        text = invalid.optional_text(&text_field, "the text", &line.text, MAX_TEXT);
        if text.is_empty() {
            invalid.add(&text_field, "Write the text");
        } else if let Some(name) = unknown_variable(&text) {
            let known = VARIABLES.join(", ");
            let words = format!("{{{{{name}}}}} is no variable. There are: {known}");
            invalid.add(&text_field, words);
        }
    }
    let value = if line.kind.has_value() {
        line.value.clone()
    } else {
        String::new()
    };
    Action {
        value,
        text,
        ..Action::from(line.kind)
    }
}

fn check_assignment(at: usize, line: &Action, known: &Known<'_>, invalid: &mut Invalid) -> Action {
    let skill_field = format!("actions[{at}][skill]");
    let skill = invalid.optional_line(&skill_field, "the skill", &line.skill, MAX_SKILL);
    let technicians = &known.choices.technicians;
    let mut people = line.people.clone();
    people.sort();
    people.dedup();
    let offered = |id: &String| technicians.iter().any(|choice| choice.value == *id);
    if !people.iter().all(offered) {
        invalid.add(
            &format!("actions[{at}][people]"),
            "Choose people from the list",
        );
    }
    Action {
        value: line.value.clone(),
        people,
        skill: skill.to_lowercase(),
        ..Action::from(line.kind)
    }
}

fn is_offered(line: &Action, known: &Known<'_>) -> bool {
    let among = |choices: &[Choice]| choices.iter().any(|choice| choice.value == line.value);
    match line.kind {
        ActionKind::SetStatus => among(&known.choices.statuses),
        ActionKind::SetBoard => among(&known.choices.boards),
        ActionKind::SetPriority => among(&fixed_choices(Field::Priority)),
        ActionKind::SetType => among(&fixed_choices(Field::TicketType)),
        // Empty: take the ticket from its technician; write to the ticket's technician.
        ActionKind::SetTechnician | ActionKind::MailTechnician => {
            line.value.is_empty() || among(&known.choices.technicians)
        }
        ActionKind::Assign => Strategy::parse(&line.value).is_some(),
        ActionKind::AddNote | ActionKind::MailContact => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app_types::triage::{MatchKind, Operator, Trigger};
    use proptest::prelude::*;

    fn input(conditions: Vec<Condition>, actions: Vec<Action>) -> RuleInput {
        RuleInput {
            name: "A rule".into(),
            trigger: Trigger::TicketCreated,
            match_kind: MatchKind::All,
            conditions,
            actions,
            stops: false,
            active: true,
            after_minutes: 0,
        }
    }

    fn complaints(input: &RuleInput) -> Vec<String> {
        let choices = TicketChoices {
            statuses: vec![Choice::new("open", "Open")],
            ..TicketChoices::default()
        };
        let clients = BTreeSet::from([12]);
        let known = Known {
            choices: &choices,
            clients: &clients,
        };
        let mut invalid = Invalid::new();
        check(input, &known, &mut invalid);
        invalid
            .errors
            .into_iter()
            .map(|error| error.field)
            .collect()
    }

    fn when(field: Field, operator: Operator, value: &str) -> Condition {
        Condition {
            field,
            operator,
            value: value.into(),
        }
    }

    fn then(kind: ActionKind, value: &str, text: &str) -> Action {
        Action {
            value: value.into(),
            text: text.into(),
            ..Action::from(kind)
        }
    }

    #[test]
    fn every_complaint_stands_at_its_own_line() {
        let bad = input(
            vec![
                when(Field::Subject, Operator::Contains, ""),
                when(Field::Subject, Operator::Matches, "("),
                when(Field::Client, Operator::Is, "13"),
                when(
                    Field::Board,
                    Operator::Is,
                    "0192f0c1-0000-7000-8000-000000000000",
                ),
                when(Field::TimeOfDay, Operator::Within, "25:00-26:00"),
                when(Field::Priority, Operator::Contains, "high"),
                when(Field::Subject, Operator::Contains, "a\r\nBcc: x@y.z"),
            ],
            vec![
                then(ActionKind::SetStatus, "gone", ""),
                then(ActionKind::AddNote, "", ""),
                then(ActionKind::MailContact, "", "{{config}}"),
            ],
        );
        let mut wanted: Vec<String> = (0..7)
            .map(|at| format!("conditions[{at}][value]"))
            .collect();
        wanted.extend(
            ["actions[0][value]", "actions[1][text]", "actions[2][text]"].map(String::from),
        );
        assert_eq!(complaints(&bad), wanted);
        assert_eq!(complaints(&input(vec![], vec![])), ["add_action"]);
        for minutes in [0, MAX_MINUTES + 1, u32::MAX] {
            let waiting = RuleInput {
                trigger: Trigger::Idle,
                after_minutes: minutes,
                ..input(vec![], vec![then(ActionKind::SetStatus, "open", "")])
            };
            assert_eq!(complaints(&waiting), ["after_minutes"], "{minutes}");
        }
    }

    #[test]
    fn a_whole_rule_is_accepted() {
        let good = input(
            vec![
                when(Field::Client, Operator::Is, " 12 "),
                when(Field::Technician, Operator::Is, ""),
                when(Field::Weekday, Operator::Is, "weekend"),
                when(Field::TimeOfDay, Operator::Outside, "08:00-17:00"),
            ],
            vec![
                then(ActionKind::SetStatus, "open", ""),
                then(ActionKind::SetTechnician, "", ""),
                then(ActionKind::MailTechnician, "", "See {{ticket.link}}"),
            ],
        );
        assert_eq!(complaints(&good), Vec::<String>::new());
    }

    #[test]
    fn too_much_is_refused_whole() {
        let many = input(
            vec![when(Field::Technician, Operator::Is, ""); MAX_CONDITIONS + 1],
            vec![then(ActionKind::SetStatus, "open", ""); MAX_ACTIONS + 1],
        );
        assert_eq!(complaints(&many), ["", ""]);
    }

    proptest! {
        #[test]
        fn no_input_panics(value in "(?s).{0,300}", text in "(?s).{0,300}", field in 0usize..Field::ALL.len(), operator in 0usize..Operator::ALL.len(), kind in 0usize..ActionKind::ALL.len()) {
            complaints(&input(
                vec![when(Field::ALL[field], Operator::ALL[operator], &value)],
                vec![then(ActionKind::ALL[kind], &value, &text)],
            ));
        }
    }
}
