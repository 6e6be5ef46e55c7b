//! Every address of the web server that leads to a record.

use super::scene::Scene;
use super::{Area, shows_the_other};
use crate::http::page_paths;
use server_world::Tenant;

/// A page's pattern with a tenant's numbers and ids in it. `None`: nobody knows which id the page
/// has, and this list needs a line.
pub fn address(pattern: &str, tenant: &Tenant) -> Option<String> {
    let mut before = "";
    let mut parts = Vec::new();
    for part in pattern.split('/') {
        parts.push(match part {
            "{number}" if before == "tickets" => "1002".to_string(),
            "{number}" => "1".to_string(),
            "{kind}" => "reply".to_string(),
            "{id}" => id_of(tenant, before)?,
            part => part.to_string(),
        });
        before = part;
    }
    Some(parts.join("/"))
}

fn id_of(tenant: &Tenant, kind: &str) -> Option<String> {
    Some(match kind {
        "contacts" => tenant.contacts[0].to_string(),
        "locations" => tenant.location.to_string(),
        "users" => tenant.user("technician").id.to_string(),
        "roles" => tenant.user("technician").role_id.to_string(),
        "jobs" => tenant.job.to_string(),
        "mail" => tenant.inbound[1].to_string(),
        "canned-replies" => tenant.canned[0].to_string(),
        "mailboxes" => tenant.mailbox.to_string(),
        "tags" => tenant.tag.to_string(),
        "imports" => tenant.import.to_string(),
        "fields" => tenant.field.to_string(),
        "boards" => tenant.board.to_string(),
        "bulk" => tenant.bulk_run.to_string(),
        "macros" => tenant.macro_id.to_string(),
        "views" => tenant.view.to_string(),
        "rules" => tenant.rule.to_string(),
        "templates" => tenant.template.to_string(),
        "recurring" => tenant.recurring.to_string(),
        _ => return None,
    })
}

/// Pages of one's own show nothing of the other tenant; those with an id of the other are not there.
pub(super) async fn try_pages(scene: &Scene) -> Area {
    let mut area = Area::new("pages");
    let (visitor, world) = (scene.visitor("owner").await, &scene.world);
    for pattern in page_paths() {
        let addresses = address(&pattern, &world.a).zip(address(&pattern, &world.b));
        let Some((own, foreign)) = addresses else {
            area.breach(format!(
                "{pattern}: no id is known for it; it was not tried"
            ));
            continue;
        };
        area.tried += 1;
        let answer = visitor.get(&own).await;
        if shows_the_other(&answer.text) {
            area.breach(format!("{pattern} shows another tenant's words"));
        }
        if answer.status >= 400 {
            let status = answer.status;
            area.breach(format!("{pattern} could not be tried: it answers {status}"));
        }
        if own != foreign {
            area.tried += 1;
            let status = visitor.get(&foreign).await.status;
            if status != 404 {
                area.breach(format!(
                    "{pattern} answers another tenant's id with {status}"
                ));
            }
        }
    }
    area
}

/// Downloads: what must be there for its own tenant and for nobody else.
fn downloads(tenant: &Tenant) -> Vec<String> {
    vec![
        format!("/attachments/{}", tenant.attachment),
        format!("/client-files/{}", tenant.client_file),
        format!("/import-problems/{}", tenant.import),
        format!("/mail/{}/original", tenant.inbound[1]),
        format!("/mail/{}/pictures/1", tenant.inbound[1]),
    ]
}

/// Lists as files, which have a filter in their address.
const EXPORTS: &[&str] = &["tickets", "clients", "contacts", "audit"];

/// Downloads and exports.
pub(super) async fn try_files(scene: &Scene) -> Area {
    let mut area = Area::new("downloads and exports");
    let (visitor, world) = (scene.visitor("owner").await, &scene.world);
    for foreign in downloads(&world.b) {
        area.tried += 1;
        let status = visitor.get(&foreign).await.status;
        if status != 404 {
            area.breach(format!("{foreign} of another tenant answers {status}"));
        }
    }
    for own in downloads(&world.a) {
        area.tried += 1;
        if shows_the_other(&visitor.get(&own).await.text) {
            area.breach(format!("{own} shows another tenant's words"));
        }
    }
    for list in EXPORTS {
        area.tried += 1;
        let answer = visitor.get(&format!("/export/{list}.csv")).await;
        if answer.status != 200 {
            let status = answer.status;
            area.breach(format!("the export of {list} could not be tried: {status}"));
        }
        if shows_the_other(&answer.text) {
            area.breach(format!("the export of {list} shows another tenant's words"));
        }
    }
    area
}
