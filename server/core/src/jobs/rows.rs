//! Rows and small values of the engine.

use app_types::Timestamp;
use app_types::id::{JobId, LeaseToken, TenantId};
use diesel::sql_types::{BigInt, Binary, Integer, Nullable, Text, Unsigned};
use std::time::Duration;

/// Where "now" comes from. Workers ask the database, whose clock is the same for all of them;
/// tests that move the clock hand in an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    Database,
    At(Timestamp),
}

impl Time {
    /// An SQL expression; made of numbers only.
    pub(super) fn sql(self) -> String {
        match self {
            Self::Database => "NOW(6)".into(),
            Self::At(at) => format!(
                "TIMESTAMPADD(MICROSECOND, {}, TIMESTAMP'1970-01-01 00:00:00')",
                at.micros()
            ),
        }
    }

    /// `now + after` as an SQL expression.
    pub(super) fn after(self, after: Duration) -> String {
        format!(
            "TIMESTAMPADD(MICROSECOND, {}, {})",
            after.as_micros(),
            self.sql()
        )
    }
}

/// The right to run one job, until somebody else gets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Lease {
    pub tenant: TenantId,
    pub job: JobId,
    /// The fencing token: all jobs of one claim share it, no two claims do.
    pub token: LeaseToken,
}

/// A job that this process holds.
#[derive(Debug, Clone)]
pub(super) struct Claimed {
    pub lease: Lease,
    pub kind: String,
    pub payload: String,
    /// 1 for the first run.
    pub attempt: u32,
    pub request_id: String,
    /// Where in its trace the job was left behind.
    pub traceparent: Option<String>,
    /// From due to claimed.
    pub waited: Duration,
}

/// What a claim reads.
#[derive(Debug, diesel::QueryableByName)]
pub(super) struct DueRow {
    #[diesel(sql_type = Unsigned<Integer>)]
    pub tenant_id: TenantId,
    #[diesel(sql_type = Binary)]
    pub id: JobId,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub payload: String,
    #[diesel(sql_type = Unsigned<Integer>)]
    pub attempts: u32,
    #[diesel(sql_type = Text)]
    pub request_id: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub traceparent: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub waited: i64,
}

impl DueRow {
    pub(super) fn claimed(self, token: LeaseToken) -> Claimed {
        Claimed {
            lease: Lease {
                tenant: self.tenant_id,
                job: self.id,
                token,
            },
            kind: self.kind,
            payload: self.payload,
            attempt: self.attempts + 1,
            request_id: self.request_id,
            traceparent: self.traceparent,
            waited: Duration::from_micros(u64::try_from(self.waited).unwrap_or(0)),
        }
    }
}

/// A lease that ran out.
#[derive(Debug, diesel::QueryableByName)]
pub(super) struct ExpiredRow {
    #[diesel(sql_type = Unsigned<Integer>)]
    pub tenant_id: TenantId,
    #[diesel(sql_type = Binary)]
    pub id: JobId,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Unsigned<Integer>)]
    pub attempts: u32,
    #[diesel(sql_type = Unsigned<Integer>)]
    pub crashes: u32,
}

#[derive(diesel::QueryableByName)]
pub(super) struct TenantRow {
    #[diesel(sql_type = Unsigned<Integer>)]
    pub tenant_id: TenantId,
}

/// A condition for exactly these jobs under these tokens. Made of numbers and hexadecimal
/// digits only; one bracket per tenant and token, so that the primary key is used.
pub(super) fn these_leases(leases: &[Lease]) -> String {
    let mut sorted = leases.to_vec();
    sorted.sort_unstable_by_key(|lease| (lease.tenant, lease.token, lease.job));
    let groups = sorted.chunk_by(|a, b| (a.tenant, a.token) == (b.tenant, b.token));
    let parts: Vec<String> = groups
        .map(|group| {
            format!(
                "(tenant_id = {} AND lease_token = x'{}' AND id IN ({}))",
                group[0].tenant,
                group[0].token.0.simple(),
                hex_list(group.iter().map(|lease| lease.job)),
            )
        })
        .collect();
    format!("({})", parts.join(" OR "))
}

/// A condition for exactly these jobs.
pub(super) fn these_jobs(jobs: &[(TenantId, JobId)]) -> String {
    let mut sorted = jobs.to_vec();
    sorted.sort_unstable();
    let parts: Vec<String> = sorted
        .chunk_by(|a, b| a.0 == b.0)
        .map(|group| {
            format!(
                "(tenant_id = {} AND id IN ({}))",
                group[0].0,
                hex_list(group.iter().map(|(_, job)| *job)),
            )
        })
        .collect();
    format!("({})", parts.join(" OR "))
}

fn hex_list(ids: impl Iterator<Item = JobId>) -> String {
    ids.map(|id| format!("x'{}'", id.0.simple()))
        .collect::<Vec<_>>()
        .join(",")
}
