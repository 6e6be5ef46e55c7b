//! A shared view, the role that sees it first, and somebody's own columns.

use super::*;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::*;

impl Builder<'_> {
    pub(super) async fn views(
        &mut self,
        users: &BTreeMap<&'static str, User>,
    ) -> QueryResult<TicketViewId> {
        let view = TicketViewId::new();
        diesel::insert_into(ticket_views::table)
            .values((
                ticket_views::tenant_id.eq(self.tenant),
                ticket_views::id.eq(view),
                ticket_views::owner_id.eq(users["owner"].id),
                ticket_views::name.eq(self.voice.say("Everything new")),
                ticket_views::shared.eq(true),
                ticket_views::filter.eq(r#"{"show":"active","status":"new"}"#),
                ticket_views::created_at.eq(self.now),
                ticket_views::updated_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        diesel::insert_into(role_ticket_views::table)
            .values((
                role_ticket_views::tenant_id.eq(self.tenant),
                role_ticket_views::role_id.eq(users["read_only"].role_id),
                role_ticket_views::view_id.eq(view),
            ))
            .execute(self.conn)
            .await?;
        diesel::insert_into(list_looks::table)
            .values((
                list_looks::tenant_id.eq(self.tenant),
                list_looks::user_id.eq(users["accountant"].id),
                list_looks::list.eq("tickets"),
                list_looks::shown_columns.eq("number,subject"),
                list_looks::updated_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(view)
    }
}
