//! The workspace's key pair towards push services, and the keys of browsers at rest.
//!
//! The pair is derived from the installation's key, so it is the same on all servers and nobody has
//! to keep it. Each workspace has its own: a browser that was turned on in one and is then turned on
//! in another ends its first subscription, and nobody is told in a browser that changed hands.

use super::queries::DeviceRow;
use super::rules;
use crate::core::Settings;
use crate::error::{Error, Result};
use crate::sealed;
use app_types::id::{PushDeviceId, TenantId};
use app_types::notifications::PushForm;
use secrecy::ExposeSecret;
use server_integrations::push::{Receiver, Vapid};

/// Another number here ends every subscription.
const PURPOSE: &str = "nestogy push v1";

/// The workspace's pair.
///
/// # Errors
/// [`Error::Internal`] where the cipher library fails.
pub(super) fn vapid(settings: &Settings, tenant: TenantId) -> Result<Vapid> {
    // About one in four thousand million numbers is beyond the curve: then the next one.
    let numbers = (0..8).map(|turn: u32| {
        let parts = [tenant.to_string(), turn.to_string()];
        let parts = parts.each_ref().map(String::as_str);
        sealed::keyed_hash(&settings.secret_key, PURPOSE, &parts)
    });
    let mut pairs = numbers.filter_map(|number| Vapid::from_private_key(&number));
    let broken = || Error::Internal("no key pair for push services".into());
    pairs.next().ok_or_else(broken)
}

/// A subscription as it is stored.
///
/// # Errors
/// As [`sealed::seal`].
pub(super) fn seal(
    settings: &Settings,
    tenant: TenantId,
    id: PushDeviceId,
    form: &PushForm,
) -> Result<Vec<u8>> {
    let plain = [&form.endpoint, &form.p256dh, &form.auth].map(String::as_str);
    let plain = plain.join("\n");
    sealed::seal(&settings.secret_key, &place(tenant, id), plain.as_bytes())
}

/// Where a message to a browser goes, and whom it is encrypted for.
///
/// # Errors
/// [`Error::Internal`] for what was sealed under another key.
pub(super) fn open(
    settings: &Settings,
    tenant: TenantId,
    row: &DeviceRow,
) -> Result<(String, Receiver)> {
    let plain = sealed::open(&settings.secret_key, &place(tenant, row.id), &row.sealed)?;
    let broken = || Error::Internal("a stored subscription cannot be read".into());
    let text = std::str::from_utf8(plain.expose_secret()).map_err(|_| broken())?;
    let mut parts = text.split('\n');
    let mut next = || parts.next().ok_or_else(broken);
    let endpoint = next()?.to_string();
    let receiver = rules::receiver(next()?, next()?).ok_or_else(broken)?;
    Ok((endpoint, receiver))
}

fn place(tenant: TenantId, id: PushDeviceId) -> String {
    format!("{tenant}|{id}|push_device")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::core::Settings;
    use secrecy::SecretBox;
    use server_integrations::reach::Reach;
    use server_integrations::trust::Trust;

    fn settings(key: u8) -> Settings {
        Settings {
            base_url: "https://desk.example".into(),
            secret_key: SecretBox::new(Box::new([key; 32])),
            sign_up_open: false,
            mail_domain: "desk.example".into(),
            mail_from: "desk@desk.example".into(),
            reach: Reach::default(),
            push_reach: Reach::default(),
            session_idle_minutes: 60,
            session_max_hours: 12,
            trust: Trust::default(),
        }
    }

    #[test]
    fn the_pair_is_the_same_everywhere_and_another_for_each_workspace_and_key() {
        let public = |key, tenant| {
            let pair = vapid(&settings(key), TenantId(tenant)).unwrap();
            pair.public().to_vec()
        };
        assert_eq!(public(1, 1), public(1, 1));
        assert_ne!(public(1, 1), public(1, 2));
        assert_ne!(public(1, 1), public(2, 1));
    }
}
