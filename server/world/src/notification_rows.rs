//! A notification of the owner, read, and what the owner wants to hear.

use super::*;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::*;

impl Builder<'_> {
    pub(super) async fn notifications(
        &mut self,
        owner: &User,
        ticket: TicketId,
    ) -> QueryResult<NotificationId> {
        let id = NotificationId::new();
        diesel::insert_into(notifications::table)
            .values((
                notifications::tenant_id.eq(self.tenant),
                notifications::id.eq(id),
                notifications::user_id.eq(owner.id),
                notifications::event.eq("client_replied"),
                notifications::ticket_id.eq(ticket),
                notifications::text.eq(self.voice.say("Anna Miller replied")),
                notifications::created_at.eq(self.now),
                notifications::read_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        diesel::insert_into(notification_preferences::table)
            .values((
                notification_preferences::tenant_id.eq(self.tenant),
                notification_preferences::user_id.eq(owner.id),
                notification_preferences::event.eq("assigned"),
                notification_preferences::in_app.eq(true),
                notification_preferences::by_mail.eq(false),
                notification_preferences::updated_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(id)
    }
}
