//! Server functions of the triage rules.

// The fields of a form are the arguments of its server function.
#![allow(clippy::too_many_arguments)]

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::triage::{
    Action, Condition, MatchKind, PersonRow, RuleForm, RuleRow, Simulation, Trigger,
};
use leptos::prelude::*;

/// All rules in their order.
#[server(endpoint = "rules/list")]
pub async fn load_rules() -> Result<Vec<RuleRow>, ApiError> {
    crate::server::read(async |tx, text| server_core::triage::list(tx, text).await).await
}

/// What the form of a rule needs; an empty id stands for a new one.
#[server(endpoint = "rules/form")]
pub async fn load_rule_form(id: String) -> Result<RuleForm, ApiError> {
    use app_types::id::TriageRuleId;
    use server_core::{Error, triage};
    crate::server::read(async |tx, text| {
        let id = match id.as_str() {
            "" => None,
            id => Some(TriageRuleId::parse(id).ok_or(Error::NotFound)?),
        };
        triage::form(tx, id, text).await
    })
    .await
}

/// What a saved rule would have done in the last days.
#[server(endpoint = "rules/try")]
pub async fn load_simulation(id: String) -> Result<Simulation, ApiError> {
    use app_types::id::TriageRuleId;
    use server_core::{Error, triage};
    crate::server::read(async |tx, text| {
        let id = TriageRuleId::parse(&id).ok_or(Error::NotFound)?;
        triage::simulate(tx, id, text).await
    })
    .await
}

/// Saves a rule, or with another `intent` shows its form with a line more or less; an empty id
/// makes a new one.
#[server(endpoint = "rules/save")]
pub async fn save_rule(
    #[server(default)] id: String,
    #[server(default)] version: u32,
    #[server(default)] name: String,
    #[server(default)] trigger: Trigger,
    #[server(default)] after_minutes: String,
    #[server(default)] match_kind: MatchKind,
    #[server(default)] conditions: Vec<Condition>,
    #[server(default)] actions: Vec<Action>,
    #[server(default)] stops: bool,
    #[server(default)] active: bool,
    #[server(default)] add_condition: String,
    #[server(default)] add_action: String,
    #[server(default)] intent: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use app_types::id::TriageRuleId;
    use app_types::triage::RuleInput;
    use server_core::Error;
    use server_core::triage::draft::{Edit, edit, written};
    use server_core::triage::{create, update};
    let input = RuleInput {
        name,
        trigger,
        // What is no number is out of range, and the form says so.
        after_minutes: after_minutes.trim().parse().unwrap_or_default(),
        match_kind,
        conditions,
        actions,
        stops,
        active,
    };
    let typed = vec![("draft", written(version, &input))];
    submit("rules/save", typed, async move {
        let rule = match id.as_str() {
            "" => None,
            id => Some(TriageRuleId::parse(id).ok_or(Error::NotFound)?),
        };
        if let Some(wanted) = Edit::parse(&intent, &add_condition, &add_action)? {
            let input = write(async |_, tx| edit(tx, input, &wanted)).await?;
            let page = rule.map_or("new".to_string(), |rule| rule.to_string());
            return Ok(
                Done::go(format!("/settings/rules/{page}#lines")).showing_once(
                    "rules/save",
                    "draft",
                    written(version, &input),
                ),
            );
        }
        match rule {
            None => {
                write(async |_, tx| create(tx, &input).await).await?;
            }
            Some(rule) => write(async |_, tx| update(tx, rule, version, &input).await).await?,
        }
        Ok(Done::go("/settings/rules").saying("Rule saved"))
    })
    .await
}

/// Moves a rule one place; `direction` is `earlier` or `later`.
#[server(endpoint = "rules/move")]
pub async fn move_rule(
    #[server(default)] id: String,
    #[server(default)] direction: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use app_types::id::TriageRuleId;
    use server_core::Error;
    use server_core::triage::{Direction, move_by};
    submit("rules/move", vec![], async move {
        let rule = TriageRuleId::parse(&id).ok_or(Error::NotFound)?;
        let way = match direction.as_str() {
            "earlier" => Direction::Earlier,
            "later" => Direction::Later,
            _ => return Err(Error::invalid("", "Choose where to move the rule")),
        };
        write(async |_, tx| move_by(tx, rule, way).await).await?;
        Ok(Done::go(format!(
            "/settings/rules?moved={rule}&to={direction}"
        )))
    })
    .await
}

/// Puts a rule away.
#[server(endpoint = "rules/archive")]
pub async fn archive_rule(
    #[server(default)] id: String,
    #[server(default)] version: u32,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use app_types::id::TriageRuleId;
    use server_core::Error;
    submit("rules/archive", vec![], async move {
        let rule = TriageRuleId::parse(&id).ok_or(Error::NotFound)?;
        write(async |_, tx| server_core::triage::archive(tx, rule, version).await).await?;
        Ok(Done::go("/settings/rules").saying("Rule archived"))
    })
    .await
}

/// Everybody who can be given tickets.
#[server(endpoint = "rules/people")]
pub async fn load_people() -> Result<Vec<PersonRow>, ApiError> {
    crate::server::read(async |tx, text| server_core::triage::people::list(tx, text).await).await
}

/// Says what somebody can do, and until when they are away.
#[server(endpoint = "rules/set-person")]
pub async fn set_person(
    #[server(default)] user: String,
    #[server(default)] version: u32,
    #[server(default)] skills: String,
    #[server(default)] back_on: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use app_types::id::UserId;
    use server_core::{Error, triage::people};
    let typed = vec![
        ("user", user.clone()),
        ("skills", skills.clone()),
        ("back_on", back_on.clone()),
    ];
    submit("rules/set-person", typed, async move {
        let user = UserId::parse(&user).ok_or(Error::NotFound)?;
        write(async |_, tx| people::set(tx, user, version, &skills, &back_on).await).await?;
        Ok(Done::go("/settings/assignment").saying("Saved"))
    })
    .await
}
