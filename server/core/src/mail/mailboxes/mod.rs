//! Mailboxes: the addresses clients write to, and how their mail is fetched.

mod key_queries;
mod keys;
mod polling;
mod queries;
mod rules;

pub(super) use keys::{SigningKey, note_use, signing_keys};
pub use keys::{make_key, remove_key};
pub use polling::poll;

use crate::Core;
use crate::clocktext::ClockText;
use crate::error::{Error, Result, require};
use crate::sealed;
use app_types::id::{MailboxId, TenantId};
use app_types::mail::{MailboxForm, MailboxInput, MailboxView};
use app_types::{Invalid, Permission};
use queries::MailboxRow;
use rules::Checked;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use server_db::audit::AuditRecord;
use server_db::{Job, TenantTx};
use server_integrations::imap::{ImapAccount, ImapError, Mailbox};

/// The job that fetches what is new in one mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollMailbox {
    pub mailbox: MailboxId,
}

impl Job for PollMailbox {
    const KIND: &'static str = "mail.poll";
    /// A queue of its own: IMAP servers that hang must not hold up what is here already.
    const QUEUE: &'static str = "mail.poll";

    /// One poll of a mailbox at a time.
    fn unique_key(&self) -> Option<String> {
        Some(format!("mail.poll:{}", self.mailbox))
    }
}

/// Queues a poll of every mailbox of the tenant that is fetched. Called each minute by the
/// scheduler. Returns how many.
///
/// # Errors
/// Any database error.
pub async fn queue_polls(tx: &mut TenantTx) -> Result<usize> {
    let mailboxes = queries::polled(tx).await?;
    for mailbox in &mailboxes {
        tx.enqueue(&PollMailbox { mailbox: *mailbox }).await?;
    }
    Ok(mailboxes.len())
}

/// All mailboxes, archived ones last.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn list(tx: &mut TenantTx, text: &ClockText) -> Result<Vec<MailboxView>> {
    require(tx, Permission::SettingsManage)?;
    let rows = queries::all(tx).await?;
    Ok(rows.into_iter().map(|row| row.view(text)).collect())
}

/// One mailbox.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn get(tx: &mut TenantTx, id: MailboxId, text: &ClockText) -> Result<MailboxView> {
    require(tx, Permission::SettingsManage)?;
    Ok(queries::get(tx, id).await?.view(text))
}

/// What the form of a mailbox needs; `None`: of a new one.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn form(
    core: &Core,
    tx: &mut TenantTx,
    id: Option<MailboxId>,
    text: &ClockText,
) -> Result<MailboxForm> {
    require(tx, Permission::SettingsManage)?;
    let mut form = MailboxForm {
        boards: queries::boards(tx).await?,
        ..MailboxForm::default()
    };
    if let Some(id) = id {
        form.mailbox = Some(queries::get(tx, id).await?.view(text));
        form.delivery_url = format!("{}/mail/inbound/{id}", core.settings.base_url);
        form.keys = keys::list(tx, id, text).await?;
    }
    Ok(form)
}

/// Adds a mailbox.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] with every field that is wrong.
pub async fn create(core: &Core, tx: &mut TenantTx, input: &MailboxInput) -> Result<MailboxId> {
    require(tx, Permission::SettingsManage)?;
    let checked = check(tx, input, false).await?;
    let id = MailboxId::new();
    let password = sealed_password(core, tx.tenant(), id, &checked)?;
    if !queries::insert(tx, id, &checked, password.as_deref()).await? {
        return Err(taken());
    }
    poll_soon(tx, id, &checked).await?;
    recorded(
        tx,
        "mailbox.create",
        id,
        &format!("Added the mailbox {}", checked.address),
    );
    Ok(id)
}

/// Changes a mailbox; an empty password keeps the stored one.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`]; [`Error::Conflict`] when
/// someone else changed it in the meantime.
pub async fn update(
    core: &Core,
    tx: &mut TenantTx,
    id: MailboxId,
    version: u32,
    input: &MailboxInput,
) -> Result<()> {
    require(tx, Permission::SettingsManage)?;
    let old = queries::lock(tx, id).await?;
    if old.version != version {
        let words = "Someone changed this mailbox while you were editing. Load the page again and repeat your change.";
        return Err(Error::Conflict(words.into()));
    }
    let checked = check(tx, input, old.imap_password.is_some()).await?;
    let password = match sealed_password(core, tx.tenant(), id, &checked)? {
        Some(password) => Some(password),
        None if checked.imap_url.is_some() => old.imap_password.clone(),
        None => None,
    };
    // Another account or folder begins at its first mail again; known ones are recognised.
    let same_place = old.imap_url == checked.imap_url
        && old.imap_username == checked.imap_username
        && old.imap_folder == checked.imap_folder;
    if !queries::update(tx, id, &checked, password.as_deref(), !same_place).await? {
        return Err(taken());
    }
    poll_soon(tx, id, &checked).await?;
    recorded(
        tx,
        "mailbox.update",
        id,
        &format!("Changed the mailbox {}", checked.address),
    );
    Ok(())
}

/// Stops taking mail at a mailbox, or begins again.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn set_archived(tx: &mut TenantTx, id: MailboxId, archived: bool) -> Result<()> {
    require(tx, Permission::SettingsManage)?;
    let row = queries::lock(tx, id).await?;
    if row.archived_at.is_some() == archived {
        return Ok(());
    }
    queries::set_archived(tx, id, archived).await?;
    let (action, word) = if archived {
        ("mailbox.archive", "Archived")
    } else {
        ("mailbox.restore", "Restored")
    };
    recorded(
        tx,
        action,
        id,
        &format!("{word} the mailbox {}", row.address),
    );
    Ok(())
}

/// Signs in with the settings of the form and says how many messages wait. `id` and an empty
/// password: the stored one is used, but only with the stored server and user name, so that
/// nobody has it sent elsewhere.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] (field `imap_url`) with what the server said.
pub async fn test_connection(
    core: &Core,
    tx: &mut TenantTx,
    id: Option<MailboxId>,
    input: &MailboxInput,
) -> Result<usize> {
    require(tx, Permission::SettingsManage)?;
    let stored = match id {
        Some(id) => Some(queries::get(tx, id).await?),
        None => None,
    };
    let has_password = stored
        .as_ref()
        .is_some_and(|row| row.imap_password.is_some());
    let checked = check(tx, input, has_password).await?;
    let Some(url) = checked.imap_url.clone() else {
        return Err(Error::invalid("imap_url", "Enter a server to test"));
    };
    let password = match (&checked.password, &stored) {
        (Some(password), _) => password.clone(),
        (None, Some(row)) => {
            if row.imap_url.as_deref() != Some(url.as_str())
                || row.imap_username != checked.imap_username
            {
                return Err(Error::invalid(
                    "imap_password",
                    "Enter the password for this server",
                ));
            }
            open_password(core, tx.tenant(), row)?
        }
        (None, None) => return Err(Error::invalid("imap_password", "Enter the password")),
    };
    let account = ImapAccount {
        url,
        username: checked.imap_username.unwrap_or_default(),
        password,
        folder: checked.imap_folder,
        trust: core.settings.trust.clone(),
    };
    let failed = |error: ImapError| Error::invalid("imap_url", error.to_string());
    let mut mailbox = Mailbox::open(&account, &core.settings.reach)
        .await
        .map_err(failed)?;
    let waiting = mailbox.unseen().await.map_err(failed)?.len();
    mailbox.close().await;
    Ok(waiting)
}

async fn check(tx: &mut TenantTx, input: &MailboxInput, has_password: bool) -> Result<Checked> {
    let mut invalid = Invalid::new();
    let checked = rules::check(input, has_password, &mut invalid);
    if !queries::board_exists(tx, checked.board).await? {
        invalid.add("board", "Choose a board");
    }
    invalid.into_result()?;
    Ok(checked)
}

/// New settings show at once whether they work.
async fn poll_soon(tx: &mut TenantTx, mailbox: MailboxId, checked: &Checked) -> Result<()> {
    if checked.imap_url.is_some() {
        tx.enqueue(&PollMailbox { mailbox }).await?;
    }
    Ok(())
}

fn taken() -> Error {
    Error::invalid("address", "There is a mailbox with this address already")
}

fn place(tenant: TenantId, id: MailboxId) -> String {
    format!("{tenant}|{id}|imap_password")
}

fn sealed_password(
    core: &Core,
    tenant: TenantId,
    id: MailboxId,
    checked: &Checked,
) -> Result<Option<Vec<u8>>> {
    let Some(password) = &checked.password else {
        return Ok(None);
    };
    let key = &core.settings.secret_key;
    sealed::seal(key, &place(tenant, id), password.expose_secret().as_bytes()).map(Some)
}

fn open_password(core: &Core, tenant: TenantId, row: &MailboxRow) -> Result<SecretString> {
    let sealed = row.imap_password.as_deref().unwrap_or_default();
    let plain = sealed::open(&core.settings.secret_key, &place(tenant, row.id), sealed)?;
    let text = String::from_utf8_lossy(plain.expose_secret()).into_owned();
    Ok(SecretString::from(text))
}

fn recorded(tx: &mut TenantTx, action: &'static str, id: MailboxId, summary: &str) {
    tx.record(AuditRecord {
        action,
        entity: "mailbox",
        entity_id: Some(id.0),
        summary: summary.to_string(),
    });
    tx.publish("mailboxes", id, 0);
}
