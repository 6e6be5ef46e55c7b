//! The database's own programs for dumping and loading: `mariadb-dump` and `mariadb`, or `mysqldump`
//! and `mysql`. They know every type, and operators know them.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tempfile::NamedTempFile;

#[derive(Debug, thiserror::Error)]
pub enum ProgramError {
    #[error("{0} is missing on this machine: install mariadb-client or mysql-client")]
    Missing(&'static str),
    #[error("DATABASE_URL: {0}")]
    Address(String),
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Where the database is, in a file that only this user can read: a password on the command line is
/// seen by everybody on the machine. The file goes with this value.
pub struct ClientProgram {
    login: NamedTempFile,
    database: String,
}

impl ClientProgram {
    /// # Errors
    /// When the address cannot be read, or the file not written.
    pub fn new(database_url: &str) -> Result<Self, ProgramError> {
        let wrong = |reason: &str| ProgramError::Address(reason.to_string());
        let url = url::Url::parse(database_url).map_err(|error| wrong(&error.to_string()))?;
        let host = url.host_str().ok_or_else(|| wrong("it names no host"))?;
        let database = plain(url.path().trim_start_matches('/'));
        if database.is_empty() {
            return Err(wrong("it names no database"));
        }
        let mut login = NamedTempFile::new()?;
        writeln!(login, "[client]")?;
        writeln!(login, "host={}", quoted(host.trim_matches(['[', ']'])))?;
        writeln!(login, "port={}", url.port().unwrap_or(3306))?;
        writeln!(login, "protocol=tcp")?;
        writeln!(login, "user={}", quoted(&plain(url.username())))?;
        if let Some(password) = url.password() {
            writeln!(login, "password={}", quoted(&plain(password)))?;
        }
        if url
            .query_pairs()
            .any(|(name, value)| name == "require_ssl" && value == "true")
        {
            writeln!(login, "ssl")?;
        }
        login.flush()?;
        Ok(Self { login, database })
    }

    /// Writes the whole database as SQL to its standard output, as it was at one moment, the rows of
    /// each table in the order of its key.
    ///
    /// # Errors
    /// When there is no such program.
    pub fn dump(&self) -> Result<Command, ProgramError> {
        const NAME: &str = "mariadb-dump or mysqldump";
        let program = found(&["mariadb-dump", "mysqldump"]).ok_or(ProgramError::Missing(NAME))?;
        let mut command = Command::new(&program);
        command.arg(self.login_argument()).args([
            "--single-transaction",
            "--quick",
            "--order-by-primary",
            "--hex-blob",
            "--skip-comments",
            "--no-tablespaces",
            "--default-character-set=utf8mb4",
            "--max-allowed-packet=64M",
        ]);
        if !is_mariadb(&program) {
            command.args(["--set-gtid-purged=OFF", "--column-statistics=0"]);
        }
        command.arg(&self.database).stdin(Stdio::null());
        Ok(command)
    }

    /// Runs the SQL on its standard input, up to the first error.
    ///
    /// # Errors
    /// When there is no such program.
    pub fn load(&self) -> Result<Command, ProgramError> {
        const NAME: &str = "mariadb or mysql";
        let program = found(&["mariadb", "mysql"]).ok_or(ProgramError::Missing(NAME))?;
        let mut command = Command::new(program);
        command
            .arg(self.login_argument())
            .args([
                "--default-character-set=utf8mb4",
                "--max-allowed-packet=64M",
            ])
            .arg(&self.database);
        Ok(command)
    }

    /// Must be the first argument.
    fn login_argument(&self) -> OsString {
        let mut argument = OsString::from("--defaults-file=");
        argument.push(self.login.path());
        argument
    }
}

/// A value in an option file: in quotes, where a backslash and the quote must be written twice over.
fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Without the address's percent signs.
fn plain(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

fn found(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let places = names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    places.into_iter().find(|place| place.is_file())
}

fn is_mariadb(program: &PathBuf) -> bool {
    let said = Command::new(program).arg("--version").output();
    said.is_ok_and(|said| String::from_utf8_lossy(&said.stdout).contains("MariaDB"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn login(url: &str) -> Result<String, String> {
        let program = ClientProgram::new(url).map_err(|error| error.to_string())?;
        Ok(std::fs::read_to_string(program.login.path()).unwrap())
    }

    #[test]
    fn the_login_stands_in_a_file_of_our_own() {
        let text =
            login("mysql://nes%40togy:p%22a%5Cs@db.lan:3307/nestogy?require_ssl=true").unwrap();
        let expected = "[client]\nhost=\"db.lan\"\nport=3307\nprotocol=tcp\nuser=\"nes@togy\"\n\
                        password=\"p\\\"a\\\\s\"\nssl\n";
        assert_eq!(text, expected);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let program = ClientProgram::new("mysql://a:b@localhost/c").unwrap();
        let mode = std::fs::metadata(program.login.path())
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0);
    }

    #[test]
    fn an_address_that_is_none_is_named() {
        for url in ["", "mysql://", "mysql://host", "nonsense"] {
            assert!(
                login(url).unwrap_err().starts_with("DATABASE_URL: "),
                "{url}"
            );
        }
    }
}
