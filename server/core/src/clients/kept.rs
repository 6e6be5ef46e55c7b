//! What notes and files have in common: lists of what is there or of what was deleted, by key.

use super::rows::ReferenceRow;
use crate::error::{Error, Result};
use app_types::clients::ClientRef;
use app_types::common::{Cursor, Page};

/// Rows of a page.
pub(super) const ROWS: usize = 30;

/// What is there, or what was deleted and can come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    There,
    Deleted,
}

impl Kept {
    /// From the address: empty or `deleted`.
    ///
    /// # Errors
    /// [`Error::Invalid`].
    pub fn parse(show: &str) -> Result<Self> {
        match show {
            "" => Ok(Self::There),
            "deleted" => Ok(Self::Deleted),
            _ => Err(Error::invalid(
                "show",
                "Choose what is there or what was deleted",
            )),
        }
    }

    pub(super) fn live(self) -> i8 {
        i8::from(self == Self::There)
    }
}

pub(super) fn cursor(after: &str) -> Result<Option<Cursor>> {
    if after.is_empty() {
        return Ok(None);
    }
    let damaged = "This link is damaged; start from the first page of the list";
    Cursor::decode(after)
        .map(Some)
        .ok_or_else(|| Error::invalid("after", damaged))
}

/// Up to [`ROWS`] of the rows, which are one more where there is a page behind them.
pub(super) fn page<R, T>(
    mut rows: Vec<R>,
    after: Option<Cursor>,
    key: impl Fn(&R) -> Cursor,
    view: impl Fn(R) -> T,
) -> Page<T> {
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    Page {
        // Back is the first page: these lists are short.
        previous: after.map(|_| String::new()),
        next: rows.last().filter(|_| more).map(|row| key(row).encode()),
        rows: rows.into_iter().map(view).collect(),
    }
}

pub(super) fn client_ref(number: u64, row: ReferenceRow) -> ClientRef {
    ClientRef {
        number,
        name: row.name,
        archived: row.archived,
    }
}
