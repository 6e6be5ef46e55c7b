//! What the settings show of recurring tickets, and the form between two posts.

use super::form::{MAX_CLIENTS, fresh, input_of};
use super::queries::{self, RecurringRecord, RunRow};
use super::{next_in_words, templates, today};
use crate::clocktext::{ClockText, zones};
use crate::error::{Error, Result, require};
use app_types::Permission;
use app_types::common::Choice;
use app_types::id::RecurringTicketId;
use app_types::recurring::{
    RecurringDraft, RecurringForm, RecurringInput, RecurringRow, RecurringRun, RecurringState,
};
use server_db::TenantTx;

/// Runs that the form shows.
const RUNS: i64 = 50;

/// All of them, by name, archived ones last.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn list(tx: &mut TenantTx, text: &ClockText) -> Result<Vec<RecurringRow>> {
    require(tx, Permission::SettingsManage)?;
    let rows = queries::all(tx).await?;
    rows.into_iter()
        .map(|(known, template)| {
            Ok(RecurringRow {
                words: known.rule()?.words(),
                state: state(&known),
                next: known.next_at.map(|at| text.when(at)),
                id: known.id,
                name: known.name,
                template,
            })
        })
        .collect()
}

fn state(known: &RecurringRecord) -> RecurringState {
    match known {
        RecurringRecord {
            archived_at: Some(_),
            ..
        } => RecurringState::Archived,
        RecurringRecord {
            paused_at: Some(_), ..
        } => RecurringState::Paused,
        RecurringRecord { next_at: None, .. } => RecurringState::Ended,
        _ => RecurringState::Running,
    }
}

/// What the form shows; `None`: of a new one.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`].
pub async fn form(
    tx: &mut TenantTx,
    id: Option<RecurringTicketId>,
    text: &ClockText,
) -> Result<RecurringForm> {
    require(tx, Permission::SettingsManage)?;
    let time_zone = queries::time_zone(tx).await?;
    let mut templates = templates::offered(tx).await?;
    let suggestions = crate::clients::choices(tx, "").await?;
    let mut form = RecurringForm {
        id,
        state: RecurringState::Running,
        draft: RecurringDraft {
            version: 0,
            input: fresh(today(tx, &time_zone)),
            clients: Vec::new(),
            next: Vec::new(),
        },
        templates: Vec::new(),
        zones: zones(),
        suggestions: suggestions.into_iter().map(|choice| choice.label).collect(),
        runs: Vec::new(),
        time_zone,
    };
    if let Some(id) = id {
        let known = queries::get(tx, id).await?;
        let own = known.template_id.to_string();
        // One that was archived meanwhile is named, so that the form says what is there.
        if !templates.iter().any(|choice| choice.value == own) {
            templates.push(Choice::new(&own, "An archived template"));
        }
        form.state = state(&known);
        form.draft = draft(tx, &known, &form.time_zone).await?;
        let runs = queries::runs(tx, id, RUNS).await?;
        form.runs = runs.into_iter().map(|run| row(run, text)).collect();
    }
    form.templates = templates;
    Ok(form)
}

async fn draft(
    tx: &mut TenantTx,
    known: &RecurringRecord,
    own_zone: &str,
) -> Result<RecurringDraft> {
    let clients = queries::clients_of(tx, known.id).await?;
    let rule = known.rule()?;
    let zone = match known.time_zone.as_str() {
        "" => own_zone,
        zone => zone,
    };
    let next = match state(known) {
        RecurringState::Running => next_in_words(&rule, zone, tx.now()),
        _ => Vec::new(),
    };
    Ok(RecurringDraft {
        version: known.version,
        input: RecurringInput {
            name: known.name.clone(),
            template: known.template_id.to_string(),
            clients: clients.iter().map(|c| c.number.to_string()).collect(),
            time_zone: known.time_zone.clone(),
            ..input_of(&rule)
        },
        clients: clients
            .into_iter()
            .map(|client| Choice::new(client.number, client.name))
            .collect(),
        next,
    })
}

fn row((due, client, ticket, note, by): RunRow, text: &ClockText) -> RecurringRun {
    let note = match by {
        Some(by) if note.is_empty() => format!("Run by {by}"),
        Some(by) => format!("{note}. Run by {by}"),
        None => note,
    };
    RecurringRun {
        due: text.when(due),
        client: client.unwrap_or_default(),
        ticket,
        note,
    }
}

/// What a button of the form asks for besides saving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Shows the next dates.
    Preview,
    /// A number, or the beginning of a name.
    AddClient(String),
    RemoveClient(usize),
}

impl Edit {
    /// Reads the button's value: `preview`, `add-client`, `remove-client-2`. `None`: save.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a button that does not exist.
    pub fn parse(intent: &str, client: &str) -> Result<Option<Self>> {
        Ok(match intent {
            "" | "save" => None,
            "preview" => Some(Self::Preview),
            "add-client" => Some(Self::AddClient(client.trim().to_string())),
            other => {
                let nth = other.strip_prefix("remove-client-");
                let nth = nth.and_then(|nth| nth.parse().ok());
                let unknown = || Error::invalid("", "There is no such button");
                Some(Self::RemoveClient(nth.ok_or_else(unknown)?))
            }
        })
    }
}

/// The form after a button. Nothing is saved.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] for a client that is not found, and for a schedule
/// without dates to show.
pub async fn edit(
    tx: &mut TenantTx,
    version: u32,
    mut input: RecurringInput,
    edit: &Edit,
) -> Result<RecurringDraft> {
    require(tx, Permission::SettingsManage)?;
    match edit {
        Edit::Preview => {}
        Edit::AddClient(typed) => {
            let number = typed_client(tx, typed).await?;
            if !input.clients.contains(&number) {
                if input.clients.len() >= MAX_CLIENTS {
                    let words = format!("Choose {MAX_CLIENTS} clients or fewer");
                    return Err(Error::invalid("add_client", words));
                }
                input.clients.push(number);
            }
        }
        Edit::RemoveClient(nth) if *nth < input.clients.len() => {
            input.clients.remove(*nth);
        }
        Edit::RemoveClient(_) => {}
    }
    let mut draft = RecurringDraft {
        version,
        clients: names(tx, &input.clients).await?,
        input,
        next: Vec::new(),
    };
    if *edit == Edit::Preview {
        draft.next = super::preview(tx, &draft.input).await?;
        if draft.next.is_empty() {
            let words = "Enter a later last day: with this one no ticket is ever made";
            return Err(Error::invalid("ends_on", words));
        }
    }
    Ok(draft)
}

/// A form as text that goes back into it after a refusal; `names` are the clients' as the form
/// showed them.
pub fn written(version: u32, input: &RecurringInput, names: &[String]) -> String {
    let clients = input.clients.iter().enumerate().take(MAX_CLIENTS);
    let draft = RecurringDraft {
        version,
        clients: clients
            .map(|(nth, number)| {
                let name = names.get(nth).unwrap_or(number);
                Choice::new(number, name.clone())
            })
            .collect(),
        input: input.clone(),
        next: Vec::new(),
    };
    serde_json::to_string(&draft).unwrap_or_default()
}

/// The text that [`written`] makes, of a draft.
pub fn drafted(draft: &RecurringDraft) -> String {
    serde_json::to_string(draft).unwrap_or_default()
}

/// The number of the client that was typed, by number or by the beginning of its name.
async fn typed_client(tx: &mut TenantTx, typed: &str) -> Result<String> {
    let unknown = |words: &str| Err(Error::invalid("add_client", words));
    if typed.is_empty() || typed.chars().count() > 255 {
        return unknown("Enter the number of a client, or the beginning of its name");
    }
    if let Ok(number) = typed.parse::<u64>() {
        let found = crate::tickets::queries::client_by_number(tx, number).await?;
        return match found {
            Some(_) => Ok(number.to_string()),
            None => unknown("There is no client with this number"),
        };
    }
    let found = crate::clients::choices(tx, typed).await?;
    let exact = found
        .iter()
        .find(|choice| choice.label.to_lowercase() == typed.to_lowercase());
    match (exact, found.as_slice()) {
        (Some(choice), _) => Ok(choice.value.clone()),
        (None, [one]) => Ok(one.value.clone()),
        (None, []) => unknown("No client’s name begins like this"),
        (None, _) => unknown("Several clients’ names begin like this. Write more of it"),
    }
}

/// Number and name, in the order of the form; a client that is not there is named by its number.
async fn names(tx: &mut TenantTx, numbers: &[String]) -> Result<Vec<Choice>> {
    let asked: Vec<u64> = numbers
        .iter()
        .take(MAX_CLIENTS)
        .filter_map(|number| number.parse().ok())
        .collect();
    let known = queries::client_names(tx, &asked).await?;
    let name = |number: &String| {
        let found = known.iter().find(|(known, _)| known.to_string() == *number);
        let short: String = number.chars().take(20).collect();
        Choice::new(
            &short,
            found.map_or(format!("Client {short}"), |(_, name)| name.clone()),
        )
    };
    Ok(numbers.iter().take(MAX_CLIENTS).map(name).collect())
}
