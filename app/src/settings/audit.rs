//! The audit log: who did what, and whether it is whole.

use super::breadcrumb;
use super::workspace_api::load_audit;
use crate::export::ExportMenu;
use crate::identity::{PostForm, posted};
use crate::loaded::loaded;
use crate::print::PrintButton;
use app_types::common::Page;
use app_types::identity::{AuditFilter, AuditRow};
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/settings/audit`: filters and position are in the URL.
#[component]
pub fn AuditPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let query = query.get();
        let get = |name: &str| query.get(name).unwrap_or_default();
        let filter = AuditFilter {
            action: get("action"),
            actor: get("actor"),
            entity: get("entity"),
            entity_id: get("entity_id"),
        };
        (filter, get("before"), get("after"))
    });
    let page = Resource::new_blocking(
        move || asked.get(),
        |(filter, before, after)| load_audit(filter, before, after),
    );
    let form = posted("settings/verify-audit");
    view! {
        <Title text="Audit log"/>
        <PageHeader title="Audit log" breadcrumb=breadcrumb() actions=move || view! {
            <PrintButton/>
            <ExportMenu list="audit" query=Signal::derive(move || query_of(&asked.get().0))/>
            <PostForm action="settings/verify-audit" class="inline-form">
                <Button icon=IconName::Shield>"Verify the log"</Button>
            </PostForm>
        }/>
        <ErrorSummary errors=form.errors()/>
        {move || {
            let filter = asked.get().0;
            let clear = (filter != AuditFilter::default()).then(|| "/settings/audit".to_string());
            view! {
                <FilterBar action="/settings/audit" clear_href=clear>
                    <TextInput name="actor" label="Who" value=filter.actor/>
                    <TextInput name="action" label="What" value=filter.action placeholder="ticket."/>
                    <TextInput name="entity" label="Kind of record" value=filter.entity placeholder="user"/>
                    <TextInput name="entity_id" label="Record" value=filter.entity_id/>
                </FilterBar>
            }
        }}
        {loaded(page, move |page| view! { <Entries page filter=asked.get_untracked().0/> })}
    }
    .into_any()
}

#[component]
fn Entries(page: Page<AuditRow>, filter: AuditFilter) -> impl IntoView {
    if page.rows.is_empty() {
        return view! {
            <EmptyState title="Nothing found" text="No entry passes this filter." icon=IconName::Activity
                action=|| view! { <LinkButton href="/settings/audit">"Clear the filter"</LinkButton> }/>
        }
        .into_any();
    }
    let entries = counted(page.rows.len(), "entry", "entries");
    let text = format!("{entries} on this page, latest first");
    let newer = page.previous.map(|seq| href(&filter, "after", &seq));
    let older = page.next.map(|seq| href(&filter, "before", &seq));
    let columns = vec![
        Column::new("Entry").num().class("col-min"),
        Column::new("When").class("nowrap"),
        Column::new("Who"),
        Column::new("What"),
        Column::new("Details").class("col-wide"),
        Column::new("From"),
    ];
    view! {
        <DataTable caption="Audit log" columns=Signal::stored(columns) cards=true>
            {page.rows.into_iter().map(|row| view! { <Entry row/> }).collect_view()}
        </DataTable>
        <Pager text newer older/>
    }
    .into_any()
}

#[component]
fn Entry(row: AuditRow) -> impl IntoView {
    view! {
        <tr>
            <td class="num col-min" data-label="Entry">{row.seq}</td>
            <td class="nowrap" data-label="When"><TimeText datetime=row.at.iso text=row.at.text title=row.at.long/></td>
            <td class="nowrap" data-label="Who">{row.actor}</td>
            <td class="mono small" data-label="What">{row.action}</td>
            <td data-label="Details">{row.summary}</td>
            <td class="mono small" data-label="From">{row.ip}</td>
        </tr>
    }
}

fn href(filter: &AuditFilter, direction: &str, seq: &str) -> String {
    let query = query_of(filter);
    let more = if query.is_empty() { "" } else { "&" };
    format!("/settings/audit?{direction}={seq}{more}{query}")
}

/// The filter as it stands in an address.
fn query_of(filter: &AuditFilter) -> String {
    let parts = [
        ("action", &filter.action),
        ("actor", &filter.actor),
        ("entity", &filter.entity),
        ("entity_id", &filter.entity_id),
    ];
    let set = parts.iter().filter(|(_, value)| !value.is_empty());
    let set: Vec<_> = set
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    set.join("&")
}

/// Percent-encodes everything but letters, digits and a few plain signs.
fn encoded(value: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    value
        .bytes()
        .map(|b| {
            if plain(b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}
