//! What a server function answers when it cannot do its work, and the page that says so.

use app_ui::{Banner, Button, EmptyState, IconName, LinkButton, PageHeader, Tone, Variant};
use leptos::prelude::*;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use leptos_meta::Title;
use serde::{Deserialize, Serialize};

/// An error as the browser may know it: no internals, words that say what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ApiError {
    /// Not there, or not yours. 404.
    NotFound,
    /// 403, with the label of the missing permission.
    Forbidden(String),
    /// Nobody is signed in. 401.
    Unauthenticated,
    /// The request makes no sense; says what to change. 400.
    BadRequest(String),
    /// Changed by someone else meanwhile. 409.
    Conflict(String),
    /// Seconds until the next attempt. 429.
    RateLimited(u32),
    /// A dependency is away, named. 503.
    Unavailable(String),
    /// The connection to the server failed; nothing is known about the outcome.
    Offline,
    /// A fault of ours. 500.
    Internal,
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Offline,
            ServerFnErrorErr::Args(text)
            | ServerFnErrorErr::MissingArg(text)
            | ServerFnErrorErr::Deserialization(text) => {
                crate::server::arguments_refused();
                Self::BadRequest(text)
            }
            _ => Self::Internal,
        }
    }
}

impl ApiError {
    /// Whether the same question may be answered a moment later.
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::RateLimited(_) | Self::Unavailable(_) | Self::Offline | Self::Internal
        )
    }

    pub fn title(&self) -> &'static str {
        match self {
            Self::NotFound => "Page not found",
            Self::Forbidden(_) => "You may not do this",
            Self::Unauthenticated => "Please sign in",
            Self::BadRequest(_) => "This address is not right",
            Self::Conflict(_) => "Someone else changed this",
            Self::RateLimited(_) => "Too many attempts",
            Self::Unavailable(_) => "Not available at the moment",
            Self::Offline => "No connection",
            Self::Internal => "Something went wrong",
        }
    }

    pub fn advice(&self) -> String {
        match self {
            Self::NotFound => "It may have been moved or archived, or the address has a typing error.".into(),
            Self::Forbidden(permission) => {
                format!("Your role does not include “{permission}”. Ask an administrator of your workspace.")
            }
            Self::Unauthenticated => "Your session has ended. Sign in again to go on.".into(),
            Self::BadRequest(text) | Self::Conflict(text) => text.clone(),
            Self::RateLimited(seconds) => format!("Try again in {seconds} seconds."),
            Self::Unavailable(what) => {
                format!("{what} cannot be reached. Nothing you sent was lost half-way; try again in a minute.")
            }
            Self::Offline => "The server could not be reached. Check your connection and try again.".into(),
            Self::Internal => "The fault is ours and has been logged. Try again; if it stays, tell your administrator.".into(),
        }
    }
}

/// The page for an error, in place of the page that was asked for. `retry` asks once more.
#[component]
pub fn ErrorPage(error: ApiError, #[prop(optional)] retry: Option<Callback<()>>) -> impl IntoView {
    let title = error.title();
    view! {
        <Title text=title/>
        <PageHeader title=title/>
        <EmptyState
            title=title
            text=error.advice()
            action=move || view! {
                {retry.map(|retry| view! {
                    <Button button_type="button" variant=Variant::Primary needs_script=true icon=IconName::Refresh
                        on:click=move |_| retry.run(())>"Try again"</Button>
                })}
                <LinkButton href="/" variant=Variant::Secondary>"Go to the start page"</LinkButton>
            }
        />
    }
}

/// An error beside what is still usable.
#[component]
pub fn ErrorBanner(error: ApiError) -> impl IntoView {
    view! { <Banner tone=Tone::Danger title=error.title() urgent=true>{error.advice()}</Banner> }
}
