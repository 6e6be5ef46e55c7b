//! The jobs domain's shared types.
