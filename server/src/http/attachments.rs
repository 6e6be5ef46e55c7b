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
};
use http::{HeaderMap, HeaderValue, StatusCode};
use server_core::{Error, TenantTx, clients, files, tickets};
use server_integrations::files::FileError;

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
    loaded: server_core::Result<(tickets::Attachment, Vec<u8>)>,
) -> Response {
    match loaded {
        Ok((attachment, bytes)) => answer(&attachment, bytes),
        Err(error) => {
            let error = failed(error);
            errors::answer(site, headers, path, errors::status_of(&error), &error)
        }
    }
}

async fn load(
    context: &RequestContext,
    find: impl AsyncFnOnce(&mut TenantTx) -> server_core::Result<tickets::Attachment>,
) -> server_core::Result<(tickets::Attachment, Vec<u8>)> {
    let session = context.session.as_ref().ok_or(Error::Unauthenticated)?;
    let mut actor = session.actor.clone();
    actor.origin = context.origin.clone();
    let mut tx = context.core.db.read(actor).await?;
    let attachment = find(&mut tx).await?;
    let tenant = tx.tenant().0;
    // The connection is not needed while the file is read.
    drop(tx);
    let read = context.core.files.get(tenant, &attachment.sha256).await;
    let bytes = read.map_err(|error| match error {
        FileError::NotFound => Error::NotFound,
        FileError::Unavailable(error) => {
            tracing::error!(%error, "the file store cannot be read");
            Error::Unavailable("The file store")
        }
    })?;
    Ok((attachment, bytes))
}

fn answer(attachment: &tickets::Attachment, bytes: Vec<u8>) -> Response {
    let inline = files::may_show_inline(&attachment.content_type);
    let kind = if inline || attachment.content_type == "application/pdf" {
        attachment.content_type.as_str()
    } else {
        "application/octet-stream"
    };
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::OK;
    let headers = response.headers_mut();
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(CONTENT_TYPE, kind);
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
