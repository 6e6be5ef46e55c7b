//! What whoever runs the installation may do for a tenant's people, from the command line: the
//! ways in again when nobody of the tenant can help, or when no mail goes out yet.
//!
//! People are named by their address. Every change is in the tenant's audit log, by "Operator".

use super::invitations::{self, NewUser};
use super::limits::{self, Counter};
use super::mailed_tokens::{self, Purpose};
use super::{mails, passwords, queries, roles, sessions, users};
use crate::clocktext::ClockText;
use crate::core::Core;
use crate::error::{Error, Result};
use app_types::form::normalise_email;
use app_types::id::{TenantId, UserId};
use app_types::identity::{UserListRow, UserStatus};
use secrecy::SecretString;
use server_db::audit::AuditRecord;
use server_db::{Actor, TenantTx};

/// Somebody to be added.
#[derive(Debug, Clone, Default)]
pub struct NewPerson {
    pub email: String,
    pub name: String,
    /// Key of a built-in role (`technician`) or the name of a role of the tenant.
    pub role: String,
}

/// Somebody who was added.
#[derive(Debug, Clone)]
pub struct Added {
    pub user: UserId,
    /// Where they choose a password; `None` for somebody who has one.
    pub link: Option<SecretString>,
}

/// Everybody, by name.
///
/// # Errors
/// Any database error.
pub async fn list(core: &Core, tenant: TenantId) -> Result<Vec<UserListRow>> {
    let mut tx = core.db.begin(Actor::operator(tenant)).await?;
    let clock = ClockText::new("UTC", tx.now());
    let (mut everybody, mut after) = (Vec::new(), None);
    loop {
        let page = users::list(&mut tx, after, &clock).await?;
        everybody.extend(page.rows);
        after = page.next.as_deref().and_then(UserId::parse);
        if after.is_none() {
            tx.rollback().await?;
            return Ok(everybody);
        }
    }
}

/// Adds somebody: with a password they can sign in at once, without one they are invited.
///
/// # Errors
/// [`Error::Invalid`] on the field that is wrong.
pub async fn create(
    core: &Core,
    tenant: TenantId,
    new: NewPerson,
    password: Option<SecretString>,
) -> Result<Added> {
    let hash = match password {
        Some(password) => {
            let context = [new.email.as_str(), new.name.as_str()];
            Some(checked_hash(password, &context).await?)
        }
        None => None,
    };
    let mut tx = core.db.begin(Actor::operator(tenant)).await?;
    let new = NewUser {
        role: role_id(&mut tx, &new.role).await?,
        email: new.email,
        name: new.name,
    };
    let (user, link) = invitations::add(&mut tx, &core.settings, &new, hash).await?;
    tx.commit().await?;
    Ok(Added { user, link })
}

/// The id of the role with this key or name.
async fn role_id(tx: &mut TenantTx, wanted: &str) -> Result<String> {
    let wanted = wanted.trim().to_lowercase();
    let roles = roles::list(tx).await?;
    let found = roles.iter().find(|role| {
        role.built_in.as_deref() == Some(wanted.as_str()) || role.name.to_lowercase() == wanted
    });
    if let Some(role) = found {
        return Ok(role.id.to_string());
    }
    let names: Vec<&str> = roles
        .iter()
        .map(|role| role.built_in.as_deref().unwrap_or(&role.name))
        .collect();
    let choices = names.join(", ");
    Err(Error::invalid("role", format!("Choose one of: {choices}")))
}

/// Disables somebody: see [`users::disable`].
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] for the last owner.
pub async fn disable(core: &Core, tenant: TenantId, email: &str) -> Result<()> {
    let (mut tx, user) = begin(core, tenant, email).await?;
    users::disable(&mut tx, user).await?;
    Ok(tx.commit().await?)
}

/// Lets a disabled person in again.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] for somebody who is not disabled.
pub async fn enable(core: &Core, tenant: TenantId, email: &str) -> Result<()> {
    let (mut tx, user) = begin(core, tenant, email).await?;
    users::enable(&mut tx, user).await?;
    Ok(tx.commit().await?)
}

/// Takes away a lost second factor.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn reset_second_factor(core: &Core, tenant: TenantId, email: &str) -> Result<()> {
    let (mut tx, user) = begin(core, tenant, email).await?;
    users::reset_totp(&mut tx, user).await?;
    Ok(tx.commit().await?)
}

/// Signs somebody out everywhere and says how many sessions that ended.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn revoke_sessions(core: &Core, tenant: TenantId, email: &str) -> Result<usize> {
    let (mut tx, user) = begin(core, tenant, email).await?;
    let person = users::manageable(&mut tx, user).await?;
    let ended = sessions::revoke_all(&mut tx, user).await?;
    let summary = format!("{} signed out everywhere: {ended} sessions", person.name);
    record(&mut tx, user, "user.sessions_revoked", summary);
    tx.commit().await?;
    Ok(ended)
}

/// A link where the person chooses a new password; the old one works until then. Who was invited
/// and has not joined gets a new invitation.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] for somebody who is disabled.
pub async fn password_link(core: &Core, tenant: TenantId, email: &str) -> Result<SecretString> {
    let (mut tx, user) = begin(core, tenant, email).await?;
    let person = users::manageable(&mut tx, user).await?;
    let link = match person.status {
        UserStatus::Disabled => return Err(is_disabled(&person.name)),
        UserStatus::Invited => invitations::new_link(&mut tx, &core.settings, user).await?,
        UserStatus::Active => {
            let token = mailed_tokens::issue(&mut tx, user, Purpose::Reset).await?;
            let summary = format!("Reset link for {} made", person.name);
            record(&mut tx, user, "user.reset_requested", summary);
            mails::reset_link(&core.settings, &token)
        }
    };
    tx.commit().await?;
    Ok(link)
}

/// Sets a password. Every session ends, links that were sent no longer work, the second factor
/// stays. Who was invited has joined with that.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] for a weak password; [`Error::Conflict`] for somebody
/// who is disabled.
pub async fn set_password(
    core: &Core,
    tenant: TenantId,
    email: &str,
    password: SecretString,
) -> Result<()> {
    let hash = checked_hash(password, &[email]).await?;
    let (mut tx, user) = begin(core, tenant, email).await?;
    let person = users::manageable(&mut tx, user).await?;
    match person.status {
        UserStatus::Disabled => return Err(is_disabled(&person.name)),
        UserStatus::Invited => {
            queries::set_accepted(&mut tx, user, &person.name, &hash).await?;
        }
        UserStatus::Active => {
            queries::set_password_hash(&mut tx, user, &hash).await?;
        }
    }
    queries::void_tokens(&mut tx, user).await?;
    let ended = sessions::revoke_all(&mut tx, user).await?;
    let summary = format!("New password for {}; {ended} sessions ended", person.name);
    record(&mut tx, user, "user.password_reset", summary);
    tx.commit().await?;
    Counter::of(core, &limits::ACCOUNT, tenant, &[&person.email])
        .clear(core)
        .await;
    Ok(())
}

async fn checked_hash(password: SecretString, context: &[&str]) -> Result<String> {
    passwords::check_new("password", &password, context)?;
    passwords::hash(password).await
}

fn is_disabled(name: &str) -> Error {
    Error::Conflict(format!("{name} is disabled. Enable them first."))
}

/// A transaction of the operator, and the person.
async fn begin(core: &Core, tenant: TenantId, email: &str) -> Result<(TenantTx, UserId)> {
    let mut tx = core.db.begin(Actor::operator(tenant)).await?;
    let user = queries::user_by_email(&mut tx, &normalise_email(email)).await?;
    Ok((tx, user.ok_or(Error::NotFound)?.id))
}

fn record(tx: &mut TenantTx, user: UserId, action: &'static str, summary: String) {
    tx.record(AuditRecord {
        action,
        entity: "user",
        entity_id: Some(user.0),
        summary,
    });
}
