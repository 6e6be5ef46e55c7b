//! Signing in and up: what is shown to people who are not signed in.

use super::not_loaded;
use crate::identity::{
    AcceptInvitePage, ForgotPage, ResetPage, SecondStepPage, SignInPage, SignOutPage, SignUpPage,
};
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::ChooseView;

#[derive(Clone, Copy)]
pub enum Account {
    SignIn,
    SecondStep,
    SignOut,
    SignUp,
    Forgot,
    Reset,
    AcceptInvite,
}

impl ChooseView for Account {
    async fn choose(self) -> AnyView {
        show(self).await.unwrap_or_else(not_loaded)
    }

    async fn preload(&self) {
        // What did not come is asked for again by `show`, which says so.
        let _ = load().await;
    }
}

#[wasm_split(account, wasm_split_path = ::leptos::wasm_split, preload(load), fallible)]
fn show(page: Account) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Account::SignIn => view! { <SignInPage/> }.into_any(),
        Account::SecondStep => view! { <SecondStepPage/> }.into_any(),
        Account::SignOut => view! { <SignOutPage/> }.into_any(),
        Account::SignUp => view! { <SignUpPage/> }.into_any(),
        Account::Forgot => view! { <ForgotPage/> }.into_any(),
        Account::Reset => view! { <ResetPage/> }.into_any(),
        Account::AcceptInvite => view! { <AcceptInvitePage/> }.into_any(),
    })
}
