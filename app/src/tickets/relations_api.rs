//! Server functions for tickets that have to do with each other.

use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::id::PostId;
use leptos::prelude::*;

/// Merges a ticket into another one; `target` as it was typed.
#[server(endpoint = "tickets/merge")]
pub async fn merge_ticket(
    number: u64,
    version: u32,
    #[server(default)] target: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::tickets::relations::{merge, typed_number};
    let typed = vec![("target", target.clone())];
    submit("tickets/merge", typed, async move {
        let target = typed_number("target", &target)?;
        let left = write(async |_, tx| merge(tx, number, version, target).await).await?;
        Ok(Done::stay().saying(format!("Ticket #{number} merged into #{left}")))
    })
    .await
}

/// Takes a merge back; `status` is the one to set again, or empty.
#[server(endpoint = "tickets/unmerge")]
pub async fn unmerge_ticket(
    number: u64,
    #[server(default)] status: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::tickets::relations::unmerge;
    submit("tickets/unmerge", vec![], async move {
        write(async |_, tx| unmerge(tx, number, &status).await).await?;
        Ok(Done::stay().saying(format!("Ticket #{number} stands for itself again")))
    })
    .await
}

/// Makes a ticket of one post and goes there.
#[server(endpoint = "tickets/split")]
pub async fn split_ticket(
    number: u64,
    version: u32,
    post: PostId,
    #[server(default)] subject: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::tickets::relations::split;
    let typed = vec![("subject", subject.clone())];
    submit("tickets/split", typed, async move {
        let made = write(async |_, tx| split(tx, number, version, post, &subject).await).await?;
        Ok(
            Done::go(format!("/tickets/{made}"))
                .saying(format!("Ticket #{made} made of #{number}")),
        )
    })
    .await
}

/// Says what another ticket is to this one.
#[server(endpoint = "tickets/relate")]
pub async fn relate_ticket(
    number: u64,
    #[server(default)] relation: String,
    #[server(default)] other: String,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::tickets::relations::{relate, typed_number, typed_relation};
    let typed = vec![("relation", relation.clone()), ("other", other.clone())];
    submit("tickets/relate", typed, async move {
        let relation = typed_relation(&relation)?;
        let other = typed_number("other", &other)?;
        write(async |_, tx| relate(tx, number, relation, other).await).await?;
        Ok(Done::stay().saying(format!("Linked with #{other}")))
    })
    .await
}

/// Takes back what [`relate_ticket`] said.
#[server(endpoint = "tickets/unrelate")]
pub async fn unrelate_ticket(
    number: u64,
    relation: String,
    other: u64,
) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    use server_core::tickets::relations::{typed_relation, unrelate};
    submit("tickets/unrelate", vec![], async move {
        let relation = typed_relation(&relation)?;
        write(async |_, tx| unrelate(tx, number, relation, other).await).await?;
        Ok(Done::stay().saying(format!("Link with #{other} removed")))
    })
    .await
}

/// Closes the parts of a ticket that are still active.
#[server(endpoint = "tickets/close-parts")]
pub async fn close_parts(number: u64) -> Result<FormReply, ApiError> {
    use crate::server::{Done, submit, write};
    submit("tickets/close-parts", vec![], async move {
        let closed =
            write(async |_, tx| server_core::tickets::relations::close_parts(tx, number).await)
                .await?;
        Ok(Done::stay().saying(format!("{closed} parts closed")))
    })
    .await
}
