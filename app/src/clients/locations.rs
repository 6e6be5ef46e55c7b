//! Adding and changing a location.

use super::api::{SaveLocation, load_location_form, load_new_location};
use crate::forms::use_form;
use crate::loaded::loaded;
use app_types::clients::LocationForm;
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/clients/:number/locations/new`
#[component]
pub fn NewLocationPage() -> impl IntoView {
    let params = use_params_map();
    let client = Memo::new(move |_| {
        let number = params.read().get("number");
        number.and_then(|n| n.parse::<u64>().ok()).unwrap_or(0)
    });
    let form = Resource::new_blocking(move || client.get(), load_new_location);
    loaded(
        form,
        |data| view! { <LocationFormPage title="New location" data/> },
    )
}

/// `/locations/:id/edit`
#[component]
pub fn EditLocationPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let form = Resource::new_blocking(move || id.get(), load_location_form);
    loaded(
        form,
        |data| view! { <LocationFormPage title="Edit location" data/> },
    )
}

#[component]
fn LocationFormPage(title: &'static str, data: LocationForm) -> impl IntoView {
    let form = use_form::<SaveLocation>("locations/save");
    let back = format!("/clients/{}", data.client.number);
    let breadcrumb = vec![
        ("Clients".to_string(), "/clients".to_string()),
        (data.client.name.clone(), back.clone()),
    ];
    let input = data.input;
    let primary = form.typed("primary", &input.primary.to_string()) == "true";
    view! {
        <Title text=title/>
        <PageHeader title breadcrumb/>
        <ErrorSummary errors=form.errors()/>
        <ActionForm action=form.action attr:class="form" attr:novalidate=true>
            <input type="hidden" name="client" value=data.client.number.to_string()/>
            <input type="hidden" name="id" value=data.id.map(|id| id.to_string()).unwrap_or_default()/>
            <input type="hidden" name="version" value=data.version.to_string()/>
            <TextInput name="name" label="Name" value=form.typed("name", &input.name) error=form.error("name") placeholder="Head office" maxlength=120/>
            <TextInput name="street" label="Street" optional=true value=form.typed("street", &input.street) error=form.error("street") maxlength=200/>
            <div class="form-grid">
                <TextInput name="postal_code" label="Postal code" optional=true value=form.typed("postal_code", &input.postal_code) error=form.error("postal_code") maxlength=20/>
                <TextInput name="city" label="City" optional=true value=form.typed("city", &input.city) error=form.error("city") maxlength=120/>
                <TextInput name="region" label="State or region" optional=true value=form.typed("region", &input.region) error=form.error("region") maxlength=120/>
                <TextInput name="country" label="Country code" optional=true width="xs" value=form.typed("country", &input.country) error=form.error("country") hint="Two letters, such as US or DE" maxlength=2/>
                <TextInput name="phone" label="Phone" kind="tel" optional=true value=form.typed("phone", &input.phone) error=form.error("phone") maxlength=40/>
            </div>
            <Checkbox name="primary" label="Primary location" checked=primary error=form.error("primary")
                hint="A client has one. To change it, tick this at the other location."/>
            <FormActions>
                <Button variant=Variant::Primary busy=form.busy()>"Save location"</Button>
                <LinkButton href=back variant=Variant::Ghost>"Cancel"</LinkButton>
            </FormActions>
        </ActionForm>
    }
}
