//! The list of a backup's files.

use super::manifest::{line_of, parse_line};
use super::{Result, damaged, sealed_stream};
use server_integrations::files::StoredFile;
use std::io::Read;

/// The list of a backup's files as the object `name`.
pub fn seal_list(files: &[StoredFile], key: &[u8; 32], name: &str) -> Result<Vec<u8>> {
    let text: String = files.iter().map(line_of).collect();
    let packed = zstd::encode_all(text.as_bytes(), 3)?;
    Ok(sealed_stream::seal(&packed, key, name)?)
}

/// # Errors
/// When it was changed, or holds something else.
pub fn open_list(bytes: &[u8], key: &[u8; 32], name: &str) -> Result<Vec<StoredFile>> {
    let packed = sealed_stream::open(bytes, key, name).map_err(|error| damaged(name, error))?;
    let mut text = String::new();
    zstd::Decoder::new(packed.as_slice())?
        .read_to_string(&mut text)
        .map_err(|error| damaged(name, error))?;
    let files = text.lines().map(parse_line);
    files
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| damaged(name, "a line of it is no file"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_list_comes_back_and_a_changed_one_does_not() {
        let file = |tenant| StoredFile {
            tenant,
            sha256: "cd".repeat(32),
            size: 3,
        };
        let files = [file(1), file(2)];
        let mut sealed = seal_list(&files, &[1; 32], "list").unwrap();
        assert_eq!(open_list(&sealed, &[1; 32], "list").unwrap(), files);
        *sealed.last_mut().unwrap() ^= 1;
        assert!(open_list(&sealed, &[1; 32], "list").is_err());
    }
}
