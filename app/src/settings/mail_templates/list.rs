//! The list of templates.

use super::api::load_templates;
use crate::loaded::loaded;
use crate::settings::breadcrumb;
use app_types::mail_templates::TemplateKind;
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings/mail-templates`
#[component]
pub fn MailTemplatesPage() -> impl IntoView {
    let list = Resource::new_blocking(|| (), |()| load_templates());
    view! {
        <Title text="Mail templates"/>
        <PageHeader title="Mail templates" breadcrumb=breadcrumb()/>
        {loaded(list, |templates| view! { <Rows templates/> })}
    }
    .into_any()
}

#[component]
fn Rows(templates: Vec<(TemplateKind, bool)>) -> impl IntoView {
    let columns = vec![Column::new("Words").class("col-wide"), Column::new("State")];
    view! {
        <DataTable caption="Mail templates" columns=Signal::stored(columns) cards=true>
            {templates.into_iter().map(|(kind, own)| view! { <Row kind own/> }).collect_view()}
        </DataTable>
    }
}

#[component]
fn Row(kind: TemplateKind, own: bool) -> impl IntoView {
    let state = match own {
        true => view! { <Badge text="Your own" tone=Tone::Accent/> }.into_any(),
        false => view! { <Badge text="Default"/> }.into_any(),
    };
    view! {
        <tr>
            <td class="cell-title">
                <a href=format!("/settings/mail-templates/{kind}") data-row="">{kind.label()}</a>
                <span class="cell-sub">{kind.about()}</span>
            </td>
            <td data-label="State">{state}</td>
        </tr>
    }
}
