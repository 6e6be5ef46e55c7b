//! Rows of the tables behind clients.

use app_types::Timestamp;
use app_types::clients::{ClientKind, ClientRow, ClientStatus};
use app_types::id::{ClientId, TenantId, UserId};
use app_types::tags::TagView;
use app_types::tickets::TicketLink;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Datetime, Integer, Nullable, Text, Unsigned};
use server_db::schema::clients;

#[derive(QueryableByName)]
pub(super) struct ListRow {
    #[diesel(sql_type = Binary)]
    pub id: ClientId,
    #[diesel(sql_type = Unsigned<BigInt>)]
    pub number: u64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub kind: ClientKind,
    #[diesel(sql_type = Text)]
    pub status: ClientStatus,
    #[diesel(sql_type = Text)]
    pub phone: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub city: Option<String>,
    #[diesel(sql_type = Nullable<Datetime>)]
    pub archived_at: Option<Timestamp>,
    /// Ids, see [`crate::tags::worn`].
    #[diesel(sql_type = Nullable<Text>)]
    pub tags: Option<String>,
}

impl ListRow {
    pub(super) fn view(self, tags: &[TagView]) -> ClientRow {
        let row = self;
        ClientRow {
            tags: crate::tags::worn(row.tags.as_deref().unwrap_or_default(), tags),
            id: row.id,
            number: row.number,
            name: row.name,
            kind: row.kind,
            status: row.status,
            phone: row.phone,
            city: row.city.unwrap_or_default(),
            archived: row.archived_at.is_some(),
        }
    }
}

#[derive(QueryableByName)]
pub(super) struct ClientDetails {
    #[diesel(sql_type = Binary)]
    pub id: ClientId,
    #[diesel(sql_type = Unsigned<BigInt>)]
    pub number: u64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub kind: ClientKind,
    #[diesel(sql_type = Text)]
    pub status: ClientStatus,
    #[diesel(sql_type = Text)]
    pub phone: String,
    #[diesel(sql_type = Text)]
    pub website: String,
    #[diesel(sql_type = Nullable<Binary>)]
    pub account_manager_id: Option<UserId>,
    #[diesel(sql_type = Nullable<Text>)]
    pub account_manager: Option<String>,
    #[diesel(sql_type = Text)]
    pub notes: String,
    #[diesel(sql_type = Text)]
    pub vip_note: String,
    #[diesel(sql_type = Unsigned<Integer>)]
    pub version: u32,
    #[diesel(sql_type = Datetime)]
    pub created_at: Timestamp,
    #[diesel(sql_type = Datetime)]
    pub updated_at: Timestamp,
    #[diesel(sql_type = Nullable<Datetime>)]
    pub archived_at: Option<Timestamp>,
    #[diesel(sql_type = Nullable<Text>)]
    pub archived_by: Option<String>,
    /// Ids, see [`crate::tags::worn`].
    #[diesel(sql_type = Nullable<Text>)]
    pub tags: Option<String>,
}

/// A client as a change finds it, under lock.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = clients)]
pub(super) struct LockedClient {
    pub id: ClientId,
    pub number: u64,
    pub name: String,
    pub kind: ClientKind,
    pub status: ClientStatus,
    pub phone: String,
    pub website: String,
    pub account_manager_id: Option<UserId>,
    pub notes: String,
    pub vip_note: String,
    pub version: u32,
    #[diesel(select_expression = clients::archived_at.is_not_null())]
    pub archived: bool,
}

/// A client by number and name.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = clients)]
pub(super) struct ReferenceRow {
    pub id: ClientId,
    pub name: String,
    #[diesel(select_expression = clients::archived_at.is_not_null())]
    pub archived: bool,
}

#[derive(Insertable)]
#[diesel(table_name = clients)]
pub(super) struct NewClient<'a> {
    pub tenant_id: TenantId,
    pub id: ClientId,
    pub number: u64,
    pub name: &'a str,
    pub kind: ClientKind,
    pub status: ClientStatus,
    pub phone: &'a str,
    pub website: &'a str,
    pub account_manager_id: Option<UserId>,
    pub notes: &'a str,
    pub vip_note: &'a str,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(QueryableByName)]
pub(super) struct TicketRow {
    #[diesel(sql_type = Unsigned<BigInt>)]
    pub number: u64,
    #[diesel(sql_type = Text)]
    pub subject: String,
    #[diesel(sql_type = Text)]
    pub status: String,
    /// Of all of them, not of this row.
    #[diesel(sql_type = BigInt)]
    pub counted: i64,
}

impl From<TicketRow> for TicketLink {
    fn from(row: TicketRow) -> Self {
        Self {
            number: row.number,
            subject: row.subject,
            status: row.status,
        }
    }
}

#[derive(QueryableByName)]
pub(super) struct Counted {
    #[diesel(sql_type = BigInt)]
    pub counted: i64,
}

#[derive(QueryableByName)]
pub(super) struct ChoiceRow {
    #[diesel(sql_type = Unsigned<BigInt>)]
    pub number: u64,
    #[diesel(sql_type = Text)]
    pub name: String,
}
