//! `GET /mail/<mail>/original`: a mail to the byte as it came. Pages show its first part only.

use super::Site;
use super::errors;
use app::server::{RequestContext, failed};
use app_types::id::InboundMessageId;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use server_core::Error;
use server_core::mail::inbound::original;

pub async fn download(
    State(site): State<Site>,
    Extension(context): Extension<RequestContext>,
    Path(mail): Path<String>,
    headers: HeaderMap,
) -> Response {
    match load(&context, &mail).await {
        Ok((id, raw)) => answer(id, raw),
        Err(error) => {
            let error = failed(error);
            let status = errors::status_of(&error);
            errors::answer(&site, &headers, "/mail/", status, &error)
        }
    }
}

async fn load(
    context: &RequestContext,
    mail: &str,
) -> server_core::Result<(InboundMessageId, Vec<u8>)> {
    let session = context.session.as_ref().ok_or(Error::Unauthenticated)?;
    let mut actor = session.actor.clone();
    actor.origin = context.origin.clone();
    let id = InboundMessageId::parse(mail).ok_or(Error::NotFound)?;
    let mut tx = context.core.db.read(actor).await?;
    Ok((id, original(&context.core, &mut tx, id).await?))
}

/// Always a download: a browser that showed it would run what is in it.
fn answer(id: InboundMessageId, raw: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, "message/rfc822".to_string()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"mail-{id}.eml\""),
        ),
        (
            CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'".to_string(),
        ),
        (CACHE_CONTROL, "private, no-store".to_string()),
    ];
    (headers, raw).into_response()
}
