//! What lies over the page: dialogs and menus, on native elements.

use crate::{Avatar, Icon, IconName};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// A modal on the native `<dialog>`: the browser traps the focus, closes it on
/// Esc, and gives the focus back to the opener. Opened by setting `open`; closing
/// in any way sets it to false. Nothing in it exists for people without script,
/// so there must be a page that does the same.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// `"sm"` 400, usual 560, `"lg"` 800 px.
    #[prop(optional)]
    size: &'static str,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    show_when(node, open);
    let title_id = format!("{id}-title");
    let labelled_by = title_id.clone();
    let class = match size {
        "sm" => "dialog dialog-sm",
        "lg" => "dialog dialog-lg",
        _ => "dialog",
    };
    view! {
        <dialog
            class=class
            id=id
            aria-labelledby=labelled_by
            node_ref=node
            on:close=move |_| open.set(false)
            on:click=move |event| close_on_backdrop(&event, node)
        >
            <div class="dialog-box">
                <div class="dialog-head">
                    <h2 id=title_id>{move || title.get()}</h2>
                    <button
                        type="button"
                        class="icon-btn"
                        aria-label="Close"
                        on:click=move |_| open.set(false)
                    >
                        <Icon name=IconName::X/>
                    </button>
                </div>
                <div class="dialog-body">{children()}</div>
            </div>
        </dialog>
    }
}

/// Keeps a `<dialog>` and a signal in step.
pub(crate) fn show_when(node: NodeRef<html::Dialog>, open: RwSignal<bool>) {
    Effect::new(move || {
        let wanted = open.get();
        if let Some(dialog) = node.get() {
            if wanted && !dialog.open() {
                let _ = dialog.show_modal();
            } else if !wanted && dialog.open() {
                dialog.close();
            }
        }
    });
}

/// A click on the dialog element itself, not on what is in it, is the backdrop.
pub(crate) fn close_on_backdrop(event: &web_sys::MouseEvent, node: NodeRef<html::Dialog>) {
    if let Some(dialog) = node.get_untracked() {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if target.as_ref() == Some(dialog.as_ref()) {
            dialog.close();
        }
    }
}

/// The buttons at the foot of a dialog.
#[component]
pub fn DialogActions(children: Children) -> impl IntoView {
    view! { <div class="dialog-actions">{children()}</div> }
}

/// A drop-down on `<details>`: opens without script; with script Esc and a click
/// or focus elsewhere close it. Children are `<li>`s: [`MenuLink`], [`MenuButton`].
#[component]
pub fn Menu(
    /// The words on the button, and its name when `icon_only`.
    #[prop(into)]
    label: String,
    #[prop(optional)] icon: Option<IconName>,
    #[prop(optional)] icon_only: bool,
    /// Whose initials to show instead of an icon (the user's own menu).
    #[prop(into, optional)]
    avatar: Option<String>,
    /// Hang from the right edge of the button.
    #[prop(optional)]
    align_end: bool,
    #[prop(optional)] ghost: bool,
    #[prop(optional)] small: bool,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Details>::new();
    let close = move |refocus: bool| {
        if let Some(details) = node.get_untracked()
            && details.open()
        {
            details.set_open(false);
            if refocus
                && let Ok(Some(summary)) = details.query_selector("summary")
                && let Some(summary) = summary.dyn_ref::<web_sys::HtmlElement>()
            {
                let _ = summary.focus();
            }
        }
    };
    Effect::new(move || {
        let elsewhere = window_event_listener(leptos::ev::pointerdown, move |event| {
            let inside = event
                .target()
                .and_then(|target| target.dyn_into::<web_sys::Node>().ok())
                .zip(node.get_untracked())
                .is_some_and(|(target, details)| details.contains(Some(&target)));
            if !inside {
                close(false);
            }
        });
        on_cleanup(move || elsewhere.remove());
    });
    let class = match (icon_only, ghost, small) {
        (true, _, _) => "icon-btn",
        (false, true, false) => "btn btn-ghost",
        (false, true, true) => "btn btn-ghost btn-sm",
        (false, false, false) => "btn",
        (false, false, true) => "btn btn-sm",
    };
    let name = icon_only.then(|| label.clone());
    view! {
        <details
            class=if align_end { "menu menu-end" } else { "menu" }
            node_ref=node
            on:keydown=move |event| {
                if event.key() == "Escape"
                    && node.get_untracked().is_some_and(|details| details.open())
                {
                    // This Esc is used up: nobody takes it for the way back.
                    event.prevent_default();
                    close(true);
                }
            }
            on:focusout=move |event| {
                let inside = event
                    .related_target()
                    .and_then(|target| target.dyn_into::<web_sys::Node>().ok())
                    .zip(node.get_untracked())
                    .is_some_and(|(target, details)| details.contains(Some(&target)));
                if !inside && event.related_target().is_some() {
                    close(false);
                }
            }
        >
            <summary class=class aria-label=name.clone() title=name>
                {avatar.map(|name| view! { <Avatar name/> })}
                {icon.map(|name| view! { <Icon name/> })}
                {(!icon_only)
                    .then(|| {
                        view! {
                            {label}
                            <Icon name=IconName::ChevronDown/>
                        }
                    })}
            </summary>
            <ul class="menu-list" on:click=move |_| close(false)>
                {children()}
            </ul>
        </details>
    }
}

/// A menu entry that goes somewhere.
#[component]
pub fn MenuLink(
    #[prop(into)] href: String,
    #[prop(optional)] icon: Option<IconName>,
    children: Children,
) -> impl IntoView {
    view! {
        <li>
            <a class="menu-item" href=href>
                {icon.map(|name| view! { <Icon name/> })}
                <span>{children()}</span>
            </a>
        </li>
    }
}

/// A menu entry that does something; a submit of the form around the menu, or a
/// `button_type="button"` with `on:click`.
#[component]
pub fn MenuButton(
    #[prop(optional)] icon: Option<IconName>,
    #[prop(default = "submit")] button_type: &'static str,
    #[prop(optional)] danger: bool,
    /// The shortcut key, shown at the right.
    #[prop(into, optional)]
    keys: Option<String>,
    /// Sent with the form.
    #[prop(into, optional)]
    name: Option<String>,
    #[prop(into, optional)] value: Option<String>,
    #[prop(into, optional)] on_press: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    view! {
        <li>
            <button
                type=button_type
                class=if danger { "menu-item menu-item-danger" } else { "menu-item" }
                name=name
                value=value
                on:click=move |_| {
                    if let Some(on_press) = on_press {
                        on_press.run(());
                    }
                }
            >
                {icon.map(|name| view! { <Icon name/> })}
                <span>{children()}</span>
                {keys.map(|keys| view! { <kbd class="kbd">{keys}</kbd> })}
            </button>
        </li>
    }
}

/// A line between groups of a menu, with an optional heading.
#[component]
pub fn MenuSeparator(#[prop(into, optional)] title: Option<String>) -> impl IntoView {
    let role = title.is_none().then_some("separator");
    view! {
        <li class="menu-separator" role=role>
            {title}
        </li>
    }
}
