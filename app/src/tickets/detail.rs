//! One ticket: the conversation, the composer, and everything beside it.

use super::api::load_ticket;
use super::composer::Composer;
use super::facts::{Aside, CloseButton};
use super::list::NewPill;
use super::parts::{PriorityLabel, StatusBadge, file_size};
use crate::error::ApiError;
use crate::layout::live::use_changes;
use crate::loaded::loaded;
use app_types::tickets::{AuthorKind, PostKind, PostView, TicketRecord};
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// The ticket's data, loaded again after each change.
pub type TicketResource = Resource<Result<TicketRecord, ApiError>>;

/// `/tickets/:number`
#[component]
pub fn TicketPage() -> impl IntoView {
    let params = use_params_map();
    let number = Memo::new(move |_| {
        params
            .read()
            .get("number")
            .and_then(|n| n.parse::<u64>().ok())
            .unwrap_or(0)
    });
    let ticket: TicketResource = Resource::new_blocking(move || number.get(), load_ticket);
    let changes = use_changes("ticket", move |event| {
        let known = ticket
            .get_untracked()
            .and_then(Result::ok)
            .map_or(0, |ticket| ticket.version);
        event.key == number.get_untracked().to_string() && event.version > known
    });
    let show = move || {
        changes.set(0);
        ticket.refetch();
    };
    loaded(
        ticket,
        move |data| view! { <Ticket data resource=ticket changes show/> },
    )
}

#[component]
fn Ticket(
    data: TicketRecord,
    resource: TicketResource,
    changes: RwSignal<u32>,
    show: impl Fn() + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let title = data.subject.clone();
    let head = data.clone();
    let posts = data.posts.clone();
    let beside = data.clone();
    view! {
        <Title text=format!("#{} {title}", data.number)/>
        <Head ticket=head resource/>
        <RecordLayout
            aside_label="Ticket, client and contact"
            aside=move || view! { <Aside ticket=beside.clone() resource/> }
        >
            <div class="stack">
                <Conversation label="Conversation">
                    {posts.into_iter().map(|post| view! { <Post post/> }).collect_view()}
                </Conversation>
                <NewPill changes on_press=show/>
                <Composer ticket=data resource/>
            </div>
        </RecordLayout>
    }
}

#[component]
fn Head(ticket: TicketRecord, resource: TicketResource) -> impl IntoView {
    let number = ticket.number;
    let breadcrumb = vec![
        ("Tickets".to_string(), "/tickets".to_string()),
        (format!("#{number}"), format!("/tickets/{number}")),
    ];
    let (status, category, priority) = (ticket.status.clone(), ticket.category, ticket.priority);
    let created = ticket.created.clone();
    let from = ticket.contact.as_ref().map(|contact| contact.name.clone());
    let subject = ticket.subject.clone();
    view! {
        <PageHeader
            title=subject
            breadcrumb
            meta=move || view! {
                <StatusBadge name=status category/>
                <PriorityLabel priority/>
                <span class="muted">
                    {from.map(|name| format!("From {name}, "))}
                    <TimeText datetime=created.iso text=created.text title=created.long/>
                </span>
            }
            actions=move || view! {
                <CopyButton text=format!("/tickets/{number}") label="Copy link" compact=true/>
                <CloseButton ticket=ticket.clone() resource/>
            }
        />
    }
}

#[component]
fn Post(post: PostView) -> impl IntoView {
    if post.kind == PostKind::Event {
        return view! {
            <TimelineEvent time=post.at.text datetime=post.at.iso icon=IconName::Activity>
                <SanitisedHtml html=post.html/>
            </TimelineEvent>
        }
        .into_any();
    }
    let audience = if post.kind == PostKind::Note {
        Audience::Internal
    } else {
        Audience::Public
    };
    let id = format!("post-{}", post.position);
    let own = post.author_kind == AuthorKind::User;
    let meta = meta(&post).unwrap_or_default();
    view! {
        <ConversationItem author=post.author time=post.at.text datetime=post.at.iso audience id meta own>
            <SanitisedHtml html=post.html/>
            <Attachments files=post.attachments/>
            {post.inbound_message.map(|id| view! {
                <p class="small no-print"><a href=format!("/mail/{id}")>"Show the original mail"</a></p>
            })}
            {post.delivery.filter(|delivery| delivery.state == "failed").map(|delivery| view! {
                <Banner tone=Tone::Danger title="This reply could not be delivered">
                    {format!("{}: {}", delivery.to, delivery.error)}
                </Banner>
            })}
        </ConversationItem>
    }
    .into_any()
}

/// How a post travelled.
fn meta(post: &PostView) -> Option<String> {
    if post.kind == PostKind::Call {
        return Some("logged a call".into());
    }
    if post.inbound_message.is_some() {
        return Some("by mail".into());
    }
    let delivery = post.delivery.as_ref()?;
    Some(match delivery.state.as_str() {
        "sent" => format!("mailed to {}", delivery.to),
        "failed" => format!("not delivered to {}", delivery.to),
        _ => format!("being mailed to {}", delivery.to),
    })
}

#[component]
fn Attachments(files: Vec<app_types::tickets::AttachmentView>) -> impl IntoView {
    (!files.is_empty()).then(|| {
        view! {
            <ul class="list-plain" aria-label="Attachments">
                {files.into_iter().map(|file| view! {
                    <li>
                        <a class="list-row" href=format!("/attachments/{}", file.id) download="">
                            <Icon name=IconName::Paperclip/>
                            <span class="truncate">{file.name}</span>
                            <span class="muted small nowrap">{file_size(file.size)}</span>
                        </a>
                    </li>
                }).collect_view()}
            </ul>
        }
    })
}
