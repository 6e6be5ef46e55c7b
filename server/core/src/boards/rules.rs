//! What a board may be called.

use app_types::Invalid;

/// Longest name in characters.
const MAX_NAME: usize = 60;

pub(super) fn check(name: &str) -> Result<String, Invalid> {
    let mut invalid = Invalid::new();
    let name = invalid.required_line("name", "a name", name, MAX_NAME);
    invalid.into_result()?;
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_short_line() {
        assert_eq!(check(" Projects ").ok().as_deref(), Some("Projects"));
        for name in ["", " ", "a\nb", "a\u{202e}b", &"x".repeat(61)] {
            assert!(check(name).is_err(), "{name:?}");
        }
    }
}
