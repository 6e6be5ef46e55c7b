//! The lines of a rule's form: conditions and actions.

use crate::identity::Posted;
use crate::tickets::parts::options;
use app_types::common::Choice;
use app_types::tickets::TicketChoices;
use app_types::triage::{
    Action, ActionKind, Condition, Field as Looked, Strategy, VARIABLES, fixed_choices,
};
use app_ui::*;
use leptos::prelude::*;

type Options = Vec<(String, String)>;

/// The conditions, and the way to add one.
#[component]
pub fn Conditions(
    conditions: Vec<Condition>,
    choices: TicketChoices,
    post: Posted,
) -> impl IntoView {
    let empty = conditions.is_empty();
    let lines = conditions.into_iter().enumerate();
    let lines = lines
        .map(move |(at, line)| view! { <ConditionLine at line choices=choices.clone() post/> });
    let fields = Looked::ALL
        .iter()
        .map(|field| Choice::new(field, field.label()));
    let fields = options(&fields.collect::<Vec<_>>(), "Choose what to look at");
    view! {
        <Fieldset legend="Conditions" id="lines">
            {empty.then(|| view! { <p class="muted">"Without a condition the rule always acts."</p> })}
            {lines.collect_view()}
            <div class="line-add">
                <Select name="add_condition" label="One more condition" optional=true options=fields error=post.error("add_condition")/>
                <Button icon=IconName::Plus attr:name="intent" attr:value="add-condition">"Add condition"</Button>
            </div>
        </Fieldset>
    }
}

#[component]
fn ConditionLine(
    at: usize,
    line: Condition,
    choices: TicketChoices,
    post: Posted,
) -> impl IntoView {
    let label = line.field.label();
    let operators = line.field.operators().iter();
    let operators: Options = operators
        .map(|operator| (operator.to_string(), operator.label().to_string()))
        .collect();
    let name = format!("conditions[{at}][value]");
    let error = post.error(&name);
    let value_label = format!("Value for {label}");
    let hint = hint(line.field);
    let control = match condition_options(line.field, &choices) {
        Some(options) => view! {
            <Select name label=value_label options value=line.value error hide_label=true/>
        }
        .into_any(),
        None => view! {
            <TextInput name label=value_label value=line.value error hint hide_label=true maxlength=500/>
        }
        .into_any(),
    };
    view! {
        <div class="line">
            <input type="hidden" name=format!("conditions[{at}][field]") value=line.field.to_string()/>
            <Select name=format!("conditions[{at}][operator]") label options=operators value=line.operator.to_string()/>
            {control}
            <Button variant=Variant::Ghost icon=IconName::Trash attr:name="intent" attr:value=format!("remove-condition-{at}")>
                "Remove" <Hidden>{format!(" the condition on {label}")}</Hidden>
            </Button>
        </div>
    }
}

/// What there is to choose for a field; `None`: it is typed.
fn condition_options(field: Looked, choices: &TicketChoices) -> Option<Options> {
    match field {
        Looked::Board => Some(options(&choices.boards, "Choose a board")),
        Looked::Status => Some(options(&choices.statuses, "Choose a status")),
        Looked::Technician => Some(options(&choices.technicians, "Nobody")),
        field => {
            let fixed = fixed_choices(field);
            (!fixed.is_empty()).then(|| options(&fixed, "Choose"))
        }
    }
}

fn hint(field: Looked) -> Option<String> {
    match field {
        Looked::Client => Some("The client’s number.".into()),
        Looked::TimeOfDay => Some("In the workspace’s time zone, for example 08:00-17:00.".into()),
        Looked::SenderDomain => Some("For example example.com.".into()),
        _ => None,
    }
}

/// The actions, and the way to add one.
#[component]
pub fn Actions(actions: Vec<Action>, choices: TicketChoices, post: Posted) -> impl IntoView {
    let lines = actions.into_iter().enumerate();
    let lines =
        lines.map(move |(at, line)| view! { <ActionLine at line choices=choices.clone() post/> });
    let kinds = ActionKind::ALL
        .iter()
        .map(|kind| Choice::new(kind, kind.label()));
    let kinds = options(&kinds.collect::<Vec<_>>(), "Choose what to do");
    view! {
        <Fieldset legend="Then">
            {lines.collect_view()}
            <div class="line-add">
                <Select name="add_action" label="One more action" optional=true options=kinds error=post.error("add_action")/>
                <Button icon=IconName::Plus attr:name="intent" attr:value="add-action">"Add action"</Button>
            </div>
        </Fieldset>
    }
}

#[component]
fn ActionLine(at: usize, line: Action, choices: TicketChoices, post: Posted) -> impl IntoView {
    let label = line.kind.label();
    let value_name = format!("actions[{at}][value]");
    let text_name = format!("actions[{at}][text]");
    let chosen = action_options(line.kind, &choices).map(|options| {
        let error = post.error(&value_name);
        view! { <Select name=value_name label options value=line.value error/> }
    });
    let with_value = chosen.is_some();
    let pool = (line.kind == ActionKind::Assign).then(|| {
        view! { <Pool at people=line.people.clone() skill=line.skill.clone() choices=choices.clone() post/> }
    });
    let written = line.kind.has_text().then(|| {
        let error = post.error(&text_name);
        let text_label = if with_value { format!("Text: {label}") } else { label.to_string() };
        view! { <TextArea name=text_name label=text_label value=line.text error hint=variables() rows=4 maxlength=4000/> }
    });
    view! {
        <div class="line line-action">
            <input type="hidden" name=format!("actions[{at}][kind]") value=line.kind.to_string()/>
            <div class="stack-sm">{chosen}{written}{pool}</div>
            <Button variant=Variant::Ghost icon=IconName::Trash attr:name="intent" attr:value=format!("remove-action-{at}")>
                "Remove" <Hidden>{format!(" the action: {label}")}</Hidden>
            </Button>
        </div>
    }
}

/// Who may be assigned.
#[component]
fn Pool(
    at: usize,
    people: Vec<String>,
    skill: String,
    choices: TicketChoices,
    post: Posted,
) -> impl IntoView {
    let skill_name = format!("actions[{at}][skill]");
    let people_name = format!("actions[{at}][people]");
    let (skill_error, people_error) = (post.error(&skill_name), post.error(&people_name));
    let boxes = choices.technicians.into_iter().map(|technician| {
        let checked = people.contains(&technician.value);
        let id = format!("{people_name}-{}", technician.value);
        view! { <Checkbox name=format!("{people_name}[]") id value=technician.value label=technician.label checked/> }
    });
    let boxes = boxes.collect_view();
    view! {
        <TextInput name=skill_name label="Only people with the skill" optional=true value=skill error=skill_error maxlength=30/>
        <Fieldset legend="Only these people" id=people_name error=people_error
            hint="Nobody ticked: everybody who works on tickets. Who is away is passed over.">
            {boxes}
        </Fieldset>
    }
}

fn action_options(kind: ActionKind, choices: &TicketChoices) -> Option<Options> {
    match kind {
        ActionKind::SetStatus => Some(options(&choices.statuses, "Choose a status")),
        ActionKind::SetBoard => Some(options(&choices.boards, "Choose a board")),
        ActionKind::SetPriority => Some(options(
            &fixed_choices(Looked::Priority),
            "Choose a priority",
        )),
        ActionKind::SetType => Some(options(&fixed_choices(Looked::TicketType), "Choose a type")),
        ActionKind::SetTechnician => Some(options(&choices.technicians, "Nobody")),
        ActionKind::MailTechnician => {
            Some(options(&choices.technicians, "The ticket’s technician"))
        }
        ActionKind::Assign => {
            let ways = Strategy::ALL.iter();
            let ways = ways.map(|way| Choice::new(way, way.label()));
            Some(options(&ways.collect::<Vec<_>>(), "Choose how"))
        }
        ActionKind::AddNote | ActionKind::MailContact => None,
    }
}

/// What may be written in a text.
fn variables() -> String {
    let names = VARIABLES.iter().map(|name| format!("{{{{{name}}}}}"));
    format!("You may write {}.", names.collect::<Vec<_>>().join(", "))
}
