//! Rows of the table `contacts`.

use super::KnownContact;
use app_types::Timestamp;
use app_types::clients::{ClientRef, ContactRow};
use app_types::id::{ClientId, ContactId, LocationId, TenantId};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Datetime, Integer, Nullable, Text, Unsigned};
use server_db::schema::contacts;

#[derive(QueryableByName)]
pub(super) struct ListRow {
    #[diesel(sql_type = Binary)]
    pub id: ContactId,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    #[diesel(sql_type = Text)]
    pub phone: String,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Bool)]
    pub is_primary: bool,
    #[diesel(sql_type = Bool)]
    pub is_billing: bool,
    #[diesel(sql_type = Bool)]
    pub is_technical: bool,
    #[diesel(sql_type = Nullable<Datetime>)]
    pub archived_at: Option<Timestamp>,
    #[diesel(sql_type = Unsigned<BigInt>)]
    pub client_number: u64,
    #[diesel(sql_type = Text)]
    pub client_name: String,
    #[diesel(sql_type = Nullable<Datetime>)]
    pub client_archived_at: Option<Timestamp>,
}

impl From<ListRow> for ContactRow {
    fn from(row: ListRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            email: row.email,
            phone: row.phone,
            title: row.title,
            primary: row.is_primary,
            billing: row.is_billing,
            technical: row.is_technical,
            client: ClientRef {
                number: row.client_number,
                name: row.client_name,
                archived: row.client_archived_at.is_some(),
            },
            archived: row.archived_at.is_some(),
        }
    }
}

#[derive(QueryableByName)]
pub(super) struct ContactDetails {
    #[diesel(sql_type = Binary)]
    pub id: ContactId,
    #[diesel(sql_type = Binary)]
    pub client_id: ClientId,
    #[diesel(sql_type = Nullable<Binary>)]
    pub location_id: Option<LocationId>,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    #[diesel(sql_type = Text)]
    pub phone: String,
    #[diesel(sql_type = Text)]
    pub mobile: String,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Bool)]
    pub is_primary: bool,
    #[diesel(sql_type = Bool)]
    pub is_billing: bool,
    #[diesel(sql_type = Bool)]
    pub is_technical: bool,
    #[diesel(sql_type = Text)]
    pub notes: String,
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
    #[diesel(sql_type = Unsigned<BigInt>)]
    pub client_number: u64,
    #[diesel(sql_type = Text)]
    pub client_name: String,
    #[diesel(sql_type = Nullable<Datetime>)]
    pub client_archived_at: Option<Timestamp>,
}

/// A contact as a change finds it, under lock.
#[derive(QueryableByName)]
pub(super) struct LockedContact {
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Binary)]
    pub client_id: ClientId,
    #[diesel(sql_type = Unsigned<Integer>)]
    pub version: u32,
    #[diesel(sql_type = Bool)]
    pub archived: bool,
    #[diesel(sql_type = Unsigned<BigInt>)]
    pub client_number: u64,
    #[diesel(sql_type = Bool)]
    pub client_archived: bool,
}

#[derive(QueryableByName)]
pub(super) struct KnownRow {
    #[diesel(sql_type = Binary)]
    pub id: ContactId,
    #[diesel(sql_type = Binary)]
    pub client_id: ClientId,
    #[diesel(sql_type = Unsigned<BigInt>)]
    pub client_number: u64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub email: String,
    #[diesel(sql_type = Bool)]
    pub archived: bool,
}

impl From<KnownRow> for KnownContact {
    fn from(row: KnownRow) -> Self {
        Self {
            id: row.id,
            client_id: row.client_id,
            client_number: row.client_number,
            name: row.name,
            email: row.email,
            archived: row.archived,
        }
    }
}

#[derive(QueryableByName)]
pub(super) struct ChoiceRow {
    #[diesel(sql_type = Binary)]
    pub id: ContactId,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
}

#[derive(Insertable)]
#[diesel(table_name = contacts)]
pub(super) struct NewContact<'a> {
    pub tenant_id: TenantId,
    pub id: ContactId,
    pub client_id: ClientId,
    pub location_id: Option<LocationId>,
    pub name: &'a str,
    pub email: Option<&'a str>,
    pub phone: &'a str,
    pub mobile: &'a str,
    pub title: &'a str,
    pub is_primary: bool,
    pub is_billing: bool,
    pub is_technical: bool,
    pub notes: &'a str,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}
