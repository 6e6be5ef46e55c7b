//! The service desk's furniture: a board, statuses, a mailbox.

use super::*;
use app_types::tickets::StatusCategory;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::*;

pub(super) struct Desk {
    pub board: BoardId,
    pub statuses: BTreeMap<&'static str, StatusId>,
    pub mailbox: MailboxId,
    pub mailbox_key: MailboxKeyId,
    pub undeliverable: UndeliverableId,
    pub address: String,
}

impl Builder<'_> {
    pub(super) async fn desk(&mut self) -> QueryResult<Desk> {
        let board = BoardId::new();
        diesel::insert_into(boards::table)
            .values((
                boards::tenant_id.eq(self.tenant),
                boards::id.eq(board),
                boards::name.eq(self.voice.say("Service desk")),
                boards::position.eq(1u16),
                boards::created_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        let statuses = self.statuses().await?;
        let mailbox = MailboxId::new();
        let address = self.voice.email("support");
        diesel::insert_into(mailboxes::table)
            .values((
                mailboxes::tenant_id.eq(self.tenant),
                mailboxes::id.eq(mailbox),
                mailboxes::address.eq(&address),
                mailboxes::display_name.eq(self.voice.say("Support")),
                mailboxes::board_id.eq(board),
                mailboxes::created_at.eq(self.now),
                mailboxes::updated_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        let mailbox_key = self.mailbox_key(mailbox).await?;
        let undeliverable = self.undeliverable().await?;
        Ok(Desk {
            board,
            statuses,
            mailbox,
            mailbox_key,
            undeliverable,
            address,
        })
    }

    /// Sealed under no key: it opens nothing.
    async fn mailbox_key(&mut self, mailbox: MailboxId) -> QueryResult<MailboxKeyId> {
        let id = MailboxKeyId::new();
        diesel::insert_into(mailbox_keys::table)
            .values((
                mailbox_keys::tenant_id.eq(self.tenant),
                mailbox_keys::id.eq(id),
                mailbox_keys::mailbox_id.eq(mailbox),
                mailbox_keys::secret.eq(self.voice.say("sealed").into_bytes()),
                mailbox_keys::created_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(id)
    }

    /// The workspace's signature, and the owner's own.
    pub(super) async fn mail_words(&mut self, owner: UserId) -> QueryResult<()> {
        diesel::insert_into(mail_templates::table)
            .values((
                mail_templates::tenant_id.eq(self.tenant),
                mail_templates::kind.eq("signature"),
                mail_templates::body.eq(self.voice.say("{{ author }}")),
                mail_templates::version.eq(1u32),
                mail_templates::updated_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        diesel::insert_into(user_signatures::table)
            .values((
                user_signatures::tenant_id.eq(self.tenant),
                user_signatures::user_id.eq(owner),
                user_signatures::body.eq(self.voice.say("The owner")),
                user_signatures::version.eq(1u32),
                user_signatures::updated_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(())
    }

    async fn undeliverable(&mut self) -> QueryResult<UndeliverableId> {
        let id = UndeliverableId::new();
        diesel::insert_into(undeliverable_addresses::table)
            .values((
                undeliverable_addresses::tenant_id.eq(self.tenant),
                undeliverable_addresses::id.eq(id),
                undeliverable_addresses::address.eq(self.voice.email("gone")),
                undeliverable_addresses::bounces.eq(1u32),
                undeliverable_addresses::reason.eq(self.voice.say("no such user")),
                undeliverable_addresses::bounced_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(id)
    }

    /// One status per category, its key the category's.
    async fn statuses(&mut self) -> QueryResult<BTreeMap<&'static str, StatusId>> {
        let mut made = BTreeMap::new();
        for (position, category) in (1u16..).zip(StatusCategory::ALL) {
            let id = StatusId::new();
            diesel::insert_into(ticket_statuses::table)
                .values((
                    ticket_statuses::tenant_id.eq(self.tenant),
                    ticket_statuses::id.eq(id),
                    ticket_statuses::status_key.eq(category.as_str()),
                    ticket_statuses::name.eq(self.voice.say(category.label())),
                    ticket_statuses::category.eq(category.as_str()),
                    ticket_statuses::position.eq(position),
                ))
                .execute(self.conn)
                .await?;
            made.insert(category.as_str(), id);
        }
        Ok(made)
    }
}
