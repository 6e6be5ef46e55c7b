//! Asking before a ticket is finished with required items of its checklist open.

use super::api::ChangeTicket;
use super::detail::TicketResource;
use super::facts::{answered, words};
use crate::forms::use_form;
use crate::layout::boot::use_boot;
use app_types::FieldError;
use app_types::checklists::CONFIRMED;
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;

/// What waits for a yes: the status that was wanted and why it was refused.
#[derive(Clone, PartialEq, Eq)]
struct Waiting {
    status: String,
    why: String,
}

/// The question of one ticket's page. It outlives the ticket's data, which are loaded again.
#[derive(Clone, Copy)]
pub struct Closing(RwSignal<Option<Waiting>>);

/// Once for a ticket's page; begins with what a form without script was answered.
pub fn provide() {
    let flash = use_boot().flash_for("tickets/change");
    let status = flash.typed.iter().find(|(name, _)| name == "value");
    let before = status.and_then(|(_, status)| waiting(status.clone(), &flash.rejected.errors));
    provide_context(Closing(RwSignal::new(before)));
}

pub fn use_closing() -> Closing {
    use_context().unwrap_or_else(|| Closing(RwSignal::new(None)))
}

fn waiting(status: String, errors: &[FieldError]) -> Option<Waiting> {
    let asks = errors.iter().any(|error| error.field == CONFIRMED);
    asks.then(|| Waiting {
        status,
        why: words(errors.to_vec()),
    })
}

impl Closing {
    /// Asks, if that is why a status was refused.
    pub fn ask(self, status: String, errors: &[FieldError]) -> bool {
        let asked = waiting(status, errors);
        let asks = asked.is_some();
        if asks {
            self.0.set(asked);
        }
        asks
    }

    pub fn forget(self) {
        self.0.try_set(None);
    }
}

/// The question, above everything else on the page. The focus goes to it.
#[component]
pub fn ClosingQuestion(number: u64, version: u32, resource: TicketResource) -> impl IntoView {
    let closing = use_closing();
    let form = use_form::<ChangeTicket>("tickets/change");
    answered(form.action, resource);
    move || {
        let Waiting { status, why } = closing.0.get()?;
        Some(view! {
            <Banner tone=Tone::Warning urgent=true title="Finish with items open?" actions=move || view! {
                <ActionForm action=form.action>
                    <input type="hidden" name="number" value=number.to_string()/>
                    <input type="hidden" name="version" value=version.to_string()/>
                    <input type="hidden" name="field" value="status_anyway"/>
                    <input type="hidden" name="value" value=status.clone()/>
                    <Button small=true busy=form.busy()>"Finish anyway"</Button>
                </ActionForm>
                <span class="needs-script">
                    <Button small=true variant=Variant::Ghost button_type="button" on:click=move |_| closing.forget()>"Keep it open"</Button>
                </span>
            }>{why}</Banner>
        })
    }
}
