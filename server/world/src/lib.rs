//! Two tenants of equal shape: the same numbers, the same statuses, the same people, so that only
//! the tenant tells them apart. Every text of the second carries [`CANARY`]: found anywhere in an
//! answer to the first, it is a leak.
//!
//! Rows are written directly, not by verbs, so that the world stands whatever the verbs do.
//! The tests are played in it, and `nestogy verify-isolation`.

mod bulk_rows;
mod client_rows;
mod desk_rows;
mod digest;
mod keys;
mod notification_rows;
mod people_rows;
mod planning_rows;
mod rest_rows;
mod scratch;
mod tag_rows;
mod ticket_rows;
mod triage_rows;
mod view_rows;
mod voice;

use app_types::id::*;
use app_types::{Permissions, Timestamp};
use diesel_async::{AsyncConnection, AsyncMysqlConnection, TransactionManager};
pub use digest::{Scope, digest};
pub use keys::{Tried, swap_foreign_keys, unique_keys};
pub use scratch::{ScratchDatabase, ScratchError};
use server_core::Core;
use server_db::{Actor, Origin, Who};
use server_integrations::files::FileError;
use std::collections::BTreeMap;
use std::future::Future;
pub use voice::Voice;

/// What every text of tenant B contains, followed by a number. Addresses and domains have it in
/// lower case: search without regard to case.
pub const CANARY: &str = "CANARY-B-";

/// The password of every active user.
pub const PASSWORD: &str = "correct horse battery staple";

/// The first tenant and its twin.
pub struct World {
    /// Slug `alpha`.
    pub a: Tenant,
    /// Slug `bravo`; full of canaries.
    pub b: Tenant,
}

/// A user who can sign in with [`PASSWORD`].
#[derive(Debug, Clone)]
pub struct User {
    pub id: UserId,
    pub role_id: RoleId,
    pub email: String,
    pub name: String,
    pub permissions: Permissions,
}

/// A row that people know by its number.
#[derive(Debug, Clone)]
pub struct Numbered<Id> {
    pub id: Id,
    pub number: u64,
}

/// Everything a tenant of the world has, by id.
#[derive(Debug, Clone)]
pub struct Tenant {
    pub id: TenantId,
    pub slug: &'static str,
    pub name: String,
    /// By the key of the built-in role: `owner`, `technician`, …
    pub users: BTreeMap<&'static str, User>,
    /// Numbers 1 and 2; the second is archived.
    pub clients: Vec<Numbered<ClientId>>,
    /// The owner's, about the first client.
    pub note: ClientNoteId,
    /// Of the first client, added by the owner.
    pub client_file: ClientFileId,
    pub location: LocationId,
    /// Of the first client; the first one is primary.
    pub contacts: Vec<ContactId>,
    pub contact_email: String,
    pub client_domain: String,
    pub board: BoardId,
    /// By status key.
    pub statuses: BTreeMap<&'static str, StatusId>,
    pub mailbox: MailboxId,
    /// Worn by ticket 1002 and client 1.
    pub tag: TagId,
    /// A choice that tickets have, filled in on ticket 1002.
    pub field: CustomFieldId,
    /// Of clients, with one row; not taken in.
    pub import: ImportId,
    pub macro_id: MacroId,
    /// Of the owner: done, one ticket.
    pub bulk_run: BulkRunId,
    /// Shared by the owner; what people with the role `read_only` see first.
    pub view: TicketViewId,
    pub mailbox_address: String,
    /// Of the mailbox, for delivery over HTTP; its secret is none.
    pub mailbox_key: MailboxKeyId,
    /// Whose mail came back.
    pub undeliverable: UndeliverableId,
    /// 1001 new and unassigned, 1002 open with the technician, 1003 closed.
    pub tickets: Vec<Numbered<TicketId>>,
    /// The posts of ticket 1002: a mail, a reply, a note, an event.
    pub posts: Vec<PostId>,
    pub file: FileId,
    pub attachment: AttachmentId,
    /// One filed, one in quarantine.
    pub inbound: Vec<InboundMessageId>,
    pub outbound: OutboundMessageId,
    /// Everybody's `hello`, and `dns` of the technician.
    pub canned: Vec<CannedReplyId>,
    /// A dead job.
    pub job: JobId,
    pub session: SessionId,
    pub token: TokenId,
    /// The owner's, read.
    pub notification: NotificationId,
    /// The owner's browser, at a push service that is not there.
    pub push_device: PushDeviceId,
    /// Paused, so that no other test meets it; it has acted on ticket 1002 once.
    pub rule: TriageRuleId,
    /// Of ticket 1002: the first one is done, the second is open.
    pub items: Vec<ChecklistItemId>,
    /// With the tag and a checklist of two.
    pub template: TicketTemplateId,
    /// Daily for client 1, paused; it has made ticket 1003.
    pub recurring: RecurringTicketId,
}

type Manager = <AsyncMysqlConnection as AsyncConnection>::TransactionManager;

/// What the parts need while they write one tenant.
pub(crate) struct Builder<'a> {
    pub conn: &'a mut AsyncMysqlConnection,
    pub core: &'a Core,
    pub tenant: TenantId,
    pub now: Timestamp,
    pub voice: Voice,
}

/// An installation with an empty database, to write a world into.
pub trait Place: Sync {
    /// A connection without any guard: what it writes are the rows of two tenants.
    fn connect(&self) -> impl Future<Output = AsyncMysqlConnection> + Send;
    fn core(&self) -> &Core;
    fn now(&self) -> Timestamp;
}

/// Why a world cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    #[error("the database: {0}")]
    Database(#[from] diesel::result::Error),
    #[error(transparent)]
    Files(#[from] FileError),
}

type Written<T> = Result<T, WorldError>;

impl World {
    /// Writes tenants `alpha` and `bravo` under the numbers 1 and 2.
    ///
    /// # Panics
    /// When a row is refused.
    #[allow(clippy::panic)]
    pub async fn two_tenants(place: &impl Place) -> Self {
        match Self::write(place, [TenantId(1), TenantId(2)]).await {
            Ok(world) => world,
            Err(error) => panic!("the world of two tenants: {error}"),
        }
    }

    /// Writes tenants `alpha` and `bravo` under these numbers.
    ///
    /// # Errors
    /// When a row is refused.
    pub async fn write(place: &impl Place, [a, b]: [TenantId; 2]) -> Written<Self> {
        Ok(Self {
            a: Tenant::write(place, a, "alpha", Voice::plain()).await?,
            b: Tenant::write(place, b, "bravo", Voice::canary()).await?,
        })
    }
}

impl Tenant {
    /// Writes a tenant with one row or more in every table.
    async fn write(
        place: &impl Place,
        id: TenantId,
        slug: &'static str,
        voice: Voice,
    ) -> Written<Self> {
        let mut conn = place.connect().await;
        Manager::begin_transaction(&mut conn).await?;
        let mut builder = Builder {
            conn: &mut conn,
            core: place.core(),
            tenant: id,
            now: place.now(),
            voice,
        };
        let tenant = builder.tenant(slug).await?;
        Manager::commit_transaction(&mut conn).await?;
        Ok(tenant)
    }

    /// An actor with the rights of a built-in role.
    ///
    /// # Panics
    /// When there is no such role.
    pub fn actor(&self, role: &str) -> Actor {
        let user = self.user(role);
        Actor {
            tenant: self.id,
            who: Who::User {
                id: user.id,
                name: user.name.clone(),
            },
            permissions: user.permissions,
            origin: Origin {
                ip: "192.0.2.1".into(),
                request_id: "test".into(),
                ..Origin::default()
            },
        }
    }

    /// # Panics
    /// When there is no such role.
    #[allow(clippy::panic)]
    pub fn user(&self, role: &str) -> &User {
        self.users
            .get(role)
            .unwrap_or_else(|| panic!("no user with the role {role}"))
    }

    pub fn owner(&self) -> Actor {
        self.actor("owner")
    }

    pub fn technician(&self) -> Actor {
        self.actor("technician")
    }

    /// May look, may not touch.
    pub fn reader(&self) -> Actor {
        self.actor("read_only")
    }

    /// A user without a single permission, for refusals.
    pub fn powerless(&self) -> Actor {
        Actor {
            permissions: Permissions::NONE,
            ..self.reader()
        }
    }

    /// Nestogy itself, as in a job.
    pub fn system(&self) -> Actor {
        Actor::system(self.id, "test")
    }
}
