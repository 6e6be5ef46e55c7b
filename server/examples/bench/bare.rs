//! The yardstick for pages: a server without sessions, layers or rendering, which runs the same
//! verbs on the same pool and answers JSON.

use crate::Outcome;
use crate::desk::Desk;
use crate::facts::volume;
use crate::pages::{PAGES, Page, Volume};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

#[derive(Clone)]
struct Bare {
    desk: Desk,
    volume: Volume,
}

pub async fn serve(cookie: &str) -> Outcome<()> {
    let desk = Desk::open(cookie, &std::env::var("DATABASE_URL")?).await?;
    let volume = volume(&desk).await?;
    let router = Router::new()
        .route("/ready", get(async || "ready"))
        .route("/{page}/{n}", get(answer))
        .with_state(Bare { desk, volume });
    let listener = tokio::net::TcpListener::bind(std::env::var("BENCH_LISTEN")?).await?;
    Ok(axum::serve(listener, router).await?)
}

async fn answer(State(bare): State<Bare>, Path((page, n)): Path<(String, u64)>) -> Response {
    let page: Option<Page> = PAGES.into_iter().find(|known| format!("{known:?}") == page);
    let Some(page) = page else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match page.verb(&bare.desk, n, bare.volume, true).await {
        Ok(json) => ([("content-type", "application/json")], json).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
