//! Pages about mailed links: forgotten password, new password, invitation.

use super::api::{LinkOwner, invitation, reset_link};
use super::parts::{AuthPage, PostForm, posted};
use super::sign_in::{WorkspaceField, query};
use crate::loaded::loaded;
use app_ui::*;
use leptos::prelude::*;

/// `/forgot`
#[component]
pub fn ForgotPage() -> impl IntoView {
    let form = posted("identity/forgot");
    view! {
        <AuthPage title="Forgotten password" lead="We mail you a link to choose a new one."
            foot=|| view! { <p><a href="/sign-in">"Back to sign-in"</a></p> }
        >
            <ErrorSummary errors=form.errors()/>
            <PostForm action="identity/forgot">
                <WorkspaceField typed=form.find("workspace") error=form.error("workspace")/>
                <TextInput name="email" label="E-mail address" kind="email" autocomplete="username"
                    value=form.typed("email", "") error=form.error("email")/>
                <Button variant=Variant::Primary>"Send the link"</Button>
            </PostForm>
        </AuthPage>
    }
    .into_any()
}

/// `/reset?token=…`
#[component]
pub fn ResetPage() -> impl IntoView {
    let form = posted("identity/reset");
    let token = StoredValue::new(query("token"));
    let link = Resource::new_blocking(move || token.get_value(), reset_link);
    view! {
        <AuthPage title="New password" foot=|| view! { <p><a href="/sign-in">"Back to sign-in"</a></p> }>
            <ErrorSummary errors=form.errors()/>
            {loaded(link, move |owner| match owner {
                None => view! { <NoLongerGood again="/forgot" words="Ask for a new link"/> }.into_any(),
                Some(owner) => view! {
                    <Whose owner/>
                    <PostForm action="identity/reset">
                        <input type="hidden" name="token" value=token.get_value()/>
                        <PasswordInput name="password" label="New password" autocomplete="new-password"
                            hint="8 characters or more; three or four unrelated words are good" error=form.error("password")/>
                        <Button variant=Variant::Primary>"Change the password"</Button>
                    </PostForm>
                }.into_any(),
            })}
        </AuthPage>
    }
    .into_any()
}

/// `/accept-invite?token=…`
#[component]
pub fn AcceptInvitePage() -> impl IntoView {
    let form = posted("identity/accept-invite");
    let token = StoredValue::new(query("token"));
    let link = Resource::new_blocking(move || token.get_value(), invitation);
    view! {
        <AuthPage title="Accept the invitation">
            <ErrorSummary errors=form.errors()/>
            {loaded(link, move |owner| match owner {
                None => view! {
                    <Banner tone=Tone::Warning title="This link is no longer good">
                        "It was used already or is older than seven days. Ask whoever invited you to send it again."
                    </Banner>
                }.into_any(),
                Some(owner) => view! {
                    <Whose owner=owner.clone()/>
                    <PostForm action="identity/accept-invite">
                        <input type="hidden" name="token" value=token.get_value()/>
                        <TextInput name="name" label="Your name" autocomplete="name" maxlength=120
                            value=form.typed("name", &owner.name) error=form.error("name")/>
                        <PasswordInput name="password" label="Password" autocomplete="new-password"
                            hint="8 characters or more; three or four unrelated words are good" error=form.error("password")/>
                        <Button variant=Variant::Primary>"Join"</Button>
                    </PostForm>
                }.into_any(),
            })}
        </AuthPage>
    }
    .into_any()
}

#[component]
fn Whose(owner: LinkOwner) -> impl IntoView {
    view! {
        <p class="muted">
            {owner.email}" at "{owner.workspace}
        </p>
    }
}

#[component]
fn NoLongerGood(again: &'static str, words: &'static str) -> impl IntoView {
    view! {
        <Banner tone=Tone::Warning title="This link is no longer good">
            "It was used already or is older than one hour. "<a href=again>{words}</a>
        </Banner>
    }
}
