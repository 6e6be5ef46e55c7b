//! Where a day begins: home, what is new, search.

use super::not_loaded;
use crate::home::Home;
use crate::notifications::NotificationsPage;
use crate::search::SearchPage;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::ChooseView;

#[derive(Clone, Copy)]
pub enum Start {
    Home,
    Notifications,
    Search,
}

impl ChooseView for Start {
    async fn choose(self) -> AnyView {
        show(self).await.unwrap_or_else(not_loaded)
    }

    async fn preload(&self) {
        // What did not come is asked for again by `show`, which says so.
        let _ = load().await;
    }
}

#[wasm_split(desk, wasm_split_path = ::leptos::wasm_split, preload(load), fallible)]
fn show(page: Start) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Start::Home => view! { <Home/> }.into_any(),
        Start::Notifications => view! { <NotificationsPage/> }.into_any(),
        Start::Search => view! { <SearchPage/> }.into_any(),
    })
}
