//! Adding and changing a contact.

use super::api::{SaveContact, load_contact_form, load_new_contact};
use crate::custom::{CustomInputs, load_custom};
use crate::error::ApiError;
use crate::forms::{Form, use_form};
use crate::loaded::loaded;
use crate::tickets::parts::options;
use app_types::clients::{ClientRef, ContactForm, ContactInput};
use app_types::common::Choice;
use app_types::custom::CustomValue;
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// `/contacts/new?client=12`; without a client it is chosen first.
#[component]
pub fn NewContactPage() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        let query = query.read();
        let get = |name: &str| query.get(name).unwrap_or_default();
        (get("client"), get("q"))
    });
    let form = Resource::new_blocking(
        move || wanted.get(),
        |(client, q)| async move {
            let custom = match client.as_str() {
                "" => Vec::new(),
                _ => load_custom("contact".into()).await?,
            };
            Ok::<_, ApiError>((load_new_contact(client, q).await?, custom))
        },
    );
    loaded(form, move |(data, custom)| match data.client.clone() {
        Some(client) => view! { <FormPage title="New contact" client data custom/> }.into_any(),
        None => {
            view! { <ChooseClient q=wanted.get_untracked().1 clients=data.clients/> }.into_any()
        }
    })
}

/// `/contacts/:id/edit`
#[component]
pub fn EditContactPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let form = Resource::new_blocking(move || id.get(), load_contact_form);
    loaded(form, |data| {
        data.client
            .clone()
            .map(|client| view! { <FormPage title="Edit contact" client data custom=Vec::new()/> })
    })
}

/// A client's name is typed, not picked from ten thousand.
#[component]
fn ChooseClient(q: String, clients: Vec<Choice>) -> impl IntoView {
    let none = clients.is_empty();
    view! {
        <Title text="New contact"/>
        <PageHeader title="New contact" breadcrumb=vec![("Contacts".to_string(), "/contacts".to_string())]/>
        <FilterBar action="/contacts/new" submit="Find" label="Find the client">
            <TextInput name="q" label="At which client? Type the beginning of its name" value=q kind="search" maxlength=160/>
        </FilterBar>
        <Panel title="Choose the client">
            {none.then(|| view! { <p class="muted">"No client's name begins like that."</p> })}
            <ul class="list-plain">
                {clients.into_iter().map(|client| view! {
                    <li><a class="list-row" href=format!("/contacts/new?client={}", client.value)>{client.label}</a></li>
                }).collect_view()}
            </ul>
        </Panel>
    }
}

#[component]
fn FormPage(
    title: &'static str,
    client: ClientRef,
    data: ContactForm,
    custom: Vec<CustomValue>,
) -> impl IntoView {
    let form = use_form::<SaveContact>("contacts/save");
    let client_href = format!("/clients/{}", client.number);
    let breadcrumb = vec![
        ("Clients".to_string(), "/clients".to_string()),
        (client.name.clone(), client_href.clone()),
    ];
    let back = data.id.map_or(client_href, |id| format!("/contacts/{id}"));
    let id = data.id.map(|id| id.to_string()).unwrap_or_default();
    view! {
        <Title text=title/>
        <PageHeader title breadcrumb/>
        <ErrorSummary errors=form.errors()/>
        <ActionForm action=form.action attr:class="form" attr:novalidate=true>
            <input type="hidden" name="client" value=client.number.to_string()/>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=data.version.to_string()/>
            <Fields form input=data.input locations=data.locations/>
            <CustomInputs values=custom form/>
            <FormActions>
                <Button variant=Variant::Primary busy=form.busy()>"Save contact"</Button>
                <LinkButton href=back variant=Variant::Ghost>"Cancel"</LinkButton>
            </FormActions>
        </ActionForm>
    }
}

#[component]
fn Fields(form: Form<SaveContact>, input: ContactInput, locations: Vec<Choice>) -> impl IntoView {
    let ticked = move |name: &str, now: bool| form.typed(name, &now.to_string()) == "true";
    view! {
        <TextInput name="name" label="Name" value=form.typed("name", &input.name) error=form.error("name") autocomplete="off" maxlength=120/>
        <div class="form-grid">
            <TextInput name="email" label="E-mail" kind="email" optional=true value=form.typed("email", &input.email) error=form.error("email")
                hint="Mail from this address is filed under this contact." autocomplete="off" maxlength=254/>
            <TextInput name="title" label="Job title" optional=true value=form.typed("title", &input.title) error=form.error("title") maxlength=80/>
            <TextInput name="phone" label="Phone" kind="tel" optional=true value=form.typed("phone", &input.phone) error=form.error("phone") autocomplete="off" maxlength=40/>
            <TextInput name="mobile" label="Mobile" kind="tel" optional=true value=form.typed("mobile", &input.mobile) error=form.error("mobile") autocomplete="off" maxlength=40/>
            <Select name="location" label="Location" value=form.typed("location", &input.location) options=options(&locations, "None") error=form.error("location")/>
        </div>
        <Fieldset legend="What they are there for">
            <Checkbox name="primary" label="Primary contact" checked=ticked("primary", input.primary)/>
            <Checkbox name="billing" label="Billing" checked=ticked("billing", input.billing)/>
            <Checkbox name="technical" label="Technical" checked=ticked("technical", input.technical)/>
        </Fieldset>
        <TextArea name="notes" label="Notes" optional=true rows=4 value=form.typed("notes", &input.notes) error=form.error("notes")/>
    }
}
