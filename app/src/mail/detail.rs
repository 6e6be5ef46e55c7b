//! One incoming mail: what it says, what became of it, and what to do with it.

use super::api::load_mail;
use super::filing::{Decisions, Filing};
use super::parts::{StateBadge, sender, subject};
use crate::layout::live::use_changes;
use crate::loaded::loaded;
use crate::tickets::parts::file_size;
use app_types::id::InboundMessageId;
use app_types::mail::{InboundFile, InboundPage, InboundRecord, InboundState};
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// `/mail/:id?client=12&q=bakery&pictures=show`
#[component]
pub fn MailMessagePage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let wanted = Memo::new(move |_| {
        let id = params.read().get("id").unwrap_or_default();
        let query = query.read();
        (
            id,
            query.get("client").unwrap_or_default(),
            query.get("q").unwrap_or_default(),
            query.get("pictures").unwrap_or_default(),
        )
    });
    let changes = use_changes("inbound_mail", move |event| {
        event.key == wanted.get_untracked().0
    });
    let page = Resource::new_blocking(
        move || (wanted.get(), changes.get()),
        |((id, client, q, pictures), _)| load_mail(id, client, q, pictures),
    );
    loaded(page, |page| view! { <Message page/> })
}

#[component]
fn Message(page: InboundPage) -> impl IntoView {
    let InboundPage { record, filing } = page;
    let title = subject(&record.mail);
    let (id, state) = (record.mail.id, record.mail.state);
    let aside = {
        let (record, filing) = (record.clone(), filing.clone());
        move || view! { <Facts record/> {filing.map(|filing| view! { <Filing id filing/> })} }
    };
    view! {
        <Title text=title.clone()/>
        <PageHeader
            title
            breadcrumb=vec![("Incoming mail".to_string(), "/mail".to_string())]
            meta=move || view! { <StateBadge state/> }
        />
        <RecordLayout aside_label="About this mail" aside>
            <Happened record=record.clone()/>
            {record.may_file.then(|| view! { <Decisions id state/> })}
            <Words record=record.clone()/>
            <Files files=record.files.clone()/>
            <Original record/>
        </RecordLayout>
    }
}

/// What became of the mail, in words.
#[component]
fn Happened(record: InboundRecord) -> impl IntoView {
    let by = record
        .processed_by
        .map(|name| format!(" by {name}"))
        .unwrap_or_default();
    let reason = record.mail.reason;
    match record.mail.state {
        InboundState::Filed => {
            let number = record.mail.ticket.unwrap_or_default();
            view! {
                <Banner tone=Tone::Success>
                    "Filed" {by} " to " <a href=format!("/tickets/{number}")>{format!("ticket #{number}")}</a>
                </Banner>
            }
            .into_any()
        }
        InboundState::Quarantined => view! {
            <Banner tone=Tone::Warning title="Waiting for your decision">{reason}</Banner>
        }
        .into_any(),
        InboundState::Dismissed => view! {
            <Banner tone=Tone::Neutral title=format!("Dismissed{by}")>{reason}</Banner>
        }
        .into_any(),
        InboundState::Stored => view! {
            <Banner tone=Tone::Info>"Stored. It is about to be filed."</Banner>
        }
        .into_any(),
    }
}

#[component]
fn Words(record: InboundRecord) -> impl IntoView {
    let empty = record.html.is_empty();
    let blocked = (record.remote_pictures > 0 && !record.remote_shown)
        .then_some((record.mail.id, record.remote_pictures));
    view! {
        <Panel title="Message">
            {blocked.map(|(id, count)| view! { <Blocked id count/> })}
            {if empty {
                view! { <p class="muted">"This mail could not be read. Its original is below."</p> }.into_any()
            } else {
                view! { <SanitisedHtml html=record.html/> }.into_any()
            }}
        </Panel>
    }
}

#[component]
fn Files(files: Vec<InboundFile>) -> impl IntoView {
    (!files.is_empty()).then(|| {
        let columns = vec![Column::new("Name").class("col-wide"), Column::new("Type"), Column::new("Size").num()];
        view! {
            <Panel title="Attachments">
                <DataTable caption="Attachments" columns=Signal::stored(columns)>
                    {files.into_iter().map(|file| view! {
                        <tr><td>{file.name}</td><td>{file.content_type}</td><td class="num">{file_size(file.size)}</td></tr>
                    }).collect_view()}
                </DataTable>
            </Panel>
        }
    })
}

/// Loading a picture tells its server that someone reads the mail.
#[component]
fn Blocked(id: InboundMessageId, count: u32) -> impl IntoView {
    let words = match count {
        1 => "A picture on another server is not loaded.".to_string(),
        count => format!("{count} pictures on other servers are not loaded."),
    };
    view! {
        <Banner tone=Tone::Neutral title=words>
            <p>"Loading them tells the sender that someone reads this mail."</p>
            <LinkButton href=format!("/mail/{id}?pictures=show") small=true>"Show pictures"</LinkButton>
        </Banner>
    }
}

#[component]
fn Original(record: InboundRecord) -> impl IntoView {
    let summary = if record.original_is_cut {
        "Original message (first part)"
    } else {
        "Original message"
    };
    let whole = format!("/mail/{}/original", record.mail.id);
    view! {
        <div class="stack">
            <Disclosure summary>
                <Prose><pre tabindex="0">{record.original}</pre></Prose>
            </Disclosure>
            <p><a href=whole rel="external" download="">"Download the whole original"</a></p>
        </div>
    }
}

#[component]
fn Facts(record: InboundRecord) -> impl IntoView {
    let from = sender(&record.mail);
    let address = record.mail.from_address.clone();
    let known = record.sender.map(|known| {
        view! {
            <Fact label="Contact"><a href=format!("/contacts/{}", known.contact)>{known.name}</a></Fact>
            <Fact label="Client"><a href=format!("/clients/{}", known.client_number)>{format!("Client {}", known.client_number)}</a></Fact>
        }
    });
    let received = record.mail.received;
    view! {
        <Panel title="Facts">
            <DescriptionList>
                <Fact label="From">{from}</Fact>
                {(!address.is_empty()).then(|| view! { <Fact label="Address"><AddressText text=address/></Fact> })}
                {known}
                <Fact label="Mailbox"><AddressText text=record.mail.mailbox/></Fact>
                {(!record.to.is_empty()).then(|| view! { <Fact label="To"><AddressText text=record.to.join(", ")/></Fact> })}
                <Fact label="Received"><TimeText datetime=received.iso text=received.text title=received.long/></Fact>
                {record.processed.map(|at| view! {
                    <Fact label="Decided"><TimeText datetime=at.iso text=at.text title=at.long/></Fact>
                })}
            </DescriptionList>
        </Panel>
    }
}
