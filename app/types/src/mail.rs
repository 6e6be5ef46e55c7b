//! The mail domain's shared types.
