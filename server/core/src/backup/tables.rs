//! What a dump holds, table by table, as a hash each: two databases are the same when their dumps'
//! hashes are.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Table and hash of its definition and rows, in hexadecimal digits.
pub type Tables = BTreeMap<String, String>;

/// Hashes the SQL that passes through it. Each table's part begins with the line that drops it; no
/// line break stands inside a value, the dump programs escape them.
#[derive(Default)]
pub struct TableHasher {
    tables: Tables,
    current: Option<(String, Sha256)>,
    line: Vec<u8>,
}

impl TableHasher {
    pub fn finish(mut self) -> Tables {
        self.end_line();
        self.end_table();
        self.tables
    }

    fn end_line(&mut self) {
        if let Some(name) = dropped_table(&self.line) {
            self.end_table();
            self.current = Some((name, Sha256::new()));
        }
        if let Some((_, hash)) = &mut self.current {
            hash.update(&self.line);
        }
        self.line.clear();
    }

    fn end_table(&mut self) {
        if let Some((name, hash)) = self.current.take() {
            self.tables.insert(name, hex::encode(hash.finalize()));
        }
    }
}

impl Write for TableHasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                self.end_line();
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The table that a line like ``DROP TABLE IF EXISTS `tickets`;`` names.
fn dropped_table(line: &[u8]) -> Option<String> {
    let rest = line.strip_prefix(b"DROP TABLE IF EXISTS `")?;
    let end = rest.iter().position(|byte| *byte == b'`')?;
    Some(String::from_utf8_lossy(&rest[..end]).into_owned())
}

/// Tables that are not the same in both, or are in one of them only.
pub fn differing(one: &Tables, other: &Tables) -> Vec<String> {
    let names = one.keys().chain(other.keys());
    let mut differing: Vec<String> = names
        .filter(|name| one.get(*name) != other.get(*name))
        .cloned()
        .collect();
    differing.sort();
    differing.dedup();
    differing
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn hashed(sql: &str, piece: usize) -> Tables {
        let mut hasher = TableHasher::default();
        for part in sql.as_bytes().chunks(piece) {
            hasher.write_all(part).unwrap();
        }
        hasher.finish()
    }

    const SQL: &str = "SET NAMES utf8mb4;\nDROP TABLE IF EXISTS `a`;\nCREATE TABLE `a` (x INT);\n\
                       INSERT INTO `a` VALUES\n(1),\n(2);\nDROP TABLE IF EXISTS `b`;\nCREATE TABLE `b` (y INT);\n";

    #[test]
    fn the_pieces_it_comes_in_do_not_matter() {
        let whole = hashed(SQL, 10_000);
        assert_eq!(whole.keys().collect::<Vec<_>>(), ["a", "b"]);
        for piece in [1, 2, 7, 64] {
            assert_eq!(hashed(SQL, piece), whole);
        }
    }

    #[test]
    fn a_changed_row_is_seen_at_its_table_only() {
        let other = hashed(&SQL.replace("(2)", "(3)"), 100);
        assert_eq!(differing(&hashed(SQL, 100), &other), ["a"]);
        let fewer = hashed(SQL.split("DROP TABLE IF EXISTS `b`").next().unwrap(), 100);
        assert_eq!(differing(&hashed(SQL, 100), &fewer), ["b"]);
        assert!(differing(&fewer, &fewer).is_empty());
    }

    #[test]
    fn words_of_people_begin_no_table() {
        let sql = SQL.replace("(2)", "('DROP TABLE IF EXISTS `c`;')");
        assert_eq!(hashed(&sql, 100).len(), 2);
    }
}
