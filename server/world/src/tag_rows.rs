//! A tag that a ticket and a client wear.

use super::client_rows::Clients;
use super::ticket_rows::Tickets;
use super::*;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::*;

impl Builder<'_> {
    /// A custom field of tickets; ticket 1002 has something in it.
    pub(super) async fn custom(&mut self, tickets: &Tickets) -> QueryResult<CustomFieldId> {
        let field = CustomFieldId::new();
        let choice = self.voice.say("Berlin");
        diesel::insert_into(custom_fields::table)
            .values((
                custom_fields::tenant_id.eq(self.tenant),
                custom_fields::id.eq(field),
                custom_fields::field_of.eq("ticket"),
                custom_fields::name.eq(self.voice.say("Site")),
                custom_fields::kind.eq("choice"),
                custom_fields::choices.eq(&choice),
                custom_fields::created_at.eq(self.now),
                custom_fields::updated_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        let open = &tickets.tickets[1];
        diesel::insert_into(custom_values::table)
            .values((
                custom_values::tenant_id.eq(self.tenant),
                custom_values::owner_id.eq(open.id),
                custom_values::field_id.eq(field),
                custom_values::ticket_id.eq(Some(open.id)),
                custom_values::value.eq(&choice),
                custom_values::active.eq(1i8),
                custom_values::updated_at.eq(self.now.plus_seconds(open.number as i64 - 2000)),
            ))
            .execute(self.conn)
            .await?;
        Ok(field)
    }

    pub(super) async fn tags(
        &mut self,
        clients: &Clients,
        tickets: &Tickets,
    ) -> QueryResult<TagId> {
        let tag = TagId::new();
        diesel::insert_into(tags::table)
            .values((
                tags::tenant_id.eq(self.tenant),
                tags::id.eq(tag),
                tags::name.eq(self.voice.say("Backup")),
                tags::tone.eq("info"),
                tags::created_at.eq(self.now),
                tags::updated_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        diesel::insert_into(client_tags::table)
            .values((
                client_tags::tenant_id.eq(self.tenant),
                client_tags::client_id.eq(clients.clients[0].id),
                client_tags::tag_id.eq(tag),
            ))
            .execute(self.conn)
            .await?;
        let open = &tickets.tickets[1];
        diesel::insert_into(ticket_tags::table)
            .values((
                ticket_tags::tenant_id.eq(self.tenant),
                ticket_tags::ticket_id.eq(open.id),
                ticket_tags::tag_id.eq(tag),
                ticket_tags::active.eq(1i8),
                ticket_tags::updated_at.eq(self.now.plus_seconds(open.number as i64 - 2000)),
            ))
            .execute(self.conn)
            .await?;
        Ok(tag)
    }
}
