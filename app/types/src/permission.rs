//! What a person may do. Roles are sets of these; the built-in sets are in `server-core`.

use crate::columns::text_enum;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    TicketsView,
    TicketsReply,
    TicketsEdit,
    ClientsView,
    ClientsEdit,
    MailView,
    MailFile,
    UsersView,
    UsersManage,
    RolesManage,
    SettingsManage,
    AuditView,
    JobsView,
    JobsManage,
    ViewsShare,
    DataExport,
}

text_enum!(Permission {
    TicketsView => "tickets_view",
    TicketsReply => "tickets_reply",
    TicketsEdit => "tickets_edit",
    ClientsView => "clients_view",
    ClientsEdit => "clients_edit",
    MailView => "mail_view",
    MailFile => "mail_file",
    UsersView => "users_view",
    UsersManage => "users_manage",
    RolesManage => "roles_manage",
    SettingsManage => "settings_manage",
    AuditView => "audit_view",
    JobsView => "jobs_view",
    JobsManage => "jobs_manage",
    ViewsShare => "views_share",
    DataExport => "data_export",
});

impl Permission {
    /// What the roles page calls it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::TicketsView => "See tickets",
            Self::TicketsReply => "Reply to tickets and write notes",
            Self::TicketsEdit => "Create, assign, change and close tickets",
            Self::ClientsView => "See clients, contacts and locations",
            Self::ClientsEdit => "Create, change and archive clients, contacts and locations",
            Self::MailView => "See incoming and outgoing mail",
            Self::MailFile => "File or dismiss mail by hand",
            Self::UsersView => "See users",
            Self::UsersManage => "Invite, change and disable users",
            Self::RolesManage => "Change what roles may do",
            Self::SettingsManage => "Change the workspace's settings and mailboxes",
            Self::AuditView => "Read the audit log",
            Self::JobsView => "See the job queues",
            Self::JobsManage => "Re-run and park jobs",
            Self::DataExport => "Take lists out as files",
            Self::ViewsShare => "Share views of the ticket list and choose each role's first one",
        }
    }
}

/// A set of permissions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permissions(u64);

impl Permissions {
    pub const NONE: Self = Self(0);

    pub fn all() -> Self {
        Permission::ALL.iter().copied().collect()
    }

    pub const fn with(self, permission: Permission) -> Self {
        Self(self.0 | 1 << permission as u64)
    }

    pub const fn has(self, permission: Permission) -> bool {
        self.0 & (1 << permission as u64) != 0
    }

    /// Whether `self` holds everything that `other` holds.
    pub const fn covers(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL
            .iter()
            .copied()
            .filter(move |p| self.has(*p))
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(iter: I) -> Self {
        iter.into_iter().fold(Self::NONE, Self::with)
    }
}
