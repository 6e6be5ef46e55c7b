//! The list of tickets: filters in, one page by key out.
//!
//! The order is always "changed last first". Every filter has an index that ends in that order,
//! and the index is named in the statement: MariaDB otherwise flips to a plan that reads the
//! whole tenant, depending on its statistics (docs/performance.md).

mod count;
mod query;
mod rows;
mod statement;

use super::choices::{self, Offered};
use super::views;
use crate::clocktext::ClockText;
use crate::error::{Result, require};
use app_types::Permission;
use app_types::common::Page;
use app_types::custom::CustomField;
use app_types::id::TicketId;
use app_types::tags::TagView;
use app_types::tickets::{TicketChoices, TicketFilter, TicketList, TicketRow};
use app_types::views::TicketColumn;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;

pub(super) use count::counts;

/// Rows of one page.
pub const PAGE_ROWS: usize = 50;
/// Rows that an export reads at a time.
const EXPORT_ROWS: usize = 500;

/// One page of tickets and what the filter bar offers.
///
/// # Errors
/// [`crate::Error::Invalid`] for a filter value that does not exist; [`crate::Error::NotFound`]
/// for a view that is not the reader's to see.
pub async fn list(
    tx: &mut TenantTx,
    filter: &TicketFilter,
    text: &ClockText,
) -> Result<TicketList> {
    require(tx, Permission::TicketsView)?;
    let Offered {
        choices,
        own_columns,
    } = choices::offered(tx).await?;
    let shown = views::shown(tx, filter, &own_columns).await?;
    let page = page(tx, &shown.filter, text, &choices).await?;
    let mut columns = shown.columns;
    // Who asks for follow-ups wants to see when they are.
    if !shown.filter.follow_up.is_empty() && !columns.contains(&TicketColumn::FollowUp) {
        columns.push(TicketColumn::FollowUp);
    }
    Ok(TicketList {
        page,
        choices,
        filter: shown.filter,
        view: shown.view,
        columns,
    })
}

/// Refuses a filter that no list takes.
///
/// # Errors
/// [`crate::Error::Invalid`].
pub(super) async fn check(tx: &mut TenantTx, filter: &TicketFilter) -> Result<()> {
    query::parse(tx, filter).await.map(|_| ())
}

/// Ids of the tickets that a filter matches, in the order of the list, up to `limit`.
///
/// # Errors
/// [`crate::Error::Invalid`] for a filter value that does not exist.
pub(super) async fn matching(
    tx: &mut TenantTx,
    filter: &TicketFilter,
    limit: usize,
) -> Result<Vec<TicketId>> {
    let query = query::parse(tx, &filter.bare()).await?;
    let mut found = Vec::new();
    for active in query.branches() {
        let statement = statement::ids(tx.tenant(), &query, active, limit - found.len());
        let rows: Vec<rows::Id> = statement.load(tx.conn()).await?;
        found.extend(rows.into_iter().map(|row| row.id));
    }
    Ok(found)
}

/// A page for an export, after the position in `filter`.
///
/// # Errors
/// [`crate::Error::Forbidden`]; [`crate::Error::Invalid`] for a filter value that does not exist.
pub(crate) async fn export_page(
    tx: &mut TenantTx,
    filter: &TicketFilter,
    text: &ClockText,
) -> Result<Page<TicketRow>> {
    require(tx, Permission::TicketsView)?;
    let tags = crate::tags::all(tx).await?;
    // The export has a column for each field, which it fills by itself.
    rows_of(tx, filter, text, (&tags, &[]), EXPORT_ROWS).await
}

/// The first rows of a filter, as a page shows them but without tags and fields of their own.
pub(super) async fn first(
    tx: &mut TenantTx,
    filter: &TicketFilter,
    text: &ClockText,
    rows: usize,
) -> Result<Vec<TicketRow>> {
    let page = rows_of(tx, filter, text, (&[], &[]), rows).await?;
    Ok(page.rows)
}

/// The rows alone, wearing the tags and with the fields that are in `choices`.
pub(super) async fn page(
    tx: &mut TenantTx,
    filter: &TicketFilter,
    text: &ClockText,
    choices: &TicketChoices,
) -> Result<Page<TicketRow>> {
    let fields: Vec<CustomField> = choices
        .custom
        .iter()
        .map(|value| value.field.clone())
        .collect();
    rows_of(tx, filter, text, (&choices.tags, &fields), PAGE_ROWS).await
}

async fn rows_of(
    tx: &mut TenantTx,
    filter: &TicketFilter,
    text: &ClockText,
    worn_and_filled: (&[TagView], &[CustomField]),
    page_rows: usize,
) -> Result<Page<TicketRow>> {
    let query = query::parse(tx, filter).await?;
    let mut rows = Vec::new();
    for active in query.branches() {
        let statement = statement::page(tx.tenant(), &query, active, page_rows);
        rows.extend(statement.load::<rows::Row>(tx.conn()).await?);
    }
    Ok(rows::cut(rows, &query, page_rows, text, worn_and_filled))
}
