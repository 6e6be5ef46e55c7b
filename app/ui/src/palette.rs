//! The command palette and the sheet of shortcut keys: looks and keyboard only.
//! What the commands are and do is the caller's business.

use crate::overlay::{close_on_backdrop, show_when};
use crate::{Dialog, Icon, IconName};
use leptos::html;
use leptos::prelude::*;

/// One line of the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaletteItem {
    /// Handed back by `on_select`.
    pub id: String,
    pub label: String,
    pub icon: Option<IconName>,
    /// Words at the right: a client's name, a path.
    pub hint: Option<String>,
    /// Shortcut: "C", "G then T".
    pub keys: Option<String>,
    /// Items of one group stand together under its name.
    pub group: Option<String>,
}

impl PaletteItem {
    pub fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            icon: None,
            hint: None,
            keys: None,
            group: None,
        }
    }

    pub fn icon(mut self, icon: IconName) -> Self {
        self.icon = Some(icon);
        self
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub fn keys(mut self, keys: impl Into<String>) -> Self {
        self.keys = Some(keys.into());
        self
    }

    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.group = Some(group.into());
        self
    }
}

/// A combobox over a listbox in a dialog. The caller filters `items` by `query`;
/// arrows, Home, End and Enter work here; selecting closes the palette.
#[component]
pub fn CommandPalette(
    open: RwSignal<bool>,
    query: RwSignal<String>,
    #[prop(into)] items: Signal<Vec<PaletteItem>>,
    #[prop(into)] on_select: Callback<String>,
    #[prop(into, default = "Search or run a command".to_owned())] label: String,
    /// Shown when nothing fits.
    #[prop(into, default = "Nothing found. Try another word.".to_owned())]
    empty: String,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let input = NodeRef::<html::Input>::new();
    let active = RwSignal::new(0_usize);
    show_when(node, open);
    Effect::new(move || {
        if open.get()
            && let Some(input) = input.get()
        {
            let _ = input.focus();
            input.select();
        }
    });
    // A new question starts at the top of its list. While it stays, what was chosen stays chosen:
    // lines that come later, or the page behind that loads again, must not change what Enter does.
    Effect::new(move |before: Option<(String, Vec<String>)>| {
        let asked = query.get();
        let ids: Vec<String> =
            items.with(|items| items.iter().map(|item| item.id.clone()).collect());
        let place = match before {
            Some((question, old)) if question == asked => {
                follow(&old, active.get_untracked(), &ids)
            }
            _ => 0,
        };
        active.set(place);
        (asked, ids)
    });
    Effect::new(move || {
        if let Some(line) = document().get_element_by_id(&option_id(active.get())) {
            keep_in_view(&line);
        }
    });
    let choose = move |index: usize| {
        let id = items.with_untracked(|items| items.get(index).map(|item| item.id.clone()));
        if let Some(id) = id {
            open.set(false);
            on_select.run(id);
        }
    };
    let on_keydown = move |event: web_sys::KeyboardEvent| {
        let last = items.with_untracked(Vec::len).saturating_sub(1);
        let now = active.get_untracked();
        let next = match event.key().as_str() {
            "ArrowDown" => Some(if now >= last { 0 } else { now + 1 }),
            "ArrowUp" => Some(if now == 0 { last } else { now - 1 }),
            "Home" if event.ctrl_key() => Some(0),
            "End" if event.ctrl_key() => Some(last),
            "Enter" if !event.is_composing() => {
                event.prevent_default();
                choose(now);
                None
            }
            _ => None,
        };
        if let Some(next) = next {
            event.prevent_default();
            active.set(next);
        }
    };
    let (name, combobox) = (label.clone(), label.clone());
    view! {
        <dialog
            class="dialog palette"
            aria-label=name
            node_ref=node
            on:close=move |_| open.set(false)
            on:click=move |event| close_on_backdrop(&event, node)
        >
            <div class="dialog-box">
                <div class="palette-search">
                    <Icon name=IconName::Search/>
                    <input
                        type="text"
                        class="palette-input"
                        role="combobox"
                        aria-label=combobox
                        aria-expanded="true"
                        aria-controls="palette-list"
                        aria-autocomplete="list"
                        aria-activedescendant=move || {
                            items.with(|items| !items.is_empty()).then(|| option_id(active.get()))
                        }
                        autocomplete="off"
                        spellcheck="false"
                        placeholder=label
                        prop:value=move || query.get()
                        node_ref=input
                        on:input=move |event| query.set(event_target_value(&event))
                        on:keydown=on_keydown
                    />
                    <kbd class="kbd">"Esc"</kbd>
                </div>
                <ul class="palette-list" id="palette-list" role="listbox" aria-label="Commands">
                    {move || {
                        let items = items.get();
                        let mut group = None;
                        items
                            .into_iter()
                            .enumerate()
                            .map(|(index, item)| {
                                let heading = (item.group != group).then(|| item.group.clone()).flatten();
                                group.clone_from(&item.group);
                                view! {
                                    {heading
                                        .map(|text| {
                                            view! {
                                                <li class="palette-group" role="presentation">
                                                    {text}
                                                </li>
                                            }
                                        })}
                                    <li
                                        class="palette-item"
                                        role="option"
                                        id=option_id(index)
                                        aria-selected=move || {
                                            if active.get() == index { "true" } else { "false" }
                                        }
                                        on:pointermove=move |_| {
                                            if active.get_untracked() != index {
                                                active.set(index);
                                            }
                                        }
                                        on:click=move |_| choose(index)
                                    >
                                        {item.icon.map(|name| view! { <Icon name/> })}
                                        <span class="palette-label">{item.label}</span>
                                        {item
                                            .hint
                                            .map(|hint| {
                                                view! { <span class="palette-hint">{hint}</span> }
                                            })}
                                        {item.keys.map(|keys| view! { <kbd class="kbd">{keys}</kbd> })}
                                    </li>
                                }
                            })
                            .collect_view()
                    }}
                </ul>
                <p class="palette-empty" role="status">
                    {move || items.with(|items| items.is_empty()).then(|| empty.clone())}
                </p>
            </div>
        </dialog>
    }
}

/// Where the chosen line stands in a list that came anew; the first line is chosen by nobody.
fn follow(old: &[String], chosen: usize, new: &[String]) -> usize {
    let id = old.get(chosen).filter(|_| chosen > 0);
    id.and_then(|id| new.iter().position(|one| one == id))
        .unwrap_or(0)
}

fn option_id(index: usize) -> String {
    format!("palette-{index}")
}

/// Scrolls the list just enough to show the line.
fn keep_in_view(line: &web_sys::Element) {
    use wasm_bindgen::JsCast;
    let Some(line) = line.dyn_ref::<web_sys::HtmlElement>() else {
        return;
    };
    let Some(list) = line.offset_parent() else {
        return;
    };
    let (top, bottom) = (line.offset_top(), line.offset_top() + line.offset_height());
    if top < list.scroll_top() {
        list.set_scroll_top(top);
    } else if bottom > list.scroll_top() + list.client_height() {
        list.set_scroll_top(bottom - list.client_height());
    }
}

/// Shortcuts that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortcutGroup {
    pub title: String,
    /// (keys, what it does): `(vec!["Ctrl", "K"], "Open the command palette")`.
    pub shortcuts: Vec<(Vec<String>, String)>,
}

/// The list of shortcut keys. `footer` is the place for "switch single keys off".
#[component]
pub fn ShortcutSheet(
    open: RwSignal<bool>,
    #[prop(into)] groups: Signal<Vec<ShortcutGroup>>,
    #[prop(optional, into)] footer: Option<leptos::children::ViewFnOnce>,
) -> impl IntoView {
    view! {
        <Dialog open title="Keyboard shortcuts".to_owned() id="shortcuts" size="lg">
            <div class="shortcuts">
                {move || {
                    groups
                        .get()
                        .into_iter()
                        .map(|group| {
                            view! {
                                <section>
                                    <h3 class="shortcuts-title">{group.title}</h3>
                                    <dl>
                                        {group
                                            .shortcuts
                                            .into_iter()
                                            .map(|(keys, text)| {
                                                view! {
                                                    <div class="shortcut">
                                                        <dt>{text}</dt>
                                                        <dd>
                                                            {keys
                                                                .into_iter()
                                                                .map(|key| view! { <kbd class="kbd">{key}</kbd> })
                                                                .collect_view()}
                                                        </dd>
                                                    </div>
                                                }
                                            })
                                            .collect_view()}
                                    </dl>
                                </section>
                            }
                        })
                        .collect_view()
                }}
            </div>
            {footer.map(|footer| view! { <div class="dialog-actions">{footer.run()}</div> })}
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::follow;

    #[test]
    fn what_was_chosen_is_followed_and_the_first_line_is_not() {
        let list = |text: &str| -> Vec<String> { text.chars().map(String::from).collect() };
        assert_eq!(follow(&list("abc"), 2, &list("xyabc")), 4);
        assert_eq!(follow(&list("abc"), 0, &list("xa")), 0);
        assert_eq!(follow(&list("abc"), 2, &list("ab")), 0, "it is gone");
        assert_eq!(follow(&[], 3, &list("ab")), 0);
    }
}
