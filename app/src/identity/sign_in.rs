//! The two steps of signing in, and signing out.

use super::parts::{AuthPage, PostForm, posted};
use crate::layout::boot::use_boot;
use app_ui::*;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// A value of the page's query as it was when the page was made.
pub(super) fn query(name: &'static str) -> String {
    use_query_map().with_untracked(|query| query.get(name).unwrap_or_default())
}

/// `/sign-in?workspace=acme&next=/tickets/1042`
#[component]
pub fn SignInPage() -> impl IntoView {
    let form = posted("identity/sign-in");
    let sign_up_open = use_boot().sign_up_open();
    let next = query("next");
    view! {
        <AuthPage
            title="Sign in"
            foot=move || view! {
                <p><a href="/forgot">"Forgotten your password?"</a></p>
                {sign_up_open.then(|| view! { <p>"New here? "<a href="/sign-up">"Open a workspace"</a></p> })}
            }
        >
            <ErrorSummary errors=form.errors()/>
            <PostForm action="identity/sign-in">
                <WorkspaceField typed=form.find("workspace") error=form.error("workspace")/>
                <TextInput name="email" label="E-mail address" kind="email" autocomplete="username" inputmode="email"
                    value=form.typed("email", "") error=form.error("email")/>
                <PasswordInput name="password" label="Password" error=form.error("password")/>
                <input type="hidden" name="next" value=next/>
                <Button variant=Variant::Primary>"Sign in"</Button>
            </PostForm>
        </AuthPage>
    }
    .into_any()
}

/// Which workspace: asked only where neither the host nor the browser knows.
#[component]
pub fn WorkspaceField(typed: Option<String>, error: Option<String>) -> impl IntoView {
    let asked = query("workspace");
    let known = use_boot().tenant();
    let other = typed
        .clone()
        .filter(|typed| !typed.is_empty())
        .unwrap_or(asked);
    match known {
        Some(tenant) if error.is_none() && (other.is_empty() || other == tenant.slug) => view! {
            <input type="hidden" name="workspace" value=tenant.slug/>
            <p class="small">
                <span class="muted">"Workspace: "</span>{tenant.name}" "
                <a href="/sign-in?workspace=other" rel="external">"Use another"</a>
            </p>
        }
        .into_any(),
        _ => {
            let value = if other == "other" {
                String::new()
            } else {
                other
            };
            view! {
                <TextInput name="workspace" label="Workspace" autocomplete="organization" value error
                    hint="The name in your workspace's address, for example acme"/>
            }
            .into_any()
        }
    }
}

/// `/sign-in/code`: after the password, where a second factor is set up.
#[component]
pub fn SecondStepPage() -> impl IntoView {
    let form = posted("identity/second-step");
    let next = query("next");
    let recovery = query("kind") == "recovery" || form.typed("kind", "") == "recovery";
    let (kind, label, hint) = if recovery {
        (
            "recovery",
            "Recovery code",
            "One of the codes you kept when you set up two-step sign-in. It works once.",
        )
    } else {
        ("totp", "Code", "Six digits from your authenticator app")
    };
    view! {
        <AuthPage
            title="Second step"
            foot=move || match recovery {
                true => view! { <p><a href="/sign-in/code" rel="external">"Use the authenticator app"</a></p> }.into_any(),
                false => view! { <p><a href="/sign-in/code?kind=recovery" rel="external">"Use a recovery code"</a></p> }.into_any(),
            }
        >
            <ErrorSummary errors=form.errors()/>
            <PostForm action="identity/second-step">
                <input type="hidden" name="kind" value=kind/>
                <input type="hidden" name="next" value=next/>
                <TextInput name="code" label hint autocomplete="one-time-code"
                    inputmode=if recovery { "text" } else { "numeric" } error=form.error("code")/>
                <Button variant=Variant::Primary>"Continue"</Button>
            </PostForm>
        </AuthPage>
    }
    .into_any()
}

/// `/sign-out`: a link leads here, the button signs out; a link alone must not.
#[component]
pub fn SignOutPage() -> impl IntoView {
    view! {
        <AuthPage title="Sign out" lead="Your session on this device ends."
            foot=|| view! { <p><a href="/">"Stay signed in"</a></p> }
        >
            <PostForm action="identity/sign-out">
                <Button variant=Variant::Primary>"Sign out"</Button>
            </PostForm>
        </AuthPage>
    }
    .into_any()
}
