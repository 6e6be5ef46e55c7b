//! Files of a client: on its page the latest ones, on a page of their own all of them.

use super::beside_api::{ChangeClientFile, change_client_file, load_client_files};
use super::kept::{KeptHead, kept_query};
use crate::forms::{FormReply, use_quiet_form};
use crate::identity::posted;
use crate::layout::offer_undo;
use crate::loaded::loaded;
use crate::tickets::parts::file_size;
use app_types::client_beside::{ClientFile, ClientFiles};
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;

/// The panel of the client's page.
#[component]
pub fn FilesPanel(
    number: u64,
    files: Vec<ClientFile>,
    more: bool,
    may: bool,
    reload: Callback<()>,
) -> impl IntoView {
    let none = files.is_empty();
    view! {
        <Panel title="Files" actions=move || view! { <a href=format!("/clients/{number}/files")>"All files"</a> }>
            <div class="stack">
                {none.then(|| view! { <p class="muted">"No file yet."</p> })}
                <FileList files may deleted=false reload/>
                {more.then(|| view! { <p class="small"><a href=format!("/clients/{number}/files")>"Show all files"</a></p> })}
                {may.then(|| view! { <AddFiles number/> })}
            </div>
        </Panel>
    }
}

/// Posted by the browser itself, with and without script: a large file shows its progress there.
#[component]
fn AddFiles(number: u64) -> impl IntoView {
    let form = posted("clients/add-files");
    view! {
        <form method="post" action="/api/clients/add-files" enctype="multipart/form-data" class="stack-sm">
            <input type="hidden" name="number" value=number.to_string()/>
            <FileInput name="files" id="client-files" label="Add files" multiple=true
                hint="Up to 25 MB each, 30 MB together" error=form.error("files")/>
            <Button small=true>"Upload"</Button>
        </form>
    }
}

#[component]
fn FileList(
    files: Vec<ClientFile>,
    may: bool,
    deleted: bool,
    reload: Callback<()>,
) -> impl IntoView {
    view! {
        <ul class="list-plain" aria-label="Files">
            {files.into_iter().map(|file| view! { <li><FileRow file may deleted reload/></li> }).collect_view()}
        </ul>
    }
}

#[component]
fn FileRow(file: ClientFile, may: bool, deleted: bool, reload: Callback<()>) -> impl IntoView {
    let href = format!("/client-files/{}", file.id);
    let name = file.name.clone();
    let added = file.added.clone();
    view! {
        <div class="list-row">
            <Icon name=IconName::Paperclip/>
            {if deleted {
                view! { <span class="truncate grow">{name}</span> }.into_any()
            } else {
                view! { <a class="truncate grow" href=href rel="external" download="">{name}</a> }.into_any()
            }}
            <span class="muted small nowrap">
                {file_size(file.size)} ", " {file.author.clone()} ", "
                <TimeText datetime=added.iso text=added.text title=added.long/>
            </span>
            {may.then(|| view! { <RemoveFile file deleted reload/> })}
        </div>
    }
}

/// Removes or restores; what was removed can be taken back from the message.
#[component]
fn RemoveFile(file: ClientFile, deleted: bool, reload: Callback<()>) -> impl IntoView {
    let form = use_quiet_form::<ChangeClientFile>("clients/change-file");
    let toasts = use_toasts();
    let id = file.id;
    Effect::new(move |_| {
        if let Some(Ok(FormReply::Done { message })) = form.action.value().get() {
            reload.run(());
            if deleted {
                toasts.success(message);
                return;
            }
            offer_undo(toasts, message, move || async move {
                let undone = change_client_file(id, false).await;
                reload.run(());
                undone
            });
        }
    });
    let (icon, what) = if deleted {
        (IconName::Restore, "Restore")
    } else {
        (IconName::Trash, "Remove")
    };
    view! {
        <ActionForm action=form.action>
            <input type="hidden" name="id" value=id.to_string()/>
            <input type="hidden" name="deleted" value=(!deleted).to_string()/>
            <IconButton icon label=format!("{what} {}", file.name) button_type="submit"/>
        </ActionForm>
    }
}

/// `/clients/:number/files`
#[component]
pub fn ClientFilesPage() -> impl IntoView {
    let asked = kept_query();
    let files = Resource::new_blocking(
        move || asked.get(),
        |(number, show, after)| load_client_files(number, show, after),
    );
    let reload = Callback::new(move |()| files.refetch());
    loaded(files, move |files| {
        let (number, show, _) = asked.get_untracked();
        view! { <AllFiles files number deleted=show == "deleted" reload/> }
    })
}

#[component]
fn AllFiles(files: ClientFiles, number: u64, deleted: bool, reload: Callback<()>) -> impl IntoView {
    let may = files.may_edit;
    let none = files.page.rows.is_empty();
    let pages = super::kept::pager(number, "files", deleted, &files.page);
    let rows = files.page.rows;
    view! {
        <KeptHead client=files.client what="Files" path="files" deleted/>
        <Panel>
            <div class="stack">
                {(may && !deleted).then(|| view! { <AddFiles number/> })}
                {none.then(|| view! {
                    <p class="muted">{if deleted { "No deleted file." } else { "No file yet." }}</p>
                })}
                <FileList files=rows may deleted reload/>
            </div>
        </Panel>
        {pages}
    }
}
