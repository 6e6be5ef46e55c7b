//! The list people work down all day.

use crate::shell::shell;
use app_ui::*;
use leptos::prelude::*;

struct Line {
    number: u32,
    subject: &'static str,
    client: &'static str,
    status: (&'static str, Tone),
    priority: (&'static str, &'static str),
    assignee: &'static str,
    due: (&'static str, &'static str),
    updated: &'static str,
}

fn lines() -> Vec<Line> {
    let new = ("New", Tone::Info);
    let open = ("In progress", Tone::Accent);
    let waiting = ("Waiting for client", Tone::Neutral);
    let urgent = ("prio prio-urgent", "Urgent");
    let high = ("prio prio-high", "High");
    let normal = ("prio prio-normal", "Normal");
    let low = ("prio prio-low", "Low");
    let rows = [
        (
            1042,
            "Outlook keeps asking for a password after the tenant migration",
            "Contoso Ltd",
            open,
            urgent,
            "Sarah Miller",
            ("sla sla-late", "12 min late"),
            "2 min",
        ),
        (
            1038,
            "VPN drops every 20 minutes",
            "Contoso Ltd",
            open,
            high,
            "Sarah Miller",
            ("sla sla-soon", "48 min left"),
            "14 min",
        ),
        (
            1041,
            "Onboard Priya Natarajan on Monday: account, laptop, badge",
            "Fabrikam Logistics",
            new,
            normal,
            "",
            ("sla sla-soon", "1 h 55 min left"),
            "22 min",
        ),
        (
            1036,
            "Backup job BKP-SQL01 failed three nights in a row",
            "Adatum",
            open,
            high,
            "Jonas Weber",
            ("sla sla-ok", "3 h 10 min left"),
            "35 min",
        ),
        (
            1035,
            "Shared mailbox permissions for accounting",
            "Fabrikam Logistics",
            waiting,
            normal,
            "Sarah Miller",
            ("sla", "Paused"),
            "1 h",
        ),
        (
            1033,
            "Firewall firmware update in maintenance window",
            "Wide World Importers",
            open,
            normal,
            "Amira Haddad",
            ("sla sla-ok", "Thu 22:00"),
            "2 h",
        ),
        (
            1031,
            "Wi-Fi weak in meeting room 4",
            "Proseware",
            waiting,
            low,
            "Tom Becker",
            ("sla", "Paused"),
            "3 h",
        ),
        (
            1029,
            "Printer on floor 2 prints blank pages",
            "Fabrikam Logistics",
            open,
            normal,
            "Tom Becker",
            ("sla sla-ok", "Tomorrow 10:00"),
            "4 h",
        ),
        (
            1027,
            "Renew certificate for mail.adatum.example",
            "Adatum",
            new,
            high,
            "",
            ("sla sla-ok", "Fri 12:00"),
            "5 h",
        ),
        (
            1024,
            "Laptop battery swollen, replacement ordered",
            "Tailspin Toys",
            waiting,
            normal,
            "Jonas Weber",
            ("sla", "Paused"),
            "yesterday",
        ),
        (
            1020,
            "Quarterly access review",
            "Wide World Importers",
            open,
            low,
            "Amira Haddad",
            ("sla sla-ok", "30 Nov"),
            "yesterday",
        ),
        (
            1018,
            "Teams calls: one-way audio with an external partner",
            "Contoso Ltd",
            open,
            normal,
            "Sarah Miller",
            ("sla sla-ok", "Mon 09:00"),
            "yesterday",
        ),
        (
            1015,
            "NAS volume 2 at 91 %",
            "Proseware",
            new,
            normal,
            "",
            ("sla sla-ok", "Mon 12:00"),
            "2 days",
        ),
        (
            1011,
            "Replace core switch, quote accepted",
            "Tailspin Toys",
            open,
            low,
            "Tom Becker",
            ("sla sla-ok", "4 Dec"),
            "3 days",
        ),
    ];
    rows.into_iter()
        .map(
            |(number, subject, client, status, priority, assignee, due, updated)| Line {
                number,
                subject,
                client,
                status,
                priority,
                assignee,
                due,
                updated,
            },
        )
        .collect()
}

fn row(line: Line, selected: bool, unread: bool) -> AnyView {
    let link = format!("/tickets/{}", line.number);
    let class = match (selected, unread) {
        (true, _) => "row-selected",
        (false, true) => "row-unread",
        _ => "",
    };
    view! {
        <tr class=class>
            <td class="col-check">
                <input type="checkbox" checked=selected aria-label=format!("Select ticket {}", line.number)/>
            </td>
            <td class="num muted">{format!("#{}", line.number)}</td>
            <td class="cell-title cell-clip col-wide">
                <a href=link>{line.subject}</a>
            </td>
            <td class="nowrap">{line.client}</td>
            <td>
                <Badge text=line.status.0.to_owned() tone=line.status.1/>
            </td>
            <td>
                <span class=line.priority.0>{line.priority.1}</span>
            </td>
            <td class="nowrap">
                {if line.assignee.is_empty() {
                    view! { <span class="muted">"Nobody yet"</span> }.into_any()
                } else {
                    view! {
                        <span class="person">
                            <Avatar name=line.assignee size="sm"/>
                            {line.assignee}
                        </span>
                    }
                        .into_any()
                }}
            </td>
            <td>
                <span class=line.due.0>
                    <Icon name=if line.due.1 == "Paused" { IconName::Pause } else { IconName::Clock }/>
                    {line.due.1}
                </span>
            </td>
            <td class="num muted" data-label="Updated">
                {line.updated}
            </td>
        </tr>
    }
    .into_any()
}

pub fn filters() -> AnyView {
    let statuses = vec![
        ("open".to_owned(), "Open".to_owned()),
        ("closed".to_owned(), "Closed".to_owned()),
    ];
    let priorities = vec![
        ("urgent".to_owned(), "Urgent".to_owned()),
        ("high".to_owned(), "High".to_owned()),
    ];
    let clients = vec![
        ("1".to_owned(), "Contoso Ltd".to_owned()),
        ("2".to_owned(), "Adatum".to_owned()),
    ];
    view! {
        <FilterBar action="/tickets" clear_href="/tickets">
            <TextInput name="q" label="Search" kind="search" placeholder="Subject, number, person" hide_label=true optional=true/>
            <Select name="status" label="Status" options=statuses value="open" placeholder="Any status" hide_label=true optional=true/>
            <Select name="priority" label="Priority" options=priorities placeholder="Any priority" hide_label=true optional=true/>
            <Select name="client" label="Client" options=clients placeholder="Any client" hide_label=true optional=true/>
        </FilterBar>
    }
    .into_any()
}

pub fn page() -> AnyView {
    let columns = vec![
        Column::new("Select").hidden().class("col-check"),
        Column::new("Number").num(),
        Column::new("Subject").class("col-wide"),
        Column::new("Client").sort("?sort=client", None),
        Column::new("Status"),
        Column::new("Priority").sort("?sort=priority", None),
        Column::new("Assignee"),
        Column::new("Due").sort("?sort=-due", Some(Sorted::Ascending)),
        Column::new("Updated").num(),
    ];
    shell(
        "/tickets",
        true,
        view! {
            <PageHeader
                title="My open tickets"
                actions=|| {
                    view! {
                        <Menu label="View" ghost=true align_end=true>
                            <MenuLink href="?density=compact">"Compact"</MenuLink>
                        </Menu>
                        <Button icon=IconName::Star>"Save view"</Button>
                    }
                }
            />
            {filters()}
            <DataTable caption="My open tickets, next deadline first" columns cards=true>
                {lines()
                    .into_iter()
                    .enumerate()
                    .map(|(index, line)| row(line, (3..5).contains(&index), index == 2))
                    .collect_view()}
            </DataTable>
            <Pager text="1–14 of 18".to_owned() older="?after=1011"/>
            <BulkBar text="2 selected".to_owned() visible=true>
                <Menu label="Assign" small=true>
                    <MenuButton>"Sarah Miller"</MenuButton>
                </Menu>
                <Button small=true>"Set status"</Button>
                <Button small=true>"Run macro"</Button>
                <IconButton icon=IconName::X label="Clear selection".to_owned()/>
            </BulkBar>
        }
        .into_any(),
    )
}

pub fn empty() -> AnyView {
    shell(
        "/tickets",
        true,
        view! {
            <PageHeader title="My open tickets"/>
            {filters()}
            <Panel>
                <EmptyState
                    icon=IconName::Filter
                    title="No ticket fits this filter"
                    text="You have 18 open tickets. None of them is urgent and from Adatum."
                    action=|| view! { <LinkButton href="/tickets">"Clear filter"</LinkButton> }
                />
            </Panel>
            <br/>
            <Panel>
                <EmptyState
                    icon=IconName::Inbox
                    title="No tickets yet"
                    text="Mail sent to support@northwind.example becomes a ticket, or you write one yourself."
                    action=|| {
                        view! {
                            <LinkButton href="/tickets/new" variant=Variant::Primary icon=IconName::Plus>
                                "New ticket"
                            </LinkButton>
                            <LinkButton href="/admin/mail">"Connect a mailbox"</LinkButton>
                        }
                    }
                />
            </Panel>
            <br/>
            <Skeleton shape="rows" count=4/>
        }
        .into_any(),
    )
}

pub fn board() -> AnyView {
    let names = ["New", "In progress", "Waiting for client", "Done today"];
    shell(
        "/all",
        true,
        view! {
            <PageHeader title="Board"/>
            <div class="board">
                {names
                    .into_iter()
                    .enumerate()
                    .map(|(index, name)| {
                        let cards: Vec<_> = lines().into_iter().skip(index * 3).take(3).collect();
                        view! {
                            <section class="board-column" aria-label=name>
                                <h2 class="board-title">
                                    {name} <span class="muted">{cards.len()}</span>
                                </h2>
                                {cards
                                    .into_iter()
                                    .map(|line| {
                                        view! {
                                            <article class="board-card">
                                                <span class="muted small">
                                                    {format!("#{} · {}", line.number, line.client)}
                                                </span>
                                                <a class="cell-title" href="/tickets/1">
                                                    {line.subject}
                                                </a>
                                                <span class="row-between">
                                                    <span class=line.due.0>
                                                        <Icon name=IconName::Clock/>
                                                        {line.due.1}
                                                    </span>
                                                    <span class="row">
                                                        <span class=line.priority.0>{line.priority.1}</span>
                                                        <Avatar name=line.assignee size="sm" labelled=true/>
                                                    </span>
                                                </span>
                                            </article>
                                        }
                                    })
                                    .collect_view()}
                            </section>
                        }
                    })
                    .collect_view()}
            </div>
        }
        .into_any(),
    )
}
