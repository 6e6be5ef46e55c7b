//! The list of tags.

use super::api::load_tags;
use crate::loaded::loaded;
use crate::tags::TagBadge;
use app_types::tags::TagView;
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings/tags`
#[component]
pub fn TagsPage() -> impl IntoView {
    let list = Resource::new_blocking(|| (), |()| load_tags());
    view! {
        <Title text="Tags"/>
        <PageHeader
            title="Tags"
            breadcrumb=super::super::breadcrumb()
            actions=|| view! { <LinkButton href="/settings/tags/new" variant=Variant::Primary>"New tag"</LinkButton> }
        />
        {loaded(list, |tags| view! { <Rows tags/> })}
    }
}

#[component]
fn Rows(tags: Vec<TagView>) -> impl IntoView {
    if tags.is_empty() {
        return view! {
            <EmptyState title="No tags yet" icon=IconName::Tag
                text="Tags are your own words on tickets and clients: a product, a project, a season. Lists can be filtered by them."
                action=|| view! { <LinkButton href="/settings/tags/new" variant=Variant::Primary>"New tag"</LinkButton> }/>
        }
        .into_any();
    }
    let columns = vec![
        Column::new("Name").class("col-wide"),
        Column::new("As it looks"),
        Column::new("State"),
    ];
    view! {
        <DataTable caption="Tags" columns=Signal::stored(columns) cards=true>
            {tags.into_iter().map(|tag| view! { <Row tag/> }).collect_view()}
        </DataTable>
    }
    .into_any()
}

#[component]
fn Row(tag: TagView) -> impl IntoView {
    let state = if tag.archived { "Archived" } else { "In use" };
    view! {
        <tr>
            <td class="cell-title">
                <a href=format!("/settings/tags/{}", tag.id) data-row="">{tag.name.clone()}</a>
            </td>
            <td><TagBadge tag/></td>
            <td class="muted nowrap" data-label="State">{state}</td>
        </tr>
    }
}
