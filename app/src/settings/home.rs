//! The list of settings pages a person may open.

use crate::layout::boot::use_boot;
use app_types::Permission;
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// Path, icon, name, what it is for, and the permission it needs.
type Page = (
    &'static str,
    IconName,
    &'static str,
    &'static str,
    Option<Permission>,
);

const YOURS: &[Page] = &[
    (
        "/settings/profile",
        IconName::User,
        "Profile and preferences",
        "Name, time zone, theme, density, shortcuts",
        None,
    ),
    (
        "/settings/security",
        IconName::Shield,
        "Password and sessions",
        "Password, two-step sign-in, devices",
        None,
    ),
    (
        "/settings/notifications",
        IconName::Bell,
        "Notifications",
        "What you want to hear, in Nestogy or by mail",
        None,
    ),
];

const WORKSPACE: &[Page] = &[
    (
        "/settings/canned-replies",
        IconName::Reply,
        "Canned replies",
        "Texts that you insert by two colons and a shortcut",
        Some(Permission::TicketsReply),
    ),
    (
        "/settings/workspace",
        IconName::Settings,
        "Workspace",
        "Name, time zone, colour, tickets, unknown senders",
        Some(Permission::SettingsManage),
    ),
    (
        "/settings/boards",
        IconName::Ticket,
        "Boards",
        "The queues that tickets stand in",
        Some(Permission::SettingsManage),
    ),
    (
        "/settings/mailboxes",
        IconName::Mail,
        "Mailboxes",
        "The addresses clients write to, and how mail is fetched",
        Some(Permission::SettingsManage),
    ),
    (
        "/settings/mail-templates",
        IconName::Edit,
        "Mail templates",
        "The words of replies and acknowledgements, the signature",
        Some(Permission::SettingsManage),
    ),
    (
        "/settings/macros",
        IconName::Bolt,
        "Macros",
        "What is done to a ticket again and again, in one step",
        Some(Permission::SettingsManage),
    ),
    (
        "/settings/templates",
        IconName::Ticket,
        "Ticket templates",
        "What a new ticket begins with: texts, checklist, tags",
        Some(Permission::SettingsManage),
    ),
    (
        "/settings/recurring",
        IconName::Calendar,
        "Recurring tickets",
        "What has to be done every day, week or month",
        Some(Permission::SettingsManage),
    ),
    (
        "/settings/tags",
        IconName::Tag,
        "Tags",
        "Your own words on tickets and clients",
        Some(Permission::SettingsManage),
    ),
    (
        "/settings/fields",
        IconName::List,
        "Custom fields",
        "What you want to know of tickets, clients and contacts besides",
        Some(Permission::SettingsManage),
    ),
    (
        "/imports",
        IconName::Contact,
        "Imports",
        "Clients, contacts and tickets from a CSV file",
        Some(Permission::ClientsEdit),
    ),
    (
        "/settings/users",
        IconName::Contact,
        "Users",
        "Who works here, invitations",
        Some(Permission::UsersView),
    ),
    (
        "/settings/roles",
        IconName::Lock,
        "Roles",
        "What each role may do",
        Some(Permission::UsersView),
    ),
    (
        "/settings/rules",
        IconName::Queue,
        "Triage rules",
        "What happens by itself when a ticket comes in or changes",
        Some(Permission::SettingsManage),
    ),
    (
        "/settings/assignment",
        IconName::User,
        "Assignment",
        "Who is here and who can what, for rules that assign",
        Some(Permission::TicketsEdit),
    ),
    (
        "/settings/audit",
        IconName::Activity,
        "Audit log",
        "Who did what, and whether the log is whole",
        Some(Permission::AuditView),
    ),
];

/// `/settings`
#[component]
pub fn SettingsPage() -> impl IntoView {
    view! {
        <Title text="Settings"/>
        <PageHeader title="Settings"/>
        <div class="stack-lg">
            <Pages title="Your own" pages=YOURS/>
            <Pages title="The workspace" pages=WORKSPACE/>
        </div>
    }
    .into_any()
}

/// Those of a group that the reader may open; nothing when there are none.
#[component]
fn Pages(title: &'static str, pages: &'static [Page]) -> impl IntoView {
    let boot = use_boot();
    let mut open = pages
        .iter()
        .filter(move |(.., needs)| needs.is_none_or(|permission| boot.can(permission)))
        .peekable();
    open.peek().is_some().then(|| {
        view! {
            <section>
                <h2 class="group-title">{title}</h2>
                <ul class="choice-cards">
                    {open.map(|(href, icon, name, about, _)| view! {
                        <li>
                            <a class="choice-card" href=*href data-row="">
                                <Icon name=*icon/>
                                <span class="strong">{*name}</span>
                                <span class="muted small">{*about}</span>
                            </a>
                        </li>
                    }).collect_view()}
                </ul>
            </section>
        }
    })
}
