//! Sidebar, top bar and the place where the page goes.

use super::boot::use_boot;
use super::list_keys::{LastList, remember_lists};
use super::live::{connect, use_offline};
use super::page_focus::follow_pages;
use super::palette::Palette;
use super::shortcuts::{Shortcuts, ShortcutsDialog};
use super::{FlashMessage, Toasts};
use crate::notifications::Bell;
use app_types::Permission;
use app_types::identity::Me;
use app_ui::*;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;

/// The frame of every page behind the sign-in. Without a session it leads there.
#[component]
pub fn Chrome() -> impl IntoView {
    let Some(me) = use_boot().me() else {
        return view! { <SignInFirst/> }.into_any();
    };
    connect();
    let palette = RwSignal::new(false);
    let sheet = RwSignal::new(false);
    provide_context(CurrentPath(use_location().pathname.into()));
    forget_flash_after_first_page();
    let last: LastList = StoredValue::new(None);
    remember_lists(last);
    follow_pages(last);
    view! {
        <SkipLink/>
        <div class="app-shell">
            <Sidebar me=me.clone()/>
            <div class="app-main">
                <TopBar me=me.clone() palette/>
                <main class="page" id="main" tabindex="-1">
                    <crate::print::PrintHead/>
                    <FlashMessage/>
                    <TwoStepFirst required=me.must_set_up_totp/>
                    <Outlet/>
                </main>
            </div>
        </div>
        <Toasts/>
        <Palette open=palette/>
        <ShortcutsDialog open=sheet/>
        <Shortcuts palette sheet last enabled=me.shortcuts/>
    }
    .into_any()
}

/// Nobody is signed in: the server has redirected already; this is for the moment in between.
#[component]
fn SignInFirst() -> impl IntoView {
    crate::server::redirect_to_sign_in();
    view! {
        <main class="page" id="main" tabindex="-1">
            <crate::error::ErrorPage error=crate::error::ApiError::Unauthenticated/>
            <LinkButton href="/sign-in" variant=Variant::Primary>"Sign in"</LinkButton>
        </main>
    }
}

fn forget_flash_after_first_page() {
    let path = use_location().pathname;
    let boot = use_boot();
    Effect::new(move |first: Option<String>| {
        let now = path.get();
        if first.is_some_and(|before| before != now) {
            boot.forget_flash();
        }
        now
    });
}

/// In the top bar, so that nothing moves when the connection comes and goes.
#[component]
fn LiveState() -> impl IntoView {
    let offline = use_offline();
    view! {
        <span role="status">
            {move || {
                offline
                    .get()
                    .then(|| view! { <Badge text="Offline, reconnecting" tone=Tone::Warning icon=IconName::Warning/> })
            }}
        </span>
    }
}

#[component]
fn Sidebar(me: Me) -> impl IntoView {
    let can = move |permission| me.permissions.has(permission);
    let menu = NodeRef::<html::Details>::new();
    close_after_each_way(menu);
    view! {
        <div class="sidebar">
            <div class="sidebar-head">
                <a class="brand" href="/">
                    <span class="brand-mark" aria-hidden="true">"N"</span>
                    <span class="brand-name">{me.tenant.name.clone()}</span>
                </a>
            </div>
            <details class="nav-toggle" node_ref=menu on:keydown=move |event| close_by_key(&event, menu)>
                <summary class="icon-btn" aria-label="Menu"><Icon name=IconName::Menu/></summary>
            </details>
            <div class="sidebar-body">
                <nav class="sidebar-nav" aria-label="Main">
                    <NavGroup><NavItem href="/" label="Home" icon=IconName::Home exact=true/></NavGroup>
                    {can(Permission::TicketsView).then(|| view! { <TicketLinks/> })}
                    {can(Permission::ClientsView).then(|| view! { <ClientLinks/> })}
                    {can(Permission::MailView).then(|| view! {
                        <NavGroup title="Mail">
                            <NavItem href="/mail" label="Incoming mail" icon=IconName::Mail/>
                        </NavGroup>
                    })}
                    {can(Permission::TicketsView).then(|| view! { <crate::tickets::ViewLinks/> })}
                </nav>
                <div class="sidebar-foot">
                    <ul class="nav-list">
                        {can(Permission::JobsView).then(|| view! { <NavItem href="/jobs" label="Job queues" icon=IconName::Queue/> })}
                        <NavItem href="/settings" label="Settings" icon=IconName::Settings/>
                    </ul>
                </div>
            </div>
        </div>
    }
}

/// On a phone the menu hangs over the page: it goes when it has led somewhere.
fn close_after_each_way(menu: NodeRef<html::Details>) {
    let location = use_location();
    Effect::new(move |_| {
        location.pathname.track();
        location.search.track();
        if let Some(menu) = menu.get() {
            menu.set_open(false);
        }
    });
}

fn close_by_key(event: &KeyboardEvent, menu: NodeRef<html::Details>) {
    if event.key() == "Escape"
        && let Some(menu) = menu.get_untracked().filter(|menu| menu.open())
    {
        event.prevent_default();
        menu.set_open(false);
    }
}

#[component]
fn TicketLinks() -> impl IntoView {
    let query = use_location().search;
    let tickets = use_location().pathname;
    let at = move |wanted: &'static [&'static str]| {
        Signal::derive(move || {
            tickets.get() == "/tickets" && wanted.contains(&query.get().trim_start_matches('?'))
        })
    };
    view! {
        <NavGroup title="Tickets">
            <NavItem href="/tickets?technician=me" label="My tickets" icon=IconName::Ticket current=at(&["technician=me"])/>
            <NavItem href="/tickets?technician=nobody" label="Unassigned" icon=IconName::Queue current=at(&["technician=nobody"])/>
            <NavItem href="/tickets?follow_up=due" label="Follow-ups due" icon=IconName::Clock current=at(&["follow_up=due"])/>
            <NavItem href="/tickets?show=active" label="All active" icon=IconName::List current=at(&["", "show=active"])/>
        </NavGroup>
    }
}

#[component]
fn ClientLinks() -> impl IntoView {
    view! {
        <NavGroup title="Clients">
            <NavItem href="/clients" label="Clients" icon=IconName::Client/>
            <NavItem href="/contacts" label="Contacts" icon=IconName::Contact/>
        </NavGroup>
    }
}

#[component]
fn TopBar(me: Me, palette: RwSignal<bool>) -> impl IntoView {
    let may_create = me.permissions.has(Permission::TicketsEdit);
    view! {
        <header class="topbar">
            <a
                class="topbar-search"
                href="/search"
                on:click=move |event| {
                    event.prevent_default();
                    palette.set(true);
                }
            >
                <Icon name=IconName::Search/>
                <span>"Search or jump to…"</span>
                <Kbd keys="Ctrl K"/>
            </a>
            <div class="topbar-end">
                <LiveState/>
                <Bell/>
                {may_create.then(|| view! {
                    <LinkButton href="/tickets/new" icon=IconName::Plus>
                        <span class="topbar-word">"New ticket"</span>
                    </LinkButton>
                })}
                <Menu label=me.name.clone() avatar=me.name.clone() icon_only=true align_end=true>
                    <MenuLink href="/settings/profile" icon=IconName::User>"Profile and preferences"</MenuLink>
                    <MenuLink href="/settings/security" icon=IconName::Shield>"Password and sessions"</MenuLink>
                    <MenuSeparator/>
                    <MenuLink href="/sign-out" icon=IconName::LogOut>"Sign out"</MenuLink>
                </Menu>
            </div>
        </header>
    }
}

/// Until the second factor that the workspace asks for is set up, nothing else is permitted.
#[component]
fn TwoStepFirst(required: bool) -> impl IntoView {
    required.then(|| {
        view! {
            <Banner tone=Tone::Warning title="This workspace asks for two-step sign-in">
                <a href="/settings/security">"Set it up to go on working"</a>
            </Banner>
        }
    })
}
