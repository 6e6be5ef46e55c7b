//! Small pieces that several client pages show.

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::clients::{ActiveTickets, ClientKind, ClientStatus, ContactRow};
use app_ui::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use serde::{Serialize, de::DeserializeOwned};

/// What the company is to us, and whether we work for it; the usual says nothing.
#[component]
pub fn ClientBadges(kind: ClientKind, status: ClientStatus, archived: bool) -> impl IntoView {
    view! {
        {(kind != ClientKind::Client).then(|| view! { <Badge text=kind.label() tone=Tone::Info/> })}
        {(status != ClientStatus::Active).then(|| view! { <Badge text=status.label() tone=Tone::Warning/> })}
        {archived.then(|| view! { <Badge text="Archived" tone=Tone::Neutral/> })}
    }
}

/// What a contact is there for.
#[component]
pub fn ContactBadges(contact: ContactRow) -> impl IntoView {
    view! {
        {contact.primary.then(|| view! { <Badge text="Primary" tone=Tone::Accent/> })}
        {contact.billing.then(|| view! { <Badge text="Billing" tone=Tone::Neutral/> })}
        {contact.technical.then(|| view! { <Badge text="Technical" tone=Tone::Neutral/> })}
        {contact.archived.then(|| view! { <Badge text="Archived" tone=Tone::Neutral/> })}
    }
}

/// The tickets on which someone still has to act.
#[component]
pub fn ActiveTicketsPanel(
    tickets: ActiveTickets,
    /// The list of all of them.
    href: String,
    /// Where a new one is made.
    new_href: Option<String>,
) -> impl IntoView {
    let title = format!("Active tickets ({})", tickets.count_text());
    let more = tickets.count as usize > tickets.rows.len();
    view! {
        <Panel title actions=move || new_href.map(|href| view! { <a href=href>"New ticket"</a> })>
            {if tickets.rows.is_empty() {
                view! { <p class="muted">"Nothing is open."</p> }.into_any()
            } else {
                view! {
                    <ul class="list-plain">
                        {tickets.rows.into_iter().map(|ticket| view! {
                            <li>
                                <a class="list-row" href=format!("/tickets/{}", ticket.number)>
                                    <span class="muted num">{format!("#{}", ticket.number)}</span>
                                    <span class="truncate">{ticket.subject}</span>
                                    <span class="muted small nowrap">{ticket.status}</span>
                                </a>
                            </li>
                        }).collect_view()}
                    </ul>
                }.into_any()
            }}
            {more.then(|| view! { <p class="small"><a href=href>"Show all of them"</a></p> })}
        </Panel>
    }
}

/// Text of several lines as it was typed.
#[component]
pub fn PlainText(text: String) -> impl IntoView {
    view! {
        <Prose>
            {text.split("\n\n").map(|paragraph| {
                let lines: Vec<_> = paragraph.lines().map(str::to_string).collect();
                view! {
                    <p>
                        {lines.into_iter().enumerate().map(|(n, line)| view! {
                            {(n > 0).then(|| view! { <br/> })}
                            {line}
                        }).collect_view()}
                    </p>
                }
            }).collect_view()}
        </Prose>
    }
}

/// Loads the page's data again after a form of the page was answered.
pub fn reload_after<S, T>(action: ServerAction<S>, resource: Resource<Result<T, ApiError>>)
where
    S: ServerFn<Output = FormReply, Error = ApiError> + Send + Sync + Clone + 'static,
    T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
{
    Effect::new(move |_| {
        if matches!(action.value().get(), Some(Ok(FormReply::Done { .. }))) {
            resource.refetch();
        }
    });
}

/// An enum's values as a select takes them.
macro_rules! enum_options {
    ($name:ident) => {
        $name::ALL
            .iter()
            .map(|value| (value.to_string(), value.label().to_string()))
            .collect::<Vec<_>>()
    };
}
pub(crate) use enum_options;

/// The first that is not empty.
pub fn or(value: &str, fallback: &str) -> String {
    if value.is_empty() { fallback } else { value }.to_string()
}

/// The choices of the filter "show".
pub fn show_options() -> Vec<(String, String)> {
    [
        ("active", "Active"),
        ("archived", "Archived"),
        ("all", "All"),
    ]
    .map(|(value, label)| (value.to_string(), label.to_string()))
    .to_vec()
}

/// `path?direction=cursor&…` with the fields that are not empty.
pub fn page_href(path: &str, direction: &str, cursor: &str, fields: &[(&str, &str)]) -> String {
    format!("{path}?{}", page_query(direction, cursor, fields))
}

/// The part behind the question mark.
pub fn page_query(direction: &str, cursor: &str, fields: &[(&str, &str)]) -> String {
    let mut href = format!("{direction}={cursor}");
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        href.push_str(&format!(
            "&{name}={}",
            leptos_router::location::Url::escape(value)
        ));
    }
    href
}
