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
        Ok(Desk {
            board,
            statuses,
            mailbox,
            address,
        })
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
