//! How a tenant's texts sound.

use std::sync::atomic::{AtomicU32, Ordering};

/// Makes texts; those of tenant B carry a numbered canary each.
pub struct Voice {
    next: Option<AtomicU32>,
}

impl Voice {
    pub fn plain() -> Self {
        Self { next: None }
    }

    pub fn canary() -> Self {
        Self {
            next: Some(AtomicU32::new(1)),
        }
    }

    /// `text`, or `CANARY-B-7 text`.
    pub fn say(&self, text: &str) -> String {
        match self.number() {
            Some(number) => format!("{}{number} {text}", super::CANARY),
            None => text.to_string(),
        }
    }

    /// `alpha.example`, or `canary-b-7.example`.
    pub fn domain(&self) -> String {
        match self.number() {
            Some(number) => format!("{}{number}.example", super::CANARY.to_lowercase()),
            None => "alpha.example".to_string(),
        }
    }

    /// `anna@alpha.example`, or `anna@canary-b-7.example`.
    pub fn email(&self, local: &str) -> String {
        format!("{local}@{}", self.domain())
    }

    fn number(&self) -> Option<u32> {
        let next = self.next.as_ref()?;
        Some(next.fetch_add(1, Ordering::Relaxed))
    }
}
