//! The chrome, as the application writes it.

use app_ui::*;
use leptos::prelude::*;

pub fn shell(path: &'static str, wide: bool, page: AnyView) -> AnyView {
    provide_context(CurrentPath(Signal::from(path.to_owned())));
    view! {
        <SkipLink/>
        <div class="app-shell">
            <nav class="sidebar" aria-label="Main">
                <div class="sidebar-head">
                    <a class="brand" href="/">
                        <span class="brand-mark" aria-hidden="true">
                            "N"
                        </span>
                        <span class="brand-name">"Northwind IT"</span>
                    </a>
                </div>
                <details class="nav-toggle">
                    <summary class="icon-btn" aria-label="Menu">
                        <Icon name=IconName::Menu/>
                    </summary>
                </details>
                <div class="sidebar-body">
                    <div class="sidebar-nav">
                        <NavGroup>
                            <NavItem href="/home" label="Home" icon=IconName::Home/>
                            <NavItem href="/inbox" label="Inbox" icon=IconName::Inbox count=3/>
                        </NavGroup>
                        <NavGroup title="Tickets">
                            <NavItem href="/tickets" label="My open" icon=IconName::Ticket count=18/>
                            <NavItem href="/unassigned" label="Unassigned" icon=IconName::Queue count=7/>
                            <NavItem href="/breaching" label="Breaching today" icon=IconName::Clock count=4/>
                            <NavItem href="/all" label="All tickets" icon=IconName::List/>
                        </NavGroup>
                        <NavGroup title="Work">
                            <NavItem href="/clients" label="Clients" icon=IconName::Client/>
                            <NavItem href="/contacts" label="Contacts" icon=IconName::Contact/>
                            <NavItem href="/assets" label="Assets" icon=IconName::Device/>
                            <NavItem href="/calendar" label="Calendar" icon=IconName::Calendar/>
                            <NavItem href="/documents" label="Documents" icon=IconName::Book/>
                        </NavGroup>
                        <NavGroup title="Money">
                            <NavItem href="/contracts" label="Contracts" icon=IconName::Contract/>
                            <NavItem href="/billing" label="Billing" icon=IconName::Invoice/>
                            <NavItem href="/reports" label="Reports" icon=IconName::Chart/>
                        </NavGroup>
                    </div>
                    <div class="sidebar-foot">
                        <ul class="nav-list">
                            <NavItem href="/admin" label="Settings" icon=IconName::Settings/>
                        </ul>
                    </div>
                </div>
            </nav>
            <div class="app-main">
                <header class="topbar">
                    <a class="topbar-search" href="/search">
                        <Icon name=IconName::Search/>
                        <span>"Search or jump to…"</span>
                        <Kbd keys="Ctrl K"/>
                    </a>
                    <div class="topbar-end">
                        <span class="timer-chip">
                            <a href="/tickets/1042">"#1042"</a>
                            <span class="num">"24:37"</span>
                            <IconButton icon=IconName::Pause label="Pause timer".to_owned()/>
                        </span>
                        <LinkButton href="/tickets/new" icon=IconName::Plus>
                            <span class="topbar-word">"New ticket"</span>
                        </LinkButton>
                        <Menu label="Sarah Miller" avatar="Sarah Miller" icon_only=true align_end=true>
                            <MenuLink href="/me" icon=IconName::User>
                                "Profile"
                            </MenuLink>
                            <MenuButton icon=IconName::Moon>"Dark theme"</MenuButton>
                            <MenuSeparator/>
                            <MenuButton icon=IconName::LogOut>"Sign out"</MenuButton>
                        </Menu>
                    </div>
                </header>
                <main class=if wide { "page page-wide" } else { "page" } id="main" tabindex="-1">
                    {page}
                </main>
            </div>
        </div>
    }
    .into_any()
}

/// Opens the first dialog, as the script of the application would.
fn opened(page: AnyView) -> AnyView {
    view! {
        {page}
        <script inner_html="document.querySelector('dialog').showModal()"></script>
    }
    .into_any()
}

pub fn palette() -> AnyView {
    let items = vec![
        PaletteItem::new("close", "Close ticket")
            .icon(IconName::Check)
            .keys("E")
            .group("Ticket 1042"),
        PaletteItem::new("assign", "Assign to…")
            .icon(IconName::User)
            .keys("A")
            .group("Ticket 1042"),
        PaletteItem::new("timer", "Start timer")
            .icon(IconName::Play)
            .keys("T")
            .group("Ticket 1042"),
        PaletteItem::new("new", "New ticket")
            .icon(IconName::Plus)
            .keys("C")
            .group("Create"),
        PaletteItem::new("client", "New client")
            .icon(IconName::Client)
            .group("Create"),
        PaletteItem::new("t1", "VPN drops every 20 minutes")
            .icon(IconName::Ticket)
            .hint("Contoso Ltd · #1038")
            .group("Tickets"),
        PaletteItem::new("t2", "Printer on floor 2 prints blank pages")
            .icon(IconName::Ticket)
            .hint("Fabrikam · #1029")
            .group("Tickets"),
        PaletteItem::new("home", "Go to home")
            .icon(IconName::ArrowRight)
            .keys("G H")
            .group("Go to"),
    ];
    let open = RwSignal::new(true);
    let query = RwSignal::new(String::new());
    opened(
        view! {
            <CommandPalette open query items on_select=|_: String| {}/>
            {crate::tickets::page()}
        }
        .into_any(),
    )
}

pub fn shortcuts() -> AnyView {
    let keys = |keys: &[&str], text: &str| {
        (
            keys.iter().map(|key| (*key).to_owned()).collect(),
            text.to_owned(),
        )
    };
    let groups = vec![
        ShortcutGroup {
            title: "Anywhere".to_owned(),
            shortcuts: vec![
                keys(&["Ctrl", "K"], "Open the command palette"),
                keys(&["/"], "Search"),
                keys(&["C"], "New ticket"),
                keys(&["?"], "Show this list"),
            ],
        },
        ShortcutGroup {
            title: "Lists".to_owned(),
            shortcuts: vec![
                keys(&["J"], "Next row"),
                keys(&["K"], "Previous row"),
                keys(&["X"], "Select row"),
                keys(&["Enter"], "Open row"),
            ],
        },
        ShortcutGroup {
            title: "Ticket".to_owned(),
            shortcuts: vec![
                keys(&["R"], "Reply"),
                keys(&["N"], "Internal note"),
                keys(&["E"], "Close"),
                keys(&["T"], "Start or pause timer"),
            ],
        },
    ];
    let open = RwSignal::new(true);
    opened(
        view! {
            <ShortcutSheet
                open
                groups
                footer=|| view! { <Button variant=Variant::Ghost>"Switch single keys off"</Button> }
            />
            {crate::tickets::page()}
        }
        .into_any(),
    )
}
