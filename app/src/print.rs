//! Paper: what a page says only there, and the way to it. The look is in `style/print.css`.

use crate::layout::boot::use_boot;
use app_ui::{IconButton, IconName};
use leptos::prelude::*;

/// Opens the browser's print dialog; without script the browser's own menu does.
#[component]
pub fn PrintButton() -> impl IntoView {
    view! {
        <IconButton icon=IconName::Print label="Print" needs_script=true
            on:click=|_| { let _ = window().print(); }/>
    }
}

/// Whose page this is and who printed it.
#[component]
pub fn PrintHead() -> impl IntoView {
    use_boot().me().map(|me| {
        view! { <p class="print-only print-head">{format!("{}, printed by {}", me.tenant.name, me.name)}</p> }
    })
}
