//! Mail that comes in: stored whole first, then filed by the job `mail.file`.

mod body;
mod bombs;
mod identity;
mod markup;
mod parse;
mod quotes_html;
mod quotes_text;
mod rules;
#[cfg(test)]
mod rules_tests;
mod sanitise;
#[cfg(test)]
mod sanitise_tests;
