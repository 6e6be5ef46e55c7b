//! The identity domain's shared types.
