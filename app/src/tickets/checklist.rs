//! The checklist of one ticket: ticked, added to, put in order, by keyboard and without script.

use super::checklist_api::{ActOnItem, AddItems, act_on_item};
use super::detail::TicketResource;
use super::facts::words;
use crate::clients::parts::reload_after;
use crate::forms::{FormReply, use_form, use_quiet_form};
use crate::layout::boot::use_boot;
use crate::layout::offer_undo;
use app_types::Permission;
use app_types::checklists::{ChecklistItem, ItemAct, progress};
use app_types::tickets::TicketRecord;
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;

/// Beside the conversation. Nothing for a ticket without items and a reader who may add none.
#[component]
pub fn Checklist(ticket: TicketRecord, resource: TicketResource) -> impl IntoView {
    let may = use_boot().can(Permission::TicketsEdit) && ticket.merged_into.is_none();
    let (number, items) = (ticket.number, ticket.checklist);
    if items.is_empty() && !may {
        return ().into_any();
    }
    let (done, total) = progress(&items);
    let title = match total {
        0 => "Checklist".to_string(),
        total => format!("Checklist: {done} of {total} done"),
    };
    let last = total.saturating_sub(1);
    view! {
        <Panel title>
            <ul class="list-plain checklist" aria-label="Checklist">
                {items.into_iter().enumerate().map(|(at, item)| view! {
                    <Item number item may first={at == 0} last={at == last} resource/>
                }).collect_view()}
            </ul>
            {may.then(|| view! { <Add number empty=total == 0 resource/> })}
        </Panel>
    }
    .into_any()
}

#[component]
fn Item(
    number: u64,
    item: ChecklistItem,
    may: bool,
    first: bool,
    last: bool,
    resource: TicketResource,
) -> impl IntoView {
    let required = item.required;
    let by = item.done.as_ref().map(|done| done.by.clone());
    let at = item.done.as_ref().map(|done| done.at.clone());
    view! {
        <li class="check-item">
            <Tick number item=item.clone() may resource/>
            <div class="check-words">
                <span class=if item.done.is_some() { "check-done" } else { "" }>{item.text.clone()}</span>
                {required.then(|| view! { <Badge text="Required" tone=Tone::Warning/> })}
                {by.zip(at).map(|(by, at)| view! {
                    <span class="muted small check-by">{by} ", " <TimeText datetime=at.iso text=at.text title=at.long/></span>
                })}
            </div>
            {may.then(|| view! { <ItemMenu number item first last resource/> })}
        </li>
    }
}

/// A button that is a check box: it works by a plain form too.
#[component]
fn Tick(number: u64, item: ChecklistItem, may: bool, resource: TicketResource) -> impl IntoView {
    let form = use_quiet_form::<ActOnItem>("checklist/act");
    acted(form.action, resource);
    let done = item.done.is_some();
    let mark = move || done.then(|| view! { <Icon name=IconName::Check/> });
    if !may {
        return view! {
            <span class=if done { "check-box check-box-on" } else { "check-box" } role="img"
                aria-label=if done { "Done" } else { "Open" }>{mark()}</span>
        }
        .into_any();
    }
    let act = if done { ItemAct::Untick } else { ItemAct::Tick };
    view! {
        <ActionForm action=form.action>
            <input type="hidden" name="number" value=number.to_string()/>
            <input type="hidden" name="item" value=item.id.to_string()/>
            <input type="hidden" name="act" value=act.to_string()/>
            <button type="submit" role="checkbox" class="check-press"
                aria-checked=if done { "true" } else { "false" } aria-label=item.text.clone() title=if done { "Not done" } else { "Done" }>
                <span class=if done { "check-box check-box-on" } else { "check-box" }>{mark()}</span>
            </button>
        </ActionForm>
    }
    .into_any()
}

/// Order, whether it is required, and taking it away: behind one button, so that the list stays calm.
#[component]
fn ItemMenu(
    number: u64,
    item: ChecklistItem,
    first: bool,
    last: bool,
    resource: TicketResource,
) -> impl IntoView {
    let (act, words) = if item.required {
        (ItemAct::Relax, "Not required")
    } else {
        (ItemAct::Require, "Required before closing")
    };
    let id = item.id;
    let entry = move |act: ItemAct, words: &'static str, icon: IconName| {
        view! { <Entry number item=id.to_string() act words icon resource/> }
    };
    view! {
        <Menu label=format!("More for “{}”", item.text) icon=IconName::More icon_only=true align_end=true>
            {(!first).then(|| entry(ItemAct::Up, "Move up", IconName::ArrowUp))}
            {(!last).then(|| entry(ItemAct::Down, "Move down", IconName::ArrowDown))}
            {entry(act, words, IconName::Shield)}
            <RemoveEntry number item=item.clone() resource/>
        </Menu>
    }
}

#[component]
fn Entry(
    number: u64,
    item: String,
    act: ItemAct,
    words: &'static str,
    icon: IconName,
    resource: TicketResource,
) -> impl IntoView {
    let form = use_quiet_form::<ActOnItem>("checklist/act");
    acted(form.action, resource);
    view! {
        <li>
            <ActionForm action=form.action>
                <input type="hidden" name="number" value=number.to_string()/>
                <input type="hidden" name="item" value=item/>
                <input type="hidden" name="act" value=act.to_string()/>
                <button type="submit" class="menu-item"><Icon name=icon/><span>{words}</span></button>
            </ActionForm>
        </li>
    }
}

/// Removes at once; for ten seconds it can be put back as it was.
#[component]
fn RemoveEntry(number: u64, item: ChecklistItem, resource: TicketResource) -> impl IntoView {
    let form = use_quiet_form::<ActOnItem>("checklist/act");
    acted(form.action, resource);
    let toasts = use_toasts();
    let id = item.id;
    Effect::new(move |_| {
        if !matches!(form.action.value().get(), Some(Ok(FormReply::Done { .. }))) {
            return;
        }
        offer_undo(toasts, "Item removed", move || async move {
            let undone = act_on_item(number, id, ItemAct::Restore.to_string()).await;
            resource.refetch();
            undone
        });
    });
    view! {
        <li>
            <ActionForm action=form.action>
                <input type="hidden" name="number" value=number.to_string()/>
                <input type="hidden" name="item" value=item.id.to_string()/>
                <input type="hidden" name="act" value=ItemAct::Remove.to_string()/>
                <button type="submit" class="menu-item menu-item-danger"><Icon name=IconName::Trash/><span>"Remove"</span></button>
            </ActionForm>
        </li>
    }
}

/// Loads the ticket again; what went wrong is a toast, which outlives the form.
fn acted(action: ServerAction<ActOnItem>, resource: TicketResource) {
    let toasts = use_toasts();
    Effect::new(move |_| match action.value().get() {
        Some(Ok(FormReply::Done { .. })) => resource.refetch(),
        Some(Ok(FormReply::Rejected(why))) => {
            toasts.danger(words(why.errors));
            resource.refetch();
        }
        Some(Err(error)) => {
            toasts.danger(error.advice());
        }
        None => {}
    });
}

#[component]
fn Add(number: u64, empty: bool, resource: TicketResource) -> impl IntoView {
    let form = use_form::<AddItems>("checklist/add");
    reload_after(form.action, resource);
    let fields = move || {
        view! {
            <ActionForm action=form.action attr:class="stack-sm">
                <input type="hidden" name="number" value=number.to_string()/>
                <TextArea name="items" id="checklist-items" label="New items" rows=2 value=form.typed("items", "") error=form.error("items")
                    hint="One a line. Begin with ! what must be done before closing."/>
                <Button small=true icon=IconName::Plus busy=form.busy()>"Add items"</Button>
            </ActionForm>
        }
    };
    if empty || form.was_refused() {
        return fields().into_any();
    }
    view! { <Disclosure summary="Add items">{fields()}</Disclosure> }.into_any()
}
