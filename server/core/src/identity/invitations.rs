//! Inviting people, and accepting.

use super::mailed_tokens::{self, Purpose, no_longer_good};
use super::roles::{self, role_to_give};
use super::rows::UserRow;
use super::sessions::{self, Opened, Stage};
use super::{mails, passwords, queries, sign_in};
use crate::core::{Core, Settings};
use crate::error::{Error, Result, require};
use crate::mail::outbound;
use app_types::id::{RoleId, UserId};
use app_types::identity::{Density, Theme, UserStatus};
use app_types::{Invalid, Permission};
use secrecy::SecretString;
use server_db::audit::AuditRecord;
use server_db::{Origin, TenantTx};

/// The invitation form as it was typed.
#[derive(Debug, Clone, Default)]
pub struct NewUser {
    pub email: String,
    pub name: String,
    /// A role's id.
    pub role: String,
}

/// Invites somebody by mail.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Invalid`]; a role beyond one's own is refused.
pub async fn invite(tx: &mut TenantTx, settings: &Settings, new: &NewUser) -> Result<UserId> {
    require(tx, Permission::UsersManage)?;
    let (row, role) = checked(tx, new).await?;
    queries::insert_user(tx, &row).await?;
    send(tx, settings, &row).await?;
    record(tx, row.id, "user.invite", invited_as(&row, &role));
    Ok(row.id)
}

fn invited_as(row: &UserRow, role: &str) -> String {
    format!("Invited {} as {role}", row.email)
}

/// Like [`invite`], and returns the invitation's link: for the operator, who may have to hand it
/// on where no mail goes out yet. With a password the person can sign in at once instead.
pub(super) async fn add(
    tx: &mut TenantTx,
    settings: &Settings,
    new: &NewUser,
    password_hash: Option<String>,
) -> Result<(UserId, Option<SecretString>)> {
    require(tx, Permission::UsersManage)?;
    let (mut row, role) = checked(tx, new).await?;
    let joined = password_hash.is_some();
    if joined {
        (row.status, row.password_hash) = (UserStatus::Active, password_hash);
    }
    queries::insert_user(tx, &row).await?;
    if joined {
        let summary = format!("{} added as {role}", row.email);
        record(tx, row.id, "user.create", summary);
        return Ok((row.id, None));
    }
    let link = send(tx, settings, &row).await?;
    record(tx, row.id, "user.invite", invited_as(&row, &role));
    Ok((row.id, Some(link)))
}

/// The row of an invited person and their role's name.
async fn checked(tx: &mut TenantTx, new: &NewUser) -> Result<(UserRow, String)> {
    let mut invalid = Invalid::new();
    let email = invalid.required_email("email", &new.email);
    let name = invalid.required_line("name", "a name", &new.name, 120);
    let role = RoleId::parse(&new.role);
    if role.is_none() {
        invalid.add("role", "Choose a role");
    }
    invalid.into_result()?;
    let role = role_to_give(tx, role).await?;
    if queries::user_by_email(tx, &email).await?.is_some() {
        return Err(Error::invalid(
            "email",
            "Somebody in this workspace has this e-mail address already",
        ));
    }
    Ok((invited(tx, email, name, role.id), role.name))
}

/// Sends a new invitation; the older link no longer works.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when the person has joined already.
pub async fn invite_again(tx: &mut TenantTx, settings: &Settings, user: UserId) -> Result<()> {
    new_link(tx, settings, user).await.map(|_| ())
}

/// Like [`invite_again`], and returns the new link.
pub(super) async fn new_link(
    tx: &mut TenantTx,
    settings: &Settings,
    user: UserId,
) -> Result<SecretString> {
    require(tx, Permission::UsersManage)?;
    let row = queries::user_for_update(tx, user).await?;
    let row = row.ok_or(Error::NotFound)?;
    roles::require_rank_over(tx, row.role_id).await?;
    if row.status != UserStatus::Invited {
        return Err(Error::Conflict(format!("{} has joined already.", row.name)));
    }
    let link = send(tx, settings, &row).await?;
    record(
        tx,
        row.id,
        "user.invite",
        format!("Invited {} again", row.email),
    );
    Ok(link)
}

/// Accepts an invitation: chooses name and password, and is signed in.
///
/// # Errors
/// [`Error::Invalid`] on `name` or `password`, or for the link.
pub async fn accept(
    core: &Core,
    token: &str,
    name: &str,
    password: SecretString,
    origin: Origin,
) -> Result<Opened> {
    passwords::check_size("password", &password)?;
    let link = mailed_tokens::look_at(core, Purpose::Invite, token, origin.clone()).await?;
    let link = link.ok_or_else(no_longer_good)?;
    let mut invalid = Invalid::new();
    let name = invalid.required_line("name", "your name", name, 120);
    let context = [link.email.as_str(), &name, &link.tenant.name];
    if let Err(Error::Invalid(complaint)) = passwords::check_new("password", &password, &context) {
        invalid.errors.extend(complaint.errors);
    }
    invalid.into_result()?;
    let hash = passwords::hash(password).await?;
    let user = join(core, token, &name, &hash, &origin).await?;
    let mut tx = core.db.begin(sign_in::as_user(&user, origin)).await?;
    record(
        &mut tx,
        user.id,
        "user.join",
        format!("{name} accepted the invitation"),
    );
    let opened = sessions::open(&mut tx, user.id, Stage::SignedIn, &core.settings).await?;
    tx.commit().await?;
    Ok(opened)
}

async fn join(
    core: &Core,
    token: &str,
    name: &str,
    hash: &str,
    origin: &Origin,
) -> Result<UserRow> {
    let begun = mailed_tokens::begin(core, token, origin).await?;
    let (mut tx, token_hash) = begun.ok_or_else(no_longer_good)?;
    let found = mailed_tokens::find(&mut tx, Purpose::Invite, &token_hash).await?;
    let (row, user) = found.ok_or_else(no_longer_good)?;
    mailed_tokens::use_up(&mut tx, &row).await?;
    if user.status != UserStatus::Invited {
        return Err(no_longer_good());
    }
    queries::set_accepted(&mut tx, user.id, name, hash).await?;
    tx.commit().await?;
    Ok(UserRow {
        name: name.to_string(),
        ..user
    })
}

fn invited(tx: &TenantTx, email: String, name: String, role: RoleId) -> UserRow {
    UserRow {
        tenant_id: tx.tenant(),
        id: UserId::new(),
        email,
        name,
        role_id: role,
        status: UserStatus::Invited,
        password_hash: None,
        totp_secret: None,
        totp_enabled_at: None,
        totp_last_step: 0,
        failed_sign_ins: 0,
        locked_until: None,
        time_zone: None,
        theme: Theme::System,
        density: Density::Comfortable,
        shortcuts: true,
        created_at: tx.now(),
        updated_at: tx.now(),
        disabled_at: None,
    }
}

/// The first owner of a new workspace: with a password at once, or invited by the link returned.
pub(crate) async fn first_owner(
    tx: &mut TenantTx,
    settings: &Settings,
    (email, name): (String, String),
    role: RoleId,
    password_hash: Option<String>,
) -> Result<(UserId, Option<SecretString>)> {
    let mut row = invited(tx, email, name, role);
    row.password_hash = password_hash;
    if row.password_hash.is_some() {
        row.status = UserStatus::Active;
    }
    queries::insert_user(tx, &row).await?;
    let link = match row.status {
        UserStatus::Invited => Some(send(tx, settings, &row).await?),
        _ => None,
    };
    record(
        tx,
        row.id,
        "user.create",
        format!("{} is the first owner", row.email),
    );
    Ok((row.id, link))
}

/// Queues the mail and returns its link.
async fn send(tx: &mut TenantTx, settings: &Settings, user: &UserRow) -> Result<SecretString> {
    let tenant = queries::tenant(tx).await?.ok_or(Error::NotFound)?;
    let token = mailed_tokens::issue(tx, user.id, Purpose::Invite).await?;
    let by = tx.actor().name().to_string();
    let mail = mails::invitation(settings, &tenant, (&user.email, &user.name), &by, &token);
    outbound::queue(tx, settings, mail).await?;
    Ok(mails::invitation_link(settings, &token))
}

fn record(tx: &mut TenantTx, user: UserId, action: &'static str, summary: String) {
    tx.record(AuditRecord {
        action,
        entity: "user",
        entity_id: Some(user.0),
        summary,
    });
}
