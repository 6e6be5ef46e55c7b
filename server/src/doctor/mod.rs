//! What an installation needs, looked at part by part: what is right, what is wrong, what to do.

mod data;
mod machine;
mod rules;
mod services;

use crate::config::Config;
use serde::Serialize;
use server_core::Core;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Good,
    /// It works; something may go wrong one day.
    Warning,
    /// Something does not work.
    Problem,
}

/// One thing that was looked at.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub level: Level,
    pub part: &'static str,
    /// What was seen.
    pub seen: String,
    /// What to do; empty when all is well.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub advice: &'static str,
}

impl Finding {
    fn good(part: &'static str, seen: impl Into<String>) -> Self {
        Self {
            level: Level::Good,
            part,
            seen: seen.into(),
            advice: "",
        }
    }

    fn warning(part: &'static str, seen: impl Into<String>, advice: &'static str) -> Self {
        Self {
            level: Level::Warning,
            part,
            seen: seen.into(),
            advice,
        }
    }

    fn problem(part: &'static str, seen: impl Into<String>, advice: &'static str) -> Self {
        Self {
            level: Level::Problem,
            part,
            seen: seen.into(),
            advice,
        }
    }
}

/// Looks at everything. Nothing is changed, but for a file of a few bytes that is written and removed.
pub async fn look(config: &Config, core: &Core) -> Vec<Finding> {
    let mut findings = data::look(config, core).await;
    findings.extend(services::look(config, core).await);
    findings.extend(machine::look(config, core).await);
    findings
}
