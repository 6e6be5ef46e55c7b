//! What the ticket list is asked for: values from the address, checked.

use crate::error::{Error, Result};
use crate::search::words::Typed;
use crate::tickets::queries;
use app_types::Invalid;
use app_types::common::Cursor;
use app_types::follow_ups::FollowUpState;
use app_types::id::{BoardId, ClientId, CustomFieldId, TagId, TenantId, UserId};
use app_types::tickets::{Priority, TicketFilter};
use server_db::TenantTx;

/// A filter whose values were checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Query {
    /// `None`: active and done.
    pub active: Option<bool>,
    pub status: Option<String>,
    pub priority: Option<Priority>,
    pub technician: Option<Option<UserId>>,
    pub client: Option<ClientId>,
    pub board: Option<BoardId>,
    pub tag: Option<TagId>,
    /// A custom field and the value it must have.
    pub custom: Option<(CustomFieldId, String)>,
    pub follow_up: Option<FollowUpState>,
    pub number: Option<u64>,
    pub words: Option<Typed>,
    pub position: Position,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Position {
    #[default]
    First,
    After(Cursor),
    Before(Cursor),
}

impl Query {
    /// The index whose leading columns this query fixes, and whether `active` is one of them.
    pub fn index(&self) -> (&'static str, bool) {
        match self {
            Query {
                number: Some(_), ..
            } => ("tickets_number", false),
            // The tickets come from the words; no index of theirs is used.
            Query { words: Some(_), .. } => ("", false),
            Query {
                follow_up: Some(_), ..
            } => ("tickets_follow_up", false),
            Query {
                tag: Some(_),
                active: None,
                ..
            } => ("ticket_tags_all", false),
            Query { tag: Some(_), .. } => ("ticket_tags_list", true),
            Query {
                custom: Some(_),
                active: None,
                ..
            } => ("custom_values_all", false),
            Query {
                custom: Some(_), ..
            } => ("custom_values_list", true),
            Query {
                client: Some(_),
                active: None,
                ..
            } => ("tickets_client_all", false),
            Query {
                client: Some(_), ..
            } => ("tickets_client", true),
            Query {
                technician: Some(_),
                ..
            } => ("tickets_technician", true),
            Query {
                status: Some(_), ..
            } => ("tickets_status", false),
            Query {
                priority: Some(_), ..
            } => ("tickets_priority", true),
            Query { board: Some(_), .. } => ("tickets_board", true),
            Query {
                active: Some(_), ..
            } => ("tickets_active", true),
            Query { .. } => ("tickets_updated", false),
        }
    }

    /// Whether the rows come from `ticket_tags`, whose indexes begin with its name, and not from
    /// `tickets`.
    pub fn by_tag(&self) -> bool {
        self.index().0.starts_with("ticket_tags_")
    }

    /// Whether the rows come from `custom_values`, whose indexes begin with its name.
    pub fn by_custom(&self) -> bool {
        self.index().0.starts_with("custom_values_")
    }

    /// One statement for each value of `active` that the index needs fixed.
    pub fn branches(&self) -> Vec<Option<bool>> {
        match (self.index().1, self.active) {
            (true, None) => vec![Some(true), Some(false)],
            (_, active) => vec![active],
        }
    }

    pub fn backwards(&self) -> bool {
        matches!(self.position, Position::Before(_))
    }
}

/// Checks a filter.
///
/// # Errors
/// [`Error::Invalid`] with every value that does not exist.
pub(super) async fn parse(tx: &mut TenantTx, filter: &TicketFilter) -> Result<Query> {
    let (mut query, client) = check(filter, tx.tenant(), tx.actor().user_id())?;
    if let Some(number) = client {
        let found = queries::client_by_number(tx, number).await?;
        query.client = Some(found.ok_or_else(unknown_client)?.0);
    }
    Ok(query)
}

/// What needs no database: the query without its client, and the client's number.
pub(super) fn check(
    filter: &TicketFilter,
    tenant: TenantId,
    me: Option<UserId>,
) -> Result<(Query, Option<u64>)> {
    let mut invalid = Invalid::new();
    let mut query = Query {
        active: shown(&mut invalid, &filter.show),
        ..Query::default()
    };
    if !filter.status.is_empty() {
        query.status = Some(filter.status.clone());
        // A status says by itself whether it is active.
        query.active = None;
    }
    query.priority = choice(&mut invalid, "priority", &filter.priority, Priority::parse);
    query.technician = match filter.technician.as_str() {
        "me" => Some(me),
        "nobody" => Some(None),
        other => choice(&mut invalid, "technician", other, UserId::parse).map(Some),
    };
    query.board = choice(&mut invalid, "board", &filter.board, BoardId::parse);
    query.tag = choice(&mut invalid, "tag", &filter.tag, TagId::parse);
    query.custom = choice(&mut invalid, "custom", &filter.custom, custom);
    if !filter.follow_up.is_empty() {
        query.follow_up =
            FollowUpState::parse(&filter.follow_up).filter(|state| *state != FollowUpState::None);
        if query.follow_up.is_none() {
            invalid.add("follow_up", "Choose a follow-up from the list");
        }
        // What is done is not followed up.
        query.active = None;
    }
    query.position = position(&mut invalid, filter);
    search(&mut query, tenant, filter.q.trim());
    invalid.into_result()?;
    let client = match filter.client.as_str() {
        "" => None,
        number => Some(number.parse().map_err(|_| unknown_client())?),
    };
    Ok((query, client))
}

fn unknown_client() -> Error {
    Error::invalid("client", "There is no such client")
}

fn shown(invalid: &mut Invalid, show: &str) -> Option<bool> {
    match show {
        "" | "active" => Some(true),
        "done" => Some(false),
        "all" => None,
        _ => {
            invalid.add("show", "Show active, done or all tickets");
            None
        }
    }
}

fn choice<T>(
    invalid: &mut Invalid,
    field: &str,
    value: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    if value.is_empty() {
        return None;
    }
    let parsed = parse(value);
    if parsed.is_none() {
        invalid.add(field, format!("Choose a {field} from the list"));
    }
    parsed
}

/// A field's id, a colon, a value.
fn custom(text: &str) -> Option<(CustomFieldId, String)> {
    let (id, value) = text.split_once(':')?;
    let short = !value.is_empty() && value.chars().count() <= 255;
    let id = CustomFieldId::parse(id).filter(|_| short)?;
    Some((id, value.to_string()))
}

fn position(invalid: &mut Invalid, filter: &TicketFilter) -> Position {
    let after = choice(invalid, "after", &filter.after, Cursor::decode);
    let before = choice(invalid, "before", &filter.before, Cursor::decode);
    match (after, before) {
        (Some(cursor), _) => Position::After(cursor),
        (None, Some(cursor)) => Position::Before(cursor),
        (None, None) => Position::First,
    }
}

/// A number is a ticket number, in whatever state the ticket is; anything else is words.
fn search(query: &mut Query, tenant: TenantId, q: &str) {
    if q.is_empty() {
        return;
    }
    match q.trim_start_matches('#').parse() {
        Ok(number) => {
            query.number = Some(number);
            query.active = None;
        }
        Err(_) => query.words = Some(Typed::parse(tenant, q)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_filter_has_an_index_that_ends_in_the_order() {
        let all = Query::default();
        assert_eq!(all.index(), ("tickets_updated", false));
        let active = Query {
            active: Some(true),
            ..Query::default()
        };
        assert_eq!(active.index(), ("tickets_active", true));
        let mine = Query {
            technician: Some(None),
            ..active.clone()
        };
        assert_eq!(mine.index(), ("tickets_technician", true));
        // All tickets of a technician need one statement for active and one for done.
        let all_mine = Query {
            active: None,
            ..mine.clone()
        };
        assert_eq!(all_mine.branches(), vec![Some(true), Some(false)]);
        let tagged = Query {
            tag: Some(TagId(uuid::Uuid::nil())),
            ..mine
        };
        assert!(tagged.by_tag());
        // A number finds one row: the tag is looked up for it.
        let number = Query {
            number: Some(1001),
            ..tagged
        };
        assert!(!number.by_tag());
    }
}
