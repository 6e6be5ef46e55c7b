//! A new workspace made by whoever comes, where the installation allows it.

use super::limits::Counter;
use super::rows::UserRow;
use super::sessions::{self, Opened, Stage, acting_for};
use super::{limits, queries, sign_in};
use crate::core::Core;
use crate::error::{Error, Result};
use crate::tenants::{self, NewTenant, TenantBrief};
use secrecy::SecretString;
use server_db::Origin;

/// The sign-up form as it was typed.
pub struct SignUp {
    pub company: String,
    pub slug: String,
    pub name: String,
    pub email: String,
    pub time_zone: String,
    pub password: SecretString,
}

/// Makes a workspace; the person is its owner and signed in.
///
/// # Errors
/// [`Error::NotFound`] when sign-up is closed; [`Error::RateLimited`]; [`Error::Invalid`].
pub async fn sign_up(core: &Core, form: SignUp, origin: Origin) -> Result<(TenantBrief, Opened)> {
    if !core.settings.sign_up_open {
        return Err(Error::NotFound);
    }
    super::passwords::check_size("password", &form.password)?;
    Counter::address(core, &limits::ADDRESS, &origin.ip)
        .reserve(core)
        .await?;
    let new = NewTenant {
        slug: form.slug,
        name: form.company,
        time_zone: form.time_zone,
        owner_name: form.name,
        owner_email: form.email,
        owner_password: Some(form.password),
    };
    let made_here = Counter::address(core, &limits::SIGN_UP, &origin.ip);
    made_here.reserve(core).await?;
    let created = match tenants::create(core, new, origin.clone()).await {
        Ok(created) => created,
        Err(error) => {
            // Nothing was made: only the general counter of the address keeps the try.
            made_here.give_back(core).await;
            return Err(error);
        }
    };
    let owner = owner(core, &created, &origin).await?;
    let mut tx = core.db.begin(sign_in::as_user(&owner, origin)).await?;
    let opened = sessions::open(&mut tx, owner.id, Stage::SignedIn, &core.settings).await?;
    tx.commit().await?;
    Ok((created.tenant, opened))
}

async fn owner(core: &Core, created: &tenants::Created, origin: &Origin) -> Result<UserRow> {
    let mut tx = core.db.begin(acting_for(created.tenant.id, origin)).await?;
    let user = queries::user(&mut tx, created.owner).await?;
    tx.rollback().await?;
    user.ok_or(Error::NotFound)
}
