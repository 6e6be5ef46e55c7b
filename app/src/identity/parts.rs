//! The frame of a sign-in page, and forms that post without script.

use crate::forms::Flash;
use crate::layout::FlashMessage;
use crate::layout::boot::use_boot;
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// What the last post of a plain form left behind.
#[derive(Clone, Copy)]
pub struct Posted(StoredValue<Flash>);

/// The form named `name`, which is its server function's endpoint.
pub fn posted(name: &str) -> Posted {
    Posted(StoredValue::new(use_boot().flash_for(name)))
}

impl Posted {
    /// For the error summary.
    pub fn errors(self) -> Signal<Vec<app_ui::FieldError>> {
        let errors = self.0.with_value(|flash| flash.rejected.errors.clone());
        let errors = errors
            .into_iter()
            .map(|e| app_ui::FieldError::new(e.field, e.message));
        Signal::stored(errors.collect())
    }

    /// For the field named `field`.
    pub fn error(self, field: &str) -> Option<String> {
        self.0.with_value(|flash| {
            let error = flash.rejected.errors.iter().find(|e| e.field == field);
            error.map(|e| e.message.clone())
        })
    }

    /// Whether the form was sent back, with what was typed.
    pub fn is_back(self) -> bool {
        self.0.with_value(|flash| !flash.rejected.is_empty())
    }

    /// What was typed into `field`, or what the server shows there once.
    pub fn typed(self, field: &str, default: &str) -> String {
        self.find(field).unwrap_or_else(|| default.to_string())
    }

    pub fn find(self, field: &str) -> Option<String> {
        self.0.with_value(|flash| {
            let typed = flash.typed.iter().find(|(name, _)| name == field);
            typed.map(|(_, value)| value.clone())
        })
    }
}

/// A form that posts to the server function at `action` and loads the next document.
#[component]
pub fn PostForm(
    action: &'static str,
    #[prop(default = "form")] class: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <form method="post" action=format!("/api/{action}") class=class novalidate=true>
            {children()}
        </form>
    }
}

/// One centred card.
#[component]
pub fn AuthPage(
    title: &'static str,
    #[prop(into, optional)] lead: Option<String>,
    #[prop(optional, into)] foot: Option<leptos::children::ViewFnOnce>,
    children: Children,
) -> impl IntoView {
    let brand = use_boot()
        .tenant()
        .map_or_else(|| "Nestogy".to_string(), |tenant| tenant.name);
    view! {
        <Title text=title/>
        <SkipLink/>
        <main class="auth" id="main" tabindex="-1">
            <div class="auth-brand">
                <span class="brand-mark" aria-hidden="true">"N"</span>
                <span>{brand}</span>
            </div>
            <div class="auth-card">
                <h1>{title}</h1>
                {lead.map(|lead| view! { <p class="muted">{lead}</p> })}
                <FlashMessage/>
                {children()}
            </div>
            {foot.map(|foot| view! { <div class="auth-foot">{foot.run()}</div> })}
        </main>
    }
}
