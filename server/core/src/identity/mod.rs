//! The identity domain.
