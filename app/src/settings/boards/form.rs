//! Adding and renaming a board.

use super::api::{SaveBoard, load_board};
use crate::forms::use_form;
use crate::loaded::loaded;
use app_types::boards::BoardView;
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/settings/boards/new`
#[component]
pub fn NewBoardPage() -> impl IntoView {
    let form = Resource::new_blocking(String::new, load_board);
    view! {
        <Title text="New board"/>
        <PageHeader title="New board" breadcrumb=breadcrumb()/>
        {loaded(form, |data| view! { <Fields data/> })}
    }
}

/// `/settings/boards/:id`
#[component]
pub fn EditBoardPage() -> impl IntoView {
    let params = use_params_map();
    // No board has the id "-": not found, instead of a new one.
    let id = Memo::new(move |_| {
        let id = params.read().get("id").filter(|id| !id.is_empty());
        id.unwrap_or("-".into())
    });
    let form = Resource::new_blocking(move || id.get(), load_board);
    loaded(form, |data| {
        let title = data.as_ref().map(|board| board.name.clone());
        let title = title.unwrap_or_default();
        view! {
            <Title text=title.clone()/>
            <PageHeader title breadcrumb=breadcrumb()/>
            <Fields data/>
        }
    })
}

fn breadcrumb() -> Vec<(String, String)> {
    vec![("Boards".to_string(), "/settings/boards".to_string())]
}

#[component]
fn Fields(data: Option<BoardView>) -> impl IntoView {
    let form = use_form::<SaveBoard>("boards/save");
    let (id, version, name) = data.map_or_else(Default::default, |board| {
        (board.id.to_string(), board.version, board.name)
    });
    view! {
        <ErrorSummary errors=form.errors()/>
        <ActionForm action=form.action attr:class="form" attr:novalidate=true>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=version.to_string()/>
            <TextInput name="name" label="Name" value=form.typed("name", &name) error=form.error("name") maxlength=60
                hint="A queue of tickets. Choose at each mailbox which board its mail goes to."/>
            <FormActions>
                <Button variant=Variant::Primary busy=form.busy()>"Save board"</Button>
                <LinkButton href="/settings/boards" variant=Variant::Ghost>"Cancel"</LinkButton>
            </FormActions>
        </ActionForm>
    }
}
