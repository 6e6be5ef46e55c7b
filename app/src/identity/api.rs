//! Server functions of the pages outside the sign-in.

use crate::error::ApiError;
use crate::forms::FormReply;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Whose a mailed link is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkOwner {
    pub workspace: String,
    pub email: String,
    pub name: String,
}

/// Signs in with a password.
#[server(endpoint = "identity/sign-in")]
pub async fn sign_in(
    #[server(default)] workspace: String,
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, context, set_session, submit};
    use server_core::identity::sign_in::{self, SignInStep};
    let context = context()?;
    let typed = vec![("workspace", workspace.clone()), ("email", email.clone())];
    submit("identity/sign-in", typed, async move {
        let tenant = crate::server::tenant_of(&context, &workspace).await?;
        let origin = context.origin.clone();
        let step =
            sign_in::password(&context.core, tenant.id, &email, password.into(), origin).await?;
        let (opened, to) = match step {
            SignInStep::SignedIn(opened) => (opened, crate::server::own_path(&next)),
            SignInStep::SecondFactor(opened) => (opened, crate::server::second_step_path(&next)),
        };
        set_session(&opened).map_err(crate::server::lost)?;
        Ok(Done::go(to))
    })
    .await
}

/// The second step: a code of the authenticator app, or a recovery code.
#[server(endpoint = "identity/second-step")]
pub async fn second_step(
    #[server(default)] code: String,
    #[server(default)] kind: String,
    #[server(default)] next: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, context, session_cookie, set_session, submit};
    use server_core::Error;
    use server_core::identity::sign_in;
    let context = context()?;
    let cookie = session_cookie()?;
    submit(
        "identity/second-step",
        vec![("kind", kind.clone())],
        async move {
            let origin = context.origin.clone();
            let step = if kind == "recovery" {
                sign_in::recovery_code(&context.core, &cookie, &code, origin).await
            } else {
                sign_in::totp(&context.core, &cookie, &code, origin).await
            };
            match step {
                Ok(opened) => {
                    set_session(&opened).map_err(crate::server::lost)?;
                    Ok(Done::go(crate::server::own_path(&next)))
                }
                Err(Error::Unauthenticated) => {
                    Ok(Done::go("/sign-in").saying("That took too long. Sign in again."))
                }
                Err(error) => Err(error),
            }
        },
    )
    .await
}

/// Ends the session.
#[server(endpoint = "identity/sign-out")]
pub async fn sign_out() -> Result<FormReply, ApiError> {
    use crate::server::{Done, context, forget_session, submit};
    let context = context()?;
    submit("identity/sign-out", vec![], async move {
        if let Some(session) = &context.session {
            let mut tx = context.core.db.begin(session.actor.clone()).await?;
            server_core::identity::sessions::revoke(&mut tx, session.session).await?;
            tx.commit().await?;
        }
        forget_session().map_err(crate::server::lost)?;
        Ok(Done::go("/sign-in").saying("You are signed out."))
    })
    .await
}

/// Makes a workspace.
#[server(endpoint = "identity/sign-up")]
pub async fn sign_up(
    #[server(default)] company: String,
    #[server(default)] slug: String,
    #[server(default)] name: String,
    #[server(default)] email: String,
    #[server(default)] time_zone: String,
    #[server(default)] password: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, context, set_session, submit};
    use server_core::identity::sign_up::{self, SignUp};
    let context = context()?;
    let typed = vec![
        ("company", company.clone()),
        ("slug", slug.clone()),
        ("name", name.clone()),
        ("email", email.clone()),
        ("time_zone", time_zone.clone()),
    ];
    submit("identity/sign-up", typed, async move {
        let form = SignUp {
            company,
            slug,
            name,
            email,
            time_zone,
            password: password.into(),
        };
        let origin = context.origin.clone();
        let (tenant, opened) = sign_up::sign_up(&context.core, form, origin).await?;
        set_session(&opened).map_err(crate::server::lost)?;
        Ok(Done::go("/").saying(format!("{} is ready.", tenant.name)))
    })
    .await
}

/// Time zones for the sign-up form.
#[server(endpoint = "identity/zones")]
pub async fn time_zones() -> Result<Vec<String>, ApiError> {
    Ok(server_core::clocktext::zones())
}

/// Asks for a link to choose a new password.
#[server(endpoint = "identity/forgot")]
pub async fn forgot(
    #[server(default)] workspace: String,
    #[server(default)] email: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, context, submit};
    let context = context()?;
    let typed = vec![("workspace", workspace.clone()), ("email", email.clone())];
    submit("identity/forgot", typed, async move {
        let tenant = crate::server::tenant_of(&context, &workspace).await?;
        let origin = context.origin.clone();
        server_core::identity::resets::request(&context.core, tenant.id, &email, origin).await?;
        Ok(Done::go("/forgot").saying(
            "If somebody here has this address, a mail with a link is on its way. It is good for one hour.",
        ))
    })
    .await
}

/// Whose reset link this is.
#[server(endpoint = "identity/reset-link")]
pub async fn reset_link(token: String) -> Result<Option<LinkOwner>, ApiError> {
    use server_core::identity::mailed_tokens::Purpose;
    crate::server::link_owner(Purpose::Reset, &token).await
}

/// Chooses a new password with a link.
#[server(endpoint = "identity/reset")]
pub async fn reset(
    #[server(default)] token: String,
    #[server(default)] password: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, context, submit};
    let context = context()?;
    submit("identity/reset", vec![], async move {
        let origin = context.origin.clone();
        let new = password.into();
        server_core::identity::resets::finish(&context.core, &token, new, origin).await?;
        Ok(Done::go("/sign-in").saying("Your password is changed. Sign in with the new one."))
    })
    .await
}

/// Whose invitation this is.
#[server(endpoint = "identity/invitation")]
pub async fn invitation(token: String) -> Result<Option<LinkOwner>, ApiError> {
    use server_core::identity::mailed_tokens::Purpose;
    crate::server::link_owner(Purpose::Invite, &token).await
}

/// Accepts an invitation.
#[server(endpoint = "identity/accept-invite")]
pub async fn accept_invite(
    #[server(default)] token: String,
    #[server(default)] name: String,
    #[server(default)] password: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, context, set_session, submit};
    use server_core::identity::invitations;
    let context = context()?;
    submit(
        "identity/accept-invite",
        vec![("name", name.clone())],
        async move {
            let origin = context.origin.clone();
            let new = password.into();
            let opened = invitations::accept(&context.core, &token, &name, new, origin).await?;
            set_session(&opened).map_err(crate::server::lost)?;
            Ok(Done::go("/").saying("Welcome."))
        },
    )
    .await
}
