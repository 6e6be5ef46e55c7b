//! The list of custom fields.

use super::api::load_fields;
use crate::loaded::loaded;
use app_types::custom::CustomFieldForm;
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings/fields`
#[component]
pub fn FieldsPage() -> impl IntoView {
    let list = Resource::new_blocking(|| (), |()| load_fields());
    view! {
        <Title text="Custom fields"/>
        <PageHeader
            title="Custom fields"
            breadcrumb=super::super::breadcrumb()
            actions=|| view! { <LinkButton href="/settings/fields/new" variant=Variant::Primary>"New field"</LinkButton> }
        />
        {loaded(list, |fields| view! { <Rows fields/> })}
    }
}

#[component]
fn Rows(fields: Vec<CustomFieldForm>) -> impl IntoView {
    if fields.is_empty() {
        return view! {
            <EmptyState title="No custom fields yet" icon=IconName::List
                text="A custom field is what you want to know of every ticket, client or contact besides: a site, a contract number, a birthday."
                action=|| view! { <LinkButton href="/settings/fields/new" variant=Variant::Primary>"New field"</LinkButton> }/>
        }
        .into_any();
    }
    let columns = vec![
        Column::new("Name").class("col-wide"),
        Column::new("Of"),
        Column::new("Takes"),
        Column::new("Required"),
        Column::new("State"),
    ];
    view! {
        <DataTable caption="Custom fields" columns=Signal::stored(columns) cards=true>
            {fields.into_iter().map(|form| view! { <Row form/> }).collect_view()}
        </DataTable>
    }
    .into_any()
}

#[component]
fn Row(form: CustomFieldForm) -> impl IntoView {
    let field = form.field;
    let state = if field.archived { "Archived" } else { "In use" };
    view! {
        <tr>
            <td class="cell-title">
                <a href=format!("/settings/fields/{}", field.id) data-row="">{field.name.clone()}</a>
            </td>
            <td class="nowrap" data-label="Of">{form.of.label()}</td>
            <td class="nowrap" data-label="Takes">{field.kind.label()}</td>
            <td data-label="Required">{if field.required { "Yes" } else { "No" }}</td>
            <td class="muted nowrap" data-label="State">{state}</td>
        </tr>
    }
}
