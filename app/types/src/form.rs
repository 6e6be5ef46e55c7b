//! What a form answers when it does not like its input, and the field rules every form shares.

use serde::{Deserialize, Serialize};

/// One complaint about one field, in words that say what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The form control's `name`; empty for a complaint about the form as a whole.
    pub field: String,
    pub message: String,
}

/// Everything that is wrong with a form. Never empty when it is an error.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invalid {
    pub errors: Vec<FieldError>,
}

impl Invalid {
    pub fn new() -> Self {
        Self::default()
    }

    /// A single complaint about `field`.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        let mut invalid = Self::new();
        invalid.add(field, message);
        invalid
    }

    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        self.errors.push(FieldError {
            field: field.to_string(),
            message: message.into(),
        });
    }

    pub fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// `Ok` when nothing was added.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }

    /// Takes a required single line of at most `max` characters: trimmed, without control characters.
    pub fn required_line(&mut self, field: &str, label: &str, value: &str, max: usize) -> String {
        let line = self.optional_line(field, label, value, max);
        if line.is_empty() {
            self.add(field, format!("Enter {label}"));
        }
        line
    }

    /// Takes an optional single line of at most `max` characters.
    pub fn optional_line(&mut self, field: &str, label: &str, value: &str, max: usize) -> String {
        let line = value.trim();
        if line.chars().count() > max {
            self.add(
                field,
                format!("Shorten {label} to {max} characters or fewer"),
            );
        } else if line.chars().any(is_forbidden_in_line) {
            self.add(
                field,
                format!("Remove line breaks and control characters from {label}"),
            );
        }
        line.to_string()
    }

    /// Takes text of many lines of at most `max` characters; NUL is refused, `\r\n` becomes `\n`.
    pub fn optional_text(&mut self, field: &str, label: &str, value: &str, max: usize) -> String {
        let text = value.replace("\r\n", "\n");
        if text.chars().count() > max {
            self.add(
                field,
                format!("Shorten {label} to {max} characters or fewer"),
            );
        } else if text.contains('\0') {
            self.add(field, format!("Remove the NUL character from {label}"));
        }
        text.trim().to_string()
    }

    /// Takes a required mail address, lower-cased.
    pub fn required_email(&mut self, field: &str, value: &str) -> String {
        let email = normalise_email(value);
        if email.is_empty() {
            self.add(field, "Enter an e-mail address");
        } else if !looks_like_email(&email) {
            self.add(
                field,
                "Enter an e-mail address in the form name@example.com",
            );
        }
        email
    }
}

/// Control characters, and those that turn the direction of what follows: with them a name can
/// pass for another one.
fn is_forbidden_in_line(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// The form in which addresses are stored and compared.
pub fn normalise_email(value: &str) -> String {
    value.trim().to_lowercase()
}

/// A cheap check that catches typing errors; whether mail arrives only sending shows.
/// Length limits: RFC 5321 §4.5.3.1.
pub fn looks_like_email(email: &str) -> bool {
    let Some((local, domain)) = email.rsplit_once('@') else {
        return false;
    };
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"".contains(c);
    !local.is_empty()
        && local.len() <= 64
        && email.len() <= 254
        && !email.chars().any(forbidden)
        && !local.contains('@')
        && domain.split('.').count() >= 2
        && domain
            .split('.')
            .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn email_rules() {
        for good in [
            "a@b.co",
            "first.last+tag@sub.example.com",
            "józef@przykład.pl",
        ] {
            assert!(looks_like_email(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@b.co",
            "a@b..co",
            "a b@c.de",
            "a@b.co\r\nBcc: x@y.z",
            "a@@b.co",
            "a@-b.co",
        ] {
            assert!(!looks_like_email(bad), "{bad:?}");
        }
    }

    #[test]
    fn a_line_break_in_a_line_is_refused() {
        let mut invalid = Invalid::new();
        invalid.required_line("subject", "a subject", "a\r\nBcc: x@y.z", 100);
        assert_eq!(invalid.errors.len(), 1);
    }
}
