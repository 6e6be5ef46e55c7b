//! What the verbs need besides a transaction.

use crate::identity;
use secrecy::SecretBox;
use server_db::Db;
use server_integrations::files::FileStore;
use server_integrations::reach::Reach;
use server_integrations::smtp::MailTransport;
use server_integrations::trust::Trust;
use std::sync::Arc;

/// The installation's services. Cheap to clone; made once at start.
#[derive(Clone)]
pub struct Core {
    pub db: Db,
    pub files: Arc<dyn FileStore>,
    pub mail: Arc<dyn MailTransport>,
    pub settings: Arc<Settings>,
    /// This process's sign-in counters and hashing slots: `Arc::default()`.
    pub identity: Arc<identity::State>,
}

/// Values from the configuration that the business uses.
pub struct Settings {
    /// Where people reach the installation, without a slash at the end: `https://desk.example.com`.
    pub base_url: String,
    /// 32 bytes; encrypts TOTP seeds and mailbox passwords, signs reply tokens.
    pub secret_key: SecretBox<[u8; 32]>,
    /// Whether anyone may make a tenant at /sign-up.
    pub sign_up_open: bool,
    /// Domain of Message-IDs: `desk.example.com`.
    pub mail_domain: String,
    /// Sender of mails that belong to no mailbox (password reset, invitation).
    pub mail_from: String,
    /// Which hosts people of a tenant may make the program talk to.
    pub reach: Reach,
    /// Which hosts browsers may name as their push service: in production those on the public
    /// internet, and no others.
    pub push_reach: Reach,
    /// Sign-out after this long without a request.
    pub session_idle_minutes: u32,
    /// Sign-out after this long in any case.
    pub session_max_hours: u32,
    /// Whose certificates tenants' mail servers may show.
    pub trust: Trust,
}
