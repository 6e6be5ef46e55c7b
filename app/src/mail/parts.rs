//! Small pieces that the mail pages share.

use app_types::mail::{InboundState, InboundView, UndeliverableView};
use app_ui::{Badge, Tone};
use leptos::prelude::*;

/// What became of a mail.
#[component]
pub(super) fn StateBadge(state: InboundState) -> impl IntoView {
    let tone = match state {
        InboundState::Stored => Tone::Info,
        InboundState::Filed => Tone::Success,
        InboundState::Quarantined => Tone::Warning,
        InboundState::Dismissed => Tone::Neutral,
    };
    view! { <Badge text=state.label() tone/> }
}

/// The subject, or words for none.
pub(super) fn subject(mail: &InboundView) -> String {
    if mail.subject.is_empty() {
        "(no subject)".to_string()
    } else {
        mail.subject.clone()
    }
}

/// The sender by name, else by address, else words for none.
pub(super) fn sender(mail: &InboundView) -> String {
    match (mail.from_name.is_empty(), mail.from_address.is_empty()) {
        (false, _) => mail.from_name.clone(),
        (true, false) => mail.from_address.clone(),
        (true, true) => "Unknown sender".to_string(),
    }
}

/// How often mail to an address came back, and why.
pub(crate) fn came_back(known: &UndeliverableView) -> String {
    let often = match known.bounces {
        1 => "One mail came back".to_string(),
        count => format!("{count} mails came back"),
    };
    let reason = match known.reason.is_empty() {
        true => String::new(),
        false => format!(": {}", known.reason),
    };
    format!("{often}, the last one {}{reason}", known.bounced.text)
}
