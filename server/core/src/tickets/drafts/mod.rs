//! What a user is writing on a ticket, kept on the server until it is sent or discarded.

mod prune;
mod queries;

pub use prune::{PruneDrafts, register};
pub(super) use queries::clear;

use super::conversation::MAX_BODY;
use crate::clocktext::ClockText;
use crate::error::{Error, Result, require};
use app_types::drafts::{DraftSaved, DraftView};
use app_types::id::UserId;
use app_types::tickets::PostKind;
use app_types::{Invalid, Permission};
use server_db::TenantTx;

/// What the page has in its composer.
#[derive(Debug, Clone)]
pub struct DraftInput {
    pub kind: PostKind,
    /// Kept as it was typed, blanks at the ends too.
    pub body: String,
    /// The draft's version that the page knows; 0: it knows of none.
    pub seen: u32,
}

/// Keeps what was typed so far. Of two windows that write at once one is told of the other's.
///
/// # Errors
/// [`Error::Invalid`] for a text that could not be sent either.
pub async fn save(
    tx: &mut TenantTx,
    number: u64,
    input: DraftInput,
    text: &ClockText,
) -> Result<DraftSaved> {
    let user = writer(tx)?;
    check(&input)?;
    let ticket = super::queries::by_number(tx, number).await?.id;
    let written = match input.seen {
        0 => queries::insert(tx, user, ticket, &input).await?,
        _ => queries::update(tx, user, ticket, &input).await?,
    };
    if written {
        return Ok(DraftSaved::Saved {
            version: input.seen + 1,
            at: text.when(tx.now()),
        });
    }
    let found = queries::find(tx, user, ticket).await?;
    Ok(DraftSaved::Newer(match found {
        Some(draft) => draft.view(text),
        // Pruned since the page was loaded: the next save begins anew.
        None => DraftView {
            kind: input.kind,
            body: String::new(),
            version: 0,
            saved: text.when(tx.now()),
        },
    }))
}

/// Empties the draft, whatever it holds.
///
/// # Errors
/// [`Error::NotFound`] for a ticket that is not the tenant's.
pub async fn discard(tx: &mut TenantTx, number: u64) -> Result<()> {
    writer(tx)?;
    let ticket = super::queries::by_number(tx, number).await?.id;
    clear(tx, ticket).await
}

/// The user whose draft it is: nobody sees or writes another's.
fn writer(tx: &TenantTx) -> Result<UserId> {
    require(tx, Permission::TicketsReply)?;
    let user = tx.actor().user_id();
    user.ok_or(Error::Forbidden(Permission::TicketsReply))
}

fn check(input: &DraftInput) -> Result<()> {
    let mut invalid = Invalid::new();
    invalid.optional_text("body", "the text", &input.body, MAX_BODY);
    if input.kind == PostKind::Event {
        invalid.add("kind", "Choose reply, note or call");
    }
    Ok(invalid.into_result()?)
}
