//! The list of mailboxes with what the last poll said.

use super::api::load_mailboxes;
use crate::layout::live::use_changes;
use crate::loaded::loaded;
use app_types::mail::MailboxView;
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings/mailboxes`
#[component]
pub fn MailboxesPage() -> impl IntoView {
    let changes = use_changes("mailboxes", |_| true);
    let list = Resource::new_blocking(move || changes.get(), |_| load_mailboxes());
    view! {
        <Title text="Mailboxes"/>
        <PageHeader
            title="Mailboxes"
            breadcrumb=vec![("Settings".to_string(), "/settings".to_string())]
            actions=|| view! { <LinkButton href="/settings/mailboxes/new" variant=Variant::Primary>"New mailbox"</LinkButton> }
        />
        {loaded(list, |mailboxes| view! { <Rows mailboxes/> })}
    }
}

#[component]
fn Rows(mailboxes: Vec<MailboxView>) -> impl IntoView {
    if mailboxes.is_empty() {
        return view! {
            <EmptyState title="No mailbox yet" icon=IconName::Mail
                text="Add the address your clients write to. Their mail becomes tickets."
                action=|| view! { <LinkButton href="/settings/mailboxes/new" variant=Variant::Primary>"New mailbox"</LinkButton> }/>
        }
        .into_any();
    }
    let columns = vec![
        Column::new("Address").class("col-wide"),
        Column::new("Board").class("col-name"),
        Column::new("How mail comes in"),
        Column::new("State"),
    ];
    view! {
        <DataTable caption="Mailboxes" columns=Signal::stored(columns) cards=true>
            {mailboxes.into_iter().map(|mailbox| view! { <Row mailbox/> }).collect_view()}
        </DataTable>
    }
    .into_any()
}

#[component]
fn Row(mailbox: MailboxView) -> impl IntoView {
    let how = if mailbox.imap_url.is_empty() {
        "Piped in by the mail server".to_string()
    } else {
        format!("Fetched from {}", mailbox.imap_url)
    };
    view! {
        <tr>
            <td class="cell-title">
                <a href=format!("/settings/mailboxes/{}", mailbox.id) data-row="">{mailbox.address.clone()}</a>
                <span class="cell-sub">{mailbox.display_name.clone()}</span>
            </td>
            <td data-label="Board">{mailbox.board.clone()}</td>
            <td data-label="How mail comes in">{how}</td>
            <td data-label="State"><State mailbox/></td>
        </tr>
    }
}

#[component]
fn State(mailbox: MailboxView) -> impl IntoView {
    if mailbox.archived {
        return view! { <Badge text="Archived"/> }.into_any();
    }
    if !mailbox.poll_error.is_empty() {
        return view! {
            <Badge text="Error" tone=Tone::Danger/>
            <span class="cell-sub">{mailbox.poll_error}</span>
        }
        .into_any();
    }
    match (mailbox.imap_url.is_empty(), mailbox.polled) {
        (true, _) => view! { <Badge text="Ready" tone=Tone::Success/> }.into_any(),
        (false, None) => view! { <Badge text="Not fetched yet" tone=Tone::Info/> }.into_any(),
        (false, Some(at)) => view! {
            <Badge text="Works" tone=Tone::Success/>
            <span class="cell-sub">"Fetched " <TimeText datetime=at.iso text=at.text title=at.long/></span>
        }
        .into_any(),
    }
}
