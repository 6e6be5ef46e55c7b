//! Proof, on the operator's own machine, that nothing crosses from one tenant to another: two
//! tenants that look the same, in a scratch installation, and every way in tried with the ids of
//! the other one. The lists below are complete by themselves: a server function, a page or a kind
//! of job that nobody put on its list is a breach.

mod addresses;
mod files;
mod functions;
mod jobs;
mod live;
mod redis;
mod scene;
mod tables;
mod visitor;

pub use addresses::address;
pub use functions::{Row, filled, server_functions};
pub use scene::{PREFIX, Scene};
pub use visitor::{Answer, Visitor};

use serde::Serialize;
use server_world::{CANARY, Scope, digest};

/// What was tried in one part of the program, and what went wrong.
#[derive(Debug, Clone, Serialize)]
pub struct Area {
    pub name: &'static str,
    /// Attempts. None, without a breach: there is no such part here.
    pub tried: usize,
    pub breaches: Vec<String>,
}

impl Area {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            tried: 0,
            breaches: Vec::new(),
        }
    }

    fn breach(&mut self, what: String) {
        self.breaches.push(what);
    }
}

/// Whether a text holds something of tenant B, all of whose texts are marked.
fn shows_the_other(text: &str) -> bool {
    text.to_lowercase().contains(&CANARY.to_lowercase())
}

/// Tries everything. The last area says whether a row of the other tenant is not what it was.
pub async fn verify(scene: &Scene) -> Vec<Area> {
    // First: in these the other tenant works as well, and its rows change.
    let mut areas = vec![live::try_all(scene).await];
    let registry = crate::jobs::registry();
    let settled = server_core::jobs::run_due(&scene.core, &registry).await;
    let before = rows_of_the_other(scene).await;

    areas.insert(0, tables::try_all(scene).await);
    areas.push(files::try_all(scene).await);
    areas.push(redis::try_all(scene).await);
    areas.push(addresses::try_pages(scene).await);
    areas.push(addresses::try_files(scene).await);
    areas.push(functions::try_all(scene).await);
    areas.push(jobs::try_all(scene).await);

    let mut untouched = Area::new("the other tenant's rows");
    match (settled, before, rows_of_the_other(scene).await) {
        (Ok(_), Ok(before), Ok(after)) => {
            untouched.tried = before.len();
            let changed = before
                .iter()
                .filter(|(table, rows)| after.get(*table) != Some(rows));
            changed.for_each(|(table, _)| untouched.breach(format!("{table} has changed")));
        }
        (settled, before, after) => {
            let errors = [
                settled.err().map(|error| error.to_string()),
                before.err().map(|error| error.to_string()),
                after.err().map(|error| error.to_string()),
            ];
            let errors = errors.into_iter().flatten().collect::<Vec<_>>().join("; ");
            untouched.breach(format!("they could not be compared: {errors}"));
        }
    }
    areas.push(untouched);
    areas
}

type Rows = std::collections::BTreeMap<String, String>;

async fn rows_of_the_other(scene: &Scene) -> Result<Rows, impl std::error::Error> {
    let mut conn = scene.connect().await;
    digest(&mut conn, Scope::Tenant(scene.world.b.id)).await
}
