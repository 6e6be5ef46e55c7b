//! Notes about a client: on its page the latest ones, on a page of their own all of them.

use super::beside_api::{
    AddClientNote, ChangeClientNote, EditClientNote, change_client_note, load_client_notes,
};
use super::kept::{KeptHead, kept_query, when_done};
use super::parts::PlainText;
use crate::forms::{FormReply, use_form, use_quiet_form};
use crate::layout::offer_undo;
use crate::loaded::loaded;
use app_types::client_beside::{ClientNote, ClientNotes};
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;

/// The panel of the client's page.
#[component]
pub fn NotesPanel(
    number: u64,
    notes: Vec<ClientNote>,
    more: bool,
    may: bool,
    reload: Callback<()>,
) -> impl IntoView {
    let none = notes.is_empty();
    view! {
        <Panel title="Notes" actions=move || view! { <a href=format!("/clients/{number}/notes")>"All notes"</a> }>
            <div class="stack">
                {may.then(|| view! { <AddNote number reload/> })}
                {none.then(|| view! { <p class="muted">"Nobody wrote anything yet."</p> })}
                <NoteList notes may deleted=false reload/>
                {more.then(|| view! { <p class="small"><a href=format!("/clients/{number}/notes")>"Show all notes"</a></p> })}
            </div>
        </Panel>
    }
}

#[component]
fn AddNote(number: u64, reload: Callback<()>) -> impl IntoView {
    let form = use_form::<AddClientNote>("clients/add-note");
    let body = RwSignal::new(form.typed("body", ""));
    // The box outlives the list that is drawn again.
    let done = Callback::new(move |()| {
        body.set(String::new());
        reload.run(());
    });
    when_done(form.action, done);
    view! {
        <ActionForm action=form.action attr:class="stack-sm" attr:novalidate=true>
            <input type="hidden" name="number" value=number.to_string()/>
            <TextArea name="body" id="new-note" label="New note" rows=3 maxlength=10_000
                model=body error=form.error("body")/>
            <Button small=true busy=form.busy()>"Add note"</Button>
        </ActionForm>
    }
}

#[component]
fn NoteList(
    notes: Vec<ClientNote>,
    may: bool,
    deleted: bool,
    reload: Callback<()>,
) -> impl IntoView {
    view! {
        <ul class="list-plain list-lines" aria-label="Notes">
            {notes.into_iter().map(|note| view! { <li><Note note may deleted reload/></li> }).collect_view()}
        </ul>
    }
}

#[component]
fn Note(note: ClientNote, may: bool, deleted: bool, reload: Callback<()>) -> impl IntoView {
    let own = note.own && may && !deleted;
    let (written, edited) = (note.written.clone(), note.edited.clone());
    view! {
        <article class="note">
            <div class="note-head">
                <span class="person"><Avatar name=note.author.clone() size="sm"/>{note.author.clone()}</span>
                <span class="muted small">
                    <TimeText datetime=written.iso text=written.text title=written.long/>
                    {edited.map(|at| view! { ", changed " <TimeText datetime=at.iso text=at.text title=at.long/> })}
                </span>
                <span class="grow"></span>
                {may.then(|| view! { <DeleteNote note=note.clone() deleted reload/> })}
            </div>
            <PlainText text=note.body.clone()/>
            {own.then(|| view! { <EditNote note reload/> })}
        </article>
    }
}

/// Folded away until somebody wants it; opens without script.
#[component]
fn EditNote(note: ClientNote, reload: Callback<()>) -> impl IntoView {
    let form = use_form::<EditClientNote>("clients/edit-note");
    when_done(form.action, reload);
    let id = note.id.to_string();
    // A refused form is shown with its note, and with no other.
    let back = form.was_refused() && form.typed("id", "") == id;
    let body = if back {
        form.typed("body", &note.body)
    } else {
        note.body
    };
    view! {
        <div class="no-print">
            <Disclosure summary="Change" open=back>
                <ActionForm action=form.action attr:class="stack-sm" attr:novalidate=true>
                    <ErrorSummary errors=form.errors()/>
                    <input type="hidden" name="id" value=id.clone()/>
                    <input type="hidden" name="version" value=note.version.to_string()/>
                    <TextArea name="body" id=format!("note-{id}") label="Words of the note" rows=4 maxlength=10_000
                        value=body error=form.error("body")/>
                    <Button small=true busy=form.busy()>"Save note"</Button>
                </ActionForm>
            </Disclosure>
        </div>
    }
}

/// Deletes or restores; what was deleted can be taken back from the message.
#[component]
fn DeleteNote(note: ClientNote, deleted: bool, reload: Callback<()>) -> impl IntoView {
    let form = use_quiet_form::<ChangeClientNote>("clients/change-note");
    let toasts = use_toasts();
    let id = note.id;
    Effect::new(move |_| {
        if let Some(Ok(FormReply::Done { message })) = form.action.value().get() {
            reload.run(());
            if deleted {
                toasts.success(message);
                return;
            }
            offer_undo(toasts, message, move || async move {
                let undone = change_client_note(id, false).await;
                reload.run(());
                undone
            });
        }
    });
    let (icon, what) = if deleted {
        (IconName::Restore, "Restore")
    } else {
        (IconName::Trash, "Delete")
    };
    let label = format!("{what} the note of {}, {}", note.author, note.written.text);
    view! {
        <ActionForm action=form.action>
            <input type="hidden" name="id" value=id.to_string()/>
            <input type="hidden" name="deleted" value=(!deleted).to_string()/>
            <IconButton icon label button_type="submit"/>
        </ActionForm>
    }
}

/// `/clients/:number/notes`
#[component]
pub fn ClientNotesPage() -> impl IntoView {
    let asked = kept_query();
    let notes = Resource::new_blocking(
        move || asked.get(),
        |(number, show, after)| load_client_notes(number, show, after),
    );
    let reload = Callback::new(move |()| notes.refetch());
    loaded(notes, move |notes| {
        let (number, show, _) = asked.get_untracked();
        view! { <AllNotes notes number deleted=show == "deleted" reload/> }
    })
}

#[component]
fn AllNotes(notes: ClientNotes, number: u64, deleted: bool, reload: Callback<()>) -> impl IntoView {
    let may = notes.may_edit;
    let none = notes.page.rows.is_empty();
    let pages = super::kept::pager(number, "notes", deleted, &notes.page);
    let rows = notes.page.rows;
    view! {
        <KeptHead client=notes.client what="Notes" path="notes" deleted/>
        <Panel>
            <div class="stack">
                {(may && !deleted).then(|| view! { <AddNote number reload/> })}
                {none.then(|| view! {
                    <p class="muted">{if deleted { "No deleted note." } else { "Nobody wrote anything yet." }}</p>
                })}
                <NoteList notes=rows may deleted reload/>
            </div>
        </Panel>
        {pages}
    }
}
