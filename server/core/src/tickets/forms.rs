//! What the ticket pages post, checked field by field.

use super::attachments::{UploadedFile, store_files};
use super::change::Change;
use super::conversation::{ReplyInput, write, write_anyway};
use super::create::{NewTicket, TicketRef, create};
use super::post::NewPost;
use super::queries;
use super::{choices, templates};
use crate::Core;
use crate::error::{Error, Result, require};
use crate::markdown;
use app_types::checklists::CONFIRMED;
use app_types::id::{BoardId, ContactId, PostId, TagId, TicketTemplateId, UserId};
use app_types::tickets::{NewTicketChoices, PostKind, Priority, TicketSource, TicketType};
use app_types::{Invalid, Permission};
use server_db::TenantTx;

/// The form for a new ticket, as typed.
#[derive(Debug, Clone, Default)]
pub struct TicketForm {
    pub subject: String,
    /// A client's number or empty.
    pub client: String,
    pub contact: String,
    pub board: String,
    pub technician: String,
    pub priority: String,
    pub ticket_type: String,
    pub source: String,
    pub body: String,
    /// The template whose tags and checklist it gets: an id or empty.
    pub template: String,
}

impl TicketForm {
    /// Name and value of every field, to put back what was typed.
    pub fn typed(&self) -> Vec<(&'static str, String)> {
        vec![
            ("subject", self.subject.clone()),
            ("contact", self.contact.clone()),
            ("board", self.board.clone()),
            ("technician", self.technician.clone()),
            ("priority", self.priority.clone()),
            ("ticket_type", self.ticket_type.clone()),
            ("source", self.source.clone()),
            ("body", self.body.clone()),
        ]
    }
}

/// What the form for a new ticket offers.
///
/// # Errors
/// [`Error::NotFound`] for a template that is not there or not in use.
pub async fn new_ticket_choices(
    tx: &mut TenantTx,
    client: &str,
    template: &str,
) -> Result<NewTicketChoices> {
    require(tx, Permission::TicketsEdit)?;
    let template = chosen_template(tx, template).await?;
    let clients = crate::clients::choices(tx, "").await?;
    let contacts = match client.parse::<u64>() {
        Ok(number) => crate::clients::contacts::choices(tx, Some(number), "").await?,
        Err(_) => Vec::new(),
    };
    let choices = choices::load(tx).await?;
    Ok(NewTicketChoices {
        start: template.map(|template| templates::start_of(template, &choices.tags)),
        templates: templates::offered(tx).await?,
        choices,
        clients,
        contacts,
        client: client.to_string(),
    })
}

async fn chosen_template(
    tx: &mut TenantTx,
    typed: &str,
) -> Result<Option<templates::TemplateRecord>> {
    if typed.is_empty() {
        return Ok(None);
    }
    let id = TicketTemplateId::parse(typed).ok_or(Error::NotFound)?;
    templates::usable(tx, id).await.map(Some)
}

/// Makes a ticket from the form.
///
/// # Errors
/// [`Error::Invalid`] with every field that is wrong.
pub async fn create_from_form(tx: &mut TenantTx, form: &TicketForm) -> Result<TicketRef> {
    require(tx, Permission::TicketsEdit)?;
    let template = chosen_template(tx, &form.template).await?;
    let mut invalid = Invalid::new();
    invalid.required_line(
        "subject",
        "a subject",
        &form.subject,
        super::create::MAX_SUBJECT,
    );
    let body = invalid.optional_text(
        "body",
        "the description",
        &form.body,
        super::conversation::MAX_BODY,
    );
    let priority = choose(
        &mut invalid,
        "priority",
        &form.priority,
        Priority::Medium,
        Priority::parse,
    );
    let ticket_type = choose(
        &mut invalid,
        "ticket_type",
        &form.ticket_type,
        TicketType::Incident,
        TicketType::parse,
    );
    let source = choose(
        &mut invalid,
        "source",
        &form.source,
        TicketSource::Phone,
        TicketSource::parse,
    );
    let contact = optional(&mut invalid, "contact", &form.contact, ContactId::parse);
    let board = optional(&mut invalid, "board", &form.board, BoardId::parse);
    let technician = optional(&mut invalid, "technician", &form.technician, UserId::parse);
    invalid.into_result()?;
    let client = match form.client.parse() {
        Ok(number) => Some(
            queries::client_by_number(tx, number)
                .await?
                .ok_or(Error::NotFound)?
                .0,
        ),
        Err(_) if form.client.is_empty() => None,
        Err(_) => return Err(Error::invalid("client", "Choose a client from the list")),
    };
    let html = markdown::to_html(&body);
    let first_post = NewPost {
        kind: PostKind::Reply,
        text: body,
        html,
        contact: None,
        files: Vec::new(),
    };
    let subject = form.subject.clone();
    let made = create(
        tx,
        NewTicket {
            subject,
            client,
            contact,
            location: None,
            board,
            technician,
            priority,
            ticket_type,
            source,
            follows: None,
            first_post,
        },
    )
    .await?;
    if let Some(template) = template {
        templates::dress(tx, made.id, &template).await?;
    }
    Ok(made)
}

pub(super) fn choose<T>(
    invalid: &mut Invalid,
    field: &str,
    value: &str,
    default: T,
    parse: impl Fn(&str) -> Option<T>,
) -> T {
    optional(invalid, field, value, parse).unwrap_or(default)
}

pub(super) fn optional<T>(
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
        invalid.add(field, "Choose a value from the list");
    }
    parsed
}

/// One field's change as the page posts it.
///
/// # Errors
/// [`Error::Invalid`] for a field or value that does not exist.
pub fn parse_change(field: &str, value: &str) -> Result<Change> {
    let unknown = || Error::invalid("", "Choose a value from the list");
    Ok(match field {
        "status" => Change::Status(value.to_string()),
        "status_anyway" => Change::StatusAnyway(value.to_string()),
        "priority" => Change::Priority(Priority::parse(value).ok_or_else(unknown)?),
        "board" => Change::Board(BoardId::parse(value).ok_or_else(unknown)?),
        "technician" if value.is_empty() => Change::Technician(None),
        "technician" => Change::Technician(Some(UserId::parse(value).ok_or_else(unknown)?)),
        "subject" => Change::Subject(value.to_string()),
        "add_tag" => Change::AddTag(TagId::parse(value).ok_or_else(unknown)?),
        "remove_tag" => Change::RemoveTag(TagId::parse(value).ok_or_else(unknown)?),
        _ => return Err(Error::invalid("", "There is no such field")),
    })
}

/// The composer, as posted: fields and files.
#[derive(Debug, Clone, Default)]
pub struct ReplyForm {
    pub number: u64,
    pub version: u32,
    pub kind: String,
    pub body: String,
    pub status: String,
    /// Also with required items of the checklist open.
    pub confirmed: bool,
    pub files: Vec<UploadedFile>,
}

/// One part of a multipart form.
#[derive(Debug, Clone)]
pub struct FormPart {
    pub name: String,
    /// `None`: a field; `Some`: a file, whose name may be empty.
    pub file_name: Option<String>,
    pub bytes: Vec<u8>,
}

impl ReplyForm {
    /// Unknown parts are ignored; broken UTF-8 is replaced.
    pub fn from_parts(parts: Vec<FormPart>) -> Self {
        let mut form = Self::default();
        for part in parts {
            if let Some(name) = part.file_name {
                if !name.is_empty() || !part.bytes.is_empty() {
                    form.files.push(UploadedFile {
                        name,
                        bytes: part.bytes,
                        content_id: None,
                    });
                }
                continue;
            }
            let value = String::from_utf8_lossy(&part.bytes).into_owned();
            match part.name.as_str() {
                "number" => form.number = value.parse().unwrap_or(0),
                "version" => form.version = value.parse().unwrap_or(0),
                "kind" => form.kind = value,
                "body" => form.body = value,
                "status" => form.status = value,
                CONFIRMED => form.confirmed = value == "true",
                _ => {}
            }
        }
        form
    }

    /// Name and value of every field, to put back what was typed.
    pub fn typed(&self) -> Vec<(&'static str, String)> {
        vec![
            ("kind", self.kind.clone()),
            ("body", self.body.clone()),
            ("status", self.status.clone()),
            (CONFIRMED, self.confirmed.to_string()),
        ]
    }
}

/// Writes what the composer posted.
///
/// # Errors
/// See [`write`].
pub async fn write_from_form(core: &Core, tx: &mut TenantTx, form: ReplyForm) -> Result<PostId> {
    require(tx, Permission::TicketsReply)?;
    let kind = PostKind::parse(&form.kind)
        .ok_or_else(|| Error::invalid("kind", "Choose reply, note or call"))?;
    let files = store_files(core, tx, form.files).await?;
    let input = ReplyInput {
        kind,
        body: form.body,
        version: form.version,
        status: form.status,
        files,
    };
    if form.confirmed {
        return write_anyway(tx, form.number, input).await;
    }
    write(tx, form.number, input).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_field_is_no_file() {
        let part = |name: &str, file: Option<&str>, bytes: &[u8]| FormPart {
            name: name.into(),
            file_name: file.map(str::to_string),
            bytes: bytes.to_vec(),
        };
        let form = ReplyForm::from_parts(vec![
            part("number", None, b"1042"),
            part("body", None, b"caf\xff"),
            part("files", Some(""), b""),
            part("files", Some("a.txt"), b"x"),
        ]);
        assert_eq!((form.number, form.files.len()), (1042, 1));
        assert_eq!(form.body, "caf\u{FFFD}");
    }

    #[test]
    fn unknown_fields_are_refused() {
        assert!(parse_change("tenant_id", "2").is_err());
        assert!(parse_change("priority", "urgent").is_err());
        assert_eq!(
            parse_change("technician", "").ok(),
            Some(Change::Technician(None))
        );
    }
}
