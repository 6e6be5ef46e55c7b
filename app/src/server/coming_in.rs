//! Helpers of the pages outside the sign-in.

use super::on_server::{RequestContext, context, failed};
use crate::error::ApiError;
use crate::identity::LinkOwner;
use app_types::identity::TenantBrief;
use server_core::identity::mailed_tokens::{self, Purpose};
use server_core::identity::totp::RecoveryCodes;
use server_core::secrecy::ExposeSecret;
use server_core::{Error, Result, tenants};

/// The workspace that was typed, else that of the host or of the last sign-in.
///
/// # Errors
/// [`Error::Invalid`] on `workspace`.
pub async fn tenant_of(context: &RequestContext, typed: &str) -> Result<TenantBrief> {
    if typed.trim().is_empty() {
        let known = context.tenant.clone();
        return known.ok_or_else(|| Error::invalid("workspace", "Enter your workspace's name"));
    }
    let found = tenants::by_slug(&context.core, typed).await?;
    found.ok_or_else(|| {
        Error::invalid(
            "workspace",
            "There is no workspace with this name. It is the first part of its address",
        )
    })
}

/// A path of this site to go to, or the start page: nobody else's address gets in here.
pub fn own_path(next: &str) -> String {
    let own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.contains(char::is_control)
        && next.len() <= 2_000;
    if own { next.to_string() } else { "/".into() }
}

/// The second step, remembering where to go afterwards.
pub fn second_step_path(next: &str) -> String {
    match own_path(next).as_str() {
        "/" => "/sign-in/code".into(),
        path => format!("/sign-in/code?next={}", super::on_server::escaped(path)),
    }
}

/// An error of the request context, which only a wiring fault can cause.
pub fn lost(error: ApiError) -> Error {
    Error::Internal(format!("{error:?}"))
}

/// Whose a mailed link is; `None` for one that is no longer good.
///
/// # Errors
/// When the database is away.
pub async fn link_owner(
    purpose: Purpose,
    token: &str,
) -> std::result::Result<Option<LinkOwner>, ApiError> {
    let context = context()?;
    let origin = context.origin.clone();
    let link = mailed_tokens::look_at(&context.core, purpose, token, origin).await;
    let link = link.map_err(failed)?;
    Ok(link.map(|link| LinkOwner {
        workspace: link.tenant.name,
        email: link.email,
        name: link.name,
    }))
}

/// Recovery codes as the page shows them, once.
pub fn recovery_text(codes: &RecoveryCodes) -> String {
    let codes = codes.0.iter().map(ExposeSecret::expose_secret);
    codes.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site() {
        for good in ["/tickets/1?x=1", "/"] {
            assert_eq!(own_path(good), good);
        }
        for bad in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "/a\r\nSet-Cookie: x=y",
        ] {
            assert_eq!(own_path(bad), "/", "{bad:?}");
        }
        assert_eq!(second_step_path("/a?b=c"), "/sign-in/code?next=/a%3Fb%3Dc");
    }
}
