//! Creating tickets and adding replies, and the yardstick: the same rows by plain inserts in one
//! durable transaction.

use crate::Outcome;
use crate::connection::Connection;
use crate::desk::{Desk, post};
use crate::facts::Target;
use crate::load::Client;
use diesel::sql_types::{BigInt, Binary, Integer, Text, Unsigned};
use diesel_async::{AsyncConnection, AsyncMysqlConnection, RunQueryDsl, SimpleAsyncConnection};
use futures::future::BoxFuture;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

const WORDS: &str = "Hello, I restarted the print spooler and cleared the stuck jobs. Could you send a test page, please? \
     If it does not come out, tell me what the little display says, and I will come by this afternoon.";

/// Makes tickets with the product.
pub struct Creator {
    pub connection: Connection,
    pub address: String,
    pub cookie: String,
}

impl Client for Creator {
    fn once(&mut self, n: u64) -> BoxFuture<'_, Outcome<usize>> {
        Box::pin(async move {
            let form = format!(
                "subject=Bench+ticket+{n}&client=1&contact=&board=&technician=&priority=medium&ticket_type=incident&source=phone&body={}",
                WORDS.replace(' ', "+").replace('?', "%3F")
            );
            let kind = "application/x-www-form-urlencoded";
            let path = "/api/tickets/create";
            let request = post(&self.address, path, &self.cookie, kind, &form);
            let answer = self.connection.ask(&request).await?;
            done(answer.status, &answer.body)
        })
    }
}

/// Answers a ticket of its own again and again with the product.
pub struct Replier {
    pub connection: Connection,
    pub address: String,
    pub cookie: String,
    pub target: Target,
}

impl Client for Replier {
    fn once(&mut self, _n: u64) -> BoxFuture<'_, Outcome<usize>> {
        Box::pin(async move {
            let Target {
                number, version, ..
            } = &self.target;
            let fields = [
                ("number", number.to_string()),
                ("version", version.to_string()),
                ("kind", "reply".into()),
                ("status", String::new()),
                ("body", WORDS.into()),
            ];
            let mut body = String::new();
            for (name, value) in fields {
                body.push_str(&format!(
                    "--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
                ));
            }
            body.push_str("--b--\r\n");
            let kind = "multipart/form-data; boundary=b";
            let path = "/api/tickets/reply";
            let request = post(&self.address, path, &self.cookie, kind, &body);
            let answer = self.connection.ask(&request).await?;
            self.target.version += 1;
            done(answer.status, &answer.body)
        })
    }
}

/// A form that was refused is answered too, and is no success.
fn done(status: u16, body: &[u8]) -> Outcome<usize> {
    let text = String::from_utf8_lossy(body);
    match status == 200 && text.contains("Done") {
        true => Ok(body.len()),
        false => Err(format!("{status}: {}", text.chars().take(200).collect::<String>()).into()),
    }
}

/// Numbers that the product will not reach.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// The rows of a reply (post, mail, job, audit entry, the ticket's new version) or of a new ticket
/// (ticket, post, audit entry), without any of the product's reading, checking and locking.
pub struct Raw {
    pub conn: AsyncMysqlConnection,
    pub desk: Desk,
    pub target: Target,
    /// A ticket and not a reply.
    pub creates: bool,
}

impl Raw {
    pub async fn open(desk: Desk, target: Target, creates: bool) -> Outcome<Self> {
        // Numbers of an earlier run are smaller.
        let now = Uuid::now_v7()
            .get_timestamp()
            .map_or(0, |at| at.to_unix().0);
        NEXT.fetch_max(now * 1_000_000, Ordering::Relaxed);
        let mut conn = AsyncMysqlConnection::establish(&desk.database_url).await?;
        conn.batch_execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
            .await?;
        Ok(Self {
            conn,
            desk,
            target,
            creates,
        })
    }

    async fn reply(&mut self) -> Outcome<()> {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let ticket = self.target.id.clone();
        let (post, mail) = (Uuid::now_v7(), Uuid::now_v7());
        self.post(post, &ticket, number % 4_000_000_000).await?;
        self.mail(mail, post, &ticket).await?;
        self.job(mail).await?;
        self.audit(number, &ticket).await?;
        diesel::sql_query("UPDATE tickets SET updated_at = NOW(6) WHERE tenant_id = ? AND id = ?")
            .bind::<Unsigned<Integer>, _>(self.desk.who.tenant.id)
            .bind::<Binary, _>(ticket)
            .execute(&mut self.conn)
            .await?;
        Ok(())
    }

    async fn create(&mut self) -> Outcome<()> {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let ticket = Uuid::now_v7().as_bytes().to_vec();
        diesel::sql_query(
            "INSERT INTO tickets (tenant_id, id, number, subject, status_key, category, priority, source, client_id, \
             board_id, reply_token, post_count, created_at, updated_at) \
             SELECT tenant_id, ?, ?, 'Bench ticket', 'new', 'new', 'medium', 'phone', client_id, board_id, ?, 1, NOW(6), NOW(6) \
             FROM tickets WHERE tenant_id = ? AND id = ?",
        )
        .bind::<Binary, _>(&ticket)
        .bind::<Unsigned<BigInt>, _>(number)
        .bind::<Text, _>(format!("{number:026}"))
        .bind::<Unsigned<Integer>, _>(self.desk.who.tenant.id)
        .bind::<Binary, _>(&self.target.id)
        .execute(&mut self.conn)
        .await?;
        self.post(Uuid::now_v7(), &ticket, 1).await?;
        self.audit(number, &ticket).await
    }

    async fn post(&mut self, id: Uuid, ticket: &[u8], position: u64) -> Outcome<()> {
        diesel::sql_query(
            "INSERT INTO ticket_posts (tenant_id, id, ticket_id, position, kind, author_kind, user_id, author_name, \
             body_text, body_html, created_at) VALUES (?, ?, ?, ?, 'reply', 'user', ?, 'Bench', ?, ?, NOW(6))",
        )
        .bind::<Unsigned<Integer>, _>(self.desk.who.tenant.id)
        .bind::<Binary, _>(id.as_bytes().to_vec())
        .bind::<Binary, _>(ticket.to_vec())
        .bind::<Unsigned<BigInt>, _>(position)
        .bind::<Binary, _>(self.desk.who.user.0.as_bytes().to_vec())
        .bind::<Text, _>(WORDS)
        .bind::<Text, _>(format!("<p>{WORDS}</p>"))
        .execute(&mut self.conn)
        .await?;
        Ok(())
    }

    async fn mail(&mut self, id: Uuid, post: Uuid, ticket: &[u8]) -> Outcome<()> {
        diesel::sql_query(
            "INSERT INTO outbound_messages (tenant_id, id, purpose, ticket_id, post_id, from_address, from_name, to_address, \
             subject, body_text, body_html, message_id, thread_references, state, created_at) \
             VALUES (?, ?, 'ticket_reply', ?, ?, 'support@northwind.example', 'Bench', 'client@example.com', 'Re: Bench', ?, ?, ?, '', \
             'sent', NOW(6))",
        )
        .bind::<Unsigned<Integer>, _>(self.desk.who.tenant.id)
        .bind::<Binary, _>(id.as_bytes().to_vec())
        .bind::<Binary, _>(ticket.to_vec())
        .bind::<Binary, _>(post.as_bytes().to_vec())
        .bind::<Text, _>(WORDS)
        .bind::<Text, _>(format!("<p>{WORDS}</p>"))
        .bind::<Text, _>(id.to_string())
        .execute(&mut self.conn)
        .await?;
        Ok(())
    }

    async fn job(&mut self, mail: Uuid) -> Outcome<()> {
        diesel::sql_query(
            "INSERT INTO jobs (tenant_id, id, queue, kind, payload, unique_key, state, run_at, created_at) \
             VALUES (?, ?, 'mail', 'mail.send', ?, ?, 'parked', NOW(6), NOW(6))",
        )
        .bind::<Unsigned<Integer>, _>(self.desk.who.tenant.id)
        .bind::<Binary, _>(Uuid::now_v7().as_bytes().to_vec())
        .bind::<Text, _>(format!("{{\"message\":\"{mail}\"}}"))
        .bind::<Text, _>(format!("bench:{mail}"))
        .execute(&mut self.conn)
        .await?;
        Ok(())
    }

    async fn audit(&mut self, seq: u64, ticket: &[u8]) -> Outcome<()> {
        diesel::sql_query(
            "INSERT INTO audit_entries (tenant_id, id, seq, at, actor_kind, actor_name, action, entity, entity_id, summary, ip, \
             request_id, prev_hash, hash) VALUES (?, ?, ?, NOW(6), 'user', 'Bench', 'ticket.reply', 'ticket', ?, 'Bench', '', '', ?, ?)",
        )
        .bind::<Unsigned<Integer>, _>(self.desk.who.tenant.id)
        .bind::<Binary, _>(Uuid::now_v7().as_bytes().to_vec())
        .bind::<Unsigned<BigInt>, _>(seq)
        .bind::<Binary, _>(ticket.to_vec())
        .bind::<Binary, _>(vec![0u8; 32])
        .bind::<Binary, _>(vec![0u8; 32])
        .execute(&mut self.conn)
        .await?;
        Ok(())
    }
}

impl Client for Raw {
    fn once(&mut self, _n: u64) -> BoxFuture<'_, Outcome<usize>> {
        Box::pin(async move {
            self.conn.batch_execute("BEGIN").await?;
            match self.creates {
                true => self.create().await?,
                false => self.reply().await?,
            }
            self.conn.batch_execute("COMMIT").await?;
            Ok(0)
        })
    }
}
