//! How many tickets a few filters show: all of them in one statement, each counted up to a limit.

use super::query::{self, Query};
use super::statement;
use crate::error::Result;
use crate::tickets::queries;
use app_types::tickets::TicketFilter;
use app_types::views::ViewCount;
use diesel::mysql::Mysql;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use std::collections::HashMap;

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = BigInt)]
    nth: i64,
    #[diesel(sql_type = BigInt)]
    scanned: i64,
    #[diesel(sql_type = BigInt)]
    matched: i64,
}

/// One answer for each filter; `None` for one that searches for words, and for one that names
/// what is no longer there.
pub(in crate::tickets) async fn counts(
    tx: &mut TenantTx,
    filters: &[TicketFilter],
) -> Result<Vec<Option<ViewCount>>> {
    let queries = countable(tx, filters).await?;
    let mut counts: Vec<Option<ViewCount>> = queries
        .iter()
        .map(|query| {
            query.as_ref().map(|_| ViewCount {
                found: 0,
                more: false,
            })
        })
        .collect();
    for line in load(tx, &queries).await? {
        let nth = usize::try_from(line.nth).unwrap_or_default();
        if let (Some(Some(count)), Some(Some(query))) = (counts.get_mut(nth), queries.get(nth)) {
            count.found += u32::try_from(line.matched).unwrap_or_default();
            count.more |= statement::stopped(query, line.scanned);
        }
    }
    Ok(counts)
}

async fn countable(tx: &mut TenantTx, filters: &[TicketFilter]) -> Result<Vec<Option<Query>>> {
    let (tenant, me) = (tx.tenant(), tx.actor().user_id());
    let checked: Vec<_> = filters
        .iter()
        .map(|filter| query::check(filter, tenant, me).ok())
        .collect();
    let numbers: Vec<u64> = checked
        .iter()
        .flatten()
        .filter_map(|(_, client)| *client)
        .collect();
    let clients: HashMap<_, _> = if numbers.is_empty() {
        HashMap::new()
    } else {
        let found = queries::clients_by_numbers(tx, &numbers).await?;
        found.into_iter().collect()
    };
    Ok(checked
        .into_iter()
        .map(|checked| {
            let (mut query, number) = checked?;
            if let Some(number) = number {
                query.client = Some(*clients.get(&number)?);
            }
            query.words.is_none().then_some(query)
        })
        .collect())
}

async fn load(tx: &mut TenantTx, queries: &[Option<Query>]) -> Result<Vec<Line>> {
    let tenant = tx.tenant();
    let mut sql = diesel::sql_query("").into_boxed::<Mysql>();
    let mut first = true;
    for (nth, query) in (0i64..).zip(queries) {
        let Some(query) = query else { continue };
        for active in query.branches() {
            if !first {
                sql = sql.sql("UNION ALL ");
            }
            first = false;
            sql = statement::count(sql, tenant, nth, query, active);
        }
    }
    if first {
        return Ok(Vec::new());
    }
    Ok(sql.load(tx.conn()).await?)
}
