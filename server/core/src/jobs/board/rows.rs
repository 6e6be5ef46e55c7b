//! Rows of the board.

use crate::clocktext::ClockText;
use crate::jobs::policy;
use app_types::Timestamp;
use app_types::common::Cursor;
use app_types::id::JobId;
use app_types::jobs::{JobRecord, JobRow, JobState};
use diesel::sql_types::{BigInt, Binary, Datetime, Nullable, Text, Unsigned};

#[derive(diesel::QueryableByName)]
pub(super) struct CountRow {
    #[diesel(sql_type = Text)]
    pub queue: String,
    #[diesel(sql_type = Text)]
    pub state: JobState,
    #[diesel(sql_type = BigInt)]
    pub jobs: i64,
    #[diesel(sql_type = Nullable<Datetime>)]
    pub oldest: Option<Timestamp>,
}

#[derive(diesel::QueryableByName)]
pub(super) struct KindRow {
    #[diesel(sql_type = Text)]
    pub kind: String,
}

#[derive(diesel::QueryableByName)]
pub(super) struct ListedRow {
    #[diesel(sql_type = Binary)]
    pub id: JobId,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub queue: String,
    #[diesel(sql_type = Text)]
    pub state: JobState,
    #[diesel(sql_type = Datetime)]
    pub run_at: Timestamp,
    #[diesel(sql_type = Unsigned<diesel::sql_types::Integer>)]
    pub attempts: u32,
    #[diesel(sql_type = Nullable<Text>)]
    pub last_error: Option<String>,
}

/// Letters of an error that the list shows.
const ERROR_LETTERS: usize = 160;

impl ListedRow {
    pub(super) fn cursor(&self) -> String {
        Cursor {
            at: self.run_at,
            id: self.id.0,
        }
        .encode()
    }

    pub(super) fn listed(self, text: &ClockText) -> JobRow {
        let error = self.last_error.unwrap_or_default();
        let line = error.lines().next().unwrap_or_default();
        JobRow {
            id: self.id,
            kind: self.kind,
            queue: self.queue,
            state: self.state,
            run_at: text.when(self.run_at),
            attempts: self.attempts,
            error: line.chars().take(ERROR_LETTERS).collect(),
        }
    }
}

/// One job in full.
#[derive(diesel::QueryableByName)]
pub(super) struct FullRow {
    #[diesel(sql_type = Binary)]
    pub id: JobId,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub queue: String,
    #[diesel(sql_type = Text)]
    pub state: JobState,
    #[diesel(sql_type = Text)]
    pub payload: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub unique_key: Option<String>,
    #[diesel(sql_type = Datetime)]
    pub created_at: Timestamp,
    #[diesel(sql_type = Datetime)]
    pub run_at: Timestamp,
    #[diesel(sql_type = Nullable<Datetime>)]
    pub lease_until: Option<Timestamp>,
    #[diesel(sql_type = Nullable<Datetime>)]
    pub finished_at: Option<Timestamp>,
    #[diesel(sql_type = Unsigned<diesel::sql_types::Integer>)]
    pub attempts: u32,
    #[diesel(sql_type = Unsigned<diesel::sql_types::Integer>)]
    pub crashes: u32,
    #[diesel(sql_type = Nullable<Text>)]
    pub last_error: Option<String>,
    #[diesel(sql_type = Text)]
    pub request_id: String,
}

impl FullRow {
    pub(super) fn record(self, text: &ClockText) -> JobRecord {
        let max_attempts = policy::of(&self.kind).max_attempts;
        JobRecord {
            id: self.id,
            kind: self.kind,
            queue: self.queue,
            state: self.state,
            payload: self.payload,
            unique_key: self.unique_key,
            created: text.when(self.created_at),
            run_at: text.when(self.run_at),
            lease_until: self.lease_until.map(|at| text.when(at)),
            finished: self.finished_at.map(|at| text.when(at)),
            attempts: self.attempts,
            max_attempts,
            crashes: self.crashes,
            error: self.last_error.unwrap_or_default(),
            request_id: self.request_id,
        }
    }
}
