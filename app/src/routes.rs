//! Every page of the product in one readable table.

use crate::error::{ApiError, ErrorPage};
use crate::layout::Chrome;
use crate::pages::{Account, Clients, Operations, Settings, Start, Ticket, Tickets};
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
                <Route path=path!("sign-in") view=Account::SignIn ssr=SsrMode::Async/>
                <Route path=path!("sign-in/code") view=Account::SecondStep ssr=SsrMode::Async/>
                <Route path=path!("sign-out") view=Account::SignOut ssr=SsrMode::Async/>
                <Route path=path!("sign-up") view=Account::SignUp ssr=SsrMode::Async/>
                <Route path=path!("forgot") view=Account::Forgot ssr=SsrMode::Async/>
                <Route path=path!("reset") view=Account::Reset ssr=SsrMode::Async/>
                <Route path=path!("accept-invite") view=Account::AcceptInvite ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=Chrome ssr=SsrMode::Async>
                    <Route path=path!("") view=Start::Home ssr=SsrMode::Async/>
                    <Route path=path!("tickets") view=Tickets::List ssr=SsrMode::Async/>
                    <Route path=path!("tickets/new") view=Ticket::New ssr=SsrMode::Async/>
                    <Route path=path!("tickets/bulk/:id") view=Tickets::BulkRun ssr=SsrMode::Async/>
                    <Route path=path!("tickets/columns") view=Tickets::Columns ssr=SsrMode::Async/>
                    <Route path=path!("tickets/views") view=Tickets::Views ssr=SsrMode::Async/>
                    <Route path=path!("tickets/views/new") view=Tickets::NewView ssr=SsrMode::Async/>
                    <Route path=path!("tickets/views/:id") view=Tickets::EditView ssr=SsrMode::Async/>
                    <Route path=path!("tickets/:number") view=Ticket::Record ssr=SsrMode::Async/>
                    <Route path=path!("tickets/:number/split") view=Ticket::Split ssr=SsrMode::Async/>
                    <Route path=path!("clients") view=Clients::Clients ssr=SsrMode::Async/>
                    <Route path=path!("clients/new") view=Clients::NewClient ssr=SsrMode::Async/>
                    <Route path=path!("clients/:number") view=Clients::Client ssr=SsrMode::Async/>
                    <Route path=path!("clients/:number/edit") view=Clients::EditClient ssr=SsrMode::Async/>
                    <Route path=path!("clients/:number/notes") view=Clients::ClientNotes ssr=SsrMode::Async/>
                    <Route path=path!("clients/:number/files") view=Clients::ClientFiles ssr=SsrMode::Async/>
                    <Route path=path!("clients/:number/locations/new") view=Clients::NewLocation ssr=SsrMode::Async/>
                    <Route path=path!("locations/:id/edit") view=Clients::EditLocation ssr=SsrMode::Async/>
                    <Route path=path!("contacts") view=Clients::Contacts ssr=SsrMode::Async/>
                    <Route path=path!("contacts/new") view=Clients::NewContact ssr=SsrMode::Async/>
                    <Route path=path!("contacts/:id") view=Clients::Contact ssr=SsrMode::Async/>
                    <Route path=path!("contacts/:id/edit") view=Clients::EditContact ssr=SsrMode::Async/>
                    <Route path=path!("imports") view=Operations::Imports ssr=SsrMode::Async/>
                    <Route path=path!("imports/:id") view=Operations::Import ssr=SsrMode::Async/>
                    <Route path=path!("notifications") view=Start::Notifications ssr=SsrMode::Async/>
                    <Route path=path!("settings/notifications") view=Settings::NotificationPreferences ssr=SsrMode::Async/>
                    <Route path=path!("search") view=Start::Search ssr=SsrMode::Async/>
                    <Route path=path!("settings") view=Settings::Settings ssr=SsrMode::Async/>
                    <Route path=path!("settings/profile") view=Settings::Profile ssr=SsrMode::Async/>
                    <Route path=path!("settings/security") view=Settings::Security ssr=SsrMode::Async/>
                    <Route path=path!("settings/canned-replies") view=Settings::CannedReplies ssr=SsrMode::Async/>
                    <Route path=path!("settings/canned-replies/new") view=Settings::NewCanned ssr=SsrMode::Async/>
                    <Route path=path!("settings/canned-replies/:id") view=Settings::EditCanned ssr=SsrMode::Async/>
                    <Route path=path!("settings/workspace") view=Settings::Workspace ssr=SsrMode::Async/>
                    <Route path=path!("settings/users") view=Settings::Users ssr=SsrMode::Async/>
                    <Route path=path!("settings/users/:id") view=Settings::User ssr=SsrMode::Async/>
                    <Route path=path!("settings/roles") view=Settings::Roles ssr=SsrMode::Async/>
                    <Route path=path!("settings/roles/:id") view=Settings::Role ssr=SsrMode::Async/>
                    <Route path=path!("settings/audit") view=Settings::Audit ssr=SsrMode::Async/>
                    <Route path=path!("jobs") view=Operations::Jobs ssr=SsrMode::Async/>
                    <Route path=path!("jobs/:id") view=Operations::Job ssr=SsrMode::Async/>
                    <Route path=path!("mail") view=Operations::Mail ssr=SsrMode::Async/>
                    <Route path=path!("mail/undeliverable") view=Operations::Undeliverable ssr=SsrMode::Async/>
                    <Route path=path!("mail/:id") view=Operations::MailMessage ssr=SsrMode::Async/>
                    <Route path=path!("settings/mail-templates") view=Settings::MailTemplates ssr=SsrMode::Async/>
                    <Route path=path!("settings/mail-templates/:kind") view=Settings::MailTemplate ssr=SsrMode::Async/>
                    <Route path=path!("settings/boards") view=Settings::Boards ssr=SsrMode::Async/>
                    <Route path=path!("settings/boards/new") view=Settings::NewBoard ssr=SsrMode::Async/>
                    <Route path=path!("settings/boards/:id") view=Settings::EditBoard ssr=SsrMode::Async/>
                    <Route path=path!("settings/mailboxes") view=Settings::Mailboxes ssr=SsrMode::Async/>
                    <Route path=path!("settings/mailboxes/new") view=Settings::NewMailbox ssr=SsrMode::Async/>
                    <Route path=path!("settings/mailboxes/:id") view=Settings::EditMailbox ssr=SsrMode::Async/>
                    <Route path=path!("settings/macros") view=Settings::Macros ssr=SsrMode::Async/>
                    <Route path=path!("settings/macros/new") view=Settings::NewMacro ssr=SsrMode::Async/>
                    <Route path=path!("settings/macros/:id") view=Settings::EditMacro ssr=SsrMode::Async/>
                    <Route path=path!("settings/fields") view=Settings::Fields ssr=SsrMode::Async/>
                    <Route path=path!("settings/fields/new") view=Settings::NewField ssr=SsrMode::Async/>
                    <Route path=path!("settings/fields/:id") view=Settings::EditField ssr=SsrMode::Async/>
                    <Route path=path!("settings/tags") view=Settings::Tags ssr=SsrMode::Async/>
                    <Route path=path!("settings/tags/new") view=Settings::NewTag ssr=SsrMode::Async/>
                    <Route path=path!("settings/tags/:id") view=Settings::EditTag ssr=SsrMode::Async/>
                    <Route path=path!("settings/templates") view=Settings::Templates ssr=SsrMode::Async/>
                    <Route path=path!("settings/templates/new") view=Settings::NewTemplate ssr=SsrMode::Async/>
                    <Route path=path!("settings/templates/:id") view=Settings::EditTemplate ssr=SsrMode::Async/>
                    <Route path=path!("settings/recurring") view=Settings::Recurring ssr=SsrMode::Async/>
                    <Route path=path!("settings/recurring/new") view=Settings::NewRecurring ssr=SsrMode::Async/>
                    <Route path=path!("settings/recurring/:id") view=Settings::EditRecurring ssr=SsrMode::Async/>
                    <Route path=path!("settings/assignment") view=Settings::Assignment ssr=SsrMode::Async/>
                    <Route path=path!("settings/rules") view=Settings::Rules ssr=SsrMode::Async/>
                    <Route path=path!("settings/rules/new") view=Settings::NewRule ssr=SsrMode::Async/>
                    <Route path=path!("settings/rules/:id") view=Settings::EditRule ssr=SsrMode::Async/>
                    <Route path=path!("settings/rules/:id/try") view=Settings::TryRule ssr=SsrMode::Async/>
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
