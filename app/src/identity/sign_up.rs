//! Opening a workspace.

use super::api::time_zones;
use super::parts::{AuthPage, PostForm, Posted, posted};
use crate::error::{ApiError, ErrorPage};
use crate::layout::boot::use_boot;
use crate::loaded::loaded;
use app_ui::*;
use leptos::prelude::*;

/// `/sign-up`, where the installation allows it.
#[component]
pub fn SignUpPage() -> impl IntoView {
    if !use_boot().sign_up_open() {
        crate::server::page_not_found();
        return view! {
            <main class="page" id="main" tabindex="-1"><ErrorPage error=ApiError::NotFound/></main>
        }
        .into_any();
    }
    let form = posted("identity/sign-up");
    let zones = Resource::new_blocking(|| (), |()| time_zones());
    view! {
        <AuthPage title="Open a workspace" foot=|| view! { <p>"Have one already? "<a href="/sign-in">"Sign in"</a></p> }>
            <ErrorSummary errors=form.errors()/>
            {loaded(zones, move |zones| view! { <Fields form zones/> })}
        </AuthPage>
    }
    .into_any()
}

#[component]
fn Fields(form: Posted, zones: Vec<String>) -> impl IntoView {
    view! {
        <PostForm action="identity/sign-up">
            <TextInput name="company" label="Company" autocomplete="organization" maxlength=120
                value=form.typed("company", "") error=form.error("company")/>
            <TextInput name="slug" label="Name in addresses" hint="Small letters, digits and hyphens, for example acme"
                maxlength=40 value=form.typed("slug", "") error=form.error("slug")/>
            <TextInput name="name" label="Your name" autocomplete="name" maxlength=120
                value=form.typed("name", "") error=form.error("name")/>
            <TextInput name="email" label="E-mail address" kind="email" autocomplete="username"
                value=form.typed("email", "") error=form.error("email")/>
            <Select name="time_zone" label="Time zone" options=zone_options(&zones, None)
                value=form.typed("time_zone", "UTC") error=form.error("time_zone")/>
            <PasswordInput name="password" label="Password" autocomplete="new-password"
                hint="8 characters or more; three or four unrelated words are good" error=form.error("password")/>
            <Button variant=Variant::Primary>"Open the workspace"</Button>
        </PostForm>
    }
}

/// Entries of a time zone box; `none` is what the empty choice says.
pub fn zone_options(zones: &[String], none: Option<String>) -> Vec<(String, String)> {
    let empty = none.map(|label| (String::new(), label));
    let named = zones
        .iter()
        .map(|zone| (zone.clone(), zone.replace('_', " ")));
    empty.into_iter().chain(named).collect()
}
