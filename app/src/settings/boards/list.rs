//! The list of boards.

use super::api::load_boards;
use crate::loaded::loaded;
use app_types::boards::BoardView;
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings/boards`
#[component]
pub fn BoardsPage() -> impl IntoView {
    let list = Resource::new_blocking(|| (), |()| load_boards());
    view! {
        <Title text="Boards"/>
        <PageHeader
            title="Boards"
            breadcrumb=super::super::breadcrumb()
            actions=|| view! { <LinkButton href="/settings/boards/new" variant=Variant::Primary>"New board"</LinkButton> }
        />
        {loaded(list, |boards| view! { <Rows boards/> })}
    }
}

/// There is always one: a workspace begins with it, and none is ever taken away.
#[component]
fn Rows(boards: Vec<BoardView>) -> impl IntoView {
    let columns = vec![
        Column::new("Name").class("col-name"),
        Column::new("Mailboxes").class("col-wide"),
    ];
    view! {
        <DataTable caption="Boards" columns=Signal::stored(columns) cards=true>
            {boards.into_iter().map(|board| view! { <Row board/> }).collect_view()}
        </DataTable>
    }
}

#[component]
fn Row(board: BoardView) -> impl IntoView {
    let mailboxes = match board.mailboxes.is_empty() {
        true => view! { <span class="muted">"None"</span> }.into_any(),
        false => view! { <AddressText text=board.mailboxes/> }.into_any(),
    };
    view! {
        <tr>
            <td class="cell-title">
                <a href=format!("/settings/boards/{}", board.id) data-row="">{board.name}</a>
            </td>
            <td data-label="Mailboxes">{mailboxes}</td>
        </tr>
    }
}
