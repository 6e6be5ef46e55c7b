//! Tickets and their conversations.

use super::calendar::created_at;
use super::people::Known;
use super::random::Random;
use super::rows::{Post, Ticket};
use super::stories::{APPS, DEVICES, FLOORS, FOLDERS, HOSTS, SITES, STORIES, Story};
use super::tenant::Desk;
use super::{Volume, fault, names};
use crate::error::Result;
use crate::tickets::FIRST_NUMBER;
use app_types::Timestamp;
use app_types::id::{ContactId, PostId, TicketId, UserId};
use app_types::tickets::{AuthorKind, PostKind, Priority, StatusCategory, TicketSource};

/// A ticket with its conversation.
pub(super) struct Made {
    pub ticket: Ticket,
    pub posts: Vec<Post>,
}

/// What the words of a story are filled in with.
struct Words {
    pairs: [(&'static str, String); 9],
}

impl Words {
    fn new(contact: &str, technician: &str, random: &mut Random) -> Self {
        let (first, last) = names::person(random);
        Self {
            pairs: [
                ("{contact}", first_name(contact)),
                ("{tech}", first_name(technician)),
                ("{person}", format!("{first} {last}")),
                ("{device}", random.pick(&DEVICES).into()),
                ("{floor}", random.pick(&FLOORS).into()),
                ("{app}", random.pick(&APPS).into()),
                ("{folder}", random.pick(&FOLDERS).into()),
                ("{site}", random.pick(&SITES).into()),
                ("{host}", random.pick(&HOSTS).into()),
            ],
        }
    }

    fn fill(&self, text: &str) -> String {
        self.pairs
            .iter()
            .fold(text.to_string(), |text, (mark, word)| {
                text.replace(mark, word)
            })
    }
}

fn first_name(name: &str) -> String {
    name.split(' ').next().unwrap_or(name).to_string()
}

impl Made {
    /// The ticket with this index, 0 for the oldest; the same in every run.
    pub(super) fn new(
        desk: &Desk,
        clients: &[Known],
        volume: Volume,
        now: Timestamp,
        index: usize,
    ) -> Result<Self> {
        let mut random = Random::new(desk.seed, 1_000_000 + index as u64);
        let client = clients
            .get(random.below(clients.len()))
            .ok_or_else(|| fault("no clients"))?;
        let contact = client
            .contacts
            .get(random.below(client.contacts.len()))
            .ok_or_else(|| fault("a client without contacts"))?;
        let (technician, technician_name) = *desk
            .technicians
            .get(random.below(desk.technicians.len()))
            .ok_or_else(|| fault("no technicians"))?;
        let created = created_at(now, index, volume.tickets, volume.days);
        let count = volume
            .posts
            .get(index % volume.posts.len())
            .copied()
            .unwrap_or(1);
        let story = &STORIES[random.below(STORIES.len())];
        let state = State::of(index, volume, count, &mut random);
        let words = Words::new(&contact.1, technician_name, &mut random);
        let mut made = Self {
            ticket: Ticket {
                tenant_id: desk.tenant,
                id: TicketId(random.id(created.micros() / 1_000)),
                number: FIRST_NUMBER + index as u64,
                subject: words.fill(story.subject),
                status_key: state.category.as_str(),
                category: state.category,
                priority: priority(story, &mut random),
                ticket_type: story.kind,
                source: source(&mut random),
                client_id: client.id,
                contact_id: contact.0,
                location_id: random.chance(70).then_some(client.location),
                board_id: desk.board,
                technician_id: state.assigned.then_some(technician),
                reply_token: random.token(),
                version: count as u32,
                post_count: count as u32,
                created_at: created,
                updated_at: created,
                responded_at: None,
                resolved_at: None,
                resolved_by: None,
                closed_at: None,
                closed_by: None,
            },
            posts: Vec::with_capacity(count),
        };
        let speakers = Speakers {
            contact,
            technician: (technician, technician_name),
        };
        made.converse(story, &words, &speakers, count, now, &mut random);
        made.end(technician, now, &mut random);
        Ok(made)
    }

    /// Writes `count` posts, each some time after the one before.
    fn converse(
        &mut self,
        story: &Story,
        words: &Words,
        speakers: &Speakers<'_>,
        count: usize,
        now: Timestamp,
        random: &mut Random,
    ) {
        let mut at = self.ticket.created_at;
        for position in 0..count {
            if position > 0 {
                let later = at.plus_seconds(random.between(240, 9_000));
                at = later.min(now.plus_seconds(-30)).max(at);
            }
            let (kind, by_contact, text) = part(story, position);
            if kind == PostKind::Reply && !by_contact && self.ticket.responded_at.is_none() {
                self.ticket.responded_at = Some(at);
            }
            let text = words.fill(text);
            self.posts.push(Post {
                tenant_id: self.ticket.tenant_id,
                id: PostId(random.id(at.micros() / 1_000)),
                ticket_id: self.ticket.id,
                position: position as u32 + 1,
                kind,
                author_kind: if by_contact {
                    AuthorKind::Contact
                } else {
                    AuthorKind::User
                },
                user_id: (!by_contact).then_some(speakers.technician.0),
                contact_id: by_contact.then_some(speakers.contact.0),
                author_name: speakers.name(by_contact),
                body_html: html(&text),
                body_text: text,
                created_at: at,
            });
        }
        self.ticket.updated_at = at;
    }

    /// Sets when and by whom a done ticket was resolved and closed.
    fn end(&mut self, technician: UserId, now: Timestamp, random: &mut Random) {
        if self.ticket.category.is_active() {
            return;
        }
        let latest = now.plus_seconds(-10);
        let resolved = self
            .ticket
            .updated_at
            .plus_seconds(random.between(60, 3_600))
            .min(latest);
        self.ticket.resolved_at = Some(resolved);
        self.ticket.resolved_by = Some(technician);
        self.ticket.updated_at = resolved;
        if self.ticket.category != StatusCategory::Resolved {
            let closed = resolved.plus_days(3).min(latest);
            self.ticket.closed_at = Some(closed);
            self.ticket.closed_by = Some(technician);
            self.ticket.updated_at = closed;
        }
    }
}

struct Speakers<'a> {
    contact: &'a (ContactId, String),
    technician: (UserId, &'static str),
}

impl Speakers<'_> {
    fn name(&self, contact: bool) -> String {
        if contact {
            self.contact.1.clone()
        } else {
            self.technician.1.to_string()
        }
    }
}

/// Post `position` of a story: kind, whether the contact wrote it, text.
fn part(story: &Story, position: usize) -> (PostKind, bool, &'static str) {
    match position {
        0 => (PostKind::Reply, true, story.opening),
        1 => (PostKind::Note, false, story.note),
        2 => (PostKind::Reply, false, story.answer),
        3 => (PostKind::Reply, true, story.feedback),
        4 => (PostKind::Reply, false, story.ending),
        _ => (
            PostKind::Note,
            false,
            "Time and materials are noted; nothing open.",
        ),
    }
}

/// Where a ticket stands.
struct State {
    category: StatusCategory,
    assigned: bool,
}

impl State {
    fn of(index: usize, volume: Volume, posts: usize, random: &mut Random) -> Self {
        use StatusCategory::{
            Cancelled, Closed, InProgress, New, Open, Resolved, Scheduled, WaitingClient,
            WaitingVendor,
        };
        let latest = index + volume.latest >= volume.tickets;
        let newest = index + volume.latest / 5 >= volume.tickets;
        if newest && posts < 3 {
            return Self {
                category: New,
                assigned: random.chance(30),
            };
        }
        let active = random.chance(if latest { 70 } else { 1 });
        let category = if active {
            random.below(10).min(7)
        } else {
            8 + random.below(20)
        };
        let category = match category {
            0..=2 => Open,
            3 | 4 => InProgress,
            5 => WaitingVendor,
            6 => Scheduled,
            7 => WaitingClient,
            8..=10 if latest => Resolved,
            11 => Cancelled,
            _ => Closed,
        };
        let assigned = category != Open || random.chance(75);
        Self { category, assigned }
    }
}

fn priority(story: &Story, random: &mut Random) -> Priority {
    if random.chance(80) {
        return story.priority;
    }
    match random.below(20) {
        0 => Priority::Critical,
        1..=4 => Priority::High,
        5..=13 => Priority::Medium,
        _ => Priority::Low,
    }
}

fn source(random: &mut Random) -> TicketSource {
    match random.below(20) {
        0..=11 => TicketSource::Email,
        12..=15 => TicketSource::Phone,
        16 | 17 => TicketSource::Portal,
        18 => TicketSource::Monitoring,
        _ => TicketSource::WalkIn,
    }
}

/// Plain text as paragraphs; what a mail without formatting becomes.
fn html(text: &str) -> String {
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;");
    let paragraphs = escaped
        .split("\n\n")
        .map(|p| format!("<p>{}</p>", p.replace('\n', "<br>")));
    paragraphs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_harmless_paragraphs() {
        assert_eq!(html("a <b>\nc\n\nd"), "<p>a &lt;b&gt;<br>c</p><p>d</p>");
    }

    #[test]
    fn every_mark_of_every_story_is_filled() {
        let words = Words::new("Dana Whitfield", "Yuki Tanaka", &mut Random::new(1, 1));
        for story in &STORIES {
            for text in [
                story.subject,
                story.opening,
                story.note,
                story.answer,
                story.feedback,
                story.ending,
            ] {
                assert!(!words.fill(text).contains('{'), "{text}");
            }
        }
    }
}
