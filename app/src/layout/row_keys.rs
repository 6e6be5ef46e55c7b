//! Keys that act on the row of a list that has the focus, or on the record that is open.

use super::page_focus::{active_element, find};
use wasm_bindgen::JsCast;
use web_sys::{
    HtmlDetailsElement, HtmlElement, HtmlFormElement, KeyboardEvent, MouseEvent, MouseEventInit,
};

/// Something in the table row that has the focus.
fn in_focused_row(selector: &str) -> Option<HtmlElement> {
    let line = active_element()?.closest("tr").ok().flatten()?;
    let found = line.query_selector(selector).ok().flatten()?;
    found.dyn_into().ok()
}

/// Ticks the box of the focused row; with Shift everything since the last one.
pub(super) fn select_row(event: &KeyboardEvent, range: bool) {
    let click = MouseEventInit::new();
    click.set_bubbles(true);
    click.set_cancelable(true);
    click.set_shift_key(range);
    let click = MouseEvent::new_with_mouse_event_init_dict("click", &click);
    if let (Some(input), Ok(click)) = (in_focused_row("input[data-select]"), click) {
        event.prevent_default();
        let _ = input.dispatch_event(&click);
    }
}

/// Opens the choices of a field of the focused row; on a ticket's own page goes to the field.
pub(super) fn edit_field(event: &KeyboardEvent, field: &str) {
    match in_focused_row(&format!("[data-edit={field}]")) {
        Some(button) => {
            event.prevent_default();
            button.click();
        }
        None => focus_on(event, &format!("#ticket-{field}")),
    }
}

/// Unfolds what hides a field, and goes to the field.
pub(super) fn open_form_of(event: &KeyboardEvent, selector: &str) {
    if let Some(field) = find(selector) {
        unfold(&field);
        focus_on(event, selector);
    }
}

fn unfold(field: &HtmlElement) {
    let folded = field.closest("details:not([open])").ok().flatten();
    if let Some(details) = folded.and_then(|d| d.dyn_into::<HtmlDetailsElement>().ok()) {
        details.set_open(true);
    }
}

/// Ctrl+Enter in a field submits its form: in a box of several lines Enter begins a new one, and
/// in a choice it does nothing.
pub(super) fn submit_what_is_written(event: &KeyboardEvent) {
    let field = active_element()
        .filter(|e| matches!(e.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA"));
    let form = field.and_then(|field| field.closest("form").ok().flatten());
    let form = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    if let Some(form) = form
        && !event.default_prevented()
    {
        event.prevent_default();
        let _ = form.request_submit();
    }
}

pub(super) fn focus_on(event: &KeyboardEvent, selector: &str) {
    if let Some(element) = find(selector) {
        event.prevent_default();
        let _ = element.focus();
    }
}
