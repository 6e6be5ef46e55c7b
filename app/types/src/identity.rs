//! People of a tenant: users, roles, sessions, the workspace and its audit log.

use crate::Permissions;
use crate::columns::text_enum;
use crate::common::When;
use crate::id::{RoleId, SessionId, TenantId, UserId};
use serde::{Deserialize, Serialize};

/// Declares a fieldless enum that is a text column.
macro_rules! column_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident => $text:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[cfg_attr(
            feature = "db",
            derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
        )]
        #[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        text_enum!($name { $($variant => $text),+ });

        impl $name {
            /// What people read.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }
        }
    };
}

column_enum! {
    /// Light or dark.
    Theme {
        System => "system", "As the device is set";
        Light => "light", "Light";
        Dark => "dark", "Dark";
    }
}

column_enum! {
    /// How close together rows stand.
    Density {
        Comfortable => "comfortable", "Comfortable";
        Compact => "compact", "Compact";
    }
}

column_enum! {
    /// The one accent colour of a tenant.
    Accent {
        Indigo => "indigo", "Indigo";
        Teal => "teal", "Teal";
        Rose => "rose", "Rose";
        Amber => "amber", "Amber";
        Slate => "slate", "Slate";
        Violet => "violet", "Violet";
    }
}

column_enum! {
    UserStatus {
        /// Has an invitation and no password yet.
        Invited => "invited", "Invited";
        Active => "active", "Active";
        /// Cannot sign in; what they wrote stays.
        Disabled => "disabled", "Disabled";
    }
}

column_enum! {
    TenantStatus {
        Active => "active", "Active";
        /// Nobody can sign in and no mail is fetched or sent.
        Suspended => "suspended", "Suspended";
    }
}

column_enum! {
    /// What happens to mail from a sender nobody knows.
    UnknownSender {
        /// A new contact at the client that owns the sender's mail domain; else quarantine.
        ContactByDomain => "contact_by_domain", "Make a contact at the client that owns the mail domain";
        Quarantine => "quarantine", "Keep the mail aside until someone files it";
    }
}

/// The tenant as every page and mail names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantBrief {
    pub id: TenantId,
    pub slug: String,
    pub name: String,
    pub accent: Accent,
    pub ticket_prefix: String,
}

/// What the frame of every page knows about its reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub user: UserId,
    pub name: String,
    pub email: String,
    /// The role's name.
    pub role: String,
    pub permissions: Permissions,
    pub tenant: TenantBrief,
    /// IANA name.
    pub time_zone: String,
    pub theme: Theme,
    pub density: Density,
    /// Whether single-key shortcuts are on.
    pub shortcuts: bool,
    /// The workspace asks for a second factor and this person has none: only /settings/security works.
    pub must_set_up_totp: bool,
}

/// A person on the users page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserListRow {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub role: RoleId,
    pub role_name: String,
    pub status: UserStatus,
    pub has_totp: bool,
    /// Last request of any session; `None`: never signed in.
    pub last_seen: Option<When>,
}

/// A role with its permissions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleDetail {
    pub id: RoleId,
    pub name: String,
    /// Key of the built-in role it was made from.
    pub built_in: Option<String>,
    pub permissions: Permissions,
    pub users: u64,
    pub version: u32,
}

/// One of a person's sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    pub id: SessionId,
    /// The session that asks.
    pub current: bool,
    pub ip: String,
    /// For example `Firefox on Linux`.
    pub device: String,
    pub created: When,
    pub last_seen: When,
}

/// What a person may change about themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub name: String,
    pub email: String,
    /// Empty: the workspace's.
    pub time_zone: String,
    pub theme: Theme,
    pub density: Density,
    pub shortcuts: bool,
}

/// A form of `/settings/profile` as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileForm {
    pub name: String,
    pub time_zone: String,
    pub theme: String,
    pub density: String,
    /// Absent when the box is not ticked.
    #[serde(default)]
    pub shortcuts: Option<String>,
}

/// State of a person's second factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotpState {
    pub enabled_at: Option<When>,
    pub recovery_codes_left: u32,
    /// The workspace does not let people go without.
    pub required: bool,
}

/// What an authenticator app needs. Shown once, while the second factor is being set up.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotpSetup {
    /// Base32, in groups of four.
    pub secret: String,
    /// `otpauth://totp/…`
    pub uri: String,
    /// A QR code of `uri`; made by the server, safe to set as inner HTML.
    pub qr_svg: String,
}

impl std::fmt::Debug for TotpSetup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSetup(..)")
    }
}

/// The workspace's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workspace {
    pub slug: String,
    pub host: Option<String>,
    pub name: String,
    pub time_zone: String,
    pub currency: String,
    pub accent: Accent,
    pub ticket_prefix: String,
    pub unknown_sender: UnknownSender,
    pub reopen_window_days: u16,
    /// Days after which a resolved ticket closes itself; 0: never.
    pub auto_close_days: u16,
    pub require_totp: bool,
}

/// The settings form as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkspaceForm {
    pub name: String,
    pub time_zone: String,
    pub accent: String,
    pub ticket_prefix: String,
    pub unknown_sender: String,
    pub reopen_window_days: String,
    pub auto_close_days: String,
    #[serde(default)]
    pub require_totp: Option<String>,
}

/// An entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    pub seq: u64,
    pub at: When,
    pub actor_kind: String,
    pub actor: String,
    /// For example `ticket.close`.
    pub action: String,
    pub entity: String,
    pub entity_id: Option<String>,
    pub summary: String,
    pub ip: String,
    pub request_id: String,
}

/// What the audit page is asked for; empty texts mean no filter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFilter {
    /// Starts with, for example `ticket.` or `session.revoke`.
    #[serde(default)]
    pub action: String,
    /// Part of the actor's name.
    #[serde(default)]
    pub actor: String,
    /// A kind of record: `ticket`, `user`, …
    #[serde(default)]
    pub entity: String,
    /// A record's id.
    #[serde(default)]
    pub entity_id: String,
}

/// The result of walking a tenant's audit chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AuditVerdict {
    Intact {
        entries: u64,
    },
    /// Everything before `seq` is as it was written.
    Broken {
        seq: u64,
        reason: String,
    },
}
