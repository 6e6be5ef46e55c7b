//! The skeleton of a page: header, panels, navigation items, notices.

use crate::{Icon, IconName, Tone};
use leptos::children::ViewFnOnce;
use leptos::prelude::*;
use leptos_router::components::Form;

/// First element of `<body>`: jumps over the navigation to `<main id="main">`.
#[component]
pub fn SkipLink() -> impl IntoView {
    view! { <a class="skip-link" href="#main">"Skip to main content"</a> }
}

/// The path of the current page, provided once by the chrome
/// (`provide_context(CurrentPath(use_location().pathname.into()))`), so that
/// [`NavItem`] and [`Tabs`] mark themselves without knowing a router.
#[derive(Clone, Copy)]
pub struct CurrentPath(pub Signal<String>);

fn is_current(path: &str, href: &str, exact: bool) -> bool {
    let href = href.split(['?', '#']).next().unwrap_or(href);
    path == href
        || (!exact
            && href != "/"
            && path
                .strip_prefix(href)
                .is_some_and(|rest| rest.starts_with('/')))
}

/// One line of the sidebar: icon, words, and a count when there is work.
/// Goes inside `<ul class="nav-list">`; it renders the `<li>`.
#[component]
pub fn NavItem(
    #[prop(into)] href: String,
    #[prop(into)] label: String,
    #[prop(optional)] icon: Option<IconName>,
    #[prop(into, optional)] count: MaybeProp<u64>,
    /// Only this very path is current, not the pages below it.
    #[prop(optional)]
    exact: bool,
    /// Says whether it is current; otherwise [`CurrentPath`] decides.
    #[prop(into, optional)]
    current: MaybeProp<bool>,
) -> impl IntoView {
    let path = use_context::<CurrentPath>();
    let target = href.clone();
    let here = move || {
        current
            .get()
            .unwrap_or_else(|| {
                path.is_some_and(|path| path.0.with(|path| is_current(path, &target, exact)))
            })
            .then_some("page")
    };
    view! {
        <li>
            <a class="nav-item" href=href aria-current=here>
                {icon.map(|name| view! { <Icon name/> })}
                <span class="nav-label">{label}</span>
                {move || {
                    count.get().filter(|n| *n > 0).map(|n| view! { <span class="nav-count">{n}</span> })
                }}
            </a>
        </li>
    }
}

/// A titled group of the sidebar; children are [`NavItem`]s.
#[component]
pub fn NavGroup(
    #[prop(into, optional)] title: Option<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="nav-group">
            {title.map(|title| view! { <h2 class="nav-title">{title}</h2> })}
            <ul class="nav-list">{children()}</ul>
        </div>
    }
}

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

/// One of the [`Tabs`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    pub label: String,
    pub href: String,
    pub count: Option<u64>,
    pub current: Option<bool>,
}

impl Tab {
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
            count: None,
            current: None,
        }
    }

    pub fn count(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }

    /// Say it yourself (query-string tabs); otherwise [`CurrentPath`] decides.
    pub fn current(mut self, current: bool) -> Self {
        self.current = Some(current);
        self
    }
}

/// Tabs are links, so a tab has an address.
#[component]
pub fn Tabs(#[prop(into)] label: String, #[prop(into)] items: Signal<Vec<Tab>>) -> impl IntoView {
    let path = use_context::<CurrentPath>();
    view! {
        <nav class="tabs" aria-label=label>
            <ul>
                {move || {
                    items
                        .get()
                        .into_iter()
                        .map(|tab| {
                            let href = tab.href.clone();
                            let said = tab.current;
                            let here = move || {
                                said.unwrap_or_else(|| {
                                        path.is_some_and(|path| {
                                            path.0.with(|path| is_current(path, &href, true))
                                        })
                                    })
                                    .then_some("page")
                            };
                            view! {
                                <li>
                                    <a class="tab" href=tab.href aria-current=here>
                                        {tab.label}
                                        {tab
                                            .count
                                            .map(|n| view! { <span class="tab-count">{n}</span> })}
                                    </a>
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ul>
        </nav>
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
