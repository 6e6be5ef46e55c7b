//! A lock that the machines of an installation share, held by a connection of its own: whoever
//! dies loses it.

use crate::error::DbError;
use diesel::sql_types::{Integer, Nullable, Text};
use diesel_async::{AsyncConnection, AsyncMysqlConnection, RunQueryDsl};

/// Holds until it is dropped.
pub struct Lock {
    _conn: AsyncMysqlConnection,
}

#[derive(diesel::QueryableByName)]
struct Taken {
    #[diesel(sql_type = Nullable<Integer>)]
    taken: Option<i32>,
}

/// `None`: somebody else has it. One server may hold several databases, each with locks of its own.
///
/// # Errors
/// When the database cannot be reached.
pub async fn try_take(url: &str, name: &str) -> Result<Option<Lock>, DbError> {
    let mut conn = AsyncMysqlConnection::establish(url)
        .await
        .map_err(|error| DbError::Unreachable(error.to_string()))?;
    let asked = "SELECT GET_LOCK(CONCAT(?, SHA1(DATABASE())), 0) AS taken";
    let answer: Taken = diesel::sql_query(asked)
        .bind::<Text, _>(format!("nestogy.{name}."))
        .get_result(&mut conn)
        .await?;
    Ok((answer.taken == Some(1)).then_some(Lock { _conn: conn }))
}
