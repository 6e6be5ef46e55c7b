//! Reads variables and collects what is wrong with them, all of it.

use super::variables::VARIABLES;
use std::fmt;

/// One variable that cannot be used, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub variable: &'static str,
    pub message: String,
}

/// Everything that is wrong with the settings. Holds no values: they may be secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    pub problems: Vec<Problem>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the settings cannot be used:")?;
        for Problem { variable, message } in &self.problems {
            writeln!(f, "  {variable}: {message}")?;
        }
        write!(f, "`nestogy config --list` explains every variable.")
    }
}

impl std::error::Error for ConfigError {}

/// Where values come from: the environment, or a test.
pub type Source<'a> = &'a dyn Fn(&str) -> Option<String>;

pub struct Reader<'a> {
    source: Source<'a>,
    pub problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    pub fn new(source: Source<'a>) -> Self {
        Self {
            source,
            problems: Vec::new(),
        }
    }

    /// The value without white space around it; an empty one counts as not set.
    pub fn optional(&mut self, name: &'static str) -> Option<String> {
        debug_assert!(
            VARIABLES.iter().any(|variable| variable.name == name),
            "{name} is not in the table of variables"
        );
        let value = (self.source)(name)?;
        let value = value.trim();
        if value.chars().any(char::is_control) {
            self.complain(name, "remove line breaks and control characters");
            return None;
        }
        (!value.is_empty()).then(|| value.to_string())
    }

    pub fn text(&mut self, name: &'static str, default: &str) -> String {
        self.optional(name).unwrap_or_else(|| default.to_string())
    }

    /// A value that `parse` understands; its error says what to do.
    pub fn parsed<T>(
        &mut self,
        name: &'static str,
        default: T,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> T {
        let Some(text) = self.optional(name) else {
            return default;
        };
        match parse(&text) {
            Ok(value) => value,
            Err(message) => {
                self.complain(name, message);
                default
            }
        }
    }

    /// A whole number from `low` to `high`.
    pub fn number(&mut self, name: &'static str, default: u32, low: u32, high: u32) -> u32 {
        self.parsed(name, default, |text| {
            let number: Option<u32> = text.parse().ok();
            number
                .filter(|number| (low..=high).contains(number))
                .ok_or_else(|| format!("set a whole number from {low} to {high}"))
        })
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&mut self, name: &'static str, default: T, choices: &[(&str, T)]) -> T {
        self.parsed(name, default, |text| {
            let found = choices.iter().find(|(word, _)| *word == text);
            found.map(|(_, value)| *value).ok_or_else(|| {
                let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
                format!("set one of: {}", words.join(", "))
            })
        })
    }

    pub fn complain(&mut self, variable: &'static str, message: impl Into<String>) {
        self.problems.push(Problem {
            variable,
            message: message.into(),
        });
    }
}
