//! Who gets a copy: pure functions over values.

use app_types::id::ContactId;
use serde::{Deserialize, Serialize};

/// Most copies of one ticket: more is a mailing list.
pub const MOST_COPIES: usize = 20;

/// Somebody a mail is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addressed {
    pub name: String,
    pub address: String,
}

/// Of the people that a mail named, those who are not the ticket's contact, get no copy yet and
/// are no address of our own, which would write to itself.
pub fn worth_keeping(
    named: Vec<(ContactId, Addressed)>,
    contact: Option<ContactId>,
    known: &[Addressed],
    desk: &[String],
) -> Vec<Addressed> {
    let room = MOST_COPIES.saturating_sub(known.len());
    let new = named.into_iter().filter(|(id, person)| {
        Some(*id) != contact
            && !desk.contains(&person.address)
            && !known.iter().any(|known| known.address == person.address)
    });
    new.map(|(_, person)| person).take(room).collect()
}

/// Each address once, without the contact's and our own.
pub fn recipients(
    people: Vec<Addressed>,
    contact: Option<&str>,
    desk: &[String],
) -> Vec<Addressed> {
    let mut kept: Vec<Addressed> = Vec::new();
    for person in people {
        let own = desk.contains(&person.address) || contact == Some(person.address.as_str());
        if !own && !kept.iter().any(|known| known.address == person.address) {
            kept.push(person);
        }
    }
    kept.truncate(MOST_COPIES);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn person(n: u8) -> Addressed {
        Addressed {
            name: String::new(),
            address: format!("p{n}@client.example"),
        }
    }

    fn id(n: u8) -> ContactId {
        ContactId(uuid::Uuid::from_u128(u128::from(n)))
    }

    proptest! {
        #[test]
        fn nobody_twice_never_the_contact_never_ourselves(
            people in proptest::collection::vec(0u8..40, 0..80), contact in 0u8..40, desk in 0u8..40,
        ) {
            let desk = vec![person(desk).address];
            let all: Vec<_> = people.iter().map(|n| person(*n)).collect();
            let to = person(contact).address;
            let kept = recipients(all, Some(&to), &desk);
            let mut addresses: Vec<_> = kept.iter().map(|p| p.address.clone()).collect();
            prop_assert!(addresses.len() <= MOST_COPIES);
            prop_assert!(!addresses.contains(&to) && !addresses.contains(&desk[0]));
            addresses.sort();
            let before = addresses.len();
            addresses.dedup();
            prop_assert_eq!(addresses.len(), before);
        }

        #[test]
        fn what_is_kept_is_new_and_has_room(
            named in proptest::collection::btree_set(0u8..60, 0..60), known in 0u8..30, contact in 0u8..60,
        ) {
            let known: Vec<_> = (0..known).map(person).collect();
            let named = named.into_iter().map(|n| (id(n), person(n))).collect();
            let new = worth_keeping(named, Some(id(contact)), &known, &[]);
            prop_assert!(known.len() >= MOST_COPIES || known.len() + new.len() <= MOST_COPIES);
            prop_assert!(new.iter().all(|p| !known.contains(p) && *p != person(contact)));
        }
    }
}
