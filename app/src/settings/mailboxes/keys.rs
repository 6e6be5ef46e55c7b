//! Delivery over HTTP: the address, and the secrets with which programs sign. These are plain
//! forms also with JavaScript: a secret is shown on the page that follows, and never again.

use crate::identity::{PostForm, posted};
use app_types::mail::{MailboxForm, MailboxKeyView};
use app_ui::*;
use leptos::prelude::*;

/// The panel below the mailbox's form.
#[component]
pub(super) fn Delivery(data: MailboxForm) -> impl IntoView {
    let make = posted("mailboxes/make-key");
    let remove = posted("mailboxes/remove-key");
    let mailbox = data.mailbox?;
    let full = data.keys.len() >= 2;
    Some(view! {
        <Panel title="Delivery over HTTP">
            <div class="stack">
                <p>"A program posts a raw mail to this address and signs it with a secret of this mailbox."</p>
                <p class="mono break-words">{data.delivery_url.clone()}</p>
                <Secret url=data.delivery_url/>
                <ErrorSummary errors=make.errors()/>
                <ErrorSummary errors=remove.errors()/>
                <Keys keys=data.keys/>
                {if full {
                    view! { <p>"Two secrets at most. Remove one to make another."</p> }.into_any()
                } else {
                    view! {
                        <PostForm action="mailboxes/make-key">
                            <input type="hidden" name="id" value=mailbox.id.to_string()/>
                            <Button icon=IconName::Shield>"Make a secret"</Button>
                        </PostForm>
                    }.into_any()
                }}
            </div>
        </Panel>
    })
}

/// Shown on the page after it was made, and never again.
#[component]
fn Secret(url: String) -> impl IntoView {
    let secret = posted("mailbox-secret").find("secret")?;
    let example = format!(
        "time=$(date +%s)\nsum=$( (printf '%s.' \"$time\"; cat mail.eml) | openssl dgst -sha256 -hmac \"$SECRET\" -r | cut -d' ' -f1)\ncurl --data-binary @mail.eml -H \"X-Nestogy-Timestamp: $time\" -H \"X-Nestogy-Signature: v1=$sum\" {url}"
    );
    Some(view! {
        <Banner tone=Tone::Warning title="Keep this secret">
            <p>"It is not shown again."</p>
            <p class="mono break-words">{secret}</p>
            <Disclosure summary="How to sign"><Prose><pre tabindex="0">{example}</pre></Prose></Disclosure>
        </Banner>
    })
}

#[component]
fn Keys(keys: Vec<MailboxKeyView>) -> impl IntoView {
    if keys.is_empty() {
        return view! { <p>"No secret yet: nothing is taken in this way."</p> }.into_any();
    }
    let columns = vec![
        Column::new("Made"),
        Column::new("Last used"),
        Column::new("Remove").hidden(),
    ];
    view! {
        <DataTable caption="Secrets" columns=Signal::stored(columns) cards=true>
            {keys.into_iter().map(|key| view! { <KeyLine key_view=key/> }).collect_view()}
        </DataTable>
    }
    .into_any()
}

#[component]
fn KeyLine(key_view: MailboxKeyView) -> impl IntoView {
    let MailboxKeyView { id, created, used } = key_view;
    let label = format!(" the secret made {}", created.long);
    view! {
        <tr>
            <td data-label="Made"><TimeText datetime=created.iso text=created.text title=created.long/></td>
            <td data-label="Last used">
                {match used {
                    Some(at) => view! { <TimeText datetime=at.iso text=at.text title=at.long/> }.into_any(),
                    None => view! { "Never" }.into_any(),
                }}
            </td>
            <td class="col-min">
                <PostForm action="mailboxes/remove-key" class="inline-form">
                    <input type="hidden" name="id" value=id.to_string()/>
                    <Button small=true>"Remove"<Hidden>{label}</Hidden></Button>
                </PostForm>
            </td>
        </tr>
    }
}
