//! The report: as JSON for a later run, as a table for people, and beside an earlier one.

use crate::facts::Facts;
use crate::load::Sample;
use crate::memory::Figures;
use crate::{Outcome, proc};
use serde::{Deserialize, Serialize};

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Report {
    pub machine: Vec<(String, String)>,
    pub commit: String,
    pub command: String,
    pub seconds: f64,
    pub rounds: usize,
    pub lines: Vec<Line>,
    pub facts: Vec<(String, Facts)>,
    pub memory: Figures,
}

/// One figure of the table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Line {
    /// `medium` or `large`.
    pub size: String,
    /// `ticket list`, `add reply`, …
    pub what: String,
    /// `product`, `bare`, `verb` or `inserts`.
    pub by: String,
    pub connections: usize,
    pub sample: Sample,
}

impl Report {
    pub fn new(seconds: f64, rounds: usize) -> Self {
        Self {
            machine: proc::machine(),
            commit: std::env::var("BENCH_COMMIT").unwrap_or_default(),
            command: std::env::args().collect::<Vec<_>>().join(" "),
            seconds,
            rounds,
            ..Self::default()
        }
    }

    pub fn find(&self, size: &str, what: &str, by: &str, connections: usize) -> Option<&Sample> {
        let line = self.lines.iter().find(|line| {
            line.size == size
                && line.what == what
                && line.by == by
                && line.connections == connections
        });
        line.map(|line| &line.sample)
    }

    pub fn facts_of(&self, size: &str, page: &str) -> Option<&Facts> {
        let mut all = self.facts.iter();
        all.find(|(known, facts)| known == size && facts.page == page)
            .map(|(_, facts)| facts)
    }

    pub fn figure(&self, name: &str) -> Option<f64> {
        let mut all = self.memory.iter();
        all.find(|(known, _)| known == name)
            .map(|(_, value)| *value)
    }

    pub fn read(file: &str) -> Outcome<Self> {
        Ok(serde_json::from_str(&std::fs::read_to_string(file)?)?)
    }

    pub fn write(&self, file: &str) -> Outcome<()> {
        Ok(std::fs::write(file, serde_json::to_string_pretty(self)?)?)
    }

    pub fn print(&self) {
        println!(
            "\n{:7} {:14} {:8} {:>5} {:>9} {:>9} {:>9} {:>6} {:>8} {:>8} {:>8}",
            "data",
            "what",
            "by",
            "conn",
            "p50 ms",
            "p95 ms",
            "req/s",
            "errors",
            "bytes",
            "cpu ms",
            "db ms"
        );
        for line in &self.lines {
            let sample = &line.sample;
            println!(
                "{:7} {:14} {:8} {:>5} {:>9.2} {:>9.2} {:>9.0} {:>6} {:>8.0} {:>8} {:>8}",
                line.size,
                line.what,
                line.by,
                line.connections,
                sample.p50_ms,
                sample.p95_ms,
                sample.per_second,
                sample.errors,
                sample.bytes,
                shown(sample.server_cpu_ms),
                shown(sample.database_cpu_ms)
            );
        }
        println!(
            "\n{:7} {:14} {:>10} {:>10} {:>15} {:>8}",
            "data", "page", "statements", "rows read", "less whole keys", "bytes"
        );
        for (size, facts) in &self.facts {
            println!(
                "{size:7} {:14} {:>10.1} {:>10.1} {:>15.1} {:>8}",
                facts.page, facts.statements, facts.rows_read, facts.rows_scanned, facts.bytes
            );
        }
    }

    /// This run beside an earlier one: how much more or less each figure is.
    pub fn compare(&self, earlier: &Self) {
        println!(
            "\nBeside {} (more requests are better, less time is better):",
            earlier.commit
        );
        for line in &self.lines {
            let Some(before) = earlier.find(&line.size, &line.what, &line.by, line.connections)
            else {
                continue;
            };
            println!(
                "{:7} {:14} {:8} {:>3} req/s {:>7.0} → {:>7.0} ({:+.0} %)  p50 {:>7.2} → {:>7.2} ms ({:+.0} %)",
                line.size,
                line.what,
                line.by,
                line.connections,
                before.per_second,
                line.sample.per_second,
                change(before.per_second, line.sample.per_second),
                before.p50_ms,
                line.sample.p50_ms,
                change(before.p50_ms, line.sample.p50_ms)
            );
        }
        for (name, value) in &self.memory {
            if let Some(before) = earlier.figure(name) {
                println!(
                    "{name}: {before:.1} → {value:.1} ({:+.0} %)",
                    change(before, *value)
                );
            }
        }
    }
}

fn change(before: f64, now: f64) -> f64 {
    (now / before.max(f64::EPSILON) - 1.0) * 100.0
}

fn shown(figure: Option<f64>) -> String {
    figure.map_or_else(|| "-".into(), |figure| format!("{figure:.2}"))
}
