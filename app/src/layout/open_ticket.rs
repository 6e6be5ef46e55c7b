//! The ticket that is on the page, for commands that come from elsewhere on it.

use crate::forms::FormReply;
use crate::tickets::run_macro;
use app_types::common::Choice;
use app_ui::Toasts;
use leptos::prelude::*;
use std::sync::Arc;

/// What a command needs to know of it.
#[derive(Clone)]
pub struct Ticket {
    pub number: u64,
    pub version: u32,
    /// Macro id and name; empty for those who may run none.
    pub macros: Vec<Choice>,
    /// Loads the page's data again.
    pub reload: Arc<dyn Fn() + Send + Sync>,
}

#[derive(Clone, Copy)]
pub struct OpenTicket(RwSignal<Option<Ticket>>);

/// Once, in the chrome.
pub fn provide() {
    provide_context(OpenTicket(RwSignal::new(None)));
}

pub fn use_open_ticket() -> OpenTicket {
    use_context().unwrap_or_else(|| OpenTicket(RwSignal::new(None)))
}

impl OpenTicket {
    pub fn set(self, ticket: Option<Ticket>) {
        self.0.try_set(ticket);
    }

    pub fn get(self) -> Option<Ticket> {
        self.0.get()
    }

    /// Runs a macro on it, and says how that went.
    pub fn run(self, id: &str, toasts: Toasts) {
        let Some(ticket) = self.0.get_untracked() else {
            return;
        };
        let id = id.to_string();
        leptos::task::spawn_local(async move {
            match run_macro(ticket.number, ticket.version, id).await {
                Ok(FormReply::Done { message }) => toasts.success(message),
                Ok(FormReply::Rejected(why)) => toasts.danger(
                    why.errors
                        .into_iter()
                        .map(|e| e.message)
                        .collect::<String>(),
                ),
                Err(error) => toasts.danger(error.advice()),
            };
            (ticket.reload)();
        });
    }
}
