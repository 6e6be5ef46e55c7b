//! Name, time zone, look and shortcuts of the signed-in person.

use super::api::{ProfileData, load_profile};
use super::breadcrumb;
use super::mail_templates::api::load_signature;
use crate::identity::{PostForm, posted, zone_options};
use crate::layout::boot::use_boot;
use crate::loaded::loaded;
use app_types::Permission;
use app_types::identity::{Density, Theme};
use app_types::mail_templates::SignatureView;
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings/profile`
#[component]
pub fn ProfilePage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| load_profile());
    view! {
        <Title text="Profile and preferences"/>
        <PageHeader title="Profile and preferences" breadcrumb=breadcrumb()/>
        <div class="stack-lg">
            {loaded(data, |data| view! { <ProfileForm data/> })}
            {use_boot().can(Permission::TicketsReply).then(|| view! { <SignaturePanel/> })}
        </div>
    }
    .into_any()
}

#[component]
fn SignaturePanel() -> impl IntoView {
    let signature = Resource::new_blocking(|| (), |()| load_signature());
    loaded(signature, |signature| view! { <SignatureForm signature/> })
}

#[component]
fn SignatureForm(signature: SignatureView) -> impl IntoView {
    let form = posted("settings/save-signature");
    view! {
        <Panel title="Mail signature">
            <ErrorSummary errors=form.errors()/>
            <PostForm action="settings/save-signature">
                <input type="hidden" name="version" value=signature.version.to_string()/>
                <TextArea name="signature" label="Signature" optional=true rows=4
                    value=form.typed("signature", &signature.body) error=form.error("signature")
                    hint="Below your replies to clients. Leave it empty for the workspace's signature."/>
                <Disclosure summary="What stands there now"><Prose><pre tabindex="0">{signature.shown}</pre></Prose></Disclosure>
                <FormActions><Button>"Save signature"</Button></FormActions>
            </PostForm>
        </Panel>
    }
}

#[component]
fn ProfileForm(data: ProfileData) -> impl IntoView {
    let form = posted("settings/save-profile");
    let profile = data.profile;
    let shortcuts = match form.is_back() {
        true => !form.typed("shortcuts", "").is_empty(),
        false => profile.shortcuts,
    };
    let themes: Vec<Choice> = Theme::ALL
        .iter()
        .map(|t| Choice::new(t.as_str(), t.label()))
        .collect();
    let densities: Vec<Choice> = Density::ALL
        .iter()
        .map(|d| Choice::new(d.as_str(), d.label()))
        .collect();
    let zones = zone_options(&data.zones, Some("The workspace's".into()));
    view! {
        <ErrorSummary errors=form.errors()/>
        <PostForm action="settings/save-profile">
            <TextInput name="name" label="Name" autocomplete="name" maxlength=120
                hint="Clients see it on your replies." value=form.typed("name", &profile.name) error=form.error("name")/>
            <TextInput name="email" label="E-mail address" value=profile.email readonly=true
                hint="You sign in with it."/>
            <Select name="time_zone" label="Time zone" options=zones
                value=form.typed("time_zone", &profile.time_zone) error=form.error("time_zone")/>
            <RadioGroup name="theme" legend="Theme" options=themes
                value=form.typed("theme", profile.theme.as_str()) error=form.error("theme")/>
            <RadioGroup name="density" legend="Density" options=densities
                value=form.typed("density", profile.density.as_str()) error=form.error("density")/>
            <Checkbox name="shortcuts" label="Shortcuts of a single key" checked=shortcuts
                hint="Press ? to see them."/>
            <FormActions><Button variant=Variant::Primary>"Save"</Button></FormActions>
        </PostForm>
    }
}
