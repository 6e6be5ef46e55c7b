//! Who does something, for which tenant, from where, and what they may do.

use app_types::id::{ClientId, ContactId, TenantId, UserId};
use app_types::{Permission, Permissions};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// The person or task behind a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    User {
        id: UserId,
        name: String,
    },
    /// A client's contact; sees one client.
    Contact {
        id: ContactId,
        client: ClientId,
        name: String,
    },
    /// Nestogy itself: a job, a command line call, the sign-in before anyone is known.
    System {
        task: &'static str,
    },
}

/// The task of whoever runs the installation, at its command line.
const OPERATOR: &str = "operator";

/// Where a request came from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The client's address as the trusted proxies report it; empty for jobs.
    pub ip: String,
    /// As the browser names itself; empty for jobs.
    pub user_agent: String,
    pub request_id: String,
    /// The browser says that its user has just written, perhaps through another process: then the
    /// replica may not have it yet.
    pub just_wrote: bool,
    /// Statements sent for this request, counted for the per-page limits.
    pub statements: Arc<AtomicU32>,
}

impl Origin {
    pub fn statement_count(&self) -> u32 {
        self.statements.load(Ordering::Relaxed)
    }
}

/// Everything a transaction knows about its caller.
#[derive(Debug, Clone)]
pub struct Actor {
    pub tenant: TenantId,
    pub who: Who,
    pub permissions: Permissions,
    pub origin: Origin,
}

impl Actor {
    /// Nestogy acting for a tenant, with every permission.
    pub fn system(tenant: TenantId, task: &'static str) -> Self {
        Self {
            tenant,
            who: Who::System { task },
            permissions: Permissions::all(),
            origin: Origin::default(),
        }
    }

    /// Whoever runs the installation, acting for a tenant from the command line.
    pub fn operator(tenant: TenantId) -> Self {
        Self::system(tenant, OPERATOR)
    }

    pub fn can(&self, permission: Permission) -> bool {
        self.permissions.has(permission)
    }

    /// The user, when the actor is one.
    pub fn user_id(&self) -> Option<UserId> {
        match self.who {
            Who::User { id, .. } => Some(id),
            _ => None,
        }
    }

    /// The name that events, audit entries and mails carry.
    pub fn name(&self) -> &str {
        match &self.who {
            Who::User { name, .. } | Who::Contact { name, .. } => name,
            Who::System { task } if *task == OPERATOR => "Operator",
            Who::System { .. } => "Nestogy",
        }
    }
}
