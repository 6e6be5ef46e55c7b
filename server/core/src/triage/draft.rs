//! Adding and removing lines of a rule's form, one post after the other, so that the form needs no
//! script. Nothing is saved.

use crate::error::{Error, Result, require};
use app_types::Permission;
use app_types::triage::{Action, ActionKind, Condition, Field, RuleDraft, RuleInput};
use server_db::TenantTx;

/// What a button of the form asks for besides saving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    AddCondition(Field),
    AddAction(ActionKind),
    RemoveCondition(usize),
    RemoveAction(usize),
}

impl Edit {
    /// Reads the button's value: `add-condition`, `remove-action-2`. `None`: save.
    ///
    /// # Errors
    /// [`Error::Invalid`] when nothing was chosen to add, or for a button that does not exist.
    pub fn parse(intent: &str, condition: &str, action: &str) -> Result<Option<Self>> {
        let number = |prefix: &str| intent.strip_prefix(prefix).and_then(|n| n.parse().ok());
        Ok(Some(match intent {
            "" | "save" => return Ok(None),
            "add-condition" => Self::AddCondition(
                Field::parse(condition)
                    .ok_or_else(|| Error::invalid("add_condition", "Choose what to look at"))?,
            ),
            "add-action" => Self::AddAction(
                ActionKind::parse(action)
                    .ok_or_else(|| Error::invalid("add_action", "Choose what to do"))?,
            ),
            _ => number("remove-condition-")
                .map(Self::RemoveCondition)
                .or_else(|| number("remove-action-").map(Self::RemoveAction))
                .ok_or_else(|| Error::invalid("", "There is no such button"))?,
        }))
    }
}

/// The form with a line more or less.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn edit(tx: &TenantTx, mut input: RuleInput, edit: &Edit) -> Result<RuleInput> {
    require(tx, Permission::SettingsManage)?;
    apply(&mut input, edit);
    Ok(input)
}

/// The form as text that goes back into it.
pub fn written(version: u32, input: &RuleInput) -> String {
    let input = input.clone();
    serde_json::to_string(&RuleDraft { version, input }).unwrap_or_default()
}

fn apply(input: &mut RuleInput, edit: &Edit) {
    match edit {
        Edit::AddCondition(field) => input.conditions.push(Condition::from(*field)),
        Edit::AddAction(kind) => input.actions.push(Action::from(*kind)),
        Edit::RemoveCondition(at) if *at < input.conditions.len() => {
            input.conditions.remove(*at);
        }
        Edit::RemoveAction(at) if *at < input.actions.len() => {
            input.actions.remove(*at);
        }
        // The line has gone already: a button pressed twice.
        Edit::RemoveCondition(_) | Edit::RemoveAction(_) => {}
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn buttons_are_read_and_others_refused() {
        assert_eq!(Edit::parse("", "", "").unwrap(), None);
        let add = Edit::parse("add-condition", "subject", "").unwrap();
        assert_eq!(add, Some(Edit::AddCondition(Field::Subject)));
        let remove = Edit::parse("remove-action-2", "", "").unwrap();
        assert_eq!(remove, Some(Edit::RemoveAction(2)));
        for bad in [
            "add-condition",
            "add-action",
            "remove-condition-x",
            "drop",
            "remove-action--1",
        ] {
            assert!(Edit::parse(bad, "", "").is_err(), "{bad}");
        }
    }

    #[test]
    fn lines_come_and_go() {
        let mut input = RuleInput::default();
        apply(&mut input, &Edit::AddCondition(Field::TimeOfDay));
        apply(&mut input, &Edit::AddAction(ActionKind::AddNote));
        assert_eq!(
            input.conditions[0].operator,
            Field::TimeOfDay.operators()[0]
        );
        apply(&mut input, &Edit::RemoveCondition(7));
        apply(&mut input, &Edit::RemoveCondition(0));
        apply(&mut input, &Edit::RemoveAction(0));
        assert_eq!(input, RuleInput::default());
    }
}
