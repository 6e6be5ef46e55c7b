//! Tickets that have to do with this one: links, parts, and merging.

use super::detail::TicketResource;
use super::relations_api::{
    CloseParts, MergeTicket, RelateTicket, UnmergeTicket, UnrelateTicket, relate_ticket,
    unmerge_ticket,
};
use crate::clients::parts::reload_after;
use crate::forms::{FormReply, use_form, use_quiet_form};
use crate::layout::boot::use_boot;
use crate::layout::offer_undo;
use app_types::Permission;
use app_types::relations::{MergedInto, RelatedTicket, Relation};
use app_types::tickets::TicketRecord;
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;

/// Where a merged ticket goes on, and the way back.
#[component]
pub fn MergedBanner(number: u64, into: MergedInto, resource: TicketResource) -> impl IntoView {
    let form = use_form::<UnmergeTicket>("tickets/unmerge");
    reload_after(form.action, resource);
    let may = use_boot().can(Permission::TicketsEdit);
    let title = format!("This ticket was merged into #{}", into.number);
    view! {
        <ErrorSummary errors=form.errors()/>
        <Banner tone=Tone::Info title actions=move || view! {
            {may.then(|| view! {
                <ActionForm action=form.action>
                    <input type="hidden" name="number" value=number.to_string()/>
                    <Button small=true busy=form.busy()>"Take the merge back"</Button>
                </ActionForm>
            })}
        }>
            <a href=format!("/tickets/{}", into.number)>{format!("Go on in #{}: {}", into.number, into.subject)}</a>
        </Banner>
    }
}

/// Beside the conversation.
#[component]
pub fn Relations(ticket: TicketRecord, resource: TicketResource) -> impl IntoView {
    let may = use_boot().can(Permission::TicketsEdit);
    let merged = ticket.merged_into.is_some();
    if !may && ticket.relations.is_empty() && ticket.merged_from.is_empty() {
        return ().into_any();
    }
    let number = ticket.number;
    let active_parts = parts_to_close(&ticket);
    let relations = ticket.relations.clone();
    let merged_from = ticket.merged_from.clone();
    view! {
        <Panel title="Linked tickets">
            <div class="stack-sm">
                <ul class="list-plain">
                    {relations.into_iter().map(|other| view! {
                        <li><Linked number other may resource/></li>
                    }).collect_view()}
                    {merged_from.into_iter().map(|source| view! {
                        <li class="list-row">
                            <span class="muted small nowrap">"Merged"</span>
                            <a href=format!("/tickets/{source}")>{format!("#{source}")}</a>
                        </li>
                    }).collect_view()}
                </ul>
                {(may && active_parts > 0).then(|| view! { <ClosePartsButton number count=active_parts resource/> })}
                {may.then(|| view! { <LinkForm number resource/> })}
                {(may && !merged).then(|| view! { <MergeForm ticket resource/> })}
            </div>
        </Panel>
    }
    .into_any()
}

/// Parts that are still active while the whole is done.
fn parts_to_close(ticket: &TicketRecord) -> usize {
    if ticket.category.is_active() {
        return 0;
    }
    let parts = ticket.relations.iter();
    parts
        .filter(|other| other.relation == Relation::HasPart && other.active)
        .count()
}

#[component]
fn Linked(number: u64, other: RelatedTicket, may: bool, resource: TicketResource) -> impl IntoView {
    let form = use_quiet_form::<UnrelateTicket>("tickets/unrelate");
    reload_after(form.action, resource);
    let (relation, to) = (other.relation, other.number);
    let toasts = use_toasts();
    Effect::new(move |_| {
        if matches!(form.action.value().get(), Some(Ok(FormReply::Done { .. }))) {
            offer_undo(
                toasts,
                format!("Link with #{to} removed"),
                move || async move {
                    let again = relate_ticket(number, relation.to_string(), to.to_string()).await;
                    resource.refetch();
                    again
                },
            );
        }
    });
    let remove = format!("Remove the link with #{to}");
    view! {
        <div class="list-row">
            <div class="grow">
                <span class="muted small">{relation.label()}</span>" "
                <a href=format!("/tickets/{to}")>{format!("#{to} {}", other.subject)}</a>
                <span class="cell-sub">{other.status}</span>
            </div>
            {may.then(|| view! {
                <ActionForm action=form.action>
                    <input type="hidden" name="number" value=number.to_string()/>
                    <input type="hidden" name="relation" value=relation.as_str()/>
                    <input type="hidden" name="other" value=to.to_string()/>
                    <IconButton icon=IconName::X label=remove button_type="submit"/>
                </ActionForm>
            })}
        </div>
    }
}

#[component]
fn ClosePartsButton(number: u64, count: usize, resource: TicketResource) -> impl IntoView {
    let form = use_form::<CloseParts>("tickets/close-parts");
    reload_after(form.action, resource);
    let words = if count == 1 {
        "Close the active part".to_string()
    } else {
        format!("Close the {count} active parts")
    };
    view! {
        <ErrorSummary errors=form.errors()/>
        <ActionForm action=form.action>
            <input type="hidden" name="number" value=number.to_string()/>
            <Button small=true icon=IconName::Check busy=form.busy()>{words}</Button>
        </ActionForm>
    }
}

#[component]
fn LinkForm(number: u64, resource: TicketResource) -> impl IntoView {
    let form = use_form::<RelateTicket>("tickets/relate");
    reload_after(form.action, resource);
    let open = form.was_refused();
    let relations: Vec<(String, String)> = Relation::ALL
        .iter()
        .map(|relation| (relation.to_string(), relation.label().to_string()))
        .collect();
    view! {
        <Disclosure summary="Link a ticket" open>
            <ActionForm action=form.action attr:class="stack-sm" attr:novalidate=true>
                <ErrorSummary errors=form.errors()/>
                <input type="hidden" name="number" value=number.to_string()/>
                <Select name="relation" label="This ticket is" value=form.typed("relation", "related_to") options=relations
                    error=form.error("relation")/>
                <TextInput name="other" id="link-other" label="Ticket number" width="sm" inputmode="numeric" autocomplete="off"
                    value=form.typed("other", "") error=form.error("other")/>
                <Button small=true busy=form.busy()>"Link"</Button>
            </ActionForm>
        </Disclosure>
    }
}

#[component]
fn MergeForm(ticket: TicketRecord, resource: TicketResource) -> impl IntoView {
    let form = use_quiet_form::<MergeTicket>("tickets/merge");
    reload_after(form.action, resource);
    let open = form.was_refused();
    let (number, before) = (ticket.number, ticket.status_key.clone());
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(Ok(FormReply::Done { message })) = form.action.value().get() {
            let before = before.clone();
            offer_undo(toasts, message, move || {
                let before = before.clone();
                async move {
                    let undone = unmerge_ticket(number, before).await;
                    resource.refetch();
                    undone
                }
            });
        }
    });
    view! {
        <Disclosure summary="Merge into another ticket" open>
            <ActionForm action=form.action attr:class="stack-sm" attr:novalidate=true>
                <ErrorSummary errors=form.errors()/>
                <input type="hidden" name="number" value=number.to_string()/>
                <input type="hidden" name="version" value=ticket.version.to_string()/>
                <TextInput name="target" id="merge-target" label="Number of the other ticket" width="sm" inputmode="numeric" autocomplete="off"
                    value=form.typed("target", "") error=form.error("target")
                    hint="This one closes. Its conversation can be read there, and answers to it go there."/>
                <Button small=true busy=form.busy()>"Merge"</Button>
            </ActionForm>
        </Disclosure>
    }
}
