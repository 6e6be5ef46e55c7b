//! What the tests of mail share.

use app_types::mail::InboundState;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_core::jobs::Registry;
use server_core::mail::{self, inbound};
use server_db::schema::{
    audit_entries, inbound_messages, outbound_messages, ticket_posts, tickets,
};
use server_testing::{Kit, Tenant, World, run_jobs};

pub struct Desk {
    pub kit: Kit,
    pub world: World,
    pub registry: Registry,
}

impl Desk {
    pub async fn new() -> Self {
        let kit = Kit::new().await;
        let world = World::two_tenants(&kit).await;
        let mut registry = Registry::new();
        mail::register(&mut registry);
        Self {
            kit,
            world,
            registry,
        }
    }

    pub fn tenant(&self) -> &Tenant {
        &self.world.a
    }

    pub async fn run_jobs(&self) -> usize {
        run_jobs(&self.kit, &self.registry).await
    }

    /// Pipes a mail to the tenant's mailbox and runs the jobs.
    pub async fn receive(&self, raw: &str) -> app_types::id::InboundMessageId {
        let id = self.accept(raw.as_bytes()).await.id();
        self.run_jobs().await;
        id
    }

    pub async fn accept(&self, raw: &[u8]) -> inbound::Accepted {
        let source = inbound::Source::pipe(vec![self.tenant().mailbox_address.clone()]);
        inbound::accept(&self.kit.core, source, raw).await.unwrap()
    }

    /// State, reason and ticket of a mail.
    pub async fn outcome(&self, id: app_types::id::InboundMessageId) -> Outcome {
        let mut conn = self.kit.connect().await;
        let (state, reason, ticket, from_name, subject) = inbound_messages::table
            .left_join(tickets::table.on(tickets::id.nullable().eq(inbound_messages::ticket_id)))
            .filter(inbound_messages::id.eq(id))
            .select((
                inbound_messages::state,
                inbound_messages::reason,
                tickets::number.nullable(),
                inbound_messages::from_name,
                inbound_messages::subject,
            ))
            .first::<(InboundState, String, Option<u64>, String, String)>(&mut conn)
            .await
            .unwrap();
        Outcome {
            state,
            reason,
            ticket,
            from_name,
            subject,
        }
    }

    /// `(tickets, posts, incoming, outgoing)` of the tenant.
    pub async fn counts(&self) -> (i64, i64, i64, i64) {
        let mut conn = self.kit.connect().await;
        let tenant = self.tenant().id;
        let conn = &mut conn;
        (
            tickets::table
                .filter(tickets::tenant_id.eq(tenant))
                .count()
                .get_result(conn)
                .await
                .unwrap(),
            ticket_posts::table
                .filter(ticket_posts::tenant_id.eq(tenant))
                .count()
                .get_result(conn)
                .await
                .unwrap(),
            inbound_messages::table
                .filter(inbound_messages::tenant_id.eq(tenant))
                .count()
                .get_result(conn)
                .await
                .unwrap(),
            outbound_messages::table
                .filter(outbound_messages::tenant_id.eq(tenant))
                .count()
                .get_result(conn)
                .await
                .unwrap(),
        )
    }

    /// Text and HTML of the newest post of a ticket.
    pub async fn last_post(&self, number: u64) -> (String, String) {
        let mut conn = self.kit.connect().await;
        ticket_posts::table
            .inner_join(tickets::table.on(tickets::id.eq(ticket_posts::ticket_id)))
            .filter(tickets::tenant_id.eq(self.tenant().id))
            .filter(tickets::number.eq(number))
            .filter(ticket_posts::kind.eq("reply"))
            .order(ticket_posts::position.desc())
            .select((ticket_posts::body_text, ticket_posts::body_html))
            .first(&mut conn)
            .await
            .unwrap()
    }

    /// What the tenant's audit log says, oldest first.
    pub async fn audit_summaries(&self) -> Vec<String> {
        audit_entries::table
            .filter(audit_entries::tenant_id.eq(self.tenant().id))
            .order(audit_entries::seq.asc())
            .select(audit_entries::summary)
            .load(&mut self.kit.connect().await)
            .await
            .unwrap()
    }

    /// Reply token and category of a ticket.
    pub async fn ticket(&self, number: u64) -> (String, String) {
        let mut conn = self.kit.connect().await;
        tickets::table
            .filter(tickets::tenant_id.eq(self.tenant().id))
            .filter(tickets::number.eq(number))
            .select((tickets::reply_token, tickets::category))
            .first(&mut conn)
            .await
            .unwrap()
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub state: InboundState,
    pub reason: String,
    pub ticket: Option<u64>,
    pub from_name: String,
    pub subject: String,
}

impl Outcome {
    pub fn filed(&self) -> u64 {
        assert_eq!(self.state, InboundState::Filed, "{self:?}");
        self.ticket.unwrap()
    }
}

/// A plain mail. `headers` are whole lines with `\n`.
pub fn mail(from: &str, subject: &str, headers: &str, body: &str) -> String {
    format!("From: {from}\nTo: support@desk.example\nSubject: {subject}\n{headers}\n{body}\n")
}
