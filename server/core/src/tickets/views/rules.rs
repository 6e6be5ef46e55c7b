//! Decisions about views and columns: pure functions over values.

use app_types::Invalid;
use app_types::identity::Density;
use app_types::tickets::TicketFilter;
use app_types::views::{LookInput, TicketColumn};

/// Longest name of a view in characters.
pub(super) const MAX_NAME: usize = 60;

/// Which view the list shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The address names one: it must be there.
    This(String),
    /// The address asks for nothing: the role's first view, where there is one.
    RolesFirst,
    /// The address has a filter of its own.
    None,
}

pub(super) fn wanted(filter: &TicketFilter) -> Wanted {
    match (filter.view.as_str(), filter.is_plain()) {
        ("", true) => Wanted::RolesFirst,
        ("", false) => Wanted::None,
        (view, _) => Wanted::This(view.to_string()),
    }
}

/// The filter that an open view leads to, and whether it is another than the saved one. A filter
/// in the address comes before the saved one; the position is always the address's.
pub(super) fn filter_of(asked: &TicketFilter, saved: &TicketFilter) -> (TicketFilter, bool) {
    if asked.is_plain() {
        let filter = TicketFilter {
            after: asked.after.clone(),
            before: asked.before.clone(),
            ..saved.bare()
        };
        return (filter, false);
    }
    (asked.clone(), asked.bare() != saved.bare())
}

/// The columns of a stored list of keys. A key that is no longer known is left out; nothing left
/// means the usual ones.
pub(super) fn columns(stored: &str) -> Vec<TicketColumn> {
    let known: Vec<_> = stored.split(',').filter_map(TicketColumn::parse).collect();
    if known.is_empty() {
        TicketColumn::USUAL.to_vec()
    } else {
        known
    }
}

pub(super) fn stored(columns: &[TicketColumn]) -> String {
    let keys: Vec<_> = columns.iter().map(|column| column.as_str()).collect();
    keys.join(",")
}

/// All columns: the shown ones in their order, then the others.
pub(super) fn all_columns(shown: &[TicketColumn]) -> Vec<(TicketColumn, bool)> {
    let others = TicketColumn::ALL.iter().filter(|c| !shown.contains(c));
    shown
        .iter()
        .map(|column| (*column, true))
        .chain(others.map(|column| (*column, false)))
        .collect()
}

/// The columns that a form of columns asks for. Each column once; the subject always, because it
/// is the way into the ticket.
pub(super) fn chosen(input: &LookInput) -> Result<Vec<TicketColumn>, Invalid> {
    let mut columns = Vec::new();
    for key in &input.order {
        let column = TicketColumn::parse(key)
            .ok_or_else(|| Invalid::field("columns", "Choose columns from the list"))?;
        let shown = column == TicketColumn::Subject || input.shown.contains(key);
        if shown && !columns.contains(&column) {
            columns.push(column);
        }
    }
    if !columns.contains(&TicketColumn::Subject) {
        columns.insert(0, TicketColumn::Subject);
    }
    Ok(columns)
}

/// Moves one column of a form by one place; `step` is `up:status` or `down:status`. Anything else
/// moves nothing.
pub fn move_column(input: &mut LookInput, step: &str) {
    let Some((way, key)) = step.split_once(':') else {
        return;
    };
    let Some(at) = input.order.iter().position(|column| column == key) else {
        return;
    };
    match way {
        "up" if at > 0 => input.order.swap(at, at - 1),
        "down" if at + 1 < input.order.len() => input.order.swap(at, at + 1),
        _ => {}
    }
}

/// The density of a form; `None` leaves it to the reader, which only a view can.
pub(super) fn density(value: &str, of_view: bool) -> Result<Option<Density>, Invalid> {
    match (value, Density::parse(value)) {
        (_, Some(density)) => Ok(Some(density)),
        ("", None) if of_view => Ok(None),
        _ => Err(Invalid::field("density", "Choose a density")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn filter(set: impl Fn(&mut TicketFilter)) -> TicketFilter {
        let mut filter = TicketFilter::default();
        set(&mut filter);
        filter
    }

    #[test]
    fn the_address_comes_before_the_view_and_the_view_before_the_role() {
        assert_eq!(wanted(&TicketFilter::default()), Wanted::RolesFirst);
        let paged = filter(|f| f.after = "1-2".into());
        assert_eq!(wanted(&paged), Wanted::RolesFirst);
        assert_eq!(wanted(&filter(|f| f.show = "active".into())), Wanted::None);
        let named = filter(|f| (f.view, f.show) = ("x".into(), "all".into()));
        assert_eq!(wanted(&named), Wanted::This("x".into()));
    }

    #[test]
    fn a_filter_beside_a_view_is_a_change_only_when_it_differs() {
        let saved = filter(|f| f.priority = "high".into());
        let paged = filter(|f| f.after = "1-2".into());
        let (shown, changed) = filter_of(&paged, &saved);
        assert_eq!(
            (shown.priority.as_str(), shown.after.as_str()),
            ("high", "1-2")
        );
        assert!(!changed);
        // The filter bar sends every field, the default written out.
        let same = filter(|f| (f.priority, f.show) = ("high".into(), "active".into()));
        assert!(!filter_of(&same, &saved).1);
        let other = filter(|f| (f.priority, f.show) = ("high".into(), "all".into()));
        assert!(filter_of(&other, &saved).1);
    }

    #[test]
    fn the_subject_cannot_be_left_out_and_no_column_stands_twice() {
        let keys = |keys: &[&str]| keys.iter().map(ToString::to_string).collect::<Vec<_>>();
        let input = LookInput {
            order: keys(&["status", "subject", "status", "number"]),
            shown: keys(&["status"]),
            ..LookInput::default()
        };
        let both = [TicketColumn::Status, TicketColumn::Subject];
        assert_eq!(chosen(&input).unwrap(), both);
        let none = chosen(&LookInput::default()).unwrap();
        assert_eq!(none, [TicketColumn::Subject]);
        let unknown = LookInput {
            order: keys(&["password_hash"]),
            ..LookInput::default()
        };
        assert!(chosen(&unknown).is_err());
    }

    #[test]
    fn a_column_moves_by_one_place_and_not_over_the_edge() {
        let mut input = LookInput {
            order: ["a", "b", "c"].map(String::from).to_vec(),
            ..LookInput::default()
        };
        let after = |input: &mut LookInput, step: &str| {
            move_column(input, step);
            input.order.concat()
        };
        assert_eq!(after(&mut input, "up:c"), "acb");
        assert_eq!(after(&mut input, "down:a"), "cab");
        assert_eq!(after(&mut input, "up:c"), "cab");
        assert_eq!(after(&mut input, "down:b"), "cab");
        assert_eq!(after(&mut input, "sideways:a"), "cab");
        assert_eq!(after(&mut input, "up:x"), "cab");
    }

    #[test]
    fn only_a_view_can_leave_the_density_to_the_reader() {
        assert_eq!(density("", true).unwrap(), None);
        assert!(density("", false).is_err());
        assert!(density("dense", true).is_err());
    }

    proptest! {
        #[test]
        fn whatever_is_stored_there_are_columns(stored_text in ".{0,80}") {
            prop_assert!(!columns(&stored_text).is_empty());
        }

        #[test]
        fn columns_survive_storing(picked in proptest::sample::subsequence(TicketColumn::ALL.to_vec(), 1..TicketColumn::ALL.len())) {
            prop_assert_eq!(columns(&stored(&picked)), picked.clone());
            prop_assert_eq!(all_columns(&picked).len(), TicketColumn::ALL.len());
        }
    }
}
