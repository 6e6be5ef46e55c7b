//! The seed domain.
