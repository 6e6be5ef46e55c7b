//! Asking a signed-in person for their password again, before they change how they sign in.

use super::limits::Counter;
use super::{SignedIn, limits, passwords, queries};
use crate::core::Core;
use crate::error::{Error, Result};
use app_types::id::{TenantId, UserId};
use secrecy::SecretString;

/// Checks the signed-in person's password. Tries count like those at the door.
///
/// # Errors
/// [`Error::Invalid`] on `password`; [`Error::RateLimited`].
pub(super) async fn check_password(
    core: &Core,
    who: &SignedIn,
    password: SecretString,
) -> Result<()> {
    passwords::check_size("password", &password)?;
    let tries = Counter::of(
        core,
        &limits::ACCOUNT_AT_HOME,
        who.tenant.id,
        &[&who.user.to_string(), "again"],
    );
    tries.reserve(core).await?;
    let mut tx = core.db.begin(who.actor.clone()).await?;
    let user = queries::user(&mut tx, who.user).await?;
    tx.rollback().await?;
    let stored = user.and_then(|user| user.password_hash);
    if !passwords::verify(password, stored).await?.matches {
        return Err(Error::invalid("password", "Enter your current password"));
    }
    tries.clear(core).await;
    Ok(())
}

/// The counter of wrong codes of one person.
pub(super) fn second_factor_tries(core: &Core, tenant: TenantId, user: UserId) -> Counter {
    Counter::of(core, &limits::SECOND_FACTOR, tenant, &[&user.to_string()])
}
