//! Which events the reader wants to hear of, and how.

use super::api::{load_browsers, load_preferences};
use super::browsers::Browsers;
use super::this_browser::Here;
use crate::identity::{PostForm, posted};
use crate::loaded::loaded;
use app_types::notifications::Preference;
use app_ui::*;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/settings/notifications`
#[component]
pub fn NotificationPreferencesPage() -> impl IntoView {
    let preferences = Resource::new_blocking(|| (), |()| load_preferences());
    let browsers = Resource::new_blocking(|| (), |()| load_browsers());
    let changed = Callback::new(move |()| browsers.refetch());
    // Of the page, not of the list: what is known stays while the list is asked for again.
    let here = Here::default();
    let up = vec![("Settings".to_string(), "/settings".to_string())];
    view! {
        <Title text="Notification settings"/>
        <PageHeader title="Notification settings" breadcrumb=up/>
        <div class="stack-lg">
            {loaded(preferences, |preferences| view! { <Ways preferences/> })}
            {loaded(browsers, move |settings| view! { <Browsers settings here changed/> })}
        </div>
    }
    .into_any()
}

#[component]
fn Ways(preferences: Vec<Preference>) -> impl IntoView {
    let form = posted("notifications/set-preferences");
    let columns = vec![
        Column::new("When").class("col-wide"),
        Column::new("In Nestogy"),
        Column::new("Mail"),
        Column::new("Daily"),
        Column::new("Browser"),
    ];
    let rows = preferences.into_iter().map(|preference| {
        let (event, label) = (preference.event.as_str(), preference.event.label());
        view! {
            <tr>
                <th scope="row" class="cell-title">{label}</th>
                <td data-label="In Nestogy">
                    <Checkbox name="in_app[]" id=format!("in-app-{event}") value=event label=format!("{label}: in Nestogy")
                        hide_label=true checked=preference.in_app/>
                </td>
                <td data-label="Mail">
                    <Checkbox name="by_mail[]" id=format!("by-mail-{event}") value=event label=format!("{label}: by mail")
                        hide_label=true checked=preference.by_mail/>
                </td>
                <td data-label="Daily">
                    <Checkbox name="daily[]" id=format!("daily-{event}") value=event label=format!("{label}: in one mail a day")
                        hide_label=true checked=preference.daily/>
                </td>
                <td data-label="Browser">
                    <Checkbox name="by_push[]" id=format!("by-push-{event}") value=event label=format!("{label}: in the browsers below")
                        hide_label=true checked=preference.by_push/>
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <ErrorSummary errors=form.errors()/>
        <PostForm action="notifications/set-preferences">
            <DataTable caption="What I want to hear, and how" columns=Signal::stored(columns) cards=true>{rows}</DataTable>
            <p class="muted">"You never hear of what you did yourself. Mails wait a minute, so that what comes together comes in one; the one of the day comes at seven in the morning and holds what has not come by mail at once. Browsers are told at once, those that you turned on below."</p>
            <FormActions><Button variant=Variant::Primary>"Save"</Button></FormActions>
        </PostForm>
    }
}
