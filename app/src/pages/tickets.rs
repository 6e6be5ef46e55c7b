//! The list of tickets and what is done with many of them.

use super::not_loaded;
use crate::tickets::{BulkRunPage, ColumnsPage, EditViewPage, NewViewPage, TicketsPage, ViewsPage};
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::ChooseView;

#[derive(Clone, Copy)]
pub enum Tickets {
    List,
    BulkRun,
    Columns,
    Views,
    NewView,
    EditView,
}

impl ChooseView for Tickets {
    async fn choose(self) -> AnyView {
        show(self).await.unwrap_or_else(not_loaded)
    }

    async fn preload(&self) {
        // What did not come is asked for again by `show`, which says so.
        let _ = load().await;
    }
}

#[wasm_split(desk, wasm_split_path = ::leptos::wasm_split, preload(load), fallible)]
fn show(page: Tickets) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Tickets::List => view! { <TicketsPage/> }.into_any(),
        Tickets::BulkRun => view! { <BulkRunPage/> }.into_any(),
        Tickets::Columns => view! { <ColumnsPage/> }.into_any(),
        Tickets::Views => view! { <ViewsPage/> }.into_any(),
        Tickets::NewView => view! { <NewViewPage/> }.into_any(),
        Tickets::EditView => view! { <EditViewPage/> }.into_any(),
    })
}
