//! The tickets domain.
