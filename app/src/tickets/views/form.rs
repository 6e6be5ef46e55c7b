//! Saving what the list shows as a view, and changing a view.

use super::api::{SaveView, load_view_form};
use super::breadcrumb;
use crate::forms::{Form, use_form};
use crate::loaded::loaded;
use app_types::tickets::TicketFilter;
use app_types::views::ViewForm;
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// `/tickets/views/new?show=…`: the filter is the one of the list.
#[component]
pub fn NewViewPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        let query = query.get();
        TicketFilter::read(|name| query.get(name).unwrap_or_default())
    });
    let form = Resource::new_blocking(
        move || filter.get(),
        |filter| load_view_form(String::new(), filter),
    );
    view! {
        <Title text="Save view"/>
        <PageHeader title="Save view" breadcrumb=breadcrumb()/>
        {loaded(form, |data| view! { <Fields data/> })}
    }
}

/// `/tickets/views/:id`
#[component]
pub fn EditViewPage() -> impl IntoView {
    let params = use_params_map();
    // No view has the id "-": not found, instead of a new one.
    let id = Memo::new(move |_| {
        let id = params.read().get("id").filter(|id| !id.is_empty());
        id.unwrap_or("-".into())
    });
    let form = Resource::new_blocking(
        move || id.get(),
        |id| load_view_form(id, TicketFilter::default()),
    );
    loaded(form, |data| {
        let title = data
            .view
            .as_ref()
            .map(|view| view.name.clone())
            .unwrap_or_default();
        view! {
            <Title text=title.clone()/>
            <PageHeader title breadcrumb=breadcrumb()/>
            <Fields data/>
        }
    })
}

#[component]
fn Fields(data: ViewForm) -> impl IntoView {
    let form = use_form::<SaveView>("tickets/save-view");
    let view = data.view.clone();
    let (id, version) = view.as_ref().map_or((String::new(), 0), |view| {
        (view.id.to_string(), view.version)
    });
    let name = view
        .as_ref()
        .map(|view| view.name.clone())
        .unwrap_or_default();
    let back = if id.is_empty() {
        "/tickets".to_string()
    } else {
        format!("/tickets?view={id}")
    };
    view! {
        <ErrorSummary errors=form.errors()/>
        <ActionForm action=form.action attr:class="form" attr:novalidate=true>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=version.to_string()/>
            <FilterFields filter=data.filter.clone()/>
            <TextInput name="name" label="Name" value=form.typed("name", &name) error=form.error("name") maxlength=60
                hint="It stands in the sidebar, with the number of its tickets."/>
            {data.may_share.then(|| view! { <Sharing data form/> })}
            <FormActions>
                <Button variant=Variant::Primary busy=form.busy()>"Save view"</Button>
                <LinkButton href=back variant=Variant::Ghost>"Cancel"</LinkButton>
            </FormActions>
        </ActionForm>
    }
}

/// The filter travels with the form.
#[component]
pub fn FilterFields(filter: TicketFilter) -> impl IntoView {
    let fields = filter
        .fields()
        .map(|(name, value)| (format!("filter[{name}]"), value.to_string()));
    let view = filter.view.clone();
    view! {
        {fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
        <input type="hidden" name="filter[view]" value=view/>
    }
}

/// For those who may share views.
#[component]
fn Sharing(data: ViewForm, form: Form<SaveView>) -> impl IntoView {
    let shared = data.view.as_ref().is_some_and(|view| view.shared);
    let shared = form.typed("shared", &shared.to_string()) == "true";
    let default_for = form.typed("default_for", &data.default_for.join(" "));
    let roles = data.roles.into_iter().map(move |role| {
        let checked = default_for.split(' ').any(|id| id == role.value);
        view! {
            <Checkbox name="default_for[]" id=format!("role-{}", role.value) value=role.value.clone()
                label=role.label checked/>
        }
    });
    let roles = roles.collect_view();
    view! {
        <Checkbox name="shared" label="Share it with everybody who sees tickets" checked=shared error=form.error("shared")/>
        <Fieldset legend="Shown first to" hint="People of these roles see this view when they open the tickets. Only a shared view can be shown first."
            error=form.error("default_for")>{roles}</Fieldset>
    }
}
