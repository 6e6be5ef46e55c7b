//! Password, second factor and sessions of the signed-in person.

use super::api::{SecurityData, load_security};
use super::breadcrumb;
use crate::identity::{PostForm, posted};
use crate::loaded::loaded;
use app_types::identity::{SessionRow, TotpSetup, TotpState};
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings/security`
#[component]
pub fn SecurityPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| load_security());
    view! {
        <Title text="Password and sessions"/>
        <PageHeader title="Password and sessions" breadcrumb=breadcrumb()/>
        {loaded(data, |data| view! { <Sections data/> })}
    }
    .into_any()
}

#[component]
fn Sections(data: SecurityData) -> impl IntoView {
    let setup = match data.setup {
        Some(setup) => view! { <Confirm setup/> }.into_any(),
        None => view! { <TwoStep state=data.totp/> }.into_any(),
    };
    view! {
        <div class="stack-lg">
            <RecoveryCodes/>
            <Panel title="Password"><PasswordForm/></Panel>
            <div id="two-step"><Panel title="Two-step sign-in">{setup}</Panel></div>
            <Panel title="Sessions"><Sessions rows=data.sessions/></Panel>
        </div>
    }
}

#[component]
fn PasswordForm() -> impl IntoView {
    let form = posted("settings/change-password");
    view! {
        <ErrorSummary errors=form.errors()/>
        <PostForm action="settings/change-password">
            <PasswordInput name="password" label="Current password" error=form.error("password")/>
            <PasswordInput name="new_password" label="New password" autocomplete="new-password"
                hint="8 characters or more; three or four unrelated words are good" error=form.error("new_password")/>
            <FormActions><Button variant=Variant::Primary>"Change the password"</Button></FormActions>
        </PostForm>
    }
}

/// Shown on the page after they were made, and never again.
#[component]
fn RecoveryCodes() -> impl IntoView {
    let codes = posted("recovery-codes").find("codes")?;
    Some(view! {
        <Banner tone=Tone::Warning title="Keep these recovery codes">
            <p>"Each works once, when you do not have your device. They are not shown again."</p>
            <ul class="list-plain mono">
                {codes.split(' ').map(|code| view! { <li>{code.to_string()}</li> }).collect_view()}
            </ul>
        </Banner>
    })
}

#[component]
fn TwoStep(state: TotpState) -> impl IntoView {
    let start = posted("settings/start-totp");
    match state.enabled_at {
        Some(since) => view! {
            <div class="stack">
                <p>
                    <Badge text="On" tone=Tone::Success/>" since "
                    <TimeText datetime=since.iso text=since.text title=since.long/>
                    {format!(". {} recovery codes left.", state.recovery_codes_left)}
                </p>
                <Disclosure summary="Make new recovery codes"><AskPassword action="settings/new-recovery-codes" id="codes-password" words="Make new codes"/></Disclosure>
                {(!state.required).then(|| view! {
                    <Disclosure summary="Turn it off"><AskPassword action="settings/disable-totp" id="off-password" words="Turn it off"/></Disclosure>
                })}
            </div>
        }
        .into_any(),
        None => view! {
            <div class="stack">
                {state.required.then(|| view! {
                    <Banner tone=Tone::Warning title="This workspace asks for it">
                        "Set up two-step sign-in to go on working."
                    </Banner>
                })}
                <p>"After your password, you enter a code from an app on your phone. Then a stolen password is not enough."</p>
                <ErrorSummary errors=start.errors()/>
                <PostForm action="settings/start-totp">
                    <Button variant=Variant::Primary icon=IconName::Shield>"Set it up"</Button>
                </PostForm>
            </div>
        }
        .into_any(),
    }
}

#[component]
fn AskPassword(action: &'static str, id: &'static str, words: &'static str) -> impl IntoView {
    let form = posted(action);
    view! {
        <ErrorSummary errors=form.errors()/>
        <PostForm action>
            <PasswordInput name="password" id label="Your password" error=form.error("password")/>
            <FormActions><Button>{words}</Button></FormActions>
        </PostForm>
    }
}

#[component]
fn Confirm(setup: TotpSetup) -> impl IntoView {
    let form = posted("settings/confirm-totp");
    view! {
        <div class="stack">
            <p>"Scan this with an authenticator app, or type the key, then enter the code it shows."</p>
            <div class="qr" role="img" aria-label="QR code with the key"><SanitisedHtml html=setup.qr_svg/></div>
            <p>"Key: "<span class="mono">{setup.secret}</span></p>
            <ErrorSummary errors=form.errors()/>
            <PostForm action="settings/confirm-totp">
                <TextInput name="code" label="Code" autocomplete="one-time-code" inputmode="numeric" width="sm"
                    error=form.error("code")/>
                <FormActions><Button variant=Variant::Primary>"Turn it on"</Button></FormActions>
            </PostForm>
        </div>
    }
}

#[component]
fn Sessions(rows: Vec<SessionRow>) -> impl IntoView {
    let form = posted("settings/revoke-session");
    let others = rows.len() > 1;
    let columns = vec![
        Column::new("Device").class("col-wide"),
        Column::new("Address"),
        Column::new("Signed in").class("nowrap"),
        Column::new("Last seen").class("nowrap"),
        Column::new("End").hidden(),
    ];
    view! {
        <ErrorSummary errors=form.errors()/>
        <DataTable caption="Your sessions" columns=Signal::stored(columns) cards=true>
            {rows.into_iter().map(|row| view! { <SessionLine row/> }).collect_view()}
        </DataTable>
        {others.then(|| view! {
            <PostForm action="settings/revoke-other-sessions">
                <Button>"End all other sessions"</Button>
            </PostForm>
        })}
    }
}

#[component]
fn SessionLine(row: SessionRow) -> impl IntoView {
    let label = format!("End the session on {}", row.device);
    view! {
        <tr>
            <td class="cell-title">
                {row.device}
                {row.current.then(|| view! { " "<Badge text="This one" tone=Tone::Accent/> })}
            </td>
            <td class="mono" data-label="Address">{row.ip}</td>
            <td class="nowrap" data-label="Signed in">
                <TimeText datetime=row.created.iso text=row.created.text title=row.created.long/>
            </td>
            <td class="nowrap" data-label="Last seen">
                <TimeText datetime=row.last_seen.iso text=row.last_seen.text title=row.last_seen.long/>
            </td>
            <td class="col-min">
                {(!row.current).then(|| view! {
                    <PostForm action="settings/revoke-session" class="inline-form">
                        <input type="hidden" name="session" value=row.id.to_string()/>
                        <Button small=true><span aria-hidden="true">"End"</span><Hidden>{label}</Hidden></Button>
                    </PostForm>
                })}
            </td>
        </tr>
    }
}
