//! Custom fields of the demo, and some tickets and clients that have something in them.

use super::tenant::Desk;
use crate::core::Core;
use crate::custom;
use crate::error::Result;
use app_types::custom::{CustomFieldInput, FieldKind, FieldOf};
use diesel::sql_types::{Binary, Integer, Text, Unsigned};
use diesel_async::RunQueryDsl;

const SITES: [&str; 3] = ["Head office", "Branch", "Remote"];

pub(super) async fn create(core: &Core, desk: &Desk) -> Result<()> {
    let field = |of: FieldOf, kind: FieldKind, name: &str, choices: &[&str]| CustomFieldInput {
        of: of.to_string(),
        kind: kind.to_string(),
        name: name.to_string(),
        choices: choices.join("\n"),
        ..CustomFieldInput::default()
    };
    let mut tx = core.db.begin(desk.actor()).await?;
    let site = field(FieldOf::Ticket, FieldKind::Choice, "Site", &SITES);
    let site = custom::create(&mut tx, &site).await?;
    let contract = field(FieldOf::Client, FieldKind::Text, "Contract number", &[]);
    custom::create(&mut tx, &contract).await?;
    let birthday = field(FieldOf::Contact, FieldKind::Date, "Birthday", &[]);
    custom::create(&mut tx, &birthday).await?;
    for (nth, name) in (0..).zip(SITES) {
        diesel::sql_query(FILLED)
            .bind::<Binary, _>(site)
            .bind::<Text, _>(name)
            .bind::<Unsigned<Integer>, _>(tx.tenant())
            .bind::<Integer, _>(nth)
            .execute(tx.conn())
            .await?;
    }
    Ok(tx.commit().await?)
}

const FILLED: &str = "\
INSERT INTO custom_values (tenant_id, owner_id, field_id, ticket_id, value, active, updated_at) \
SELECT t.tenant_id, t.id, ?, t.id, ?, t.active, t.updated_at FROM tickets t \
 WHERE t.tenant_id = ? AND MOD(t.number, 7) = ? ORDER BY t.updated_at DESC LIMIT 500";
