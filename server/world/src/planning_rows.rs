//! A checklist with one item done, a template, and a schedule that is paused.

use super::client_rows::Clients;
use super::desk_rows::Desk;
use super::ticket_rows::Tickets;
use super::*;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::*;

pub(super) struct Planning {
    pub items: Vec<ChecklistItemId>,
    pub template: TicketTemplateId,
    pub recurring: RecurringTicketId,
}

impl Builder<'_> {
    pub(super) async fn planning(
        &mut self,
        technician: &User,
        tickets: &Tickets,
        clients: &Clients,
        desk: &Desk,
        tag: TagId,
    ) -> QueryResult<Planning> {
        let open = tickets.tickets[1].id;
        let template = self.template(technician, desk, tag).await?;
        Ok(Planning {
            items: self.checklist(technician, open).await?,
            recurring: self.recurring(template, tickets, clients).await?,
            template,
        })
    }

    /// Neither is required, so that other tests may close the ticket.
    async fn checklist(
        &mut self,
        technician: &User,
        ticket: TicketId,
    ) -> QueryResult<Vec<ChecklistItemId>> {
        let mut made = Vec::new();
        for (position, text, done) in [(1u32, "Look at the queue", true), (2, "Call back", false)] {
            let id = ChecklistItemId::new();
            diesel::insert_into(ticket_checklist_items::table)
                .values((
                    ticket_checklist_items::tenant_id.eq(self.tenant),
                    ticket_checklist_items::id.eq(id),
                    ticket_checklist_items::ticket_id.eq(ticket),
                    ticket_checklist_items::position.eq(position),
                    ticket_checklist_items::text.eq(self.voice.say(text)),
                    ticket_checklist_items::done_at.eq(done.then_some(self.now)),
                    ticket_checklist_items::done_by.eq(done.then_some(technician.id)),
                    ticket_checklist_items::created_at.eq(self.now),
                ))
                .execute(self.conn)
                .await?;
            made.push(id);
        }
        Ok(made)
    }

    async fn template(
        &mut self,
        technician: &User,
        desk: &Desk,
        tag: TagId,
    ) -> QueryResult<TicketTemplateId> {
        let id = TicketTemplateId::new();
        let checklist = serde_json::json!([
            {"text": self.voice.say("Make the account"), "required": true},
            {"text": self.voice.say("Order a laptop"), "required": false},
        ]);
        diesel::insert_into(ticket_templates::table)
            .values((
                ticket_templates::tenant_id.eq(self.tenant),
                ticket_templates::id.eq(id),
                ticket_templates::name.eq(self.voice.say("New colleague")),
                ticket_templates::subject.eq(self.voice.say("A new colleague begins")),
                ticket_templates::body.eq(self.voice.say("Everything ready on the first day.")),
                ticket_templates::board_id.eq(desk.board),
                ticket_templates::technician_id.eq(technician.id),
                ticket_templates::priority.eq("low"),
                ticket_templates::ticket_type.eq("request"),
                ticket_templates::tag_ids.eq(serde_json::json!([tag.to_string()]).to_string()),
                ticket_templates::checklist.eq(checklist.to_string()),
                ticket_templates::created_at.eq(self.now),
                ticket_templates::updated_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(id)
    }

    /// Paused, so that no other test meets it.
    async fn recurring(
        &mut self,
        template: TicketTemplateId,
        tickets: &Tickets,
        clients: &Clients,
    ) -> QueryResult<RecurringTicketId> {
        let id = RecurringTicketId::new();
        let client = clients.clients[0].id;
        let rule = serde_json::json!({
            "days": "Daily", "every": 1, "starts_on": "2026-01-01", "ends_on": null, "at": "08:00:00",
        });
        diesel::insert_into(recurring_tickets::table)
            .values((
                recurring_tickets::tenant_id.eq(self.tenant),
                recurring_tickets::id.eq(id),
                recurring_tickets::name.eq(self.voice.say("Backup check")),
                recurring_tickets::template_id.eq(template),
                recurring_tickets::rule.eq(rule.to_string()),
                recurring_tickets::paused_at.eq(self.now),
                recurring_tickets::created_at.eq(self.now),
                recurring_tickets::updated_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        diesel::insert_into(recurring_clients::table)
            .values((
                recurring_clients::tenant_id.eq(self.tenant),
                recurring_clients::recurring_id.eq(id),
                recurring_clients::client_id.eq(client),
            ))
            .execute(self.conn)
            .await?;
        diesel::insert_into(recurring_runs::table)
            .values((
                recurring_runs::tenant_id.eq(self.tenant),
                recurring_runs::id.eq(RecurringRunId::new()),
                recurring_runs::recurring_id.eq(id),
                recurring_runs::due_at.eq(self.now),
                recurring_runs::client_key.eq(client),
                recurring_runs::client_id.eq(client),
                recurring_runs::ticket_id.eq(tickets.tickets[2].id),
                recurring_runs::note.eq(self.voice.say("Made late")),
                recurring_runs::created_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(id)
    }
}
