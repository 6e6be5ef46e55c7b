//! `GET /mail/<mail>/pictures/<number>`: a picture of another server, fetched by us, so that the
//! sender of a mail does not learn who reads it and from where.

use super::Site;
use super::errors;
use app::server::{RequestContext, failed};
use app_types::id::InboundMessageId;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use server_core::Error;
use server_core::mail::inbound::{Picture, fetch_picture, picture_address};

pub async fn remote(
    State(site): State<Site>,
    Extension(context): Extension<RequestContext>,
    Path((mail, number)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    match load(&context, &mail, &number).await {
        Ok(picture) => answer(picture),
        Err(error) => {
            let error = failed(error);
            let status = errors::status_of(&error);
            errors::answer(&site, &headers, "/mail/", status, &error)
        }
    }
}

async fn load(context: &RequestContext, mail: &str, number: &str) -> server_core::Result<Picture> {
    let session = context.session.as_ref().ok_or(Error::Unauthenticated)?;
    let mut actor = session.actor.clone();
    actor.origin = context.origin.clone();
    let id = InboundMessageId::parse(mail).ok_or(Error::NotFound)?;
    let number = number.parse().map_err(|_| Error::NotFound)?;
    let mut tx = context.core.db.read(actor).await?;
    let address = picture_address(&context.core, &mut tx, id, number).await?;
    // The connection is not needed while the other server is asked.
    drop(tx);
    fetch_picture(&context.core, &address).await
}

fn answer(picture: Picture) -> Response {
    let headers = [
        (CONTENT_TYPE, picture.content_type),
        (CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
        (CACHE_CONTROL, "private, max-age=3600"),
    ];
    (headers, picture.bytes).into_response()
}
