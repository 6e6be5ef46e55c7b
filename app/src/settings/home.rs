//! The list of settings pages a person may open.

use crate::layout::boot::use_boot;
use app_types::Permission;
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// Path, name, what it is for, and the permission it needs.
const PAGES: &[(&str, &str, &str, Option<Permission>)] = &[
    (
        "/settings/profile",
        "Profile and preferences",
        "Name, time zone, theme, density, shortcuts",
        None,
    ),
    (
        "/settings/security",
        "Password and sessions",
        "Password, two-step sign-in, devices",
        None,
    ),
    (
        "/settings/workspace",
        "Workspace",
        "Name, time zone, colour, tickets, unknown senders",
        Some(Permission::SettingsManage),
    ),
    (
        "/settings/users",
        "Users",
        "Who works here, invitations",
        Some(Permission::UsersView),
    ),
    (
        "/settings/roles",
        "Roles",
        "What each role may do",
        Some(Permission::UsersView),
    ),
    (
        "/settings/audit",
        "Audit log",
        "Who did what, and whether the log is whole",
        Some(Permission::AuditView),
    ),
];

/// `/settings`
#[component]
pub fn SettingsPage() -> impl IntoView {
    let boot = use_boot();
    let pages = PAGES
        .iter()
        .filter(|(_, _, _, needs)| needs.is_none_or(|permission| boot.can(permission)));
    view! {
        <Title text="Settings"/>
        <PageHeader title="Settings"/>
        <ul class="list-plain list-lines">
            {pages.map(|(href, name, about, _)| view! {
                <li>
                    <a class="list-row" href=*href>
                        <span class="strong">{*name}</span>
                        <span class="muted">{*about}</span>
                    </a>
                </li>
            }).collect_view()}
        </ul>
    }
    .into_any()
}
