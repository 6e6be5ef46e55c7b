//! Statements on imports, one each.

use crate::clocktext::ClockText;
use crate::error::{Error, Result};
use app_types::Timestamp;
use app_types::common::Page;
use app_types::id::{FileId, ImportId, UserId};
use app_types::imports::{
    Charset, ImportKind, ImportList, ImportRow, ImportSettings, KnownRows, Rehearsal, Separator,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{files, imports, users};

/// Imports that the list shows.
const LATEST: i64 = 30;

#[derive(Queryable)]
pub(super) struct ImportJoined {
    pub kind: ImportKind,
    pub file_name: String,
    pub sha256: Vec<u8>,
    charset: Charset,
    separated_by: Separator,
    known_rows: KnownRows,
    mapping: String,
    rehearsal: Option<String>,
    pub version: u32,
    pub done_at: Option<Timestamp>,
    pub rows_added: u32,
    pub rows_skipped: u32,
}

impl ImportJoined {
    pub(super) fn settings(&self) -> ImportSettings {
        ImportSettings {
            charset: self.charset,
            separator: self.separated_by,
            known: self.known_rows,
            mapping: self.mapping.split(',').map(str::to_string).collect(),
        }
    }

    pub(super) fn rehearsal(&self) -> Option<Rehearsal> {
        serde_json::from_str(self.rehearsal.as_deref()?).ok()
    }
}

type Columns = (
    imports::kind,
    imports::file_name,
    files::sha256,
    imports::charset,
    imports::separated_by,
    imports::known_rows,
    imports::mapping,
    imports::rehearsal,
    imports::version,
    imports::done_at,
    imports::rows_added,
    imports::rows_skipped,
);

const COLUMNS: Columns = (
    imports::kind,
    imports::file_name,
    files::sha256,
    imports::charset,
    imports::separated_by,
    imports::known_rows,
    imports::mapping,
    imports::rehearsal,
    imports::version,
    imports::done_at,
    imports::rows_added,
    imports::rows_skipped,
);

pub(super) async fn get(tx: &mut TenantTx, id: ImportId) -> Result<ImportJoined> {
    let tenant = tx.tenant();
    Ok(imports::table
        .inner_join(
            files::table.on(files::tenant_id
                .eq(imports::tenant_id)
                .and(files::id.eq(imports::file_id))),
        )
        .filter(imports::tenant_id.eq(tenant))
        .filter(imports::id.eq(id))
        .select(COLUMNS)
        .first(tx.conn())
        .await?)
}

pub(super) async fn lock(tx: &mut TenantTx, id: ImportId) -> Result<ImportJoined> {
    let tenant = tx.tenant();
    Ok(imports::table
        .inner_join(
            files::table.on(files::tenant_id
                .eq(imports::tenant_id)
                .and(files::id.eq(imports::file_id))),
        )
        .filter(imports::tenant_id.eq(tenant))
        .filter(imports::id.eq(id))
        .select(COLUMNS)
        .for_update()
        .first(tx.conn())
        .await?)
}

pub(super) async fn latest(tx: &mut TenantTx, text: &ClockText) -> Result<ImportList> {
    type Row = (
        ImportId,
        ImportKind,
        String,
        String,
        Timestamp,
        Option<Timestamp>,
        u32,
    );
    let tenant = tx.tenant();
    let rows: Vec<Row> = imports::table
        .inner_join(
            users::table.on(users::tenant_id
                .eq(imports::tenant_id)
                .and(users::id.eq(imports::author_id))),
        )
        .filter(imports::tenant_id.eq(tenant))
        .order((imports::created_at.desc(), imports::id.desc()))
        .limit(LATEST)
        .select((
            imports::id,
            imports::kind,
            imports::file_name,
            users::name,
            imports::created_at,
            imports::done_at,
            imports::rows_added,
        ))
        .load(tx.conn())
        .await?;
    let rows =
        rows.into_iter().map(
            |(id, kind, file_name, author, created, done, added)| ImportRow {
                id,
                kind,
                file_name,
                author,
                created: text.when(created),
                done: done.map(|at| text.when(at)),
                added,
            },
        );
    Ok(Page {
        rows: rows.collect(),
        previous: None,
        next: None,
    })
}

pub(super) async fn insert(
    tx: &mut TenantTx,
    id: ImportId,
    kind: ImportKind,
    file: FileId,
    file_name: &str,
    author: UserId,
    settings: &ImportSettings,
) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    diesel::insert_into(imports::table)
        .values((
            imports::tenant_id.eq(tenant),
            imports::id.eq(id),
            imports::kind.eq(kind),
            imports::file_id.eq(file),
            imports::file_name.eq(file_name),
            imports::author_id.eq(author),
            imports::charset.eq(settings.charset),
            imports::separated_by.eq(settings.separator),
            imports::known_rows.eq(settings.known),
            imports::mapping.eq(settings.mapping.join(",")),
            imports::created_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn set(tx: &mut TenantTx, id: ImportId, settings: &ImportSettings) -> Result<()> {
    let tenant = tx.tenant();
    let row = imports::table
        .filter(imports::tenant_id.eq(tenant))
        .filter(imports::id.eq(id));
    diesel::update(row)
        .set((
            imports::charset.eq(settings.charset),
            imports::separated_by.eq(settings.separator),
            imports::known_rows.eq(settings.known),
            imports::mapping.eq(settings.mapping.join(",")),
            imports::rehearsal.eq(None::<String>),
            imports::version.eq(imports::version + 1),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn keep(tx: &mut TenantTx, id: ImportId, rehearsal: &Rehearsal) -> Result<()> {
    let json =
        serde_json::to_string(rehearsal).map_err(|error| Error::Internal(error.to_string()))?;
    let tenant = tx.tenant();
    let row = imports::table
        .filter(imports::tenant_id.eq(tenant))
        .filter(imports::id.eq(id));
    diesel::update(row)
        .set(imports::rehearsal.eq(Some(json)))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn done(tx: &mut TenantTx, id: ImportId, added: u32, skipped: u32) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let row = imports::table
        .filter(imports::tenant_id.eq(tenant))
        .filter(imports::id.eq(id));
    diesel::update(row)
        .set((
            imports::done_at.eq(Some(now)),
            imports::rows_added.eq(added),
            imports::rows_skipped.eq(skipped),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}
