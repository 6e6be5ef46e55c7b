//! A list as an Excel workbook. Rows go to a temporary file as they come and the finished
//! workbook to another one, so that the memory it takes does not grow with the list; both files
//! have no name and are gone when they are dropped.

use super::{Cell, Row};
use crate::clocktext::ClockText;
use crate::error::{Error, Result};
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::fs::File;
use std::io::{Seek, SeekFrom};

/// Rows that a workbook takes. A sheet could have 1,048,576; what is far below it is written
/// well within the time that a request has, and fits on the disk several times over.
pub const MOST_ROWS: u32 = 100_000;

/// Characters that Excel allows in a cell.
const CELL_CHARS: usize = 32_767;
/// Instants as Excel shows them: the zone is in the head of the column.
const DATE_FORMAT: &str = "yyyy-mm-dd hh:mm";
const DAY_FORMAT: &str = "yyyy-mm-dd";
const NARROW: f64 = 18.0;
const WIDE: f64 = 40.0;

/// A workbook of one sheet under construction.
pub struct Book {
    workbook: Workbook,
    text: ClockText,
    date: Format,
    day: Format,
    rows: u32,
    room: u32,
}

impl Book {
    /// A sheet called `name` with the head written. Instants will stand in the zone of `text`.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when there is no room for temporary files.
    pub fn new(name: &str, head: &[String], text: ClockText) -> Result<Self> {
        let mut workbook = Workbook::new();
        let strong = Format::new().set_bold();
        let sheet = workbook
            .add_worksheet_with_constant_memory()
            .map_err(away)?;
        sheet.set_name(name).map_err(away)?;
        sheet.set_freeze_panes(1, 0).map_err(away)?;
        for (at, column) in (0u16..).zip(head) {
            let wide = matches!(column.as_str(), "Subject" | "Details" | "Name" | "Client");
            let width = if wide { WIDE } else { NARROW };
            sheet.set_column_width(at, width).map_err(away)?;
            let zoned = matches!(column.as_str(), "Created" | "Changed" | "When");
            let title = if zoned {
                format!("{column} ({})", text.zone_name())
            } else {
                column.clone()
            };
            sheet
                .write_string_with_format(0, at, title, &strong)
                .map_err(away)?;
        }
        Ok(Self {
            workbook,
            text,
            date: Format::new()
                .set_num_format(DATE_FORMAT)
                .set_align(FormatAlign::Left),
            day: Format::new()
                .set_num_format(DAY_FORMAT)
                .set_align(FormatAlign::Left),
            rows: 0,
            room: MOST_ROWS,
        })
    }

    /// Adds rows below those that are there.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the list is longer than [`MOST_ROWS`]; [`Error::Unavailable`] when
    /// the disk is full.
    pub fn push(&mut self, rows: &[Row]) -> Result<()> {
        let (text, formats) = (&self.text, (&self.date, &self.day));
        let sheet = self.workbook.worksheet_from_index(0).map_err(away)?;
        for row in rows {
            if self.rows >= self.room {
                return Err(too_long(self.room));
            }
            self.rows += 1;
            for (at, cell) in (0u16..).zip(row) {
                write(sheet, self.rows, at, cell, text, formats).map_err(away)?;
            }
        }
        Ok(())
    }

    /// The finished file, to be read from its beginning, and its size in bytes. Blocks: it packs.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the disk is full.
    pub fn finish(mut self) -> Result<(File, u64)> {
        let mut file = tempfile::tempfile().map_err(full)?;
        self.workbook.save_to_writer(&mut file).map_err(away)?;
        let size = file.seek(SeekFrom::End(0)).map_err(full)?;
        file.seek(SeekFrom::Start(0)).map_err(full)?;
        Ok((file, size))
    }
}

/// Text is written as a string cell: no program takes it for a formula or a link.
fn write(
    sheet: &mut Worksheet,
    row: u32,
    at: u16,
    cell: &Cell,
    text: &ClockText,
    (date, day): (&Format, &Format),
) -> std::result::Result<(), XlsxError> {
    match cell {
        Cell::Text(words) if words.is_empty() => {}
        Cell::Text(words) => {
            sheet.write_string(row, at, written(words))?;
        }
        // Exact up to 2^53; the counters of a tenant do not get there.
        Cell::Number(number) => {
            sheet.write_number(row, at, *number as f64)?;
        }
        Cell::Decimal(digits) => match digits.parse::<f64>() {
            Ok(number) => {
                sheet.write_number(row, at, number)?;
            }
            Err(_) => {
                sheet.write_string(row, at, written(digits))?;
            }
        },
        Cell::Day(iso) => match iso.parse::<jiff::civil::Date>() {
            Ok(date) => {
                sheet.write_datetime_with_format(row, at, date, day)?;
            }
            Err(_) => {
                sheet.write_string(row, at, written(iso))?;
            }
        },
        Cell::At(when) => match text.local(when) {
            Some(local) => {
                sheet.write_datetime_with_format(row, at, local, date)?;
            }
            None => {
                sheet.write_string(row, at, when.iso.as_str())?;
            }
        },
    }
    Ok(())
}

/// Without what XML or Excel does not take.
fn written(words: &str) -> String {
    words
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .take(CELL_CHARS)
        .collect()
}

fn too_long(room: u32) -> Error {
    Error::invalid(
        "",
        format!(
            "This list has more than {room} rows, too many for an Excel file. Export it as CSV, or filter it first"
        ),
    )
}

fn full(error: std::io::Error) -> Error {
    tracing::error!(%error, "an export cannot be written");
    Error::Unavailable("The disk for temporary files")
}

fn away(error: XlsxError) -> Error {
    match error {
        XlsxError::IoError(error) => full(error),
        other => Error::Internal(format!("xlsx: {other}")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use app_types::Timestamp;

    fn book(room: u32) -> Book {
        let text = ClockText::new("Europe/Berlin", Timestamp::from_seconds(1_795_464_000));
        let mut book = Book::new("tickets", &["Number".into(), "Created".into()], text).unwrap();
        book.room = room;
        book
    }

    #[test]
    fn a_list_that_is_too_long_is_refused_with_what_to_do() {
        let row = vec![Cell::Number(1)];
        let mut book = book(2);
        book.push(&[row.clone(), row.clone()]).unwrap();
        let Err(Error::Invalid(why)) = book.push(&[row]) else {
            panic!("accepted");
        };
        assert!(why.errors[0].message.contains("CSV"));
    }

    #[test]
    fn what_xml_does_not_take_is_left_out_and_long_text_is_cut() {
        assert_eq!(written("a\0b\u{1b}c\nd"), "abc\nd");
        assert_eq!(written(&"é".repeat(40_000)).chars().count(), CELL_CHARS);
        let mut book = book(3);
        let rows = [
            vec![Cell::Text("\0\u{ffff}=1".into()), Cell::Text(String::new())],
            vec![Cell::Text("x".repeat(40_000))],
        ];
        book.push(&rows).unwrap();
        let (_, size) = book.finish().unwrap();
        assert!(size > 1_000, "{size}");
    }
}
