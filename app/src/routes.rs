//! Every page of the product in one readable table.

use crate::clients::{
    ClientFilesPage, ClientNotesPage, ClientPage, ClientsPage, EditClientPage, EditLocationPage,
    NewClientPage, NewLocationPage,
};
use crate::contacts::{ContactPage, ContactsPage, EditContactPage, NewContactPage};
use crate::error::{ApiError, ErrorPage};
use crate::home::Home;
use crate::identity::{
    AcceptInvitePage, ForgotPage, ResetPage, SecondStepPage, SignInPage, SignOutPage, SignUpPage,
};
use crate::imports::{ImportPage, ImportsPage};
use crate::jobs::{JobPage, JobsPage};
use crate::layout::Chrome;
use crate::mail::{MailMessagePage, MailPage, UndeliverablePage};
use crate::notifications::{NotificationPreferencesPage, NotificationsPage};
use crate::search::SearchPage;
use crate::settings::boards::{BoardsPage, EditBoardPage, NewBoardPage};
use crate::settings::canned::{CannedRepliesPage, EditCannedPage, NewCannedPage};
use crate::settings::fields::{EditFieldPage, FieldsPage, NewFieldPage};
use crate::settings::macros::{EditMacroPage, MacrosPage, NewMacroPage};
use crate::settings::mail_templates::{MailTemplatePage, MailTemplatesPage};
use crate::settings::mailboxes::{EditMailboxPage, MailboxesPage, NewMailboxPage};
use crate::settings::recurring::{EditRecurringPage, NewRecurringPage, RecurringPage};
use crate::settings::rules::{AssignmentPage, EditRulePage, NewRulePage, RulesPage, TryRulePage};
use crate::settings::tags::{EditTagPage, NewTagPage, TagsPage};
use crate::settings::templates::{EditTemplatePage, NewTemplatePage, TemplatesPage};
use crate::settings::{
    AuditPage, ProfilePage, RolePage, RolesPage, SecurityPage, SettingsPage, UserPage, UsersPage,
    WorkspacePage,
};
use crate::tickets::{
    BulkRunPage, ColumnsPage, EditViewPage, NewTicketPage, NewViewPage, SplitTicketPage,
    TicketPage, TicketsPage, ViewsPage,
};
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
                <Route path=path!("sign-in") view=SignInPage ssr=SsrMode::Async/>
                <Route path=path!("sign-in/code") view=SecondStepPage ssr=SsrMode::Async/>
                <Route path=path!("sign-out") view=SignOutPage ssr=SsrMode::Async/>
                <Route path=path!("sign-up") view=SignUpPage ssr=SsrMode::Async/>
                <Route path=path!("forgot") view=ForgotPage ssr=SsrMode::Async/>
                <Route path=path!("reset") view=ResetPage ssr=SsrMode::Async/>
                <Route path=path!("accept-invite") view=AcceptInvitePage ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=Chrome ssr=SsrMode::Async>
                    <Route path=path!("") view=Home ssr=SsrMode::Async/>
                    <Route path=path!("tickets") view=TicketsPage ssr=SsrMode::Async/>
                    <Route path=path!("tickets/new") view=NewTicketPage ssr=SsrMode::Async/>
                    <Route path=path!("tickets/bulk/:id") view=BulkRunPage ssr=SsrMode::Async/>
                    <Route path=path!("tickets/columns") view=ColumnsPage ssr=SsrMode::Async/>
                    <Route path=path!("tickets/views") view=ViewsPage ssr=SsrMode::Async/>
                    <Route path=path!("tickets/views/new") view=NewViewPage ssr=SsrMode::Async/>
                    <Route path=path!("tickets/views/:id") view=EditViewPage ssr=SsrMode::Async/>
                    <Route path=path!("tickets/:number") view=TicketPage ssr=SsrMode::Async/>
                    <Route path=path!("tickets/:number/split") view=SplitTicketPage ssr=SsrMode::Async/>
                    <Route path=path!("clients") view=ClientsPage ssr=SsrMode::Async/>
                    <Route path=path!("clients/new") view=NewClientPage ssr=SsrMode::Async/>
                    <Route path=path!("clients/:number") view=ClientPage ssr=SsrMode::Async/>
                    <Route path=path!("clients/:number/edit") view=EditClientPage ssr=SsrMode::Async/>
                    <Route path=path!("clients/:number/notes") view=ClientNotesPage ssr=SsrMode::Async/>
                    <Route path=path!("clients/:number/files") view=ClientFilesPage ssr=SsrMode::Async/>
                    <Route path=path!("clients/:number/locations/new") view=NewLocationPage ssr=SsrMode::Async/>
                    <Route path=path!("locations/:id/edit") view=EditLocationPage ssr=SsrMode::Async/>
                    <Route path=path!("contacts") view=ContactsPage ssr=SsrMode::Async/>
                    <Route path=path!("contacts/new") view=NewContactPage ssr=SsrMode::Async/>
                    <Route path=path!("contacts/:id") view=ContactPage ssr=SsrMode::Async/>
                    <Route path=path!("contacts/:id/edit") view=EditContactPage ssr=SsrMode::Async/>
                    <Route path=path!("imports") view=ImportsPage ssr=SsrMode::Async/>
                    <Route path=path!("imports/:id") view=ImportPage ssr=SsrMode::Async/>
                    <Route path=path!("notifications") view=NotificationsPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/notifications") view=NotificationPreferencesPage ssr=SsrMode::Async/>
                    <Route path=path!("search") view=SearchPage ssr=SsrMode::Async/>
                    <Route path=path!("settings") view=SettingsPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/profile") view=ProfilePage ssr=SsrMode::Async/>
                    <Route path=path!("settings/security") view=SecurityPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/canned-replies") view=CannedRepliesPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/canned-replies/new") view=NewCannedPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/canned-replies/:id") view=EditCannedPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/workspace") view=WorkspacePage ssr=SsrMode::Async/>
                    <Route path=path!("settings/users") view=UsersPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/users/:id") view=UserPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/roles") view=RolesPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/roles/:id") view=RolePage ssr=SsrMode::Async/>
                    <Route path=path!("settings/audit") view=AuditPage ssr=SsrMode::Async/>
                    <Route path=path!("jobs") view=JobsPage ssr=SsrMode::Async/>
                    <Route path=path!("jobs/:id") view=JobPage ssr=SsrMode::Async/>
                    <Route path=path!("mail") view=MailPage ssr=SsrMode::Async/>
                    <Route path=path!("mail/undeliverable") view=UndeliverablePage ssr=SsrMode::Async/>
                    <Route path=path!("mail/:id") view=MailMessagePage ssr=SsrMode::Async/>
                    <Route path=path!("settings/mail-templates") view=MailTemplatesPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/mail-templates/:kind") view=MailTemplatePage ssr=SsrMode::Async/>
                    <Route path=path!("settings/boards") view=BoardsPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/boards/new") view=NewBoardPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/boards/:id") view=EditBoardPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/mailboxes") view=MailboxesPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/mailboxes/new") view=NewMailboxPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/mailboxes/:id") view=EditMailboxPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/macros") view=MacrosPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/macros/new") view=NewMacroPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/macros/:id") view=EditMacroPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/fields") view=FieldsPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/fields/new") view=NewFieldPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/fields/:id") view=EditFieldPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/tags") view=TagsPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/tags/new") view=NewTagPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/tags/:id") view=EditTagPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/templates") view=TemplatesPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/templates/new") view=NewTemplatePage ssr=SsrMode::Async/>
                    <Route path=path!("settings/templates/:id") view=EditTemplatePage ssr=SsrMode::Async/>
                    <Route path=path!("settings/recurring") view=RecurringPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/recurring/new") view=NewRecurringPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/recurring/:id") view=EditRecurringPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/assignment") view=AssignmentPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/rules") view=RulesPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/rules/new") view=NewRulePage ssr=SsrMode::Async/>
                    <Route path=path!("settings/rules/:id") view=EditRulePage ssr=SsrMode::Async/>
                    <Route path=path!("settings/rules/:id/try") view=TryRulePage ssr=SsrMode::Async/>
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
