//! A canned reply on its way into a ticket.

use super::variables::{self, first_name};
use super::{queries, writer};
use crate::error::Result;
use crate::markdown;
use crate::tickets::{TicketHead, queries as ticket_queries};
use app_types::canned::CannedText;
use app_types::id::CannedReplyId;
use server_db::TenantTx;

/// What the variables stand for on one ticket; empty where nothing is known.
#[derive(Debug, Clone, Default)]
struct Values {
    contact: String,
    email: String,
    client: String,
    number: String,
    subject: String,
    technician: String,
    me: String,
    company: String,
}

impl Values {
    fn of(&self, variable: &str) -> String {
        match variable {
            "contact.name" => self.contact.clone(),
            "contact.first_name" => first_name(&self.contact),
            "contact.email" => self.email.clone(),
            "client.name" => self.client.clone(),
            "ticket.number" => self.number.clone(),
            "ticket.subject" => self.subject.clone(),
            "technician.name" => self.technician.clone(),
            "me.name" => self.me.clone(),
            "company.name" => self.company.clone(),
            _ => String::new(),
        }
    }
}

/// The text with its variables filled in for a ticket.
///
/// # Errors
/// [`crate::Error::NotFound`] for a text or ticket that is not there.
pub async fn insert(tx: &mut TenantTx, id: CannedReplyId, number: u64) -> Result<CannedText> {
    let user = writer(tx)?;
    let reply = queries::find(tx, user, id).await?;
    let ticket = ticket_queries::by_number(tx, number).await?;
    let values = values(tx, &ticket).await?;
    let (text, missing) = variables::fill(&reply.body, |name| values.of(name))?;
    Ok(CannedText { text, missing })
}

async fn values(tx: &mut TenantTx, ticket: &TicketHead) -> Result<Values> {
    let (company, prefix) = queries::tenant(tx).await?;
    let me = tx.actor().name().to_string();
    let mut values = Values {
        number: format!("{prefix}#{}", ticket.number),
        subject: ticket.subject.clone(),
        technician: me.clone(),
        me,
        company,
        ..Values::default()
    };
    if let Some(contact) = ticket.contact_id {
        let (name, email) = queries::contact(tx, contact).await?;
        (values.contact, values.email) = (name, email.unwrap_or_default());
    }
    if let Some(client) = ticket.client_id {
        values.client = queries::client_name(tx, client).await?;
    }
    if let Some(technician) = ticket.technician_id {
        values.technician = queries::user_name(tx, technician).await?;
    }
    Ok(values)
}

/// The text as it will look, with made-up values; safe HTML.
///
/// # Errors
/// [`crate::Error::Invalid`] for a variable that does not exist.
pub async fn preview(tx: &mut TenantTx, body: &str) -> Result<String> {
    writer(tx)?;
    let me = tx.actor().name().to_string();
    let sample = Values {
        contact: "Anna Miller".into(),
        email: "anna@example.com".into(),
        client: "Bakery Miller".into(),
        number: "#1042".into(),
        subject: "Printer on the third floor".into(),
        technician: me.clone(),
        me,
        company: queries::tenant(tx).await?.0,
    };
    let short: String = body.chars().take(super::MAX_BODY).collect();
    let (text, _) = variables::fill(&short, |name| sample.of(name))?;
    Ok(markdown::to_html(&text))
}
