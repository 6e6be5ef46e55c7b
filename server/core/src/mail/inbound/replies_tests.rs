//! How often the reply text of a mail is found, measured on mails as the common clients write
//! them. A case is two files: `name.eml`, and `name.txt` with the words the writer added.
//! `known` was at hand when the rules were written, `held-out` was not.

#![allow(clippy::unwrap_used)]

use super::body;
use super::parse::parse;
use super::sanitise::Pictures;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Share of a family's mails whose reply is found to the word.
const WANTED: f64 = 0.9;

struct Case {
    /// `outlook`, `gmail`, …
    family: String,
    path: PathBuf,
}

fn cases(set: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/replies");
    let mut found = Vec::new();
    for family in std::fs::read_dir(folder.join(set)).unwrap() {
        let family = family.unwrap();
        for file in std::fs::read_dir(family.path()).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "eml") {
                found.push(Case {
                    family: family.file_name().to_string_lossy().into_owned(),
                    path,
                });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Words in their order; where lines end and how lists are marked is the writer of text's affair.
fn words(text: &str) -> Vec<&str> {
    text.split_whitespace()
        .filter(|word| !matches!(*word, "*" | "-"))
        .collect()
}

fn is_found(case: &Case) -> bool {
    let raw = std::fs::read(&case.path).unwrap();
    let wanted = std::fs::read_to_string(case.path.with_extension("txt")).unwrap();
    let mail = parse(&raw).unwrap();
    let found = body::body(&mail, true, Pictures::default());
    if words(&found.text) == words(&wanted) {
        return true;
    }
    println!(
        "missed {}\n  wanted {wanted:?}\n  found  {:?}",
        case.path.display(),
        found.text
    );
    false
}

fn measure(set: &str) -> BTreeMap<String, (usize, usize)> {
    let mut sums: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for case in cases(set) {
        let sum = sums.entry(case.family.clone()).or_default();
        sum.0 += usize::from(is_found(&case));
        sum.1 += 1;
    }
    for (family, (found, all)) in &sums {
        println!("{set:9} {family:12} {found:3} of {all}");
    }
    sums
}

/// Fails where a family of clients is below the wanted share.
fn nine_of_ten(set: &str, at_least: usize) {
    let sums = measure(set);
    let all: usize = sums.values().map(|(_, all)| all).sum();
    assert!(all >= at_least, "fixtures are missing: {all}");
    for (family, (found, all)) in sums {
        let share = found as f64 / all as f64;
        assert!(share >= WANTED, "{set} {family}: {found} of {all}");
    }
}

#[test]
fn nine_of_ten_replies_are_found_in_every_family_of_clients() {
    nine_of_ten("known", 90);
}

#[test]
fn nine_of_ten_replies_are_found_in_mails_the_rules_were_not_written_for() {
    nine_of_ten("held-out", 55);
}

#[test]
fn the_first_mail_of_a_ticket_keeps_everything() {
    let mut whole = 0;
    for case in cases("known") {
        let mail = parse(&std::fs::read(&case.path).unwrap()).unwrap();
        let found = body::body(&mail, false, Pictures::default());
        whole += usize::from(found.text.contains("Tom Berg") || found.text.contains("##"));
    }
    assert!(whole > 50, "{whole}");
}
