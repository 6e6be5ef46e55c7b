//! The search domain.
