//! Adding and changing a client.

use super::api::{SaveClient, load_client_form};
use super::parts::{enum_options, or};
use crate::custom::{CustomInputs, load_custom};
use crate::error::ApiError;
use crate::forms::use_form;
use crate::loaded::loaded;
use crate::tickets::parts::options;
use app_types::clients::{ClientForm, ClientKind, ClientStatus};
use app_types::custom::CustomValue;
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/clients/new`
#[component]
pub fn NewClientPage() -> impl IntoView {
    let form = Resource::new_blocking(
        || (),
        |()| async {
            Ok::<_, ApiError>((
                load_client_form(0).await?,
                load_custom("client".into()).await?,
            ))
        },
    );
    view! {
        <Title text="New client"/>
        <PageHeader title="New client" breadcrumb=vec![("Clients".to_string(), "/clients".to_string())]/>
        {loaded(form, |(data, custom)| view! { <Form data custom/> })}
    }
}

/// `/clients/:number/edit`
#[component]
pub fn EditClientPage() -> impl IntoView {
    let params = use_params_map();
    let number = Memo::new(move |_| {
        let number = params.read().get("number");
        // No client has this number: not found, instead of a new one.
        number
            .and_then(|n| n.parse::<u64>().ok())
            .filter(|n| *n > 0)
            .unwrap_or(u64::MAX)
    });
    let form = Resource::new_blocking(move || number.get(), load_client_form);
    loaded(form, |data| {
        let breadcrumb = vec![
            ("Clients".to_string(), "/clients".to_string()),
            (data.input.name.clone(), format!("/clients/{}", data.number)),
        ];
        view! {
            <Title text="Edit client"/>
            <PageHeader title="Edit client" breadcrumb/>
            <Form data custom=Vec::new()/>
        }
    })
}

#[component]
fn Form(data: ClientForm, custom: Vec<CustomValue>) -> impl IntoView {
    let form = use_form::<SaveClient>("clients/save");
    let input = data.input;
    let new = data.number == 0;
    let back = if new {
        "/clients".to_string()
    } else {
        format!("/clients/{}", data.number)
    };
    view! {
        <ErrorSummary errors=form.errors()/>
        <ActionForm action=form.action attr:class="form" attr:novalidate=true>
            <input type="hidden" name="number" value=data.number.to_string()/>
            <input type="hidden" name="version" value=data.version.to_string()/>
            <TextInput name="name" label="Name" value=form.typed("name", &input.name) error=form.error("name") maxlength=160/>
            <div class="form-grid">
                <Select name="kind" label="Kind" value=form.typed("kind", &or(&input.kind, "client")) options=enum_options!(ClientKind) error=form.error("kind")/>
                <Select name="status" label="Status" value=form.typed("status", &or(&input.status, "active")) options=enum_options!(ClientStatus) error=form.error("status")/>
                <TextInput name="phone" label="Phone" kind="tel" optional=true value=form.typed("phone", &input.phone) error=form.error("phone") maxlength=40/>
                <TextInput name="website" label="Website" optional=true value=form.typed("website", &input.website) error=form.error("website") placeholder="https://www.example.com" maxlength=240/>
                <Select name="account_manager" label="Account manager" value=form.typed("account_manager", &input.account_manager)
                    options=options(&data.managers, "Nobody") error=form.error("account_manager")/>
            </div>
            <TextInput name="vip_note" label="Note about this client" optional=true value=form.typed("vip_note", &input.vip_note) error=form.error("vip_note")
                hint="One line, shown on top of every ticket of theirs." maxlength=500/>
            <TextArea name="notes" label="Notes" optional=true rows=6 value=form.typed("notes", &input.notes) error=form.error("notes")/>
            <CustomInputs values=custom form/>
            <FormActions>
                <Button variant=Variant::Primary busy=form.busy()>{if new { "Add client" } else { "Save client" }}</Button>
                <LinkButton href=back variant=Variant::Ghost>"Cancel"</LinkButton>
            </FormActions>
        </ActionForm>
    }
}
