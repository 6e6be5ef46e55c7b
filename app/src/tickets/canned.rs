//! Canned replies in the composer: `::hel` and Enter, a list to choose from, and a plain select
//! where there is no script.

use super::api::insert_canned;
use super::drafting::Drafting;
use app_types::canned::{CannedChoice, CannedText, matching, shortcut_before_caret};
use app_ui::*;
use leptos::html;
use leptos::prelude::*;
use web_sys::{HtmlTextAreaElement, KeyboardEvent};

/// The list that opens while a shortcut is typed.
#[derive(Clone, Copy)]
pub struct CannedMenu {
    area: NodeRef<html::Textarea>,
    drafting: Drafting,
    number: u64,
    choices: StoredValue<Vec<CannedChoice>>,
    /// What stands behind the colons; `None`: the list is closed.
    typed: RwSignal<Option<String>>,
    active: RwSignal<usize>,
    toasts: Toasts,
}

impl CannedMenu {
    pub fn new(
        number: u64,
        area: NodeRef<html::Textarea>,
        drafting: Drafting,
        choices: Vec<CannedChoice>,
    ) -> Self {
        let menu = Self {
            area,
            drafting,
            number,
            choices: StoredValue::new(choices),
            typed: RwSignal::new(None),
            active: RwSignal::new(0),
            toasts: use_toasts(),
        };
        Effect::new(move |_| menu.describe());
        menu
    }

    /// A key may arrive while this part of the page is drawn again: then there is no list.
    fn items(self) -> Vec<CannedChoice> {
        let typed = self.typed.try_get().flatten();
        let found = typed.and_then(|typed| {
            self.choices
                .try_with_value(|choices| matching(choices, &typed))
        });
        found.unwrap_or_default()
    }

    fn area(self) -> Option<HtmlTextAreaElement> {
        self.area.try_get_untracked().flatten()
    }

    fn none_at_all(self) -> bool {
        self.choices.with_value(Vec::is_empty)
    }

    /// Looks at what stands before the caret; for every input and every move of the caret.
    pub fn look(self) {
        let Some(area) = self.area() else {
            return;
        };
        let before = before_caret(&area);
        let typed = shortcut_before_caret(&before).map(str::to_string);
        if self.typed.try_get_untracked() != Some(typed.clone()) {
            self.active.try_set(0);
            self.typed.try_set(typed);
        }
    }

    pub fn close(self) {
        if self.typed.try_get_untracked().flatten().is_some() {
            self.typed.try_set(None);
        }
    }

    /// Arrows, Enter, Tab and Esc while the list is open; all other keys are the box's own.
    pub fn on_key(self, event: &KeyboardEvent) {
        let items = untrack(|| self.items());
        if items.is_empty() || event.is_composing() {
            return;
        }
        let (now, last) = (self.active.get_untracked(), items.len() - 1);
        match event.key().as_str() {
            "ArrowDown" => self.active.set(if now >= last { 0 } else { now + 1 }),
            "ArrowUp" => self.active.set(if now == 0 { last } else { now - 1 }),
            "Enter" | "Tab" => self.choose(&items[now.min(last)]),
            "Escape" => self.close(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    /// Asks the server for the words and puts them in the place of the shortcut.
    fn choose(self, choice: &CannedChoice) {
        let typed = self.typed.get_untracked().unwrap_or_default();
        let (number, id) = (self.number, choice.id);
        self.close();
        leptos::task::spawn_local(async move {
            match insert_canned(number, id).await {
                Ok(found) => self.put(&typed, &found),
                Err(error) => {
                    self.toasts.danger(error.advice());
                }
            }
        });
    }

    fn put(self, typed: &str, found: &CannedText) {
        let Some(area) = self.area() else {
            return;
        };
        let end = caret(&area);
        let behind = before_caret(&area).ends_with(&format!("::{typed}"));
        // Somebody typed on while the server answered: then the words go to the caret.
        let start = if behind {
            end.saturating_sub(2 + units(typed))
        } else {
            end
        };
        let _ = area.set_range_text_with_start_and_end(&found.text, start, end);
        let after = start + units(&found.text);
        let _ = area.set_selection_range(after, after);
        self.drafting.body.set(area.value());
        if !found.missing.is_empty() {
            self.toasts.show(Toast::new(Tone::Warning, found.gaps()));
        }
    }

    /// For those who press a button: types the two colons.
    fn open(self) {
        let Some(area) = self.area() else {
            return;
        };
        let at = caret(&area);
        let inside_a_word = before_caret(&area).ends_with(|c: char| !c.is_whitespace());
        let colons = if inside_a_word { " ::" } else { "::" };
        let _ = area.set_range_text_with_start_and_end(colons, at, at);
        let after = at + units(colons);
        let _ = area.set_selection_range(after, after);
        let _ = area.focus();
        self.drafting.body.set(area.value());
        self.look();
    }

    /// Tells readers' software that the box has a list, and which line is chosen.
    fn describe(self) {
        let open = !self.items().is_empty();
        let active = format!("canned-{}", self.active.get());
        let Some(area) = self.area.get() else {
            return;
        };
        let said = [
            ("role", "combobox"),
            ("aria-expanded", "true"),
            ("aria-autocomplete", "list"),
            ("aria-controls", "canned-list"),
            ("aria-activedescendant", active.as_str()),
        ];
        for (name, value) in said {
            let _ = if open {
                area.set_attribute(name, value)
            } else {
                area.remove_attribute(name)
            };
        }
    }
}

/// Offsets in a text area count UTF-16 units.
fn units(text: &str) -> u32 {
    text.encode_utf16().count() as u32
}

fn caret(area: &HtmlTextAreaElement) -> u32 {
    area.selection_start().ok().flatten().unwrap_or(0)
}

fn before_caret(area: &HtmlTextAreaElement) -> String {
    let units: Vec<u16> = area
        .value()
        .encode_utf16()
        .take(caret(area) as usize)
        .collect();
    String::from_utf16_lossy(&units)
}

/// The open list, over what stands below the box.
#[component]
pub fn CannedList(menu: CannedMenu) -> impl IntoView {
    let open = move || !menu.items().is_empty();
    view! {
        <ul class="suggestions" id="canned-list" role="listbox" aria-label="Canned replies" hidden=move || !open()>
            {move || {
                menu.items().into_iter().enumerate().map(|(index, choice)| {
                    let chosen = choice.clone();
                    view! {
                        <li class="palette-item" role="option" id=format!("canned-{index}")
                            aria-selected=move || if menu.active.get() == index { "true" } else { "false" }
                            on:pointerdown=move |event| event.prevent_default()
                            on:click=move |_| menu.choose(&chosen)>
                            <span class="palette-label">{choice.name}</span>
                            <span class="palette-hint">{format!("::{}", choice.shortcut)}</span>
                        </li>
                    }
                }).collect_view()
            }}
        </ul>
    }
}

/// The ways to a canned reply for those who do not type the colons.
#[component]
pub fn CannedButtons(menu: CannedMenu) -> impl IntoView {
    if menu.none_at_all() {
        return view! {
            <a class="small" href="/settings/canned-replies/new">"Write a canned reply"</a>
        }
        .into_any();
    }
    let options = menu.choices.with_value(|choices| {
        let choices = choices
            .iter()
            .map(|choice| (choice.id.to_string(), choice.label()));
        choices.collect::<Vec<_>>()
    });
    view! {
        <Button button_type="button" variant=Variant::Ghost small=true needs_script=true
            on:click=move |_| menu.open()>"Canned reply" <Kbd keys="::"/></Button>
        <span class="no-script row">
            <Select name="canned" label="Canned reply" hide_label=true options=options/>
            <Button small=true attr:formaction="/api/canned/apply"
                attr:formenctype="application/x-www-form-urlencoded">"Insert"</Button>
        </span>
    }
    .into_any()
}
