//! Before words are sent that were written while somebody else wrote too.

use super::detail::TicketResource;
use app_types::tickets::{PostKind, PostView, TicketRecord};
use app_ui::*;
use leptos::html;
use leptos::prelude::*;

/// What changed since the page was loaded, and whether the person is being asked about it.
#[derive(Clone, Copy)]
pub struct Collision {
    /// Changes that the page does not show yet.
    pub changes: RwSignal<u32>,
    asking: RwSignal<bool>,
}

impl Collision {
    pub fn new(changes: RwSignal<u32>) -> Self {
        Self {
            changes,
            asking: RwSignal::new(false),
        }
    }

    /// Whether the words have to wait: then what is new is loaded and the person is asked.
    pub fn holds_back(self, resource: TicketResource) -> bool {
        if self.changes.get_untracked() == 0 {
            return false;
        }
        self.changes.set(0);
        self.asking.set(true);
        resource.refetch();
        true
    }
}

/// Shows the newest words, which the conversation holds by now, and lets the person decide.
#[component]
pub fn CollisionDialog(
    collision: Collision,
    ticket: TicketRecord,
    form: NodeRef<html::Form>,
) -> impl IntoView {
    let open = collision.asking;
    let send = move |_| {
        open.set(false);
        if let Some(form) = form.get_untracked() {
            let _ = form.request_submit();
        }
    };
    let newest = newest(&ticket);
    view! {
        <Dialog open title="The ticket changed while you wrote".to_string() id="collision">
            {newest.map(|post| view! {
                <p><strong>{post.author}</strong>" "<span class="muted">{post.at.text}</span></p>
                <div class="collision-words"><SanitisedHtml html=post.html/></div>
            })}
            <p>"Your words are kept. Read what is new first, or send them as they are."</p>
            <DialogActions>
                <Button button_type="button" on:click=move |_| open.set(false)>"Go on writing"</Button>
                <Button button_type="button" variant=Variant::Primary on:click=send>"Send all the same"</Button>
            </DialogActions>
        </Dialog>
    }
}

/// The last words of a person, or the last event.
fn newest(ticket: &TicketRecord) -> Option<PostView> {
    let posts = &ticket.posts;
    let words = posts.iter().rev().find(|post| post.kind != PostKind::Event);
    words.or(posts.last()).cloned()
}
