//! Who else has a ticket open.

use serde::{Deserialize, Serialize};

/// Somebody else who has the ticket open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    pub name: String,
    /// Has begun to write an answer.
    pub writing: bool,
}

/// What the page says about the others; empty when nobody is there.
pub fn words(others: &[Present]) -> String {
    let (writing, viewing): (Vec<&Present>, Vec<&Present>) =
        others.iter().partition(|person| person.writing);
    let said = [
        sentence(&writing, "is writing an answer", "are writing answers"),
        sentence(
            &viewing,
            "is viewing this ticket",
            "are viewing this ticket",
        ),
    ];
    said.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn sentence(people: &[&Present], one: &str, many: &str) -> Option<String> {
    let names: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
    match names.as_slice() {
        [] => None,
        [name] => Some(format!("{name} {one}.")),
        [first, second] => Some(format!("{first} and {second} {many}.")),
        [first, second, rest @ ..] => {
            Some(format!("{first}, {second} and {} more {many}.", rest.len()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writers_come_first_and_a_crowd_is_counted() {
        let person = |name: &str, writing| Present {
            name: name.into(),
            writing,
        };
        assert_eq!(words(&[]), "");
        assert_eq!(
            words(&[person("Tom", false), person("Sarah", true)]),
            "Sarah is writing an answer. Tom is viewing this ticket."
        );
        let crowd: Vec<_> = ["A", "B", "C", "D"].map(|name| person(name, false)).into();
        assert_eq!(words(&crowd[..2]), "A and B are viewing this ticket.");
        assert_eq!(words(&crowd), "A, B and 2 more are viewing this ticket.");
    }
}
