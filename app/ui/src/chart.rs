//! A chart with its table twin: the picture is for a glance, the table for the figures.

use leptos::prelude::*;

/// One bar: its name, its height, and the figure in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    pub label: String,
    pub value: f64,
    pub text: String,
}

impl Bar {
    pub fn new(label: impl Into<String>, value: f64, text: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value,
            text: text.into(),
        }
    }
}

/// Bars over a common zero, drawn as SVG; the same figures stand in a table below.
#[component]
pub fn BarChart(
    #[prop(into)] title: String,
    #[prop(into)] bars: Signal<Vec<Bar>>,
    /// Head of the name column: "Month".
    #[prop(into, default = "Period".to_owned())]
    name_label: String,
    #[prop(into)] value_label: String,
    /// Show the table without being asked.
    #[prop(optional)]
    table_open: bool,
) -> impl IntoView {
    let caption = title.clone();
    view! {
        <figure class="chart">
            <svg class="chart-bars" role="img" aria-label=title>
                <line class="chart-axis" x1="0" y1="86%" x2="100%" y2="86%"></line>
                {move || bars.with(|bars| draw(bars))}
            </svg>
            <details class="disclosure" open=table_open>
                <summary>
                    <crate::Icon name=crate::IconName::ChevronRight/>
                    "Show as table"
                </summary>
                <table class="data-table">
                    <caption class="sr-only">{caption}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{name_label}</th>
                            <th scope="col" class="num">
                                {value_label}
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        {move || {
                            bars.get()
                                .into_iter()
                                .map(|bar| {
                                    view! {
                                        <tr>
                                            <th scope="row">{bar.label}</th>
                                            <td class="num">{bar.text}</td>
                                        </tr>
                                    }
                                })
                                .collect_view()
                        }}
                    </tbody>
                </table>
            </details>
        </figure>
    }
}

/// Bars in a field 208 px high and as wide as there is room: places are in percent,
/// so that words keep their size. The zero is at 86 %, the tallest bar ends at 12 %.
fn draw(bars: &[Bar]) -> impl IntoView + use<> {
    let top = bars.iter().map(|bar| bar.value).fold(0.0_f64, f64::max);
    let step = 100.0 / (bars.len().max(1) as f64);
    let width = (step * 0.6).min(10.0);
    let crowded = bars.len() > 8;
    let every = bars.len().div_ceil(12).max(1);
    bars.iter()
        .enumerate()
        .map(|(index, bar)| {
            let height = if top > 0.0 { (bar.value.max(0.0) / top) * 74.0 } else { 0.0 };
            let middle = step * (index as f64 + 0.5);
            view! {
                <rect
                    class="chart-bar"
                    x=format!("{:.2}%", middle - width / 2.0)
                    y=format!("{:.2}%", 86.0 - height)
                    width=format!("{width:.2}%")
                    height=format!("{height:.2}%")
                    rx="2"
                ></rect>
                {(!crowded)
                    .then(|| {
                        view! {
                            <text class="chart-value" x=format!("{middle:.2}%") y=format!("{:.2}%", 83.0 - height)>
                                {bar.text.clone()}
                            </text>
                        }
                    })}
                {(index % every == 0)
                    .then(|| {
                        view! {
                            <text class="chart-label" x=format!("{middle:.2}%") y="95%">
                                {bar.label.clone()}
                            </text>
                        }
                    })}
            }
        })
        .collect_view()
}
