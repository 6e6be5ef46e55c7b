//! Fetching mail.
