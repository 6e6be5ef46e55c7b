//! The schedule's fields, and its next dates.

use crate::identity::Posted;
use app_types::recurring::{NTHS, Pattern, RecurringInput, WEEKDAYS};
use app_ui::*;
use leptos::prelude::*;

type Options = Vec<(String, String)>;

fn numbered(names: &[(i8, &str)]) -> Options {
    let option = |(number, name): &(i8, &str)| (number.to_string(), name.to_string());
    names.iter().map(option).collect()
}

/// How often, from when until when, at which time of which zone.
#[component]
pub fn Schedule(
    input: RecurringInput,
    zones: Vec<String>,
    own_zone: String,
    post: Posted,
) -> impl IntoView {
    let patterns = Pattern::ALL
        .iter()
        .map(|pattern| (pattern.to_string(), pattern.label().to_string()));
    let patterns: Options = patterns.collect();
    let mut zone_options = vec![(String::new(), format!("The workspace’s ({own_zone})"))];
    zone_options.extend(zones.into_iter().map(|zone| (zone.clone(), zone)));
    let week = WEEKDAYS
        .iter()
        .map(|(number, name)| {
            let value = number.to_string();
            let checked = input.weekdays.contains(&value);
            view! { <Checkbox name="weekdays[]" id=format!("weekday-{number}") value label=*name checked/> }
        })
        .collect_view();
    view! {
        <Fieldset legend="Schedule">
            <div class="form-grid">
                <Select name="pattern" label="How often" options=patterns value=input.pattern error=post.error("pattern")/>
                <TextInput name="every" label="Every" width="xs" inputmode="numeric" suffix="days, weeks or months" value=input.every error=post.error("every")/>
                <TextInput name="at" label="Time of day" kind="time" width="sm" value=input.at error=post.error("at")/>
                <Select name="time_zone" label="Time zone" options=zone_options value=input.time_zone error=post.error("time_zone")
                    hint="Where the client is, if that matters."/>
                <TextInput name="starts_on" label="First day" kind="date" width="md" value=input.starts_on error=post.error("starts_on")/>
                <TextInput name="ends_on" label="Last day" kind="date" width="md" optional=true value=input.ends_on error=post.error("ends_on")/>
            </div>
        </Fieldset>
        <Fieldset legend="Days of the week" id="weekdays" error=post.error("weekdays") hint="For a weekly one.">
            <div class="tick-grid">{week}</div>
        </Fieldset>
        <Fieldset legend="Day of the month" id="month-days" hint="For a monthly one. A time that a change of clocks leaves out comes an hour later; one that comes twice counts once.">
            <div class="form-grid">
                <TextInput name="month_day" label="Day" width="xs" inputmode="numeric" value=input.month_day error=post.error("month_day")
                    hint="31 is the last day of shorter months."/>
                <Select name="nth" label="Which one" options=numbered(&NTHS) value=input.nth error=post.error("nth")/>
                <Select name="weekday" label="Weekday" options=numbered(&WEEKDAYS) value=input.weekday error=post.error("weekday")/>
            </div>
        </Fieldset>
    }
}

/// The next due times, and the button that asks for them.
#[component]
pub fn NextDates(next: Vec<String>) -> impl IntoView {
    view! {
        <Fieldset legend="Next dates" id="next">
            {if next.is_empty() {
                view! { <p class="muted">"Press the button to see when tickets will be made. Nothing is saved by it."</p> }.into_any()
            } else {
                view! {
                    <ol class="list-plain list-lines" aria-label="Next dates">
                        {next.into_iter().map(|date| view! { <li class="num">{date}</li> }).collect_view()}
                    </ol>
                }
                .into_any()
            }}
            <div class="btn-row">
                <Button icon=IconName::Calendar attr:name="intent" attr:value="preview">"Show the next dates"</Button>
            </div>
        </Fieldset>
    }
}
