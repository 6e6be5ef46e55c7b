//! The machines, and who kills them.

use super::desk::Desk;
use crate::programs::{Installation, Process, Server};
use diesel_async::RunQueryDsl;
use server_testing::{PrivateMariadb, PrivateRedis, sql};
use std::time::{Duration, Instant};

pub struct Machines {
    pub database: PrivateMariadb,
    pub redis: PrivateRedis,
    servers: [Server; 2],
    workers: [Process; 2],
    scheduler: Process,
    pub kills: usize,
}

/// Longest time that everything may take to come to rest after the last kill: a lease of 30
/// seconds, and what its job leads to.
const REST: Duration = Duration::from_secs(75);

impl Machines {
    pub fn new(
        database: PrivateMariadb,
        redis: PrivateRedis,
        servers: [Server; 2],
        installation: &Installation,
    ) -> Self {
        let start =
            |words: &str, name: &str| installation.start(name, installation.command(&[words]));
        Self {
            database,
            redis,
            servers,
            workers: [start("worker", "worker-0"), start("worker", "worker-1")],
            scheduler: start("scheduler", "scheduler"),
            kills: 0,
        }
    }

    /// Kills servers and workers, and once each Redis (emptied) and the database.
    pub async fn kill_at_random(&mut self, desk: &Desk, kills: usize) {
        for number in 0..kills {
            self.wait(desk, number).await;
            if number == kills / 3 {
                self.redis.cli(&["FLUSHALL"]);
            }
            if number == kills * 2 / 3 {
                self.database.kill();
                tokio::time::sleep(Duration::from_millis(1500)).await;
                self.database.start_again().await;
            } else {
                self.kill_one(desk, number);
            }
            self.kills += 1;
        }
    }

    /// Every second kill waits for the most dangerous moment: a mail is taken, and not yet noted.
    async fn wait(&self, desk: &Desk, number: usize) {
        let pause = Duration::from_millis(rand::random_range(150..1100));
        if number.is_multiple_of(2) {
            tokio::time::sleep(pause / 2).await;
            let _ = tokio::time::timeout(pause, desk.smtp.accepted()).await;
        } else {
            tokio::time::sleep(pause).await;
        }
    }

    fn kill_one(&mut self, desk: &Desk, number: usize) {
        let installation = &desk.installation;
        // Workers at the moments chosen for them, servers and now and then the scheduler at others.
        let victim = if number.is_multiple_of(2) {
            rand::random_range(0..2)
        } else {
            rand::random_range(2..7)
        };
        match victim {
            which @ 0..2 => {
                let name = format!("worker-{which}");
                self.workers[which].kill();
                self.workers[which] = installation.start(&name, installation.command(&["worker"]));
            }
            6 => {
                self.scheduler.kill();
                let command = installation.command(&["scheduler"]);
                self.scheduler = installation.start("scheduler", command);
            }
            which => {
                let server = &mut self.servers[which % 2];
                server.process.kill();
                server.start_again(installation);
            }
        }
    }

    /// Lets what is left be done. Pauses before another try are cut short; leases are not.
    pub async fn settle(&mut self) {
        self.scheduler.kill();
        let began = Instant::now();
        let mut conn = self.database.connect().await;
        let left = "SELECT COUNT(*) AS value FROM jobs WHERE state IN ('queued', 'running')";
        while sql::number(&mut conn, left).await > 0 && began.elapsed() < REST {
            let now = "UPDATE jobs SET run_at = NOW(6) WHERE state = 'queued' AND run_at > NOW(6)";
            // A worker may stand in its way (a deadlock): the next turn does it.
            let _ = diesel::sql_query(now).execute(&mut conn).await;
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
}
