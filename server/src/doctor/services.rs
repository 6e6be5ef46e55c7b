//! Redis, the mail server, and the web server itself.

use super::Finding;
use crate::config::Config;
use server_core::Core;
use std::time::Duration;
use tokio::net::TcpStream;

pub async fn look(config: &Config, core: &Core) -> Vec<Finding> {
    let (redis, queue, mail, web) = tokio::join!(redis(core), queue(core), mail(core), web(config));
    let mut findings = redis;
    findings.extend(queue);
    findings.extend([mail, web]);
    findings
}

async fn redis(core: &Core) -> Vec<Finding> {
    if !core.db.redis.is_on() {
        let advice = "Set REDIS_URL: without it pages of other processes do not update by themselves, and jobs start a second later.";
        return vec![Finding::warning("redis", "not used", advice)];
    }
    if let Err(error) = core.db.redis.ping().await {
        let advice =
            "Check REDIS_URL and whether the server runs. Nestogy works without, more slowly.";
        return vec![Finding::warning("redis", error.to_string(), advice)];
    }
    let policy = core.db.redis.setting("maxmemory-policy").await;
    vec![match policy.as_deref() {
        // Some providers do not tell.
        None => Finding::good("redis", "answers"),
        Some("noeviction") => Finding::good("redis", "answers, and forgets nothing by itself"),
        Some(policy) => Finding::warning(
            "redis",
            format!("maxmemory-policy is {policy}"),
            "When its memory is full it may forget the ids of jobs, which then start a second late. Set noeviction.",
        ),
    }]
}

/// Each queue at Amazon, where ids of jobs go that way.
async fn queue(core: &Core) -> Option<Finding> {
    let carrier = core.db.carrier.as_ref()?;
    let registry = crate::jobs::registry();
    let queues = registry.queues();
    let asked = queues.iter().map(|queue| carrier.check(queue));
    let answers = futures::future::join_all(asked).await;
    let bad = queues.iter().zip(answers);
    let bad: Vec<String> = bad
        .filter_map(|(queue, answer)| Some(format!("{queue}: {}", answer.err()?)))
        .collect();
    Some(match bad.is_empty() {
        true => Finding::good("queue", format!("{} queues answer", queues.len())),
        false => Finding::warning(
            "queue",
            format!("NESTOGY_QUEUE_URL: {}", bad.join("; ")),
            "Jobs start a second later. Make the queues (docs/jobs.md), and let the machine's role use them.",
        ),
    })
}

async fn mail(core: &Core) -> Finding {
    match core.mail.check().await {
        Ok(()) => Finding::good("mail", "mail is taken"),
        Err(error) => Finding::problem(
            "mail",
            format!("SMTP_URL: {error}"),
            "Replies wait until it answers. Check the address, the account and the certificate.",
        ),
    }
}

/// Whether somebody serves at the address that this machine's web server binds.
async fn web(config: &Config) -> Finding {
    let mut address = config.http.listen;
    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    let connecting = TcpStream::connect(address);
    match tokio::time::timeout(Duration::from_secs(2), connecting).await {
        Ok(Ok(_)) => Finding::good("web", format!("{address} answers")),
        _ => Finding::warning(
            "web",
            format!("nobody answers at {address}"),
            "Start `nestogy serve`, unless this machine serves no pages.",
        ),
    }
}
