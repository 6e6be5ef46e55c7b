//! Sign-in, sessions, second factor, links, people. Names such as A02 are those of the attack
//! list in the project's notes on security.

mod people;
mod second_factor;
mod sessions;
mod sign_in;
mod tokens;

use app_types::id::TenantId;
use secrecy::SecretString;
use server_core::Error;
use server_core::identity::sessions::Opened;
use server_core::identity::sign_in::{SignInStep, password};
use server_core::identity::{SignedIn, sessions as live};
use server_db::Origin;
use server_testing::{Kit, PASSWORD};

pub fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_string())
}

pub fn from(ip: &str) -> Origin {
    Origin {
        ip: ip.into(),
        user_agent: "Firefox/145 Linux".into(),
        request_id: "test".into(),
        ..Origin::default()
    }
}

/// Signs in with the world's password, from an address of its own.
pub async fn enter(kit: &Kit, tenant: TenantId, email: &str) -> Opened {
    match password(
        &kit.core,
        tenant,
        email,
        secret(PASSWORD),
        from("198.51.100.7"),
    )
    .await
    {
        Ok(SignInStep::SignedIn(opened)) => opened,
        Ok(SignInStep::SecondFactor(_)) => panic!("a second factor is asked for"),
        Err(error) => panic!("{email} cannot sign in: {error}"),
    }
}

pub async fn who(kit: &Kit, opened: &Opened) -> Option<SignedIn> {
    use secrecy::ExposeSecret;
    live::resolve(
        &kit.core,
        opened.cookie.expose_secret(),
        from("198.51.100.7"),
    )
    .await
    .unwrap()
}

/// The person who has just signed in.
pub async fn signed_in(kit: &Kit, tenant: TenantId, email: &str) -> SignedIn {
    let opened = enter(kit, tenant, email).await;
    who(kit, &opened).await.expect("a session just opened")
}

/// The complaints of a refused form as `field: message` lines.
pub fn complaints(error: Error) -> String {
    match error {
        Error::Invalid(invalid) => invalid
            .errors
            .iter()
            .map(|e| format!("{}: {}", e.field, e.message))
            .collect::<Vec<_>>()
            .join("\n"),
        other => panic!("no complaint about input but {other:?}"),
    }
}
