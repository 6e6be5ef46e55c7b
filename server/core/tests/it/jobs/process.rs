//! Other processes, for killing: this test program runs itself with one test and a role.

use super::engine::{Engine, T1, enqueue_on, options};
use super::kinds::{mark, registry, write_effect};
use server_core::Core;
use server_core::jobs::run_workers;
use server_db::redis::Redis;
use server_db::{Actor, Clock};
use server_testing::kit::core_over;
use std::process::{Child, Command, Stdio};

const ROLE: &str = "NESTOGY_TEST_CHILD_ROLE";
const DATABASE: &str = "NESTOGY_TEST_CHILD_DATABASE";
const CRASH_AT: &str = "NESTOGY_TEST_CHILD_CRASH_AT";

/// Ends the process as hard as `kill -9` would when it was started to die here.
pub fn crash_point(number: u32) {
    if std::env::var(CRASH_AT).is_ok_and(|at| at == number.to_string()) {
        std::process::abort();
    }
}

/// A process that is killed when it is dropped.
pub struct Process(Child);

impl Process {
    pub fn worker(engine: &Engine) -> Self {
        Self::start(engine, "worker", "")
    }

    pub fn worker_that_dies_at(engine: &Engine, point: u32) -> Self {
        Self::start(engine, "worker", &point.to_string())
    }

    pub fn producer(engine: &Engine) -> Self {
        Self::start(engine, "producer", "")
    }

    fn start(engine: &Engine, role: &str, crash_at: &str) -> Self {
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "jobs::process::child", "--nocapture"])
            .env(ROLE, role)
            .env(DATABASE, engine.kit.db.url())
            .env(CRASH_AT, crash_at)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self(child)
    }

    pub fn signal(&self, name: &str) {
        let pid = self.0.id().to_string();
        let status = Command::new("kill").args([name, &pid]).status().unwrap();
        assert!(status.success());
    }

    pub fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }

    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What the other process does. In the ordinary run of the suite it has no role and ends at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let (Ok(role), Ok(database)) = (std::env::var(ROLE), std::env::var(DATABASE)) else {
        return;
    };
    let core = core_over(&database, Redis::off(), Clock::System);
    match role.as_str() {
        "worker" => run_workers(core, registry(), options(), std::future::pending()).await,
        "producer" => produce(&core).await,
        other => panic!("no such role: {other}"),
    }
}

/// Changes with a job each, one of three rolled back.
async fn produce(core: &Core) {
    for round in 0u64.. {
        if round % 3 == 0 {
            let mut tx = core.db.begin(Actor::system(T1, "test")).await.unwrap();
            tx.enqueue(&mark("rolled back", 0)).await.unwrap();
            write_effect(&mut tx, "change", "rolled back").await;
            drop(tx);
            continue;
        }
        let mut tx = core.db.begin(Actor::system(T1, "test")).await.unwrap();
        write_effect(&mut tx, "change", "committed").await;
        tx.enqueue(&mark("committed", 0)).await.unwrap();
        tx.commit().await.unwrap();
        enqueue_on(core, T1, &mark("alone", 0)).await;
    }
}
