//! The mail domain.
