//! The text being written on one ticket, and its copy on the server.
//!
//! Lives as long as the ticket is open, through every reload of its data. Saves about every two
//! seconds while somebody types, one save at a time, and once more when the page is left.

use super::api::save_draft;
use crate::error::ApiError;
use app_types::drafts::{DraftSaved, DraftView};
use app_ui::{Toast, Toasts, Tone};
use leptos::prelude::*;
use std::time::Duration;

/// Between two saves while somebody types.
const PAUSE: Duration = Duration::from_secs(2);
/// Before a save that failed is tried again.
const RETRY: Duration = Duration::from_secs(10);

/// Where the words are safe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftState {
    /// There is nothing to keep.
    Empty,
    /// Kept by the server since then.
    Saved(String),
    /// Only this page has them; why.
    Failed(String),
    /// Another window has other words.
    Newer(DraftView),
}

/// Kind (reply, note, call) and words.
type Writing = (String, String);

/// See the top of the file.
#[derive(Clone, Copy)]
pub struct Drafting {
    number: u64,
    pub kind: RwSignal<String>,
    pub body: RwSignal<String>,
    pub state: RwSignal<DraftState>,
    /// What the server has.
    kept: RwSignal<Writing>,
    version: RwSignal<u32>,
    progress: StoredValue<Progress>,
}

#[derive(Default)]
struct Progress {
    begun: bool,
    /// A save is planned.
    waiting: bool,
    /// A save is on its way.
    saving: bool,
    /// The words are being sent: nothing is saved until that is decided.
    sending: bool,
    /// Words were sent from this page.
    sent: bool,
}

impl Drafting {
    pub fn new(number: u64) -> Self {
        let empty = (reply(), String::new());
        let drafting = Self {
            number,
            kind: RwSignal::new(reply()),
            body: RwSignal::new(String::new()),
            state: RwSignal::new(DraftState::Empty),
            kept: RwSignal::new(empty),
            version: RwSignal::new(0),
            progress: StoredValue::new(Progress::default()),
        };
        drafting.watch();
        drafting
    }

    /// Takes what the server has; what was typed and not saved stays. `typed`: what a form
    /// without script brought back.
    pub fn learn(self, draft: Option<&DraftView>, typed: Option<Writing>) {
        let first = self.progress.with_value(|progress| !progress.begun);
        self.progress.update_value(|progress| progress.begun = true);
        let news = draft.filter(|draft| draft.version > self.version.get_untracked());
        if let Some(draft) = news.filter(|_| !self.is_dirty()) {
            self.take(draft);
        }
        if let Some((kind, body)) = typed.filter(|_| first) {
            self.kind.set(kind);
            self.body.set(body);
        }
    }

    /// Shows another draft of the server in place of what is here.
    pub fn take(self, draft: &DraftView) {
        let kind = draft.kind.to_string();
        self.version.set(draft.version);
        self.kept.set((kind.clone(), draft.body.clone()));
        self.state.set(if draft.body.is_empty() {
            DraftState::Empty
        } else {
            DraftState::Saved(draft.saved.text.clone())
        });
        self.kind.set(kind);
        self.body.set(draft.body.clone());
    }

    /// Goes on with the words of this page over those of another window.
    pub fn keep_mine(self, other: &DraftView) {
        self.version.set(other.version);
        self.kept.set((other.kind.to_string(), other.body.clone()));
        self.state.set(DraftState::Empty);
        self.save_now();
    }

    /// Whether something would be lost if the page went away now.
    pub fn is_dirty(self) -> bool {
        let Some((kind, body)) = self.writing() else {
            return false;
        };
        self.kept
            .try_with_untracked(|kept| body != kept.1 || (kind != kept.0 && !body.is_empty()))
            .unwrap_or(false)
    }

    fn writing(self) -> Option<Writing> {
        Some((
            self.kind.try_get_untracked()?,
            self.body.try_get_untracked()?,
        ))
    }

    /// The words are on their way: no save may overtake them.
    pub fn sending(self) {
        self.progress
            .update_value(|progress| progress.sending = true);
    }

    /// The words were refused and are still being written.
    pub fn refused(self) {
        self.progress
            .update_value(|progress| progress.sending = false);
        self.plan(PAUSE);
    }

    /// The words are in the conversation, and the server's copy is emptied.
    pub fn sent(self) {
        self.progress.update_value(|progress| {
            progress.sending = false;
            progress.sent = true;
        });
        self.version.update(|version| *version += 1);
        self.clear();
    }

    fn clear(self) {
        self.kept.set((reply(), String::new()));
        self.state.set(DraftState::Empty);
        self.kind.set(reply());
        self.body.set(String::new());
    }

    /// Empties the box and the server's copy; for ten seconds it can be taken back.
    pub fn discard(self, toasts: Toasts) {
        let Some((kind, body)) = self.writing() else {
            return;
        };
        self.body.set(String::new());
        self.save_now();
        toasts.show(Toast::new(Tone::Info, "Draft discarded").undo(move || {
            self.kind.try_set(kind.clone());
            self.body.try_set(body.clone());
        }));
    }

    fn watch(self) {
        Effect::new(move |_| {
            self.kind.track();
            self.body.track();
            if self.is_dirty() {
                self.plan(PAUSE);
            }
        });
        // Inside an effect: the server, too, cleans up after drawing, and there is nothing to save.
        Effect::new(move |_| on_cleanup(move || self.save_now()));
    }

    fn plan(self, pause: Duration) {
        let planned = self
            .progress
            .try_update_value(|progress| std::mem::replace(&mut progress.waiting, true));
        if planned != Some(false) {
            return;
        }
        set_timeout(
            move || {
                self.progress
                    .try_update_value(|progress| progress.waiting = false);
                self.save_now();
            },
            pause,
        );
    }

    /// Saves what is not saved, unless a save is under way already.
    pub fn save_now(self) {
        let busy = self
            .progress
            .try_with_value(|progress| progress.saving || progress.sending);
        let differs = matches!(
            self.state.try_get_untracked(),
            Some(DraftState::Newer(_)) | None
        );
        if busy != Some(false) || differs || !self.is_dirty() {
            return;
        }
        let (Some((kind, body)), Some(seen)) = (self.writing(), self.version.try_get_untracked())
        else {
            return;
        };
        self.progress
            .update_value(|progress| progress.saving = true);
        leptos::task::spawn_local(async move {
            let answer = save_draft(self.number, seen, kind.clone(), body.clone()).await;
            self.settle(answer, (kind, body));
        });
    }

    /// The page may be gone by now.
    fn settle(self, answer: Result<DraftSaved, ApiError>, written: Writing) {
        let Some(sent) = self.progress.try_update_value(|progress| {
            progress.saving = false;
            progress.sent
        }) else {
            return;
        };
        match answer {
            Ok(DraftSaved::Saved { version, at }) => {
                self.version.update(|known| *known = version.max(*known));
                let empty = written.1.is_empty();
                self.kept.set(written);
                self.state.set(if empty {
                    DraftState::Empty
                } else {
                    DraftState::Saved(at.text)
                });
            }
            // Our own sending emptied it, or it was forgotten for its age: begin anew.
            Ok(DraftSaved::Newer(other))
                if other.body.is_empty() && (sent || other.version == 0) =>
            {
                self.version.set(other.version);
            }
            Ok(DraftSaved::Newer(other)) if other.body == written.1 => {
                self.version.set(other.version);
                self.kept.set(written);
            }
            Ok(DraftSaved::Newer(other)) => self.state.set(DraftState::Newer(other)),
            Err(error) => {
                self.state.set(DraftState::Failed(error.advice()));
                return self.plan(RETRY);
            }
        }
        if self.is_dirty() {
            self.plan(PAUSE);
        }
    }
}

fn reply() -> String {
    "reply".to_string()
}
