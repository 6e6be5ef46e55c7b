//! Rows of a file as tickets of the past.

use super::mapping::{cell, one_of, plain};
use super::when;
use crate::error::Result;
use crate::tickets::past::{self, PastTicket};
use crate::tickets::{MAX_BODY, MAX_SUBJECT};
use app_types::common::Choice;
use app_types::id::{BoardId, ClientId, ContactId, TagId, UserId};
use app_types::tickets::{Priority, StatusCategory, TicketChoices, TicketType};
use app_types::{Invalid, Timestamp};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use server_db::TenantTx;
use server_db::schema::{clients, contacts};
use std::collections::HashMap;

/// Longest number or key of another program, in characters.
const MAX_REFERENCE: usize = 64;
/// What was closed on a day was closed when it ended, so never before it was created.
const END_OF_DAY: Time = Time::constant(23, 59, 59, 0);

/// What the rows name: read once, of this tenant only.
pub(super) struct Desk {
    choices: TicketChoices,
    first_board: BoardId,
    zone: TimeZone,
    now: Timestamp,
    /// By number.
    clients: HashMap<u64, ClientId>,
    /// By address in lower case.
    contacts: HashMap<String, (ContactId, ClientId, String)>,
}

impl Desk {
    /// `numbers` of the clients and `addresses` of the contacts that the file names.
    pub(super) async fn load(
        tx: &mut TenantTx,
        numbers: Vec<u64>,
        addresses: Vec<String>,
    ) -> Result<Self> {
        let zone = past::time_zone(tx).await?;
        Ok(Self {
            choices: crate::tickets::choices(tx).await?,
            first_board: past::first_board(tx).await?,
            zone: TimeZone::get(&zone).unwrap_or(TimeZone::UTC),
            now: tx.now(),
            clients: client_ids(tx, numbers).await?,
            contacts: people(tx, addresses).await?,
        })
    }

    /// The row as a ticket; `client` is the number of the client that it names.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] with every cell that is wrong.
    pub(super) fn ticket(
        &self,
        mapping: &[String],
        cells: &[String],
        client: Option<u64>,
    ) -> Result<PastTicket> {
        let get = |key| cell(mapping, cells, key);
        let mut invalid = Invalid::new();
        let subject = invalid.required_line("subject", "a subject", get("subject"), MAX_SUBJECT);
        let reference =
            invalid.optional_line("reference", "the number", get("reference"), MAX_REFERENCE);
        let description = get("description");
        let description =
            invalid.optional_text("description", "the description", description, MAX_BODY);
        let named = client.and_then(|number| self.clients.get(&number).copied());
        let (client, contact) = self.people(&mut invalid, named, get("contact"));
        let created = self.moment(&mut invalid, "created", get("created"), Time::midnight());
        let created = created.unwrap_or(self.now);
        let closed = self.moment(&mut invalid, "closed", get("closed"), END_OF_DAY);
        let status = self.status(&mut invalid, get("status"), closed.is_some());
        check_order(&mut invalid, created, closed, status.1);
        let board = self.choices.boards.as_slice();
        let board = one_named(&mut invalid, "board", board, get("board"));
        let technician = self.choices.technicians.as_slice();
        let technician = one_named(&mut invalid, "technician", technician, get("technician"));
        let ticket = PastTicket {
            subject,
            reference,
            client,
            contact,
            board: board
                .and_then(|id| BoardId::parse(&id))
                .unwrap_or(self.first_board),
            technician: technician.and_then(|id| UserId::parse(&id)),
            status,
            priority: priority(&mut invalid, get("priority")),
            ticket_type: ticket_type(&mut invalid, get("type")),
            description,
            created,
            closed,
            tags: self.tags(&mut invalid, get("tags")),
        };
        invalid.into_result()?;
        Ok(ticket)
    }

    /// Whose ticket it is: a contact brings its client along.
    fn people(
        &self,
        invalid: &mut Invalid,
        client: Option<ClientId>,
        address: &str,
    ) -> (Option<ClientId>, Option<(ContactId, String)>) {
        if address.is_empty() {
            return (client, None);
        }
        match self.contacts.get(&address.to_lowercase()) {
            None => invalid.add("contact", "Nobody has this e-mail address"),
            Some((_, of, _)) if client.is_some_and(|client| client != *of) => {
                invalid.add("contact", "This is somebody of another client");
            }
            Some((id, of, name)) => return (Some(*of), Some((*id, name.clone()))),
        }
        (client, None)
    }

    fn moment(
        &self,
        invalid: &mut Invalid,
        field: &str,
        text: &str,
        of_day: Time,
    ) -> Option<Timestamp> {
        if text.is_empty() {
            return None;
        }
        match when::read(text, of_day, &self.zone, self.now) {
            Ok(at) => Some(at),
            Err(words) => {
                invalid.add(field, words);
                None
            }
        }
    }

    /// By name or key; where none is written, a ticket with an end is closed and any other new.
    fn status(
        &self,
        invalid: &mut Invalid,
        written: &str,
        ended: bool,
    ) -> (String, StatusCategory) {
        let category = if ended {
            StatusCategory::Closed
        } else {
            StatusCategory::New
        };
        let wanted = plain(written);
        let mut known = self.choices.statuses.iter().zip(&self.choices.categories);
        let found = known.find(|(status, of)| {
            let named = plain(&status.label) == wanted || plain(&status.value) == wanted;
            if written.is_empty() {
                **of == category
            } else {
                named
            }
        });
        if let Some((status, of)) = found {
            return (status.value.clone(), *of);
        }
        invalid.add("status", no_such("status", &self.choices.statuses));
        (String::new(), category)
    }

    fn tags(&self, invalid: &mut Invalid, written: &str) -> Vec<TagId> {
        let names = written.split([',', ';']).map(str::trim);
        let mut tags = Vec::new();
        for name in names.filter(|name| !name.is_empty()) {
            let offered = self.choices.tags.iter().filter(|tag| !tag.archived);
            let found = offered
                .into_iter()
                .find(|tag| tag.name.to_lowercase() == name.to_lowercase());
            match found {
                Some(tag) if !tags.contains(&tag.id) => tags.push(tag.id),
                Some(_) => {}
                None => {
                    let name: String = name.chars().take(40).collect();
                    invalid.add("tags", format!("There is no tag “{name}”: make it first"));
                }
            }
        }
        tags
    }
}

/// An end needs a beginning before it and a status that says so.
fn check_order(
    invalid: &mut Invalid,
    created: Timestamp,
    closed: Option<Timestamp>,
    category: StatusCategory,
) {
    let Some(closed) = closed else { return };
    if closed < created {
        invalid.add("closed", "It was closed before it was created");
    } else if category.is_active() {
        invalid.add("closed", "Its status says that it is still open");
    }
}

/// The value of the one choice with this name; `None` where none is written.
fn one_named(
    invalid: &mut Invalid,
    field: &str,
    choices: &[Choice],
    written: &str,
) -> Option<String> {
    if written.is_empty() {
        return None;
    }
    let wanted = written.to_lowercase();
    let mut found = choices
        .iter()
        .filter(|choice| choice.label.to_lowercase() == wanted);
    match (found.next(), found.next()) {
        (Some(one), None) => return Some(one.value.clone()),
        (Some(_), Some(_)) => invalid.add(field, "Several have this name"),
        (None, _) => invalid.add(field, no_such(field, choices)),
    }
    None
}

/// `There is no such board. There are: Service desk, Projects`
fn no_such(what: &str, choices: &[Choice]) -> String {
    let names: Vec<&str> = choices.iter().map(|choice| choice.label.as_str()).collect();
    let names: String = names.join(", ").chars().take(200).collect();
    format!("There is no such {what}. There are: {names}")
}

fn priority(invalid: &mut Invalid, written: &str) -> Priority {
    let known = Priority::ALL.iter().map(|p| (p.as_str(), p.label()));
    match (written, Priority::parse(&one_of(known, written))) {
        ("", _) => Priority::Medium,
        (_, Some(priority)) => priority,
        (_, None) => {
            invalid.add("priority", "Write low, medium, high or critical");
            Priority::Medium
        }
    }
}

fn ticket_type(invalid: &mut Invalid, written: &str) -> TicketType {
    let known = TicketType::ALL.iter().map(|t| (t.as_str(), t.label()));
    match (written, TicketType::parse(&one_of(known, written))) {
        ("", _) => TicketType::Incident,
        (_, Some(of)) => of,
        (_, None) => {
            invalid.add("type", "Write incident, request, problem, change or task");
            TicketType::Incident
        }
    }
}

async fn client_ids(tx: &mut TenantTx, numbers: Vec<u64>) -> Result<HashMap<u64, ClientId>> {
    let tenant = tx.tenant();
    let found: Vec<(u64, ClientId)> = clients::table
        .filter(clients::tenant_id.eq(tenant))
        .filter(clients::number.eq_any(numbers))
        .select((clients::number, clients::id))
        .load(tx.conn())
        .await?;
    Ok(found.into_iter().collect())
}

async fn people(
    tx: &mut TenantTx,
    addresses: Vec<String>,
) -> Result<HashMap<String, (ContactId, ClientId, String)>> {
    let tenant = tx.tenant();
    let lower: Vec<String> = addresses.iter().map(|a| a.to_lowercase()).collect();
    let found: Vec<(Option<String>, ContactId, ClientId, String)> = contacts::table
        .filter(contacts::tenant_id.eq(tenant))
        .filter(contacts::email.eq_any(lower))
        .select((
            contacts::email,
            contacts::id,
            contacts::client_id,
            contacts::name,
        ))
        .load(tx.conn())
        .await?;
    let by_address = found
        .into_iter()
        .filter_map(|(email, id, client, name)| Some((email?.to_lowercase(), (id, client, name))));
    Ok(by_address.collect())
}
