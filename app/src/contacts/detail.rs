//! One contact.

use super::api::{ArchiveContact, archive_contact, load_contact};
use crate::clients::parts::{ActiveTicketsPanel, PlainText, reload_after};
use crate::custom::CustomPanel;
use crate::error::ApiError;
use crate::forms::{FormReply, use_quiet_form};
use crate::identity::PostForm;
use crate::layout::boot::use_boot;
use crate::layout::live::use_changes;
use crate::layout::offer_undo;
use crate::loaded::loaded;
use crate::mail::came_back;
use crate::tickets::NewPill;
use app_types::Permission;
use app_types::clients::ContactRecord;
use app_types::custom::FieldOf;
use app_types::id::ContactId;
use app_types::mail::UndeliverableView;
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

type ContactResource = Resource<Result<ContactRecord, ApiError>>;

/// `/contacts/:id`
#[component]
pub fn ContactPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let contact: ContactResource = Resource::new_blocking(move || id.get(), load_contact);
    let changes = use_changes("contact", move |event| event.key == id.get_untracked());
    let show = move || {
        changes.set(0);
        contact.refetch();
    };
    view! {
        <NewPill changes on_press=show/>
        {loaded(contact, move |data| view! { <Contact data resource=contact/> })}
    }
}

#[component]
fn Contact(data: ContactRecord, resource: ContactResource) -> impl IntoView {
    let may = data.archived.is_none() && use_boot().can(Permission::TicketsEdit);
    let client = data.client.number;
    let new = may.then(|| format!("/tickets/new?client={client}"));
    let beside = data.clone();
    let (key, custom) = (data.id.to_string(), data.custom.clone());
    let may_fill = data.may_edit && data.archived.is_none() && !data.client.archived;
    let reload = Callback::new(move |()| resource.refetch());
    view! {
        <Title text=data.name.clone()/>
        <Head contact=data.clone() resource/>
        <RecordLayout aside_label="Facts about the contact" aside=move || view! {
            <CustomPanel of=FieldOf::Contact key=key.clone() values=custom.clone() may=may_fill reload/>
            <Aside contact=beside/>
        }>
            <div class="stack">
                {data.tickets.clone().map(|tickets| view! {
                    <ActiveTicketsPanel tickets href=format!("/tickets?client={client}") new_href=new/>
                })}
                {(!data.notes.is_empty()).then(|| view! {
                    <Panel title="Notes"><PlainText text=data.notes.clone()/></Panel>
                })}
            </div>
        </RecordLayout>
    }
}

#[component]
fn Head(contact: ContactRecord, resource: ContactResource) -> impl IntoView {
    let id = contact.id;
    let client = contact.client.clone();
    let breadcrumb = vec![
        ("Clients".to_string(), "/clients".to_string()),
        (client.name.clone(), format!("/clients/{}", client.number)),
    ];
    let archived = contact.archived.clone();
    let is_archived = archived.is_some();
    let (title, may_edit) = (contact.title.clone(), contact.may_edit);
    let (primary, billing, technical) = (contact.primary, contact.billing, contact.technical);
    view! {
        <PageHeader
            title=contact.name.clone()
            breadcrumb
            meta=move || view! {
                {(!title.is_empty()).then(|| view! { <span class="muted">{title}</span> })}
                {primary.then(|| view! { <Badge text="Primary" tone=Tone::Accent/> })}
                {billing.then(|| view! { <Badge text="Billing" tone=Tone::Neutral/> })}
                {technical.then(|| view! { <Badge text="Technical" tone=Tone::Neutral/> })}
                {is_archived.then(|| view! { <Badge text="Archived" tone=Tone::Neutral/> })}
            }
            actions=move || view! {
                {(may_edit && !is_archived).then(|| view! {
                    <LinkButton href=format!("/contacts/{id}/edit") icon=IconName::Edit>"Edit"</LinkButton>
                })}
                {may_edit.then(|| view! { <ArchiveButton id archived=is_archived resource/> })}
            }
        />
        {contact.undeliverable.map(|known| view! { <ComesBack known/> })}
        {archived.map(|archived| {
            let by = archived.by.map(|name| format!(" by {name}")).unwrap_or_default();
            view! {
                <Banner tone=Tone::Info title="This contact is archived">
                    {format!("Archived {}{by}. Mail from the address is still recognised.", archived.at.text)}
                </Banner>
            }
        })}
    }
}

/// Mail to the contact's address came back.
#[component]
fn ComesBack(known: UndeliverableView) -> impl IntoView {
    view! {
        <Banner tone=Tone::Warning title="Mail to this address comes back">
            <p>{came_back(&known)}</p>
            {use_boot().can(Permission::MailFile).then(|| view! {
                <PostForm action="mail/deliverable" class="inline-form">
                    <input type="hidden" name="id" value=known.id.to_string()/>
                    <Button small=true>"Mail arrives again"</Button>
                </PostForm>
            })}
        </Banner>
    }
}

/// Archives or restores; what was done can be taken back from the message.
#[component]
fn ArchiveButton(id: ContactId, archived: bool, resource: ContactResource) -> impl IntoView {
    let form = use_quiet_form::<ArchiveContact>("contacts/archive");
    reload_after(form.action, resource);
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(Ok(FormReply::Done { message })) = form.action.value().get() {
            if archived {
                toasts.success(message);
                return;
            }
            offer_undo(toasts, message, move || async move {
                let undone = archive_contact(id, false).await;
                resource.refetch();
                undone
            });
        }
    });
    view! {
        <ErrorSummary errors=form.errors()/>
        <ActionForm action=form.action>
            <input type="hidden" name="id" value=id.to_string()/>
            <input type="hidden" name="archived" value=(!archived).to_string()/>
            <Button busy=form.busy() icon=IconName::archiving(archived)>
                {if archived { "Restore" } else { "Archive" }}
            </Button>
        </ActionForm>
    }
}

#[component]
fn Aside(contact: ContactRecord) -> impl IntoView {
    view! {
        <Panel title="Contact">
            <DescriptionList>
                <Fact label="Client">
                    <a href=format!("/clients/{}", contact.client.number)>{contact.client.name.clone()}</a>
                </Fact>
                <Fact label="E-mail">
                    {match contact.email.clone() {
                        Some(email) => view! { <MailLink email/> }.into_any(),
                        None => view! { <span class="muted">"None"</span> }.into_any(),
                    }}
                </Fact>
                {(!contact.phone.is_empty()).then(|| view! { <Fact label="Phone">{contact.phone.clone()}</Fact> })}
                {(!contact.mobile.is_empty()).then(|| view! { <Fact label="Mobile">{contact.mobile.clone()}</Fact> })}
                {contact.location.clone().map(|location| {
                    let address = location.address();
                    view! {
                        <Fact label="Location">
                            {location.name}
                            {(!address.is_empty()).then(|| view! { <br/><span class="muted">{address}</span> })}
                        </Fact>
                    }
                })}
                <Fact label="Added">
                    <TimeText datetime=contact.created.iso.clone() text=contact.created.text.clone() title=contact.created.long.clone()/>
                </Fact>
                <Fact label="Changed">
                    <TimeText datetime=contact.updated.iso.clone() text=contact.updated.text.clone() title=contact.updated.long.clone()/>
                </Fact>
            </DescriptionList>
        </Panel>
    }
}
