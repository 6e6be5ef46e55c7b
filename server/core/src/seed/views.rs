//! Views of the demo, shared by its owner.

use super::tenant::Desk;
use crate::core::Core;
use crate::error::Result;
use crate::tickets::views;
use app_types::Permissions;
use app_types::id::UserId;
use app_types::tickets::TicketFilter;
use app_types::views::ViewInput;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::users;
use server_db::{Actor, TenantTx, Who};

pub(super) async fn create(core: &Core, desk: &Desk) -> Result<()> {
    let mut tx = core.db.begin(desk.actor()).await?;
    let (id, name) = first_user(&mut tx).await?;
    tx.rollback().await?;
    let owner = Actor {
        who: Who::User { id, name },
        permissions: Permissions::all(),
        ..desk.actor()
    };
    let mut tx = core.db.begin(owner).await?;
    for (name, filter) in filters() {
        let input = ViewInput {
            name: name.to_string(),
            shared: true,
            default_for: Vec::new(),
        };
        views::create(&mut tx, &input, &filter).await?;
    }
    Ok(tx.commit().await?)
}

/// The owner was there before everybody else.
async fn first_user(tx: &mut TenantTx) -> Result<(UserId, String)> {
    let tenant = tx.tenant();
    Ok(users::table
        .filter(users::tenant_id.eq(tenant))
        .order((users::created_at.asc(), users::id.asc()))
        .select((users::id, users::name))
        .first(tx.conn())
        .await?)
}

fn filters() -> [(&'static str, TicketFilter); 2] {
    let critical = TicketFilter {
        priority: "critical".into(),
        ..TicketFilter::default()
    };
    let waiting = TicketFilter {
        status: "waiting_client".into(),
        ..TicketFilter::default()
    };
    [("Critical", critical), ("Waiting for the client", waiting)]
}
