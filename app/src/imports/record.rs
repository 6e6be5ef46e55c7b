//! One import: how the file is read, what would happen, and doing it.

use super::api::{CheckImport, RunImport, load_import};
use crate::clients::parts::{enum_options, reload_after};
use crate::error::ApiError;
use crate::forms::use_form;
use crate::loaded::loaded;
use app_types::id::ImportId;
use app_types::imports::{
    Charset, ImportColumn, ImportKind, ImportRecord, KnownRows, Rehearsal, Separator,
};
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

type ImportResource = Resource<Result<ImportRecord, ApiError>>;

/// `/imports/:id`
#[component]
pub fn ImportPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let import: ImportResource = Resource::new_blocking(move || id.get(), load_import);
    loaded(import, move |data| view! { <Import data resource=import/> })
}

#[component]
fn Import(data: ImportRecord, resource: ImportResource) -> impl IntoView {
    let title = data.file_name.clone();
    let meta = format!(
        "{}, {}",
        data.kind.label(),
        counted(data.rows as usize, "row", "rows")
    );
    let (id, version) = (data.id, data.version);
    let rehearsal = data.rehearsal.clone();
    let unreadable = data.unreadable.clone();
    view! {
        <Title text=title.clone()/>
        <PageHeader title breadcrumb=vec![("Imports".to_string(), "/imports".to_string())]
            meta=move || view! { <span class="muted">{meta}</span> }/>
        <div class="stack">
            {(!unreadable.is_empty()).then(|| view! {
                <Banner tone=Tone::Danger title="The file cannot be read like this">{unreadable}</Banner>
            })}
            {match data.done.clone() {
                Some(at) => {
                    let list = match data.kind {
                        // Most of them are done, which the list does not show by itself.
                        ImportKind::Tickets => "/tickets?show=all".to_string(),
                        kind => format!("/{kind}"),
                    };
                    view! {
                        <Banner tone=Tone::Success title="This file was taken in">
                            {format!("{} added, {} left as they were, {}. ", data.added, data.skipped, at.text)}
                            <a href=list>"See them"</a>
                        </Banner>
                    }.into_any()
                }
                None => view! {
                    {rehearsal.map(|found| view! { <Found found id version resource/> })}
                    <Settings data resource/>
                }.into_any(),
            }}
        </div>
    }
}

/// What the rehearsal found, and the button that does it.
#[component]
fn Found(found: Rehearsal, id: ImportId, version: u32, resource: ImportResource) -> impl IntoView {
    let form = use_form::<RunImport>("imports/run");
    reload_after(form.action, resource);
    let good = found.wrong == 0;
    let shown = found.problems.len();
    let added = found.added;
    view! {
        <Panel title="What would happen">
            <div class="stack-sm">
                <p>
                    {format!("{added} would be added, {} left as they are, {} have a problem.", found.skipped, found.wrong)}
                </p>
                <ErrorSummary errors=form.errors()/>
                {(!good).then(|| view! {
                    <ul class="list-plain" aria-label="Problems">
                        {found.problems.into_iter().map(|problem| view! {
                            <li><span class="muted">{format!("Line {}: ", problem.line)}</span>{problem.what}</li>
                        }).collect_view()}
                    </ul>
                    <p class="small">
                        {(found.wrong as usize > shown).then(|| format!("These are the first {shown}. "))}
                        <a href=format!("/import-problems/{id}") rel="external" download="">"Download all problems as CSV"</a>
                    </p>
                    <p class="muted">"Nothing is taken in while a row has a problem. Mend the file and upload it again, or read it differently."</p>
                })}
                {(good && added > 0).then(|| view! {
                    <ActionForm action=form.action>
                        <input type="hidden" name="id" value=id.to_string()/>
                        <input type="hidden" name="version" value=version.to_string()/>
                        <Button variant=Variant::Primary busy=form.busy()>{format!("Take in {}", counted(added as usize, "row", "rows"))}</Button>
                    </ActionForm>
                })}
            </div>
        </Panel>
    }
}

#[component]
fn Settings(data: ImportRecord, resource: ImportResource) -> impl IntoView {
    let form = use_form::<CheckImport>("imports/check");
    reload_after(form.action, resource);
    let settings = data.settings;
    let kind = data.kind;
    view! {
        <Panel title="How the file is read">
            <ErrorSummary errors=form.errors()/>
            <ActionForm action=form.action attr:class="stack" attr:novalidate=true>
                <input type="hidden" name="id" value=data.id.to_string()/>
                <input type="hidden" name="version" value=data.version.to_string()/>
                <div class="form-grid">
                    <Select name="charset" label="Letters" options=enum_options!(Charset)
                        value=form.typed("charset", settings.charset.as_str()) error=form.error("charset")/>
                    <Select name="separator" label="Between cells" options=enum_options!(Separator)
                        value=form.typed("separator", settings.separator.as_str()) error=form.error("separator")/>
                    <Select name="known" label="What is here already" options=enum_options!(KnownRows)
                        value=form.typed("known", settings.known.as_str()) error=form.error("known")/>
                </div>
                <ul class="list-plain form-grid" aria-label="Columns">
                    {data.columns.into_iter().enumerate().map(|(at, column)| {
                        let name = format!("mapping[{at}]");
                        let error = form.error_at(name.clone());
                        view! { <li><Mapped name column kind error/></li> }
                    }).collect_view()}
                </ul>
                <FormActions>
                    <Button variant=Variant::Primary busy=form.busy()>"Rehearse"</Button>
                    <LinkButton href="/imports" variant=Variant::Ghost>"Leave it"</LinkButton>
                </FormActions>
            </ActionForm>
        </Panel>
    }
}

/// A column of the file and the field that it fills.
#[component]
fn Mapped(
    name: String,
    column: ImportColumn,
    kind: ImportKind,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let options: Vec<_> = kind
        .fields()
        .iter()
        .map(|(key, label, _)| ((*key).to_string(), (*label).to_string()))
        .collect();
    let samples = column.samples.join(" · ");
    let samples = (!samples.is_empty()).then_some(samples);
    let label = if column.name.is_empty() {
        "Column without a name".to_string()
    } else {
        column.name
    };
    view! { <Select name label options placeholder="Leave out" value=column.field hint=samples error/> }
}
