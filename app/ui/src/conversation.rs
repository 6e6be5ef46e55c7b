//! What was said and what happened, in order.

use crate::{Avatar, Icon, IconName};
use leptos::children::ViewFnOnce;
use leptos::prelude::*;

/// Who may read an item; shown as words, icon and tone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// Sent to, or written by, the other side.
    #[default]
    Public,
    /// Stays inside the house.
    Internal,
    /// Written by the program.
    System,
}

/// The list around [`ConversationItem`]s and [`TimelineEvent`]s.
#[component]
pub fn Conversation(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! {
        <section aria-label=label>
            <ol class="conversation">{children()}</ol>
        </section>
    }
}

/// One message. `id` makes it linkable. The body is yours: [`crate::SanitisedHtml`] or text.
#[component]
pub fn ConversationItem(
    #[prop(into)] author: String,
    /// Formatted for the reader.
    #[prop(into)]
    time: String,
    /// ISO 8601.
    #[prop(into)]
    datetime: String,
    #[prop(optional)] audience: Audience,
    #[prop(into, optional)] id: Option<String>,
    /// Words beside the author: "replied by mail to 3 people", "30 min".
    #[prop(into, optional)]
    meta: Option<String>,
    /// The author is from our side.
    #[prop(optional)]
    own: bool,
    #[prop(optional, into)] actions: Option<ViewFnOnce>,
    children: Children,
) -> impl IntoView {
    let class = match (audience, own) {
        (Audience::Internal, _) => "message message-internal",
        (Audience::System, _) => "message message-system",
        (Audience::Public, true) => "message message-own",
        (Audience::Public, false) => "message",
    };
    let link = id.as_ref().map(|id| format!("#{id}"));
    view! {
        <li class=class id=id>
            <Avatar name=author.clone()/>
            <article class="message-box">
                <header class="message-head">
                    <strong class="message-author">{author}</strong>
                    {(audience == Audience::Internal)
                        .then(|| {
                            view! {
                                <span class="badge badge-warning">
                                    <Icon name=IconName::Lock/>
                                    " Internal note"
                                </span>
                            }
                        })}
                    {meta.map(|meta| view! { <span class="message-meta">{meta}</span> })}
                    <a class="message-time" href=link>
                        <time datetime=datetime>{time}</time>
                    </a>
                    {actions.map(|actions| view! { <div class="message-actions">{actions.run()}</div> })}
                </header>
                <div class="message-body">{children()}</div>
            </article>
        </li>
    }
}

/// One line of history between messages: "Sarah set the priority to High".
#[component]
pub fn TimelineEvent(
    #[prop(into)] time: String,
    #[prop(into)] datetime: String,
    #[prop(default = IconName::Activity)] icon: IconName,
    children: Children,
) -> impl IntoView {
    view! {
        <li class="event">
            <span class="event-icon">
                <Icon name=icon/>
            </span>
            <span class="event-text">
                {children()} " " <time class="event-time" datetime=datetime>
                    {time}
                </time>
            </span>
        </li>
    }
}
