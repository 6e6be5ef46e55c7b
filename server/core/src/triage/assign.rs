//! Who gets the next ticket: pure.

use app_types::id::UserId;
use app_types::triage::Strategy;

/// Somebody who could take a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub id: UserId,
    /// Active tickets this person has.
    pub load: u32,
}

/// The one whose turn it is. `last` is who got the ticket before this one; among people with
/// equal load it decides, so that a quiet morning does not all go to one person.
pub fn choose(
    strategy: Strategy,
    candidates: &[Candidate],
    last: Option<UserId>,
) -> Option<UserId> {
    let mut in_turn: Vec<&Candidate> = candidates.iter().collect();
    // Those after the last one come first, each group in the order of ids.
    in_turn.sort_by_key(|candidate| (last.is_some_and(|last| candidate.id <= last), candidate.id));
    let chosen = match strategy {
        Strategy::RoundRobin => in_turn.into_iter().next(),
        // The first of the least, because min_by_key keeps the first of equals.
        Strategy::LeastLoaded => in_turn.into_iter().min_by_key(|candidate| candidate.load),
    };
    chosen.map(|candidate| candidate.id)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]
    use super::*;
    use app_types::triage::Strategy;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn user(number: u128) -> UserId {
        UserId(uuid::Uuid::from_u128(number))
    }

    fn people(loads: &[u32]) -> Vec<Candidate> {
        let people = loads.iter().zip(1u128..);
        people
            .map(|(load, number)| Candidate {
                id: user(number),
                load: *load,
            })
            .collect()
    }

    #[test]
    fn the_round_goes_on_after_the_last_one_also_when_that_one_has_gone() {
        let three = people(&[0, 9, 0]);
        let next = |last: u128| choose(Strategy::RoundRobin, &three, Some(user(last)));
        assert_eq!(choose(Strategy::RoundRobin, &three, None), Some(user(1)));
        assert_eq!(
            (next(1), next(2), next(3)),
            (Some(user(2)), Some(user(3)), Some(user(1)))
        );
        assert_eq!(next(99), Some(user(1)));
        assert_eq!(choose(Strategy::RoundRobin, &[], Some(user(1))), None);
    }

    #[test]
    fn the_least_loaded_get_it_and_equals_take_turns() {
        let three = people(&[2, 1, 1]);
        assert_eq!(choose(Strategy::LeastLoaded, &three, None), Some(user(2)));
        assert_eq!(
            choose(Strategy::LeastLoaded, &three, Some(user(2))),
            Some(user(3))
        );
        assert_eq!(
            choose(Strategy::LeastLoaded, &three, Some(user(3))),
            Some(user(2))
        );
    }

    proptest! {
        #[test]
        fn a_round_is_fair(count in 1usize..12, rounds in 1usize..4) {
            let people = people(&vec![0; count]);
            let (mut last, mut got) = (None, BTreeMap::<UserId, usize>::new());
            for _ in 0..count * rounds {
                last = choose(Strategy::RoundRobin, &people, last);
                *got.entry(last.expect("somebody")).or_default() += 1;
            }
            prop_assert!(got.len() == count && got.values().all(|times| *times == rounds));
        }

        #[test]
        fn nobody_with_more_is_chosen(loads in proptest::collection::vec(0u32..9, 1..12), last in 0u128..14) {
            let people = people(&loads);
            let chosen = choose(Strategy::LeastLoaded, &people, Some(user(last)));
            let chosen = people.iter().find(|candidate| Some(candidate.id) == chosen).expect("somebody");
            prop_assert_eq!(chosen.load, *loads.iter().min().expect("one"));
        }

        /// Whatever they had, after enough tickets nobody has more than one above another.
        #[test]
        fn loads_become_even(loads in proptest::collection::vec(0u32..5, 1..8)) {
            let mut people = people(&loads);
            let mut last = None;
            for _ in 0..loads.len() * 6 {
                last = choose(Strategy::LeastLoaded, &people, last);
                if let Some(chosen) = people.iter_mut().find(|candidate| Some(candidate.id) == last) {
                    chosen.load += 1;
                }
            }
            let most = people.iter().map(|candidate| candidate.load).max();
            let least = people.iter().map(|candidate| candidate.load).min();
            prop_assert!(most.zip(least).is_some_and(|(most, least)| most - least <= 1));
        }
    }
}
