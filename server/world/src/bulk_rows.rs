//! A macro, and a run of it that is done.

use super::ticket_rows::Tickets;
use super::*;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::*;

const STEPS: &str = r#"{"priority":"low"}"#;

impl Builder<'_> {
    pub(super) async fn bulk(
        &mut self,
        owner: &User,
        tickets: &Tickets,
    ) -> QueryResult<(MacroId, BulkRunId)> {
        let (known, run) = (MacroId::new(), BulkRunId::new());
        diesel::insert_into(macros::table)
            .values((
                macros::tenant_id.eq(self.tenant),
                macros::id.eq(known),
                macros::name.eq(self.voice.say("Not urgent")),
                macros::steps.eq(STEPS),
                macros::body.eq(""),
                macros::created_at.eq(self.now),
                macros::updated_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        diesel::insert_into(bulk_runs::table)
            .values((
                bulk_runs::tenant_id.eq(self.tenant),
                bulk_runs::id.eq(run),
                bulk_runs::user_id.eq(owner.id),
                bulk_runs::name.eq(self.voice.say("Not urgent")),
                bulk_runs::steps.eq(STEPS),
                bulk_runs::body.eq(""),
                bulk_runs::total.eq(1u32),
                bulk_runs::created_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        diesel::insert_into(bulk_items::table)
            .values((
                bulk_items::tenant_id.eq(self.tenant),
                bulk_items::run_id.eq(run),
                bulk_items::position.eq(1u32),
                bulk_items::ticket_id.eq(tickets.tickets[2].id),
                bulk_items::state.eq("done"),
                bulk_items::changes.eq("[]"),
                bulk_items::made_version.eq(1u32),
            ))
            .execute(self.conn)
            .await?;
        Ok((known, run))
    }
}
