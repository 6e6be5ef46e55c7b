//! Tags: a tenant's own words on tickets and clients. What they are is decided in the settings;
//! the domains that wear them add and remove them.

mod queries;
mod rules;

use crate::error::{Error, Result, require};
use app_types::Permission;
use app_types::id::TagId;
use app_types::tags::{TagForm, TagInput, TagView};
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// Tags of a tenant, archived ones included: every page that offers them loads all of them.
pub const MAX_TAGS: usize = 200;
/// Tags that one ticket or client can wear.
pub const MAX_WORN: usize = 20;

/// All tags, by name, archived ones last.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn list(tx: &mut TenantTx) -> Result<Vec<TagView>> {
    require(tx, Permission::SettingsManage)?;
    all(tx).await
}

/// One tag for its form.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn form(tx: &mut TenantTx, id: TagId) -> Result<TagForm> {
    require(tx, Permission::SettingsManage)?;
    let row = queries::get(tx, id).await?;
    Ok(TagForm {
        version: row.version,
        tag: row.into(),
    })
}

/// Adds a tag.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`]; [`Error::Conflict`] when there are [`MAX_TAGS`].
pub async fn create(tx: &mut TenantTx, input: &TagInput) -> Result<TagId> {
    require(tx, Permission::SettingsManage)?;
    let checked = rules::check(input)?;
    if all(tx).await?.len() >= MAX_TAGS {
        let words = format!("There are {MAX_TAGS} tags already. Use or rename one of them.");
        return Err(Error::Conflict(words));
    }
    let id = TagId::new();
    if !queries::insert(tx, id, &checked).await? {
        return Err(taken());
    }
    recorded(
        tx,
        "tag.create",
        id,
        format!("Added the tag {}", checked.name),
    );
    Ok(id)
}

/// Renames or repaints a tag, wherever it is worn.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`]; [`Error::Invalid`]; [`Error::Conflict`] when someone
/// else changed it in the meantime.
pub async fn update(tx: &mut TenantTx, id: TagId, version: u32, input: &TagInput) -> Result<()> {
    require(tx, Permission::SettingsManage)?;
    let old = queries::lock(tx, id).await?;
    if old.version != version {
        let words = "Someone changed this tag while you were editing. Load the page again and repeat your change.";
        return Err(Error::Conflict(words.into()));
    }
    let checked = rules::check(input)?;
    if !queries::update(tx, id, &checked).await? {
        return Err(taken());
    }
    let summary = format!("Changed the tag {} to {}", old.name, checked.name);
    recorded(tx, "tag.update", id, summary);
    Ok(())
}

/// Offers a tag no longer, or again. Tickets and clients that wear it keep it.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn set_archived(tx: &mut TenantTx, id: TagId, archived: bool) -> Result<()> {
    require(tx, Permission::SettingsManage)?;
    let row = queries::lock(tx, id).await?;
    if row.archived_at.is_some() == archived {
        return Ok(());
    }
    queries::set_archived(tx, id, archived).await?;
    let (action, word) = if archived {
        ("tag.archive", "Archived")
    } else {
        ("tag.restore", "Restored")
    };
    recorded(tx, action, id, format!("{word} the tag {}", row.name));
    Ok(())
}

/// All tags, for the pages of other domains; their verbs have asked for the permission.
pub(crate) async fn all(tx: &mut TenantTx) -> Result<Vec<TagView>> {
    let rows = queries::all(tx).await?;
    Ok(rows.into_iter().map(TagView::from).collect())
}

/// The name of a tag that may be put on something.
///
/// # Errors
/// [`Error::Invalid`] for an archived one and for one that is not the tenant's.
pub(crate) async fn offered(tx: &mut TenantTx, id: TagId) -> Result<String> {
    match queries::get(tx, id).await {
        Ok(row) if row.archived_at.is_none() => Ok(row.name),
        Ok(_) | Err(Error::NotFound) => Err(Error::invalid("tag", "Choose a tag from the list")),
        Err(error) => Err(error),
    }
}

/// The name of any tag, archived or not.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) async fn name(tx: &mut TenantTx, id: TagId) -> Result<String> {
    Ok(queries::get(tx, id).await?.name)
}

fn taken() -> Error {
    Error::invalid("name", "Choose another name: there is a tag with this one")
}

fn recorded(tx: &mut TenantTx, action: &'static str, id: TagId, summary: String) {
    tx.record(AuditRecord {
        action,
        entity: "tag",
        entity_id: Some(id.0),
        summary,
    });
}

/// The tags behind ids in hexadecimal digits between commas, in the order of `tags`.
pub(crate) fn worn(ids: &str, tags: &[TagView]) -> Vec<TagView> {
    let ids: Vec<TagId> = ids.split(',').filter_map(TagId::parse).collect();
    tags.iter()
        .filter(|tag| ids.contains(&tag.id))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use app_types::tags::TagTone;
    use uuid::Uuid;

    #[test]
    fn a_row_wears_its_tags_in_the_order_of_the_list() {
        let tag = |n: u128| TagView {
            id: TagId(Uuid::from_u128(n)),
            name: format!("tag {n}"),
            tone: TagTone::Info,
            archived: false,
        };
        let all = [tag(3), tag(1), tag(2)];
        let hex = |n: u128| format!("{n:032X}");
        let ids = format!("{},{},{}", hex(1), hex(3), hex(9));
        assert_eq!(worn(&ids, &all), [tag(3), tag(1)]);
        assert_eq!(worn("", &all), []);
    }
}
