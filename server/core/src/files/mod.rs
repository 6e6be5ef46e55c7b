//! The files domain.
