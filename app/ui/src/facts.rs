//! Facts and figures.

use crate::Tone;
use leptos::prelude::*;

/// Facts in pairs; children are [`Fact`]s.
#[component]
pub fn DescriptionList(
    /// Label above value, two columns where there is room.
    #[prop(optional)]
    stacked: bool,
    children: Children,
) -> impl IntoView {
    view! { <dl class=if stacked { "facts facts-stacked" } else { "facts" }>{children()}</dl> }
}

/// One pair of a [`DescriptionList`].
#[component]
pub fn Fact(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! {
        <div class="fact">
            <dt>{label}</dt>
            <dd>{children()}</dd>
        </div>
    }
}

/// One figure of a report. With `href` it opens to how it came about.
#[component]
pub fn Figure(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    #[prop(into, optional)] note: MaybeProp<String>,
    #[prop(into, optional)] href: Option<String>,
    #[prop(optional)] tone: Tone,
) -> impl IntoView {
    let value = move || value.get();
    view! {
        <div class="figure">
            <span class="figure-label">{label}</span>
            <span class=format!("figure-value {}", tone.text())>
                {match href {
                    Some(href) => view! { <a href=href>{value}</a> }.into_any(),
                    None => value.into_any(),
                }}
            </span>
            {move || note.get().map(|note| view! { <span class="figure-note">{note}</span> })}
        </div>
    }
}

/// [`Figure`]s side by side.
#[component]
pub fn FigureRow(children: Children) -> impl IntoView {
    view! { <div class="figures">{children()}</div> }
}

/// How much of something is used. The words carry the meaning, the bar repeats it.
#[component]
pub fn Meter(
    #[prop(into)] label: String,
    /// In words: "7.5 of 10 h used".
    #[prop(into)]
    text: String,
    #[prop(into)] value: Signal<f64>,
    #[prop(into)] max: Signal<f64>,
    #[prop(optional)] tone: Tone,
) -> impl IntoView {
    view! {
        <div class=tone.meter()>
            <div class="meter-head">
                <span>{label.clone()}</span>
                <span class="num">{text}</span>
            </div>
            <progress
                aria-label=label
                value=move || value.get().to_string()
                max=move || max.get().to_string()
            ></progress>
        </div>
    }
}
