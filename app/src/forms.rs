//! How every form works, with and without JavaScript.
//!
//! The server function answers a [`FormReply`]. With JavaScript the reply arrives in the page;
//! without, the server keeps the complaints and what was typed for one request (a *flash*) and
//! sends the browser back to the form, which then shows the same thing.
//!
//! ```ignore
//! let form = use_form::<SaveClient>("clients/save");
//! view! {
//!     <ErrorSummary errors=form.errors()/>
//!     <ActionForm action=form.action attr:class="form" attr:novalidate=true>
//!         <TextInput name="name" label="Name" value=form.typed("name", &client.name) error=form.error("name")/>
//!     </ActionForm>
//! }
//! ```

use crate::error::ApiError;
use crate::layout::boot::use_boot;
use app_types::{FieldError, Invalid};
use app_ui::use_toasts;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::client::Client;
use serde::{Deserialize, Serialize};

/// What a form's server function answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FormReply {
    /// It worked. The message is shown as a toast; the redirect, if any, is a header.
    Done { message: String },
    /// Nothing was changed; this is why.
    Rejected(Invalid),
}

/// What the server keeps between a form post without JavaScript and the page that follows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// The form it belongs to, as given to [`use_form`]; empty for a message alone.
    pub form: String,
    /// Shown as a toast or banner.
    pub message: String,
    pub rejected: Invalid,
    /// Field name and what was typed; never passwords.
    pub typed: Vec<(String, String)>,
}

/// A form on a page.
pub struct Form<S>
where
    S: ServerFn<Output = FormReply, Error = ApiError> + Send + Sync + Clone + 'static,
    S::Output: Send + Sync + 'static,
    S::Error: Send + Sync + 'static,
{
    pub action: ServerAction<S>,
    rejected: Signal<Vec<FieldError>>,
    typed: StoredValue<Vec<(String, String)>>,
}

/// The form named `name` (its server function's endpoint). Shows a toast when it has worked.
pub fn use_form<S>(name: &'static str) -> Form<S>
where
    S: ServerFn<Output = FormReply, Error = ApiError> + Send + Sync + Clone + 'static,
    <S as ServerFn>::Client: Client<ApiError>,
{
    build(name, true)
}

/// Like [`use_form`], for a page that says itself that it has worked.
pub fn use_quiet_form<S>(name: &'static str) -> Form<S>
where
    S: ServerFn<Output = FormReply, Error = ApiError> + Send + Sync + Clone + 'static,
    <S as ServerFn>::Client: Client<ApiError>,
{
    build(name, false)
}

fn build<S>(name: &'static str, toast: bool) -> Form<S>
where
    S: ServerFn<Output = FormReply, Error = ApiError> + Send + Sync + Clone + 'static,
    <S as ServerFn>::Client: Client<ApiError>,
{
    let action = ServerAction::<S>::new();
    let flash = use_boot().flash_for(name);
    let before = StoredValue::new(flash.rejected.errors);
    let rejected = Signal::derive(move || match action.value().get() {
        Some(Ok(FormReply::Rejected(invalid))) => invalid.errors,
        Some(Err(error)) => vec![FieldError {
            field: String::new(),
            message: error.advice(),
        }],
        Some(Ok(FormReply::Done { .. })) => Vec::new(),
        None => before.get_value(),
    });
    if toast {
        toast_when_done(action);
    }
    Form {
        action,
        rejected,
        typed: StoredValue::new(flash.typed),
    }
}

fn toast_when_done<S>(action: ServerAction<S>)
where
    S: ServerFn<Output = FormReply, Error = ApiError> + Send + Sync + Clone + 'static,
{
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(Ok(FormReply::Done { message })) = action.value().get()
            && !message.is_empty()
        {
            toasts.success(message);
        }
    });
}

impl<S> Form<S>
where
    S: ServerFn<Output = FormReply, Error = ApiError> + Send + Sync + Clone + 'static,
{
    /// For the error summary.
    pub fn errors(&self) -> Signal<Vec<app_ui::FieldError>> {
        let rejected = self.rejected;
        Signal::derive(move || {
            rejected
                .get()
                .into_iter()
                .map(|e| app_ui::FieldError::new(e.field, e.message))
                .collect()
        })
    }

    /// For the field named `field`.
    pub fn error(&self, field: &'static str) -> Signal<Option<String>> {
        let rejected = self.rejected;
        Signal::derive(move || {
            rejected
                .get()
                .into_iter()
                .find(|e| e.field == field)
                .map(|e| e.message)
        })
    }

    /// For a field whose name is known only when the page runs.
    pub fn error_at(&self, field: String) -> Signal<Option<String>> {
        let rejected = self.rejected;
        Signal::derive(move || {
            rejected
                .get()
                .into_iter()
                .find(|e| e.field == field)
                .map(|e| e.message)
        })
    }

    /// What was typed into `field` before the form was sent back, else `default`.
    pub fn typed(&self, field: &str, default: &str) -> String {
        self.typed.with_value(|typed| {
            typed
                .iter()
                .find(|(name, _)| name == field)
                .map_or_else(|| default.to_string(), |(_, value)| value.clone())
        })
    }

    /// Whether the page was loaded to say what was wrong: then the form is not folded away.
    pub fn was_refused(&self) -> bool {
        self.rejected.with_untracked(|errors| !errors.is_empty())
    }

    /// While the answer is awaited.
    pub fn busy(&self) -> Signal<bool> {
        self.action.pending().into()
    }
}

impl<S> Clone for Form<S>
where
    S: ServerFn<Output = FormReply, Error = ApiError> + Send + Sync + Clone + 'static,
{
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Form<S> where
    S: ServerFn<Output = FormReply, Error = ApiError> + Send + Sync + Clone + 'static
{
}
