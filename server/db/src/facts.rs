//! What a database server says of itself, for `nestogy doctor`.

use crate::error::DbError;
use app_types::Timestamp;
use diesel::sql_types::{Datetime, Text};
use diesel_async::{AsyncConnection, AsyncMysqlConnection, RunQueryDsl};
use std::collections::BTreeMap;

/// A server's facts.
#[derive(Debug)]
pub struct Facts {
    /// Like `10.11.14-MariaDB-0+deb12u2` or `8.4.3`.
    pub version: String,
    /// Its clock, in UTC.
    pub now: Timestamp,
    /// Some of its settings, by name in small letters.
    pub settings: BTreeMap<String, String>,
}

impl Facts {
    /// A setting's value; empty when the server does not know it.
    pub fn setting(&self, name: &str) -> &str {
        self.settings.get(name).map_or("", String::as_str)
    }
}

#[derive(diesel::QueryableByName)]
struct Head {
    #[diesel(sql_type = Text)]
    version: String,
    #[diesel(sql_type = Datetime)]
    now: Timestamp,
}

#[derive(diesel::QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text, column_name = "Variable_name")]
    name: String,
    #[diesel(sql_type = Text, column_name = "Value")]
    value: String,
}

/// Asks over a connection of its own, which the pool's settings do not touch.
///
/// # Errors
/// When the server cannot be reached.
pub async fn ask(url: &str) -> Result<Facts, DbError> {
    let mut conn = AsyncMysqlConnection::establish(url)
        .await
        .map_err(|error| DbError::Unreachable(error.to_string()))?;
    let head: Head = diesel::sql_query("SELECT VERSION() AS version, UTC_TIMESTAMP(6) AS now")
        .get_result(&mut conn)
        .await?;
    let settings: Vec<Setting> = diesel::sql_query(
        "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('max_allowed_packet', 'max_connections', \
         'innodb_flush_log_at_trx_commit', 'sync_binlog', 'log_bin', 'read_only', \
         'character_set_server', 'innodb_buffer_pool_size')",
    )
    .load(&mut conn)
    .await?;
    Ok(Facts {
        version: head.version,
        now: head.now,
        settings: settings
            .into_iter()
            .map(|setting| (setting.name.to_lowercase(), setting.value))
            .collect(),
    })
}
