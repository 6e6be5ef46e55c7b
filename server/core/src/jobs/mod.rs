//! The jobs domain.
