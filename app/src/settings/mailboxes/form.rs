//! Adding and changing a mailbox.

use super::api::{ArchiveMailbox, SaveMailbox, load_mailbox_form};
use super::keys::Delivery;
use crate::forms::use_form;
use crate::loaded::loaded;
use crate::tickets::parts::options;
use app_types::mail::{MailboxForm, MailboxInput, MailboxView};
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/settings/mailboxes/new`
#[component]
pub fn NewMailboxPage() -> impl IntoView {
    let form = Resource::new_blocking(String::new, load_mailbox_form);
    view! {
        <Title text="New mailbox"/>
        <PageHeader title="New mailbox" breadcrumb=breadcrumb()/>
        {loaded(form, |data| view! { <Fields data/> })}
    }
}

/// `/settings/mailboxes/:id`
#[component]
pub fn EditMailboxPage() -> impl IntoView {
    let params = use_params_map();
    // No mailbox has the id "-": not found, instead of a new one.
    let id = Memo::new(move |_| {
        params
            .read()
            .get("id")
            .filter(|id| !id.is_empty())
            .unwrap_or("-".into())
    });
    let form = Resource::new_blocking(move || id.get(), load_mailbox_form);
    loaded(form, |data| {
        let title = data
            .mailbox
            .as_ref()
            .map(|mailbox| mailbox.address.clone())
            .unwrap_or_default();
        let known = data.mailbox.clone();
        let poll_error = known
            .as_ref()
            .map(|mailbox| mailbox.poll_error.clone())
            .unwrap_or_default();
        view! {
            <Title text=title.clone()/>
            <PageHeader title breadcrumb=breadcrumb()
                actions=move || known.map(|mailbox| view! { <ArchiveButton mailbox/> })/>
            {(!poll_error.is_empty()).then(|| view! {
                <Banner tone=Tone::Danger title="Mail could not be fetched">{poll_error}</Banner>
            })}
            <div class="stack-lg">
                <div><Fields data=data.clone()/></div>
                <Delivery data/>
            </div>
        }
    })
}

fn breadcrumb() -> Vec<(String, String)> {
    vec![("Mailboxes".to_string(), "/settings/mailboxes".to_string())]
}

/// Out of use and back.
#[component]
fn ArchiveButton(mailbox: MailboxView) -> impl IntoView {
    let form = use_form::<ArchiveMailbox>("mailboxes/archive");
    let archived = mailbox.archived;
    view! {
        <ErrorSummary errors=form.errors()/>
        <ActionForm action=form.action>
            <input type="hidden" name="id" value=mailbox.id.to_string()/>
            <input type="hidden" name="archived" value=(!archived).to_string()/>
            <Button icon=IconName::archiving(archived) busy=form.busy()>{if archived { "Restore mailbox" } else { "Archive mailbox" }}</Button>
        </ActionForm>
    }
}

#[component]
fn Fields(data: MailboxForm) -> impl IntoView {
    let form = use_form::<SaveMailbox>("mailboxes/save");
    let (id, version) = match &data.mailbox {
        Some(mailbox) => (mailbox.id.to_string(), mailbox.version),
        None => (String::new(), 0),
    };
    let has_password = data
        .mailbox
        .as_ref()
        .is_some_and(|mailbox| mailbox.has_password);
    let password_hint = if has_password {
        "Leave empty to keep the stored one."
    } else {
        "Stored encrypted."
    };
    let known = data.mailbox.map(input_of).unwrap_or_else(|| MailboxInput {
        imap_folder: "INBOX".into(),
        ..MailboxInput::default()
    });
    let boards = options(&data.boards, "Choose a board");
    view! {
        <ErrorSummary errors=form.errors()/>
        <ActionForm action=form.action attr:class="form" attr:novalidate=true>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=version.to_string()/>
            <TextInput name="address" label="Address" kind="email" value=form.typed("address", &known.address) error=form.error("address")
                hint="The address your clients write to. Answers are sent from it." maxlength=254/>
            <TextInput name="display_name" label="Name" value=form.typed("display_name", &known.display_name) error=form.error("display_name")
                hint="What clients see as the sender." maxlength=120/>
            <Select name="board" label="Board" value=form.typed("board", &known.board) options=boards
                error=form.error("board") hint="New tickets of this mailbox appear there."/>
            <Fieldset legend="Fetch mail by IMAP" hint="Leave the server empty when your mail server pipes mail in.">
                <TextInput name="imap_url" label="Server" optional=true value=form.typed("imap_url", &known.imap_url) error=form.error("imap_url")
                    placeholder="imaps://mail.example.com:993" maxlength=255/>
                <TextInput name="imap_username" label="User name" optional=true autocomplete="off" value=form.typed("imap_username", &known.imap_username)
                    error=form.error("imap_username") maxlength=254/>
                <PasswordInput name="imap_password" label="Password" optional=true autocomplete="new-password" error=form.error("imap_password") hint=password_hint/>
                <TextInput name="imap_folder" label="Folder" optional=true value=form.typed("imap_folder", &known.imap_folder) error=form.error("imap_folder") maxlength=120/>
            </Fieldset>
            <FormActions>
                <Button variant=Variant::Primary busy=form.busy()>"Save mailbox"</Button>
                <Button busy=form.busy() attr:name="intent" attr:value="test">"Test connection"</Button>
                <LinkButton href="/settings/mailboxes" variant=Variant::Ghost>"Cancel"</LinkButton>
            </FormActions>
        </ActionForm>
    }
}

/// What the fields begin with.
fn input_of(mailbox: MailboxView) -> MailboxInput {
    MailboxInput {
        address: mailbox.address,
        display_name: mailbox.display_name,
        board: mailbox.board_id.to_string(),
        imap_url: mailbox.imap_url,
        imap_username: mailbox.imap_username,
        imap_password: String::new(),
        imap_folder: mailbox.imap_folder,
    }
}
