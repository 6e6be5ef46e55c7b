//! Money: an invoice to print, and a report.

use crate::shell::shell;
use app_ui::*;
use leptos::prelude::*;

pub fn invoice() -> AnyView {
    let columns = vec![
        Column::new("Description").class("col-wide"),
        Column::new("Quantity").num(),
        Column::new("Price").num(),
        Column::new("VAT").num(),
        Column::new("Amount").num(),
    ];
    let lines = [
        (
            "Managed 50, November 2026",
            "48 seats",
            "39.00",
            "25 %",
            "1,872.00",
        ),
        (
            "Prepaid hours used beyond the contract",
            "1.5 h",
            "95.00",
            "25 %",
            "142.50",
        ),
        ("Access point U7 Pro", "2", "189.00", "25 %", "378.00"),
    ];
    shell(
        "/billing",
        false,
        view! {
            <PageHeader
                title="Invoice INV-000123"
                breadcrumb=vec![("Billing".to_owned(), "/billing".to_owned())]
                meta=|| {
                    view! {
                        <Badge text="Overdue by 3 days" tone=Tone::Danger icon=IconName::Warning/>
                        <span>"Contoso Ltd"</span>
                    }
                }
                actions=|| {
                    view! {
                        <Button icon=IconName::Print button_type="button" needs_script=true>
                            "Print"
                        </Button>
                        <Button icon=IconName::Download>"PDF"</Button>
                        <Button variant=Variant::Primary>"Record payment"</Button>
                    }
                }
            />
            <div class="stack-lg">
                <DescriptionList stacked=true>
                    <Fact label="Issued">"1 Nov 2026"</Fact>
                    <Fact label="Due">"20 Nov 2026"</Fact>
                    <Fact label="Period">"1–30 Nov 2026"</Fact>
                    <Fact label="Balance">
                        <span class="strong">"€ 2,990.63"</span>
                    </Fact>
                </DescriptionList>
                <DataTable
                    caption="Lines"
                    columns
                    foot=|| {
                        view! {
                            <tr>
                                <th scope="row" colspan="4" class="num">
                                    "Net"
                                </th>
                                <td class="num">"2,392.50"</td>
                            </tr>
                            <tr>
                                <th scope="row" colspan="4" class="num">
                                    "VAT 25 %"
                                </th>
                                <td class="num">"598.13"</td>
                            </tr>
                            <tr>
                                <th scope="row" colspan="4" class="num">
                                    "Total"
                                </th>
                                <td class="num">"€ 2,990.63"</td>
                            </tr>
                        }
                    }
                >
                    {lines
                        .into_iter()
                        .map(|(text, quantity, price, vat, amount)| {
                            view! {
                                <tr>
                                    <td>
                                        <a href="#explain">{text}</a>
                                    </td>
                                    <td class="num">{quantity}</td>
                                    <td class="num">{price}</td>
                                    <td class="num">{vat}</td>
                                    <td class="num">{amount}</td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </DataTable>
                <Disclosure summary="How this amount came about" open=true>
                    <p class="muted">
                        "48 seats were active on 1 November. One was added on 12 November and is billed from December, as the contract says."
                    </p>
                </Disclosure>
            </div>
        }
        .into_any(),
    )
}

pub fn report() -> AnyView {
    let months = [
        ("Jun", 18.2),
        ("Jul", 16.9),
        ("Aug", 17.4),
        ("Sep", 21.0),
        ("Oct", 22.6),
        ("Nov", 19.8),
    ];
    let bars = months
        .iter()
        .map(|(label, value)| Bar::new(*label, *value, format!("€ {value:.1} k")))
        .collect::<Vec<_>>();
    shell(
        "/reports",
        false,
        view! {
            <PageHeader
                title="Profitability"
                meta=|| view! { "1 Jun – 23 Nov 2026, all clients" }
                actions=|| view! { <Button icon=IconName::Download>"Export CSV"</Button> }
            />
            <Tabs
                label="Reports"
                items=vec![
                    Tab::new("Profitability", "?r=profit").current(true),
                    Tab::new("Service levels", "?r=sla"),
                    Tab::new("Utilisation", "?r=use"),
                    Tab::new("Overdue", "?r=overdue").count(4),
                ]
            />
            <div class="stack-lg">
                <FigureRow>
                    <Figure label="Recurring revenue" value="€ 19,840".to_owned() note="a month, +4.1 % on October" href="#mrr"/>
                    <Figure label="Effective rate" value="€ 71.20".to_owned() note="per hour worked" href="#rate"/>
                    <Figure label="Unbilled time" value="14 h 30 min".to_owned() note="6 tickets" href="#time"/>
                    <Figure label="Overdue" value="€ 6,204".to_owned() note="4 invoices" href="#due" tone=Tone::Danger/>
                </FigureRow>
                <Panel title="Revenue by month">
                    <BarChart title="Revenue by month" bars value_label="Revenue"/>
                </Panel>
            </div>
        }
        .into_any(),
    )
}
