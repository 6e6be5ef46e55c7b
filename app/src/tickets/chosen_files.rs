//! The files chosen in the composer, which must outlive a reload of the ticket.

use leptos::html;
use leptos::prelude::*;
use leptos::reactive::send_wrapper_ext::SendOption;
use wasm_bindgen::JsCast;
use web_sys::{Event, FileList, HtmlFormElement, HtmlInputElement};

/// The composer is drawn again with the ticket, and with it an empty file field. This belongs to
/// the page, like the words. On the server it is empty, and may go from thread to thread.
#[derive(Clone, Copy)]
pub struct ChosenFiles(StoredValue<SendOption<FileList>>);

impl ChosenFiles {
    pub fn new() -> Self {
        Self(StoredValue::new(SendOption::new_local(None)))
    }

    /// For the form's `change` event: remembers what the file field holds.
    pub fn remember(self, event: &Event) {
        let changed = event.target().map(JsCast::dyn_into::<HtmlInputElement>);
        if let Some(Ok(input)) = changed
            && input.type_() == "file"
        {
            self.set(input.files());
        }
    }

    pub fn forget(self) {
        self.set(None);
    }

    fn set(self, files: Option<FileList>) {
        self.0.set_value(SendOption::new_local(files));
    }

    /// Gives the files back to a form that was just drawn.
    pub fn give_back(self, form: NodeRef<html::Form>) {
        Effect::new(move |_| {
            let Some(input) = form.get().and_then(|form| file_field(&form)) else {
                return;
            };
            if self.0.with_value(|files| files.is_some()) {
                self.0.with_value(|files| input.set_files(files.as_ref()));
            } else {
                // One may have been chosen while the page loaded.
                self.set(input.files());
            }
        });
    }
}

fn file_field(form: &HtmlFormElement) -> Option<HtmlInputElement> {
    let found = form.query_selector("input[type=file]").ok().flatten()?;
    found.dyn_into().ok()
}
