//! Coming in: the password, then the second factor where the person has one.
//!
//! Every refusal that could tell whether an address is known says the same words after the same
//! work: the same statements, one hash, one audit entry.

use super::limits::Counter;
use super::reauthentication::second_factor_tries;
use super::rows::UserRow;
use super::sessions::{self, Opened, Pending, Stage, acting_for};
use super::{limits, passwords, queries, totp};
use crate::core::Core;
use crate::error::{Error, Result};
use app_types::form::normalise_email;
use app_types::id::{TenantId, UserId};
use app_types::identity::{TenantStatus, UserStatus};
use secrecy::SecretString;
use server_db::audit::AuditRecord;
use server_db::{Actor, Origin, TenantTx, Who};

/// What comes after a right password. Either way the old cookie is replaced by the new one.
pub enum SignInStep {
    SignedIn(Opened),
    /// The cookie is good for [`totp()`] and [`recovery_code`] only, for ten minutes.
    SecondFactor(Opened),
}

/// Sessions older than this no longer make an address a known one.
const KNOWN_DAYS: i64 = 30;

/// Signs in with a password.
///
/// # Errors
/// [`Error::Invalid`] with the same words whatever was wrong; [`Error::RateLimited`].
pub async fn password(
    core: &Core,
    tenant: TenantId,
    email: &str,
    password: SecretString,
    origin: Origin,
) -> Result<SignInStep> {
    passwords::check_size("password", &password)?;
    let email = normalise_email(email);
    if email.len() > 254 {
        return Err(wrong());
    }
    let address = Counter::address(core, &limits::ADDRESS, &origin.ip);
    address.reserve(core).await?;
    let found = look_up(core, tenant, &email, &origin).await?;
    let account = reserve_account(core, tenant, &email, found.at_home).await?;
    let stored = found
        .user
        .as_ref()
        .and_then(|user| user.password_hash.clone());
    let verified = passwords::verify(password.clone(), stored).await?;
    let user = found
        .user
        .filter(|_| verified.matches && found.tenant_is_active);
    let Some(user) = user.filter(|user| user.status == UserStatus::Active) else {
        note_failure(core, tenant, &email, &origin).await?;
        return Err(wrong());
    };
    for counter in &account {
        counter.give_back(core).await;
    }
    address.give_back(core).await;
    if let [own, ..] = account.as_slice() {
        own.clear(core).await;
    }
    let newer = match verified.outdated {
        true => Some(passwords::hash(password).await?),
        false => None,
    };
    enter(core, &user, newer, origin).await
}

/// The words for every refused password.
fn wrong() -> Error {
    Error::invalid(
        "",
        "The e-mail address or the password is not right. Check both and try again",
    )
}

struct Found {
    user: Option<UserRow>,
    tenant_is_active: bool,
    at_home: bool,
}

async fn look_up(core: &Core, tenant: TenantId, email: &str, origin: &Origin) -> Result<Found> {
    let mut tx = core.db.begin(acting_for(tenant, origin)).await?;
    let found_tenant = queries::tenant(&mut tx).await?;
    let user = queries::user_by_email(&mut tx, email).await?;
    let id = user
        .as_ref()
        .map_or(UserId(uuid::Uuid::nil()), |user| user.id);
    let since = tx.now().plus_days(-KNOWN_DAYS);
    let at_home = queries::was_at_address(&mut tx, id, &origin.ip, since).await?;
    tx.rollback().await?;
    Ok(Found {
        user,
        tenant_is_active: found_tenant.is_some_and(|t| t.status == TenantStatus::Active),
        at_home,
    })
}

/// The account's counter first; strangers' addresses also count for the workspace.
async fn reserve_account(
    core: &Core,
    tenant: TenantId,
    email: &str,
    at_home: bool,
) -> Result<Vec<Counter>> {
    if at_home {
        let own = Counter::of(core, &limits::ACCOUNT_AT_HOME, tenant, &[email]);
        own.reserve(core).await?;
        return Ok(vec![own]);
    }
    let own = Counter::of(core, &limits::ACCOUNT, tenant, &[email]);
    own.reserve(core).await?;
    let workspace = Counter::of(core, &limits::WORKSPACE, tenant, &[]);
    workspace.reserve(core).await?;
    Ok(vec![own, workspace])
}

async fn note_failure(core: &Core, tenant: TenantId, email: &str, origin: &Origin) -> Result<()> {
    let mut tx = core.db.begin(acting_for(tenant, origin)).await?;
    if queries::tenant(&mut tx).await?.is_none() {
        return Ok(tx.rollback().await?);
    }
    queries::count_failure(&mut tx, email).await?;
    tx.record(AuditRecord {
        action: "sign_in.failed",
        entity: "user",
        entity_id: None,
        summary: format!("Sign-in refused for {email}"),
    });
    Ok(tx.commit().await?)
}

/// Opens the session and, where needed, keeps the newer hash.
async fn enter(
    core: &Core,
    user: &UserRow,
    newer_hash: Option<String>,
    origin: Origin,
) -> Result<SignInStep> {
    let mut tx = core.db.begin(as_user(user, origin)).await?;
    if let Some(hash) = newer_hash {
        queries::set_password_hash(&mut tx, user.id, &hash).await?;
    }
    if user.totp_enabled_at.is_some() {
        let stage = Stage::AwaitingTotp;
        let opened = sessions::open(&mut tx, user.id, stage, &core.settings).await?;
        tx.commit().await?;
        return Ok(SignInStep::SecondFactor(opened));
    }
    let opened = let_in(core, &mut tx, user.id, "password").await?;
    tx.commit().await?;
    Ok(SignInStep::SignedIn(opened))
}

async fn let_in(core: &Core, tx: &mut TenantTx, user: UserId, by: &str) -> Result<Opened> {
    queries::set_signed_in(tx, user).await?;
    tx.record(AuditRecord {
        action: "sign_in",
        entity: "user",
        entity_id: Some(user.0),
        summary: format!("Signed in with {by}"),
    });
    sessions::open(tx, user, Stage::SignedIn, &core.settings).await
}

/// The second step with a code of the authenticator app.
///
/// # Errors
/// [`Error::Unauthenticated`] when no first step came before; [`Error::Invalid`] on `code`;
/// [`Error::RateLimited`].
pub async fn totp(core: &Core, cookie: &str, code: &str, origin: Origin) -> Result<Opened> {
    second_step(core, cookie, Proof::Totp(code), origin).await
}

/// The second step with a recovery code, which is used up.
///
/// # Errors
/// As [`totp()`].
pub async fn recovery_code(
    core: &Core,
    cookie: &str,
    code: &str,
    origin: Origin,
) -> Result<Opened> {
    second_step(core, cookie, Proof::RecoveryCode(code), origin).await
}

#[derive(Clone, Copy)]
enum Proof<'a> {
    Totp(&'a str),
    RecoveryCode(&'a str),
}

async fn second_step(
    core: &Core,
    cookie: &str,
    proof: Proof<'_>,
    origin: Origin,
) -> Result<Opened> {
    let pending = sessions::pending(core, cookie, origin.clone()).await?;
    let pending = pending.ok_or(Error::Unauthenticated)?;
    let address = Counter::address(core, &limits::ADDRESS, &origin.ip);
    address.reserve(core).await?;
    let tries = second_factor_tries(core, pending.tenant, pending.user);
    tries.reserve(core).await?;
    let mut tx = core.db.begin(acting_for(pending.tenant, &origin)).await?;
    let user = queries::user_for_update(&mut tx, pending.user).await?;
    let user = user.ok_or(Error::Unauthenticated)?;
    if !proves(core, &mut tx, &user, proof).await? {
        refuse(tx, &user).await?;
        return Err(wrong_proof(proof));
    }
    tx.commit().await?;
    address.give_back(core).await;
    tries.clear(core).await;
    finish(core, &user, &pending, proof, origin).await
}

/// Checks the proof and uses it up; the user's row is locked.
async fn proves(core: &Core, tx: &mut TenantTx, user: &UserRow, proof: Proof<'_>) -> Result<bool> {
    if user.totp_enabled_at.is_none() {
        return Ok(false);
    }
    let used = match proof {
        Proof::Totp(code) => match totp::matching_step(user, code, tx.now(), &core.settings)? {
            Some(step) => queries::use_totp_step(tx, user.id, step).await?,
            None => 0,
        },
        Proof::RecoveryCode(code) => {
            let hash = totp::recovery_hash(&core.settings, user.id, code);
            queries::use_recovery_code(tx, user.id, &hash).await?
        }
    };
    Ok(used == 1)
}

async fn refuse(mut tx: TenantTx, user: &UserRow) -> Result<()> {
    queries::count_failure(&mut tx, &user.email).await?;
    tx.record(AuditRecord {
        action: "sign_in.second_factor_failed",
        entity: "user",
        entity_id: Some(user.id.0),
        summary: format!("Second step refused for {}", user.email),
    });
    Ok(tx.commit().await?)
}

fn wrong_proof(proof: Proof<'_>) -> Error {
    match proof {
        Proof::Totp(_) => totp::wrong_code(),
        Proof::RecoveryCode(_) => {
            Error::invalid("code", "Enter a recovery code that you have not used yet")
        }
    }
}

/// The half-finished session ends, a new one begins.
async fn finish(
    core: &Core,
    user: &UserRow,
    pending: &Pending,
    proof: Proof<'_>,
    origin: Origin,
) -> Result<Opened> {
    let by = match proof {
        Proof::Totp(_) => "password and authenticator code",
        Proof::RecoveryCode(_) => "password and recovery code",
    };
    let mut tx = core.db.begin(as_user(user, origin)).await?;
    if queries::revoke_session(&mut tx, pending.session).await? == 0 {
        return Err(Error::Unauthenticated);
    }
    let opened = let_in(core, &mut tx, user.id, by).await?;
    tx.commit().await?;
    Ok(opened)
}

/// The person, now that it is known who it is; without permissions, which sign-in needs none of.
pub(super) fn as_user(user: &UserRow, origin: Origin) -> Actor {
    Actor {
        tenant: user.tenant_id,
        who: Who::User {
            id: user.id,
            name: user.name.clone(),
        },
        permissions: app_types::Permissions::NONE,
        origin,
    }
}
