//! Copies of resolved sessions in Redis.
//!
//! A copy carries its tenant's generation from before its row was read, and counts only while
//! that one is current. Whatever takes something away from anybody of the tenant ends the
//! generation with its commit (`TenantTx::make_stale`), so a copy made from a row that was read
//! just before the change is refused as well. One generation for a tenant, not one for each
//! person: it is known before the row is read, and a change costs the others one statement each.

use super::{SignedIn, TOUCH_SECONDS};
use crate::core::Core;
use app_types::Timestamp;
use app_types::id::{SessionId, TenantId};
use app_types::identity::Me;
use redis::AsyncCommands;
use serde::{Deserialize, Serialize};
use server_db::redis::Seen;
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
    /// The tenant's generation before the row was read.
    pub generation: String,
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
    /// The tenant's generation before the row is read; `None` when no copy may be kept: Redis
    /// is away, or a change is under way.
    Nothing(Option<String>),
}

/// With the commit, no copy of any session of the tenant counts any more.
pub(super) fn changed(tx: &mut TenantTx) {
    let key = generation_key(tx.tenant());
    tx.make_stale(key);
}

pub(super) async fn find(core: &Core, tenant: TenantId, hash: &[u8], now: Timestamp) -> Found {
    if !core.db.redis.is_on() || core.identity.hot.is_away() {
        return Found::Nothing(None);
    }
    let (copy, generation) = (session_key(tenant, hash), generation_key(tenant));
    match core.db.redis.seen(&copy, &generation).await {
        Ok(seen) => match counting(&seen, tenant, now) {
            Some(copy) => Found::Copy(Box::new(copy)),
            None => Found::Nothing(seen.generation),
        },
        Err(error) => {
            core.identity.hot.note(&error);
            Found::Nothing(None)
        }
    }
}

/// The copy, while it counts.
fn counting(seen: &Seen, tenant: TenantId, now: Timestamp) -> Option<Copy> {
    let copy: Copy = serde_json::from_str(seen.copy.as_deref()?).ok()?;
    let unchanged = seen.generation.as_ref() == Some(&copy.generation);
    (unchanged && now < copy.fresh_until && copy.me.tenant.id == tenant).then_some(copy)
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

fn generation_key(tenant: TenantId) -> String {
    format!("nestogy:{tenant}:access")
}
