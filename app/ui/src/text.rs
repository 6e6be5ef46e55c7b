//! Small things inside a line: badges, names, keys, times, and sanitised prose.

use crate::{Icon, IconName, Tone};
use leptos::prelude::*;

/// Escapes text for use between tags and inside quoted attributes.
pub fn html_escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// A number with its word: `counted(1, "row", "rows")` is "1 row".
pub fn counted(number: usize, one: &str, many: &str) -> String {
    let word = if number == 1 { one } else { many };
    format!("{number} {word}")
}

/// A state in words, painted in a tone. `icon` is for a state that must be
/// found at a glance (breached, locked).
#[component]
pub fn Badge(
    #[prop(into)] text: Signal<String>,
    #[prop(into, optional)] tone: Signal<Tone>,
    #[prop(optional)] icon: Option<IconName>,
) -> impl IntoView {
    view! {
        <span class=move || {
            tone.get().badge()
        }>{icon.map(|name| view! { <Icon name/> })} {move || text.get()}</span>
    }
}

/// An address of mail or of a site, which in a narrow place breaks before an `@`, a dot or a
/// slash and nowhere else.
#[component]
pub fn AddressText(#[prop(into)] text: String) -> impl IntoView {
    view! {
        <span class="address">
            {address_parts(&text)
                .into_iter()
                .enumerate()
                .map(|(n, part)| view! { {(n > 0).then(|| view! { <wbr/> })} {part} })
                .collect_view()}
        </span>
    }
}

/// Begins a new part at each place where the address may break.
pub fn address_parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for c in text.chars() {
        if matches!(c, '@' | '.' | '/') && parts.last().is_some_and(|part| part.len() > 2) {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

/// A link that begins a mail.
#[component]
pub fn MailLink(#[prop(into)] email: String) -> impl IntoView {
    let href = format!("mailto:{email}");
    view! { <a href=href><AddressText text=email/></a> }
}

/// A person's or company's initials on a steady tone. Decorative: always write
/// the name next to it, or set `labelled` where there is no room for it.
#[component]
pub fn Avatar(
    #[prop(into)] name: String,
    /// Read the name out, because it is not written beside the picture.
    #[prop(optional)]
    labelled: bool,
    /// `"sm"`, `"lg"`, or nothing for the usual 24 px.
    #[prop(optional)]
    size: &'static str,
) -> impl IntoView {
    let class = format!(
        "avatar {}{}",
        avatar_tone(&name),
        match size {
            "sm" => " avatar-sm",
            "lg" => " avatar-lg",
            _ => "",
        }
    );
    let text = initials(&name);
    // Nobody has no name to read out.
    let labelled = labelled && !name.trim().is_empty();
    view! {
        <span
            class=class
            role=labelled.then_some("img")
            aria-label=labelled.then(|| name.clone())
            aria-hidden=(!labelled).then_some("true")
            title=labelled.then_some(name)
        >
            {text}
        </span>
    }
}

/// First letters of the first and last word.
pub fn initials(name: &str) -> String {
    let mut words = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    let text: String = first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .take(2)
        .collect();
    if text.is_empty() {
        "?".to_owned()
    } else {
        text
    }
}

fn avatar_tone(name: &str) -> &'static str {
    const TONES: [&str; 6] = [
        "avatar-1", "avatar-2", "avatar-3", "avatar-4", "avatar-5", "avatar-6",
    ];
    let hash = name.bytes().fold(5381_u32, |hash, byte| {
        hash.wrapping_mul(33) ^ u32::from(byte)
    });
    TONES
        .get((hash % 6) as usize)
        .copied()
        .unwrap_or("avatar-1")
}

/// A key of the keyboard.
#[component]
pub fn Kbd(#[prop(into)] keys: String) -> impl IntoView {
    view! { <kbd class="kbd">{keys}</kbd> }
}

/// An instant. The caller formats it (the server knows the reader's zone);
/// `datetime` is the machine's ISO 8601 form, `title` the long form on hover.
#[component]
pub fn TimeText(
    #[prop(into)] datetime: String,
    #[prop(into)] text: String,
    #[prop(into, optional)] title: Option<String>,
) -> impl IntoView {
    view! {
        <time datetime=datetime title=title>
            {text}
        </time>
    }
}

/// Running text: links, lists and headings get their reading style.
#[component]
pub fn Prose(children: Children) -> impl IntoView {
    view! { <div class="prose">{children()}</div> }
}

/// HTML **that the server has already sanitised** (ammonia); never pass anything else.
#[component]
pub fn SanitisedHtml(#[prop(into)] html: String) -> impl IntoView {
    view! { <div class="prose" inner_html=html></div> }
}

/// Text only a screen reader says.
#[component]
pub fn Hidden(children: Children) -> impl IntoView {
    view! { <span class="sr-only">{children()}</span> }
}
