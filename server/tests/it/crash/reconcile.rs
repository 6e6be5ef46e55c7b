//! The books: what was asked for and answered, against what is there.

use super::desk::Desk;
use super::killer::Machines;
use super::ledger::{MailKind, Outcome, Write, WriteKind};
use server_testing::AsyncMysqlConnection;
use server_testing::sql::{number, texts};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

struct Books<'a> {
    desk: &'a Desk,
    conn: AsyncMysqlConnection,
    wrong: Vec<String>,
}

/// Everything that is not as it must be.
pub async fn run(desk: &Desk, machines: &Machines) -> Vec<String> {
    let mut books = Books {
        desk,
        conn: machines.database.connect().await,
        wrong: desk.ledger.complaints(),
    };
    books.load_was_worth_it(machines.kills);
    books.jobs().await;
    books.mails_in().await;
    books.writes().await;
    books.mails_out(machines.kills).await;
    books.conversations().await;
    books.files().await;
    books.audit().await;
    books.wrong
}

impl Books<'_> {
    fn expect(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.wrong.push(otherwise());
        }
    }

    async fn none(&mut self, what: &str, sql: &str) {
        for found in texts(&mut self.conn, sql).await {
            self.wrong.push(format!("{what}: {found}"));
        }
    }

    /// A run in which hardly anything happened proves nothing.
    fn load_was_worth_it(&mut self, kills: usize) {
        let mails = self.desk.ledger.mails().len();
        let writes = self.desk.ledger.writes();
        let done = |write: &&Write| write.outcome == Outcome::Acknowledged;
        let done = writes.iter().filter(done).count();
        self.expect(mails >= kills && done >= kills, || {
            format!("only {mails} mails and {done} writes under {kills} kills")
        });
    }

    async fn jobs(&mut self) {
        let sql = "SELECT CONCAT(kind, ' ', state, ', crashes ', crashes, ', ', COALESCE(last_error, '')) AS value \
                   FROM jobs WHERE state <> 'done'";
        self.none("a job is left", sql).await;
    }

    /// What the pipe took exists once, and was filed or set aside.
    async fn mails_in(&mut self) {
        let sql = "SELECT CONCAT(t.slug, ' ', m.message_id, ' ', m.state) AS value \
                   FROM inbound_messages m JOIN tenants t ON t.id = m.tenant_id";
        let mut rows = counted(texts(&mut self.conn, sql).await);
        for mail in self.desk.ledger.mails() {
            let slug = self.desk.shops[mail.shop].slug;
            let state = match mail.kind {
                MailKind::Stranger => "quarantined",
                _ => "filed",
            };
            let row = format!("{slug} {} {state}", mail.message_id);
            let found = rows.remove(&row).unwrap_or(0);
            self.expect(found == 1, || {
                format!("{row} {:?}: {found} times", mail.kind)
            });
            let traces = self.traces_of(&mail.words).await;
            let wanted = match mail.kind {
                MailKind::New => (1, 1),
                MailKind::Answer => (0, 1),
                MailKind::Stranger => (0, 0),
            };
            // A subject may have been changed by a technician: the post stays.
            let right = traces.1 == wanted.1 && traces.0 <= wanted.0;
            self.expect(right, || format!("{mail:?}: {traces:?} tickets and posts"));
        }
        for (row, _) in rows {
            self.wrong
                .push(format!("a mail nobody is known to have sent: {row}"));
        }
    }

    /// Tickets of that subject, posts with that text.
    async fn traces_of(&mut self, words: &str) -> (i64, i64) {
        let tickets = format!("SELECT COUNT(*) AS value FROM tickets WHERE subject = '{words}'");
        let posts = format!(
            "SELECT COUNT(*) AS value FROM ticket_posts WHERE kind = 'reply' AND body_text LIKE '%{words}%'"
        );
        (
            number(&mut self.conn, &tickets).await,
            number(&mut self.conn, &posts).await,
        )
    }

    /// What was acknowledged is there once; what was not, at most once; what was refused, not.
    async fn writes(&mut self) {
        let audit = "SELECT request_id AS value FROM audit_entries WHERE action LIKE 'ticket.%'";
        let audit = counted(texts(&mut self.conn, audit).await);
        for write in self.desk.ledger.writes() {
            let traced = audit.get(&write.mark).copied().unwrap_or(0);
            let (posts, files) = match write.kind {
                WriteKind::Reply { .. } => self.reply(&write.mark).await,
                _ => (traced as i64, 0),
            };
            let once = match write.outcome {
                Outcome::Acknowledged if write.kind == WriteKind::Status => traced <= 1,
                Outcome::Acknowledged => traced == 1 && posts == 1,
                Outcome::Unknown => traced <= 1 && posts == traced as i64,
                Outcome::Refused => traced == 0 && posts == 0,
            };
            let with_file = matches!(write.kind, WriteKind::Reply { with_file: true });
            let whole = files == if with_file { posts } else { 0 };
            self.expect(once && whole, || {
                format!("{write:?}: {traced} in the audit log, {posts} posts, {files} files")
            });
        }
    }

    /// Posts with this text, and their files.
    async fn reply(&mut self, mark: &str) -> (i64, i64) {
        let posts =
            format!("SELECT COUNT(*) AS value FROM ticket_posts WHERE body_text = 'Reply {mark}'");
        let files = format!(
            "SELECT COUNT(*) AS value FROM attachments a JOIN ticket_posts p \
             ON p.tenant_id = a.tenant_id AND p.id = a.post_id WHERE p.body_text = 'Reply {mark}'"
        );
        (
            number(&mut self.conn, &posts).await,
            number(&mut self.conn, &files).await,
        )
    }

    /// Everything that we owe was taken by the mail server; a second copy is the same to the byte.
    async fn mails_out(&mut self, kills: usize) {
        let unsent = "SELECT CONCAT(message_id, ' ', state, ' ', last_error) AS value FROM outbound_messages WHERE state <> 'sent'";
        self.none("a mail is not sent", unsent).await;
        let owed = "SELECT message_id AS value FROM outbound_messages";
        let owed = texts(&mut self.conn, owed).await;
        let mut copies = self.desk.smtp.copies();
        let mut second = 0;
        for id in owed {
            let taken = copies.remove(&id).unwrap_or_default();
            self.expect(!taken.is_empty(), || {
                format!("{id} was never taken by the mail server")
            });
            let same = taken.iter().all(|copy| copy.sha256 == taken[0].sha256);
            self.expect(same, || {
                format!("{id}: a second copy differs from the first")
            });
            second += taken.len().saturating_sub(1);
        }
        for id in copies.keys() {
            self.wrong
                .push(format!("a mail went out that nobody owes: {id}"));
        }
        self.expect(second <= kills, || {
            format!("{second} second copies under {kills} kills")
        });
        let unanswered = "SELECT CONCAT('#', t.number, ' ', p.body_text) AS value FROM ticket_posts p \
             JOIN tickets t ON t.tenant_id = p.tenant_id AND t.id = p.ticket_id \
             LEFT JOIN outbound_messages m ON m.tenant_id = p.tenant_id AND m.post_id = p.id \
             WHERE p.kind = 'reply' AND p.author_kind = 'user' AND p.position > 1 \
             AND t.contact_id IS NOT NULL AND m.id IS NULL";
        self.none("a reply without its mail", unanswered).await;
    }

    async fn conversations(&mut self) {
        let gaps = "SELECT CONCAT(tenant_id, ': ', COUNT(*), ' tickets up to ', MAX(number)) AS value \
             FROM tickets GROUP BY tenant_id HAVING MAX(number) - MIN(number) + 1 <> COUNT(*)";
        self.none("ticket numbers with twins or gaps", gaps).await;
        let posts = "SELECT CONCAT('#', t.number, ': ', COUNT(*), ' posts, last ', MAX(p.position), ', counted ', t.post_count) AS value \
             FROM tickets t JOIN ticket_posts p ON p.tenant_id = t.tenant_id AND p.ticket_id = t.id \
             GROUP BY t.tenant_id, t.id, t.number, t.post_count \
             HAVING COUNT(*) <> MAX(p.position) OR COUNT(*) <> t.post_count";
        self.none("a conversation with a gap", posts).await;
        let empty = "SELECT CONCAT('#', t.number) AS value FROM tickets t LEFT JOIN ticket_posts p \
             ON p.tenant_id = t.tenant_id AND p.ticket_id = t.id WHERE p.id IS NULL";
        self.none("a ticket without a post", empty).await;
    }

    /// No row without its file, and every file is what its row says.
    async fn files(&mut self) {
        let rows = "SELECT CONCAT(tenant_id, ' ', LOWER(HEX(sha256))) AS value FROM files";
        for row in texts(&mut self.conn, rows).await {
            let (tenant, hash) = row.split_once(' ').unwrap();
            let path = self.desk.installation.files_folder();
            let path = path.join(tenant).join(&hash[..2]).join(hash);
            let found = std::fs::read(&path).map(|bytes| hex::encode(Sha256::digest(bytes)));
            let right = found.as_deref().is_ok_and(|found| found == hash);
            self.expect(right, || format!("file {row}: {found:?}"));
        }
    }

    async fn audit(&mut self) {
        let ended = self.desk.installation.run(&["audit", "verify"], b"").await;
        self.expect(ended.status.success(), || {
            format!("audit verify: {}{}", ended.stdout, ended.stderr)
        });
    }
}

fn counted(values: Vec<String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts
}
