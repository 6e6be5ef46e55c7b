//! All views on one page: the way to them without JavaScript, and where they are deleted.

use super::api::{ArchiveView, archive_view, load_views};
use crate::error::ApiError;
use crate::forms::{FormReply, use_quiet_form};
use crate::layout::offer_undo;
use crate::loaded::loaded;
use app_types::views::ViewRow;
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;

type ViewsResource = Resource<Result<Vec<ViewRow>, ApiError>>;

/// `/tickets/views`
#[component]
pub fn ViewsPage() -> impl IntoView {
    let views: ViewsResource = Resource::new_blocking(|| (), |()| load_views());
    view! {
        <Title text="Views"/>
        <PageHeader title="Views" breadcrumb=vec![("Tickets".to_string(), "/tickets".to_string())]/>
        {loaded(views, move |rows| view! { <Rows rows resource=views/> })}
    }
}

#[component]
fn Rows(rows: Vec<ViewRow>, resource: ViewsResource) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <EmptyState title="No views yet" icon=IconName::Star
                text="Filter the tickets the way you need them again, then choose “Save view”."
                action=|| view! { <LinkButton href="/tickets" variant=Variant::Primary>"To the tickets"</LinkButton> }/>
        }
        .into_any();
    }
    let columns = vec![
        Column::new("Name").class("col-wide"),
        Column::new("Tickets").num(),
        Column::new("Who sees it"),
        Column::new("Made by"),
        Column::new("Actions").hidden(),
    ];
    view! {
        <DataTable caption="Views" columns=Signal::stored(columns) cards=true>
            {rows.into_iter().map(|row| view! { <Row row resource/> }).collect_view()}
        </DataTable>
    }
    .into_any()
}

#[component]
fn Row(row: ViewRow, resource: ViewsResource) -> impl IntoView {
    let id = row.id;
    view! {
        <tr>
            <td class="cell-title"><a href=format!("/tickets?view={id}") data-row="">{row.name.clone()}</a></td>
            <td class="num" data-label="Tickets">{row.count.map_or_else(|| "–".to_string(), |count| count.text())}</td>
            <td data-label="Who sees it">{if row.shared { "Everybody" } else { "Only you" }}</td>
            <td data-label="Made by">{row.owner.clone()}</td>
            <td class="nowrap">{row.may_change.then(|| view! { <Actions row resource/> })}</td>
        </tr>
    }
}

#[component]
fn Actions(row: ViewRow, resource: ViewsResource) -> impl IntoView {
    let form = use_quiet_form::<ArchiveView>("tickets/archive-view");
    let toasts = use_toasts();
    let (id, name) = (row.id, row.name.clone());
    Effect::new(move |_| {
        if matches!(form.action.value().get(), Some(Ok(FormReply::Done { .. }))) {
            resource.refetch();
            offer_undo(toasts, format!("View {name} deleted"), move || async move {
                let undone = archive_view(id, false).await;
                resource.refetch();
                undone
            });
        }
    });
    view! {
        <span class="btn-row">
            <LinkButton href=format!("/tickets/views/{id}") small=true>"Edit"</LinkButton>
            <ActionForm action=form.action>
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="archived" value="true"/>
                <Button variant=Variant::Ghost small=true busy=form.busy()>
                    "Delete" <Hidden>{format!(" the view {}", row.name)}</Hidden>
                </Button>
            </ActionForm>
        </span>
    }
}
