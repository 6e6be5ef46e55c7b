//! Copies of resolved sessions in Redis.
//!
//! A copy carries the instant, by Redis' clock, before which its row was read. A change notes
//! its own instant after its commit (`TenantTx::make_stale`). A copy counts only while it is
//! younger than every note about its user and its tenant, so a copy made from a row that was
//! read just before the change is refused as well.

use super::{SignedIn, TOUCH_SECONDS};
use crate::core::Core;
use app_types::Timestamp;
use app_types::id::{SessionId, TenantId, UserId};
use app_types::identity::Me;
use redis::AsyncCommands;
use serde::{Deserialize, Serialize};
use server_db::{Actor, DbError, Origin, TenantTx, Who};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Whether Redis was away a moment ago: then it is left alone for a while, so that pages do not
/// wait for it one after the other.
#[derive(Default)]
pub struct HotState {
    away_until: Mutex<Option<Instant>>,
}

const LEAVE_ALONE: Duration = Duration::from_secs(2);

impl HotState {
    fn is_away(&self) -> bool {
        let until = self.away_until.lock().map(|until| *until);
        matches!(until, Ok(Some(until)) if until > Instant::now())
    }

    fn note(&self, error: &DbError) {
        if let Ok(mut until) = self.away_until.lock() {
            *until = Some(Instant::now() + LEAVE_ALONE);
        }
        tracing::debug!(%error, "no hot copy of a session");
    }
}

/// A resolved session without the request it belongs to.
#[derive(Serialize, Deserialize)]
pub(super) struct Copy {
    pub session: SessionId,
    pub me: Me,
    /// From here on the row is asked again.
    pub fresh_until: Timestamp,
    /// Redis' clock before the row was read, in microseconds.
    pub read_at: u64,
}

impl Copy {
    pub fn signed_in(self, origin: Origin) -> SignedIn {
        let me = self.me;
        SignedIn {
            actor: Actor {
                tenant: me.tenant.id,
                who: Who::User {
                    id: me.user,
                    name: me.name.clone(),
                },
                permissions: me.permissions,
                origin,
            },
            session: self.session,
            user: me.user,
            name: me.name,
            email: me.email,
            role: me.role,
            tenant: me.tenant,
            time_zone: me.time_zone,
            theme: me.theme,
            density: me.density,
            shortcuts: me.shortcuts,
            must_set_up_totp: me.must_set_up_totp,
        }
    }
}

pub(super) enum Found {
    Copy(Box<Copy>),
    /// Redis' clock before the row is read; `None` when Redis is away.
    Nothing(Option<u64>),
}

/// After the commit, no copy of the user's sessions counts any more.
pub(super) fn user_changed(tx: &mut TenantTx, user: UserId) {
    let key = user_key(tx.tenant(), user);
    tx.make_stale(key);
}

/// After the commit, no copy of any session of the tenant counts any more.
pub(super) fn tenant_changed(tx: &mut TenantTx) {
    let key = tenant_key(tx.tenant());
    tx.make_stale(key);
}

pub(super) async fn find(core: &Core, tenant: TenantId, hash: &[u8], now: Timestamp) -> Found {
    if !core.db.redis.is_on() || core.identity.hot.is_away() {
        return Found::Nothing(None);
    }
    let key = session_key(tenant, hash);
    let asked = core
        .db
        .redis
        .with(async |conn| {
            let (time, text): ((u64, u64), Option<String>) = redis::pipe()
                .cmd("TIME")
                .get(&key)
                .query_async(conn)
                .await?;
            let copy = text.and_then(|text| serde_json::from_str::<Copy>(&text).ok());
            let marks: Vec<Option<u64>> = match &copy {
                Some(copy) => {
                    conn.mget(&[tenant_key(tenant), user_key(tenant, copy.me.user)])
                        .await?
                }
                None => Vec::new(),
            };
            Ok((time.0 * 1_000_000 + time.1, copy, marks))
        })
        .await;
    match asked {
        Ok((_, Some(copy), marks)) if counts(&copy, &marks, tenant, now) => {
            Found::Copy(Box::new(copy))
        }
        Ok((time, _, _)) => Found::Nothing(Some(time)),
        Err(error) => {
            core.identity.hot.note(&error);
            Found::Nothing(None)
        }
    }
}

fn counts(copy: &Copy, marks: &[Option<u64>], tenant: TenantId, now: Timestamp) -> bool {
    let unchanged = marks.iter().flatten().all(|mark| *mark < copy.read_at);
    unchanged && now < copy.fresh_until && copy.me.tenant.id == tenant
}

pub(super) async fn keep(core: &Core, tenant: TenantId, hash: &[u8], copy: &Copy) {
    let Ok(text) = serde_json::to_string(copy) else {
        return;
    };
    let key = session_key(tenant, hash);
    let kept = core
        .db
        .redis
        .with(async |conn| {
            conn.set_ex::<_, _, ()>(&key, text, TOUCH_SECONDS as u64)
                .await
        })
        .await;
    if let Err(error) = kept {
        core.identity.hot.note(&error);
    }
}

fn session_key(tenant: TenantId, hash: &[u8]) -> String {
    format!("nestogy:{tenant}:session:{}", hex::encode(hash))
}

fn user_key(tenant: TenantId, user: UserId) -> String {
    format!("nestogy:{tenant}:user_changed:{user}")
}

fn tenant_key(tenant: TenantId) -> String {
    format!("nestogy:{tenant}:access_changed")
}
