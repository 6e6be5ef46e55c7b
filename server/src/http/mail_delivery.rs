//! `POST /mail/inbound/<mailbox>`: a program hands over a raw mail. No session and no cookie are
//! read here; the signature is the proof (`server_core::mail::inbound::signed`).

use super::Site;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_LENGTH, RETRY_AFTER};
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt, Limited};
use server_core::Error;
use server_core::mail::inbound::{Accepted, MAX_MAIL, Proof, accept_signed};
use std::time::Duration;
use tokio::time::timeout;

/// Mails held in memory at once: each may be 50 MB.
pub const AT_ONCE: usize = 8;

/// For a whole mail to come: whoever sends more slowly holds a place that others need.
const PATIENCE: Duration = Duration::from_secs(60);

const TIME: &str = "x-nestogy-timestamp";
const SIGNATURE: &str = "x-nestogy-signature";

/// Whether a path is one of these.
pub fn is_delivery(path: &str) -> bool {
    path.strip_prefix("/mail/inbound/")
        .is_some_and(|mailbox| !mailbox.is_empty() && !mailbox.contains('/'))
}

pub async fn receive(
    State(site): State<Site>,
    Path(mailbox): Path<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let core = &site.parts.core;
    let text = |name| text_of(&parts.headers, name);
    let now = core.db.clock.now();
    let Some(proof) = Proof::read(&mailbox, text(TIME), text(SIGNATURE), now) else {
        return refused();
    };
    let Ok(_slot) = site.deliveries.try_acquire() else {
        return later("Too many mails are being taken in.");
    };
    let Ok(raw) = timeout(PATIENCE, whole(&parts.headers, body)).await else {
        return later("The mail did not come whole in time.");
    };
    let raw = match raw {
        Ok(raw) => raw,
        Err(answer) => return answer,
    };
    match accept_signed(core, proof, raw).await {
        Ok(Accepted::Stored(id)) => words(StatusCode::CREATED, &format!("stored {id}")),
        Ok(Accepted::Duplicate(id)) => words(StatusCode::OK, &format!("known already: {id}")),
        Err(error) => answer_to(error),
    }
}

/// The body, unless it is too large. One without a length is counted while it comes.
async fn whole(headers: &HeaderMap, body: Body) -> Result<Vec<u8>, Response> {
    let declared: Option<usize> = text_of(headers, CONTENT_LENGTH.as_str()).parse().ok();
    if declared.is_some_and(|length| length > MAX_MAIL) {
        return Err(too_large());
    }
    match Limited::new(body, MAX_MAIL).collect().await {
        Ok(body) => Ok(body.to_bytes().into()),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => Err(too_large()),
        Err(_) => Err(words(
            StatusCode::BAD_REQUEST,
            "The mail did not arrive whole. Send it again.",
        )),
    }
}

fn text_of<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let mut values = headers.get_all(name).iter();
    let first = values.next().and_then(|value| value.to_str().ok());
    // A header that comes twice says nothing.
    match values.next() {
        Some(_) => "",
        None => first.unwrap_or_default(),
    }
}

fn answer_to(error: Error) -> Response {
    match error {
        Error::Unauthenticated | Error::NotFound => refused(),
        Error::Invalid(invalid) => {
            let text: Vec<String> = invalid.errors.into_iter().map(|e| e.message).collect();
            words(StatusCode::UNPROCESSABLE_ENTITY, &text.join(". "))
        }
        error => {
            tracing::error!(%error, "a delivered mail could not be taken in");
            later("The mail could not be taken in.")
        }
    }
}

/// One answer for an unknown mailbox, a wrong secret, a wrong time and no signature.
fn refused() -> Response {
    let text =
        "The signature does not fit. Check the address, the secret, the clock and what was signed.";
    words(StatusCode::UNAUTHORIZED, text)
}

fn too_large() -> Response {
    let limit = MAX_MAIL / 1024 / 1024;
    let text = format!("The mail is larger than {limit} MB.");
    words(StatusCode::PAYLOAD_TOO_LARGE, &text)
}

fn later(text: &str) -> Response {
    let text = format!("{text} Keep it and send it again.");
    let mut answer = words(StatusCode::SERVICE_UNAVAILABLE, &text);
    let seconds = http::HeaderValue::from_static("30");
    answer.headers_mut().insert(RETRY_AFTER, seconds);
    answer
}

fn words(status: StatusCode, text: &str) -> Response {
    (status, format!("{text}\n")).into_response()
}
