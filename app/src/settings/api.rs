//! Server functions of a person's own settings.

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::identity::{Profile, SessionRow, TotpSetup, TotpState};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// `/settings/profile`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileData {
    pub profile: Profile,
    pub zones: Vec<String>,
}

#[server(endpoint = "settings/profile")]
pub async fn load_profile() -> Result<ProfileData, ApiError> {
    crate::server::read(async |tx, _| {
        Ok(ProfileData {
            profile: server_core::identity::users::profile(tx).await?,
            zones: server_core::clocktext::zones(),
        })
    })
    .await
}

#[server(endpoint = "settings/save-profile")]
pub async fn save_profile(
    #[server(default)] name: String,
    #[server(default)] time_zone: String,
    #[server(default)] theme: String,
    #[server(default)] density: String,
    #[server(default)] shortcuts: Option<String>,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::identity::users::change_profile;
    let typed = vec![
        ("name", name.clone()),
        ("time_zone", time_zone.clone()),
        ("theme", theme.clone()),
        ("density", density.clone()),
        ("shortcuts", shortcuts.clone().unwrap_or_default()),
    ];
    let form = app_types::identity::ProfileForm {
        name,
        time_zone,
        theme,
        density,
        shortcuts,
    };
    submit("settings/save-profile", typed, async move {
        write(async |_, tx| change_profile(tx, &form).await).await?;
        Ok(Done::go("/settings/profile").saying("Saved"))
    })
    .await
}

/// `/settings/security`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityData {
    pub sessions: Vec<SessionRow>,
    pub totp: TotpState,
    /// While the second factor is being set up.
    pub setup: Option<TotpSetup>,
}

#[server(endpoint = "settings/security")]
pub async fn load_security() -> Result<SecurityData, ApiError> {
    use server_core::identity::{sessions, totp};
    let (context, me) = crate::server::signed_in()?;
    let settings = &context.core.settings;
    crate::server::read(async |tx, text| {
        Ok(SecurityData {
            sessions: sessions::list(tx, me.session, settings, text).await?,
            totp: totp::state(tx, text).await?,
            setup: totp::pending_setup(tx, settings).await?,
        })
    })
    .await
}

#[server(endpoint = "settings/change-password")]
pub async fn change_password(
    #[server(default)] password: String,
    #[server(default)] new_password: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, lost, set_session, signed_in, submit};
    use server_core::identity::resets;
    let (context, me) = signed_in()?;
    submit("settings/change-password", vec![], async move {
        let new = new_password.into();
        let opened = resets::change_password(&context.core, &me, password.into(), new).await?;
        set_session(&opened).map_err(lost)?;
        Ok(Done::go("/settings/security")
            .saying("Password changed. Your other sessions have ended."))
    })
    .await
}

#[server(endpoint = "settings/start-totp")]
pub async fn start_totp() -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("settings/start-totp", vec![], async move {
        write(async |core, tx| server_core::identity::totp::start_setup(tx, &core.settings).await)
            .await?;
        Ok(Done::go("/settings/security#two-step"))
    })
    .await
}

#[server(endpoint = "settings/confirm-totp")]
pub async fn confirm_totp(#[server(default)] code: String) -> Result<FormReply, ApiError> {
    use crate::server::{Done, lost, recovery_text, set_session, signed_in, submit};
    let (context, me) = signed_in()?;
    submit("settings/confirm-totp", vec![], async move {
        let confirmed = server_core::identity::totp::confirm_setup(&context.core, &me, &code);
        let (codes, opened) = confirmed.await?;
        set_session(&opened).map_err(lost)?;
        Ok(Done::go("/settings/security")
            .saying("Two-step sign-in is on.")
            .showing_once("recovery-codes", "codes", recovery_text(&codes)))
    })
    .await
}

#[server(endpoint = "settings/disable-totp")]
pub async fn disable_totp(#[server(default)] password: String) -> Result<FormReply, ApiError> {
    use crate::server::{Done, lost, set_session, signed_in, submit};
    let (context, me) = signed_in()?;
    submit("settings/disable-totp", vec![], async move {
        let off = server_core::identity::totp::disable(&context.core, &me, password.into());
        set_session(&off.await?).map_err(lost)?;
        Ok(Done::go("/settings/security").saying("Two-step sign-in is off."))
    })
    .await
}

#[server(endpoint = "settings/new-recovery-codes")]
pub async fn new_recovery_codes(
    #[server(default)] password: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, recovery_text, signed_in, submit};
    use server_core::identity::totp;
    let (context, me) = signed_in()?;
    submit("settings/new-recovery-codes", vec![], async move {
        let codes = totp::new_recovery_codes(&context.core, &me, password.into()).await?;
        Ok(Done::go("/settings/security")
            .saying("New recovery codes are made; the old ones no longer work.")
            .showing_once("recovery-codes", "codes", recovery_text(&codes)))
    })
    .await
}

#[server(endpoint = "settings/revoke-session")]
pub async fn revoke_session(#[server(default)] session: String) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use app_types::id::SessionId;
    use server_core::Error;
    submit("settings/revoke-session", vec![], async move {
        let session = SessionId::parse(&session).ok_or(Error::NotFound)?;
        write(async |_, tx| server_core::identity::sessions::revoke(tx, session).await).await?;
        Ok(Done::go("/settings/security").saying("The session has ended."))
    })
    .await
}

#[server(endpoint = "settings/revoke-other-sessions")]
pub async fn revoke_other_sessions() -> Result<FormReply, ApiError> {
    use crate::server::{Done, signed_in, submit, write};
    use server_core::identity::sessions;
    let (_, me) = signed_in()?;
    submit("settings/revoke-other-sessions", vec![], async move {
        let keep = me.session;
        write(async |_, tx| sessions::revoke_others(tx, keep).await).await?;
        Ok(Done::go("/settings/security").saying("Your other sessions have ended."))
    })
    .await
}
