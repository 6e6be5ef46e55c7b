//! What stands below a person's replies: their own words, else the workspace's.

use super::{Value, Values, body, queries};
use crate::error::{Error, Result, require};
use crate::mail::words::plain_text;
use app_types::Permission;
use app_types::id::UserId;
use app_types::mail_templates::{SignatureView, TemplateKind};
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// Characters and lines of a signature.
const MAX_BODY: usize = 1_000;
const MAX_LINES: usize = 12;

/// The signed-in person's signature.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Unauthenticated`] for an actor who is no person.
pub async fn signature(tx: &mut TenantTx) -> Result<SignatureView> {
    require(tx, Permission::TicketsReply)?;
    let user = tx.actor().user_id().ok_or(Error::Unauthenticated)?;
    let name = tx.actor().name().to_string();
    let (body, version) = queries::signature(tx, user).await?.unwrap_or_default();
    Ok(SignatureView {
        body,
        version,
        shown: signature_of(tx, Some(user), &name).await?.text,
    })
}

/// Changes the signed-in person's signature; without words it is the workspace's again.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Unauthenticated`]; [`Error::Invalid`]; [`Error::Conflict`] when
/// it was changed elsewhere in the meantime.
pub async fn save_signature(tx: &mut TenantTx, version: u32, text: &str) -> Result<()> {
    require(tx, Permission::TicketsReply)?;
    let user = tx.actor().user_id().ok_or(Error::Unauthenticated)?;
    let text = plain_text(text);
    let text = text.trim();
    if text.chars().count() > MAX_BODY || text.lines().count() > MAX_LINES {
        let words = format!("Use at most {MAX_BODY} characters in {MAX_LINES} lines");
        return Err(Error::invalid("signature", words));
    }
    let (_, stored) = queries::signature(tx, user).await?.unwrap_or_default();
    if stored != version {
        let words =
            "Your signature was changed elsewhere. Load the page again and repeat your change.";
        return Err(Error::Conflict(words.into()));
    }
    queries::put_signature(tx, user, text, version + 1).await?;
    tx.record(AuditRecord {
        action: "user.signature",
        entity: "user",
        entity_id: Some(user.0),
        summary: "Changed the own mail signature".into(),
    });
    Ok(())
}

/// The signature below a reply of `name`.
pub(in crate::mail) async fn signature_of(
    tx: &mut TenantTx,
    user: Option<UserId>,
    name: &str,
) -> Result<Value> {
    if let Some(user) = user
        && let Some((own, _)) = queries::signature(tx, user).await?
        && !own.is_empty()
    {
        return Ok(Value::words(&own));
    }
    let workspace = queries::workspace(tx).await?;
    let values = Values::from([
        ("author", Value::words(name)),
        ("workspace", Value::words(&workspace)),
    ]);
    let made = body(tx, TemplateKind::Signature, &values).await?;
    Ok(Value::words(&made.text))
}
