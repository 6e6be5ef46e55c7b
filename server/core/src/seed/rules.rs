//! Two triage rules, so that their pages have something to show. One acts, one waits.

use super::tenant::Desk;
use crate::core::Core;
use crate::error::Result;
use crate::triage;
use app_types::Permissions;
use app_types::id::UserId;
use app_types::triage::{Action, ActionKind, Condition, Field, Operator, RuleInput, Trigger};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::{roles, users};
use server_db::{Actor, Origin, TenantTx, Who};

pub(super) async fn create(core: &Core, desk: &Desk) -> Result<()> {
    let mut tx = core.db.begin(desk.actor()).await?;
    let (id, name) = owner(&mut tx).await?;
    tx.rollback().await?;
    let owner = Actor {
        tenant: desk.tenant,
        who: Who::User { id, name },
        permissions: Permissions::all(),
        origin: Origin::default(),
    };
    let mut tx = core.db.begin(owner).await?;
    for rule in [outage(), important_clients()] {
        triage::create(&mut tx, &rule).await?;
    }
    Ok(tx.commit().await?)
}

async fn owner(tx: &mut TenantTx) -> Result<(UserId, String)> {
    let tenant = tx.tenant();
    Ok(users::table
        .inner_join(
            roles::table.on(roles::tenant_id
                .eq(users::tenant_id)
                .and(roles::id.eq(users::role_id))),
        )
        .filter(users::tenant_id.eq(tenant))
        .filter(roles::built_in.eq("owner"))
        .select((users::id, users::name))
        .first(tx.conn())
        .await?)
}

fn outage() -> RuleInput {
    let note = "Call {{contact.name}} at {{client.name}} before anything else.";
    RuleInput {
        name: "An outage is critical".into(),
        trigger: Trigger::TicketCreated,
        conditions: vec![Condition {
            field: Field::Subject,
            operator: Operator::Matches,
            value: r"\b(server|internet|phones?) (is|are) down\b".into(),
        }],
        actions: vec![
            action(ActionKind::SetPriority, "critical", ""),
            action(ActionKind::AddNote, "", note),
        ],
        stops: true,
        active: true,
        ..RuleInput::default()
    }
}

fn important_clients() -> RuleInput {
    RuleInput {
        name: "VIP clients first".into(),
        trigger: Trigger::TicketCreated,
        conditions: vec![Condition {
            field: Field::Vip,
            operator: Operator::Is,
            value: "yes".into(),
        }],
        actions: vec![action(ActionKind::SetPriority, "high", "")],
        ..RuleInput::default()
    }
}

fn action(kind: ActionKind, value: &str, text: &str) -> Action {
    Action {
        value: value.into(),
        text: text.into(),
        ..Action::from(kind)
    }
}
