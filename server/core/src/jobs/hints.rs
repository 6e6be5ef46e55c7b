//! Ids that come through Redis or SQS, asked for in advance by a task of its own: a slow or
//! hanging carrier never delays the sweep of the table.

use app_types::id::{JobId, TenantId};
use server_db::Db;
use server_db::carrier::{Carrier, Hint};
use server_db::lane::Lane;
use server_db::redis::Redis;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::task::AbortOnDropHandle;

/// How long to keep away from Redis or SQS after an error.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest that it becomes for SQS, where each question costs.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// One blocking read.
const WAIT: Duration = Duration::from_secs(1);

pub(super) struct Hints {
    ask: mpsc::Sender<usize>,
    answers: mpsc::Receiver<Vec<Hint>>,
    /// What the question under way asks for.
    asked: Option<usize>,
    ids: VecDeque<Hint>,
    backlog: bool,
    /// Most ids of one answer.
    most: usize,
    _listener: Option<AbortOnDropHandle<()>>,
}

impl Hints {
    pub(super) fn listen(db: &Db, queue: &str) -> Self {
        let (ask, asks) = mpsc::channel(1);
        let (answer, answers) = mpsc::channel(1);
        let queue = queue.to_string();
        let listening = match &db.carrier {
            Some(carrier) => Some(tokio::spawn(receive(carrier.clone(), queue, asks, answer))),
            None if db.redis.is_on() => {
                Some(tokio::spawn(listen(db.redis.clone(), queue, asks, answer)))
            }
            None => None,
        };
        let most = db.carrier.as_ref().map(|carrier| carrier.most());
        Self {
            ask,
            answers,
            asked: None,
            ids: VecDeque::new(),
            backlog: false,
            most: most.unwrap_or(usize::MAX),
            _listener: listening.map(AbortOnDropHandle::new),
        }
    }

    /// Returns when there are ids, at the latest at `until`. Asks for `count` ids.
    pub(super) async fn wait(&mut self, until: Instant, count: usize) {
        let count = count.min(self.most);
        if self.asked.is_none() && self.ids.is_empty() && self.ask.try_send(count).is_ok() {
            self.asked = Some(count);
        }
        if !self.ids.is_empty() {
            return;
        }
        if self.asked.is_none() {
            tokio::time::sleep_until(until).await;
            return;
        }
        tokio::select! {
            biased;
            answer = self.answers.recv() => self.take_answer(answer),
            () = tokio::time::sleep_until(until) => {}
        }
    }

    fn take_answer(&mut self, answer: Option<Vec<Hint>>) {
        let asked = self.asked.take().unwrap_or(usize::MAX);
        let answer = answer.unwrap_or_default();
        self.backlog = answer.len() >= asked;
        self.ids.extend(answer);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Whether the last answer was as long as asked for: more is waiting.
    pub(super) fn has_backlog(&self) -> bool {
        self.backlog
    }

    pub(super) fn next(&mut self, count: usize) -> Vec<Hint> {
        let count = count.min(self.ids.len());
        self.ids.drain(..count).collect()
    }
}

async fn listen(
    redis: Redis,
    queue: String,
    mut asks: mpsc::Receiver<usize>,
    answers: mpsc::Sender<Vec<Hint>>,
) {
    let mut lane = None;
    while let Some(count) = asks.recv().await {
        let hints = first_ids(&redis, &queue, &mut lane, count).await;
        if answers.send(hints).await.is_err() {
            return;
        }
    }
}

/// Waits as long as it takes; connects again after errors.
async fn first_ids(redis: &Redis, queue: &str, lane: &mut Option<Lane>, count: usize) -> Vec<Hint> {
    loop {
        let open = match lane {
            Some(open) => open,
            None => match Lane::open(redis, queue).await {
                Ok(open) => lane.insert(open),
                Err(error) => {
                    tracing::debug!(%error, queue, "no lane; the sweep goes on");
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            },
        };
        match open.pop(count, WAIT).await {
            Ok(ids) if ids.is_empty() => {}
            Ok(ids) => return ids.into_iter().map(of_redis).collect(),
            Err(error) => {
                tracing::warn!(%error, queue, "the lane broke; the sweep goes on");
                *lane = None;
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Redis has forgotten what it handed out.
fn of_redis((tenant, job): (TenantId, JobId)) -> Hint {
    Hint {
        tenant,
        job,
        receipt: None,
    }
}

async fn receive(
    carrier: Arc<dyn Carrier>,
    queue: String,
    mut asks: mpsc::Receiver<usize>,
    answers: mpsc::Sender<Vec<Hint>>,
) {
    while let Some(count) = asks.recv().await {
        let hints = first_of(carrier.as_ref(), &queue, count).await;
        if answers.send(hints).await.is_err() {
            return;
        }
    }
}

/// Waits as long as it takes, with growing pauses after errors.
async fn first_of(carrier: &dyn Carrier, queue: &str, count: usize) -> Vec<Hint> {
    let mut pause = PAUSE;
    loop {
        match carrier.pop(queue, count).await {
            Ok(hints) if hints.is_empty() => pause = PAUSE,
            Ok(hints) => return hints,
            Err(error) => {
                tracing::warn!(%error, queue, "no ids come; the sweep goes on");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }
}
