//! Keeps polling a page's body after its reader has gone. Leptos 0.8 frees what a request held at
//! the end of the body only; without this a reader who goes away leaks it for ever.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures::StreamExt;
use std::time::Duration;
use tokio::sync::mpsc;

/// How long a page without a reader is rendered on.
const ABANDONED: Duration = Duration::from_secs(20);

pub async fn layer(request: Request, next: Next) -> Response {
    let (parts, body) = next.run(request).await.into_parts();
    let (sender, receiver) = mpsc::channel::<Result<Bytes, axum::Error>>(4);
    tokio::spawn(pump(body, sender));
    let stream = tokio_stream::wrappers::ReceiverStream::new(receiver);
    Response::from_parts(parts, Body::from_stream(stream))
}

/// A slow reader is waited for; the limit counts from when the reader has gone.
async fn pump(body: Body, reader: mpsc::Sender<Result<Bytes, axum::Error>>) {
    let mut chunks = body.into_data_stream();
    loop {
        // Hears of a reader who leaves between two chunks too.
        let chunk = tokio::select! {
            chunk = chunks.next() => chunk,
            () = reader.closed() => break,
        };
        let Some(chunk) = chunk else { return };
        if reader.send(chunk).await.is_err() {
            break;
        }
    }
    drop(reader);
    let rest = async { while chunks.next().await.is_some() {} };
    if tokio::time::timeout(ABANDONED, rest).await.is_err() {
        tracing::warn!("a page without a reader did not end");
    }
}
