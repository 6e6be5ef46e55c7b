//! A notification of the owner, read, what the owner wants to hear, and the owner's browser.

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

    /// What is sealed here opens nowhere: nothing is ever pushed to it.
    pub(super) async fn push_device(&mut self, owner: &User) -> QueryResult<PushDeviceId> {
        let id = PushDeviceId::new();
        let mut hash = [0u8; 32];
        hash[..4].copy_from_slice(&self.tenant.0.to_be_bytes());
        diesel::insert_into(push_devices::table)
            .values((
                push_devices::tenant_id.eq(self.tenant),
                push_devices::id.eq(id),
                push_devices::user_id.eq(owner.id),
                push_devices::session_id.eq(SessionId::new()),
                push_devices::endpoint_hash.eq(hash.to_vec()),
                push_devices::sealed.eq(vec![0u8; 8]),
                push_devices::label.eq(self.voice.say("Firefox on Linux")),
                push_devices::created_at.eq(self.now),
                push_devices::seen_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(id)
    }
}
