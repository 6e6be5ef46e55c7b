//! The clients domain's shared types.
