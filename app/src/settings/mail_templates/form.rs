//! One template, and what a mail with it looks like while it is typed.

use super::api::{SaveTemplate, load_template, preview_template};
use crate::forms::use_form;
use crate::loaded::loaded;
use app_types::mail_templates::{TemplateKind, TemplatePreview, TemplateView};
use app_ui::*;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/settings/mail-templates/:kind`
#[component]
pub fn MailTemplatePage() -> impl IntoView {
    let params = use_params_map();
    let kind = Memo::new(move |_| params.read().get("kind").unwrap_or_default());
    let template = Resource::new_blocking(move || kind.get(), load_template);
    loaded(template, |template| {
        let title = template.kind.label();
        view! {
            <Title text=title/>
            <PageHeader title breadcrumb=vec![("Mail templates".to_string(), "/settings/mail-templates".to_string())]/>
            <div class="stack-lg">
                <p class="muted">{template.kind.about()}</p>
                <Fields template/>
            </div>
        }
    })
}

#[component]
fn Fields(template: TemplateView) -> impl IntoView {
    let form = use_form::<SaveTemplate>("mail-templates/save");
    let TemplateView {
        kind,
        body,
        is_default,
        version,
        preview,
    } = template;
    let words = RwSignal::new(form.typed("body", &body));
    let shown = live_preview(kind, preview, words);
    view! {
        <div class="stack-lg">
            <ErrorSummary errors=form.errors()/>
            <ActionForm action=form.action attr:class="form" attr:novalidate=true>
                <input type="hidden" name="kind" value=kind.as_str()/>
                <input type="hidden" name="version" value=version.to_string()/>
                <TextArea name="body" label="Words" rows=14 model=words error=form.error("body")
                    hint="Plain text. A name between double braces is filled in when the mail is written."/>
                <Variables kind/>
                <FormActions>
                    <Button variant=Variant::Primary busy=form.busy()>"Save words"</Button>
                    {(!is_default).then(|| view! {
                        <Button busy=form.busy() attr:name="intent" attr:value="reset">"Back to the default"</Button>
                    })}
                    <LinkButton href="/settings/mail-templates" variant=Variant::Ghost>"Cancel"</LinkButton>
                </FormActions>
            </ActionForm>
            <Panel title="Preview">{move || view! { <Preview preview=shown.get()/> }}</Panel>
        </div>
    }
}

/// The preview follows what is typed: one question at a time, and the last words win.
fn live_preview(
    kind: TemplateKind,
    first: TemplatePreview,
    words: RwSignal<String>,
) -> Signal<TemplatePreview> {
    let ask =
        Action::new(move |body: &String| preview_template(kind.as_str().to_string(), body.clone()));
    let asked = StoredValue::new(words.get_untracked());
    Effect::new(move |_| {
        let (pending, words) = (ask.pending().get(), words.get());
        if !pending && asked.get_value() != words {
            asked.set_value(words.clone());
            ask.dispatch(words);
        }
    });
    Signal::derive(move || match ask.value().get() {
        Some(Ok(preview)) => preview,
        _ => first.clone(),
    })
}

#[component]
fn Variables(kind: TemplateKind) -> impl IntoView {
    let names = kind.variables().iter().map(|(name, about)| {
        view! { <li><code>{format!("{{{{ {name} }}}}")}</code>" " {*about}</li> }
    });
    view! {
        <Disclosure summary="What you may fill in">
            <ul>{names.collect_view()}</ul>
            <p>"Words that only stand where there is something to fill in: "
                <code>"{% if contact %} … {% else %} … {% endif %}"</code></p>
        </Disclosure>
    }
}

#[component]
fn Preview(preview: TemplatePreview) -> impl IntoView {
    if !preview.problem.is_empty() {
        return view! { <Banner tone=Tone::Warning>{preview.problem}</Banner> }.into_any();
    }
    view! {
        <div class="stack" aria-live="polite">
            <SanitisedHtml html=preview.html/>
            <Disclosure summary="As plain text"><Prose><pre tabindex="0">{preview.text}</pre></Prose></Disclosure>
        </div>
    }
    .into_any()
}
