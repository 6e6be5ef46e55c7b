//! Lines of a CSV file: RFC 4180, and no cell that a spreadsheet would run.

use super::{Cell, Row};

/// The first line. A byte order mark tells Excel that this is UTF-8.
pub fn head(names: &[String]) -> String {
    let mut out = String::from("\u{feff}");
    line(names.iter().map(String::as_str), &mut out);
    out
}

/// A line for each row; instants as RFC 3339 in UTC, which every program reads alike.
pub fn lines(rows: &[Row]) -> String {
    let mut out = String::new();
    for row in rows {
        let cells: Vec<String> = row.iter().map(plain).collect();
        line(cells.iter().map(String::as_str), &mut out);
    }
    out
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::At(when) => when.iso.clone(),
        Cell::Decimal(text) | Cell::Day(text) => text.clone(),
    }
}

/// Writes a line that ends in `\r\n`.
pub fn line<'a>(cells: impl IntoIterator<Item = &'a str>, out: &mut String) {
    for (nth, cell) in cells.into_iter().enumerate() {
        if nth > 0 {
            out.push(',');
        }
        write_cell(cell, out);
    }
    out.push_str("\r\n");
}

fn write_cell(cell: &str, out: &mut String) {
    // NUL ends a cell for some readers, and hides what follows.
    let cell = cell.replace('\0', "");
    let guard = if is_formula(&cell) { "'" } else { "" };
    if !cell.contains([',', '"', '\r', '\n']) {
        out.push_str(guard);
        out.push_str(&cell);
        return;
    }
    out.push('"');
    out.push_str(guard);
    out.push_str(&cell.replace('"', "\"\""));
    out.push('"');
}

/// What Excel, LibreOffice and Google's sheets take for a formula (OWASP, CSV Injection), also
/// behind blanks.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['\t', '\r', '\n'])
        || cell
            .trim_start()
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(cells: &[&str]) -> String {
        let mut out = String::new();
        line(cells.iter().copied(), &mut out);
        out
    }

    #[test]
    fn cells_are_quoted_only_where_they_must_be() {
        assert_eq!(written(&["a", "b c", ""]), "a,b c,\r\n");
        assert_eq!(
            written(&["a,b", "say \"hi\"", "x\r\ny"]),
            "\"a,b\",\"say \"\"hi\"\"\",\"x\r\ny\"\r\n"
        );
    }

    #[test]
    fn a_formula_is_only_text() {
        for formula in [
            "=1+1",
            "+49 30 1",
            "-2",
            "@SUM(A1)",
            "\t=1",
            "  =cmd|' /C calc'!A0",
            "＝1",
        ] {
            assert!(written(&[formula]).starts_with('\''), "{formula}");
        }
        assert_eq!(written(&["=\"a\",b"]), "\"'=\"\"a\"\",b\"\r\n");
        assert_eq!(written(&["a\0b"]), "ab\r\n");
    }

    /// Reads one line as a spreadsheet does.
    fn read(line: &str) -> Vec<String> {
        let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
        let mut chars = line.trim_end_matches("\r\n").chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '"' if quoted && chars.peek() == Some(&'"') => {
                    chars.next();
                    cell.push('"');
                }
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(std::mem::take(&mut cell)),
                c => cell.push(c),
            }
        }
        cells.push(cell);
        cells
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(cells in proptest::collection::vec("[a-z,\"= é\n]{0,12}", 1..6)) {
            let refs: Vec<&str> = cells.iter().map(String::as_str).collect();
            let back = read(&written(&refs));
            prop_assert_eq!(back.len(), cells.len());
            for (back, cell) in back.iter().zip(&cells) {
                let plain = back.strip_prefix('\'').unwrap_or(back);
                prop_assert_eq!(plain, cell.as_str());
                prop_assert!(!is_formula(back));
            }
        }
    }
}
