//! The goals beside the figures: ok or missed.

use crate::pages::{PAGES, Page};
use crate::report::Report;

struct Verdicts {
    missed: usize,
}

impl Verdicts {
    fn say(&mut self, what: &str, figure: Option<f64>, goal: f64, at_most: bool) {
        let Some(figure) = figure else {
            println!("  -       {what}: not measured");
            return;
        };
        let met = if at_most {
            figure <= goal
        } else {
            figure >= goal
        };
        self.missed += usize::from(!met);
        let (word, sign) = (
            if met { "ok" } else { "MISSED" },
            if at_most { "≤" } else { "≥" },
        );
        println!("  {word:7} {what}: {figure:.2} (goal {sign} {goal})");
    }

    fn at_most(&mut self, what: &str, figure: Option<f64>, goal: f64) {
        self.say(what, figure, goal, true);
    }

    fn at_least(&mut self, what: &str, figure: Option<f64>, goal: f64) {
        self.say(what, figure, goal, false);
    }
}

/// Rows shown by a full page of each list.
const SHOWN: f64 = 50.0;

/// Prints every goal and returns how many were missed.
pub fn print(report: &Report, sizes: &[String]) -> usize {
    let mut verdicts = Verdicts { missed: 0 };
    println!("\nGoals:");
    for size in sizes {
        costs(&mut verdicts, report, size);
        ratios(&mut verdicts, report, size);
    }
    if sizes.len() > 1 {
        growth(&mut verdicts, report, &sizes[0], &sizes[1]);
    }
    memory(&mut verdicts, report);
    println!("{} goals missed", verdicts.missed);
    verdicts.missed
}

fn costs(verdicts: &mut Verdicts, report: &Report, size: &str) {
    for page in PAGES {
        let (name, limit) = match page {
            Page::TicketList | Page::ClientList => (page.name(), 4.0),
            Page::TicketRecord | Page::ClientRecord => (page.name(), 8.0),
            Page::Home => (page.name(), 10.0),
            Page::Search => continue,
        };
        let facts = report.facts_of(size, name);
        let statements = facts.map(|facts| facts.statements);
        verdicts.at_most(&format!("{size}, {name}: statements"), statements, limit);
        if matches!(page, Page::TicketList | Page::ClientList) {
            let rows = facts.map(|facts| facts.rows_scanned);
            let what = format!("{size}, {name}: rows read for {SHOWN} shown, without whole keys");
            verdicts.at_most(&what, rows, 3.0 * SHOWN + 10.0);
        }
    }
    let html = report.facts_of(size, Page::TicketList.name());
    let kb = html.map(|facts| facts.bytes as f64 / 1_024.0);
    verdicts.at_most(&format!("{size}, ticket list: HTML, KB"), kb, 20.0);
}

fn ratios(verdicts: &mut Verdicts, report: &Report, size: &str) {
    let rate = |what: &str, by: &str, connections: usize| {
        report
            .find(size, what, by, connections)
            .map(|sample| sample.per_second)
    };
    for page in [Page::TicketList, Page::ClientList] {
        let name = page.name();
        let ratio = rate(name, "product", 8)
            .zip(rate(name, "bare", 8))
            .map(|(product, bare)| product / bare);
        let what = format!("{size}, {name} at 8 connections: share of the bare handler");
        verdicts.at_least(&what, ratio, 0.5);
    }
    for connections in [1, 8] {
        let ratio = rate("add reply", "product", connections)
            .zip(rate("add reply", "inserts", connections))
            .map(|(product, inserts)| product / inserts);
        let what = format!("{size}, reply at {connections} connections: share of plain inserts");
        verdicts.at_least(&what, ratio, 0.6);
    }
    let create = report.find(size, "create ticket", "product", 1);
    let what = format!("{size}, create ticket: p50 ms");
    verdicts.at_most(&what, create.map(|sample| sample.p50_ms), 4.0);
}

fn growth(verdicts: &mut Verdicts, report: &Report, small: &str, large: &str) {
    for page in PAGES {
        let name = page.name();
        let p50 = |size: &str| report.find(size, name, "product", 1).map(|s| s.p50_ms);
        let grown = p50(large)
            .zip(p50(small))
            .map(|(large, small)| large / small);
        let goal = if page == Page::Search { 3.0 } else { 1.3 };
        verdicts.at_most(&format!("{name}: {large} beside {small}"), grown, goal);
    }
}

fn memory(verdicts: &mut Verdicts, report: &Report) {
    for (name, goal) in [
        ("start to ready, ms", 1_000.0),
        ("idle RSS, MB", 60.0),
        ("live-update connection, KB", 40.0),
        ("idle session, KB", 4.0),
        ("WASM and JS, KB", 350.0),
        ("CSS, KB", 25.0),
    ] {
        verdicts.at_most(name, report.figure(name), goal);
    }
    let before = report.figure("RSS after 10,000 served, MB");
    let after = report.figure("RSS after 2,000 aborted and 50,000 served more, MB");
    let grown = after
        .zip(before)
        .map(|(after, before)| (after / before - 1.0) * 100.0);
    verdicts.at_most("growth by 2,000 aborted and 50,000 served, %", grown, 5.0);
}
