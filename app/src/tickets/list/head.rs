//! The head of the list: what is shown, and what can be done with the view.

use super::ListResource;
use super::address::filter_query;
use crate::export::ExportMenuLinks;
use crate::forms::use_form;
use crate::print::PrintButton;
use crate::tickets::views::{FilterFields, StoreView};
use app_types::tickets::{TicketFilter, TicketList};
use app_types::views::OpenView;
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;

/// The title is the view's name, or says in words what the filter shows.
#[component]
pub fn Head(filter: Memo<TicketFilter>, list: ListResource) -> impl IntoView {
    view! {
        <Transition fallback=|| ()>
            {move || match list.get().and_then(Result::ok) {
                Some(list) => view! { <Loaded list/> }.into_any(),
                None => view! { <PageHeader title=heading(&filter.get())/> }.into_any(),
            }}
        </Transition>
    }
}

fn heading(filter: &TicketFilter) -> String {
    match (filter.technician.as_str(), filter.show.as_str()) {
        ("me", _) => "My tickets".into(),
        ("nobody", _) => "Unassigned tickets".into(),
        (_, "done") => "Done tickets".into(),
        (_, "all") => "All tickets".into(),
        _ => "Active tickets".into(),
    }
}

#[component]
fn Loaded(list: TicketList) -> impl IntoView {
    let (filter, view) = (list.filter, list.view);
    let title = view
        .as_ref()
        .map_or_else(|| heading(&filter), |view| view.name.clone());
    let meta = view.clone();
    view! {
        <PageHeader
            title
            meta=move || meta.map(|view| view! { <Meta view/> })
            actions=move || view! { <Actions filter view/> }
        />
    }
}

#[component]
fn Meta(view: OpenView) -> impl IntoView {
    view! {
        <Badge text=if view.shared { "Shared view" } else { "Your view" }/>
        {view.changed.then(|| view! { <span class="muted">"The filter is another than the saved one"</span> })}
    }
}

#[component]
fn Actions(filter: TicketFilter, view: Option<OpenView>) -> impl IntoView {
    let new = format!("/tickets/views/new?{}", filter_query(&filter));
    let export = Signal::stored(filter_query(&filter));
    let worth_saving = match &view {
        Some(view) => view.changed,
        None => filter.bare() != TicketFilter::default().bare(),
    };
    let own = view.clone().filter(|view| view.may_change);
    let columns = match &own {
        Some(view) => format!("/tickets/columns?view={}", view.id),
        None => "/tickets/columns".to_string(),
    };
    let changed = own.clone().filter(|view| view.changed);
    view! {
        <PrintButton/>
        {changed.map(|view| view! { <StoreButton view filter/> })}
        {worth_saving.then(|| view! { <LinkButton href=new icon=IconName::Star>"Save view"</LinkButton> })}
        <Menu label="View" align_end=true>
            {own.map(|view| view! {
                <MenuLink href=format!("/tickets/views/{}", view.id) icon=IconName::Edit>"Rename and share"</MenuLink>
            })}
            <MenuLink href=columns icon=IconName::Settings>"Columns and density"</MenuLink>
            <MenuLink href="/tickets/views" icon=IconName::List>"All views"</MenuLink>
            <ExportMenuLinks list="tickets" query=export/>
        </Menu>
    }
}

/// Gives the open view the filter that is shown.
#[component]
fn StoreButton(view: OpenView, filter: TicketFilter) -> impl IntoView {
    let form = use_form::<StoreView>("tickets/store-view");
    view! {
        <ErrorSummary errors=form.errors()/>
        <ActionForm action=form.action>
            <input type="hidden" name="id" value=view.id.to_string()/>
            <input type="hidden" name="version" value=view.version.to_string()/>
            <FilterFields filter/>
            <Button busy=form.busy()>"Save changes"</Button>
        </ActionForm>
    }
}
