//! The way out: a list as a file, with the filter it has now.

use crate::layout::boot::use_boot;
use app_types::Permission;
use app_ui::{Icon, IconName, Menu};
use leptos::prelude::*;

/// Entries of a menu; nothing for those who may not take lists out. The browser loads the file,
/// not the router: `rel="external"`.
#[component]
pub fn ExportMenuLinks(
    /// The list's name in `/export/`.
    list: &'static str,
    /// The filter, without its question mark.
    #[prop(into)]
    query: Signal<String>,
) -> impl IntoView {
    let kinds = [("csv", "Export as CSV"), ("xlsx", "Export as Excel")];
    use_boot().can(Permission::DataExport).then(|| {
        kinds.map(|(ending, label)| {
            let href = move || format!("/export/{list}.{ending}?{}", query.get());
            view! {
                <li>
                    <a class="menu-item" href=href rel="external" download="">
                        <Icon name=IconName::Download/>
                        <span>{label}</span>
                    </a>
                </li>
            }
        })
    })
}

/// The same as a menu of its own.
#[component]
pub fn ExportMenu(list: &'static str, #[prop(into)] query: Signal<String>) -> impl IntoView {
    use_boot().can(Permission::DataExport).then(|| {
        view! {
            <Menu label="Export" icon=IconName::Download align_end=true>
                <ExportMenuLinks list query/>
            </Menu>
        }
    })
}
