//! Every server function, asked by one tenant with the ids of the other.

use super::scene::Scene;
use super::visitor::Visitor;
use super::{Area, shows_the_other};
use server_world::{Tenant, World};
use std::collections::BTreeSet;

/// One row of `server_functions.csv`. The rows are called in their order with one session: the
/// sign-out stays last.
pub struct Row {
    pub path: &'static str,
    /// `public`, `signed_in` or the key of a permission.
    pub needs: &'static str,
    /// A form as the page sends it; `multipart` sends the fields in parts.
    pub args: &'static str,
    /// The same with another tenant's id; empty where people name records by number, which is
    /// the tenant's own. `refused ` before it: the id stands in a field, and the form says so.
    pub foreign: &'static str,
}

/// Every row, in order.
pub fn server_functions() -> Vec<Row> {
    let lines = include_str!("server_functions.csv").lines().skip(1);
    lines
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let mut parts = line.split(';').map(str::trim);
            let mut next = || parts.next().unwrap_or_default();
            Row {
                path: next(),
                needs: next(),
                args: next(),
                foreign: next(),
            }
        })
        .collect()
}

/// What may stand in braces in the table; with `own_` before it, the caller's own.
fn ids(tenant: &Tenant) -> impl Iterator<Item = (String, String)> {
    let user = tenant.user("read_only");
    [
        ("contact", tenant.contacts[0].to_string()),
        ("note", tenant.note.to_string()),
        ("client_file", tenant.client_file.to_string()),
        ("attachment", tenant.attachment.to_string()),
        ("canned", tenant.canned[0].to_string()),
        ("post", tenant.posts[0].to_string()),
        ("ticket", tenant.tickets[1].id.to_string()),
        ("location", tenant.location.to_string()),
        ("job", tenant.job.to_string()),
        ("mail", tenant.inbound[1].to_string()),
        ("outbound", tenant.outbound.to_string()),
        ("mailbox", tenant.mailbox.to_string()),
        ("undeliverable", tenant.undeliverable.to_string()),
        ("mailbox_key", tenant.mailbox_key.to_string()),
        ("board", tenant.board.to_string()),
        ("tag", tenant.tag.to_string()),
        ("field", tenant.field.to_string()),
        ("import", tenant.import.to_string()),
        ("macro", tenant.macro_id.to_string()),
        ("bulk", tenant.bulk_run.to_string()),
        ("view", tenant.view.to_string()),
        ("notification", tenant.notification.to_string()),
        ("push_device", tenant.push_device.to_string()),
        ("rule", tenant.rule.to_string()),
        ("item", tenant.items[1].to_string()),
        ("template", tenant.template.to_string()),
        ("recurring", tenant.recurring.to_string()),
        ("technician", tenant.user("technician").id.to_string()),
        ("session", tenant.session.to_string()),
        ("user", user.id.to_string()),
        ("role", user.role_id.to_string()),
        ("email", user.email.clone()),
    ]
    .into_iter()
    .map(|(name, id)| (name.to_string(), id))
}

/// `text` with the ids in the place of their names.
pub fn filled(text: &str, world: &World) -> String {
    ids(&world.b)
        .chain(ids(&world.a).map(|(name, id)| (format!("own_{name}"), id)))
        .fold(text.to_string(), |text, (name, id)| {
            text.replace(&format!("{{{name}}}"), &id)
        })
}

pub(super) async fn try_all(scene: &Scene) -> Area {
    let mut area = Area::new("server functions");
    let rows = server_functions();
    let listed: BTreeSet<&str> = rows.iter().map(|row| row.path).collect();
    for (path, _) in server_fn::axum::server_fn_paths() {
        if !listed.contains(path) {
            area.breach(format!("{path} is on no list and was not tried"));
        }
    }
    let visitor = scene.visitor("owner").await;
    for row in rows.iter().filter(|row| !row.foreign.is_empty()) {
        foreign(scene, &visitor, row, &mut area).await;
    }
    for row in &rows {
        own(scene, &visitor, row, &mut area).await;
    }
    area
}

/// With another tenant's id: as if there were none.
async fn foreign(scene: &Scene, visitor: &Visitor, row: &Row, area: &mut Area) {
    let refused = row.foreign.strip_prefix("refused ");
    let args = filled(refused.unwrap_or(row.foreign), &scene.world);
    let answer = visitor.call(row.path, &args).await;
    area.tried += 1;
    let kept_out = match refused {
        Some(_) => answer.text.contains("Rejected"),
        None => answer.status == 404,
    };
    if !kept_out {
        let (path, status) = (row.path, answer.status);
        area.breach(format!("{path} answers another tenant's id with {status}"));
    }
}

/// With one's own: it works, and holds nothing of the other tenant.
async fn own(scene: &Scene, visitor: &Visitor, row: &Row, area: &mut Area) {
    let answer = visitor
        .call(row.path, &filled(row.args, &scene.world))
        .await;
    area.tried += 1;
    if shows_the_other(&answer.text) {
        area.breach(format!("{} shows another tenant's words", row.path));
    }
    if matches!(answer.status, 400 | 401 | 403 | 429 | 500..) {
        let (path, status) = (row.path, answer.status);
        area.breach(format!("{path} could not be tried: it answers {status}"));
    }
}
