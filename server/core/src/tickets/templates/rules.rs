//! What a template may hold: pure functions over values.

use super::super::checklist;
use super::super::conversation::MAX_BODY;
use super::super::create::MAX_SUBJECT;
use super::super::forms::{choose, optional};
use crate::tags::MAX_WORN;
use app_types::Invalid;
use app_types::checklists::ChecklistLine;
use app_types::id::{BoardId, TagId, UserId};
use app_types::templates::{TemplateFilter, TemplateInput, TemplateRow};
use app_types::tickets::{Priority, TicketType};

/// Longest name in characters.
pub(super) const MAX_NAME: usize = 60;

/// A form of a template that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CheckedTemplate {
    pub name: String,
    pub subject: String,
    pub body: String,
    pub board: Option<BoardId>,
    pub technician: Option<UserId>,
    pub priority: Priority,
    pub ticket_type: TicketType,
    pub tags: Vec<TagId>,
    pub checklist: Vec<ChecklistLine>,
}

/// The form itself; whether its board, people and tags exist, only the database knows.
pub(super) fn check(input: &TemplateInput) -> Result<CheckedTemplate, Invalid> {
    let mut invalid = Invalid::new();
    let name = invalid.required_line("name", "a name", &input.name, MAX_NAME);
    let subject = invalid.required_line("subject", "a subject", &input.subject, MAX_SUBJECT);
    let body = invalid.optional_text("body", "the description", &input.body, MAX_BODY);
    let board = optional(&mut invalid, "board", &input.board, BoardId::parse);
    let technician = optional(&mut invalid, "technician", &input.technician, UserId::parse);
    let priority = choose(
        &mut invalid,
        "priority",
        &input.priority,
        Priority::Medium,
        Priority::parse,
    );
    let ticket_type = choose(
        &mut invalid,
        "ticket_type",
        &input.ticket_type,
        TicketType::Incident,
        TicketType::parse,
    );
    let tags = tags(&mut invalid, &input.tags);
    let checklist = checklist::parse("checklist", &input.checklist).unwrap_or_else(|wrong| {
        invalid.errors.extend(wrong.errors);
        Vec::new()
    });
    invalid.into_result()?;
    Ok(CheckedTemplate {
        name,
        subject,
        body,
        board,
        technician,
        priority,
        ticket_type,
        tags,
        checklist,
    })
}

/// Each tag once.
fn tags(invalid: &mut Invalid, typed: &[String]) -> Vec<TagId> {
    let mut tags: Vec<TagId> = Vec::new();
    for id in typed {
        match TagId::parse(id) {
            Some(tag) if tags.contains(&tag) => {}
            Some(_) if tags.len() == MAX_WORN => {
                invalid.add("tags", format!("Choose {MAX_WORN} tags or fewer"));
                break;
            }
            Some(tag) => tags.push(tag),
            None => {
                invalid.add("tags", "Choose tags from the list");
                break;
            }
        }
    }
    tags
}

/// Whether a template is in the list that a filter asks for.
pub(super) fn listed(row: &TemplateRow, filter: &TemplateFilter) -> bool {
    let q = filter.q.trim().to_lowercase();
    let named = |text: &str| text.to_lowercase().contains(&q);
    let shown = match filter.show.as_str() {
        "archived" => row.archived,
        "all" => true,
        _ => !row.archived,
    };
    shown && (named(&row.name) || named(&row.subject))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use app_types::id::TicketTemplateId;

    fn input() -> TemplateInput {
        TemplateInput {
            name: "New starter".into(),
            subject: "A new colleague".into(),
            checklist: "Account\n!Laptop".into(),
            ..TemplateInput::default()
        }
    }

    #[test]
    fn what_is_left_out_is_what_a_new_ticket_has() {
        let checked = check(&input()).unwrap();
        assert_eq!(
            (checked.priority, checked.ticket_type, checked.board),
            (Priority::Medium, TicketType::Incident, None)
        );
        assert_eq!(checked.checklist.len(), 2);
    }

    #[test]
    fn every_complaint_comes_at_once_and_tags_count_once() {
        let wrong = TemplateInput {
            name: String::new(),
            subject: "a\nb".into(),
            body: "💩".repeat(100_001),
            board: "1".into(),
            technician: "me".into(),
            priority: "urgent".into(),
            ticket_type: "x".into(),
            tags: vec!["'; DROP".into()],
            checklist: "x".repeat(300),
        };
        let fields: Vec<_> = check(&wrong)
            .unwrap_err()
            .errors
            .into_iter()
            .map(|error| error.field)
            .collect();
        assert_eq!(
            fields,
            [
                "name",
                "subject",
                "body",
                "board",
                "technician",
                "priority",
                "ticket_type",
                "tags",
                "checklist"
            ]
        );
        let tag = uuid::Uuid::from_u128(7).to_string();
        let twice = TemplateInput {
            tags: vec![tag.clone(), tag],
            ..input()
        };
        assert_eq!(check(&twice).unwrap().tags.len(), 1);
    }

    #[test]
    fn the_list_is_searched_without_regard_to_case() {
        let row = TemplateRow {
            id: TicketTemplateId(uuid::Uuid::nil()),
            name: "New STARTER".into(),
            subject: "Ümzug".into(),
            items: 0,
            archived: false,
        };
        let asks = |q: &str, show: &str| TemplateFilter {
            q: q.into(),
            show: show.into(),
        };
        assert!(listed(&row, &asks("starter", "")) && listed(&row, &asks(" ümZ", "all")));
        assert!(!listed(&row, &asks("", "archived")) && !listed(&row, &asks("%", "")));
    }
}
