//! Sessions: a row that is the truth, and a hot copy in Redis that spares most requests the
//! database.
//!
//! The cookie carries `<tenant id>.<secret>`; only the secret's SHA-256 is stored. A hot copy is
//! believed for a minute at most, and only while nothing was taken away from anybody of the tenant
//! since it was made (sign-out, new password, disabled, other role, role changed, tenant
//! suspended; see `hot`), so that counts at the next request. Without Redis every request reads the
//! row.

mod device;
mod hot;

pub(crate) use device::device as device_name;
pub use hot::HotState;

use super::rows::{SessionParts, SessionRow as Row};
use super::{SignedIn, TenantBrief, queries, tokens};
use crate::clocktext::ClockText;
use crate::core::{Core, Settings};
use crate::error::{Error, Result, require};
use crate::identity::permissions::read_permissions;
use crate::notifications::push;
use app_types::id::{SessionId, TenantId, UserId};
use app_types::identity::{Me, SessionRow, TenantStatus, UserStatus};
use app_types::{Permission, Permissions, Timestamp};
use secrecy::SecretString;
use server_db::audit::AuditRecord;
use server_db::{Actor, Origin, TenantTx, Who};

/// Between the password and the second factor.
const SECOND_STEP_SECONDS: i64 = 600;
/// `last_seen_at` is written at most this often; a hot copy lives as long.
pub(super) const TOUCH_SECONDS: i64 = 60;

/// A session just opened: what goes into the cookie.
pub struct Opened {
    pub session: SessionId,
    /// The cookie's value. Shown once, stored nowhere.
    pub cookie: SecretString,
    /// For `Max-Age`.
    pub max_age_seconds: i64,
}

impl Opened {
    /// The cookie's value as the header carries it.
    pub fn cookie_value(&self) -> &str {
        use secrecy::ExposeSecret;
        self.cookie.expose_secret()
    }
}

/// The password was right; the second factor is still to come.
#[derive(Debug, Clone)]
pub struct Pending {
    pub tenant: TenantId,
    pub session: SessionId,
    pub user: UserId,
    pub tenant_brief: TenantBrief,
}

/// The person whose cookie this is. `None`: nobody, or no longer, or the second factor is
/// still to come.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away and no hot copy is at hand.
pub async fn resolve(core: &Core, cookie_value: &str, origin: Origin) -> Result<Option<SignedIn>> {
    let Some((tenant, hash)) = tokens::read(cookie_value) else {
        return Ok(None);
    };
    let now = core.db.clock.now();
    let generation = match hot::find(core, tenant, &hash, now).await {
        hot::Found::Copy(copy) => return Ok(Some(copy.signed_in(origin))),
        hot::Found::Nothing(generation) => generation,
    };
    let Some(parts) = load(core, tenant, &hash, &origin).await? else {
        return Ok(None);
    };
    if parts.session.awaiting_totp {
        return Ok(None);
    }
    let may_keep = generation.is_some();
    let copy = copy(parts, now, generation.unwrap_or_default(), &core.settings);
    if may_keep {
        hot::keep(core, tenant, &hash, &copy).await;
    }
    Ok(Some(copy.signed_in(origin)))
}

/// The half-finished sign-in whose cookie this is.
///
/// # Errors
/// As [`resolve`].
pub async fn pending(core: &Core, cookie_value: &str, origin: Origin) -> Result<Option<Pending>> {
    let Some((tenant, hash)) = tokens::read(cookie_value) else {
        return Ok(None);
    };
    let parts = load(core, tenant, &hash, &origin).await?;
    Ok(parts
        .filter(|parts| parts.session.awaiting_totp)
        .map(|parts| Pending {
            tenant,
            session: parts.session.id,
            user: parts.user.id,
            tenant_brief: brief(&parts),
        }))
}

/// The session's parts while it may be used, noting that it was.
async fn load(
    core: &Core,
    tenant: TenantId,
    hash: &[u8],
    origin: &Origin,
) -> Result<Option<SessionParts>> {
    // The primary: a replica may not have heard of a sign-out yet.
    let mut tx = core.db.read_primary(acting_for(tenant, origin)).await?;
    let now = tx.now();
    let parts = queries::session_by_hash(&mut tx, hash).await?;
    // Its connection is not held while another one is asked for.
    drop(tx);
    let parts = parts.filter(|parts| is_usable(parts, now, &core.settings));
    if let Some(parts) = &parts
        && now.seconds_since(parts.session.last_seen_at) >= TOUCH_SECONDS
    {
        touch(core, tenant, parts.session.id, origin).await?;
    }
    Ok(parts)
}

/// Notes that the session was used, about once a minute.
async fn touch(core: &Core, tenant: TenantId, session: SessionId, origin: &Origin) -> Result<()> {
    let mut tx = core.db.begin(acting_for(tenant, origin)).await?;
    let now = tx.now();
    queries::touch_session(&mut tx, session, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Nestogy itself, on the way to finding out who is there.
pub(super) fn acting_for(tenant: TenantId, origin: &Origin) -> Actor {
    Actor {
        origin: origin.clone(),
        ..Actor::system(tenant, "sign-in")
    }
}

fn is_usable(parts: &SessionParts, now: Timestamp, settings: &Settings) -> bool {
    let session = &parts.session;
    session.revoked_at.is_none()
        && now < session.expires_at
        && now < idle_end(session, settings)
        && parts.user.status == UserStatus::Active
        && parts.tenant.status == TenantStatus::Active
}

fn idle_end(session: &Row, settings: &Settings) -> Timestamp {
    let idle = i64::from(settings.session_idle_minutes) * 60;
    session.last_seen_at.plus_seconds(idle)
}

fn brief(parts: &SessionParts) -> TenantBrief {
    let tenant = &parts.tenant;
    TenantBrief {
        id: tenant.id,
        slug: tenant.slug.clone(),
        name: tenant.name.clone(),
        accent: tenant.accent,
        ticket_prefix: tenant.ticket_prefix.clone(),
    }
}

fn copy(parts: SessionParts, now: Timestamp, generation: String, settings: &Settings) -> hot::Copy {
    let must_set_up_totp = parts.tenant.require_totp && parts.user.totp_enabled_at.is_none();
    let permissions = if must_set_up_totp {
        Permissions::NONE
    } else {
        read_permissions(&parts.role.permissions)
    };
    let fresh_until = now
        .plus_seconds(TOUCH_SECONDS)
        .min(parts.session.expires_at)
        .min(idle_end(&parts.session, settings));
    hot::Copy {
        session: parts.session.id,
        fresh_until,
        generation,
        me: Me {
            tenant: brief(&parts),
            user: parts.user.id,
            name: parts.user.name,
            email: parts.user.email,
            role: parts.role.name,
            permissions,
            time_zone: parts.user.time_zone.unwrap_or(parts.tenant.time_zone),
            theme: parts.user.theme,
            density: parts.user.density,
            shortcuts: parts.user.shortcuts,
            must_set_up_totp,
        },
    }
}

/// What a new session is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Password right, second factor still to come.
    AwaitingTotp,
    SignedIn,
}

/// Opens a session with a secret of its own. Every sign-in and every step up opens a new one.
///
/// # Errors
/// Any database error.
pub async fn open(
    tx: &mut TenantTx,
    user: UserId,
    stage: Stage,
    settings: &Settings,
) -> Result<Opened> {
    let (cookie, token_hash) = tokens::make(tx.tenant());
    let max_age_seconds = match stage {
        Stage::AwaitingTotp => SECOND_STEP_SECONDS,
        Stage::SignedIn => i64::from(settings.session_max_hours) * 3600,
    };
    let origin = &tx.actor().origin;
    let row = Row {
        tenant_id: tx.tenant(),
        id: SessionId::new(),
        user_id: user,
        token_hash,
        ip: origin.ip.chars().take(45).collect(),
        user_agent: origin.user_agent.chars().take(255).collect(),
        created_at: tx.now(),
        last_seen_at: tx.now(),
        expires_at: tx.now().plus_seconds(max_age_seconds),
        awaiting_totp: stage == Stage::AwaitingTotp,
        revoked_at: None,
    };
    queries::insert_session(tx, &row).await?;
    Ok(Opened {
        session: row.id,
        cookie,
        max_age_seconds,
    })
}

/// Replaces the person's session by a new one with a new secret, after their rights or their
/// means of signing in changed; ends their other sessions.
///
/// # Errors
/// Any database error.
pub async fn rotate(tx: &mut TenantTx, user: UserId, settings: &Settings) -> Result<Opened> {
    revoke_all(tx, user).await?;
    open(tx, user, Stage::SignedIn, settings).await
}

/// Ends a session: one's own, or anybody's with the right to manage users.
///
/// # Errors
/// [`Error::NotFound`] when there is none, it is over, or it is another person's.
pub async fn revoke(tx: &mut TenantTx, session: SessionId) -> Result<()> {
    let row = queries::session(tx, session).await?;
    let row = row.filter(|row| row.revoked_at.is_none());
    let row = row.ok_or(Error::NotFound)?;
    let own = tx.actor().user_id() == Some(row.user_id);
    if !own && require(tx, Permission::UsersManage).is_err() {
        return Err(Error::NotFound);
    }
    queries::revoke_session(tx, session).await?;
    push::forget_session(tx, session).await?;
    hot::changed(tx);
    tx.record(AuditRecord {
        action: "session.revoke",
        entity: "user",
        entity_id: Some(row.user_id.0),
        summary: format!("Session from {} ended", row.ip),
    });
    Ok(())
}

/// Ends every session of the signed-in person except `keep`; how many there were.
///
/// # Errors
/// [`Error::Unauthenticated`] when the actor is no user.
pub async fn revoke_others(tx: &mut TenantTx, keep: SessionId) -> Result<usize> {
    let user = own_user(tx)?;
    let ended = queries::revoke_sessions(tx, user, Some(keep)).await?;
    push::forget_others(tx, user, keep).await?;
    hot::changed(tx);
    tx.record(AuditRecord {
        action: "session.revoke_others",
        entity: "user",
        entity_id: Some(user.0),
        summary: format!("{ended} other sessions ended"),
    });
    Ok(ended)
}

/// Ends every session of a user; their browsers are told nothing more. The caller records why.
pub(super) async fn revoke_all(tx: &mut TenantTx, user: UserId) -> Result<usize> {
    let ended = queries::revoke_sessions(tx, user, None).await?;
    push::forget_user(tx, user).await?;
    hot::changed(tx);
    Ok(ended)
}

/// Something that sessions of the tenant show or may do has changed.
pub(crate) fn access_changed(tx: &mut TenantTx) {
    hot::changed(tx);
}

/// The signed-in person's live sessions, latest first.
///
/// # Errors
/// [`Error::Unauthenticated`] when the actor is no user.
pub async fn list(
    tx: &mut TenantTx,
    current: SessionId,
    settings: &Settings,
    clock: &ClockText,
) -> Result<Vec<SessionRow>> {
    let user = own_user(tx)?;
    let idle = i64::from(settings.session_idle_minutes) * 60;
    let seen_after = tx.now().plus_seconds(-idle);
    let rows = queries::live_sessions(tx, user, seen_after).await?;
    Ok(rows
        .into_iter()
        .map(|row| SessionRow {
            id: row.id,
            current: row.id == current,
            ip: row.ip,
            device: device::device(&row.user_agent),
            created: clock.when(row.created_at),
            last_seen: clock.when(row.last_seen_at),
        })
        .collect())
}

pub(super) fn own_user(tx: &TenantTx) -> Result<UserId> {
    match tx.actor().who {
        Who::User { id, .. } => Ok(id),
        _ => Err(Error::Unauthenticated),
    }
}
