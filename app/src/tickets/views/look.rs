//! Columns, their order, and how densely rows stand. A plain form: the density stands in the
//! document around the app.

use super::api::load_look;
use crate::identity::{PostForm, posted};
use crate::loaded::loaded;
use app_types::identity::Density;
use app_types::views::{LookForm, TicketColumn};
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/tickets/columns?view=…`
#[component]
pub fn ColumnsPage() -> impl IntoView {
    let query = use_query_map();
    let view = Memo::new(move |_| query.read().get("view").unwrap_or_default());
    let look = Resource::new_blocking(move || view.get(), load_look);
    loaded(look, |look| {
        let title = look.view.as_ref().map_or_else(
            || "Columns and density".to_string(),
            |view| format!("Columns of {}", view.name),
        );
        view! {
            <Title text=title.clone()/>
            <PageHeader title breadcrumb=vec![("Tickets".to_string(), "/tickets".to_string())]/>
            <Fields look/>
        }
    })
}

#[component]
fn Fields(look: LookForm) -> impl IntoView {
    let form = posted("tickets/save-look");
    let id = look
        .view
        .as_ref()
        .map(|view| view.id.to_string())
        .unwrap_or_default();
    let back = if id.is_empty() {
        "/tickets".to_string()
    } else {
        format!("/tickets?view={id}")
    };
    let last = look.columns.len().saturating_sub(1);
    let rows = look
        .columns
        .iter()
        .enumerate()
        .map(|(nth, (column, shown))| {
            view! { <ColumnRow column=*column shown=*shown first=nth == 0 last=nth == last/> }
        });
    let rows = rows.collect_view();
    view! {
        <ErrorSummary errors=form.errors()/>
        <PostForm action="tickets/save-look">
            // The first button of a form is the one that Enter presses: not "up".
            <button class="sr-only" tabindex="-1" aria-hidden="true">"Save"</button>
            <input type="hidden" name="view" value=id.clone()/>
            <Fieldset legend="Columns" hint="From left to right. The subject always stands in the list: it is the way into the ticket.">
                <ol class="list-plain list-lines">{rows}</ol>
            </Fieldset>
            <RadioGroup name="density" legend="Density" options=densities(!id.is_empty()) value=look.density
                error=form.error("density")/>
            <FormActions>
                <Button variant=Variant::Primary>"Save"</Button>
                <LinkButton href=back variant=Variant::Ghost>"Cancel"</LinkButton>
            </FormActions>
        </PostForm>
    }
}

fn densities(of_view: bool) -> Vec<Choice> {
    let own = of_view.then(|| Choice::new("", "As each reader has it"));
    let all = Density::ALL
        .iter()
        .map(|density| Choice::new(density.as_str(), density.label()));
    own.into_iter().chain(all).collect()
}

/// One column: whether it is shown, and two buttons that move it and keep everything else.
#[component]
fn ColumnRow(column: TicketColumn, shown: bool, first: bool, last: bool) -> impl IntoView {
    let name = column.label();
    view! {
        <li class="row-between">
            <input type="hidden" name="order[]" value=column.as_str()/>
            <Checkbox name="shown[]" id=format!("column-{column}") value=column.as_str() label=name checked=shown
                disabled=column == TicketColumn::Subject/>
            <span class="btn-row">
                <Step column up=true disabled=first/>
                <Step column up=false disabled=last/>
            </span>
        </li>
    }
}

#[component]
fn Step(column: TicketColumn, up: bool, disabled: bool) -> impl IntoView {
    let (key, word, icon) = if up {
        ("up", "up", IconName::ArrowUp)
    } else {
        ("down", "down", IconName::ArrowDown)
    };
    let label = format!("Move {} {word}", column.label());
    view! {
        <button class="icon-btn" name="step" value=format!("{key}:{column}") aria-label=label.clone() title=label disabled=disabled>
            <Icon name=icon/>
        </button>
    }
}
