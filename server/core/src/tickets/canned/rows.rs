//! Rows of `canned_replies`; they never leave this folder.

use app_types::Timestamp;
use app_types::id::{CannedReplyId, TenantId, UserId};
use diesel::prelude::*;
use server_db::schema::canned_replies;

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = canned_replies)]
pub struct CannedReply {
    pub id: CannedReplyId,
    pub name: String,
    pub shortcut: String,
    pub body: String,
    pub owner_id: Option<UserId>,
    pub version: u32,
}

#[derive(Insertable)]
#[diesel(table_name = canned_replies)]
pub struct NewCannedReply<'a> {
    pub tenant_id: TenantId,
    pub id: CannedReplyId,
    pub name: &'a str,
    pub shortcut: &'a str,
    pub body: &'a str,
    pub owner_id: Option<UserId>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(AsChangeset)]
#[diesel(table_name = canned_replies)]
pub struct CannedChanges<'a> {
    pub name: &'a str,
    pub shortcut: &'a str,
    pub body: &'a str,
    pub owner_id: Option<Option<UserId>>,
    pub version: u32,
    pub updated_at: Timestamp,
}
