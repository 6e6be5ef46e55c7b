//! Making a ticket of one post.

use super::api::load_ticket;
use super::relations_api::SplitTicket;
use crate::forms::use_form;
use crate::loaded::loaded;
use app_types::tickets::{PostKind, PostView, TicketRecord};
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// `/tickets/:number/split?post=3`
#[component]
pub fn SplitTicketPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let number = Memo::new(move |_| {
        let number = params.read().get("number");
        number.and_then(|n| n.parse::<u64>().ok()).unwrap_or(0)
    });
    let position = Memo::new(move |_| {
        let post = query.read().get("post");
        post.and_then(|post| post.parse::<u32>().ok()).unwrap_or(0)
    });
    let ticket = Resource::new_blocking(move || number.get(), load_ticket);
    view! {
        <Title text="Make a ticket of a post"/>
        <PageHeader title="Make a ticket of a post" breadcrumb=breadcrumb(number.get_untracked())/>
        {loaded(ticket, move |ticket| {
            let post = ticket.posts.iter().find(|post| may_split(post, position.get()));
            match post.cloned() {
                Some(post) => view! { <SplitForm ticket post/> }.into_any(),
                None => view! { <ChooseFirst number=ticket.number/> }.into_any(),
            }
        })}
    }
}

fn breadcrumb(number: u64) -> Vec<(String, String)> {
    vec![
        ("Tickets".to_string(), "/tickets".to_string()),
        (format!("#{number}"), format!("/tickets/{number}")),
    ]
}

fn may_split(post: &PostView, position: u32) -> bool {
    post.position == position && post.merged_from.is_none() && post.kind != PostKind::Event
}

#[component]
fn ChooseFirst(number: u64) -> impl IntoView {
    let href = format!("/tickets/{number}");
    view! {
        <EmptyState title="Which post?" text="Choose a post of the conversation first."
            action=move || view! { <LinkButton href>"Back to the ticket"</LinkButton> }/>
    }
}

#[component]
fn SplitForm(ticket: TicketRecord, post: PostView) -> impl IntoView {
    let form = use_form::<SplitTicket>("tickets/split");
    let back = format!("/tickets/{}", ticket.number);
    view! {
        <ErrorSummary errors=form.errors()/>
        <p class="muted">"The new ticket begins with a copy of this post. The conversation here stays as it is."</p>
        <div class="stack">
            <Panel title=format!("{}, {}", post.author, post.at.text)><SanitisedHtml html=post.html/></Panel>
            <ActionForm action=form.action attr:class="form" attr:novalidate=true>
                <input type="hidden" name="number" value=ticket.number.to_string()/>
                <input type="hidden" name="version" value=ticket.version.to_string()/>
                <input type="hidden" name="post" value=post.id.to_string()/>
                <TextInput name="subject" label="Subject" value=form.typed("subject", &ticket.subject) error=form.error("subject") maxlength=255/>
                <FormActions>
                    <Button variant=Variant::Primary busy=form.busy()>"Make the ticket"</Button>
                    <LinkButton href=back variant=Variant::Ghost>"Cancel"</LinkButton>
                </FormActions>
            </ActionForm>
        </div>
    }
}
