//! Ticket templates of the demo, and what recurs.

use super::tenant::Desk;
use crate::core::Core;
use crate::error::Result;
use crate::tickets::{recurring, templates};
use app_types::Timestamp;
use app_types::id::TicketTemplateId;
use app_types::recurring::RecurringInput;
use app_types::templates::TemplateInput;

pub(super) async fn create(core: &Core, desk: &Desk) -> Result<()> {
    let mut tx = core.db.begin(desk.actor()).await?;
    templates::create(&mut tx, &new_colleague()).await?;
    let patch_day = templates::create(&mut tx, &patch_day()).await?;
    let today = today(tx.now());
    recurring::create(&mut tx, &monthly(patch_day, today)).await?;
    Ok(tx.commit().await?)
}

fn new_colleague() -> TemplateInput {
    TemplateInput {
        name: "New colleague".into(),
        subject: "A new colleague begins".into(),
        body: "Everything is to be ready on the first day.".into(),
        priority: "medium".into(),
        ticket_type: "request".into(),
        checklist: "! Make the account\n! Give the licences\nOrder a laptop\nPut the phone number into the directory\nWelcome mail".into(),
        ..TemplateInput::default()
    }
}

fn patch_day() -> TemplateInput {
    TemplateInput {
        name: "Patch day".into(),
        subject: "Monthly updates".into(),
        body: "Servers first, then workstations in groups.".into(),
        priority: "low".into(),
        ticket_type: "task".into(),
        checklist: "! Check last night's backup\nServers\nWorkstations\n! Look at what failed"
            .into(),
        ..TemplateInput::default()
    }
}

/// Patches come out on the second Tuesday.
fn monthly(template: TicketTemplateId, starts_on: String) -> RecurringInput {
    RecurringInput {
        name: "Patch day".into(),
        template: template.to_string(),
        clients: vec!["1".into(), "2".into()],
        pattern: "nth_weekday".into(),
        every: "1".into(),
        nth: "2".into(),
        weekday: "2".into(),
        at: "18:00".into(),
        starts_on,
        ..RecurringInput::default()
    }
}

fn today(now: Timestamp) -> String {
    now.iso().chars().take(10).collect()
}
