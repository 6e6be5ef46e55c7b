//! The list of canned replies.

use super::api::load_canned_replies;
use crate::loaded::loaded;
use app_types::canned::CannedRow;
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;

const NEW: &str = "/settings/canned-replies/new";

/// `/settings/canned-replies`
#[component]
pub fn CannedRepliesPage() -> impl IntoView {
    let list = Resource::new_blocking(|| (), |()| load_canned_replies());
    view! {
        <Title text="Canned replies"/>
        <PageHeader
            title="Canned replies"
            breadcrumb=vec![("Settings".to_string(), "/settings".to_string())]
            actions=|| view! { <LinkButton href=NEW variant=Variant::Primary>"New canned reply"</LinkButton> }
        />
        {loaded(list, |replies| view! { <Rows replies/> })}
    }
}

#[component]
fn Rows(replies: Vec<CannedRow>) -> impl IntoView {
    if replies.is_empty() {
        return view! {
            <EmptyState title="No canned reply yet" icon=IconName::Reply
                text="Write down what you type again and again. On a ticket, two colons and the shortcut put it in."
                action=|| view! { <LinkButton href=NEW variant=Variant::Primary>"New canned reply"</LinkButton> }/>
        }
        .into_any();
    }
    let columns = vec![
        Column::new("Name").class("col-wide"),
        Column::new("Shortcut"),
        Column::new("For"),
    ];
    view! {
        <DataTable caption="Canned replies" columns=Signal::stored(columns) cards=true>
            {replies.into_iter().map(|reply| view! { <Row reply/> }).collect_view()}
        </DataTable>
    }
    .into_any()
}

#[component]
fn Row(reply: CannedRow) -> impl IntoView {
    let name = if reply.may_edit {
        let href = format!("/settings/canned-replies/{}", reply.id);
        view! { <a href=href data-row="">{reply.name}</a> }.into_any()
    } else {
        reply.name.into_any()
    };
    view! {
        <tr>
            <td class="cell-title">
                {name}
                <span class="cell-sub">{reply.beginning}</span>
            </td>
            <td data-label="Shortcut" class="mono nowrap">{format!("::{}", reply.shortcut)}</td>
            <td data-label="For">{if reply.shared { "Everybody" } else { "Only me" }}</td>
        </tr>
    }
}
