//! Who may come in, and what they may do: users, roles, passwords, second factors, sessions.
//!
//! - [`sign_in`]: password, then TOTP or a recovery code.
//! - [`sessions`]: from a cookie to a [`SignedIn`], and the list a person can revoke.
//! - [`limits`]: how often a wrong password may be tried.
//!
//! The same words and the same work answer known and unknown addresses everywhere.

pub mod built_in_roles;
pub mod invitations;
pub mod jobs;
pub mod limits;
pub mod mailed_tokens;
mod mails;
pub mod operator;
pub mod passwords;
mod permissions;
mod queries;
mod reauthentication;
pub mod resets;
pub mod roles;
mod rows;
pub mod sessions;
pub mod sign_in;
pub mod sign_up;
mod tokens;
pub mod totp;
pub mod users;

use app_types::id::{SessionId, UserId};
use app_types::identity::{Density, Me, Theme};
use server_db::Actor;

pub use app_types::identity::TenantBrief;
pub(crate) use permissions::read_permissions;

/// What one process keeps for sign-in; see [`crate::Core`].
#[derive(Default)]
pub struct State {
    pub(crate) limits: limits::Local,
    pub(crate) hot: sessions::HotState,
}

/// The person behind a request.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// For [`server_db::Db::begin`] and [`server_db::Db::read`].
    pub actor: Actor,
    pub session: SessionId,
    pub user: UserId,
    pub name: String,
    pub email: String,
    /// The role's name.
    pub role: String,
    pub tenant: TenantBrief,
    /// IANA name: the person's own, else the workspace's.
    pub time_zone: String,
    pub theme: Theme,
    pub density: Density,
    pub shortcuts: bool,
    /// The workspace asks for a second factor and this person has none yet. Until then the
    /// actor holds no permission; only the person's own settings work.
    pub must_set_up_totp: bool,
}

impl SignedIn {
    /// What the frame of a page may know.
    pub fn me(&self) -> Me {
        Me {
            user: self.user,
            name: self.name.clone(),
            email: self.email.clone(),
            role: self.role.clone(),
            permissions: self.actor.permissions,
            tenant: self.tenant.clone(),
            time_zone: self.time_zone.clone(),
            theme: self.theme,
            density: self.density,
            shortcuts: self.shortcuts,
            must_set_up_totp: self.must_set_up_totp,
        }
    }
}
