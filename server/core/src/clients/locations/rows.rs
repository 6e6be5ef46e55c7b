//! Rows of the table `locations`.

use app_types::Timestamp;
use app_types::clients::LocationView;
use app_types::id::{ClientId, LocationId, TenantId};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Datetime, Integer, Nullable, Text, Unsigned};
use server_db::schema::locations;

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = locations)]
pub(super) struct LocationRow {
    pub id: LocationId,
    pub client_id: ClientId,
    pub name: String,
    pub street: String,
    pub postal_code: String,
    pub city: String,
    pub region: String,
    pub country: String,
    pub phone: String,
    pub primary_for: Option<ClientId>,
    pub version: u32,
    pub archived_at: Option<Timestamp>,
}

impl LocationRow {
    pub(super) fn is_primary(&self) -> bool {
        self.primary_for.is_some()
    }
}

impl From<LocationRow> for LocationView {
    fn from(row: LocationRow) -> Self {
        Self {
            primary: row.is_primary(),
            id: row.id,
            name: row.name,
            street: row.street,
            postal_code: row.postal_code,
            city: row.city,
            region: row.region,
            country: row.country,
            phone: row.phone,
            version: row.version,
            archived: row.archived_at.is_some(),
        }
    }
}

#[derive(QueryableByName)]
pub(super) struct WithClient {
    #[diesel(sql_type = Binary)]
    pub id: LocationId,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub street: String,
    #[diesel(sql_type = Text)]
    pub postal_code: String,
    #[diesel(sql_type = Text)]
    pub city: String,
    #[diesel(sql_type = Text)]
    pub region: String,
    #[diesel(sql_type = Text)]
    pub country: String,
    #[diesel(sql_type = Text)]
    pub phone: String,
    #[diesel(sql_type = Nullable<Binary>)]
    pub primary_for: Option<ClientId>,
    #[diesel(sql_type = Unsigned<Integer>)]
    pub version: u32,
    #[diesel(sql_type = Nullable<Datetime>)]
    pub archived_at: Option<Timestamp>,
    #[diesel(sql_type = Unsigned<BigInt>)]
    pub client_number: u64,
    #[diesel(sql_type = Text)]
    pub client_name: String,
    #[diesel(sql_type = Nullable<Datetime>)]
    pub client_archived_at: Option<Timestamp>,
}

impl From<WithClient> for LocationView {
    fn from(row: WithClient) -> Self {
        Self {
            id: row.id,
            name: row.name,
            street: row.street,
            postal_code: row.postal_code,
            city: row.city,
            region: row.region,
            country: row.country,
            phone: row.phone,
            primary: row.primary_for.is_some(),
            version: row.version,
            archived: row.archived_at.is_some(),
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = locations)]
pub(super) struct NewLocation<'a> {
    pub tenant_id: TenantId,
    pub id: LocationId,
    pub client_id: ClientId,
    pub name: &'a str,
    pub street: &'a str,
    pub postal_code: &'a str,
    pub city: &'a str,
    pub region: &'a str,
    pub country: &'a str,
    pub phone: &'a str,
    pub primary_for: Option<ClientId>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}
