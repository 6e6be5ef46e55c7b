//! Statements on `mail_templates` and `user_signatures`.

use crate::error::Result;
use app_types::id::UserId;
use app_types::mail_templates::TemplateKind;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{mail_templates, tenants, user_signatures};

/// Body and version of the workspace's own words.
pub(super) async fn template(
    tx: &mut TenantTx,
    kind: TemplateKind,
) -> Result<Option<(String, u32)>> {
    let tenant = tx.tenant();
    Ok(mail_templates::table
        .filter(mail_templates::tenant_id.eq(tenant))
        .filter(mail_templates::kind.eq(kind))
        .select((mail_templates::body, mail_templates::version))
        .first(tx.conn())
        .await
        .optional()?)
}

/// What the workspace has words of its own for.
pub(super) async fn own_templates(tx: &mut TenantTx) -> Result<Vec<TemplateKind>> {
    let tenant = tx.tenant();
    Ok(mail_templates::table
        .filter(mail_templates::tenant_id.eq(tenant))
        .select(mail_templates::kind)
        .load(tx.conn())
        .await?)
}

/// As [`template`], locked until the end of the transaction.
pub(super) async fn lock_template(tx: &mut TenantTx, kind: TemplateKind) -> Result<Option<u32>> {
    let tenant = tx.tenant();
    Ok(mail_templates::table
        .filter(mail_templates::tenant_id.eq(tenant))
        .filter(mail_templates::kind.eq(kind))
        .select(mail_templates::version)
        .for_update()
        .first(tx.conn())
        .await
        .optional()?)
}

pub(super) async fn put_template(
    tx: &mut TenantTx,
    kind: TemplateKind,
    body: &str,
    version: u32,
) -> Result<()> {
    let now = tx.now();
    diesel::replace_into(mail_templates::table)
        .values((
            mail_templates::tenant_id.eq(tx.tenant()),
            mail_templates::kind.eq(kind),
            mail_templates::body.eq(body),
            mail_templates::version.eq(version),
            mail_templates::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn delete_template(tx: &mut TenantTx, kind: TemplateKind) -> Result<()> {
    let tenant = tx.tenant();
    let row = mail_templates::table
        .filter(mail_templates::tenant_id.eq(tenant))
        .filter(mail_templates::kind.eq(kind));
    diesel::delete(row).execute(tx.conn()).await?;
    Ok(())
}

/// Body and version of a person's signature.
pub(super) async fn signature(tx: &mut TenantTx, user: UserId) -> Result<Option<(String, u32)>> {
    let tenant = tx.tenant();
    Ok(user_signatures::table
        .filter(user_signatures::tenant_id.eq(tenant))
        .filter(user_signatures::user_id.eq(user))
        .select((user_signatures::body, user_signatures::version))
        .first(tx.conn())
        .await
        .optional()?)
}

pub(super) async fn put_signature(
    tx: &mut TenantTx,
    user: UserId,
    body: &str,
    version: u32,
) -> Result<()> {
    let now = tx.now();
    diesel::replace_into(user_signatures::table)
        .values((
            user_signatures::tenant_id.eq(tx.tenant()),
            user_signatures::user_id.eq(user),
            user_signatures::body.eq(body),
            user_signatures::version.eq(version),
            user_signatures::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn workspace(tx: &mut TenantTx) -> Result<String> {
    let tenant = tx.tenant();
    Ok(tenants::table
        .filter(tenants::id.eq(tenant))
        .select(tenants::name)
        .first(tx.conn())
        .await?)
}
