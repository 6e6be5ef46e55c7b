//! What is right and what is not: decisions without looking.

use super::Finding;

/// MySQL 8.4 and MariaDB 10.11, and newer.
pub fn version(version: &str) -> Finding {
    const ADVICE: &str = "Use MySQL 8.4 or MariaDB 10.11, or newer.";
    let mut numbers = version
        .split(['.', '-'])
        .map(|word| word.parse::<u32>().ok());
    let (Some(Some(major)), Some(Some(minor))) = (numbers.next(), numbers.next()) else {
        return Finding::warning("database", format!("version {version}"), ADVICE);
    };
    let least = if version.to_lowercase().contains("mariadb") {
        (10, 11)
    } else {
        (8, 4)
    };
    let seen = format!("version {version}");
    if (major, minor) >= least {
        Finding::good("database", seen)
    } else {
        Finding::problem("database", seen, ADVICE)
    }
}

/// Leases and schedules go by the database's clock, logs and sessions by this one's.
pub fn clock(seconds_apart: f64) -> Finding {
    let seen = format!("{seconds_apart:.1} s between this machine and the database");
    if seconds_apart.abs() < 2.0 {
        Finding::good("clock", seen)
    } else if seconds_apart.abs() < 60.0 {
        Finding::warning(
            "clock",
            seen,
            "Let both keep time by NTP (systemd-timesyncd or chrony).",
        )
    } else {
        Finding::problem(
            "clock",
            seen,
            "Codes of second factors are refused and sessions end at the wrong time. Let both machines keep time by NTP.",
        )
    }
}

/// A mail of 50 MB must fit into one statement with what surrounds it.
pub fn packet(bytes: &str) -> Finding {
    let megabytes = bytes.parse::<u64>().unwrap_or(0) / 1024 / 1024;
    let seen = format!("max_allowed_packet is {megabytes} MB");
    if megabytes >= 64 {
        Finding::good("database", seen)
    } else {
        Finding::problem(
            "database",
            seen,
            "Large mails cannot be stored. Set max_allowed_packet = 64M in the database's settings.",
        )
    }
}

/// Whether what was acknowledged survives a power cut.
pub fn durability(flush: &str, binlog: bool, sync: &str) -> Finding {
    if flush != "1" {
        return Finding::warning(
            "database",
            format!("innodb_flush_log_at_trx_commit is {flush}"),
            "A power cut may lose the last second. Set it to 1.",
        );
    }
    if binlog && sync != "1" {
        return Finding::warning(
            "database",
            format!("sync_binlog is {sync}"),
            "A power cut may part the primary from its replicas. Set it to 1.",
        );
    }
    Finding::good("database", "what was acknowledged survives a power cut")
}

/// Connections of this process kind against what the server allows.
pub fn connections(pool: u32, most: &str) -> Finding {
    let most: u32 = most.parse().unwrap_or(0);
    let seen = format!("pools of {pool}, and the server allows {most}");
    if most > pool * 3 {
        Finding::good("database", seen)
    } else {
        Finding::warning(
            "database",
            seen,
            "Each process has a pool of DATABASE_POOL_SIZE: raise max_connections above the sum of all, and some.",
        )
    }
}

/// Free room for files and mails.
pub fn room(free: u64, all: u64) -> Finding {
    let gigabytes = free as f64 / 1e9;
    let percent = (free * 100).checked_div(all).unwrap_or(0);
    let seen = format!("{gigabytes:.1} GB free ({percent} %) where the files lie");
    const ADVICE: &str = "Free or add room: when the disk is full mails and uploads are refused.";
    if free < 1_000_000_000 {
        Finding::problem("files", seen, ADVICE)
    } else if percent < 10 {
        Finding::warning("files", seen, ADVICE)
    } else {
        Finding::good("files", seen)
    }
}

/// Whether workers and schedulers run, as the jobs tell.
pub fn jobs(oldest_due: Option<i64>, dead: i64, last_schedule: Option<i64>) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.push(match oldest_due.unwrap_or(0) {
        waited @ 0..=60 => {
            Finding::good("jobs", format!("the oldest due one has waited {waited} s"))
        }
        waited => Finding::problem(
            "jobs",
            format!("the oldest due one has waited {waited} s"),
            "No worker runs, or too few: start `nestogy worker`.",
        ),
    });
    if dead > 0 {
        findings.push(Finding::warning(
            "jobs",
            format!("{dead} were given up"),
            "Settings, Jobs in each workspace shows why; run them again when the reason is gone.",
        ));
    }
    findings.push(match last_schedule {
        None => Finding::warning(
            "scheduler",
            "nothing has been fired yet",
            "Start `nestogy scheduler`, unless this installation is new.",
        ),
        Some(ago @ 0..=900) => Finding::good("scheduler", format!("fired something {ago} s ago")),
        Some(ago) => Finding::problem(
            "scheduler",
            format!("fired nothing for {ago} s"),
            "Start `nestogy scheduler`.",
        ),
    });
    findings
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::Level::{Good, Problem, Warning};
    use super::*;

    #[test]
    fn versions() {
        for (said, level) in [
            ("10.11.14-MariaDB-0+deb12u2", Good),
            ("11.4.2-MariaDB", Good),
            ("10.6.1-MariaDB", Problem),
            ("8.4.3", Good),
            ("9.1.0", Good),
            ("8.0.40", Problem),
            ("what", Warning),
        ] {
            assert_eq!(version(said).level, level, "{said}");
        }
    }

    #[test]
    fn clocks_on_both_sides() {
        let levels = [0.0, -1.9, 2.5, -30.0, 61.0, -600.0].map(|apart| clock(apart).level);
        assert_eq!(levels, [Good, Good, Warning, Warning, Problem, Problem]);
    }

    #[test]
    fn room_and_packets() {
        assert_eq!(room(500_000_000, 1_000_000_000).level, Problem);
        assert_eq!(room(5_000_000_000, 100_000_000_000).level, Warning);
        assert_eq!(room(50_000_000_000, 100_000_000_000).level, Good);
        assert_eq!(room(0, 0).level, Problem);
        assert_eq!(packet("16777216").level, Problem);
        assert_eq!(packet("67108864").level, Good);
        assert_eq!(packet("").level, Problem);
    }

    #[test]
    fn a_power_cut_is_thought_of() {
        assert_eq!(durability("1", false, "0").level, Good);
        assert_eq!(durability("1", true, "0").level, Warning);
        assert_eq!(durability("1", true, "1").level, Good);
        assert_eq!(durability("2", true, "1").level, Warning);
    }

    #[test]
    fn jobs_tell_who_runs() {
        let level = |findings: Vec<Finding>| findings.iter().map(|f| f.level).max().unwrap();
        assert_eq!(level(jobs(None, 0, Some(30))), Good);
        assert_eq!(level(jobs(Some(61), 0, Some(30))), Problem);
        assert_eq!(level(jobs(Some(2), 3, Some(30))), Warning);
        assert_eq!(level(jobs(None, 0, None)), Warning);
        assert_eq!(level(jobs(None, 0, Some(901))), Problem);
    }
}
