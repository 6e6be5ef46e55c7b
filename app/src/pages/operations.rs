//! Mail, jobs and imports: what works behind the desk.

use super::not_loaded;
use crate::imports::{ImportPage, ImportsPage};
use crate::jobs::{JobPage, JobsPage};
use crate::mail::{MailMessagePage, MailPage, UndeliverablePage};
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::ChooseView;

#[derive(Clone, Copy)]
pub enum Operations {
    Imports,
    Import,
    Jobs,
    Job,
    Mail,
    Undeliverable,
    MailMessage,
}

impl ChooseView for Operations {
    async fn choose(self) -> AnyView {
        show(self).await.unwrap_or_else(not_loaded)
    }

    async fn preload(&self) {
        // What did not come is asked for again by `show`, which says so.
        let _ = load().await;
    }
}

#[wasm_split(office, wasm_split_path = ::leptos::wasm_split, preload(load), fallible)]
fn show(page: Operations) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Operations::Imports => view! { <ImportsPage/> }.into_any(),
        Operations::Import => view! { <ImportPage/> }.into_any(),
        Operations::Jobs => view! { <JobsPage/> }.into_any(),
        Operations::Job => view! { <JobPage/> }.into_any(),
        Operations::Mail => view! { <MailPage/> }.into_any(),
        Operations::Undeliverable => view! { <UndeliverablePage/> }.into_any(),
        Operations::MailMessage => view! { <MailMessagePage/> }.into_any(),
    })
}
