//! Tags as every page shows them.

use app_types::tags::{TagTone, TagView};
use app_ui::{Badge, Tone};
use leptos::prelude::*;

/// One tag in its own words and tone.
#[component]
pub fn TagBadge(tag: TagView) -> impl IntoView {
    view! { <Badge text=tag.name tone=tone(tag.tone)/> }
}

/// The tags of a row of a list; nothing when there are none.
#[component]
pub fn TagBadges(tags: Vec<TagView>) -> impl IntoView {
    (!tags.is_empty()).then(|| {
        view! {
            <span class="tags">
                {tags.into_iter().map(|tag| view! { <TagBadge tag/> }).collect_view()}
            </span>
        }
    })
}

/// Tags as a select takes them.
pub fn tag_options<'a>(
    tags: impl Iterator<Item = &'a TagView>,
    empty: &str,
) -> Vec<(String, String)> {
    let first = (String::new(), empty.to_string());
    std::iter::once(first)
        .chain(tags.map(|tag| (tag.id.to_string(), tag.name.clone())))
        .collect()
}

fn tone(tone: TagTone) -> Tone {
    match tone {
        TagTone::Neutral => Tone::Neutral,
        TagTone::Accent => Tone::Accent,
        TagTone::Info => Tone::Info,
        TagTone::Success => Tone::Success,
        TagTone::Warning => Tone::Warning,
        TagTone::Danger => Tone::Danger,
    }
}
