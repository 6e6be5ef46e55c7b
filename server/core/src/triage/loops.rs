//! Whether rules could set each other off without end, found out before they are saved.
//!
//! An edge leads from rule A to rule B when something A does is what B waits for, and nothing
//! that A sets makes B's conditions impossible. A circle of edges is refused. What the picture
//! leaves out (several rules that act on one event and undo each other's changes) is stopped at
//! run time by [`super::MAX_DEPTH`].

use super::facts::Facts;
use super::rules::{Test, decide};
use app_types::triage::{Action, ActionKind, Condition, Field, MatchKind, Trigger};
use std::collections::BTreeMap;

/// A rule, as far as it matters here.
#[derive(Debug, Clone)]
pub struct Node {
    pub name: String,
    pub trigger: Trigger,
    pub match_kind: MatchKind,
    pub conditions: Vec<Condition>,
    pub actions: Vec<Action>,
}

/// The first circle: the names of its rules, from one back to the same. `categories` says what
/// kind of status each status key is.
pub fn find_circle(nodes: &[Node], categories: &BTreeMap<String, String>) -> Option<Vec<String>> {
    let edges: Vec<Vec<usize>> = nodes
        .iter()
        .map(|from| {
            let to = |to: &usize| nodes.get(*to).is_some_and(|to| leads(from, to, categories));
            (0..nodes.len()).filter(to).collect()
        })
        .collect();
    let mut done = vec![false; nodes.len()];
    let mut path = Vec::new();
    for start in 0..nodes.len() {
        if let Some(circle) = walk(start, &edges, &mut done, &mut path) {
            let name = |index: usize| nodes.get(index).map(|node| node.name.clone());
            return Some(circle.into_iter().filter_map(name).collect());
        }
    }
    None
}

/// Depth first; `path` holds the rules above `at`. Rules that are `done` lead into no circle.
fn walk(
    at: usize,
    edges: &[Vec<usize>],
    done: &mut [bool],
    path: &mut Vec<usize>,
) -> Option<Vec<usize>> {
    if let Some(begin) = path.iter().position(|seen| *seen == at) {
        let mut circle = path.get(begin..).unwrap_or_default().to_vec();
        circle.push(at);
        return Some(circle);
    }
    if done.get(at).copied().unwrap_or(true) {
        return None;
    }
    path.push(at);
    for next in edges.get(at).into_iter().flatten() {
        if let Some(circle) = walk(*next, edges, done, path) {
            return Some(circle);
        }
    }
    path.pop();
    if let Some(done) = done.get_mut(at) {
        *done = true;
    }
    None
}

fn leads(from: &Node, to: &Node, categories: &BTreeMap<String, String>) -> bool {
    let raised = from.actions.iter().filter_map(|action| raises(action.kind));
    raised.into_iter().any(|trigger| trigger == to.trigger)
        && may_fit(to, &results(&from.actions, categories))
}

/// What an action makes happen, as far as rules can wait for it.
pub fn raises(kind: ActionKind) -> Option<Trigger> {
    match kind {
        ActionKind::SetStatus => Some(Trigger::StatusChanged),
        ActionKind::SetPriority => Some(Trigger::PriorityChanged),
        ActionKind::SetBoard => Some(Trigger::BoardChanged),
        ActionKind::SetTechnician | ActionKind::Assign => Some(Trigger::TechnicianChanged),
        ActionKind::SetType
        | ActionKind::AddNote
        | ActionKind::MailTechnician
        | ActionKind::MailContact => None,
    }
}

/// What is known of the ticket after the actions; a later one overrules an earlier one.
fn results(actions: &[Action], categories: &BTreeMap<String, String>) -> BTreeMap<Field, String> {
    let mut known = BTreeMap::new();
    for action in actions {
        let field = match action.kind {
            ActionKind::SetStatus => Field::Status,
            ActionKind::SetPriority => Field::Priority,
            ActionKind::SetBoard => Field::Board,
            ActionKind::SetTechnician => Field::Technician,
            ActionKind::SetType => Field::TicketType,
            // Somebody, but who? What was known of the technician is known no more.
            ActionKind::Assign => {
                known.remove(&Field::Technician);
                continue;
            }
            ActionKind::AddNote | ActionKind::MailTechnician | ActionKind::MailContact => continue,
        };
        if field == Field::Status {
            known.remove(&Field::Category);
            let category = categories.get(&action.value);
            known.extend(category.map(|category| (Field::Category, category.clone())));
        }
        known.insert(field, action.value.clone());
    }
    known
}

/// Whether the rule's conditions may hold on a ticket of which only `known` is known: what looks
/// at anything else is taken to hold.
fn may_fit(rule: &Node, known: &BTreeMap<Field, String>) -> bool {
    let facts = facts_of(known);
    let (looked_at, unknown): (Vec<&Condition>, Vec<&Condition>) = rule
        .conditions
        .iter()
        .partition(|condition| known.contains_key(&condition.field));
    if rule.match_kind == MatchKind::Any && !unknown.is_empty() {
        return true;
    }
    // A condition that cannot be read never fires; it is refused elsewhere.
    let tests: Vec<Test> = looked_at
        .into_iter()
        .filter_map(|c| Test::new(c).ok())
        .collect();
    decide(rule.match_kind, &tests, &facts).fits
}

fn facts_of(known: &BTreeMap<Field, String>) -> Facts {
    let of = |field| known.get(&field).cloned().unwrap_or_default();
    Facts {
        status: of(Field::Status),
        category: of(Field::Category),
        priority: of(Field::Priority),
        board: of(Field::Board),
        technician: of(Field::Technician),
        ticket_type: of(Field::TicketType),
        ..Facts::default()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use app_types::triage::Operator;
    use proptest::prelude::*;

    fn node(
        name: &str,
        trigger: Trigger,
        conditions: &[(Field, &str)],
        actions: &[(ActionKind, &str)],
    ) -> Node {
        Node {
            name: name.into(),
            trigger,
            match_kind: MatchKind::All,
            conditions: conditions
                .iter()
                .map(|(field, value)| Condition {
                    value: (*value).into(),
                    operator: Operator::Is,
                    field: *field,
                })
                .collect(),
            actions: actions
                .iter()
                .map(|(kind, value)| Action {
                    value: (*value).into(),
                    ..Action::from(*kind)
                })
                .collect(),
        }
    }

    fn circle(nodes: &[Node]) -> Option<Vec<String>> {
        let categories = [("waiting_vendor".to_string(), "waiting_vendor".to_string())];
        find_circle(nodes, &categories.into())
    }

    const TO_HIGH: (ActionKind, &str) = (ActionKind::SetPriority, "high");
    const TO_OPEN: (ActionKind, &str) = (ActionKind::SetStatus, "open");

    #[test]
    fn two_rules_that_set_each_other_off_are_named() {
        let nodes = [
            node("Calm", Trigger::TicketCreated, &[], &[TO_HIGH]),
            node("Up", Trigger::StatusChanged, &[], &[TO_HIGH]),
            node("Open", Trigger::PriorityChanged, &[], &[TO_OPEN]),
        ];
        assert_eq!(circle(&nodes).unwrap(), ["Open", "Up", "Open"]);
        assert_eq!(circle(&nodes[..2]), None);
    }

    #[test]
    fn a_rule_may_set_itself_off() {
        let again = node("Again", Trigger::StatusChanged, &[], &[TO_OPEN]);
        assert_eq!(circle(&[again]).unwrap(), ["Again", "Again"]);
    }

    #[test]
    fn a_condition_that_the_action_ends_breaks_the_circle() {
        let low = [(Field::Priority, "low")];
        let raise = node("Raise", Trigger::PriorityChanged, &low, &[TO_HIGH]);
        assert_eq!(circle(&[raise]), None);
        // The last action counts, and a status has its category.
        let back = [(ActionKind::SetStatus, "waiting_vendor"), TO_OPEN];
        let kind = [(Field::Category, "waiting_vendor")];
        let vendor = [(ActionKind::SetStatus, "waiting_vendor")];
        let wait = node("Wait", Trigger::StatusChanged, &kind, &vendor);
        assert!(circle(&[wait]).is_some());
        let open = node(
            "Open",
            Trigger::StatusChanged,
            &[(Field::Status, "waiting_vendor")],
            &back,
        );
        assert_eq!(circle(&[open]), None);
    }

    #[test]
    fn with_any_one_unknown_condition_is_enough() {
        let conditions = [(Field::Priority, "low"), (Field::Subject, "vpn")];
        let mut raise = node("Raise", Trigger::PriorityChanged, &conditions, &[TO_HIGH]);
        assert_eq!(circle(&[raise.clone()]), None);
        raise.match_kind = MatchKind::Any;
        assert!(circle(&[raise]).is_some());
    }

    #[test]
    fn long_rings_are_found_and_two_hundred_rules_are_quick() {
        // Each rule waits for the priority that the one before it sets.
        let ring = |count: usize, last: &str| -> Vec<Node> {
            (0..count)
                .map(|i| {
                    let wait = format!("p{i}");
                    let next = if i + 1 == count {
                        last.to_string()
                    } else {
                        format!("p{}", i + 1)
                    };
                    let when = [(Field::Priority, wait.as_str())];
                    let then = [(ActionKind::SetPriority, next.as_str())];
                    node(&format!("R{i}"), Trigger::PriorityChanged, &when, &then)
                })
                .collect()
        };
        assert_eq!(circle(&ring(200, "p0")).unwrap().len(), 201);
        assert_eq!(circle(&ring(200, "end")), None);
    }

    const TRIGGERS: [(Trigger, ActionKind); 4] = [
        (Trigger::StatusChanged, ActionKind::SetStatus),
        (Trigger::PriorityChanged, ActionKind::SetPriority),
        (Trigger::BoardChanged, ActionKind::SetBoard),
        (Trigger::TechnicianChanged, ActionKind::SetTechnician),
    ];

    proptest! {
        /// Rules that were let through come to an end: acted out one after the other from any
        /// first event, a chain is never longer than there are rules.
        #[test]
        fn what_is_let_through_comes_to_an_end(rules in proptest::collection::vec((0usize..4, 0usize..4, 0u8..3, 0u8..3), 1..7)) {
            let nodes: Vec<Node> = rules
                .iter()
                .enumerate()
                .map(|(i, (waits, does, when, then))| {
                    let (trigger, own) = TRIGGERS[*waits];
                    let field = results(&[Action::from(own)], &BTreeMap::new());
                    let field = *field.keys().next().unwrap();
                    let (when, then) = (when.to_string(), then.to_string());
                    node(&i.to_string(), trigger, &[(field, when.as_str())], &[(TRIGGERS[*does].1, then.as_str())])
                })
                .collect();
            prop_assume!(circle(&nodes).is_none());
            for first in &nodes {
                let mut at = vec![first];
                for _ in 0..nodes.len() {
                    at = nodes
                        .iter()
                        .filter(|to| at.iter().any(|from| leads(from, to, &BTreeMap::new())))
                        .collect();
                }
                prop_assert!(at.is_empty());
            }
        }
    }
}
