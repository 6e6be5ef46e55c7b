//! The list of templates.

use super::api::load_templates;
use crate::loaded::loaded;
use app_types::templates::{TemplateFilter, TemplateRow};
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

const NEW: &str = "/settings/templates/new";

/// `/settings/templates?q=&show=`
#[component]
pub fn TemplatesPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        let of = |name: &str| query.read().get(name).unwrap_or_default();
        TemplateFilter {
            q: of("q"),
            show: of("show"),
        }
    });
    let list = Resource::new_blocking(move || filter.get(), load_templates);
    view! {
        <Title text="Ticket templates"/>
        <PageHeader
            title="Ticket templates"
            breadcrumb=super::super::breadcrumb()
            actions=|| view! { <LinkButton href=NEW variant=Variant::Primary>"New template"</LinkButton> }
        />
        {move || view! { <Filters filter=filter.get()/> }}
        {loaded(list, move |templates| {
            let filtered = filter.get_untracked() != TemplateFilter::default();
            view! { <Rows templates filtered/> }
        })}
    }
}

#[component]
fn Filters(filter: TemplateFilter) -> impl IntoView {
    let clear = (filter != TemplateFilter::default()).then(|| "/settings/templates".to_string());
    let shown = match filter.show.as_str() {
        "" => "active".to_string(),
        show => show.to_string(),
    };
    let shows = [
        ("active", "In use"),
        ("archived", "Archived"),
        ("all", "All"),
    ];
    let shows = shows.map(|(value, label)| (value.to_string(), label.to_string()));
    view! {
        <FilterBar action="/settings/templates" clear_href=clear>
            <TextInput name="q" label="Search" value=filter.q kind="search" placeholder="Name or subject"/>
            <Select name="show" label="Show" value=shown options=shows.to_vec()/>
        </FilterBar>
    }
}

#[component]
fn Rows(templates: Vec<TemplateRow>, filtered: bool) -> impl IntoView {
    if templates.is_empty() && filtered {
        return view! {
            <EmptyState title="No template fits" icon=IconName::Search
                text="No template that you asked for has these words in its name or subject."
                action=|| view! { <LinkButton href="/settings/templates">"Clear the filter"</LinkButton> }/>
        }
        .into_any();
    }
    if templates.is_empty() {
        return view! {
            <EmptyState title="No template yet" icon=IconName::Ticket
                text="A template fills in a new ticket: subject, description, checklist, tags and who does it."
                action=|| view! { <LinkButton href=NEW variant=Variant::Primary>"New template"</LinkButton> }/>
        }
        .into_any();
    }
    let columns = vec![
        Column::new("Name").class("col-wide"),
        Column::new("Checklist"),
        Column::new("State"),
    ];
    view! {
        <DataTable caption="Ticket templates" columns=Signal::stored(columns) cards=true>
            {templates.into_iter().map(|known| view! { <Row known/> }).collect_view()}
        </DataTable>
    }
    .into_any()
}

#[component]
fn Row(known: TemplateRow) -> impl IntoView {
    let items = match known.items {
        0 => "None".to_string(),
        number => counted(number as usize, "item", "items"),
    };
    let state = if known.archived { "Archived" } else { "In use" };
    view! {
        <tr>
            <td class="cell-title">
                <a href=format!("/settings/templates/{}", known.id) data-row="">{known.name}</a>
                <span class="cell-sub">{known.subject}</span>
            </td>
            <td class="nowrap" data-label="Checklist">{items}</td>
            <td class="muted nowrap" data-label="State">{state}</td>
        </tr>
    }
}
