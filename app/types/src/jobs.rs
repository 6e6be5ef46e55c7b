//! Wire structs of the job queues.

use crate::columns::text_enum;
use crate::common::{Choice, Page, When};
use crate::id::JobId;
use serde::{Deserialize, Serialize};

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waits for its time, or for a free worker.
    Queued,
    Running,
    /// Failed too often, or for good; waits for a person.
    Dead,
    /// Put aside by a person.
    Parked,
    Done,
}

text_enum!(JobState {
    Queued => "queued",
    Running => "running",
    Dead => "dead",
    Parked => "parked",
    Done => "done",
});

impl JobState {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Queued => "Waiting",
            Self::Running => "Running",
            Self::Dead => "Dead",
            Self::Parked => "Parked",
            Self::Done => "Done",
        }
    }
}

/// What the list shows, as it stands in the URL.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct JobFilter {
    /// A [`JobState`]; empty: waiting ones.
    pub state: String,
    /// A kind; empty: any.
    pub kind: String,
    pub after: String,
    pub before: String,
}

/// One queue at a glance. Counts stop at [`MOST_COUNTED`] per state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueLine {
    pub queue: String,
    /// By [`JobState::ALL`] but the last: done ones are not counted.
    pub counts: Vec<(JobState, u32)>,
    /// When the longest-waiting due job became due.
    pub oldest_due: Option<When>,
    /// Seconds since then.
    pub oldest_seconds: u32,
}

/// Counting jobs stops here; a page need not know more.
pub const MOST_COUNTED: u32 = 10_000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRow {
    pub id: JobId,
    pub kind: String,
    pub queue: String,
    pub state: JobState,
    pub run_at: When,
    pub attempts: u32,
    /// The first line of the last error; empty for none.
    pub error: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobList {
    pub queues: Vec<QueueLine>,
    pub kinds: Vec<Choice>,
    pub page: Page<JobRow>,
}

/// One job in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRecord {
    pub id: JobId,
    pub kind: String,
    pub queue: String,
    pub state: JobState,
    /// JSON: ids, as the handler gets them.
    pub payload: String,
    pub unique_key: Option<String>,
    pub created: When,
    pub run_at: When,
    pub lease_until: Option<When>,
    pub finished: Option<When>,
    pub attempts: u32,
    pub max_attempts: u32,
    pub crashes: u32,
    pub error: String,
    /// The request that caused it; empty for none.
    pub request_id: String,
}

impl JobRecord {
    /// Whether a person may queue it again now.
    pub fn can_rerun(&self) -> bool {
        matches!(
            self.state,
            JobState::Dead | JobState::Parked | JobState::Queued
        )
    }

    /// Whether a person may put it aside.
    pub fn can_park(&self) -> bool {
        matches!(self.state, JobState::Dead | JobState::Queued)
    }
}
