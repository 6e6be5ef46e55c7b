//! Every fixture twice: each is filed or set aside with a reason, none lost, none doubled.
//! `NESTOGY_MAIL_CORPUS=<folder>` runs it over mails of your own as well.

use crate::mail_kit::Desk;
use app_types::mail::{InboundFilter, InboundState};
use server_core::clocktext::ClockText;
use server_core::mail::inbound::{self, Accepted};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn mails_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            mails_below(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "eml") {
            found.push(path);
        }
    }
    found.sort();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mail_is_accounted_for() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/mail");
    let mut paths = Vec::new();
    mails_below(&fixtures, &mut paths);
    assert!(paths.len() >= 12, "fixtures are missing: {}", paths.len());
    if let Some(folder) = std::env::var_os("NESTOGY_MAIL_CORPUS") {
        mails_below(Path::new(&folder), &mut paths);
    }
    let desk = Desk::new().await;
    let before = desk.counts().await;
    let mut ids = Vec::new();
    let mut kept = Vec::new();
    for path in paths {
        let raw = std::fs::read(&path).unwrap();
        match desk.accept(&raw).await {
            Accepted::Stored(id) => {
                ids.push(id);
                kept.push(path);
            }
            // Some collections hold the same mail under two names.
            Accepted::Duplicate(id) => {
                let twin = ids
                    .iter()
                    .position(|known| *known == id)
                    .expect("a double of one of them");
                println!(
                    "{} is the same mail as {}",
                    path.display(),
                    kept[twin].display()
                );
            }
        }
    }
    let paths = kept;
    for (path, id) in paths.iter().zip(&ids) {
        let again = desk.accept(&std::fs::read(path).unwrap()).await;
        assert_eq!(again, Accepted::Duplicate(*id), "{}", path.display());
    }
    desk.run_jobs().await;
    let mut sums: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (path, id) in paths.iter().zip(&ids) {
        let outcome = desk.outcome(*id).await;
        assert_ne!(outcome.state, InboundState::Stored, "{}", path.display());
        assert!(outcome.state == InboundState::Filed || !outcome.reason.is_empty());
        *sums
            .entry((outcome.state.to_string(), outcome.reason))
            .or_default() += 1;
        let mut tx = desk.kit.read(desk.tenant().technician()).await;
        let text = ClockText::new("UTC", tx.now());
        let record = inbound::get(&desk.kit.core, &mut tx, *id, &text)
            .await
            .unwrap();
        let lower = record.html.to_lowercase();
        for bad in [
            "<script",
            "<style",
            "<iframe",
            "<form",
            "javascript:",
            " onload=",
            " onerror=",
            "<img src=\"http",
        ] {
            assert!(!lower.contains(bad), "{bad} in {}", path.display());
        }
    }
    for ((state, reason), count) in &sums {
        println!("{count:4}  {state:12}  {reason}");
    }
    let after = desk.counts().await;
    let filed: usize = sums
        .iter()
        .filter(|((state, _), _)| state == "filed")
        .map(|(_, n)| n)
        .sum();
    assert_eq!(
        after.2 - before.2,
        paths.len() as i64,
        "one row for each mail"
    );
    let mut tx = desk.kit.read(desk.tenant().technician()).await;
    let text = ClockText::new("UTC", tx.now());
    let filter = InboundFilter {
        state: "filed".into(),
        ..InboundFilter::default()
    };
    let listed = inbound::list(&mut tx, &filter, &text).await.unwrap();
    assert!(listed.page.rows.len() >= filed.min(50));

    // What was set aside can still be filed by hand, whatever it is.
    for id in &ids {
        if desk.outcome(*id).await.state == InboundState::Filed {
            continue;
        }
        let mut tx = desk.kit.begin(desk.tenant().owner()).await;
        let client = desk.tenant().clients[0].number;
        inbound::file_as_new(
            &desk.kit.core,
            &mut tx,
            *id,
            client,
            inbound::Sender::Nobody,
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        desk.outcome(*id).await.filed();
    }
}
