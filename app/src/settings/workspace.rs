//! The workspace's own settings.

use super::breadcrumb;
use super::workspace_api::{WorkspaceData, load_workspace};
use crate::identity::{PostForm, posted, zone_options};
use crate::loaded::loaded;
use app_types::identity::{Accent, UnknownSender};
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings/workspace`
#[component]
pub fn WorkspacePage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| load_workspace());
    view! {
        <Title text="Workspace"/>
        <PageHeader title="Workspace" breadcrumb=breadcrumb()/>
        {loaded(data, |data| view! { <WorkspaceForm data/> })}
    }
    .into_any()
}

#[component]
fn WorkspaceForm(data: WorkspaceData) -> impl IntoView {
    let form = posted("settings/save-workspace");
    let now = data.workspace;
    let require_totp = match form.is_back() {
        true => !form.typed("require_totp", "").is_empty(),
        false => now.require_totp,
    };
    let accents: Vec<(String, String)> = Accent::ALL
        .iter()
        .map(|a| (a.to_string(), a.label().to_string()))
        .collect();
    let senders: Vec<Choice> = UnknownSender::ALL
        .iter()
        .map(|u| Choice::new(u.as_str(), u.label()))
        .collect();
    view! {
        <ErrorSummary errors=form.errors()/>
        <PostForm action="settings/save-workspace">
            <TextInput name="name" label="Company" maxlength=120 value=form.typed("name", &now.name) error=form.error("name")/>
            <TextInput name="slug" label="Name in addresses" value=now.slug readonly=true/>
            <Select name="time_zone" label="Time zone" options=zone_options(&data.zones, None)
                value=form.typed("time_zone", &now.time_zone) error=form.error("time_zone")/>
            <Select name="accent" label="Colour" options=accents
                value=form.typed("accent", now.accent.as_str()) error=form.error("accent")/>
            <TextInput name="ticket_prefix" label="Before ticket numbers" optional=true maxlength=8 width="sm"
                hint="For example ACME- makes ACME-1042" value=form.typed("ticket_prefix", &now.ticket_prefix) error=form.error("ticket_prefix")/>
            <RadioGroup name="unknown_sender" legend="Mail from people nobody knows" options=senders
                value=form.typed("unknown_sender", now.unknown_sender.as_str()) error=form.error("unknown_sender")/>
            <TextInput name="reopen_window_days" label="Days in which a reply reopens a closed ticket" inputmode="numeric" width="xs"
                hint="After that it makes a new, linked ticket."
                value=form.typed("reopen_window_days", &now.reopen_window_days.to_string()) error=form.error("reopen_window_days")/>
            <TextInput name="auto_close_days" label="Days until a resolved ticket closes by itself" inputmode="numeric" width="xs"
                hint="0: it stays resolved until somebody closes it."
                value=form.typed("auto_close_days", &now.auto_close_days.to_string()) error=form.error("auto_close_days")/>
            <Checkbox name="require_totp" label="Everybody needs two-step sign-in" checked=require_totp
                hint="Who has not set it up can do nothing else until they do."/>
            <FormActions><Button variant=Variant::Primary>"Save"</Button></FormActions>
        </PostForm>
    }
}
