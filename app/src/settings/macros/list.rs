//! The list of macros.

use super::api::load_macros;
use crate::loaded::loaded;
use app_types::macros::MacroView;
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings/macros`
#[component]
pub fn MacrosPage() -> impl IntoView {
    let list = Resource::new_blocking(|| (), |()| load_macros());
    view! {
        <Title text="Macros"/>
        <PageHeader
            title="Macros"
            breadcrumb=super::super::breadcrumb()
            actions=|| view! { <LinkButton href="/settings/macros/new" variant=Variant::Primary>"New macro"</LinkButton> }
        />
        {loaded(list, |macros| view! { <Rows macros/> })}
    }
}

#[component]
fn Rows(macros: Vec<MacroView>) -> impl IntoView {
    if macros.is_empty() {
        return view! {
            <EmptyState title="No macros yet" icon=IconName::Bolt
                text="A macro does in one step what you do again and again: set the status, assign, write the same words."
                action=|| view! { <LinkButton href="/settings/macros/new" variant=Variant::Primary>"New macro"</LinkButton> }/>
        }
        .into_any();
    }
    let columns = vec![
        Column::new("Name").class("col-wide"),
        Column::new("Writes"),
        Column::new("State"),
    ];
    view! {
        <DataTable caption="Macros" columns=Signal::stored(columns) cards=true>
            {macros.into_iter().map(|known| view! { <Row known/> }).collect_view()}
        </DataTable>
    }
    .into_any()
}

#[component]
fn Row(known: MacroView) -> impl IntoView {
    let writes = match known.post.as_str() {
        "reply" => "A reply",
        "note" => "An internal note",
        _ => "Nothing",
    };
    let state = if known.archived { "Archived" } else { "In use" };
    view! {
        <tr>
            <td class="cell-title">
                <a href=format!("/settings/macros/{}", known.id) data-row="">{known.name}</a>
            </td>
            <td class="nowrap" data-label="Writes">{writes}</td>
            <td class="muted nowrap" data-label="State">{state}</td>
        </tr>
    }
}
