//! Ways through the product: the skip link, the sidebar, tabs.

use crate::{Icon, IconName};
use leptos::prelude::*;

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
    /// A count in words, "99+"; shown also when it is "0".
    #[prop(into, optional)]
    count_text: MaybeProp<String>,
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
                    let counted = count.get().filter(|n| *n > 0).map(|n| n.to_string());
                    counted.or(count_text.get()).map(|n| view! { <span class="nav-count">{n}</span> })
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
