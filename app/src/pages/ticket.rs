//! One ticket: opened, worked on, split.

use super::not_loaded;
use crate::tickets::{NewTicketPage, SplitTicketPage, TicketPage};
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::ChooseView;

#[derive(Clone, Copy)]
pub enum Ticket {
    Record,
    New,
    Split,
}

impl ChooseView for Ticket {
    async fn choose(self) -> AnyView {
        show(self).await.unwrap_or_else(not_loaded)
    }

    async fn preload(&self) {
        // What did not come is asked for again by `show`, which says so.
        let _ = load().await;
    }
}

#[wasm_split(ticket, wasm_split_path = ::leptos::wasm_split, preload(load), fallible)]
fn show(page: Ticket) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Ticket::Record => view! { <TicketPage/> }.into_any(),
        Ticket::New => view! { <NewTicketPage/> }.into_any(),
        Ticket::Split => view! { <SplitTicketPage/> }.into_any(),
    })
}
