//! The client's own screens.

use app_ui::*;
use leptos::prelude::*;

pub fn page() -> AnyView {
    provide_context(CurrentPath(Signal::from("/portal/tickets".to_owned())));
    let columns = vec![
        Column::new("Request").class("col-wide"),
        Column::new("Status"),
        Column::new("Last answer").num(),
    ];
    let rows = [
        (
            "Outlook keeps asking for a password",
            "We are working on it",
            Tone::Accent,
            "today 10:23",
        ),
        (
            "VPN drops every 20 minutes",
            "We need an answer from you",
            Tone::Warning,
            "yesterday",
        ),
        ("New laptop for Lena", "Done", Tone::Success, "12 Nov"),
    ];
    view! {
        <SkipLink/>
        <div class="portal-shell">
            <header class="portal-bar">
                <div class="portal-bar-inner">
                    <a class="brand" href="/portal">
                        <span class="brand-mark" aria-hidden="true">
                            "N"
                        </span>
                        <span class="brand-name">"Northwind IT"</span>
                    </a>
                    <nav aria-label="Main">
                        <ul class="portal-nav">
                            <NavItem href="/portal/tickets" label="Requests"/>
                            <NavItem href="/portal/invoices" label="Invoices" count=1/>
                            <NavItem href="/portal/documents" label="Documents"/>
                        </ul>
                    </nav>
                </div>
            </header>
            <main class="page" id="main" tabindex="-1">
                <PageHeader
                    title="Your requests"
                    actions=|| {
                        view! {
                            <LinkButton href="/portal/tickets/new" variant=Variant::Primary icon=IconName::Plus>
                                "Ask for help"
                            </LinkButton>
                        }
                    }
                />
                <DataTable caption="Your requests" columns cards=true>
                    {rows
                        .into_iter()
                        .map(|(subject, status, tone, time)| {
                            view! {
                                <tr>
                                    <td class="cell-title">
                                        <a href="/portal/tickets/1">{subject}</a>
                                    </td>
                                    <td>
                                        <Badge text=status tone/>
                                    </td>
                                    <td class="num muted">{time}</td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </DataTable>
            </main>
            <footer class="portal-foot">"Northwind IT · +45 70 20 30 40 · Mon–Fri 8:00–17:00"</footer>
        </div>
    }
    .into_any()
}
