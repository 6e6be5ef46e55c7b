//! A new password, by mail or by knowing the old one.

use super::limits::Counter;
use super::mailed_tokens::{self, Purpose, no_longer_good};
use super::sessions::{self, Opened, acting_for};
use super::{SignedIn, limits, mails, passwords, queries, reauthentication};
use crate::core::Core;
use crate::error::{Error, Result};
use crate::mail::outbound;
use app_types::Timestamp;
use app_types::form::{looks_like_email, normalise_email};
use app_types::id::{TenantId, UserId};
use app_types::identity::UserStatus;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use server_db::audit::AuditRecord;
use server_db::{Job, Origin, TenantTx};

/// Looks the address up and mails a link if somebody has it. A job, so that the answer to the
/// request takes as long for an unknown address as for a known one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendReset {
    pub email: String,
    /// A link that was made since then is the one asked for. Jobs of older releases have none.
    #[serde(default)]
    pub asked_at: Option<Timestamp>,
}

impl Job for SendReset {
    const KIND: &'static str = "identity.send_reset";
    const QUEUE: &'static str = "mail";

    fn unique_key(&self) -> Option<String> {
        // The column holds 120 characters.
        let start: String = self.email.chars().take(90).collect();
        Some(format!("identity.send_reset:{start}"))
    }
}

/// Asks for a reset link. The answer is the same whether anybody has the address.
///
/// # Errors
/// [`Error::Invalid`] on `email` for what is no address; [`Error::RateLimited`] by address.
pub async fn request(core: &Core, tenant: TenantId, email: &str, origin: Origin) -> Result<()> {
    let email = normalise_email(email);
    if !looks_like_email(&email) {
        return Err(Error::invalid(
            "email",
            "Enter an e-mail address in the form name@example.com",
        ));
    }
    let address = Counter::address(core, &limits::ADDRESS, &origin.ip);
    address.reserve(core).await?;
    let mailbox = Counter::of(core, &limits::RESET_MAIL, tenant, &[&email]);
    if mailbox.reserve(core).await.is_err() {
        // Said nowhere: the page answers as always, the mailbox is not flooded.
        return Ok(());
    }
    let mut tx = core.db.begin(acting_for(tenant, &origin)).await?;
    if queries::tenant(&mut tx).await?.is_none() {
        return Ok(tx.rollback().await?);
    }
    let asked_at = Some(tx.now());
    tx.enqueue(&SendReset { email, asked_at }).await?;
    Ok(tx.commit().await?)
}

/// The job's work, in the job's own transaction.
///
/// # Errors
/// Any database error; the job is tried again then.
pub async fn run_send_reset(core: &Core, tx: &mut TenantTx, job: &SendReset) -> Result<()> {
    let Some(user) = queries::user_by_email(tx, &job.email).await? else {
        return Ok(());
    };
    if user.status != UserStatus::Active {
        return Ok(());
    }
    // Two runs at once stand in line here.
    queries::user_for_update(tx, user.id).await?;
    if let Some(asked_at) = job.asked_at
        && mailed_tokens::is_issued_since(tx, user.id, Purpose::Reset, asked_at).await?
    {
        return Ok(());
    }
    let tenant = queries::tenant(tx).await?.ok_or(Error::NotFound)?;
    let token = mailed_tokens::issue(tx, user.id, Purpose::Reset).await?;
    let mail = mails::reset(&core.settings, &tenant, (&user.email, &user.name), &token);
    outbound::queue(tx, &core.settings, mail).await?;
    record(
        tx,
        user.id,
        "user.reset_requested",
        "Reset link sent".into(),
    );
    Ok(())
}

/// Chooses a new password with a mailed link. Every session ends, the second factor stays; the
/// person signs in afterwards.
///
/// # Errors
/// [`Error::Invalid`] on `password`, or for the link.
pub async fn finish(
    core: &Core,
    token: &str,
    password: SecretString,
    origin: Origin,
) -> Result<()> {
    passwords::check_size("password", &password)?;
    let link = mailed_tokens::look_at(core, Purpose::Reset, token, origin.clone()).await?;
    let link = link.ok_or_else(no_longer_good)?;
    passwords::check_new(
        "password",
        &password,
        &[&link.email, &link.name, &link.tenant.name],
    )?;
    let hash = passwords::hash(password).await?;
    let begun = mailed_tokens::begin(core, token, &origin).await?;
    let (mut tx, token_hash) = begun.ok_or_else(no_longer_good)?;
    let found = mailed_tokens::find(&mut tx, Purpose::Reset, &token_hash).await?;
    let (row, user) = found.ok_or_else(no_longer_good)?;
    mailed_tokens::use_up(&mut tx, &row).await?;
    if user.status != UserStatus::Active {
        return Err(no_longer_good());
    }
    queries::set_password_hash(&mut tx, user.id, &hash).await?;
    let ended = sessions::revoke_all(&mut tx, user.id).await?;
    record(
        &mut tx,
        user.id,
        "user.password_reset",
        format!("New password chosen by mail; {ended} sessions ended"),
    );
    let tenant = user.tenant_id;
    tx.commit().await?;
    Counter::of(core, &limits::ACCOUNT, tenant, &[&user.email])
        .clear(core)
        .await;
    Ok(())
}

/// Changes the signed-in person's password. Other sessions end, this one gets a new cookie.
///
/// # Errors
/// [`Error::Invalid`] on `password` (the current one) or `new_password`.
pub async fn change_password(
    core: &Core,
    who: &SignedIn,
    current: SecretString,
    new: SecretString,
) -> Result<Opened> {
    passwords::check_new(
        "new_password",
        &new,
        &[&who.email, &who.name, &who.tenant.name],
    )?;
    reauthentication::check_password(core, who, current).await?;
    let hash = passwords::hash(new).await?;
    let mut tx = core.db.begin(who.actor.clone()).await?;
    queries::set_password_hash(&mut tx, who.user, &hash).await?;
    queries::void_tokens(&mut tx, who.user).await?;
    record(
        &mut tx,
        who.user,
        "user.password_changed",
        "Password changed".into(),
    );
    let opened = sessions::rotate(&mut tx, who.user, &core.settings).await?;
    tx.commit().await?;
    Ok(opened)
}

fn record(tx: &mut TenantTx, user: UserId, action: &'static str, summary: String) {
    tx.record(AuditRecord {
        action,
        entity: "user",
        entity_id: Some(user.0),
        summary,
    });
}
