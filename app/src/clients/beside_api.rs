//! Server functions of a client's notes and files.

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::client_beside::{ClientFiles, ClientNotes};
use app_types::id::{ClientFileId, ClientNoteId};
use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};

/// A page of a client's notes; `show` is empty or `deleted`.
#[server(endpoint = "clients/notes")]
pub async fn load_client_notes(
    number: u64,
    #[server(default)] show: String,
    #[server(default)] after: String,
) -> Result<ClientNotes, ApiError> {
    use server_core::clients::{Kept, notes};
    crate::server::read(async |tx, text| {
        notes::list(tx, number, Kept::parse(&show)?, &after, text).await
    })
    .await
}

/// A page of a client's files; `show` is empty or `deleted`.
#[server(endpoint = "clients/files")]
pub async fn load_client_files(
    number: u64,
    #[server(default)] show: String,
    #[server(default)] after: String,
) -> Result<ClientFiles, ApiError> {
    use server_core::clients::{Kept, files};
    crate::server::read(async |tx, text| {
        files::list(tx, number, Kept::parse(&show)?, &after, text).await
    })
    .await
}

/// Writes a note about a client.
#[server(endpoint = "clients/add-note")]
pub async fn add_client_note(
    number: u64,
    #[server(default)] body: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    let typed = vec![("body", body.clone())];
    submit("clients/add-note", typed, async move {
        write(async |_, tx| server_core::clients::notes::add(tx, number, &body).await).await?;
        Ok(Done::stay().saying("Note added"))
    })
    .await
}

/// Changes the words of one's own note.
#[server(endpoint = "clients/edit-note")]
pub async fn edit_client_note(
    id: ClientNoteId,
    version: u32,
    #[server(default)] body: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    let typed = vec![("id", id.to_string()), ("body", body.clone())];
    submit("clients/edit-note", typed, async move {
        let edit = server_core::clients::notes::edit;
        write(async |_, tx| edit(tx, id, version, &body).await).await?;
        Ok(Done::stay().saying("Note saved"))
    })
    .await
}

/// Deletes a note, or brings it back.
#[server(endpoint = "clients/change-note")]
pub async fn change_client_note(id: ClientNoteId, deleted: bool) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("clients/change-note", vec![], async move {
        let set = server_core::clients::notes::set_deleted;
        write(async |_, tx| set(tx, id, deleted).await).await?;
        Ok(Done::stay().saying(if deleted {
            "Note deleted"
        } else {
            "Note restored"
        }))
    })
    .await
}

/// Adds files to a client.
#[server(endpoint = "clients/add-files", input = MultipartFormData)]
pub async fn add_client_files(data: MultipartData) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::clients::files::{FilesForm, add};
    let form = FilesForm::from_parts(crate::server::read_multipart(data).await?);
    submit("clients/add-files", vec![], async move {
        let many = write(async |core, tx| add(core, tx, form).await).await?;
        Ok(Done::stay().saying(match many {
            1 => "File added".to_string(),
            many => format!("{many} files added"),
        }))
    })
    .await
}

/// Removes a file from its client, or brings it back.
#[server(endpoint = "clients/change-file")]
pub async fn change_client_file(id: ClientFileId, deleted: bool) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("clients/change-file", vec![], async move {
        let set = server_core::clients::files::set_deleted;
        write(async |_, tx| set(tx, id, deleted).await).await?;
        Ok(Done::stay().saying(if deleted {
            "File removed"
        } else {
            "File restored"
        }))
    })
    .await
}
