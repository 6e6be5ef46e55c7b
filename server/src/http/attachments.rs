//! Downloads. Nothing that a browser could run is shown in place.

use super::Site;
use super::errors;
use app::server::{RequestContext, failed};
use app_types::id::{AttachmentId, ClientFileId};
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    LOCATION,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use server_core::{Error, TenantTx, clients, files, tickets};
use server_integrations::files::{FileError, Shown};

/// `/attachments/{id}`: a file of a ticket's conversation.
pub async fn download(
    State(site): State<Site>,
    Extension(context): Extension<RequestContext>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let loaded = load(&context, async |tx| {
        let id = AttachmentId::parse(&id).ok_or(Error::NotFound)?;
        tickets::attachment(tx, id).await
    });
    told(&site, &headers, "/attachments/", loaded.await)
}

/// `/client-files/{id}`: a file of a client.
pub async fn of_client(
    State(site): State<Site>,
    Extension(context): Extension<RequestContext>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let loaded = load(&context, async |tx| {
        let id = ClientFileId::parse(&id).ok_or(Error::NotFound)?;
        clients::files::file(tx, id).await
    });
    told(&site, &headers, "/client-files/", loaded.await)
}

fn told(
    site: &Site,
    headers: &HeaderMap,
    path: &str,
    loaded: server_core::Result<Loaded>,
) -> Response {
    match loaded {
        Ok(Loaded::Bytes(attachment, bytes)) => answer(&attachment, bytes),
        Ok(Loaded::Elsewhere(link)) => elsewhere(&link),
        Err(error) => {
            let error = failed(error);
            errors::answer(site, headers, path, errors::status_of(&error), &error)
        }
    }
}

/// What a download is answered with.
enum Loaded {
    Bytes(tickets::Attachment, Vec<u8>),
    /// An address at the bucket, for who may have the file.
    Elsewhere(String),
}

async fn load(
    context: &RequestContext,
    find: impl AsyncFnOnce(&mut TenantTx) -> server_core::Result<tickets::Attachment>,
) -> server_core::Result<Loaded> {
    let session = context.session.as_ref().ok_or(Error::Unauthenticated)?;
    let mut actor = session.actor.clone();
    actor.origin = context.origin.clone();
    let mut tx = context.core.db.read(actor).await?;
    let attachment = find(&mut tx).await?;
    let tenant = tx.tenant().0;
    // The connection is not needed while the file is read.
    drop(tx);
    let files = &context.core.files;
    // What pages show in place comes from us: their policy lets no other host in.
    if !files::may_show_inline(&attachment.content_type) {
        let shown = Shown {
            content_type: kind(&attachment).to_string(),
            disposition: disposition(&attachment.name, false),
        };
        let link = files.link(tenant, &attachment.sha256, attachment.size, &shown);
        if let Some(link) = link.await.map_err(unread)? {
            return Ok(Loaded::Elsewhere(link));
        }
    }
    let read = files.get(tenant, &attachment.sha256).await;
    Ok(Loaded::Bytes(attachment, read.map_err(unread)?))
}

fn unread(error: FileError) -> Error {
    match error {
        FileError::NotFound => Error::NotFound,
        FileError::Unavailable(error) => {
            tracing::error!(%error, "the file store cannot be read");
            Error::Unavailable("The file store")
        }
    }
}

/// What a browser is told that it is.
fn kind(attachment: &tickets::Attachment) -> &str {
    let known = attachment.content_type == "application/pdf";
    match known || files::may_show_inline(&attachment.content_type) {
        true => attachment.content_type.as_str(),
        false => "application/octet-stream",
    }
}

fn elsewhere(link: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    // A URL is ASCII without control characters.
    if let Ok(link) = HeaderValue::from_str(link) {
        headers.insert(LOCATION, link);
    }
    response
}

fn answer(attachment: &tickets::Attachment, bytes: Vec<u8>) -> Response {
    let inline = files::may_show_inline(&attachment.content_type);
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::OK;
    let headers = response.headers_mut();
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(CONTENT_TYPE, kind(attachment));
    set(CONTENT_LENGTH, &bytes.len().to_string());
    set(CONTENT_DISPOSITION, &disposition(&attachment.name, inline));
    set(CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'");
    set(CACHE_CONTROL, "private, no-store");
    *response.body_mut() = Body::from(bytes);
    response
}

/// RFC 6266: a plain name for old clients, the real one in UTF-8.
fn disposition(name: &str, inline: bool) -> String {
    let name = files::safe_name(name);
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || ".-_ ".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let encoded: String = name
        .bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => (b as char).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect();
    let kind = if inline { "inline" } else { "attachment" };
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn names_cannot_leave_their_quotes() {
        let made = disposition("Über\"\r\nX-Evil: 1; \u{202E}gpj.exe", false);
        assert!(made.starts_with("attachment; filename=\""));
        assert!(!made.contains(['\r', '\n']));
        assert_eq!(made.matches('"').count(), 2, "{made}");
    }
}
