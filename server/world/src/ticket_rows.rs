//! Three tickets, one of them with a conversation that came in and went out by mail.

use super::client_rows::Clients;
use super::desk_rows::Desk;
use super::*;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::*;

pub(super) struct Tickets {
    pub tickets: Vec<Numbered<TicketId>>,
    pub posts: Vec<PostId>,
    pub file: FileId,
    pub attachment: AttachmentId,
    pub inbound: Vec<InboundMessageId>,
    pub outbound: OutboundMessageId,
    pub canned: Vec<CannedReplyId>,
}

struct NewPost<'a> {
    ticket: TicketId,
    position: u32,
    kind: &'a str,
    author_kind: &'a str,
    user: Option<UserId>,
    contact: Option<ContactId>,
    text: &'a str,
}

impl Builder<'_> {
    pub(super) async fn tickets(
        &mut self,
        technician: &User,
        clients: &Clients,
        desk: &Desk,
    ) -> Written<Tickets> {
        let mut made = Vec::new();
        for (number, subject, status, technician) in [
            (1001, "Printer on fire", "new", None),
            (1002, "No mail since Monday", "open", Some(technician.id)),
            (1003, "New laptop", "closed", Some(technician.id)),
        ] {
            made.push(
                self.ticket(number, subject, status, technician, clients, desk)
                    .await?,
            );
        }
        let open = made[1].id;
        let posts = self
            .conversation(open, technician, clients.contacts[0])
            .await?;
        let file = self.file("message/rfc822", "Subject: mail\r\n\r\n").await?;
        let text = self.file("text/plain", "The log of the router.").await?;
        let attachment = self.attachment(open, posts[0], text).await?;
        let inbound = vec![
            self.inbound(desk, file, Some((open, posts[0]))).await?,
            self.inbound(desk, file, None).await?,
        ];
        let outbound = self.outbound(desk, clients, open, posts[1]).await?;
        self.draft(open, technician).await?;
        self.link(made[0].id, open).await?;
        self.followers(made[2].id, technician).await?;
        let canned = self.canned(technician).await?;
        Ok(Tickets {
            canned,
            tickets: made,
            posts,
            file,
            attachment,
            inbound,
            outbound,
        })
    }

    async fn ticket(
        &mut self,
        number: u64,
        subject: &str,
        status: &str,
        technician: Option<UserId>,
        clients: &Clients,
        desk: &Desk,
    ) -> QueryResult<Numbered<TicketId>> {
        let id = TicketId::new();
        let closed = (status == "closed").then_some(self.now);
        let token: String = id.0.simple().to_string().chars().skip(6).collect();
        // Later numbers are newer, so that lists have an order to check.
        let at = self.now.plus_seconds(number as i64 - 2000);
        diesel::insert_into(tickets::table)
            .values((
                tickets::tenant_id.eq(self.tenant),
                tickets::id.eq(id),
                tickets::number.eq(number),
                tickets::subject.eq(self.voice.say(subject)),
                tickets::status_key.eq(status),
                tickets::category.eq(status),
                tickets::priority.eq("medium"),
                tickets::source.eq("email"),
                tickets::client_id.eq(Some(clients.clients[0].id)),
                tickets::contact_id.eq(Some(clients.contacts[0])),
                tickets::location_id.eq(Some(clients.location)),
                tickets::board_id.eq(desk.board),
                tickets::technician_id.eq(technician),
                tickets::reply_token.eq(token),
                tickets::post_count.eq(if number == 1002 { 4u32 } else { 0 }),
                tickets::created_at.eq(at),
                tickets::updated_at.eq(at),
                tickets::resolved_at.eq(closed),
                tickets::closed_at.eq(closed),
            ))
            .execute(self.conn)
            .await?;
        Ok(Numbered { id, number })
    }

    async fn conversation(
        &mut self,
        ticket: TicketId,
        technician: &User,
        contact: ContactId,
    ) -> QueryResult<Vec<PostId>> {
        let parts = [
            (
                "reply",
                "contact",
                None,
                Some(contact),
                "Nothing since Monday.",
            ),
            (
                "reply",
                "user",
                Some(technician.id),
                None,
                "I am looking into it.",
            ),
            (
                "note",
                "user",
                Some(technician.id),
                None,
                "Their DNS is wrong.",
            ),
            ("event", "system", None, None, "Status: Open"),
        ];
        let mut made = Vec::new();
        for (position, (kind, author_kind, user, contact, text)) in (1u32..).zip(parts) {
            made.push(
                self.post(NewPost {
                    ticket,
                    position,
                    kind,
                    author_kind,
                    user,
                    contact,
                    text,
                })
                .await?,
            );
        }
        Ok(made)
    }

    async fn post(&mut self, post: NewPost<'_>) -> QueryResult<PostId> {
        let id = PostId::new();
        diesel::insert_into(ticket_posts::table)
            .values((
                ticket_posts::tenant_id.eq(self.tenant),
                ticket_posts::id.eq(id),
                ticket_posts::ticket_id.eq(post.ticket),
                ticket_posts::position.eq(post.position),
                ticket_posts::kind.eq(post.kind),
                ticket_posts::author_kind.eq(post.author_kind),
                ticket_posts::user_id.eq(post.user),
                ticket_posts::contact_id.eq(post.contact),
                ticket_posts::author_name.eq(self.voice.say(post.author_kind)),
                ticket_posts::body_text.eq(self.voice.say(post.text)),
                ticket_posts::body_html.eq(format!("<p>{}</p>", self.voice.say(post.text))),
                ticket_posts::created_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(id)
    }

    pub(super) async fn file(&mut self, content_type: &str, text: &str) -> Written<FileId> {
        let id = FileId::new();
        let bytes = self.voice.say(text).into_bytes();
        let sha256 = self.core.files.put(self.tenant.0, &bytes).await?;
        diesel::insert_into(files::table)
            .values((
                files::tenant_id.eq(self.tenant),
                files::id.eq(id),
                files::sha256.eq(sha256.to_vec()),
                files::size.eq(bytes.len() as u64),
                files::content_type.eq(content_type),
                files::created_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(id)
    }

    async fn attachment(
        &mut self,
        ticket: TicketId,
        post: PostId,
        file: FileId,
    ) -> QueryResult<AttachmentId> {
        let id = AttachmentId::new();
        diesel::insert_into(attachments::table)
            .values((
                attachments::tenant_id.eq(self.tenant),
                attachments::id.eq(id),
                attachments::ticket_id.eq(ticket),
                attachments::post_id.eq(post),
                attachments::file_id.eq(file),
                attachments::name.eq(self.voice.say("router.log")),
                attachments::created_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(id)
    }

    /// A mail that became a post, or one that waits in quarantine.
    async fn inbound(
        &mut self,
        desk: &Desk,
        file: FileId,
        filed: Option<(TicketId, PostId)>,
    ) -> QueryResult<InboundMessageId> {
        let id = InboundMessageId::new();
        let state = if filed.is_some() {
            "filed"
        } else {
            "quarantined"
        };
        diesel::insert_into(inbound_messages::table)
            .values((
                inbound_messages::tenant_id.eq(self.tenant),
                inbound_messages::id.eq(id),
                inbound_messages::mailbox_id.eq(desk.mailbox),
                inbound_messages::source.eq("pipe"),
                inbound_messages::file_id.eq(file),
                inbound_messages::identity_hash.eq([*id.0.as_bytes(), [0; 16]].concat()),
                inbound_messages::state.eq(state),
                inbound_messages::reason.eq(self.voice.say("")),
                inbound_messages::message_id.eq(self.voice.email("message")),
                inbound_messages::from_address.eq(self.voice.email("stranger")),
                inbound_messages::from_name.eq(self.voice.say("Stranger")),
                inbound_messages::subject.eq(self.voice.say("Hello")),
                inbound_messages::ticket_id.eq(filed.map(|(ticket, _)| ticket)),
                inbound_messages::post_id.eq(filed.map(|(_, post)| post)),
                inbound_messages::received_at.eq(self.now),
                inbound_messages::processed_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(id)
    }

    async fn outbound(
        &mut self,
        desk: &Desk,
        clients: &Clients,
        ticket: TicketId,
        post: PostId,
    ) -> QueryResult<OutboundMessageId> {
        let id = OutboundMessageId::new();
        diesel::insert_into(outbound_messages::table)
            .values((
                outbound_messages::tenant_id.eq(self.tenant),
                outbound_messages::id.eq(id),
                outbound_messages::purpose.eq("ticket_reply"),
                outbound_messages::ticket_id.eq(Some(ticket)),
                outbound_messages::post_id.eq(Some(post)),
                outbound_messages::from_address.eq(&desk.address),
                outbound_messages::from_name.eq(self.voice.say("Support")),
                outbound_messages::to_address.eq(&clients.contact_email),
                outbound_messages::subject.eq(self.voice.say("Re: No mail since Monday")),
                outbound_messages::body_text.eq(self.voice.say("I am looking into it.")),
                outbound_messages::body_html.eq(self.voice.say("<p>I am looking into it.</p>")),
                outbound_messages::message_id.eq(self.voice.email("sent")),
                outbound_messages::thread_references.eq(""),
                outbound_messages::state.eq("sent"),
                outbound_messages::created_at.eq(self.now),
                outbound_messages::sent_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(id)
    }

    /// What the technician has not sent yet.
    async fn draft(&mut self, ticket: TicketId, technician: &User) -> QueryResult<()> {
        diesel::insert_into(ticket_drafts::table)
            .values((
                ticket_drafts::tenant_id.eq(self.tenant),
                ticket_drafts::user_id.eq(technician.id),
                ticket_drafts::ticket_id.eq(ticket),
                ticket_drafts::kind.eq("reply"),
                ticket_drafts::body.eq(self.voice.say("It was the DNS, as")),
                ticket_drafts::updated_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(())
    }

    /// Everybody's greeting, and one of the technician's own.
    async fn canned(&mut self, technician: &User) -> QueryResult<Vec<CannedReplyId>> {
        let mut made = Vec::new();
        for (shortcut, text, owner) in [
            ("hello", "Hello {{contact.first_name}},", None),
            ("dns", "It was the DNS.", Some(technician.id)),
        ] {
            let id = CannedReplyId::new();
            diesel::insert_into(canned_replies::table)
                .values((
                    canned_replies::tenant_id.eq(self.tenant),
                    canned_replies::id.eq(id),
                    canned_replies::name.eq(self.voice.say(shortcut)),
                    canned_replies::shortcut.eq(shortcut),
                    canned_replies::body.eq(self.voice.say(text)),
                    canned_replies::owner_id.eq(owner),
                    canned_replies::created_at.eq(self.now),
                    canned_replies::updated_at.eq(self.now),
                ))
                .execute(self.conn)
                .await?;
            made.push(id);
        }
        Ok(made)
    }

    /// Two tickets that have to do with each other.
    async fn link(&mut self, from: TicketId, to: TicketId) -> QueryResult<()> {
        diesel::insert_into(ticket_links::table)
            .values((
                ticket_links::tenant_id.eq(self.tenant),
                ticket_links::from_id.eq(from),
                ticket_links::to_id.eq(to),
                ticket_links::kind.eq("related"),
                ticket_links::created_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(())
    }

    /// A user who watches, and an address that gets copies.
    async fn followers(&mut self, ticket: TicketId, technician: &User) -> QueryResult<()> {
        diesel::insert_into(ticket_watchers::table)
            .values((
                ticket_watchers::tenant_id.eq(self.tenant),
                ticket_watchers::ticket_id.eq(ticket),
                ticket_watchers::user_id.eq(technician.id),
                ticket_watchers::created_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        diesel::insert_into(ticket_copies::table)
            .values((
                ticket_copies::tenant_id.eq(self.tenant),
                ticket_copies::ticket_id.eq(ticket),
                ticket_copies::address.eq(self.voice.email("copy")),
                ticket_copies::name.eq(self.voice.say("Carla Copy")),
                ticket_copies::created_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(())
    }
}
