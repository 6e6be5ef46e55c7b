//! The tenants domain.
