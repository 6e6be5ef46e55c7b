//! How often somebody may try.

/// This process's own counters.
#[derive(Default)]
pub struct Local {}
