//! Macros of the demo.

use super::tenant::Desk;
use crate::core::Core;
use crate::error::Result;
use crate::tickets::macros;
use app_types::macros::{MacroInput, Steps};

pub(super) async fn create(core: &Core, desk: &Desk) -> Result<()> {
    let mut tx = core.db.begin(desk.actor()).await?;
    for input in [close(), ask_again()] {
        macros::create(&mut tx, &input).await?;
    }
    Ok(tx.commit().await?)
}

fn close() -> MacroInput {
    MacroInput {
        name: "Close without words".into(),
        steps: Steps {
            status: "closed".into(),
            technician: "me".into(),
            ..Steps::default()
        },
        ..MacroInput::default()
    }
}

fn ask_again() -> MacroInput {
    MacroInput {
        name: "Ask the client again".into(),
        steps: Steps {
            status: "waiting_client".into(),
            ..Steps::default()
        },
        post: "reply".into(),
        body: "Hello {{contact.name}},\n\ncan you tell us whether ticket {{ticket.number}} is solved?\n\n{{me.name}}".into(),
    }
}
