//! The audit domain.
