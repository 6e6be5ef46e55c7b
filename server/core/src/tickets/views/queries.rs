//! Statements on saved views and the look of the list, one each.

use super::rules::Wanted;
use crate::error::{Error, Result};
use app_types::Timestamp;
use app_types::id::{RoleId, TicketViewId, UserId};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Bool, Integer, Nullable, Text, Unsigned};
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{list_looks, role_ticket_views, ticket_views, users};

/// A view as its verbs see it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = ticket_views)]
pub(super) struct ViewRecord {
    pub id: TicketViewId,
    pub owner_id: UserId,
    pub name: String,
    pub shared: bool,
    pub filter: String,
    pub shown_columns: String,
    pub density: String,
    pub version: u32,
    pub archived_at: Option<Timestamp>,
}

/// The view to show: the named one, or the role's first one. `None`: there is none that the reader
/// may see.
pub(super) async fn open(
    tx: &mut TenantTx,
    user: UserId,
    wanted: &Wanted,
) -> Result<Option<ViewRecord>> {
    let named = match wanted {
        Wanted::This(id) => Some(TicketViewId::parse(id).ok_or(Error::NotFound)?),
        Wanted::RolesFirst => None,
        Wanted::None => return Ok(None),
    };
    let row: Option<OpenRow> = diesel::sql_query(OPEN)
        .bind::<Nullable<Binary>, _>(named)
        .bind::<Unsigned<Integer>, _>(tx.tenant())
        .bind::<Binary, _>(user)
        .get_result(tx.conn())
        .await
        .optional()?;
    Ok(row.map(ViewRecord::from))
}

/// Begins at the reader; a LEFT JOIN to the role, whose first view is asked for in its stead.
const OPEN: &str = "\
SELECT v.id, v.owner_id, v.name, v.shared, v.filter, v.shown_columns, v.density, v.version \
  FROM users u FORCE INDEX (PRIMARY) \
  LEFT JOIN role_ticket_views d FORCE INDEX (PRIMARY) ON d.tenant_id = u.tenant_id AND d.role_id = u.role_id \
  STRAIGHT_JOIN ticket_views v FORCE INDEX (PRIMARY) ON v.tenant_id = u.tenant_id AND v.id = COALESCE(?, d.view_id) \
        AND v.archived_at IS NULL AND (v.shared = 1 OR v.owner_id = u.id) \
 WHERE u.tenant_id = ? AND u.id = ?";

#[derive(QueryableByName)]
struct OpenRow {
    #[diesel(sql_type = Binary)]
    id: TicketViewId,
    #[diesel(sql_type = Binary)]
    owner_id: UserId,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    shared: bool,
    #[diesel(sql_type = Text)]
    filter: String,
    #[diesel(sql_type = Text)]
    shown_columns: String,
    #[diesel(sql_type = Text)]
    density: String,
    #[diesel(sql_type = Unsigned<Integer>)]
    version: u32,
}

impl From<OpenRow> for ViewRecord {
    fn from(row: OpenRow) -> Self {
        Self {
            id: row.id,
            owner_id: row.owner_id,
            name: row.name,
            shared: row.shared,
            filter: row.filter,
            shown_columns: row.shown_columns,
            density: row.density,
            version: row.version,
            archived_at: None,
        }
    }
}

/// The views that a person sees with their makers' names: their own and the shared ones.
pub(super) async fn visible(tx: &mut TenantTx, user: UserId) -> Result<Vec<(ViewRecord, String)>> {
    let tenant = tx.tenant();
    Ok(ticket_views::table
        .inner_join(
            users::table.on(users::tenant_id
                .eq(ticket_views::tenant_id)
                .and(users::id.eq(ticket_views::owner_id))),
        )
        .filter(ticket_views::tenant_id.eq(tenant))
        .filter(ticket_views::archived_at.is_null())
        .filter(
            ticket_views::shared
                .eq(true)
                .or(ticket_views::owner_id.eq(user)),
        )
        .order((ticket_views::name.asc(), ticket_views::id.asc()))
        .limit(2 * super::MAX_VIEWS)
        .select((ViewRecord::as_select(), users::name))
        .load(tx.conn())
        .await?)
}

/// How many views a person has, and how many are shared with everybody.
pub(super) async fn count(tx: &mut TenantTx, user: UserId) -> Result<(i64, i64)> {
    let views = visible(tx, user).await?;
    let shared = views.iter().filter(|(view, _)| view.shared).count() as i64;
    Ok((views.len() as i64 - shared, shared))
}

pub(super) async fn lock(tx: &mut TenantTx, id: TicketViewId) -> Result<ViewRecord> {
    let tenant = tx.tenant();
    Ok(ticket_views::table
        .filter(ticket_views::tenant_id.eq(tenant))
        .filter(ticket_views::id.eq(id))
        .select(ViewRecord::as_select())
        .for_update()
        .first(tx.conn())
        .await?)
}

pub(super) async fn get(tx: &mut TenantTx, id: TicketViewId) -> Result<ViewRecord> {
    let tenant = tx.tenant();
    Ok(ticket_views::table
        .filter(ticket_views::tenant_id.eq(tenant))
        .filter(ticket_views::id.eq(id))
        .select(ViewRecord::as_select())
        .first(tx.conn())
        .await?)
}

pub(super) async fn insert(tx: &mut TenantTx, view: &ViewRecord) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    diesel::insert_into(ticket_views::table)
        .values((
            ticket_views::tenant_id.eq(tenant),
            ticket_views::id.eq(view.id),
            ticket_views::owner_id.eq(view.owner_id),
            ticket_views::name.eq(&view.name),
            ticket_views::shared.eq(view.shared),
            ticket_views::filter.eq(&view.filter),
            ticket_views::shown_columns.eq(&view.shown_columns),
            ticket_views::density.eq(&view.density),
            ticket_views::created_at.eq(now),
            ticket_views::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Writes everything but the owner, and counts the version up.
pub(super) async fn update(tx: &mut TenantTx, view: &ViewRecord) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let row = ticket_views::table
        .filter(ticket_views::tenant_id.eq(tenant))
        .filter(ticket_views::id.eq(view.id));
    diesel::update(row)
        .set((
            ticket_views::name.eq(&view.name),
            ticket_views::shared.eq(view.shared),
            ticket_views::filter.eq(&view.filter),
            ticket_views::shown_columns.eq(&view.shown_columns),
            ticket_views::density.eq(&view.density),
            ticket_views::archived_at.eq(view.archived_at),
            ticket_views::version.eq(ticket_views::version + 1),
            ticket_views::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The roles whose people see this view first.
pub(super) async fn roles_of(tx: &mut TenantTx, view: TicketViewId) -> Result<Vec<RoleId>> {
    let tenant = tx.tenant();
    Ok(role_ticket_views::table
        .filter(role_ticket_views::tenant_id.eq(tenant))
        .filter(role_ticket_views::view_id.eq(view))
        .select(role_ticket_views::role_id)
        .load(tx.conn())
        .await?)
}

pub(super) async fn forget_roles(tx: &mut TenantTx, view: TicketViewId) -> Result<()> {
    let tenant = tx.tenant();
    let rows = role_ticket_views::table
        .filter(role_ticket_views::tenant_id.eq(tenant))
        .filter(role_ticket_views::view_id.eq(view));
    diesel::delete(rows).execute(tx.conn()).await?;
    Ok(())
}

/// Takes the place of what these roles saw first before.
pub(super) async fn set_roles(
    tx: &mut TenantTx,
    view: TicketViewId,
    roles: &[RoleId],
) -> Result<()> {
    if roles.is_empty() {
        return Ok(());
    }
    let tenant = tx.tenant();
    let rows: Vec<_> = roles
        .iter()
        .map(|role| {
            (
                role_ticket_views::tenant_id.eq(tenant),
                role_ticket_views::role_id.eq(*role),
                role_ticket_views::view_id.eq(view),
            )
        })
        .collect();
    diesel::replace_into(role_ticket_views::table)
        .values(rows)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn set_columns(tx: &mut TenantTx, user: UserId, columns: &str) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    diesel::replace_into(list_looks::table)
        .values((
            list_looks::tenant_id.eq(tenant),
            list_looks::user_id.eq(user),
            list_looks::list.eq("tickets"),
            list_looks::shown_columns.eq(columns),
            list_looks::updated_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}
