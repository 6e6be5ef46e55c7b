//! Tables, sorting and paging. State is in the URL, so every control is a link.

use crate::{Icon, IconName};
use leptos::prelude::*;

/// How a column is sorted now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorted {
    Ascending,
    Descending,
}

/// The head of one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    label: String,
    class: &'static str,
    hidden: bool,
    sort: Option<(String, Option<Sorted>)>,
}

impl Column {
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            class: "",
            hidden: false,
            sort: None,
        }
    }

    /// Figures: right-aligned. Give the cells `class="num"` too.
    pub fn num(mut self) -> Self {
        self.class = "num";
        self
    }

    /// A class for the head cell, `"col-min"` (as narrow as its content),
    /// `"col-wide"` (takes the room), `"col-check"`.
    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    /// The label is for screen readers only (check boxes, actions).
    pub fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    /// Where a click goes, and how it is sorted now.
    pub fn sort(mut self, href: impl Into<String>, sorted: Option<Sorted>) -> Self {
        self.sort = Some((href.into(), sorted));
        self
    }
}

/// A table with a caption, a sticky head and a `<tbody>` for your `<tr>`s.
/// On a narrow screen it scrolls in its own box; with `cards` each row becomes a
/// card instead (give cells `data-label="Client"`, the leading one `class="cell-title"`).
#[component]
pub fn DataTable(
    /// Says what the table is; read out, and shown with `show_caption`.
    #[prop(into)]
    caption: String,
    #[prop(into)] columns: Signal<Vec<Column>>,
    #[prop(optional)] show_caption: bool,
    #[prop(optional)] cards: bool,
    /// The head stays in sight while the page scrolls, where there is room for the whole table.
    #[prop(optional)]
    sticky: bool,
    /// Rows of `<tfoot>`, for totals.
    #[prop(optional, into)]
    foot: Option<leptos::children::ViewFnOnce>,
    children: Children,
) -> impl IntoView {
    let label = caption.clone();
    view! {
        <section class=if sticky { "table-scroll table-sticky" } else { "table-scroll" } aria-label=label tabindex="0">
            <table class=if cards { "data-table data-table-cards" } else { "data-table" }>
                <caption class=if show_caption { "" } else { "sr-only" }>{caption}</caption>
                <thead>
                    <tr>{move || columns.get().into_iter().map(head_cell).collect_view()}</tr>
                </thead>
                <tbody>{children()}</tbody>
                {foot.map(|foot| view! { <tfoot>{foot.run()}</tfoot> })}
            </table>
        </section>
    }
}

fn head_cell(column: Column) -> impl IntoView {
    let sorted = column.sort.as_ref().and_then(|(_, sorted)| *sorted);
    let aria = sorted.map(|sorted| match sorted {
        Sorted::Ascending => "ascending",
        Sorted::Descending => "descending",
    });
    let content = match column.sort {
        Some((href, sorted)) => view! { <SortLink label=column.label href sorted/> }.into_any(),
        None if column.hidden => view! { <span class="sr-only">{column.label}</span> }.into_any(),
        None => column.label.into_any(),
    };
    view! {
        <th scope="col" class=(!column.class.is_empty()).then_some(column.class) aria-sort=aria>
            {content}
        </th>
    }
}

/// The link in the head of a sortable column.
#[component]
pub fn SortLink(
    #[prop(into)] label: String,
    #[prop(into)] href: String,
    sorted: Option<Sorted>,
) -> impl IntoView {
    let icon = match sorted {
        Some(Sorted::Ascending) => IconName::ArrowUp,
        Some(Sorted::Descending) => IconName::ArrowDown,
        None => IconName::Sort,
    };
    view! {
        <a class=if sorted.is_some() { "sort-link sorted" } else { "sort-link" } href=href>
            {label}
            <Icon name=icon/>
        </a>
    }
}

/// Paging by key: newer and older, and how many there are, in words.
#[component]
pub fn Pager(
    /// "1–50 of 1 204", "50 of many".
    #[prop(into)]
    text: Signal<String>,
    #[prop(into, optional)] newer: MaybeProp<String>,
    #[prop(into, optional)] older: MaybeProp<String>,
    #[prop(into, default = "Newer".to_owned())] newer_label: String,
    #[prop(into, default = "Older".to_owned())] older_label: String,
) -> impl IntoView {
    view! {
        <nav class="pager" aria-label="Pages">
            <span class="pager-text">{move || text.get()}</span>
            <span class="btn-row">
                {page_link(newer, newer_label, IconName::ChevronLeft, "prev")}
                {page_link(older, older_label, IconName::ChevronRight, "next")}
            </span>
        </nav>
    }
}

fn page_link(
    href: MaybeProp<String>,
    label: String,
    icon: IconName,
    rel: &'static str,
) -> impl IntoView {
    let first = rel == "prev";
    move || {
        let label = label.clone();
        href.get().map(|href| {
            view! {
                <a class="btn btn-sm" href=href rel=rel>
                    {first.then(|| view! { <Icon name=icon/> })}
                    {label}
                    {(!first).then(|| view! { <Icon name=icon/> })}
                </a>
            }
        })
    }
}

/// Appears over a list while rows are selected; children are the actions.
#[component]
pub fn BulkBar(
    /// "3 selected".
    #[prop(into)]
    text: Signal<String>,
    #[prop(into)] visible: Signal<bool>,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="bulk-bar" aria-label="Selection" hidden=move || !visible.get()>
            <span class="bulk-text" aria-live="polite">
                {move || text.get()}
            </span>
            <div class="btn-row">{children()}</div>
        </section>
    }
}
