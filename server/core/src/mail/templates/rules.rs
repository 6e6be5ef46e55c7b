//! What a template may say. The language is small on purpose: names between double braces, and
//! `{% if name %} … {% else %} … {% endif %}`. There is nothing to loop, multiply or call, so that
//! no template can be built to exhaust the program.

use app_types::mail_templates::TemplateKind;

/// Characters of a template.
pub(super) const MAX_BODY: usize = 10_000;
/// `if` inside `if`.
const MAX_DEPTH: usize = 5;

/// Whether the template can be used; the words say what to mend, and in which line.
pub(super) fn check(kind: TemplateKind, body: &str) -> Result<(), String> {
    if body.trim().is_empty() {
        return Err("Write something, or go back to the default".into());
    }
    if body.chars().count() > MAX_BODY {
        return Err(format!("Use at most {MAX_BODY} characters"));
    }
    if body.chars().any(is_foreign) {
        return Err("There is a character in it that mails cannot show".into());
    }
    let mut reader = Reader {
        kind,
        open: Vec::new(),
        names: Vec::new(),
    };
    let mut rest = body;
    while let Some(at) = rest.find(['{', '}']) {
        let line = body[..body.len() - rest.len() + at].matches('\n').count() + 1;
        rest = &rest[at..];
        let read = if rest.starts_with("{{") {
            reader.name(between(rest, "{{", "}}"))
        } else if rest.starts_with("{%") {
            reader.step(between(rest, "{%", "%}"))
        } else if rest.starts_with("{#") || rest.starts_with("}}") || rest.starts_with("%}") {
            Err("Remove this mark: only {{ name }} and {% if name %} have a meaning".into())
        } else {
            Ok(1)
        };
        let length = read.map_err(|words| format!("Line {line}: {words}"))?;
        rest = &rest[length..];
    }
    reader.finish()
}

/// Control characters, and the marks that the program itself puts into templates.
fn is_foreign(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || ('\u{E000}'..='\u{F8FF}').contains(&c)
}

/// What stands between two marks, and the length of it all.
fn between<'a>(rest: &'a str, open: &str, close: &str) -> Option<(&'a str, usize)> {
    let inside = rest.strip_prefix(open)?;
    let end = inside.find(close)?;
    Some((inside[..end].trim(), open.len() + end + close.len()))
}

struct Reader {
    kind: TemplateKind,
    /// For each open `if`: whether its `else` was there.
    open: Vec<bool>,
    /// Names that stand outside every `if`.
    names: Vec<String>,
}

type Read = Result<usize, String>;

impl Reader {
    fn name(&mut self, found: Option<(&str, usize)>) -> Read {
        let (name, length) = found.ok_or("Close the braces with }}")?;
        self.known(name)?;
        if self.open.is_empty() {
            self.names.push(name.to_string());
        }
        Ok(length)
    }

    fn step(&mut self, found: Option<(&str, usize)>) -> Read {
        let (words, length) = found.ok_or("Close the step with %}")?;
        let words: Vec<&str> = words.split_whitespace().collect();
        match words.as_slice() {
            ["if", name] | ["if", "not", name] => {
                self.known(name)?;
                self.open.push(false);
                if self.open.len() > MAX_DEPTH {
                    return Err("Use fewer steps inside each other".into());
                }
            }
            ["else"] => match self.open.last_mut() {
                Some(seen @ false) => *seen = true,
                _ => return Err("There is no {% if … %} for this {% else %}".into()),
            },
            ["endif"] if self.open.pop().is_some() => {}
            ["endif"] => return Err("There is no {% if … %} for this {% endif %}".into()),
            _ => {
                return Err(
                    "Use {% if name %}, {% if not name %}, {% else %} or {% endif %}".into(),
                );
            }
        }
        Ok(length)
    }

    fn known(&self, name: &str) -> Result<(), String> {
        let names = self.kind.variables();
        if names.iter().any(|(known, _)| *known == name) {
            return Ok(());
        }
        let known: Vec<&str> = names.iter().map(|(known, _)| *known).collect();
        let shown: String = name.chars().take(40).collect();
        Err(format!(
            "There is no \"{shown}\" here. Use one of: {}",
            known.join(", ")
        ))
    }

    fn finish(self) -> Result<(), String> {
        if !self.open.is_empty() {
            return Err("Close every {% if … %} with {% endif %}".into());
        }
        if self.kind == TemplateKind::Reply && !self.names.iter().any(|name| name == "reply") {
            return Err(
                "Put {{ reply }} outside every {% if … %}: without it the reply is lost".into(),
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_plain_is_taken() {
        for body in [
            "{{ reply }}",
            "Hello{% if contact %} {{contact}}{% else %} you{% endif %},\n\n{{ reply }}\n\nFunction f() { return 1; } 100%",
            "{{reply}} {%if not subject%}x{%endif%}",
        ] {
            assert_eq!(check(TemplateKind::Reply, body), Ok(()), "{body}");
        }
    }

    #[test]
    fn c10_bombs_and_probes_are_refused() {
        for body in [
            "",
            "Hello",
            "{% if contact %}{{ reply }}{% endif %}",
            "{{ reply }}{{ config }}",
            "{{ reply }}{{ 7*7 }}",
            "{{ reply }}{{ 'a' * 1000000000 }}",
            "{{ reply }}{{ reply|upper }}",
            "{{ reply }}{{ reply.__class__ }}",
            "{{ reply }}{% for i in range(1000000000) %}x{% endfor %}",
            "{{ reply }}{% set x = 1 %}",
            "{{ reply }}{% include 'reply.html' %}",
            "{{ reply }}{% macro m() %}{{ m() }}{% endmacro %}",
            "{{ reply }}{% raw %}{{ config }}{% endraw %}",
            "{{ reply }}{# hidden #}",
            "{{ reply }}{{ reply",
            "{{ reply }}{% if contact",
            "{{ reply }}{% if contact %}",
            "{{ reply }}{% endif %}",
            "{{ reply }}{% else %}",
            "{{ reply }}{% if contact %}{% else %}{% else %}{% endif %}",
            "{{ reply }}{%- if contact -%}x{%- endif -%}",
            "{{ reply }}{{- contact -}}",
            "{{ reply }}{{ {{ contact }} }}",
            "{{ reply }} }}",
            "{{ reply }}\u{0}",
            "{{ reply }}\u{E000}",
        ] {
            assert!(check(TemplateKind::Reply, body).is_err(), "{body}");
        }
        let deep = format!(
            "{{{{ reply }}}}{}{}",
            "{% if contact %}".repeat(6),
            "{% endif %}".repeat(6)
        );
        assert!(check(TemplateKind::Reply, &deep).is_err());
        let long = format!("{{{{ reply }}}}{}", "x".repeat(MAX_BODY));
        assert!(check(TemplateKind::Reply, &long).is_err());
    }

    #[test]
    fn the_complaint_names_the_line() {
        let refused = check(TemplateKind::Reply, "{{ reply }}\n\n{{ replly }}");
        let words = refused.err().unwrap_or_default();
        assert!(
            words.starts_with("Line 3: There is no \"replly\""),
            "{words}"
        );
    }

    proptest! {
        #[test]
        fn every_template_that_is_taken_can_be_rendered(
            pieces in proptest::collection::vec(prop::sample::select(vec![
                "{{ reply }}", "{{ contact }}", "{% if contact %}", "{% if not subject %}", "{% else %}", "{% endif %}",
                "{", "}", "%", "{%", "%}", "{{", "}}", " if ", "words", "\n\n", "ä", "{#", "#}", "-",
            ]), 0..20))
        {
            let body = pieces.concat();
            if check(TemplateKind::Reply, &body).is_ok() {
                let made = super::super::render::render(&body, &super::super::samples::values(TemplateKind::Reply, ""));
                prop_assert!(made.is_ok(), "{body}: {made:?}");
            }
        }
    }
}
