//! The reader's notifications.

use super::api::load_notifications;
use crate::identity::{PostForm, posted};
use crate::loaded::loaded;
use app_types::notifications::{NotificationList, NotificationRow};
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/notifications`
#[component]
pub fn NotificationsPage() -> impl IntoView {
    let query = use_query_map();
    let after = Memo::new(move |_| query.read().get("after").unwrap_or_default());
    let list = Resource::new_blocking(move || after.get(), load_notifications);
    let form = posted("notifications/read");
    view! {
        <Title text="Notifications"/>
        <PageHeader title="Notifications" actions=|| view! {
            <LinkButton href="/settings/notifications" variant=Variant::Ghost icon=IconName::Settings>"What I want to hear"</LinkButton>
            <PostForm action="notifications/read" class="inline-form">
                <Button icon=IconName::Check>"Mark all as read"</Button>
            </PostForm>
        }/>
        <ErrorSummary errors=form.errors()/>
        {loaded(list, |list| view! { <Rows list/> })}
    }
    .into_any()
}

#[component]
fn Rows(list: NotificationList) -> impl IntoView {
    let page = list.page;
    if page.rows.is_empty() {
        return view! {
            <EmptyState title="Nothing new" icon=IconName::Bell
                text="When somebody assigns a ticket to you or writes to one of yours, it is said here."/>
        }
        .into_any();
    }
    let older = page
        .next
        .map(|cursor| format!("/notifications?after={cursor}"));
    let text = format!(
        "{} on this page, newest first; {} unread in all",
        page.rows.len(),
        list.unread
    );
    let columns = vec![
        Column::new("What happened").class("col-wide"),
        Column::new("When").class("nowrap"),
        Column::new("Actions").hidden(),
    ];
    view! {
        <DataTable caption="Notifications" columns=Signal::stored(columns) cards=true>
            {page.rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}
        </DataTable>
        <Pager text older/>
    }
    .into_any()
}

#[component]
fn Row(row: NotificationRow) -> impl IntoView {
    let (id, ticket) = (row.id.to_string(), row.ticket);
    let action = row.unread.then(|| {
        view! {
            <PostForm action="notifications/read" class="row nowrap">
                <input type="hidden" name="id" value=id/>
                <Button small=true attr:name="open" attr:value="true">"Open" <Hidden>{format!(" ticket {ticket}")}</Hidden></Button>
                <Button small=true variant=Variant::Ghost attr:name="open" attr:value="false">"Mark as read"</Button>
            </PostForm>
        }
    });
    view! {
        <tr class=row.unread.then_some("row-unread")>
            <td class="cell-title">
                <a href=format!("/tickets/{ticket}") data-row="">{row.text}</a>
                <span class="cell-sub">{format!("#{ticket} {}", row.subject)}</span>
            </td>
            <td data-label="When"><TimeText datetime=row.at.iso text=row.at.text title=row.at.long/></td>
            <td>{action}</td>
        </tr>
    }
}
