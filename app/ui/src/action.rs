//! What people press.

use crate::{Icon, IconName};
use leptos::prelude::*;

/// How loud a button is. One primary a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Variant {
    Primary,
    #[default]
    Secondary,
    Danger,
    Ghost,
}

impl Variant {
    fn class(self, small: bool) -> &'static str {
        match (self, small) {
            (Variant::Primary, false) => "btn btn-primary",
            (Variant::Secondary, false) => "btn",
            (Variant::Danger, false) => "btn btn-danger",
            (Variant::Ghost, false) => "btn btn-ghost",
            (Variant::Primary, true) => "btn btn-primary btn-sm",
            (Variant::Secondary, true) => "btn btn-sm",
            (Variant::Danger, true) => "btn btn-danger btn-sm",
            (Variant::Ghost, true) => "btn btn-ghost btn-sm",
        }
    }
}

/// A button; `type="submit"` unless told otherwise, because only a submit works
/// before the script has loaded. `on:click` and `attr:*` reach the element.
/// `disabled` and `busy` keep it focusable and say so (`aria-disabled`).
#[component]
pub fn Button(
    #[prop(optional)] variant: Variant,
    /// `"submit"` (default), `"button"` or `"reset"`.
    #[prop(default = "submit")]
    button_type: &'static str,
    #[prop(optional)] small: bool,
    #[prop(optional)] icon: Option<IconName>,
    /// Only useful with script: hidden until the page has hydrated.
    #[prop(optional)]
    needs_script: bool,
    #[prop(into, optional)] disabled: Signal<bool>,
    #[prop(into, optional)] busy: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let class = variant.class(small);
    let class = if needs_script {
        format!("{class} needs-script")
    } else {
        class.to_owned()
    };
    let off = move || disabled.get() || busy.get();
    view! {
        <button
            type=button_type
            class=class
            aria-disabled=move || off().then_some("true")
            aria-busy=move || busy.get().then_some("true")
            on:click=move |event| {
                if disabled.get_untracked() || busy.get_untracked() {
                    event.prevent_default();
                    event.stop_immediate_propagation();
                }
            }
        >
            {icon.map(|name| view! { <Icon name/> })}
            {children()}
        </button>
    }
}

/// A link that looks like a button, for going somewhere.
#[component]
pub fn LinkButton(
    #[prop(into)] href: String,
    #[prop(optional)] variant: Variant,
    #[prop(optional)] small: bool,
    #[prop(optional)] icon: Option<IconName>,
    children: Children,
) -> impl IntoView {
    view! {
        <a href=href class=variant.class(small)>
            {icon.map(|name| view! { <Icon name/> })}
            {children()}
        </a>
    }
}

/// A button with nothing but an icon; the label is its name and its tooltip.
#[component]
pub fn IconButton(
    icon: IconName,
    #[prop(into)] label: Signal<String>,
    #[prop(default = "button")] button_type: &'static str,
    /// Only useful with script: hidden until the page has hydrated.
    #[prop(optional)]
    needs_script: bool,
    /// For a toggle: whether it is on.
    #[prop(into, optional)]
    pressed: MaybeProp<bool>,
) -> impl IntoView {
    view! {
        <button
            type=button_type
            class=if needs_script { "icon-btn needs-script" } else { "icon-btn" }
            aria-label=move || label.get()
            title=move || label.get()
            aria-pressed=move || pressed.get().map(|on| if on { "true" } else { "false" })
        >
            <Icon name=icon/>
        </button>
    }
}

/// Copies `text`, an address of this site (`/tickets/7`) with its host; hidden until the page has
/// hydrated, says "Copied" afterwards.
#[component]
pub fn CopyButton(
    #[prop(into)] text: Signal<String>,
    /// What is copied: "Copy link", "Copy ticket number".
    #[prop(into)]
    label: String,
    /// Show the icon only.
    #[prop(optional)]
    compact: bool,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let name = label.clone();
    let said = move || {
        if copied.get() {
            "Copied".to_owned()
        } else {
            name.clone()
        }
    };
    let title = label.clone();
    view! {
        <button
            type="button"
            class=if compact { "icon-btn needs-script" } else { "btn btn-ghost btn-sm needs-script" }
            title=title
            on:click=move |_| {
                let clipboard = window().navigator().clipboard();
                let _ = clipboard.write_text(&whole_address(text.get_untracked()));
                copied.set(true);
                set_timeout(
                    move || {
                        let _ = copied.try_set(false);
                    },
                    std::time::Duration::from_secs(2),
                );
            }
        >
            {move || {
                let name = if copied.get() { IconName::Check } else { IconName::Copy };
                view! { <Icon name/> }
            }}
            <span class=if compact { "sr-only" } else { "" } aria-live="polite">
                {said}
            </span>
        </button>
    }
}

fn whole_address(text: String) -> String {
    if !text.starts_with('/') {
        return text;
    }
    window().location().origin().unwrap_or_default() + &text
}

/// Buttons side by side, wrapping on a narrow screen.
#[component]
pub fn ButtonRow(children: Children) -> impl IntoView {
    view! { <div class="btn-row">{children()}</div> }
}
