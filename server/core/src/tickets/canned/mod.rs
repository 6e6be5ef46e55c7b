//! Canned replies: everybody's, which those who manage the settings write, and one's own.

mod fill;
mod queries;
mod rows;
mod variables;

pub use fill::{insert, preview};

use crate::error::{Error, Result, require};
use app_types::canned::{CannedForm, CannedInput, CannedRow, CannedVariable, is_shortcut};
use app_types::id::{CannedReplyId, UserId};
use app_types::{Invalid, Permission};
use rows::{CannedChanges, CannedReply, NewCannedReply};
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// Longest text in characters.
const MAX_BODY: usize = 10_000;
/// Most texts that one person is offered: more than anybody remembers.
pub const MAX_OFFERED: i64 = 200;
/// Characters of a text in the list.
const BEGINNING: usize = 80;

/// Everybody's texts and the person's own.
///
/// # Errors
/// [`Error::Forbidden`] without the right to reply.
pub async fn list(tx: &mut TenantTx) -> Result<Vec<CannedRow>> {
    let user = writer(tx)?;
    let may_share = tx.can(Permission::SettingsManage);
    let found = queries::visible(tx, user, MAX_OFFERED).await?;
    Ok(found
        .into_iter()
        .map(|reply| CannedRow {
            id: reply.id,
            beginning: reply.body.chars().take(BEGINNING).collect(),
            shared: reply.owner_id.is_none(),
            may_edit: may_share || reply.owner_id.is_some(),
            name: reply.name,
            shortcut: reply.shortcut,
        })
        .collect())
}

/// What the form needs; `None` for a new text.
///
/// # Errors
/// [`Error::NotFound`], also for another's private text.
pub async fn form(tx: &mut TenantTx, id: Option<CannedReplyId>) -> Result<CannedForm> {
    let user = writer(tx)?;
    let may_share = tx.can(Permission::SettingsManage);
    let known = match id {
        Some(id) => Some(editable(tx, user, id).await?),
        None => None,
    };
    Ok(CannedForm {
        id,
        version: known.as_ref().map_or(0, |reply| reply.version),
        input: known.map(input_of).unwrap_or_else(|| CannedInput {
            shared: may_share,
            ..CannedInput::default()
        }),
        may_share,
        variables: variables::VARIABLES
            .iter()
            .map(|(name, about)| CannedVariable {
                name: (*name).to_string(),
                about: (*about).to_string(),
            })
            .collect(),
    })
}

fn input_of(reply: CannedReply) -> CannedInput {
    CannedInput {
        name: reply.name,
        shortcut: reply.shortcut,
        body: reply.body,
        shared: reply.owner_id.is_none(),
    }
}

/// Adds a text.
///
/// # Errors
/// [`Error::Invalid`] with every field that is wrong.
pub async fn create(tx: &mut TenantTx, input: &CannedInput) -> Result<CannedReplyId> {
    let user = writer(tx)?;
    let checked = check(tx, input)?;
    let id = CannedReplyId::new();
    let row = NewCannedReply {
        tenant_id: tx.tenant(),
        id,
        name: &checked.name,
        shortcut: &checked.shortcut,
        body: &checked.body,
        owner_id: (!checked.shared).then_some(user),
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    queries::insert(tx, &row).await?;
    record(tx, "canned_reply.create", id, &checked);
    Ok(id)
}

/// Changes a text.
///
/// # Errors
/// [`Error::Conflict`] when someone changed it since `version` was read.
pub async fn update(
    tx: &mut TenantTx,
    id: CannedReplyId,
    version: u32,
    input: &CannedInput,
) -> Result<()> {
    let user = writer(tx)?;
    editable(tx, user, id).await?;
    let checked = check(tx, input)?;
    let changes = CannedChanges {
        name: &checked.name,
        shortcut: &checked.shortcut,
        body: &checked.body,
        owner_id: Some((!checked.shared).then_some(user)),
        version: version.saturating_add(1),
        updated_at: tx.now(),
    };
    if !queries::update(tx, id, version, &changes).await? {
        return Err(Error::Conflict(
            "Someone changed this text while you were writing. Load the page again to see it."
                .into(),
        ));
    }
    record(tx, "canned_reply.change", id, &checked);
    Ok(())
}

/// Deletes a text: it has no history, and what was sent with it stays.
///
/// # Errors
/// [`Error::NotFound`], also for another's private text.
pub async fn delete(tx: &mut TenantTx, id: CannedReplyId) -> Result<()> {
    let user = writer(tx)?;
    let reply = editable(tx, user, id).await?;
    queries::delete(tx, id).await?;
    record(tx, "canned_reply.delete", id, &input_of(reply));
    Ok(())
}

/// Private texts are their owner's business; only what everybody uses is in the log.
fn record(tx: &mut TenantTx, action: &'static str, id: CannedReplyId, input: &CannedInput) {
    if input.shared {
        tx.record(AuditRecord {
            action,
            entity: "canned_reply",
            entity_id: Some(id.0),
            summary: format!("{} (::{})", input.name, input.shortcut),
        });
    }
}

async fn editable(tx: &mut TenantTx, user: UserId, id: CannedReplyId) -> Result<CannedReply> {
    let reply = queries::find(tx, user, id).await?;
    if reply.owner_id.is_none() {
        require(tx, Permission::SettingsManage)?;
    }
    Ok(reply)
}

/// Every complaint at once.
fn check(tx: &TenantTx, input: &CannedInput) -> Result<CannedInput> {
    if input.shared {
        require(tx, Permission::SettingsManage)?;
    }
    let mut invalid = Invalid::new();
    let name = invalid.required_line("name", "a name", &input.name, 120);
    let shortcut = input.shortcut.trim().trim_start_matches(':').to_lowercase();
    if !is_shortcut(&shortcut) {
        invalid.add(
            "shortcut",
            "Enter a shortcut of small letters, digits and hyphens between them, 40 or fewer",
        );
    }
    let body = invalid.optional_text("body", "the text", &input.body, MAX_BODY);
    if body.is_empty() {
        invalid.add("body", "Enter the text");
    }
    if let Err(Error::Invalid(wrong)) = variables::check(&body) {
        invalid.errors.extend(wrong.errors);
    }
    invalid.into_result()?;
    Ok(CannedInput {
        name,
        shortcut,
        body,
        shared: input.shared,
    })
}

fn writer(tx: &TenantTx) -> Result<UserId> {
    require(tx, Permission::TicketsReply)?;
    let user = tx.actor().user_id();
    user.ok_or(Error::Forbidden(Permission::TicketsReply))
}
