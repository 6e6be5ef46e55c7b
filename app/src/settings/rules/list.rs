//! The list of rules in the order in which they are looked at.

use super::super::breadcrumb;
use super::api::load_rules;
use crate::identity::{PostForm, posted};
use crate::loaded::loaded;
use app_types::triage::RuleRow;
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/settings/rules`
#[component]
pub fn RulesPage() -> impl IntoView {
    let rules = Resource::new_blocking(|| (), |()| load_rules());
    let moving = posted("rules/move");
    let query = use_query_map();
    let moved = Memo::new(move |_| {
        let get = |name| query.read().get(name).unwrap_or_default();
        (get("moved"), get("to"))
    });
    view! {
        <Title text="Triage rules"/>
        <PageHeader title="Triage rules" breadcrumb=breadcrumb() actions=|| view! {
            <LinkButton href="/settings/rules/new" variant=Variant::Primary icon=IconName::Plus>"New rule"</LinkButton>
        }/>
        <ErrorSummary errors=moving.errors()/>
        {loaded(rules, move |rules| view! { <Rules rules moved=moved.get_untracked()/> })}
    }
    .into_any()
}

#[component]
fn Rules(rules: Vec<RuleRow>, moved: (String, String)) -> impl IntoView {
    if rules.is_empty() {
        return view! {
            <EmptyState title="No rule yet" icon=IconName::Queue
                text="A rule assigns, sets priorities or writes by itself when a ticket comes in or changes."
                action=|| view! { <LinkButton href="/settings/rules/new" variant=Variant::Primary>"New rule"</LinkButton> }/>
        }
        .into_any();
    }
    let columns = vec![
        Column::new("Order"),
        Column::new("Rule").class("col-wide"),
        Column::new("State"),
        Column::new("Acted").num(),
        Column::new("Last"),
        Column::new("Owner"),
    ];
    let last = rules.len();
    let rows = rules.into_iter().zip(1..);
    let rows = rows.map(move |(rule, place)| view! { <Rule rule place last moved=moved.clone()/> });
    view! {
        <div class="stack">
        <p class="muted">"Rules are looked at from the top. What one rule has changed, the next one sees."</p>
        <DataTable caption="Triage rules" columns=Signal::stored(columns) cards=true>
            {rows.collect_view()}
        </DataTable>
        </div>
    }
    .into_any()
}

#[component]
fn Rule(rule: RuleRow, place: usize, last: usize, moved: (String, String)) -> impl IntoView {
    let id = rule.id.to_string();
    let about = match rule.stops {
        true => format!("{} · no later rule once it has acted", rule.trigger.label()),
        false => rule.trigger.label().to_string(),
    };
    let focus = if moved.0 == id {
        moved.1
    } else {
        String::new()
    };
    view! {
        <tr>
            <td data-label="Order"><Order id=id.clone() name=rule.name.clone() place last focus/></td>
            <td class="cell-title">
                <a href=format!("/settings/rules/{id}") data-row="">{rule.name.clone()}</a>
                <span class="cell-sub">{about}</span>
            </td>
            <td data-label="State"><State active=rule.active/></td>
            <td data-label="Acted" class="num">{rule.fired_count.to_string()}</td>
            <td data-label="Last">
                {match rule.last_fired {
                    Some(at) => view! { <TimeText datetime=at.iso text=at.text title=at.long/> }.into_any(),
                    None => view! { <span class="muted">"Never"</span> }.into_any(),
                }}
            </td>
            <td data-label="Owner">{rule.owner}</td>
        </tr>
    }
}

/// The place in the order, and the buttons that change it. After a move the same button has the
/// focus, so that pressing it again moves on.
#[component]
fn Order(id: String, name: String, place: usize, last: usize, focus: String) -> impl IntoView {
    let earlier = (place > 1).then(|| {
        view! {
            <IconButton icon=IconName::ArrowUp label=format!("Move {name} up") button_type="submit"
                attr:name="direction" attr:value="earlier" attr:autofocus=focus == "earlier"/>
        }
    });
    let later = (place < last).then(|| {
        view! {
            <IconButton icon=IconName::ArrowDown label=format!("Move {name} down") button_type="submit"
                attr:name="direction" attr:value="later" attr:autofocus=focus == "later"/>
        }
    });
    view! {
        <PostForm action="rules/move" class="order">
            <input type="hidden" name="id" value=id/>
            <span class="num">{place.to_string()}</span>
            {earlier}
            {later}
        </PostForm>
    }
}

#[component]
fn State(active: bool) -> impl IntoView {
    let (text, tone) = if active {
        ("Active", Tone::Success)
    } else {
        ("Paused", Tone::Neutral)
    };
    view! { <Badge text tone/> }
}
