//! The browsers that the reader is notified in.

use super::this_browser::{Here, ThisBrowser};
use crate::identity::{PostForm, posted};
use app_types::id::PushDeviceId;
use app_types::notifications::{PushDevice, PushSettings};
use app_ui::*;
use leptos::prelude::*;

/// This browser, and the list of all; `changed` asks for the list again.
#[component]
pub fn Browsers(settings: PushSettings, here: Here, changed: Callback<()>) -> impl IntoView {
    let (off, test) = (
        posted("notifications/push-off"),
        posted("notifications/push-test"),
    );
    let list = match settings.devices.is_empty() {
        true => view! {
            <p class="muted">"No browser is told yet. Each one is turned on in itself, on the computer or phone where you want to hear of things."</p>
        }
        .into_any(),
        false => view! { <List devices=settings.devices here=here.device/> }.into_any(),
    };
    view! {
        <Panel title="Browsers">
            <div class="stack">
                <ErrorSummary errors=off.errors()/>
                <ErrorSummary errors=test.errors()/>
                <p>"Your browser can tell you what happens, also while Nestogy is not open. What is said there is the ticket's number, its subject, and who did what."</p>
                <ThisBrowser key=settings.key here changed/>
                {list}
            </div>
        </Panel>
    }
}

#[component]
fn List(devices: Vec<PushDevice>, here: RwSignal<Option<PushDeviceId>>) -> impl IntoView {
    let columns = vec![
        Column::new("Browser").class("col-wide"),
        Column::new("Turned on").class("nowrap"),
        Column::new("Last told").class("nowrap"),
        Column::new("Actions").hidden(),
    ];
    view! {
        <DataTable caption="Browsers that tell me" columns=Signal::stored(columns) cards=true>
            {devices.into_iter().map(|device| view! { <Line device here/> }).collect_view()}
        </DataTable>
    }
}

#[component]
fn Line(device: PushDevice, here: RwSignal<Option<PushDeviceId>>) -> impl IntoView {
    let id = device.id;
    let (to, of) = (
        format!(" to {}", device.label),
        format!(" {}", device.label),
    );
    let trouble = (!device.trouble.is_empty()).then(|| {
        view! { <span class="cell-sub">{format!("The last one did not get through: {}", device.trouble)}</span> }
    });
    let pushed = match device.pushed {
        Some(at) => view! { <TimeText datetime=at.iso text=at.text title=at.long/> }.into_any(),
        None => "Not yet".into_any(),
    };
    view! {
        <tr>
            <td class="cell-title">
                {device.label}
                {move || (here.get() == Some(id)).then(|| view! { " "<Badge text="This one" tone=Tone::Accent/> })}
                {trouble}
            </td>
            <td class="nowrap" data-label="Turned on">
                <TimeText datetime=device.since.iso text=device.since.text title=device.since.long/>
            </td>
            <td class="nowrap" data-label="Last told">{pushed}</td>
            <td>
                <div class="row nowrap">
                    <PostForm action="notifications/push-test" class="inline-form">
                        <input type="hidden" name="id" value=id.to_string()/>
                        <Button small=true>"Send a test"<Hidden>{to}</Hidden></Button>
                    </PostForm>
                    <PostForm action="notifications/push-off" class="inline-form">
                        <input type="hidden" name="id" value=id.to_string()/>
                        <Button small=true variant=Variant::Ghost>"Remove"<Hidden>{of}</Hidden></Button>
                    </PostForm>
                </div>
            </td>
        </tr>
    }
}
