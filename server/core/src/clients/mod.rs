//! The clients domain.
