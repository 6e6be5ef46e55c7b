//! Addresses whose mail came back: people look whether they are still right.

use super::api::load_undeliverable;
use crate::identity::PostForm;
use crate::layout::boot::use_boot;
use crate::loaded::loaded;
use app_types::Permission;
use app_types::mail::UndeliverableView;
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/mail/undeliverable`
#[component]
pub fn UndeliverablePage() -> impl IntoView {
    let list = Resource::new_blocking(|| (), |()| load_undeliverable());
    view! {
        <Title text="Undeliverable addresses"/>
        <PageHeader
            title="Undeliverable addresses"
            breadcrumb=vec![("Incoming mail".to_string(), "/mail".to_string())]
        />
        {loaded(list, |rows| view! { <Rows rows/> })}
    }
}

#[component]
fn Rows(rows: Vec<UndeliverableView>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <EmptyState title="All mail arrived" icon=IconName::Mail
                text="When mail to an address comes back, the address is listed here."/>
        }
        .into_any();
    }
    let columns = vec![
        Column::new("Address").class("col-wide"),
        Column::new("Came back").num(),
        Column::new("Last"),
        Column::new("Mark as right").hidden(),
    ];
    view! {
        <DataTable caption="Undeliverable addresses" columns=Signal::stored(columns) cards=true>
            {rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}
        </DataTable>
    }
    .into_any()
}

#[component]
fn Row(row: UndeliverableView) -> impl IntoView {
    let label = format!(" to {}", row.address);
    let address = match row.contact {
        Some(contact) => view! {
            <a href=format!("/contacts/{contact}") data-row="">{row.address}</a>
            <span class="cell-sub">{row.contact_name}</span>
        }
        .into_any(),
        None => row.address.into_any(),
    };
    view! {
        <tr>
            <td class="cell-title">{address}<span class="cell-sub">{row.reason}</span></td>
            <td class="num" data-label="Came back">{row.bounces}</td>
            <td data-label="Last"><TimeText datetime=row.bounced.iso text=row.bounced.text title=row.bounced.long/></td>
            <td class="col-min">
                {use_boot().can(Permission::MailFile).then(|| view! {
                    <PostForm action="mail/deliverable" class="inline-form">
                        <input type="hidden" name="id" value=row.id.to_string()/>
                        <Button small=true>"Mail arrives again"<Hidden>{label}</Hidden></Button>
                    </PostForm>
                })}
            </td>
        </tr>
    }
}
