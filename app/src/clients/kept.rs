//! What the pages of a client's notes and of its files share.

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::clients::ClientRef;
use app_types::common::Page;
use app_ui::*;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The client's number, `show` and `after` of the address.
pub(super) fn kept_query() -> Memo<(u64, String, String)> {
    let (params, query) = (use_params_map(), use_query_map());
    Memo::new(move |_| {
        let number = params.read().get("number");
        let number = number.and_then(|n| n.parse().ok()).unwrap_or(0);
        let query = query.read();
        let get = |name: &str| query.get(name).unwrap_or_default();
        (number, get("show"), get("after"))
    })
}

/// Does `then` after a form of the page has worked.
pub(super) fn when_done<S>(action: ServerAction<S>, then: Callback<()>)
where
    S: ServerFn<Output = FormReply, Error = ApiError> + Send + Sync + Clone + 'static,
{
    Effect::new(move |_| {
        if matches!(action.value().get(), Some(Ok(FormReply::Done { .. }))) {
            then.run(());
        }
    });
}

/// The title, and the way between what is there and what was deleted.
#[component]
pub(super) fn KeptHead(
    client: ClientRef,
    what: &'static str,
    path: &'static str,
    deleted: bool,
) -> impl IntoView {
    let number = client.number;
    let breadcrumb = vec![
        ("Clients".to_string(), "/clients".to_string()),
        (client.name.clone(), format!("/clients/{number}")),
    ];
    let title = if deleted {
        format!("Deleted {}", what.to_lowercase())
    } else {
        what.to_string()
    };
    let here = format!("/clients/{number}/{path}");
    view! {
        <Title text=format!("{title} · {}", client.name)/>
        <PageHeader title breadcrumb actions=move || {
            if deleted {
                view! { <LinkButton href=here>{format!("All {}", what.to_lowercase())}</LinkButton> }
            } else {
                view! { <LinkButton href=format!("{here}?show=deleted") icon=IconName::Trash>"Deleted"</LinkButton> }
            }
        }/>
    }
}

/// The way to the next page; nothing for a list of one page.
pub(super) fn pager<T>(
    number: u64,
    path: &str,
    deleted: bool,
    page: &Page<T>,
) -> impl IntoView + use<T> {
    let show = if deleted { "show=deleted&" } else { "" };
    let to = |after: &String| format!("/clients/{number}/{path}?{show}after={after}");
    let (newer, older) = (page.previous.as_ref().map(to), page.next.as_ref().map(to));
    let text = format!("{} on this page, latest first", page.rows.len());
    (newer.is_some() || older.is_some())
        .then(|| view! { <Pager text newer older newer_label="Newest"/> })
}
