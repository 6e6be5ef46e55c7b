//! Tenants: the MSPs that share the installation, and each one's workspace settings.

mod queries;
mod rows;
mod rules;

pub use app_types::identity::TenantBrief;
pub use rules::{check_slug, slug_from};

use crate::clocktext::is_zone;
use crate::core::Core;
use crate::error::{Error, Result, require};
use crate::identity;
use crate::identity::built_in_roles::{OWNER, built_in_roles};
use crate::tickets;
use app_types::id::{RoleId, TenantId, UserId};
use app_types::identity::{Accent, TenantStatus, UnknownSender, Workspace, WorkspaceForm};
use app_types::{Invalid, Permission};
use rows::NewTenantRow;
use secrecy::SecretString;
use server_db::audit::AuditRecord;
use server_db::{Actor, Origin, TenantTx};

/// A tenant about to be made.
pub struct NewTenant {
    pub slug: String,
    pub name: String,
    /// IANA name; empty: UTC.
    pub time_zone: String,
    pub owner_name: String,
    pub owner_email: String,
    /// `None`: the owner gets an invitation by mail.
    pub owner_password: Option<SecretString>,
}

/// A tenant just made.
#[derive(Debug, Clone)]
pub struct Created {
    pub tenant: TenantBrief,
    pub owner: UserId,
    /// The link of the owner's invitation, when there is one; the mail has the same.
    pub invitation: Option<SecretString>,
}

/// Makes a tenant with its roles, statuses, board and mailbox, and its first owner. For sign-up;
/// no tenant's user may call it.
///
/// # Errors
/// [`Error::Invalid`] on the field that is wrong, `slug` when it is taken.
pub async fn create(core: &Core, new: NewTenant, origin: Origin) -> Result<Created> {
    let maker = |tenant| Actor {
        origin,
        ..Actor::system(tenant, "tenant set-up")
    };
    make(core, new, maker).await
}

/// Like [`create`], for the operator's command line.
///
/// # Errors
/// As [`create`].
pub async fn create_as_operator(core: &Core, new: NewTenant) -> Result<Created> {
    make(core, new, Actor::operator).await
}

async fn make(
    core: &Core,
    new: NewTenant,
    maker: impl FnOnce(TenantId) -> Actor,
) -> Result<Created> {
    let (row, owner) = checked(core, &new)?;
    let hash = match new.owner_password {
        Some(password) => {
            let context = [owner.0.as_str(), &owner.1, &row.name];
            identity::passwords::check_new("password", &password, &context)?;
            Some(identity::passwords::hash(password).await?)
        }
        None => None,
    };
    let tenant = insert(core, &row).await?;
    let furnished = furnish(core, maker(tenant), &row, owner, hash).await;
    if furnished.is_err() {
        // Nothing else was written: the name is free again.
        let mut tx = core.db.begin_system("take back a half-made tenant").await?;
        queries::delete_suspended(&mut tx, tenant).await?;
        tx.commit().await?;
    }
    furnished
}

fn checked(core: &Core, new: &NewTenant) -> Result<(NewTenantRow, (String, String))> {
    let mut invalid = Invalid::new();
    let slug = new.slug.trim().to_lowercase();
    if let Err(message) = check_slug(&slug) {
        invalid.add("slug", message);
    }
    let name = invalid.required_line("company", "the company's name", &new.name, 120);
    let owner_name = invalid.required_line("name", "your name", &new.owner_name, 120);
    let email = invalid.required_email("email", &new.owner_email);
    let time_zone = match new.time_zone.trim() {
        "" => "UTC",
        zone => zone,
    };
    if time_zone.len() > 64 || !is_zone(time_zone) {
        invalid.add("time_zone", "Choose a time zone from the list");
    }
    invalid.into_result()?;
    let row = NewTenantRow {
        slug,
        name,
        status: TenantStatus::Suspended,
        time_zone: time_zone.to_string(),
        created_at: core.db.clock.now(),
    };
    Ok((row, (email, owner_name)))
}

/// The tenant's row, suspended until everything else is there.
async fn insert(core: &Core, row: &NewTenantRow) -> Result<TenantId> {
    let mut tx = core.db.begin_system("make a tenant").await?;
    let inserted = queries::insert(&mut tx, row).await;
    if matches!(&inserted, Err(error) if error.is_unique_violation()) {
        return Err(Error::invalid(
            "slug",
            "Choose another name: this one is taken",
        ));
    }
    inserted?;
    let found = queries::by_slug(&mut tx, &row.slug).await?;
    tx.commit().await?;
    Ok(found.ok_or(Error::NotFound)?.id)
}

async fn furnish(
    core: &Core,
    actor: Actor,
    row: &NewTenantRow,
    owner: (String, String),
    password_hash: Option<String>,
) -> Result<Created> {
    let mut tx = core.db.begin(actor).await?;
    let owner_role = insert_roles(&mut tx).await?;
    let address = format!("support@{}.{}", row.slug, core.settings.mail_domain);
    queries::insert_statuses(&mut tx).await?;
    let board = queries::insert_board(&mut tx, "Service desk").await?;
    queries::insert_mailbox(&mut tx, board, &address, &row.name).await?;
    tickets::relations::prepare(&mut tx).await?;
    let (owner, invitation) = identity::invitations::first_owner(
        &mut tx,
        &core.settings,
        owner,
        owner_role,
        password_hash,
    )
    .await?;
    queries::set_status(&mut tx, TenantStatus::Active).await?;
    record(
        &mut tx,
        "tenant.create",
        format!("Workspace {} made", row.name),
    );
    let tenant = brief(&mut tx).await?;
    tx.commit().await?;
    Ok(Created {
        tenant,
        owner,
        invitation,
    })
}

async fn insert_roles(tx: &mut TenantTx) -> Result<RoleId> {
    let mut owner = None;
    for role in built_in_roles() {
        let id = identity::roles::insert_built_in(tx, &role).await?;
        if role.key == OWNER {
            owner = Some(id);
        }
    }
    owner.ok_or_else(|| Error::Internal("roles.csv has no owner".into()))
}

/// The active tenant with this slug.
///
/// # Errors
/// Any database error.
pub async fn by_slug(core: &Core, slug: &str) -> Result<Option<TenantBrief>> {
    let slug = slug.trim().to_lowercase();
    if check_slug(&slug).is_err() {
        return Ok(None);
    }
    let mut tx = core.db.begin_system("find the tenant of a sign-in").await?;
    let found = queries::by_slug(&mut tx, &slug).await?;
    tx.rollback().await?;
    Ok(found.and_then(rows::TenantRow::if_active))
}

/// The active tenant with a host of its own, compared without port and case.
///
/// # Errors
/// Any database error.
pub async fn by_host(core: &Core, host: &str) -> Result<Option<TenantBrief>> {
    let host = host.split(':').next().unwrap_or_default().to_lowercase();
    if host.is_empty() || host.len() > 253 || !host.is_ascii() {
        return Ok(None);
    }
    let mut tx = core.db.begin_system("find the tenant of a host").await?;
    let found = queries::by_host(&mut tx, &host).await?;
    tx.rollback().await?;
    Ok(found.and_then(rows::TenantRow::if_active))
}

/// Every tenant, suspended ones too, by id; for the operator's command line.
///
/// # Errors
/// Any database error.
pub async fn all(core: &Core) -> Result<Vec<(TenantBrief, TenantStatus)>> {
    let mut tx = core.db.begin_system("list the tenants").await?;
    let rows = queries::all(&mut tx).await?;
    tx.rollback().await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let status = row.status;
            (row.brief(), status)
        })
        .collect())
}

/// Suspends a tenant or lets it work again; for the operator. Counts at the next request.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn set_status(core: &Core, tenant: TenantId, status: TenantStatus) -> Result<()> {
    let mut tx = core.db.begin(Actor::operator(tenant)).await?;
    queries::tenant(&mut tx).await?.ok_or(Error::NotFound)?;
    queries::set_status(&mut tx, status).await?;
    identity::sessions::access_changed(&mut tx);
    let (action, done) = match status {
        TenantStatus::Active => ("tenant.resume", "Workspace works again"),
        TenantStatus::Suspended => ("tenant.suspend", "Workspace suspended"),
    };
    record(&mut tx, action, done.into());
    Ok(tx.commit().await?)
}

/// The transaction's tenant.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn brief(tx: &mut TenantTx) -> Result<TenantBrief> {
    let row = queries::tenant(tx).await?.ok_or(Error::NotFound)?;
    Ok(row.brief())
}

/// The workspace's settings. Every verb of the tenant may look; the page asks for the right.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn workspace(tx: &mut TenantTx) -> Result<Workspace> {
    let row = queries::tenant(tx).await?.ok_or(Error::NotFound)?;
    Ok(row.workspace())
}

/// Changes the workspace's settings.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Invalid`].
pub async fn change_workspace(tx: &mut TenantTx, form: &WorkspaceForm) -> Result<()> {
    require(tx, Permission::SettingsManage)?;
    let before = queries::tenant(tx).await?.ok_or(Error::NotFound)?;
    let after = workspace_of(form, before.workspace())?;
    queries::set_workspace(tx, &after).await?;
    if before.time_zone != after.time_zone {
        crate::tickets::recurring::zone_changed(tx).await?;
    }
    identity::sessions::access_changed(tx);
    record(
        tx,
        "tenant.settings",
        rules::difference(&before.workspace(), &after),
    );
    Ok(())
}

fn workspace_of(form: &WorkspaceForm, before: Workspace) -> Result<Workspace> {
    let mut invalid = Invalid::new();
    let name = invalid.required_line("name", "the company's name", &form.name, 120);
    let zone = form.time_zone.trim().to_string();
    if zone.is_empty() || zone.len() > 64 || !is_zone(&zone) {
        invalid.add("time_zone", "Choose a time zone from the list");
    }
    let accent = Accent::parse(&form.accent);
    if accent.is_none() {
        invalid.add("accent", "Choose a colour");
    }
    let unknown_sender = UnknownSender::parse(&form.unknown_sender);
    if unknown_sender.is_none() {
        invalid.add(
            "unknown_sender",
            "Choose what happens to mail from unknown senders",
        );
    }
    let prefix = form.ticket_prefix.trim().to_uppercase();
    if prefix.len() > 8
        || !prefix
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-')
    {
        invalid.add("ticket_prefix", "Use up to 8 letters, digits and hyphens");
    }
    let reopen_days = days(&mut invalid, "reopen_window_days", &form.reopen_window_days);
    let close_days = days(&mut invalid, "auto_close_days", &form.auto_close_days);
    invalid.into_result()?;
    Ok(Workspace {
        name,
        time_zone: zone,
        accent: accent.unwrap_or(before.accent),
        unknown_sender: unknown_sender.unwrap_or(before.unknown_sender),
        ticket_prefix: prefix,
        reopen_window_days: reopen_days.unwrap_or(before.reopen_window_days),
        auto_close_days: close_days.unwrap_or(before.auto_close_days),
        require_totp: form.require_totp.is_some(),
        ..before
    })
}

/// Days up to a year, as typed.
fn days(invalid: &mut Invalid, field: &str, typed: &str) -> Option<u16> {
    let days = typed.trim().parse::<u16>().ok().filter(|days| *days <= 365);
    if days.is_none() {
        invalid.add(field, "Enter a number of days from 0 to 365");
    }
    days
}

fn record(tx: &mut TenantTx, action: &'static str, summary: String) {
    tx.record(AuditRecord {
        action,
        entity: "tenant",
        entity_id: None,
        summary,
    });
}
