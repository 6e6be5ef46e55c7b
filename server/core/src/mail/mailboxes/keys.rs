//! The secrets with which programs sign the mail they deliver over HTTP.

use super::{key_queries, queries, recorded};
use crate::Core;
use crate::clocktext::ClockText;
use crate::error::{Error, Result, require};
use crate::sealed;
use app_types::Permission;
use app_types::id::{MailboxId, MailboxKeyId, TenantId};
use app_types::mail::MailboxKeyView;
use secrecy::{SecretBox, SecretString};
use server_db::{Actor, TenantTx};

/// Keys of one mailbox: the one in use, and the one that replaces it.
const MOST: usize = 2;

/// A secret that may have signed a delivery.
pub(in crate::mail) struct SigningKey {
    pub tenant: TenantId,
    pub id: MailboxKeyId,
    pub secret: SecretBox<Vec<u8>>,
}

pub(super) async fn list(
    tx: &mut TenantTx,
    mailbox: MailboxId,
    text: &ClockText,
) -> Result<Vec<MailboxKeyView>> {
    let rows = key_queries::of_mailbox(tx, mailbox).await?;
    Ok(rows.into_iter().map(|row| row.view(text)).collect())
}

/// Makes a key. The secret is answered here and never again.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Conflict`] when the mailbox has two already.
pub async fn make_key(core: &Core, tx: &mut TenantTx, mailbox: MailboxId) -> Result<SecretString> {
    require(tx, Permission::SettingsManage)?;
    let row = queries::lock(tx, mailbox).await?;
    if key_queries::of_mailbox(tx, mailbox).await?.len() >= MOST {
        let words = "This mailbox has two secrets already. Remove the one that is no longer used, then make a new one.";
        return Err(Error::Conflict(words.into()));
    }
    let id = MailboxKeyId::new();
    let secret = hex::encode(rand::random::<[u8; 32]>());
    let place = place(tx.tenant(), id);
    let sealed = sealed::seal(&core.settings.secret_key, &place, secret.as_bytes())?;
    key_queries::insert(tx, id, mailbox, &sealed).await?;
    let summary = format!("Made a secret for delivery over HTTP to {}", row.address);
    recorded(tx, "mailbox.make_key", mailbox, &summary);
    Ok(SecretString::from(secret))
}

/// Removes a key: what it signs is refused from now on. Answers whose it was.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn remove_key(tx: &mut TenantTx, id: MailboxKeyId) -> Result<MailboxId> {
    require(tx, Permission::SettingsManage)?;
    let mailbox = key_queries::mailbox_of(tx, id).await?;
    let row = queries::lock(tx, mailbox).await?;
    key_queries::delete(tx, id).await?;
    let summary = format!("Removed a secret for delivery over HTTP to {}", row.address);
    recorded(tx, "mailbox.remove_key", mailbox, &summary);
    Ok(mailbox)
}

/// The keys of a mailbox that takes mail; none for a mailbox that does not exist.
pub(in crate::mail) async fn signing_keys(
    core: &Core,
    mailbox: MailboxId,
) -> Result<Vec<SigningKey>> {
    let mut tx = core
        .db
        .begin_system("find the secrets of a mailbox that mail is delivered to")
        .await?;
    let rows = key_queries::sealed(&mut tx, mailbox).await?;
    drop(tx);
    let mut keys = Vec::new();
    for (tenant, id, secret) in rows {
        match sealed::open(&core.settings.secret_key, &place(tenant, id), &secret) {
            Ok(secret) => keys.push(SigningKey { tenant, id, secret }),
            Err(error) => tracing::error!(%error, %id, "a mailbox secret cannot be opened"),
        }
    }
    Ok(keys)
}

/// Notes when a key was last used, so that people see which one may go.
pub(in crate::mail) async fn note_use(core: &Core, key: &SigningKey) -> Result<()> {
    let actor = Actor::system(key.tenant, "mail.delivery");
    let mut tx = core.db.begin(actor).await?;
    key_queries::set_used(&mut tx, key.id).await?;
    tx.commit().await?;
    Ok(())
}

fn place(tenant: TenantId, id: MailboxKeyId) -> String {
    format!("{tenant}|{id}|mailbox_key")
}
