//! Markdown as technicians write it, to HTML that is safe to show and to mail.

use pulldown_cmark::{Event, Options, Parser, html};

/// Renders Markdown; raw HTML in it is shown as text, and the result is sanitised as well.
pub fn to_html(text: &str) -> String {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let events = Parser::new_ext(text, options).map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        // A line break that was typed is a line break that is seen, as in a mail.
        Event::SoftBreak => Event::HardBreak,
        other => other,
    });
    let mut out = String::with_capacity(text.len() * 2);
    html::push_html(&mut out, events);
    sanitiser().clean(&out).to_string()
}

fn sanitiser() -> ammonia::Builder<'static> {
    let mut builder = ammonia::Builder::default();
    builder
        .link_rel(Some("noopener noreferrer nofollow"))
        .url_schemes(["http", "https", "mailto", "tel"].into());
    builder
        .add_tags(["input"])
        .add_tag_attributes("input", ["type", "checked", "disabled"])
        .rm_tags(["img"]);
    builder
}

#[cfg(test)]
mod tests {
    use super::to_html;
    use proptest::prelude::*;

    #[test]
    fn markup_that_acts_is_text() {
        let html = to_html("Hello <script>alert(1)</script> **bold** [x](javascript:alert(1))");
        assert!(
            !html.contains("<script") && !html.contains("javascript:"),
            "{html}"
        );
        assert!(html.contains("<strong>bold</strong>"));
    }

    #[test]
    fn typed_line_breaks_are_kept() {
        assert_eq!(to_html("a\nb").replace('\n', ""), "<p>a<br>b</p>");
    }

    proptest! {
        #[test]
        fn never_lets_a_script_through(text in "(<[a-z/ =\"':();]{0,40}>|[a-z*_`\\[\\]()!:\n ]){0,40}") {
            let html = to_html(&text).to_lowercase();
            prop_assert!(!html.contains("<script") && !html.contains("<iframe") && !html.contains("<svg"));
        }
    }
}
