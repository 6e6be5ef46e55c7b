//! The services that tests use, named by the environment. Missing ones fail the test: a suite
//! that skips what it cannot reach proves nothing.

/// The value of `name`.
///
/// # Panics
/// When it is not set, saying how to set it.
pub fn required(name: &str) -> String {
    match std::env::var(name) {
        Ok(value) if !value.is_empty() => value,
        _ => panic!(
            "{name} is not set. Tests run against real services: `bin/services start` starts them \
             and `make test` sets {name}."
        ),
    }
}

/// A MySQL or MariaDB server, without a database: `mysql://user:password@host:port`.
pub fn database_server() -> String {
    required("TEST_DATABASE_URL")
        .trim_end_matches('/')
        .to_string()
}

/// A Redis: `redis://host:port/number`.
pub fn redis() -> String {
    required("TEST_REDIS_URL")
}
