//! Changes that were made on this page: their echo is no news.

use app_types::live::LiveEvent;
use leptos::prelude::*;

/// Numbers and versions that this page has made.
#[derive(Clone, Copy)]
pub struct OwnChanges(StoredValue<Vec<(String, u32)>>);

impl OwnChanges {
    pub fn none() -> Self {
        Self(StoredValue::new(Vec::new()))
    }

    /// A change is on its way that will give the ticket this version.
    pub fn expect(self, number: u64, version: u32) {
        self.0
            .update_value(|own| own.push((number.to_string(), version)));
    }

    pub fn is_own(self, event: &LiveEvent) -> bool {
        self.0.with_value(|own| {
            own.iter()
                .any(|(number, version)| *number == event.key && *version == event.version)
        })
    }
}
