//! One ticket: the conversation, the composer, and everything beside it.

use super::api::load_ticket;
use super::closing::{self, ClosingQuestion};
use super::collision::Collision;
use super::composer::{Composer, OpenTicket, Sending};
use super::draft_state::guard_the_door;
use super::drafting::Drafting;
use super::facts::{Aside, CloseButton, show_what_is_stored};
use super::list::NewPill;
use super::parts::{PriorityLabel, StatusBadge, file_size};
use super::presence::{Presence, PresenceLine};
use super::relations::MergedBanner;
use crate::error::ApiError;
use crate::layout::boot::use_boot;
use crate::layout::live::use_changes;
use crate::layout::open_ticket::{self, use_open_ticket};
use crate::loaded::loaded;
use crate::print::PrintButton;
use app_types::Permission;
use app_types::tickets::{AuthorKind, PostKind, PostView, TicketRecord};
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use std::sync::Arc;

/// The ticket's data, loaded again after each change.
pub type TicketResource = Resource<Result<TicketRecord, ApiError>>;

/// `/tickets/:number`. Each number gets a page of its own: what was typed on one ticket must not
/// stay in the box when the next one is opened.
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
    view! {
        <For each=move || [number.get()] key=|number| *number let:number>
            <OneTicket number/>
        </For>
    }
}

#[component]
fn OneTicket(number: u64) -> impl IntoView {
    let ticket: TicketResource = Resource::new_blocking(move || number, load_ticket);
    closing::provide();
    let drafting = Drafting::new(number);
    guard_the_door(drafting);
    let changes = changes_of(number, ticket);
    let open = OpenTicket {
        drafting,
        sending: Sending::new(drafting, ticket),
        presence: Presence::new(number, drafting),
        collision: Collision::new(changes),
    };
    show_what_is_stored(ticket);
    let reload = move || {
        changes.set(0);
        ticket.refetch();
    };
    tell_commands(ticket, reload);
    loaded(
        ticket,
        move |data| view! { <Ticket data resource=ticket open/> },
    )
}

/// How many changes the page does not show. A reload may bring what was heard of already, such as
/// the reply that was just sent from here.
fn changes_of(number: u64, ticket: TicketResource) -> RwSignal<u32> {
    let newest = StoredValue::new(0);
    let changes = use_changes("ticket", move |event| {
        let known = ticket.get_untracked().and_then(Result::ok);
        let news = event.key == number.to_string()
            && event.version > known.map_or(0, |ticket| ticket.version);
        if news {
            newest.update_value(|newest| *newest = event.version.max(*newest));
        }
        news
    });
    Effect::new(move |_| {
        if let Some(Ok(ticket)) = ticket.get()
            && ticket.version >= newest.get_value()
        {
            changes.set(0);
        }
    });
    changes
}

/// Lets the palette act on this ticket as long as it is on the page.
fn tell_commands(ticket: TicketResource, reload: impl Fn() + Send + Sync + 'static) {
    let open = use_open_ticket();
    let reload: Arc<dyn Fn() + Send + Sync> = Arc::new(reload);
    let may = use_boot().can(Permission::TicketsEdit);
    Effect::new(move |_| {
        if let Some(Ok(ticket)) = ticket.get() {
            open.set(Some(open_ticket::Ticket {
                number: ticket.number,
                version: ticket.version,
                macros: if may {
                    ticket.choices.macros
                } else {
                    Vec::new()
                },
                reload: reload.clone(),
            }));
        }
    });
    on_cleanup(move || open.set(None));
}

#[component]
fn Ticket(data: TicketRecord, resource: TicketResource, open: OpenTicket) -> impl IntoView {
    let changes = open.collision.changes;
    let show = move || {
        changes.set(0);
        resource.refetch();
    };
    let title = data.subject.clone();
    let head = data.clone();
    let (posts, number, version) = (data.posts.clone(), data.number, data.version);
    let beside = data.clone();
    let merged = data.merged_into.clone();
    view! {
        <Title text=format!("#{} {title}", data.number)/>
        <Head ticket=head resource/>
        <ClosingQuestion number version resource/>
        <RecordLayout
            aside_label="Ticket, client and contact"
            aside=move || view! { <Aside ticket=beside.clone() resource/> }
        >
            <div class="stack">
                {merged.clone().map(|into| view! { <MergedBanner number into resource/> })}
                <Conversation label="Conversation">
                    {posts.into_iter().map(|post| view! { <Post number post/> }).collect_view()}
                </Conversation>
                <NewPill changes on_press=show/>
                <PresenceLine presence=open.presence/>
                {merged.is_none().then(|| view! { <Composer ticket=data resource open/> })}
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
                <PrintButton/>
                {ticket.merged_into.is_none().then(|| view! { <CloseButton ticket=ticket.clone() resource/> })}
            }
        />
    }
}

/// `number`: of the ticket that is shown.
#[component]
fn Post(number: u64, post: PostView) -> impl IntoView {
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
    // Posts of a merged ticket have positions of their own.
    let id = match post.merged_from {
        Some(source) => format!("post-{source}-{}", post.position),
        None => format!("post-{}", post.position),
    };
    let may_split = post.merged_from.is_none() && use_boot().can(Permission::TicketsEdit);
    let may_see_mail = use_boot().can(Permission::MailView);
    let split = format!("/tickets/{number}/split?post={}", post.position);
    let own = post.author_kind == AuthorKind::User;
    let meta = meta(&post).unwrap_or_default();
    let delayed = delayed(&post);
    view! {
        <ConversationItem author=post.author time=post.at.text datetime=post.at.iso audience id meta own
            actions=move || may_split.then(|| view! {
                <a class="icon-btn" href=split title="Make a ticket of this post">
                    <Icon name=IconName::Ticket label="Make a ticket of this post"/>
                </a>
            })>
            <SanitisedHtml html=post.html/>
            <Attachments files=post.attachments/>
            {post.inbound_message.filter(|_| may_see_mail).map(|id| view! {
                <p class="small no-print"><a href=format!("/mail/{id}")>"Show the original mail"</a></p>
            })}
            {post.delivery.filter(|delivery| delivery.state == "failed").map(|delivery| view! {
                <Banner tone=Tone::Danger title="This reply could not be delivered">
                    {format!("{}: {}", delivery.to, delivery.error)}
                </Banner>
            })}
            {delayed.map(|words| view! { <p class="small muted">{words}</p> })}
        </ConversationItem>
    }
    .into_any()
}

/// What the way reports about a mail that may still arrive.
fn delayed(post: &PostView) -> Option<String> {
    let delivery = post.delivery.as_ref()?;
    let known = delivery.state == "sent" && !delivery.error.is_empty();
    known.then(|| delivery.error.clone())
}

/// How a post travelled, and from which ticket.
fn meta(post: &PostView) -> Option<String> {
    let source = post.merged_from.map(|number| format!("on #{number}"));
    let parts: Vec<String> = travelled(post).into_iter().chain(source).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn travelled(post: &PostView) -> Option<String> {
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
