//! Server functions of the mail templates and the own signature.

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::mail_templates::{SignatureView, TemplateKind, TemplatePreview, TemplateView};
use leptos::prelude::*;

/// All templates, and whether each is the workspace's own.
#[server(endpoint = "mail-templates/list")]
pub async fn load_templates() -> Result<Vec<(TemplateKind, bool)>, ApiError> {
    crate::server::read(async |tx, _| server_core::mail::templates::list(tx).await).await
}

/// One template; `kind` is its key.
#[server(endpoint = "mail-templates/form")]
pub async fn load_template(kind: String) -> Result<TemplateView, ApiError> {
    crate::server::read(async |tx, _| {
        let kind = app_types::mail_templates::TemplateKind::parse(&kind);
        let kind = kind.ok_or(server_core::Error::NotFound)?;
        server_core::mail::templates::get(tx, kind).await
    })
    .await
}

/// What a mail with these words would look like.
#[server(endpoint = "mail-templates/preview")]
pub async fn preview_template(
    kind: String,
    #[server(default)] body: String,
) -> Result<TemplatePreview, ApiError> {
    crate::server::read(async |tx, _| {
        let kind = app_types::mail_templates::TemplateKind::parse(&kind);
        let kind = kind.ok_or(server_core::Error::NotFound)?;
        server_core::mail::templates::preview(tx, kind, &body).await
    })
    .await
}

/// Saves a template, or with `intent=reset` goes back to the default.
#[server(endpoint = "mail-templates/save")]
pub async fn save_template(
    kind: String,
    #[server(default)] version: u32,
    #[server(default)] body: String,
    #[server(default)] intent: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::mail::templates::{reset, save};
    let typed = vec![("body", body.clone())];
    submit("mail-templates/save", typed, async move {
        let kind = app_types::mail_templates::TemplateKind::parse(&kind);
        let kind = kind.ok_or(server_core::Error::NotFound)?;
        let message = if intent == "reset" {
            write(async |_, tx| reset(tx, kind, version).await).await?;
            "Back to the default"
        } else {
            write(async |_, tx| save(tx, kind, version, &body).await).await?;
            "Words saved"
        };
        Ok(Done::go("/settings/mail-templates").saying(message))
    })
    .await
}

/// The own signature.
#[server(endpoint = "settings/signature")]
pub async fn load_signature() -> Result<SignatureView, ApiError> {
    crate::server::read(async |tx, _| server_core::mail::templates::signature(tx).await).await
}

/// Saves the own signature.
#[server(endpoint = "settings/save-signature")]
pub async fn save_signature(
    #[server(default)] version: u32,
    #[server(default)] signature: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    let typed = vec![("signature", signature.clone())];
    submit("settings/save-signature", typed, async move {
        write(async |_, tx| {
            server_core::mail::templates::save_signature(tx, version, &signature).await
        })
        .await?;
        Ok(Done::go("/settings/profile").saying("Signature saved"))
    })
    .await
}
