//! Server functions of imports.

// The fields of a form are the arguments of its server function.
#![allow(clippy::too_many_arguments)]

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::id::ImportId;
use app_types::imports::{ImportList, ImportRecord};
use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};

/// The latest imports.
#[server(endpoint = "imports/list")]
pub async fn load_imports() -> Result<ImportList, ApiError> {
    crate::server::read(async |tx, text| server_core::imports::list(tx, text).await).await
}

/// One import. An id that is none is not found.
#[server(endpoint = "imports/record")]
pub async fn load_import(id: String) -> Result<ImportRecord, ApiError> {
    let (context, _) = crate::server::signed_in()?;
    crate::server::read(async |tx, text| {
        let id = ImportId::parse(&id).ok_or(server_core::Error::NotFound)?;
        server_core::imports::get(&context.core, tx, id, text).await
    })
    .await
}

/// Keeps a file and goes to its page; nothing is taken in yet.
#[server(endpoint = "imports/upload", input = MultipartFormData)]
pub async fn upload_import(data: MultipartData) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::imports::{UploadForm, upload};
    let form = UploadForm::from_parts(crate::server::read_multipart(data).await?);
    let typed = vec![("kind", form.kind.clone())];
    submit("imports/upload", typed, async move {
        let id = write(async |core, tx| upload(core, tx, form).await).await?;
        Ok(Done::go(format!("/imports/{id}")))
    })
    .await
}

/// Keeps how the file is read, and rehearses: everything is done and taken back.
#[server(endpoint = "imports/check")]
pub async fn check_import(
    id: ImportId,
    version: u32,
    #[server(default)] charset: String,
    #[server(default)] separator: String,
    #[server(default)] known: String,
    #[server(default)] mapping: Vec<String>,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, rehearse, submit, write};
    use app_types::imports::{Charset, ImportSettings, KnownRows, Separator};
    use server_core::{Error, imports};
    let typed = vec![
        ("charset", charset.clone()),
        ("separator", separator.clone()),
        ("known", known.clone()),
    ];
    submit("imports/check", typed, async move {
        let wrong = |field: &str| Error::invalid(field, "Choose one of the list");
        let settings = ImportSettings {
            charset: Charset::parse(&charset).ok_or_else(|| wrong("charset"))?,
            separator: Separator::parse(&separator).ok_or_else(|| wrong("separator"))?,
            known: KnownRows::parse(&known).ok_or_else(|| wrong("known"))?,
            mapping,
        };
        let set = imports::set;
        let version = write(async |core, tx| set(core, tx, id, version, settings).await).await?;
        let page = Done::go(format!("/imports/{id}"));
        let found = match rehearse(async |core, tx| imports::rehearse(core, tx, id).await).await {
            Ok(found) => found,
            // The settings are kept; what they lack stands on the page.
            Err(Error::Invalid(invalid)) => {
                let words: Vec<String> = invalid.errors.into_iter().map(|e| e.message).collect();
                return Ok(page.saying(words.join(". ")));
            }
            Err(error) => return Err(error),
        };
        write(async |_, tx| imports::keep(tx, id, version, &found).await).await?;
        Ok(page.saying("Rehearsed: nothing was changed"))
    })
    .await
}

/// Takes the file in, every row or nothing.
#[server(endpoint = "imports/run")]
pub async fn run_import(id: ImportId, version: u32) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("imports/run", vec![], async move {
        let run = server_core::imports::run;
        let done = write(async |core, tx| run(core, tx, id, version).await).await?;
        let page = Done::go(format!("/imports/{id}"));
        let rows = app_ui::counted(done.added as usize, "row", "rows");
        Ok(page.saying(format!("{rows} taken in")))
    })
    .await
}
