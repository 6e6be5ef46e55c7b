//! `/search?q=`: what the command palette does, as a page that works without script.

use super::api::search;
use crate::loaded::loaded;
use app_types::search::{Hit, HitKind};
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

#[component]
pub fn SearchPage() -> impl IntoView {
    let query = use_query_map();
    let q = Memo::new(move |_| query.read().get("q").unwrap_or_default());
    let hits = Resource::new_blocking(move || q.get(), search);
    view! {
        <Title text="Search"/>
        <PageHeader title="Search"/>
        {move || {
            let now = q.get();
            view! {
                <FilterBar action="/search" submit="Search" label="Search everything">
                    <TextInput name="q" label="Ticket number, words, client or contact" value=now kind="search" maxlength=200/>
                </FilterBar>
            }
        }}
        {loaded(hits, move |hits| view! { <Hits hits q=q.get_untracked()/> })}
    }
}

/// The icon of a kind of hit.
pub fn hit_icon(kind: HitKind) -> IconName {
    match kind {
        HitKind::Ticket => IconName::Ticket,
        HitKind::Client => IconName::Client,
        HitKind::Contact => IconName::Contact,
    }
}

#[component]
fn Hits(hits: Vec<Hit>, q: String) -> impl IntoView {
    if q.trim().is_empty() {
        return view! {
            <EmptyState title="What are you looking for?" text="A ticket's number or words of its subject, a client, a person or an e-mail address." icon=IconName::Search/>
        }
        .into_any();
    }
    if hits.is_empty() {
        return view! {
            <EmptyState title="Nothing found" text="Try fewer words, or the beginning of a name." icon=IconName::Search/>
        }
        .into_any();
    }
    view! {
        <Panel title="Found" flush=true>
            <ul class="list-plain">
                {hits.into_iter().map(|hit| view! {
                    <li>
                        <a class="list-row" href=hit.href data-row="">
                            <Icon name=hit_icon(hit.kind) label=hit.kind.label()/>
                            <span class="truncate">{hit.title}</span>
                            <span class="muted small truncate">{hit.detail}</span>
                        </a>
                    </li>
                }).collect_view()}
            </ul>
        </Panel>
    }
    .into_any()
}
