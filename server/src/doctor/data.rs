//! The database, its replica, its schema.

use super::{Finding, rules};
use crate::config::Config;
use secrecy::ExposeSecret;
use server_core::Core;
use server_db::facts::{self, Facts};
use server_db::migrate;

const AWAY: &str = "Check the address, the account and whether the server runs.";

pub async fn look(config: &Config, core: &Core) -> Vec<Finding> {
    let url = config.database.url.expose_secret();
    let mut findings = match facts::ask(url).await {
        Ok(facts) => primary(config, core, &facts),
        Err(error) => {
            let seen = format!("DATABASE_URL: {error}");
            // Nothing else can be told without it.
            return vec![Finding::problem("database", seen, AWAY)];
        }
    };
    findings.push(schema(url).await);
    if let Some(replica) = &config.database.replica_url {
        findings.push(match facts::ask(replica.expose_secret()).await {
            Ok(facts) => of_replica(&facts),
            Err(error) => {
                let seen = format!("DATABASE_REPLICA_URL: {error}");
                Finding::warning("replica", seen, "Reads go to the primary until it is back.")
            }
        });
    }
    match server_core::jobs::state(core).await {
        Ok(state) => findings.extend(rules::jobs(
            state.oldest_due,
            state.dead,
            state.last_schedule,
        )),
        Err(error) => findings.push(Finding::problem(
            "jobs",
            error.to_string(),
            "Run `nestogy migrate`.",
        )),
    }
    findings
}

fn primary(config: &Config, core: &Core, facts: &Facts) -> Vec<Finding> {
    let apart = core.db.clock.now().micros() - facts.now.micros();
    let mut findings = vec![
        rules::version(&facts.version),
        rules::clock(apart as f64 / 1e6),
        rules::packet(facts.setting("max_allowed_packet")),
        rules::durability(
            facts.setting("innodb_flush_log_at_trx_commit"),
            facts.setting("log_bin") == "ON",
            facts.setting("sync_binlog"),
        ),
        rules::connections(config.database.pool_size, facts.setting("max_connections")),
    ];
    if facts.setting("read_only") == "ON" {
        findings.push(Finding::problem(
            "database",
            "DATABASE_URL names a server that only reads",
            "Set it to the primary; a replica goes into DATABASE_REPLICA_URL.",
        ));
    }
    findings
}

fn of_replica(facts: &Facts) -> Finding {
    if facts.setting("read_only") == "ON" {
        Finding::good("replica", format!("version {}", facts.version))
    } else {
        Finding::warning(
            "replica",
            "DATABASE_REPLICA_URL names a server that also writes",
            "Set read_only on it: a stray write there parts it from the primary.",
        )
    }
}

async fn schema(url: &str) -> Finding {
    match migrate::pending(url).await {
        Ok(0) => Finding::good("schema", "up to date"),
        Ok(pending) => Finding::problem(
            "schema",
            format!("{pending} migrations are missing"),
            "Run `nestogy migrate`.",
        ),
        Err(error) => Finding::problem("schema", error.to_string(), "Run `nestogy migrate`."),
    }
}
