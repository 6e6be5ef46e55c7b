//! Who has a ticket open: kept in Redis for less than a minute, so that a page that is gone is
//! forgotten. Without Redis nobody is seen, and nothing else is missing.

use super::queries;
use crate::Core;
use crate::error::{Error, Result, require};
use app_types::id::{TenantId, TicketId, UserId};
use app_types::live::LiveEvent;
use app_types::presence::Present;
use app_types::{Permission, Timestamp};
use serde::{Deserialize, Serialize};
use server_db::{DbError, TenantTx};
use std::collections::HashMap;

/// Live topic; the key is the ticket's number.
pub const PRESENCE_TOPIC: &str = "presence";
/// A page says every twenty seconds that it is there; two may get lost.
const SECONDS: i64 = 50;

/// What one person's page said last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Here {
    name: String,
    writing: bool,
    /// Microseconds since the epoch.
    until: i64,
}

/// Says that the actor has the ticket open, and answers who else has. Open pages of the others are
/// told when that is news.
///
/// # Errors
/// [`Error::NotFound`] for a ticket that is not the tenant's.
pub async fn here(
    core: &Core,
    tx: &mut TenantTx,
    number: u64,
    writing: bool,
) -> Result<Vec<Present>> {
    let (key, user) = place(tx, number).await?;
    let mine = Here {
        name: tx.actor().name().to_string(),
        writing,
        until: tx.now().plus_seconds(SECONDS).micros(),
    };
    let Ok(known) = say(core, &key, user, &mine).await else {
        return Ok(Vec::new());
    };
    let known = still_here(known, tx.now());
    let news = known
        .get(&user.to_string())
        .is_none_or(|before| before.writing != writing);
    if news {
        tell(core, tx.tenant(), number).await;
    }
    Ok(others(known, user))
}

/// Says that the actor has left the ticket.
///
/// # Errors
/// [`Error::NotFound`] for a ticket that is not the tenant's.
pub async fn gone(core: &Core, tx: &mut TenantTx, number: u64) -> Result<()> {
    let (key, user) = place(tx, number).await?;
    let removed = core.db.redis.with(async |conn| {
        redis::cmd("HDEL")
            .arg(&key)
            .arg(user.to_string())
            .query_async::<i64>(conn)
            .await
    });
    if removed.await.is_ok_and(|count| count > 0) {
        tell(core, tx.tenant(), number).await;
    }
    Ok(())
}

/// The Redis key of a ticket that the actor may see.
async fn place(tx: &mut TenantTx, number: u64) -> Result<(String, UserId)> {
    require(tx, Permission::TicketsView)?;
    let user = tx.actor().user_id();
    let user = user.ok_or(Error::Forbidden(Permission::TicketsView))?;
    let TicketId(id) = queries::by_number(tx, number).await?.id;
    Ok((format!("nestogy:presence:{}:{id}", tx.tenant()), user))
}

/// Notes `mine`; answers what everybody said before.
async fn say(
    core: &Core,
    key: &str,
    user: UserId,
    mine: &Here,
) -> std::result::Result<HashMap<String, String>, DbError> {
    let text = serde_json::to_string(mine).unwrap_or_default();
    let said = core.db.redis.with(async |conn| {
        redis::pipe()
            .cmd("HGETALL")
            .arg(key)
            .cmd("HSET")
            .arg(key)
            .arg(user.to_string())
            .arg(&text)
            .ignore()
            .cmd("EXPIRE")
            .arg(key)
            .arg(SECONDS)
            .ignore()
            .query_async::<(HashMap<String, String>,)>(conn)
            .await
    });
    Ok(said.await?.0)
}

/// What is not over yet and can be read.
fn still_here(known: HashMap<String, String>, now: Timestamp) -> HashMap<String, Here> {
    let read = known.into_iter().filter_map(|(user, text)| {
        let here: Here = serde_json::from_str(&text).ok()?;
        (here.until > now.micros()).then_some((user, here))
    });
    read.collect()
}

fn others(known: HashMap<String, Here>, user: UserId) -> Vec<Present> {
    let me = user.to_string();
    let mut others: Vec<Present> = known
        .into_iter()
        .filter(|(user, _)| *user != me)
        .map(|(_, here)| Present {
            name: here.name,
            writing: here.writing,
        })
        .collect();
    others.sort_by(|a, b| a.name.cmp(&b.name));
    others
}

async fn tell(core: &Core, tenant: TenantId, number: u64) {
    let event = LiveEvent {
        topic: PRESENCE_TOPIC.into(),
        key: number.to_string(),
        version: 0,
    };
    core.db.tell(tenant, event).await;
}
