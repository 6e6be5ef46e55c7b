//! A rule's hand on a ticket: it changes what a technician could, in the rule's name.

use super::change::{Change, apply, tell_assigned};
use super::conversation::touch;
use super::post::{self, NewPost};
use super::queries::{self, TicketChanges, TicketHead};
use crate::error::{Result, require};
use crate::markdown;
use app_types::Permission;
use app_types::id::TicketId;
use app_types::tickets::{PostKind, TicketType};
use server_db::TenantTx;
use server_db::audit::AuditRecord;

/// A ticket locked for rules. Nothing shows before [`ByRule::end`], which counts the ticket's
/// version up once, however much was done.
pub struct ByRule {
    ticket: TicketHead,
    done: Vec<String>,
}

impl ByRule {
    /// # Errors
    /// [`crate::Error::NotFound`] for a ticket that is not the tenant's.
    pub async fn begin(tx: &mut TenantTx, id: TicketId) -> Result<Self> {
        require(tx, Permission::TicketsEdit)?;
        Ok(Self {
            ticket: queries::lock(tx, id).await?,
            done: Vec::new(),
        })
    }

    pub fn ticket(&self) -> &TicketHead {
        &self.ticket
    }

    /// Changes a field; `None` when it was so already.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for a choice that does not exist (any more); nothing was changed.
    pub async fn change(
        &mut self,
        tx: &mut TenantTx,
        rule: &str,
        change: Change,
    ) -> Result<Option<String>> {
        let after = change.clone();
        let summary = apply(tx, &mut self.ticket, change, &author(rule)).await?;
        if summary.is_some() {
            if let Some(user) = after.assigned_to() {
                tell_assigned(tx, user, self.ticket.id, &author(rule)).await?;
            }
            self.remember(after);
        }
        self.done.extend(summary.clone());
        Ok(summary)
    }

    /// Sets the type, which people choose once; `None` when it was so already.
    ///
    /// # Errors
    /// Any database error.
    pub async fn set_type(
        &mut self,
        tx: &mut TenantTx,
        rule: &str,
        kind: TicketType,
    ) -> Result<Option<String>> {
        if queries::ticket_type(tx, self.ticket.id).await? == kind {
            return Ok(None);
        }
        let changes = TicketChanges {
            ticket_type: Some(kind),
            ..TicketChanges::default()
        };
        queries::update_ticket(tx, self.ticket.id, &changes).await?;
        let what = format!("set the type to {}", kind.label());
        self.say(tx, rule, &what).await?;
        Ok(Some(what))
    }

    /// So that the next change is compared with this one.
    fn remember(&mut self, change: Change) {
        match change {
            Change::Priority(priority) => self.ticket.priority = priority,
            Change::Board(board) => self.ticket.board_id = board,
            Change::Technician(technician) => self.ticket.technician_id = technician,
            Change::Subject(subject) => self.ticket.subject = subject,
            // The others keep the head themselves, or have nothing in it.
            _ => {}
        }
    }

    /// Adds an internal note of Markdown.
    ///
    /// # Errors
    /// Any database error.
    pub async fn note(&mut self, tx: &mut TenantTx, rule: &str, text: String) -> Result<()> {
        let html = markdown::to_html(&text);
        let note = NewPost {
            kind: PostKind::Note,
            text,
            html,
            contact: None,
            files: Vec::new(),
        };
        post::insert(tx, &mut self.ticket, note).await?;
        self.say(tx, rule, "added a note").await
    }

    /// Writes a line into the conversation: what the rule did beside the ticket.
    ///
    /// # Errors
    /// Any database error.
    pub async fn say(&mut self, tx: &mut TenantTx, rule: &str, what: &str) -> Result<()> {
        let event = NewPost::event(format!("{} {what}", author(rule)));
        post::insert(tx, &mut self.ticket, event).await?;
        self.done.push(what.to_string());
        Ok(())
    }

    /// Makes what was done visible.
    ///
    /// # Errors
    /// Any database error.
    pub async fn end(mut self, tx: &mut TenantTx) -> Result<()> {
        if self.done.is_empty() {
            return Ok(());
        }
        touch(tx, &mut self.ticket).await?;
        let summary = format!("#{}: {}", self.ticket.number, self.done.join(", "));
        tx.record(AuditRecord {
            action: "ticket.change_by_rule",
            entity: "ticket",
            entity_id: Some(self.ticket.id.0),
            summary,
        });
        Ok(())
    }
}

fn author(rule: &str) -> String {
    format!("Rule “{rule}”")
}
