//! The settings of a person and of the workspace.

use super::not_loaded;
use crate::notifications::NotificationPreferencesPage;
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
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::ChooseView;

#[derive(Clone, Copy)]
pub enum Settings {
    NotificationPreferences,
    Settings,
    Profile,
    Security,
    CannedReplies,
    NewCanned,
    EditCanned,
    Workspace,
    Users,
    User,
    Roles,
    Role,
    Audit,
    MailTemplates,
    MailTemplate,
    Boards,
    NewBoard,
    EditBoard,
    Mailboxes,
    NewMailbox,
    EditMailbox,
    Macros,
    NewMacro,
    EditMacro,
    Fields,
    NewField,
    EditField,
    Tags,
    NewTag,
    EditTag,
    Templates,
    NewTemplate,
    EditTemplate,
    Recurring,
    NewRecurring,
    EditRecurring,
    Assignment,
    Rules,
    NewRule,
    EditRule,
    TryRule,
}

impl ChooseView for Settings {
    async fn choose(self) -> AnyView {
        show(self).await.unwrap_or_else(not_loaded)
    }

    async fn preload(&self) {
        // What did not come is asked for again by `show`, which says so.
        let _ = load().await;
    }
}

#[wasm_split(office, wasm_split_path = ::leptos::wasm_split, preload(load), fallible)]
fn show(page: Settings) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Settings::NotificationPreferences => view! { <NotificationPreferencesPage/> }.into_any(),
        Settings::Settings => view! { <SettingsPage/> }.into_any(),
        Settings::Profile => view! { <ProfilePage/> }.into_any(),
        Settings::Security => view! { <SecurityPage/> }.into_any(),
        Settings::CannedReplies => view! { <CannedRepliesPage/> }.into_any(),
        Settings::NewCanned => view! { <NewCannedPage/> }.into_any(),
        Settings::EditCanned => view! { <EditCannedPage/> }.into_any(),
        Settings::Workspace => view! { <WorkspacePage/> }.into_any(),
        Settings::Users => view! { <UsersPage/> }.into_any(),
        Settings::User => view! { <UserPage/> }.into_any(),
        Settings::Roles => view! { <RolesPage/> }.into_any(),
        Settings::Role => view! { <RolePage/> }.into_any(),
        Settings::Audit => view! { <AuditPage/> }.into_any(),
        Settings::MailTemplates => view! { <MailTemplatesPage/> }.into_any(),
        Settings::MailTemplate => view! { <MailTemplatePage/> }.into_any(),
        Settings::Boards => view! { <BoardsPage/> }.into_any(),
        Settings::NewBoard => view! { <NewBoardPage/> }.into_any(),
        Settings::EditBoard => view! { <EditBoardPage/> }.into_any(),
        Settings::Mailboxes => view! { <MailboxesPage/> }.into_any(),
        Settings::NewMailbox => view! { <NewMailboxPage/> }.into_any(),
        Settings::EditMailbox => view! { <EditMailboxPage/> }.into_any(),
        Settings::Macros => view! { <MacrosPage/> }.into_any(),
        Settings::NewMacro => view! { <NewMacroPage/> }.into_any(),
        Settings::EditMacro => view! { <EditMacroPage/> }.into_any(),
        Settings::Fields => view! { <FieldsPage/> }.into_any(),
        Settings::NewField => view! { <NewFieldPage/> }.into_any(),
        Settings::EditField => view! { <EditFieldPage/> }.into_any(),
        Settings::Tags => view! { <TagsPage/> }.into_any(),
        Settings::NewTag => view! { <NewTagPage/> }.into_any(),
        Settings::EditTag => view! { <EditTagPage/> }.into_any(),
        Settings::Templates => view! { <TemplatesPage/> }.into_any(),
        Settings::NewTemplate => view! { <NewTemplatePage/> }.into_any(),
        Settings::EditTemplate => view! { <EditTemplatePage/> }.into_any(),
        Settings::Recurring => view! { <RecurringPage/> }.into_any(),
        Settings::NewRecurring => view! { <NewRecurringPage/> }.into_any(),
        Settings::EditRecurring => view! { <EditRecurringPage/> }.into_any(),
        Settings::Assignment => view! { <AssignmentPage/> }.into_any(),
        Settings::Rules => view! { <RulesPage/> }.into_any(),
        Settings::NewRule => view! { <NewRulePage/> }.into_any(),
        Settings::EditRule => view! { <EditRulePage/> }.into_any(),
        Settings::TryRule => view! { <TryRulePage/> }.into_any(),
    })
}
