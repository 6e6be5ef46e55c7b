//! The tenant, its roles and its users.

use super::*;
use app_types::Permission;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::*;

/// [`super::PASSWORD`] by Argon2id with parameters that cost nothing.
const PASSWORD_HASH: &str = "$argon2id$v=19$m=64,t=1,p=1$jFczcTKjyz9LGWmVg8Tn4w$E9OaPW/nAxtgC/bHe4u9STsGg3fJ3bsaYlqty+5U9+A";

/// The built-in roles as the test world has them, least surprising first.
const ROLES: &[(&str, &str)] = &[
    ("owner", "Owner"),
    ("admin", "Administrator"),
    ("dispatcher", "Dispatcher"),
    ("technician", "Technician"),
    ("accountant", "Accountant"),
    ("sales", "Sales"),
    ("read_only", "Read only"),
];

/// As the reviewed file of built-in roles says.
fn permissions_of(role: &str) -> Permissions {
    let roles = server_core::identity::built_in_roles::built_in_roles();
    let found = roles.iter().find(|built_in| built_in.key == role);
    found.map_or(Permissions::NONE, |role| role.permissions)
}

impl Builder<'_> {
    pub(super) async fn tenant(&mut self, slug: &'static str) -> Written<Tenant> {
        let name = self.voice.say("Managed Services");
        diesel::insert_into(tenants::table)
            .values((
                tenants::id.eq(self.tenant),
                tenants::slug.eq(slug),
                tenants::name.eq(&name),
                tenants::time_zone.eq("Europe/Berlin"),
                tenants::created_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        let users = self.users().await?;
        let technician = &users["technician"];
        let (session, token) = self.secrets(technician.id).await?;
        let clients = self.clients().await?;
        let desk = self.desk().await?;
        self.mail_words(users["owner"].id).await?;
        let tickets = self.tickets(technician, &clients, &desk).await?;
        let tag = self.tags(&clients, &tickets).await?;
        let (note, client_file) = self
            .gathered(&users["owner"], &clients, tickets.file)
            .await?;
        let field = self.custom(&tickets).await?;
        let import = self.import(&users["owner"], &tickets).await?;
        let view = self.views(&users).await?;
        let (macro_id, bulk_run) = self.bulk(&users["owner"], &tickets).await?;
        let job = self.rest(&users["owner"]).await?;
        let ticket = tickets.tickets[1].id;
        let notification = self.notifications(&users["owner"], ticket).await?;
        let push_device = self.push_device(&users["owner"]).await?;
        let rule = self.triage(&users["owner"], ticket).await?;
        let technician = &users["technician"];
        let planning = self
            .planning(technician, &tickets, &clients, &desk, tag)
            .await?;
        Ok(Tenant {
            id: self.tenant,
            slug,
            name,
            users,
            clients: clients.clients,
            note,
            client_file,
            location: clients.location,
            contacts: clients.contacts,
            contact_email: clients.contact_email,
            client_domain: clients.domain,
            board: desk.board,
            statuses: desk.statuses,
            mailbox: desk.mailbox,
            tag,
            field,
            import,
            macro_id,
            bulk_run,
            view,
            mailbox_address: desk.address,
            mailbox_key: desk.mailbox_key,
            undeliverable: desk.undeliverable,
            tickets: tickets.tickets,
            posts: tickets.posts,
            file: tickets.file,
            attachment: tickets.attachment,
            inbound: tickets.inbound,
            outbound: tickets.outbound,
            canned: tickets.canned,
            job,
            session,
            token,
            notification,
            push_device,
            rule,
            items: planning.items,
            template: planning.template,
            recurring: planning.recurring,
        })
    }

    async fn users(&mut self) -> QueryResult<BTreeMap<&'static str, User>> {
        let mut made = BTreeMap::new();
        for (key, title) in ROLES {
            made.insert(*key, self.user(key, title).await?);
        }
        Ok(made)
    }

    async fn user(&mut self, key: &'static str, title: &str) -> QueryResult<User> {
        let user = User {
            id: UserId::new(),
            role_id: RoleId::new(),
            email: self.voice.email(key),
            name: self.voice.say(title),
            permissions: permissions_of(key),
        };
        let keys: Vec<&str> = user.permissions.iter().map(Permission::as_str).collect();
        diesel::insert_into(roles::table)
            .values((
                roles::tenant_id.eq(self.tenant),
                roles::id.eq(user.role_id),
                roles::name.eq(self.voice.say(title)),
                roles::built_in.eq(key),
                roles::permissions.eq(serde_json::json!(keys).to_string()),
                roles::created_at.eq(self.now),
                roles::updated_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        diesel::insert_into(users::table)
            .values((
                users::tenant_id.eq(self.tenant),
                users::id.eq(user.id),
                users::email.eq(&user.email),
                users::name.eq(&user.name),
                users::role_id.eq(user.role_id),
                users::status.eq("active"),
                users::password_hash.eq(PASSWORD_HASH),
                users::created_at.eq(self.now),
                users::updated_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(user)
    }

    /// A session nobody holds the secret of, a spent token, a used recovery code.
    async fn secrets(&mut self, user: UserId) -> QueryResult<(SessionId, TokenId)> {
        let session = SessionId::new();
        let token = TokenId::new();
        let unknown = |id: uuid::Uuid| [*id.as_bytes(), *id.as_bytes()].concat();
        diesel::insert_into(user_sessions::table)
            .values((
                user_sessions::tenant_id.eq(self.tenant),
                user_sessions::id.eq(session),
                user_sessions::user_id.eq(user),
                user_sessions::token_hash.eq(unknown(session.0)),
                user_sessions::ip.eq("192.0.2.1"),
                user_sessions::user_agent.eq(self.voice.say("Firefox")),
                user_sessions::created_at.eq(self.now),
                user_sessions::last_seen_at.eq(self.now),
                user_sessions::expires_at.eq(self.now.plus_days(1)),
            ))
            .execute(self.conn)
            .await?;
        diesel::insert_into(user_tokens::table)
            .values((
                user_tokens::tenant_id.eq(self.tenant),
                user_tokens::id.eq(token),
                user_tokens::user_id.eq(user),
                user_tokens::purpose.eq("reset"),
                user_tokens::token_hash.eq(unknown(token.0)),
                user_tokens::created_at.eq(self.now),
                user_tokens::expires_at.eq(self.now),
                user_tokens::used_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        diesel::insert_into(user_recovery_codes::table)
            .values((
                user_recovery_codes::tenant_id.eq(self.tenant),
                user_recovery_codes::id.eq(TokenId::new()),
                user_recovery_codes::user_id.eq(user),
                user_recovery_codes::code_hash.eq(unknown(user.0)),
                user_recovery_codes::created_at.eq(self.now),
                user_recovery_codes::used_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok((session, token))
    }
}
