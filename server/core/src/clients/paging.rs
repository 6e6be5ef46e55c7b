//! Lists that are sorted by a text and an id, and page by key.
//!
//! The condition is written in the one form that reads only what it shows whatever the
//! statistics say: `key >= ? AND (key > ? OR (key = ? AND id > ?))` with a forced index.

// sql: what goes into the statements are names of columns and indexes from constants, never text from a person.

use crate::error::{Error, Result};
use app_types::common::Page;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel::mysql::Mysql;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Binary, Text, TinyInt};
use uuid::Uuid;

/// Rows of a page.
pub(super) const ROWS: usize = 50;

/// A statement under construction.
pub(super) type Boxed = BoxedSqlQuery<'static, Mysql, SqlQuery>;

/// Which part of a list is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Show {
    Active,
    Archived,
    All,
}

impl Show {
    pub(super) fn parse(text: &str) -> Result<Self> {
        match text {
            "" | "active" => Ok(Self::Active),
            "archived" => Ok(Self::Archived),
            "all" => Ok(Self::All),
            _ => Err(Error::invalid("show", "Choose active, archived or all")),
        }
    }

    /// The value of the column `active`; `None` when both are wanted.
    pub(super) fn active(self) -> Option<i8> {
        match self {
            Self::Active => Some(1),
            Self::Archived => Some(0),
            Self::All => None,
        }
    }
}

/// A row of the list, by what the list is sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub text: String,
    pub id: Uuid,
}

impl Key {
    pub(super) fn encode(&self) -> String {
        let mut bytes = self.id.as_bytes().to_vec();
        bytes.extend_from_slice(self.text.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    pub(super) fn decode(encoded: &str) -> Option<Self> {
        // 16 bytes and a text of at most 254 characters of 4 bytes, in base64.
        if encoded.len() > 1400 {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(encoded).ok()?;
        let (id, text) = bytes.split_at_checked(16)?;
        Some(Self {
            id: Uuid::from_slice(id).ok()?,
            text: String::from_utf8(text.to_vec()).ok()?,
        })
    }
}

/// Where in the list the page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Position {
    First,
    After(Key),
    Before(Key),
}

impl Position {
    /// From the URL's `after` and `before`; `after` counts when both are there.
    pub(super) fn parse(after: &str, before: &str) -> Result<Self> {
        let damaged = || {
            Error::invalid(
                "after",
                "This link is damaged; start from the first page of the list",
            )
        };
        match (after, before) {
            ("", "") => Ok(Self::First),
            ("", before) => Key::decode(before).map(Self::Before).ok_or_else(damaged),
            (after, _) => Key::decode(after).map(Self::After).ok_or_else(damaged),
        }
    }

    /// Ends `query` with the key condition, the order and the limit. `column` and `id` are the
    /// qualified names of what the list is sorted by.
    pub(super) fn finish(&self, query: Boxed, column: &str, id: &str) -> Boxed {
        let limit = ROWS + 1;
        let (key, less, direction) = match self {
            Self::First => {
                return query.sql(format!(" ORDER BY {column}, {id} LIMIT {limit}"));
            }
            Self::After(key) => (key, ">", ""),
            Self::Before(key) => (key, "<", " DESC"),
        };
        query
            .sql(format!(" AND {column} {less}= "))
            .bind_param(&key.text)
            .sql(format!(" AND ({column} {less} "))
            .bind_param(&key.text)
            .sql(format!(" OR ({column} = "))
            .bind_param(&key.text)
            .sql(format!(" AND {id} {less} ?))"))
            .bind::<Binary, _>(key.id.as_bytes().to_vec())
            .sql(format!(
                " ORDER BY {column}{direction}, {id}{direction} LIMIT {limit}"
            ))
    }

    /// Makes the page from up to `ROWS + 1` rows in the order the statement gave them.
    pub(super) fn page<R, T>(
        &self,
        mut rows: Vec<R>,
        key: impl Fn(&R) -> Key,
        into: impl Fn(R) -> T,
    ) -> Page<T> {
        let more = rows.len() > ROWS;
        rows.truncate(ROWS);
        let backwards = matches!(self, Self::Before(_));
        if backwards {
            rows.reverse();
        }
        let first = rows.first().map(|row| key(row).encode());
        let last = rows.last().map(|row| key(row).encode());
        let (has_previous, has_next) = match self {
            Self::First => (false, more),
            Self::After(_) => (true, more),
            Self::Before(_) => (more, true),
        };
        Page {
            rows: rows.into_iter().map(into).collect(),
            previous: first.filter(|_| has_previous),
            next: last.filter(|_| has_next),
        }
    }
}

/// Small helpers for statements that are put together.
pub(super) trait Bind {
    fn bind_param(self, text: &str) -> Self;
    fn and_active(self, alias: &str, show: Show) -> Self;
}

impl Bind for Boxed {
    fn bind_param(self, text: &str) -> Self {
        self.sql("?").bind::<Text, _>(text.to_string())
    }

    fn and_active(self, alias: &str, show: Show) -> Self {
        match show.active() {
            Some(active) => self
                .sql(format!(" AND {alias}.active = ?"))
                .bind::<TinyInt, _>(active),
            None => self,
        }
    }
}

/// `text` as the pattern of a LIKE, its wildcards taken literally.
pub(crate) fn like_literal(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '%' | '_') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn key(text: &str) -> Key {
        Key {
            text: text.to_string(),
            id: Uuid::from_u128(7),
        }
    }

    proptest! {
        #[test]
        fn a_key_survives_the_url(text in ".{0,160}", id in any::<u128>()) {
            let key = Key { text, id: Uuid::from_u128(id) };
            prop_assert_eq!(Key::decode(&key.encode()), Some(key));
        }

        #[test]
        fn what_encode_did_not_make_is_refused_or_harmless(text in ".{0,60}") {
            let _ = Key::decode(&text);
        }
    }

    #[test]
    fn a_page_knows_its_neighbours() {
        let numbers = |n: usize| (0..n).collect::<Vec<_>>();
        let page =
            |position: Position, n| position.page(numbers(n), |n| key(&n.to_string()), |n| n);
        let first = page(Position::First, ROWS + 1);
        assert_eq!(first.rows.len(), ROWS);
        assert!(first.previous.is_none() && first.next.is_some());
        let last = page(Position::After(key("x")), 3);
        assert!(last.previous.is_some() && last.next.is_none());
        let back = page(Position::Before(key("x")), ROWS + 1);
        assert_eq!(back.rows.first(), Some(&(ROWS - 1)));
        assert!(back.previous.is_some() && back.next.is_some());
        let front = page(Position::Before(key("x")), 2);
        assert!(front.previous.is_none() && front.next.is_some());
        assert_eq!(page(Position::First, 0).next, None);
    }

    #[test]
    fn wildcards_are_letters() {
        assert_eq!(like_literal(r"50%_\x"), r"50\%\_\\x");
    }
}
