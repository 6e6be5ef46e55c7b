//! Custom fields on records and in forms.

use crate::error::ApiError;
use crate::forms::{Form, FormReply, use_form};
use app_types::custom::{CustomValue, FieldKind, FieldOf, TypedFields};
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::client::Client;

/// The empty fields of a new record.
#[server(endpoint = "custom/asked")]
pub async fn load_custom(of: String) -> Result<Vec<CustomValue>, ApiError> {
    crate::server::read(async |tx, _| {
        let of = FieldOf::parse(&of).ok_or(server_core::Error::NotFound)?;
        server_core::custom::asked(tx, of).await
    })
    .await
}

/// Fills fields of a record in; `key` is a ticket's or client's number or a contact's id, and
/// `version` a ticket's.
#[server(endpoint = "custom/save")]
pub async fn save_custom(
    of: String,
    key: String,
    #[server(default)] version: u32,
    #[server(default)] custom: TypedFields,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use app_types::id::ContactId;
    use server_core::Error;
    use server_core::clients::fields;
    let names = control_names(&custom);
    let typed = names
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()));
    submit("custom/save", typed.collect(), async move {
        let number: server_core::Result<u64> = key.parse().map_err(|_| Error::NotFound);
        match FieldOf::parse(&of) {
            Some(FieldOf::Ticket) => {
                let set = server_core::tickets::custom::set;
                let number = number?;
                write(async |_, tx| set(tx, number, version, &custom).await).await?;
            }
            Some(FieldOf::Client) => {
                let number = number?;
                write(async |_, tx| fields::set(tx, number, &custom, false).await).await?;
            }
            Some(FieldOf::Contact) => {
                let id = ContactId::parse(&key).ok_or(Error::NotFound)?;
                write(async |_, tx| fields::set_contact(tx, id, &custom, false).await).await?;
            }
            None => return Err(Error::NotFound),
        }
        Ok(Done::stay().saying("Fields saved"))
    })
    .await
}

/// Name of the control and what was typed there, to be shown again when it is refused.
pub fn control_names(custom: &TypedFields) -> Vec<(String, String)> {
    let pairs = custom.iter();
    pairs
        .map(|(key, value)| (format!("custom[{key}]"), value.clone()))
        .collect()
}

/// What a record has in its fields, and the form that changes it; nothing where there is no field.
#[component]
pub fn CustomPanel(
    of: FieldOf,
    /// A number, or a contact's id.
    key: String,
    /// A ticket's.
    #[prop(optional)]
    version: u32,
    values: Vec<CustomValue>,
    may: bool,
    /// Loads the record again.
    reload: Callback<()>,
) -> impl IntoView {
    if values.is_empty() {
        return ().into_any();
    }
    let shown = values.clone();
    let asked: Vec<_> = values
        .into_iter()
        .filter(|value| !value.field.archived)
        .collect();
    view! {
        <Panel title="More about it">
            <div class="stack-sm">
                <DescriptionList>
                    {shown.into_iter().map(|value| {
                        let label = value.field.name.clone();
                        view! { <Fact label><Value of value/></Fact> }
                    }).collect_view()}
                </DescriptionList>
                {(may && !asked.is_empty()).then(|| view! { <Change of key version values=asked reload/> })}
            </div>
        </Panel>
    }
    .into_any()
}

/// A value; on a ticket it leads to all tickets that have the same.
#[component]
fn Value(of: FieldOf, value: CustomValue) -> impl IntoView {
    let text = value.text();
    if text.is_empty() {
        return view! { <span class="muted">"Nothing"</span> }.into_any();
    }
    let href = match (of, value.field.kind) {
        (_, FieldKind::Client) => format!("/clients/{}", value.value),
        (FieldOf::Ticket, _) => {
            let custom = format!("{}:{}", value.field.id, value.value);
            let custom = leptos_router::location::Url::escape(&custom);
            format!("/tickets?show=all&custom={custom}")
        }
        _ => return text.into_any(),
    };
    view! { <a href=href>{text}</a> }.into_any()
}

#[component]
fn Change(
    of: FieldOf,
    key: String,
    version: u32,
    values: Vec<CustomValue>,
    reload: Callback<()>,
) -> impl IntoView {
    let form = use_form::<SaveCustom>("custom/save");
    Effect::new(move |_| {
        if matches!(form.action.value().get(), Some(Ok(FormReply::Done { .. }))) {
            reload.run(());
        }
    });
    view! {
        <div class="no-print">
            <Disclosure summary="Change these fields" open=form.was_refused()>
                <ErrorSummary errors=form.errors()/>
                <ActionForm action=form.action attr:class="stack-sm" attr:novalidate=true>
                    <input type="hidden" name="of" value=of.as_str()/>
                    <input type="hidden" name="key" value=key/>
                    <input type="hidden" name="version" value=version.to_string()/>
                    <CustomInputs values form/>
                    <Button small=true busy=form.busy()>"Save fields"</Button>
                </ActionForm>
            </Disclosure>
        </div>
    }
}

/// A control for each field, inside somebody's form.
#[component]
pub fn CustomInputs<S>(values: Vec<CustomValue>, form: Form<S>) -> impl IntoView
where
    S: ServerFn<Output = FormReply, Error = ApiError> + Send + Sync + Clone + 'static,
    <S as ServerFn>::Client: Client<ApiError>,
{
    values
        .into_iter()
        .filter(|value| !value.field.archived)
        .map(|value| {
            let name = value.field.control();
            let typed = form.typed(&name, &value.value);
            let error = form.error_at(name.clone());
            control(value, name, typed, error)
        })
        .collect_view()
}

fn control(
    value: CustomValue,
    name: String,
    typed: String,
    error: Signal<Option<String>>,
) -> AnyView {
    let (field, optional) = (value.field.clone(), !value.field.required);
    let label = field.name.clone();
    match field.kind {
        FieldKind::Choice => {
            let mut options: Vec<(String, String)> = field
                .choices
                .iter()
                .map(|choice| (choice.clone(), choice.clone()))
                .collect();
            // What was chosen before the list changed is still there.
            if !value.value.is_empty() && !field.choices.contains(&value.value) {
                options.push((value.value.clone(), value.value.clone()));
            }
            view! { <Select name label options placeholder="Choose" value=typed error optional/> }
                .into_any()
        }
        FieldKind::Date => {
            view! { <TextInput name label kind="date" width="md" value=typed error optional/> }.into_any()
        }
        FieldKind::Number => {
            view! { <TextInput name label inputmode="decimal" width="sm" value=typed error optional/> }
                .into_any()
        }
        FieldKind::Client => view! {
            <TextInput name label inputmode="numeric" width="sm" value=typed error optional hint="The client's number"/>
        }
        .into_any(),
        FieldKind::Text => {
            view! { <TextInput name label value=typed error optional maxlength=255/> }.into_any()
        }
    }
}
