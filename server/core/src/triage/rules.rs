//! Whether a rule fits: pure, with the reason for every condition.

use super::facts::Facts;
use app_types::triage::{Condition, Field, MatchKind, Operator};
use regex::{Regex, RegexBuilder};

/// A condition made ready: its expression compiled, its span read.
#[derive(Debug, Clone)]
pub struct Test {
    condition: Condition,
    needle: String,
    pattern: Option<Regex>,
    span: Option<Span>,
}

/// Minutes of the day, `[from, to)`. A span whose end is not after its begin crosses midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    from: u16,
    to: u16,
}

/// What came of a rule, condition by condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub fits: bool,
    /// In the order of the conditions: whether each holds.
    pub held: Vec<bool>,
}

/// Compiled form of one expression. The engine is linear in the text; this limits what a
/// repetition such as `(a{999}){999}` may blow up to.
const PATTERN_BYTES: usize = 256 * 1024;
/// Text that is looked at: a mail may have megabytes, and what it wants stands at its beginning.
const TEXT_CHARS: usize = 64 * 1024;

impl Test {
    /// Reads a condition, or says in words what is wrong with its value.
    ///
    /// # Errors
    /// What to do about the value.
    pub fn new(condition: &Condition) -> Result<Self, String> {
        let (mut pattern, mut span) = (None, None);
        match condition.operator {
            Operator::Matches => pattern = Some(compile(&condition.value)?),
            Operator::Within | Operator::Outside => {
                span = Some(
                    Span::parse(&condition.value)
                        .ok_or("Enter a span of the day in the form 08:00-17:00")?,
                );
            }
            _ => {}
        }
        Ok(Self {
            condition: condition.clone(),
            needle: fold(&condition.value),
            pattern,
            span,
        })
    }

    pub fn holds(&self, facts: &Facts) -> bool {
        let Condition {
            field, operator, ..
        } = self.condition;
        if field == Field::Weekday {
            return facts.moment.is_on(&self.condition.value) == (operator == Operator::Is);
        }
        if let Some(span) = self.span {
            return span.holds(facts.moment.minute) == (operator == Operator::Within);
        }
        let text = facts.text(field);
        compare(self, cut(&text))
    }
}

fn compare(test: &Test, text: &str) -> bool {
    match test.condition.operator {
        Operator::Is => fold(text) == test.needle,
        Operator::IsNot => fold(text) != test.needle,
        Operator::Contains => fold(text).contains(&test.needle),
        Operator::ContainsNot => !fold(text).contains(&test.needle),
        Operator::Matches => test.pattern.as_ref().is_some_and(|p| p.is_match(text)),
        Operator::Within | Operator::Outside => false,
    }
}

/// Decides about one rule. A rule without conditions always fits.
pub fn decide(kind: MatchKind, tests: &[Test], facts: &Facts) -> Decision {
    let held: Vec<bool> = tests.iter().map(|test| test.holds(facts)).collect();
    let fits = match kind {
        MatchKind::All => held.iter().all(|held| *held),
        MatchKind::Any => held.is_empty() || held.contains(&true),
    };
    Decision { fits, held }
}

impl Span {
    /// `08:00-17:00`, spaces allowed around the hyphen.
    pub fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('-')?;
        let (from, to) = (minute(from.trim())?, minute(to.trim())?);
        (from != to).then_some(Self { from, to })
    }

    pub fn holds(self, minute: u16) -> bool {
        if self.from < self.to {
            (self.from..self.to).contains(&minute)
        } else {
            minute >= self.from || minute < self.to
        }
    }
}

/// Minutes since midnight of `HH:MM`; `24:00` is the end of the day.
fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hours) || !digits(minutes) {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let whole = hours * 60 + minutes;
    (minutes < 60 && whole <= 24 * 60).then_some(whole)
}

fn compile(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(PATTERN_BYTES)
        .dfa_size_limit(PATTERN_BYTES)
        .nest_limit(50)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => {
                "Write a simpler expression: this one grows too large".to_string()
            }
            _ => "Correct the expression: it cannot be read".to_string(),
        })
}

fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

fn cut(text: &str) -> &str {
    crate::mail::words::cut(text, TEXT_CHARS)
}
