//! The second factor: six digits every thirty seconds (RFC 6238), and recovery codes.

use super::rows::{RecoveryCodeRow, UserRow};
use super::sessions::{self, Opened, own_user};
use super::{SignedIn, queries, reauthentication};
use crate::clocktext::ClockText;
use crate::core::{Core, Settings};
use crate::error::{Error, Result};
use crate::sealed;
use app_types::Timestamp;
use app_types::id::{TenantId, TokenId, UserId};
use app_types::identity::{TotpSetup, TotpState};
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::qr::QRBuilder;
use secrecy::{ExposeSecret, SecretBox, SecretString};
use server_db::TenantTx;
use server_db::audit::AuditRecord;
use totp_rs::{Algorithm, Builder, Totp};

const STEP_SECONDS: u64 = 30;
/// Codes of the step before and after are taken as well: clocks differ.
const SKEW: u16 = 1;
const SECRET_BYTES: usize = 20;
const RECOVERY_CODES: usize = 10;

/// Where the signed-in person stands.
///
/// # Errors
/// [`Error::Unauthenticated`] when the actor is no user.
pub async fn state(tx: &mut TenantTx, clock: &ClockText) -> Result<TotpState> {
    let user = me(tx).await?;
    let left = queries::recovery_codes_left(tx, user.id).await?;
    let tenant = queries::tenant(tx).await?.ok_or(Error::NotFound)?;
    Ok(TotpState {
        enabled_at: user.totp_enabled_at.map(|at| clock.when(at)),
        recovery_codes_left: u32::try_from(left).unwrap_or_default(),
        required: tenant.require_totp,
    })
}

/// Makes a secret that counts once a code of it is confirmed. An earlier unconfirmed one is
/// replaced.
///
/// # Errors
/// [`Error::Conflict`] when a second factor is set up already.
pub async fn start_setup(tx: &mut TenantTx, settings: &Settings) -> Result<TotpSetup> {
    let user = me(tx).await?;
    if user.totp_enabled_at.is_some() {
        return Err(Error::Conflict(
            "Two-step sign-in is on already. Turn it off first to set up another device.".into(),
        ));
    }
    let secret: [u8; SECRET_BYTES] = rand::random();
    let place = place(tx.tenant(), user.id);
    let sealed = sealed::seal(&settings.secret_key, &place, &secret)?;
    queries::set_totp_secret(tx, user.id, Some(&sealed)).await?;
    setup_of(tx, &user, &secret).await
}

/// The unconfirmed secret again, for a page that is loaded once more.
///
/// # Errors
/// [`Error::Unauthenticated`] when the actor is no user.
pub async fn pending_setup(tx: &mut TenantTx, settings: &Settings) -> Result<Option<TotpSetup>> {
    let user = me(tx).await?;
    if user.totp_enabled_at.is_some() || user.totp_secret.is_none() {
        return Ok(None);
    }
    let secret = secret_of(&user, settings)?;
    setup_of(tx, &user, secret.expose_secret()).await.map(Some)
}

/// Recovery codes as they are shown, once.
pub struct RecoveryCodes(pub Vec<SecretString>);

/// Turns the second factor on, after a code shows that the device has the secret. Other sessions
/// end, this one gets a new cookie.
///
/// # Errors
/// [`Error::Invalid`] on `code`; [`Error::RateLimited`].
pub async fn confirm_setup(
    core: &Core,
    who: &SignedIn,
    code: &str,
) -> Result<(RecoveryCodes, Opened)> {
    let tries = reauthentication::second_factor_tries(core, who.tenant.id, who.user);
    tries.reserve(core).await?;
    let mut tx = core.db.begin(who.actor.clone()).await?;
    let user = me_for_update(&mut tx).await?;
    if user.totp_enabled_at.is_some() || user.totp_secret.is_none() {
        return Err(Error::Conflict(
            "Start setting up two-step sign-in again.".into(),
        ));
    }
    let step = matching_step(&user, code, tx.now(), &core.settings)?;
    let step = step.ok_or_else(wrong_code)?;
    queries::set_totp_enabled(&mut tx, user.id, step).await?;
    let codes = write_recovery_codes(&mut tx, user.id, &core.settings).await?;
    record(
        &mut tx,
        user.id,
        "user.totp_on",
        "Two-step sign-in turned on",
    );
    let opened = sessions::rotate(&mut tx, user.id, &core.settings).await?;
    tx.commit().await?;
    tries.clear(core).await;
    Ok((codes, opened))
}

/// Turns the second factor off; the password is asked again.
///
/// # Errors
/// [`Error::Invalid`] on `password`; [`Error::Conflict`] where the workspace requires it.
pub async fn disable(core: &Core, who: &SignedIn, password: SecretString) -> Result<Opened> {
    reauthentication::check_password(core, who, password).await?;
    let mut tx = core.db.begin(who.actor.clone()).await?;
    let user = me_for_update(&mut tx).await?;
    let tenant = queries::tenant(&mut tx).await?.ok_or(Error::NotFound)?;
    if tenant.require_totp {
        return Err(Error::Conflict(
            "This workspace requires two-step sign-in. Ask its owner to change that first.".into(),
        ));
    }
    queries::set_totp_secret(&mut tx, user.id, None).await?;
    record(
        &mut tx,
        user.id,
        "user.totp_off",
        "Two-step sign-in turned off",
    );
    let opened = sessions::rotate(&mut tx, user.id, &core.settings).await?;
    tx.commit().await?;
    Ok(opened)
}

/// Ten new recovery codes in place of the old ones; the password is asked again.
///
/// # Errors
/// [`Error::Invalid`] on `password`; [`Error::Conflict`] without a second factor.
pub async fn new_recovery_codes(
    core: &Core,
    who: &SignedIn,
    password: SecretString,
) -> Result<RecoveryCodes> {
    reauthentication::check_password(core, who, password).await?;
    let mut tx = core.db.begin(who.actor.clone()).await?;
    let user = me_for_update(&mut tx).await?;
    if user.totp_enabled_at.is_none() {
        return Err(Error::Conflict("Turn on two-step sign-in first.".into()));
    }
    let codes = write_recovery_codes(&mut tx, user.id, &core.settings).await?;
    record(
        &mut tx,
        user.id,
        "user.recovery_codes",
        "New recovery codes made",
    );
    tx.commit().await?;
    Ok(codes)
}

/// The step whose code this is, if it is one of now and was not used before.
pub(super) fn matching_step(
    user: &UserRow,
    code: &str,
    now: Timestamp,
    settings: &Settings,
) -> Result<Option<u64>> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(None);
    }
    let secret = secret_of(user, settings)?;
    let totp = totp(secret.expose_secret(), "", "")?;
    let seconds = u64::try_from(now.seconds()).unwrap_or_default();
    let step = totp.check(&digits, seconds);
    Ok(step.filter(|step| *step > user.totp_last_step))
}

/// The hash under which a recovery code is kept. Case, spaces and dashes do not matter.
pub(super) fn recovery_hash(settings: &Settings, user: UserId, code: &str) -> Vec<u8> {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let parts = [user.to_string(), plain];
    let parts = [parts[0].as_str(), parts[1].as_str()];
    sealed::keyed_hash(&settings.secret_key, "recovery code", &parts).to_vec()
}

pub(super) fn wrong_code() -> Error {
    Error::invalid(
        "code",
        "Enter the code that your authenticator app shows now",
    )
}

async fn write_recovery_codes(
    tx: &mut TenantTx,
    user: UserId,
    settings: &Settings,
) -> Result<RecoveryCodes> {
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code()).collect();
    let rows: Vec<RecoveryCodeRow> = codes
        .iter()
        .map(|code| RecoveryCodeRow {
            tenant_id: tx.tenant(),
            id: TokenId::new(),
            user_id: user,
            code_hash: recovery_hash(settings, user, code),
            created_at: tx.now(),
        })
        .collect();
    queries::replace_recovery_codes(tx, user, &rows).await?;
    Ok(RecoveryCodes(
        codes.into_iter().map(SecretString::from).collect(),
    ))
}

/// 80 random bits: `abcd-efgh-2345-6789`. No 0, 1, o, l: people type them from paper.
fn recovery_code() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let random: [u8; 16] = rand::random();
    let letters: Vec<char> = random
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte & 31)]))
        .collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    groups.join("-")
}

async fn setup_of(tx: &mut TenantTx, user: &UserRow, secret: &[u8]) -> Result<TotpSetup> {
    let tenant = queries::tenant(tx).await?.ok_or(Error::NotFound)?;
    let totp = totp(secret, &tenant.name, &user.email)?;
    let failed = |error: &dyn std::fmt::Display| Error::Internal(format!("TOTP set-up: {error}"));
    let uri = totp.to_url().map_err(|error| failed(&error))?;
    let code = QRBuilder::new(uri.as_str())
        .build()
        .map_err(|error| failed(&format!("{error:?}")))?;
    let base32 = totp.secret().to_base32();
    let groups: Vec<&str> = base32
        .as_bytes()
        .chunks(4)
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    Ok(TotpSetup {
        secret: groups.join(" "),
        uri,
        qr_svg: SvgBuilder::default().to_str(&code),
    })
}

fn totp(secret: &[u8], issuer: &str, account: &str) -> Result<Totp> {
    // A colon separates issuer and account in the URI.
    let issuer = issuer.replace(':', " ");
    let account = account.replace(':', " ");
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(SKEW)
        .with_step_duration(STEP_SECONDS)
        .with_secret(secret.to_vec())
        .with_issuer((!issuer.is_empty()).then_some(issuer))
        .with_account_name(account)
        .build()
        .map_err(|error| Error::Internal(format!("TOTP: {error}")))
}

fn secret_of(user: &UserRow, settings: &Settings) -> Result<SecretBox<Vec<u8>>> {
    let sealed = user.totp_secret.as_deref().unwrap_or_default();
    sealed::open(
        &settings.secret_key,
        &place(user.tenant_id, user.id),
        sealed,
    )
}

fn place(tenant: TenantId, user: UserId) -> String {
    format!("{tenant}|{user}|totp_secret")
}

async fn me(tx: &mut TenantTx) -> Result<UserRow> {
    let user = own_user(tx)?;
    queries::user(tx, user).await?.ok_or(Error::NotFound)
}

async fn me_for_update(tx: &mut TenantTx) -> Result<UserRow> {
    let user = own_user(tx)?;
    queries::user_for_update(tx, user)
        .await?
        .ok_or(Error::NotFound)
}

fn record(tx: &mut TenantTx, user: UserId, action: &'static str, summary: &str) {
    tx.record(AuditRecord {
        action,
        entity: "user",
        entity_id: Some(user.0),
        summary: summary.into(),
    });
}
