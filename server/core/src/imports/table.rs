//! From bytes to rows: letters, separators, limits. Nothing here knows what the rows mean.

use app_types::imports::{Charset, Separator};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes of a file.
pub const MOST_BYTES: usize = 4 * 1024 * 1024;
/// Rows of a file below its first line: what one transaction does well within a request.
pub const MOST_ROWS: usize = 2_000;
/// Columns of a file.
pub const MOST_COLUMNS: usize = 60;
/// Characters of a cell: the longest field takes 10,000.
pub const MOST_CELL: usize = 20_000;
/// Lines that the separator is guessed from.
const GUESSED_FROM: usize = 20;

/// A file that was read: its first line, and the rows below it with their line numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub head: Vec<String>,
    pub rows: Vec<(u64, Vec<String>)>,
}

/// The letters of a file by its first bytes, else by whether it is UTF-8.
pub fn guess_charset(bytes: &[u8]) -> Charset {
    match Encoding::for_bom(bytes) {
        Some((encoding, _)) if encoding == UTF_16LE => Charset::Utf16Le,
        Some((encoding, _)) if encoding == UTF_16BE => Charset::Utf16Be,
        Some(_) => Charset::Utf8,
        None if std::str::from_utf8(bytes).is_ok() => Charset::Utf8,
        None => Charset::Windows1252,
    }
}

/// The bytes as text.
///
/// # Errors
/// What to do, when they are not of this charset.
pub fn decode(bytes: &[u8], charset: Charset) -> Result<String, String> {
    let encoding = match charset {
        Charset::Utf8 => UTF_8,
        Charset::Windows1252 => WINDOWS_1252,
        Charset::Utf16Le => UTF_16LE,
        Charset::Utf16Be => UTF_16BE,
    };
    let (text, broken) = encoding.decode_with_bom_removal(bytes);
    if broken {
        return Err(format!(
            "The file is not in {}. Choose other letters, or save it as CSV UTF-8",
            charset.label()
        ));
    }
    if text.contains('\0') {
        return Err("The file has NUL characters: choose other letters".into());
    }
    // One form of line ends: a cell keeps its lines, and lines are counted right.
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// The separator that cuts the first lines into the most columns, the same number in each.
pub fn guess_separator(text: &str) -> Separator {
    let score = |separator: &Separator| {
        let mut reader = reader(text, *separator);
        let widths: Vec<usize> = reader
            .records()
            .take(GUESSED_FROM)
            .filter_map(|record| record.ok().map(|record| record.len()))
            .collect();
        let first = widths.first().copied().unwrap_or(0);
        let even = widths.iter().all(|width| *width == first);
        (first > 1 && even, first)
    };
    let best = Separator::ALL.iter().rev().max_by_key(|s| score(s));
    best.copied().unwrap_or_default()
}

/// The line in which a record begins; its position is before the empty lines above it.
fn line_of(text: &str, at: &csv::Position) -> u64 {
    let from = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    at.line() + rest.iter().take_while(|byte| **byte == b'\n').count() as u64
}

fn reader(text: &str, separator: Separator) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(separator.byte())
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// Cuts the text into cells.
///
/// # Errors
/// What to do, when it is no table or beyond a limit.
pub fn cut(text: &str, separator: Separator) -> Result<Table, String> {
    let mut table = Table::default();
    for record in reader(text, separator).into_records() {
        let record = record.map_err(|_| "The file is no CSV file".to_string())?;
        let line = record.position().map_or(0, |at| line_of(text, at));
        let cells: Vec<String> = record.iter().map(cell).collect();
        if cells.len() > MOST_COLUMNS {
            return Err(format!("Line {line} has more than {MOST_COLUMNS} columns"));
        }
        if cells.iter().any(|cell| cell.chars().count() > MOST_CELL) {
            return Err(format!(
                "A cell of line {line} has more than {MOST_CELL} characters. Is a quotation mark missing there?"
            ));
        }
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if table.head.is_empty() {
            table.head = cells;
            continue;
        }
        if table.rows.len() == MOST_ROWS {
            return Err(format!(
                "The file has more than {MOST_ROWS} rows. Cut it into several"
            ));
        }
        table.rows.push((line, cells));
    }
    if table.head.is_empty() || table.rows.is_empty() {
        return Err(
            "The file needs a line with the names of the columns, and a row below it".into(),
        );
    }
    Ok(table)
}

/// Without blanks around it, and without the apostrophe that our own export puts before what a
/// spreadsheet would take for a formula.
fn cell(text: &str) -> String {
    let text = text.trim();
    let guarded = text
        .strip_prefix('\'')
        .filter(|rest| rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']));
    guarded.unwrap_or(text).to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_are_known_by_mark_and_by_form() {
        assert_eq!(guess_charset("\u{feff}Müller".as_bytes()), Charset::Utf8);
        assert_eq!(guess_charset("Müller".as_bytes()), Charset::Utf8);
        assert_eq!(guess_charset(b"M\xfcller"), Charset::Windows1252);
        assert_eq!(guess_charset(b"\xff\xfeM\0"), Charset::Utf16Le);
        assert_eq!(guess_charset(b"\xfe\xff\0M"), Charset::Utf16Be);
        assert_eq!(
            decode(b"M\xfcller \x80", Charset::Windows1252).unwrap(),
            "Müller €"
        );
        assert_eq!(
            decode(b"\xff\xfeM\0\xfc\0", Charset::Utf16Le).unwrap(),
            "Mü"
        );
        assert_eq!(decode("\u{feff}a".as_bytes(), Charset::Utf8).unwrap(), "a");
    }

    #[test]
    fn broken_letters_are_refused_and_never_replaced() {
        for broken in [
            &b"M\xfcller"[..],
            b"\xc3",
            b"\xed\xa0\x80",
            b"\xf8\x88\x80\x80\x80",
        ] {
            assert!(decode(broken, Charset::Utf8).is_err(), "{broken:?}");
        }
        assert!(decode(b"\xff\xfe\x00\xd8", Charset::Utf16Le).is_err());
        assert!(decode(b"a\0b", Charset::Utf8).is_err());
    }

    #[test]
    fn the_separator_is_the_one_that_cuts_evenly() {
        for (text, separator) in [
            ("Name,City\nA,B\n", Separator::Comma),
            ("Name;City\n\"A;1\";B,C\n", Separator::Semicolon),
            ("Name\tCity\r\nA\tB", Separator::Tab),
            ("Name|City\nA|B", Separator::Pipe),
            ("Name\nA, B and C\nD", Separator::Comma),
            ("", Separator::Comma),
        ] {
            assert_eq!(guess_separator(text), separator, "{text}");
        }
    }

    #[test]
    fn cells_keep_lines_and_quotes_and_lose_our_own_guard() {
        let text = "Name,Notes\n\n\"A \"\"B\"\"\",\"two\nlines\"\n'+49 30 1,'quoted'\n,,\n";
        let table = cut(text, Separator::Comma).unwrap();
        assert_eq!(table.head, ["Name", "Notes"]);
        let rows: Vec<_> = table
            .rows
            .iter()
            .map(|(line, cells)| (*line, cells.clone()))
            .collect();
        assert_eq!(rows[0].1, ["A \"B\"", "two\nlines"]);
        assert_eq!(rows[1].1, ["+49 30 1", "'quoted'"]);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].0, 3);
    }

    #[test]
    fn what_is_beyond_a_limit_is_refused_with_its_line() {
        let refused = |text: &str| cut(text, Separator::Comma).unwrap_err();
        assert!(refused("").contains("names of the columns"));
        assert!(refused("Name\n").contains("row below"));
        assert!(refused(&format!("Name\n{}", "x".repeat(MOST_CELL + 1))).contains("line 2"));
        // A quotation mark that is never closed swallows the rest of the file.
        let open = format!("Name\n\"A\n{}", "B\n".repeat(MOST_CELL));
        assert!(refused(&open).contains("quotation mark"));
        let wide = format!("Name\n{}", ",".repeat(MOST_COLUMNS));
        assert!(refused(&wide).contains("columns"));
        let long = format!("Name\n{}", "A\n".repeat(MOST_ROWS + 1));
        assert!(refused(&long).contains("rows"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let charset = guess_charset(&bytes);
            if let Ok(text) = decode(&bytes, charset) {
                let _ = cut(&text, guess_separator(&text));
            }
        }

        /// What our own export writes is read again as it was.
        #[test]
        fn an_export_comes_back(cells in proptest::collection::vec("[a-zé][a-z,;\"= é]{0,10}[a-z]|[=+@-][a-z0-9]{1,8}", 2..6)) {
            let mut text = String::from("\u{feff}");
            let head: Vec<String> = (0..cells.len()).map(|n| format!("c{n}")).collect();
            crate::export::csv::line(head.iter().map(String::as_str), &mut text);
            crate::export::csv::line(cells.iter().map(String::as_str), &mut text);
            let bytes = text.as_bytes();
            prop_assert_eq!(guess_charset(bytes), Charset::Utf8);
            let table = cut(&decode(bytes, Charset::Utf8).unwrap(), Separator::Comma).unwrap();
            prop_assert_eq!(&table.rows[0].1, &cells);
        }
    }
}
