//! One-time links: who they are for, and using one up.

use super::rows::{TokenRow, UserRow};
use super::sessions::acting_for;
use super::{TenantBrief, queries, tokens};
use crate::core::Core;
use crate::error::{Error, Result};
use app_types::Timestamp;
use app_types::id::{TokenId, UserId};
use app_types::identity::TenantStatus;
use secrecy::SecretString;
use server_db::{Origin, TenantTx};

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Reset,
    Invite,
}

impl Purpose {
    const fn key(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Invite => "invite",
        }
    }

    const fn seconds(self) -> i64 {
        match self {
            Self::Reset => 3_600,
            Self::Invite => 7 * 86_400,
        }
    }
}

/// What the page behind a link shows before anything is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub tenant: TenantBrief,
    pub email: String,
    pub name: String,
}

/// What a link is for, without using it. `None` when it is used, too old or not ours.
///
/// # Errors
/// Any database error.
pub async fn look_at(
    core: &Core,
    purpose: Purpose,
    token: &str,
    origin: Origin,
) -> Result<Option<Link>> {
    let Some((mut tx, hash)) = begin(core, token, &origin).await? else {
        return Ok(None);
    };
    let found = find(&mut tx, purpose, &hash).await?;
    let tenant = queries::tenant(&mut tx).await?;
    tx.rollback().await?;
    Ok(found.zip(tenant).map(|((_, user), tenant)| Link {
        tenant: TenantBrief {
            id: tenant.id,
            slug: tenant.slug,
            name: tenant.name,
            accent: tenant.accent,
            ticket_prefix: tenant.ticket_prefix,
        },
        email: user.email,
        name: user.name,
    }))
}

/// A transaction of the token's tenant; `None` when the text is no token.
pub(super) async fn begin(
    core: &Core,
    token: &str,
    origin: &Origin,
) -> Result<Option<(TenantTx, Vec<u8>)>> {
    let Some((tenant, hash)) = tokens::read(token) else {
        return Ok(None);
    };
    let tx = core.db.begin(acting_for(tenant, origin)).await?;
    Ok(Some((tx, hash)))
}

/// The unused token with its user, while it is good.
pub(super) async fn find(
    tx: &mut TenantTx,
    purpose: Purpose,
    hash: &[u8],
) -> Result<Option<(TokenRow, UserRow)>> {
    let now = tx.now();
    let token = queries::unused_token(tx, purpose.key(), hash).await?;
    let Some(token) = token.filter(|token| now < token.expires_at) else {
        return Ok(None);
    };
    let tenant = queries::tenant(tx).await?;
    if tenant.is_none_or(|tenant| tenant.status != TenantStatus::Active) {
        return Ok(None);
    }
    let user = queries::user(tx, token.user_id).await?;
    Ok(user.map(|user| (token, user)))
}

/// Uses the token and voids the user's other ones.
pub(super) async fn use_up(tx: &mut TenantTx, token: &TokenRow) -> Result<()> {
    if queries::use_token(tx, token.id).await? == 0 {
        return Err(no_longer_good());
    }
    queries::void_tokens(tx, token.user_id).await?;
    Ok(())
}

/// Whether the user got a token for this purpose at `since` or after.
pub(super) async fn is_issued_since(
    tx: &mut TenantTx,
    user: UserId,
    purpose: Purpose,
    since: Timestamp,
) -> Result<bool> {
    Ok(queries::is_token_since(tx, user, purpose.key(), since).await?)
}

/// A new token in place of the user's older ones.
pub(super) async fn issue(
    tx: &mut TenantTx,
    user: UserId,
    purpose: Purpose,
) -> Result<SecretString> {
    queries::void_tokens(tx, user).await?;
    let (token, token_hash) = tokens::make(tx.tenant());
    let row = TokenRow {
        tenant_id: tx.tenant(),
        id: TokenId::new(),
        user_id: user,
        purpose: purpose.key().into(),
        token_hash,
        created_at: tx.now(),
        expires_at: tx.now().plus_seconds(purpose.seconds()),
        used_at: None,
    };
    queries::insert_token(tx, &row).await?;
    Ok(token)
}

/// The words for a link that is used, too old, or never was.
pub(super) fn no_longer_good() -> Error {
    Error::invalid("", "This link is no longer good. Ask for a new one")
}
