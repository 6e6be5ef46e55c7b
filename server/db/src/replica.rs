//! When reads may go to the replica: when it is known to have what the reader may expect.
//!
//! A watcher asks the primary how far it is and the replica how far it has followed, five times a
//! second, and more often while somebody waits for it. As soon as the replica has what the primary had at an instant, it is *caught up* to that
//! instant. Who asks for a tenant that wrote later than that reads the primary, and so does a person
//! who has just written through another process (the browser says so), and everybody while the
//! replica is far behind, away, or silent about its place.

use crate::actor::Actor;
use crate::error::DbError;
use crate::pool::DbConfig;
use app_types::id::TenantId;
use diesel::sql_types::{Nullable, Text};
use diesel_async::{AsyncConnection, AsyncMysqlConnection, RunQueryDsl};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Between two looks at both, while readers wait for the replica to follow.
const HURRIED: Duration = Duration::from_millis(20);
/// While nobody does.
const CALM: Duration = Duration::from_millis(200);
/// A server that does not answer in this time is away.
const PATIENCE: Duration = Duration::from_secs(2);
/// A replica further behind is left alone, whoever asks. Shorter than [`JUST_WRITTEN`].
pub const MOST_BEHIND: Duration = Duration::from_secs(10);
/// How long a browser says that its user has just written.
pub const JUST_WRITTEN: Duration = Duration::from_secs(15);

/// What this process knows of the replica and of the tenants' writes. Cheap to clone.
#[derive(Clone, Default)]
pub struct Freshness(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// The replica has all that the primary had then.
    caught_up: Option<Instant>,
    /// The last write that this process knows of, while the replica may not have it.
    wrote: HashMap<TenantId, Instant>,
    /// A reader was sent to the primary because the replica may not have a write yet.
    wanted: bool,
}

impl Freshness {
    /// A commit of this tenant, here or, as a live event told, elsewhere.
    pub fn wrote(&self, tenant: TenantId) {
        self.wrote_at(tenant, Instant::now());
    }

    fn wrote_at(&self, tenant: TenantId, now: Instant) {
        self.with(|state| state.wrote.insert(tenant, now));
    }

    /// Whether this reader is served by the replica. Jobs decide by what they read, and hear of no
    /// writes: they read the primary, always. A mail job that misses its row would end as done.
    pub(crate) fn serves(&self, actor: &Actor) -> bool {
        let looks = actor.user_id().is_some() && !actor.origin.just_wrote;
        looks && self.may_read(actor.tenant)
    }

    /// Whether the replica has what a reader of this tenant may expect.
    fn may_read(&self, tenant: TenantId) -> bool {
        self.may_read_at(tenant, Instant::now())
    }

    fn may_read_at(&self, tenant: TenantId, now: Instant) -> bool {
        self.with(|state| {
            let Some(caught_up) = state.caught_up else {
                return false;
            };
            let near = now.saturating_duration_since(caught_up) < MOST_BEHIND;
            let wrote = state.wrote.get(&tenant);
            let has = wrote.is_none_or(|wrote| *wrote < caught_up);
            state.wanted |= near && !has;
            near && has
        })
    }

    fn caught_up_to(&self, then: Option<Instant>) {
        self.with(|state| {
            state.caught_up = then;
            if let Some(then) = then {
                state.wrote.retain(|_, wrote| *wrote >= then);
            }
        });
    }

    /// How long to wait before the next look.
    fn pause(&self) -> Duration {
        self.with(|state| match std::mem::take(&mut state.wanted) {
            true => HURRIED,
            false => CALM,
        })
    }

    fn behind(&self) -> Option<Duration> {
        self.with(|state| state.caught_up.map(|then| then.elapsed()))
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        // What a panic left is whole: every change is one assignment.
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Keeps `freshness` up to date for as long as it runs; returns at once where there is no replica.
pub async fn watch(config: DbConfig, freshness: Freshness) {
    let Some(replica) = &config.replica_url else {
        return;
    };
    loop {
        if let Err(error) = follow(&config.url, replica, &freshness).await {
            tracing::warn!(%error, "the replica is not read from until it is known again how far it has followed");
        }
        freshness.caught_up_to(None);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn follow(primary: &str, replica: &str, freshness: &Freshness) -> Result<(), DbError> {
    let (mut primary, mut replica) = (connect(primary).await?, connect(replica).await?);
    let kind = Kind::of(&mut primary).await?;
    // What the primary had at an instant, until the replica has it too.
    let mut waiting: Option<(Instant, String)> = None;
    loop {
        if waiting.is_none() {
            // Before the question: what is written meanwhile may or may not be in the answer.
            let then = Instant::now();
            waiting = Some((then, kind.place_of_primary(&mut primary).await?));
        }
        if let Some((then, place)) = &waiting
            && kind.has(&mut replica, place).await?
        {
            freshness.caught_up_to(Some(*then));
            waiting = None;
        }
        if let Some(behind) = freshness.behind() {
            metrics::gauge!("nestogy_replica_lag_seconds").set(behind.as_secs_f64());
        }
        tokio::time::sleep(freshness.pause()).await;
    }
}

/// The two families count their changes differently.
#[derive(Clone, Copy)]
enum Kind {
    MariaDb,
    MySql,
}

impl Kind {
    async fn of(conn: &mut AsyncMysqlConnection) -> Result<Self, DbError> {
        let version = ask(conn, "SELECT VERSION() AS answer").await?;
        Ok(if version.to_lowercase().contains("mariadb") {
            Self::MariaDb
        } else {
            Self::MySql
        })
    }

    async fn place_of_primary(self, conn: &mut AsyncMysqlConnection) -> Result<String, DbError> {
        let place = match self {
            Self::MariaDb => ask(conn, "SELECT @@GLOBAL.gtid_binlog_pos AS answer").await?,
            Self::MySql => ask(conn, "SELECT @@GLOBAL.gtid_executed AS answer").await?,
        };
        if place.is_empty() {
            let words =
                "the primary counts no changes: it needs log_bin, and MySQL also gtid_mode=ON";
            return Err(DbError::Unreachable(words.into()));
        }
        Ok(place)
    }

    /// Whether the replica has followed to `place`.
    async fn has(self, conn: &mut AsyncMysqlConnection, place: &str) -> Result<bool, DbError> {
        match self {
            Self::MariaDb => {
                let there = ask(conn, "SELECT @@GLOBAL.gtid_slave_pos AS answer").await?;
                Ok(has_followed(&there, place))
            }
            Self::MySql => {
                let asking = diesel::sql_query(
                    "SELECT CAST(GTID_SUBSET(?, @@GLOBAL.gtid_executed) AS CHAR) AS answer",
                )
                .bind::<Text, _>(place)
                .get_result(conn);
                let answer: Answer = in_time(asking).await??;
                Ok(answer.answer.as_deref() == Some("1"))
            }
        }
    }
}

/// Whether MariaDB's place `there` includes `place`: lists of `domain-server-number`, one per domain.
fn has_followed(there: &str, place: &str) -> bool {
    let numbers = |list: &str| -> HashMap<u32, u64> {
        let each = list.split(',').filter_map(|gtid| {
            let mut parts = gtid.trim().split('-');
            let domain = parts.next()?.parse().ok()?;
            Some((domain, parts.nth(1)?.parse().ok()?))
        });
        each.collect()
    };
    let (there, wanted) = (numbers(there), numbers(place));
    !wanted.is_empty()
        && wanted
            .iter()
            .all(|(domain, number)| there.get(domain).is_some_and(|has| has >= number))
}

#[derive(diesel::QueryableByName)]
struct Answer {
    #[diesel(sql_type = Nullable<Text>)]
    answer: Option<String>,
}

async fn ask(conn: &mut AsyncMysqlConnection, question: &str) -> Result<String, DbError> {
    let answer: Answer = in_time(diesel::sql_query(question).get_result(conn)).await??;
    Ok(answer.answer.unwrap_or_default())
}

async fn connect(url: &str) -> Result<AsyncMysqlConnection, DbError> {
    let connected = in_time(AsyncMysqlConnection::establish(url)).await?;
    connected.map_err(|error| DbError::Unreachable(error.to_string()))
}

async fn in_time<T>(work: impl Future<Output = T>) -> Result<T, DbError> {
    let done = tokio::time::timeout(PATIENCE, work).await;
    done.map_err(|_| DbError::Unreachable("no answer in time".into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Who;
    use app_types::id::UserId;

    const ONE: TenantId = TenantId(1);
    const OTHER: TenantId = TenantId(2);

    fn after(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    #[test]
    fn nobody_reads_a_replica_that_nobody_knows() {
        assert!(!Freshness::default().may_read(ONE));
    }

    #[test]
    fn who_has_written_waits_for_the_replica_and_others_do_not() {
        let (freshness, start) = (Freshness::default(), Instant::now());
        freshness.caught_up_to(Some(start));
        freshness.wrote_at(ONE, after(start, 1));
        let now = after(start, 2);
        assert!(freshness.may_read_at(OTHER, now));
        assert_eq!(freshness.pause(), CALM, "nobody waits");
        assert!(!freshness.may_read_at(ONE, now));
        assert_eq!(freshness.pause(), HURRIED);
        assert_eq!(freshness.pause(), CALM);
        freshness.caught_up_to(Some(after(start, 1)));
        assert!(
            !freshness.may_read_at(ONE, now),
            "at the same instant is not after"
        );
        freshness.caught_up_to(Some(now));
        assert!(freshness.may_read_at(ONE, now));
    }

    #[test]
    fn far_behind_is_left_alone_by_everybody() {
        let (freshness, start) = (Freshness::default(), Instant::now());
        freshness.caught_up_to(Some(start));
        assert!(freshness.may_read_at(ONE, after(start, 9)));
        assert!(!freshness.may_read_at(ONE, after(start, 10)));
        freshness.caught_up_to(None);
        assert!(!freshness.may_read_at(ONE, start));
        assert!(MOST_BEHIND < JUST_WRITTEN);
    }

    #[test]
    fn only_people_who_did_not_just_write_are_served_by_it() {
        let freshness = Freshness::default();
        freshness.caught_up_to(Some(Instant::now()));
        let job = Actor::system(ONE, "test");
        assert!(!freshness.serves(&job), "a job");
        let mut person = Actor {
            who: Who::User {
                id: UserId::new(),
                name: "Grace".into(),
            },
            ..job
        };
        assert!(freshness.serves(&person));
        person.origin.just_wrote = true;
        assert!(!freshness.serves(&person), "just wrote");
    }

    #[test]
    fn mariadbs_places() {
        for (there, place, follows) in [
            ("0-1-100", "0-1-100", true),
            ("0-2-101", "0-1-100", true),
            ("0-1-99", "0-1-100", false),
            ("0-1-100,1-5-7", "1-5-7,0-1-99", true),
            ("0-1-100", "0-1-100,1-5-7", false),
            ("", "0-1-1", false),
            ("0-1-100", "", false),
            ("nonsense", "0-1-1", false),
        ] {
            assert_eq!(has_followed(there, place), follows, "{there} {place}");
        }
    }
}
