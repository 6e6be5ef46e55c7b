//! The words around outgoing mails, as a workspace and its people want them. The line above the
//! history, the history and the headers are not theirs to change: by those an answer finds its ticket.

mod queries;
mod render;
mod rules;
mod samples;
mod signatures;

pub(super) use render::{Rendered, Value, Values, render};
pub(super) use signatures::signature_of;
pub use signatures::{save_signature, signature};

use crate::error::{Error, Result, require};
use crate::mail::words::plain_text;
use app_types::Permission;
use app_types::mail_templates::{TemplateKind, TemplatePreview, TemplateView};
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// All templates, and whether the workspace has words of its own for each. One statement.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn list(tx: &mut TenantTx) -> Result<Vec<(TemplateKind, bool)>> {
    require(tx, Permission::SettingsManage)?;
    let own = queries::own_templates(tx).await?;
    let kinds = TemplateKind::ALL.iter().copied();
    Ok(kinds.map(|kind| (kind, own.contains(&kind))).collect())
}

/// One template.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn get(tx: &mut TenantTx, kind: TemplateKind) -> Result<TemplateView> {
    require(tx, Permission::SettingsManage)?;
    let stored = queries::template(tx, kind).await?;
    let is_default = stored.is_none();
    let default = || (samples::default_body(kind).to_string(), 0);
    let (body, version) = stored.unwrap_or_else(default);
    Ok(TemplateView {
        kind,
        preview: preview(tx, kind, &body).await?,
        body,
        is_default,
        version,
    })
}

/// What a mail with these words would look like, or what is wrong with them.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn preview(tx: &mut TenantTx, kind: TemplateKind, body: &str) -> Result<TemplatePreview> {
    require(tx, Permission::SettingsManage)?;
    if let Err(problem) = rules::check(kind, body) {
        return Ok(TemplatePreview {
            problem,
            ..TemplatePreview::default()
        });
    }
    let workspace = queries::workspace(tx).await?;
    let made = render(body, &samples::values(kind, &workspace))?;
    Ok(TemplatePreview {
        text: made.text,
        html: made.html,
        problem: String::new(),
    })
}

/// Changes a template. `version` is the one the form was made from.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] with what to mend; [`Error::Conflict`] when someone
/// else changed it in the meantime.
pub async fn save(tx: &mut TenantTx, kind: TemplateKind, version: u32, body: &str) -> Result<()> {
    require(tx, Permission::SettingsManage)?;
    rules::check(kind, body).map_err(|words| Error::invalid("body", words))?;
    lock(tx, kind, version).await?;
    let body = plain_text(body);
    queries::put_template(tx, kind, body.trim_end(), version + 1).await?;
    recorded(
        tx,
        "mail_template.change",
        format!("Changed the mail \"{}\"", kind.label()),
    );
    Ok(())
}

/// Goes back to the words that the program brings along.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Conflict`].
pub async fn reset(tx: &mut TenantTx, kind: TemplateKind, version: u32) -> Result<()> {
    require(tx, Permission::SettingsManage)?;
    lock(tx, kind, version).await?;
    queries::delete_template(tx, kind).await?;
    recorded(
        tx,
        "mail_template.reset",
        format!("Reset the mail \"{}\"", kind.label()),
    );
    Ok(())
}

async fn lock(tx: &mut TenantTx, kind: TemplateKind, version: u32) -> Result<()> {
    let stored = queries::lock_template(tx, kind).await?.unwrap_or_default();
    if stored == version {
        return Ok(());
    }
    let words = "Someone changed these words while you were editing. Load the page again and repeat your change.";
    Err(Error::Conflict(words.into()))
}

/// The body of a mail with the workspace's words. Words that cannot be used any more must not
/// keep a reply from its client: then the default is used.
pub(super) async fn body(
    tx: &mut TenantTx,
    kind: TemplateKind,
    values: &Values,
) -> Result<Rendered> {
    if let Some((stored, _)) = queries::template(tx, kind).await? {
        match rules::check(kind, &stored).map(|()| render(&stored, values)) {
            Ok(Ok(made)) => return Ok(made),
            Ok(Err(error)) => tracing::error!(%error, %kind, "a stored mail template is not used"),
            Err(words) => tracing::error!(words, %kind, "a stored mail template is not used"),
        }
    }
    render(samples::default_body(kind), values)
}

fn recorded(tx: &mut TenantTx, action: &'static str, summary: String) {
    tx.record(AuditRecord {
        action,
        entity: "mail_template",
        entity_id: None,
        summary,
    });
}
