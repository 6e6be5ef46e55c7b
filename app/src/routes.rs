//! Every page of the product in one readable table.

use crate::error::{ApiError, ErrorPage};
use crate::home::Home;
use crate::layout::Chrome;
use crate::mail::{MailMessagePage, MailPage};
use crate::settings::mailboxes::{EditMailboxPage, MailboxesPage, NewMailboxPage};
use crate::tickets::{NewTicketPage, TicketPage, TicketsPage};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};

/// The application. Pages are rendered whole before they are sent (`SsrMode::Async`): they can
/// be read and used without WebAssembly, and status codes are right.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    crate::layout::provide();
    view! {
        <Title formatter=|title| format!("{title} · Nestogy")/>
        <Router>
            <Routes fallback=NotFound>
                <ParentRoute path=path!("") view=Chrome ssr=SsrMode::Async>
                    <Route path=path!("") view=Home ssr=SsrMode::Async/>
                    <Route path=path!("tickets") view=TicketsPage ssr=SsrMode::Async/>
                    <Route path=path!("tickets/new") view=NewTicketPage ssr=SsrMode::Async/>
                    <Route path=path!("tickets/:number") view=TicketPage ssr=SsrMode::Async/>
                    <Route path=path!("mail") view=MailPage ssr=SsrMode::Async/>
                    <Route path=path!("mail/:id") view=MailMessagePage ssr=SsrMode::Async/>
                    <Route path=path!("settings/mailboxes") view=MailboxesPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/mailboxes/new") view=NewMailboxPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/mailboxes/:id") view=EditMailboxPage ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// Any other address.
#[component]
fn NotFound() -> impl IntoView {
    crate::server::page_not_found();
    view! {
        <Title text="Page not found"/>
        <main class="page" id="main" tabindex="-1"><ErrorPage error=ApiError::NotFound/></main>
    }
}
