//! A database that is made for one purpose and dropped with its value.

use diesel::ConnectionError;
use diesel_async::{AsyncConnection, AsyncMysqlConnection, SimpleAsyncConnection};
use url::Url;

pub struct ScratchDatabase {
    name: String,
    server: Url,
}

/// Why there is no scratch database.
#[derive(Debug, thiserror::Error)]
pub enum ScratchError {
    #[error("the address of the database cannot be read: {0}")]
    Address(#[from] url::ParseError),
    #[error("the database cannot be reached: {0}")]
    Unreachable(#[from] ConnectionError),
    #[error("no database {name} can be made here: {reason}")]
    Refused { name: String, reason: String },
}

impl ScratchDatabase {
    /// Makes `<prefix><random>`, without any table, on the server of `url`, whose own database is
    /// left alone.
    ///
    /// # Errors
    /// When the server is away, or the account may not make databases of that name.
    pub async fn create(url: &str, prefix: &str) -> Result<Self, ScratchError> {
        let scratch = Self {
            name: format!("{prefix}{}", uuid::Uuid::now_v7().simple()),
            server: Url::parse(url)?,
        };
        let mut conn = on_server(&scratch.server).await?;
        let create = format!(
            "CREATE DATABASE {} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
            scratch.name
        );
        match conn.batch_execute(&create).await {
            Ok(()) => Ok(scratch),
            Err(error) => Err(ScratchError::Refused {
                name: scratch.name.clone(),
                reason: error.to_string(),
            }),
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// `mysql://user:password@host:port/<name>`, with the options of the address it was made from.
    pub fn url(&self) -> String {
        in_database(&self.server, &self.name).into()
    }

    /// A connection without any guard, for looking at rows and for setting the scene.
    ///
    /// # Errors
    /// When the server is away.
    pub async fn connect(&self) -> Result<AsyncMysqlConnection, ConnectionError> {
        let mut conn = AsyncMysqlConnection::establish(&self.url()).await?;
        conn.batch_execute("SET SESSION time_zone = '+00:00'")
            .await
            .map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(conn)
    }
}

impl Drop for ScratchDatabase {
    /// Best effort, on a thread of its own: a drop may happen inside a runtime, or while panicking.
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE IF EXISTS {}", self.name);
        let server = self.server.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            if let Ok(runtime) = runtime
                && let Err(error) = runtime.block_on(run_on_server(&server, &drop))
            {
                eprintln!("a scratch database is left behind: {error}");
            }
        });
        let _ = thread.join();
    }
}

async fn run_on_server(server: &Url, sql: &str) -> Result<(), String> {
    let mut conn = on_server(server).await.map_err(|error| error.to_string())?;
    conn.batch_execute(sql)
        .await
        .map_err(|error| error.to_string())
}

/// `information_schema` is there on every server.
async fn on_server(server: &Url) -> Result<AsyncMysqlConnection, ConnectionError> {
    AsyncMysqlConnection::establish(in_database(server, "information_schema").as_str()).await
}

fn in_database(server: &Url, name: &str) -> Url {
    let mut url = server.clone();
    url.set_path(name);
    url
}
