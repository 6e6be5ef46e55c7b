//! Wire structs that every domain uses.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// An instant as a page shows it: the machine form and the text in the reader's zone,
/// both made by the server so that hydration sees the same words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// RFC 3339 in UTC.
    pub iso: String,
    /// For example `23 Nov, 22:08`.
    pub text: String,
    /// Long form with zone, for the tooltip: `Monday, 23 November 2026, 22:08 CET`.
    pub long: String,
}

/// An entry of a select box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Choice {
    pub fn new(value: impl ToString, label: impl Into<String>) -> Self {
        Self {
            value: value.to_string(),
            label: label.into(),
        }
    }
}

/// One page of a list that pages by key. Cursors are opaque and go back into the URL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// `?before=`: the page of later-sorted rows that precede this one.
    pub previous: Option<String>,
    /// `?after=`: the page that follows.
    pub next: Option<String>,
}

/// A position in a list sorted by an instant and an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub at: Timestamp,
    pub id: uuid::Uuid,
}

impl Cursor {
    /// `<micros>-<32 hex digits>`.
    pub fn encode(self) -> String {
        format!("{}-{}", self.at.micros(), self.id.simple())
    }

    /// `None` for anything that [`Cursor::encode`] did not make.
    pub fn decode(text: &str) -> Option<Self> {
        let (micros, id) = text.split_once('-')?;
        let micros: i64 = micros.parse().ok()?;
        // The years that DATETIME can hold.
        (-30_000_000_000_000_000..253_402_300_800_000_000)
            .contains(&micros)
            .then_some(())?;
        Some(Self {
            at: Timestamp::from_micros(micros),
            id: uuid::Uuid::try_parse(id).ok()?,
        })
    }
}
