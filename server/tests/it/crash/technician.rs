//! A technician who reads, replies, renames and closes over HTTP, at whichever server answers.

use super::desk::{Desk, numbers_after};
use super::ledger::{Outcome, Write, WriteKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

pub async fn run(desk: Arc<Desk>, shop: usize, over: Arc<AtomicBool>) {
    for step in 0.. {
        if over.load(Ordering::Relaxed) {
            return;
        }
        let tickets = tickets(&desk, shop).await;
        if tickets.len() < 3 || step % 9 == 8 {
            create(&desk, shop, step).await;
        } else {
            let number = tickets[rand::random_range(0..tickets.len())];
            work_on(&desk, shop, number, step).await;
        }
        tokio::time::sleep(Duration::from_millis(rand::random_range(0..60))).await;
    }
}

/// The numbers of the first page of the list; none while the list cannot be had.
async fn tickets(desk: &Desk, shop: usize) -> Vec<u64> {
    let page = read(desk, shop, "/tickets").await.unwrap_or_default();
    let mut numbers = numbers_after(&page, "\"/tickets/");
    numbers.dedup();
    numbers
}

/// A page that came whole.
async fn read(desk: &Desk, shop: usize, path: &str) -> Option<String> {
    let answer = desk.shops[shop]
        .owner
        .get(desk.any_url(), path)
        .await
        .ok()?;
    (answer.status() == 200)
        .then_some(answer)?
        .text()
        .await
        .ok()
}

/// One try: a form for a new ticket that got no answer cannot be sent again blindly.
async fn create(desk: &Desk, shop: usize, step: usize) {
    let mark = format!("create-{}-{step}-end", desk.shops[shop].slug);
    let form = format!("subject={mark}&body=made+by+hand");
    let outcome = post(desk, shop, "/api/tickets/create", &form, &mark).await;
    let kind = WriteKind::Create;
    desk.ledger.write(Write {
        mark,
        kind,
        outcome,
    });
}

async fn work_on(desk: &Desk, shop: usize, number: u64, step: usize) {
    let page = read(desk, shop, &format!("/tickets/{number}")).await;
    let version = page.as_deref().and_then(version_in);
    let Some(version) = version else { return };
    let mark = format!("write-{}-{step}-end", desk.shops[shop].slug);
    let kind = match rand::random_range(0..10) {
        0..6 => WriteKind::Reply {
            with_file: rand::random(),
        },
        6..8 => WriteKind::Rename,
        _ => WriteKind::Status,
    };
    // The same words against the same version: whatever happened before, they count once.
    let mut doubt = false;
    for _ in 0..20 {
        let outcome = attempt(desk, shop, (number, version), kind, &mark).await;
        if outcome != Outcome::Unknown {
            let outcome = match (outcome, doubt) {
                (Outcome::Refused, true) => Outcome::Unknown,
                (outcome, _) => outcome,
            };
            return desk.ledger.write(Write {
                mark,
                kind,
                outcome,
            });
        }
        doubt = true;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let outcome = Outcome::Unknown;
    desk.ledger.write(Write {
        mark,
        kind,
        outcome,
    });
}

async fn attempt(
    desk: &Desk,
    shop: usize,
    (number, version): (u64, u64),
    kind: WriteKind,
    mark: &str,
) -> Outcome {
    let change = |field: &str, value: &str| {
        format!("number={number}&version={version}&field={field}&value={value}")
    };
    let path = "/api/tickets/change";
    match kind {
        WriteKind::Reply { with_file } => {
            let (number, version) = (number.to_string(), version.to_string());
            let body = format!("Reply {mark}");
            let fields = [
                ("number", number.as_str()),
                ("version", &version),
                ("kind", "reply"),
                ("body", &body),
                ("status", ""),
            ];
            let bytes = format!("file of {mark}");
            let file = with_file.then_some(("log.txt", bytes.as_bytes()));
            let owner = &desk.shops[shop].owner;
            outcome_of(owner.reply(desk.any_url(), &fields, file, mark).await).await
        }
        WriteKind::Rename => post(desk, shop, path, &change("subject", mark), mark).await,
        WriteKind::Status => {
            let status = if mark.len().is_multiple_of(2) {
                "closed"
            } else {
                "open"
            };
            post(desk, shop, path, &change("status", status), mark).await
        }
        WriteKind::Create => unreachable!("made by another form"),
    }
}

async fn post(desk: &Desk, shop: usize, path: &str, form: &str, mark: &str) -> Outcome {
    let owner = &desk.shops[shop].owner;
    outcome_of(owner.post_as(desk.any_url(), path, form, mark).await).await
}

/// What the server said. The body counts as well: an answer that broke off says nothing.
async fn outcome_of(answer: reqwest::Result<reqwest::Response>) -> Outcome {
    let Ok(answer) = answer else {
        return Outcome::Unknown;
    };
    let status = answer.status();
    match answer.text().await {
        Ok(text) if status == 200 && text.contains("\"Done\"") => Outcome::Acknowledged,
        Ok(text) if text.contains("\"Rejected\"") => Outcome::Refused,
        Ok(_) if status.is_client_error() => Outcome::Refused,
        _ => Outcome::Unknown,
    }
}

/// The version that the page's forms send back.
fn version_in(page: &str) -> Option<u64> {
    numbers_after(page, "name=\"version\" value=\"")
        .first()
        .copied()
}
