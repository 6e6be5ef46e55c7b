//! The skeleton of a page: header, panels, filters, notices.

use crate::{Icon, IconName, Tone};
use leptos::children::ViewFnOnce;
use leptos::prelude::*;
use leptos_router::components::Form;

/// The head of a page: the only `<h1>`, which takes the focus after a route change
/// (`id="page-title"`), where we are, a line of facts, and what can be done.
#[component]
pub fn PageHeader(
    #[prop(into)] title: Signal<String>,
    /// (label, href) from the top; the page itself is not in it.
    #[prop(optional)]
    breadcrumb: Vec<(String, String)>,
    /// Badges and facts under the title: `meta=|| view! { .. }`.
    #[prop(optional, into)]
    meta: Option<ViewFnOnce>,
    /// Buttons at the right: `actions=|| view! { .. }`.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
) -> impl IntoView {
    view! {
        <header class="page-header">
            {(!breadcrumb.is_empty())
                .then(|| {
                    view! {
                        <nav class="breadcrumb" aria-label="Breadcrumb">
                            <ol>
                                {breadcrumb
                                    .into_iter()
                                    .map(|(label, href)| {
                                        view! {
                                            <li>
                                                <a href=href>{label}</a>
                                            </li>
                                        }
                                    })
                                    .collect_view()}
                            </ol>
                        </nav>
                    }
                })}
            <div class="page-header-row">
                <h1 id="page-title" tabindex="-1">
                    {move || title.get()}
                </h1>
                {actions.map(|actions| view! { <div class="page-actions">{actions.run()}</div> })}
            </div>
            {meta.map(|meta| view! { <div class="page-meta">{meta.run()}</div> })}
        </header>
    }
}

/// A record: the work in the main column, what you need to know beside it.
/// On a narrow screen the panel comes after the work.
#[component]
pub fn RecordLayout(
    /// Name of the side panel for screen readers: "Client and contract".
    #[prop(into)]
    aside_label: String,
    #[prop(into)] aside: ViewFnOnce,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="record">
            <div class="record-main">{children()}</div>
            <aside class="record-aside" aria-label=aside_label>
                {aside.run()}
            </aside>
        </div>
    }
}

/// A box with a title. `flush` lets a table or list touch the edges.
#[component]
pub fn Panel(
    #[prop(into, optional)] title: Option<String>,
    /// 2 (default) or 3.
    #[prop(default = 2)]
    level: u8,
    #[prop(optional)] flush: bool,
    #[prop(optional, into)] actions: Option<ViewFnOnce>,
    children: Children,
) -> impl IntoView {
    let head = (title.is_some() || actions.is_some()).then(|| {
        view! {
            <div class="panel-head">
                {title
                    .map(|title| {
                        if level == 3 {
                            view! { <h3 class="panel-title">{title}</h3> }.into_any()
                        } else {
                            view! { <h2 class="panel-title">{title}</h2> }.into_any()
                        }
                    })}
                {actions.map(|actions| view! { <div class="panel-actions">{actions.run()}</div> })}
            </div>
        }
    });
    view! {
        <section class=if flush { "panel panel-flush" } else { "panel" }>
            {head} <div class="panel-body">{children()}</div>
        </section>
    }
}

/// A GET form over a list: its answers live in the URL. Children are fields with
/// `hide_label` or not; the button works without script, and inside a router it
/// changes the URL without loading the page again.
#[component]
pub fn FilterBar(
    /// The list's own path.
    #[prop(into)]
    action: String,
    /// Where "Clear" goes; give it only while a filter is set.
    #[prop(into, optional)]
    clear_href: MaybeProp<String>,
    #[prop(into, default = "Filter".to_owned())] submit: String,
    #[prop(into, default = "Filter the list".to_owned())] label: String,
    children: Children,
) -> impl IntoView {
    view! {
        <Form method="get" action=action attr:class="filter-bar" attr:role="search" attr:aria-label=label>
            {children()}
            <div class="filter-actions">
                <button type="submit" class="btn">
                    {submit}
                </button>
                {move || clear_href.get().map(|href| view! { <a class="btn btn-ghost" href=href>"Clear"</a> })}
            </div>
        </Form>
    }
}

/// Nothing here: say why, and offer the next thing to do.
#[component]
pub fn EmptyState(
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(optional)] icon: Option<IconName>,
    /// The next action: `action=|| view! { <LinkButton ..> }`.
    #[prop(optional, into)]
    action: Option<ViewFnOnce>,
) -> impl IntoView {
    view! {
        <div class="empty">
            {icon.map(|name| view! { <Icon name class="icon-lg"/> })}
            <h2 class="empty-title">{title}</h2>
            <p class="empty-text">{text}</p>
            {action.map(|action| view! { <div class="empty-action">{action.run()}</div> })}
        </div>
    }
}

/// A grey stand-in with the geometry of what is coming; appears after 300 ms.
/// `shape`: `"text"` lines, `"rows"` of a list, or `"panel"` boxes.
#[component]
pub fn Skeleton(
    #[prop(default = 3)] count: usize,
    #[prop(default = "text")] shape: &'static str,
    #[prop(into, default = "Loading".to_owned())] label: String,
) -> impl IntoView {
    let class = match shape {
        "rows" => "skeleton skeleton-rows",
        "panel" => "skeleton skeleton-panel",
        _ => "skeleton",
    };
    view! {
        <div class=class role="status" aria-busy="true">
            <span class="sr-only">{label}</span>
            {(0..count).map(|_| view! { <span class="skeleton-bar"></span> }).collect_view()}
        </div>
    }
}

/// A notice in the page. `urgent` announces it (`role=alert`); use it once a page.
#[component]
pub fn Banner(
    #[prop(optional)] tone: Tone,
    #[prop(into, optional)] title: Option<String>,
    #[prop(optional)] urgent: bool,
    #[prop(optional, into)] actions: Option<ViewFnOnce>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=tone.banner() role=if urgent { "alert" } else { "status" }>
            <Icon name=tone.icon()/>
            <div class="banner-body">
                {title.map(|title| view! { <strong class="banner-title">{title}</strong> })}
                <div>{children()}</div>
            </div>
            {actions.map(|actions| view! { <div class="banner-actions">{actions.run()}</div> })}
        </div>
    }
}

/// More, on demand.
#[component]
pub fn Disclosure(
    #[prop(into)] summary: String,
    #[prop(optional)] open: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <details class="disclosure" open=open>
            <summary>
                <Icon name=IconName::ChevronRight/>
                {summary}
            </summary>
            <div class="disclosure-body">{children()}</div>
        </details>
    }
}
