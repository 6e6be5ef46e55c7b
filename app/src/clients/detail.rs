//! The one page about a client.

use super::activity::ActivityPanel;
use super::api::{
    AddDomain, ArchiveClient, ChangeLocation, RemoveDomain, archive_client, load_client,
};
use super::files::FilesPanel;
use super::notes::NotesPanel;
use super::parts::{ActiveTicketsPanel, ClientBadges, ContactBadges, PlainText, reload_after};
use super::tags::Tags;
use crate::custom::CustomPanel;
use crate::error::ApiError;
use crate::forms::{FormReply, use_form, use_quiet_form};
use crate::layout::boot::use_boot;
use crate::layout::live::use_changes;
use crate::layout::offer_undo;
use crate::loaded::loaded;
use crate::print::PrintButton;
use crate::tickets::NewPill;
use app_types::Permission;
use app_types::clients::{ClientRecord, ContactRow, DomainView, LocationView};
use app_types::custom::FieldOf;
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// The client's data, loaded again after each change.
pub(super) type ClientResource = Resource<Result<ClientRecord, ApiError>>;

/// `/clients/:number`
#[component]
pub fn ClientPage() -> impl IntoView {
    let params = use_params_map();
    let number = Memo::new(move |_| {
        let number = params.read().get("number");
        number.and_then(|n| n.parse::<u64>().ok()).unwrap_or(0)
    });
    let client: ClientResource = Resource::new_blocking(move || number.get(), load_client);
    let changes = use_changes("client", move |event| {
        let known = client
            .get_untracked()
            .and_then(Result::ok)
            .map_or(0, |client| client.version);
        // Version 0: something that belongs to the client changed, not the client itself.
        event.key == number.get_untracked().to_string()
            && (event.version == 0 || event.version > known)
    });
    let show = move || {
        changes.set(0);
        client.refetch();
    };
    // Lives as long as the page: an undo may come when the panel was drawn again.
    let reload = Callback::new(move |()| client.refetch());
    view! {
        <NewPill changes on_press=show/>
        {loaded(client, move |data| view! { <Client data resource=client reload/> })}
    }
}

#[component]
fn Client(data: ClientRecord, resource: ClientResource, reload: Callback<()>) -> impl IntoView {
    let may = data.may_edit && data.archived.is_none();
    let beside = data.clone();
    let number = data.number;
    let gathered = data.beside.clone();
    view! {
        <Title text=data.name.clone()/>
        <Head client=data.clone() resource/>
        <RecordLayout
            aside_label="Facts about the client"
            aside=move || view! { <Aside client=beside resource/> }
        >
            <div class="stack">
                {(!data.vip_note.is_empty()).then(|| view! {
                    <Banner tone=Tone::Warning title="Note about this client">{data.vip_note.clone()}</Banner>
                })}
                {data.tickets.clone().map(|tickets| {
                    let new = (may && use_boot().can(Permission::TicketsEdit))
                        .then(|| format!("/tickets/new?client={number}"));
                    view! { <ActiveTicketsPanel tickets href=format!("/tickets?client={number}") new_href=new/> }
                })}
                <Contacts number contacts=data.contacts more=data.more_contacts may/>
                <Locations number locations=data.locations may resource/>
                {(!data.notes.is_empty()).then(|| view! {
                    <Panel title="About"><PlainText text=data.notes.clone()/></Panel>
                })}
                <NotesPanel number notes=gathered.notes more=gathered.more_notes may reload/>
                <FilesPanel number files=gathered.files more=gathered.more_files may reload/>
                <ActivityPanel number id=data.id events=gathered.events/>
            </div>
        </RecordLayout>
    }
}

#[component]
fn Head(client: ClientRecord, resource: ClientResource) -> impl IntoView {
    let number = client.number;
    let breadcrumb = vec![("Clients".to_string(), "/clients".to_string())];
    let archived = client.archived.clone();
    let (kind, status, is_archived) = (client.kind, client.status, archived.is_some());
    let may_edit = client.may_edit;
    view! {
        <PageHeader
            title=client.name.clone()
            breadcrumb
            meta=move || view! {
                <span class="muted">{format!("Client {number}")}</span>
                <ClientBadges kind status archived=is_archived/>
            }
            actions=move || view! {
                <PrintButton/>
                {(!is_archived && use_boot().can(Permission::TicketsEdit)).then(|| view! {
                    <LinkButton href=format!("/tickets/new?client={number}") variant=Variant::Primary icon=IconName::Plus>"New ticket"</LinkButton>
                })}
                {(!is_archived && may_edit).then(|| view! {
                    <LinkButton href=format!("/clients/{number}/edit") icon=IconName::Edit>"Edit"</LinkButton>
                })}
                {may_edit.then(|| view! { <ArchiveButton number archived=is_archived resource/> })}
            }
        />
        {archived.map(|archived| {
            let by = archived.by.map(|name| format!(" by {name}")).unwrap_or_default();
            view! {
                <Banner tone=Tone::Info title="This client is archived">
                    {format!("Archived {}{by}. It is in no list and no picker until it is restored; nothing was deleted.", archived.at.text)}
                </Banner>
            }
        })}
    }
}

/// Archives or restores; what was done can be taken back from the message.
#[component]
fn ArchiveButton(number: u64, archived: bool, resource: ClientResource) -> impl IntoView {
    let form = use_quiet_form::<ArchiveClient>("clients/archive");
    reload_after(form.action, resource);
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(Ok(FormReply::Done { message })) = form.action.value().get() {
            if archived {
                toasts.success(message);
                return;
            }
            offer_undo(toasts, message, move || async move {
                let undone = archive_client(number, false).await;
                resource.refetch();
                undone
            });
        }
    });
    view! {
        <ErrorSummary errors=form.errors()/>
        <ActionForm action=form.action>
            <input type="hidden" name="number" value=number.to_string()/>
            <input type="hidden" name="archived" value=(!archived).to_string()/>
            <Button busy=form.busy() icon=IconName::archiving(archived)>
                {if archived { "Restore" } else { "Archive" }}
            </Button>
        </ActionForm>
    }
}

#[component]
fn Aside(client: ClientRecord, resource: ClientResource) -> impl IntoView {
    let may = client.may_edit && client.archived.is_none();
    let reload = Callback::new(move |()| resource.refetch());
    view! {
        <Panel title="Client">
            <DescriptionList>
                {(!client.phone.is_empty()).then(|| view! { <Fact label="Phone">{client.phone.clone()}</Fact> })}
                {(!client.website.is_empty()).then(|| view! {
                    <Fact label="Website">
                        <a href=client.website.clone() rel="noopener noreferrer nofollow" target="_blank">
                            <AddressText text=without_scheme(&client.website)/>
                        </a>
                    </Fact>
                })}
                <Fact label="Account manager">
                    {match client.account_manager.clone() {
                        Some(person) => person.name.into_any(),
                        None => view! { <span class="muted">"Nobody"</span> }.into_any(),
                    }}
                </Fact>
                <Fact label="Added">
                    <TimeText datetime=client.created.iso.clone() text=client.created.text.clone() title=client.created.long.clone()/>
                </Fact>
                <Fact label="Changed">
                    <TimeText datetime=client.updated.iso.clone() text=client.updated.text.clone() title=client.updated.long.clone()/>
                </Fact>
            </DescriptionList>
        </Panel>
        <CustomPanel of=FieldOf::Client key=client.number.to_string() values=client.custom may reload/>
        <Tags number=client.number tags=client.tags may resource/>
        <Domains number=client.number domains=client.domains may resource/>
    }
}

/// As people say it: `www.harborview-dental.example`.
fn without_scheme(website: &str) -> String {
    let short = website.trim_start_matches("https://").trim_end_matches('/');
    short.to_string()
}

#[component]
fn Domains(
    number: u64,
    domains: Vec<DomainView>,
    may: bool,
    resource: ClientResource,
) -> impl IntoView {
    let form = use_form::<AddDomain>("clients/add-domain");
    reload_after(form.action, resource);
    let none = domains.is_empty();
    view! {
        <Panel title="Mail domains">
            <div class="stack-sm">
                {none.then(|| view! { <p class="muted">"None. Mail from unknown people is not matched with this client."</p> })}
                <ul class="list-plain">
                    {domains.into_iter().map(|domain| view! { <li><Domain domain may resource/></li> }).collect_view()}
                </ul>
                {may.then(|| view! {
                    <ActionForm action=form.action attr:class="stack-sm" attr:novalidate=true>
                        <input type="hidden" name="number" value=number.to_string()/>
                        <TextInput name="domain" label="Add a domain" value=form.typed("domain", "") error=form.error("domain")
                            placeholder="example.com" maxlength=253 hint="Mail from unknown people there becomes a contact of this client."/>
                        <Button small=true busy=form.busy()>"Add domain"</Button>
                    </ActionForm>
                })}
            </div>
        </Panel>
    }
}

#[component]
fn Domain(domain: DomainView, may: bool, resource: ClientResource) -> impl IntoView {
    let form = use_form::<RemoveDomain>("clients/remove-domain");
    reload_after(form.action, resource);
    let label = format!("Remove {}", domain.domain);
    view! {
        <div class="list-row">
            <span class="truncate grow">{domain.domain}</span>
            {may.then(|| view! {
                <ActionForm action=form.action>
                    <input type="hidden" name="id" value=domain.id.to_string()/>
                    <IconButton icon=IconName::X label button_type="submit"/>
                </ActionForm>
            })}
        </div>
    }
}

#[component]
fn Contacts(number: u64, contacts: Vec<ContactRow>, more: bool, may: bool) -> impl IntoView {
    let none = contacts.is_empty();
    view! {
        <Panel title="Contacts" actions=move || may.then(|| view! {
            <a href=format!("/contacts/new?client={number}")>"New contact"</a>
        })>
            {none.then(|| view! { <p class="muted">"Nobody yet."</p> })}
            <ul class="list-plain">
                {contacts.into_iter().map(|contact| {
                    let (href, name) = (format!("/contacts/{}", contact.id), contact.name.clone());
                    let beside = contact.email.clone().unwrap_or_else(|| contact.title.clone());
                    view! {
                        <li>
                            <a class="list-row" href=href>
                                <span class="truncate">{name}</span>
                                <span class="muted truncate grow">{beside}</span>
                                <ContactBadges contact/>
                            </a>
                        </li>
                    }
                }).collect_view()}
            </ul>
            {more.then(|| view! { <p class="small"><a href=format!("/contacts?client={number}")>"Show all contacts"</a></p> })}
        </Panel>
    }
}

#[component]
fn Locations(
    number: u64,
    locations: Vec<LocationView>,
    may: bool,
    resource: ClientResource,
) -> impl IntoView {
    let none = locations.is_empty();
    view! {
        <Panel title="Locations" actions=move || may.then(|| view! {
            <a href=format!("/clients/{number}/locations/new")>"New location"</a>
        })>
            {none.then(|| view! { <p class="muted">"No address yet."</p> })}
            <ul class="list-plain">
                {locations.into_iter().map(|location| view! { <li><Location location may resource/></li> }).collect_view()}
            </ul>
        </Panel>
    }
}

#[component]
fn Location(location: LocationView, may: bool, resource: ClientResource) -> impl IntoView {
    let address = location.address();
    let (id, primary) = (location.id, location.primary);
    view! {
        <div class="list-row">
            <div class="grow">
                <strong>{location.name.clone()}</strong>
                {primary.then(|| view! { " " <Badge text="Primary" tone=Tone::Accent/> })}
                {(!address.is_empty()).then(|| view! { <br/><span class="muted">{address}</span> })}
                {(!location.phone.is_empty()).then(|| view! { <br/><span>{location.phone.clone()}</span> })}
            </div>
            {may.then(|| view! {
                <ButtonRow>
                    {(!primary).then(|| view! { <LocationChange id change="primary" label="Make primary" resource/> })}
                    <LocationChange id change="archive" label="Archive" resource/>
                    <LinkButton href=format!("/locations/{id}/edit") small=true variant=Variant::Ghost>
                        "Edit" <Hidden>{format!(" location {}", location.name)}</Hidden>
                    </LinkButton>
                </ButtonRow>
            })}
        </div>
    }
}

#[component]
fn LocationChange(
    id: app_types::id::LocationId,
    change: &'static str,
    label: &'static str,
    resource: ClientResource,
) -> impl IntoView {
    let form = use_form::<ChangeLocation>("locations/change");
    reload_after(form.action, resource);
    view! {
        <ActionForm action=form.action>
            <input type="hidden" name="id" value=id.to_string()/>
            <input type="hidden" name="change" value=change/>
            <Button small=true variant=Variant::Ghost busy=form.busy()>{label}</Button>
        </ActionForm>
    }
}
