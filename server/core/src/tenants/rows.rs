//! Rows of the list of tenants.

use app_types::Timestamp;
use app_types::id::TenantId;
use app_types::identity::{Accent, TenantBrief, TenantStatus, UnknownSender, Workspace};
use diesel::prelude::*;
use server_db::schema::tenants;

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = tenants)]
#[diesel(check_for_backend(diesel::mysql::Mysql))]
pub(super) struct TenantRow {
    pub id: TenantId,
    pub slug: String,
    pub name: String,
    pub host: Option<String>,
    pub status: TenantStatus,
    pub time_zone: String,
    pub currency: String,
    pub accent: Accent,
    pub ticket_prefix: String,
    pub unknown_sender: UnknownSender,
    pub reopen_window_days: u16,
    pub auto_close_days: u16,
    pub require_totp: bool,
}

impl TenantRow {
    pub fn brief(self) -> TenantBrief {
        TenantBrief {
            id: self.id,
            slug: self.slug,
            name: self.name,
            accent: self.accent,
            ticket_prefix: self.ticket_prefix,
        }
    }

    pub fn if_active(self) -> Option<TenantBrief> {
        (self.status == TenantStatus::Active).then(|| self.brief())
    }

    pub fn workspace(&self) -> Workspace {
        Workspace {
            slug: self.slug.clone(),
            host: self.host.clone(),
            name: self.name.clone(),
            time_zone: self.time_zone.clone(),
            currency: self.currency.clone(),
            accent: self.accent,
            ticket_prefix: self.ticket_prefix.clone(),
            unknown_sender: self.unknown_sender,
            reopen_window_days: self.reopen_window_days,
            auto_close_days: self.auto_close_days,
            require_totp: self.require_totp,
        }
    }
}

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = tenants)]
pub(super) struct NewTenantRow {
    pub slug: String,
    pub name: String,
    pub status: TenantStatus,
    pub time_zone: String,
    pub created_at: Timestamp,
}
