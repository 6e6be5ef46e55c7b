//! Counters, a dead job, a schedule's run, the start of the audit log.

use super::ticket_rows::Tickets;
use super::*;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::audit::{AuditEntry, GENESIS};
use server_db::schema::*;

impl Builder<'_> {
    /// A file of clients that waits to be taken in; ticket 1003 came in by an earlier one.
    pub(super) async fn import(&mut self, author: &User, tickets: &Tickets) -> Written<ImportId> {
        diesel::insert_into(imported_tickets::table)
            .values((
                imported_tickets::tenant_id.eq(self.tenant),
                imported_tickets::reference.eq(self.voice.say("4711")),
                imported_tickets::ticket_id.eq(tickets.tickets[2].id),
            ))
            .execute(self.conn)
            .await?;
        let file = self.file("text/csv", "Hill School").await?;
        let table = format!("Name,Phone\n{},1\n", self.voice.say("Hill School"));
        let bytes = table.into_bytes();
        let sha256 = self.core.files.put(self.tenant.0, &bytes).await?;
        diesel::update(
            files::table
                .filter(files::tenant_id.eq(self.tenant))
                .filter(files::id.eq(file)),
        )
        .set((
            files::sha256.eq(sha256.to_vec()),
            files::size.eq(bytes.len() as u64),
        ))
        .execute(self.conn)
        .await?;
        let id = ImportId::new();
        diesel::insert_into(imports::table)
            .values((
                imports::tenant_id.eq(self.tenant),
                imports::id.eq(id),
                imports::kind.eq("clients"),
                imports::file_id.eq(file),
                imports::file_name.eq(self.voice.say("clients.csv")),
                imports::author_id.eq(author.id),
                imports::charset.eq("utf-8"),
                imports::separated_by.eq("comma"),
                imports::known_rows.eq("refuse"),
                imports::mapping.eq("name,phone"),
                imports::created_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(id)
    }

    pub(super) async fn rest(&mut self, owner: &User) -> QueryResult<JobId> {
        for (name, value) in [("ticket", 1003u64), ("client", 2), ("ticket_relations", 0)] {
            diesel::insert_into(counters::table)
                .values((
                    counters::tenant_id.eq(self.tenant),
                    counters::name.eq(name),
                    counters::value.eq(value),
                ))
                .execute(self.conn)
                .await?;
        }
        diesel::insert_into(schedule_runs::table)
            .values((
                schedule_runs::tenant_id.eq(self.tenant),
                schedule_runs::task_key.eq("test.world"),
                schedule_runs::run_at.eq(self.now),
                schedule_runs::created_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        self.audit(owner).await?;
        self.dead_job().await
    }

    /// Dead, so that no worker of a test takes it.
    async fn dead_job(&mut self) -> QueryResult<JobId> {
        let id = JobId::new();
        diesel::insert_into(jobs::table)
            .values((
                jobs::tenant_id.eq(self.tenant),
                jobs::id.eq(id),
                jobs::queue.eq("mail"),
                jobs::kind.eq("test.dead"),
                jobs::payload.eq(serde_json::json!({"text": self.voice.say("")}).to_string()),
                jobs::state.eq("dead"),
                jobs::run_at.eq(self.now),
                jobs::attempts.eq(10u32),
                jobs::last_error.eq(self.voice.say("the mail server is away")),
                jobs::created_at.eq(self.now),
                jobs::finished_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(id)
    }

    async fn audit(&mut self, owner: &User) -> QueryResult<()> {
        let mut entry = AuditEntry {
            tenant_id: self.tenant,
            id: AuditEntryId::new(),
            seq: 1,
            at: self.now,
            actor_kind: "user".into(),
            actor_id: Some(owner.id.0.as_bytes().to_vec()),
            actor_name: owner.name.clone(),
            action: "tenant.create".into(),
            entity: "tenant".into(),
            entity_id: None,
            summary: self.voice.say("Created the workspace"),
            ip: "192.0.2.1".into(),
            request_id: "test".into(),
            prev_hash: GENESIS.to_vec(),
            hash: Vec::new(),
        };
        entry.hash = entry.expected_hash(&GENESIS);
        diesel::insert_into(audit_heads::table)
            .values((
                audit_heads::tenant_id.eq(self.tenant),
                audit_heads::seq.eq(1u64),
                audit_heads::hash.eq(&entry.hash),
            ))
            .execute(self.conn)
            .await?;
        diesel::insert_into(audit_entries::table)
            .values(entry)
            .execute(self.conn)
            .await?;
        Ok(())
    }
}
