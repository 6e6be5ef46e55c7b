//! What records have in their custom fields.

use super::rules;
use crate::error::Result;
use app_types::custom::{CustomField, CustomValue, FieldKind, FieldOf, TypedFields};
use app_types::id::{ClientId, ContactId, CustomFieldId, TicketId};
use app_types::{Invalid, Timestamp};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer, Nullable, Text, Unsigned};
use diesel_async::RunQueryDsl;
use server_db::TenantTx;
use server_db::schema::{clients, custom_values};
use std::collections::HashMap;
use uuid::Uuid;

/// The record whose fields are meant.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Owner {
    /// With what the list by value is split and ordered by.
    Ticket(TicketId, bool, Timestamp),
    Client(ClientId),
    Contact(ContactId),
}

impl Owner {
    const fn of(self) -> FieldOf {
        match self {
            Self::Ticket(..) => FieldOf::Ticket,
            Self::Client(_) => FieldOf::Client,
            Self::Contact(_) => FieldOf::Contact,
        }
    }

    const fn id(self) -> Uuid {
        match self {
            Self::Ticket(id, ..) => id.0,
            Self::Client(id) => id.0,
            Self::Contact(id) => id.0,
        }
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Binary)]
    id: CustomFieldId,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: FieldKind,
    #[diesel(sql_type = Text)]
    choices: String,
    #[diesel(sql_type = BigInt)]
    required: i64,
    #[diesel(sql_type = BigInt)]
    archived: i64,
    #[diesel(sql_type = Nullable<Text>)]
    value: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    client: Option<String>,
}

/// The fields of a kind of record with what `owner` has in them; archived ones only where there is
/// something. One statement. The domain's verb has asked for the permission.
pub(crate) async fn load(
    tx: &mut TenantTx,
    of: FieldOf,
    owner: Option<Uuid>,
) -> Result<Vec<CustomValue>> {
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT f.id, f.name, f.kind, f.choices, CAST(f.required AS SIGNED) AS required, \
           CAST(f.archived_at IS NOT NULL AS SIGNED) AS archived, v.value, c.name AS client \
         FROM custom_fields f \
         LEFT JOIN custom_values v ON v.tenant_id = f.tenant_id AND v.field_id = f.id AND v.owner_id = ? \
         LEFT JOIN clients c ON c.tenant_id = v.tenant_id AND c.id = v.linked_client_id \
         WHERE f.tenant_id = ? AND f.field_of = ? AND (f.archived_at IS NULL OR v.value IS NOT NULL) \
         ORDER BY f.position, f.name, f.id",
    )
    .bind::<Binary, _>(owner.unwrap_or(Uuid::nil()).as_bytes().to_vec())
    .bind::<Unsigned<Integer>, _>(tx.tenant())
    .bind::<Text, _>(of.as_str())
    .load(tx.conn())
    .await?;
    Ok(rows.into_iter().map(CustomValue::from).collect())
}

impl From<Row> for CustomValue {
    fn from(row: Row) -> Self {
        Self {
            field: CustomField {
                id: row.id,
                name: row.name,
                kind: row.kind,
                choices: choices(&row.choices),
                required: row.required != 0,
                archived: row.archived != 0,
            },
            value: row.value.unwrap_or_default(),
            client: row.client.unwrap_or_default(),
        }
    }
}

pub(super) fn choices(stored: &str) -> Vec<String> {
    stored.lines().map(str::to_string).collect()
}

/// Between the parts of a packed field: no name and no value holds a control character.
const PART: char = '\u{1f}';

/// A field that travels in one text, as the statement of the ticket's choices sends it: whether it
/// is required, name, choices, value, client's name.
pub(crate) fn packed(id: &str, text: &str, kind: &str, archived: bool) -> Option<CustomValue> {
    let mut parts = text.split(PART);
    let mut next = || parts.next().unwrap_or_default();
    let (required, name, listed) = (next() == "1", next().to_string(), choices(next()));
    Some(CustomValue {
        field: CustomField {
            id: CustomFieldId::parse(id)?,
            name,
            kind: FieldKind::parse(kind)?,
            choices: listed,
            required,
            archived,
        },
        value: next().to_string(),
        client: next().to_string(),
    })
}

/// The fields that are in use, in their order.
pub(crate) async fn fields_of(tx: &mut TenantTx, of: FieldOf) -> Result<Vec<CustomField>> {
    let all = load(tx, of, None).await?;
    Ok(all.into_iter().map(|value| value.field).collect())
}

/// What many records have in their fields, by record and field.
pub(crate) async fn of_many(
    tx: &mut TenantTx,
    owners: &[Uuid],
) -> Result<HashMap<(Uuid, CustomFieldId), String>> {
    let tenant = tx.tenant();
    let ids: Vec<Vec<u8>> = owners.iter().map(|id| id.as_bytes().to_vec()).collect();
    let rows: Vec<(Vec<u8>, CustomFieldId, String)> = custom_values::table
        .filter(custom_values::tenant_id.eq(tenant))
        .filter(custom_values::owner_id.eq_any(ids))
        .select((
            custom_values::owner_id,
            custom_values::field_id,
            custom_values::value,
        ))
        .load(tx.conn())
        .await?;
    let known = rows.into_iter().filter_map(|(owner, field, value)| {
        let owner = Uuid::from_slice(&owner).ok()?;
        Some(((owner, field), value))
    });
    Ok(known.collect())
}

/// Writes what was typed into the fields of a record that the caller has locked; answers the names
/// of those that changed. A field that is not among `typed` stays, unless the record is `new` and
/// the field required.
///
/// # Errors
/// [`crate::Error::Invalid`] with every field that is wrong, under its control's name.
pub(crate) async fn set(
    tx: &mut TenantTx,
    owner: Owner,
    typed: &TypedFields,
    new: bool,
) -> Result<Vec<String>> {
    let there = load(tx, owner.of(), Some(owner.id())).await?;
    let (mut invalid, mut changes) = (Invalid::new(), Vec::new());
    for known in typed.keys() {
        let offered = there.iter().any(|value| value.field.key() == *known);
        if !offered {
            invalid.add(
                "",
                "This form asks for a field that is not there. Load the page again.",
            );
            break;
        }
    }
    for now in there.into_iter().filter(|value| !value.field.archived) {
        let asked = typed.get(&now.field.key());
        if asked.is_none() && !(new && now.field.required) {
            continue;
        }
        let typed = asked.map(String::as_str).unwrap_or_default();
        // A choice that is offered no longer stays where it was chosen.
        if typed.trim() == now.value && !(new && now.field.required) {
            continue;
        }
        match wanted(&now.field, typed) {
            Ok(value) if value.as_deref().unwrap_or_default() == now.value => {}
            Ok(value) => changes.push((now.field, value)),
            Err(words) => invalid.add(&now.field.control(), words),
        }
    }
    let linked = clients_of(tx, &changes, &mut invalid).await?;
    invalid.into_result()?;
    let mut names = Vec::new();
    for (field, value) in changes {
        match value {
            Some(value) => {
                let client = linked.get(&value).copied();
                let client = client.filter(|_| field.kind == FieldKind::Client);
                write(tx, owner, field.id, &value, client).await?;
            }
            None => erase(tx, owner, field.id).await?,
        }
        names.push(field.name);
    }
    Ok(names)
}

fn wanted(field: &CustomField, typed: &str) -> std::result::Result<Option<String>, String> {
    match rules::value(field, typed)? {
        None if field.required => Err(format!("Enter {}", field.name)),
        value => Ok(value),
    }
}

/// The clients that fields point at, by their number as it is stored. A number of nobody is a
/// complaint at its field; another tenant's clients are nobody.
async fn clients_of(
    tx: &mut TenantTx,
    changes: &[(CustomField, Option<String>)],
    invalid: &mut Invalid,
) -> Result<HashMap<String, ClientId>> {
    let pointing = |(field, value): &(CustomField, Option<String>)| {
        let number = value.as_ref().filter(|_| field.kind == FieldKind::Client)?;
        Some((field.control(), number.clone()))
    };
    let wanted: Vec<(String, String)> = changes.iter().filter_map(pointing).collect();
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let numbers: Vec<u64> = wanted.iter().filter_map(|(_, n)| n.parse().ok()).collect();
    let tenant = tx.tenant();
    let found: Vec<(u64, ClientId)> = clients::table
        .filter(clients::tenant_id.eq(tenant))
        .filter(clients::number.eq_any(numbers))
        .select((clients::number, clients::id))
        .load(tx.conn())
        .await?;
    let found: HashMap<String, ClientId> = found
        .into_iter()
        .map(|(number, id)| (number.to_string(), id))
        .collect();
    for (control, number) in wanted {
        if !found.contains_key(&number) {
            invalid.add(&control, format!("There is no client {number}"));
        }
    }
    Ok(found)
}

async fn write(
    tx: &mut TenantTx,
    owner: Owner,
    field: CustomFieldId,
    value: &str,
    client: Option<ClientId>,
) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let (ticket, of_client, contact) = match owner {
        Owner::Ticket(id, ..) => (Some(id), None, None),
        Owner::Client(id) => (None, Some(id), None),
        Owner::Contact(id) => (None, None, Some(id)),
    };
    let (active, at) = match owner {
        Owner::Ticket(_, active, at) => (active, at),
        _ => (false, now),
    };
    diesel::insert_into(custom_values::table)
        .values((
            custom_values::tenant_id.eq(tenant),
            custom_values::owner_id.eq(owner.id().as_bytes().to_vec()),
            custom_values::field_id.eq(field),
            custom_values::ticket_id.eq(ticket),
            custom_values::client_id.eq(of_client),
            custom_values::contact_id.eq(contact),
            custom_values::value.eq(value),
            custom_values::linked_client_id.eq(client),
            custom_values::active.eq(i8::from(active)),
            custom_values::updated_at.eq(at),
        ))
        .on_conflict(diesel::dsl::DuplicatedKeys)
        .do_update()
        .set((
            custom_values::value.eq(value),
            custom_values::linked_client_id.eq(client),
            custom_values::active.eq(i8::from(active)),
            custom_values::updated_at.eq(at),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

async fn erase(tx: &mut TenantTx, owner: Owner, field: CustomFieldId) -> Result<()> {
    let tenant = tx.tenant();
    let row = custom_values::table
        .filter(custom_values::tenant_id.eq(tenant))
        .filter(custom_values::owner_id.eq(owner.id().as_bytes().to_vec()))
        .filter(custom_values::field_id.eq(field));
    diesel::delete(row).execute(tx.conn()).await?;
    Ok(())
}
