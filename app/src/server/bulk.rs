//! From a change of many tickets to its answer, with and without JavaScript.

use super::on_server::actor;
use super::{Done, is_form_post, signed_in, submit};
use crate::error::ApiError;
use crate::forms::FormReply;
use app_types::macros::BulkReply;
use server_core::tickets::bulk::{self, Begun};

/// Begins a run by `begin`, does a short one at once, and answers how far it has come. Without
/// JavaScript the browser goes to the run's page.
///
/// # Errors
/// Everything that is not about the input.
pub async fn begin_bulk(
    form: &str,
    begin: impl Future<Output = server_core::Result<Begun>>,
) -> Result<BulkReply, ApiError> {
    let (context, session) = signed_in()?;
    let mut begun = None;
    let reply = submit(form, vec![], async {
        let run = begin.await?;
        if run.at_once {
            bulk::work_now(&context.core, actor(&context, &session), run.id).await?;
        }
        begun = Some(run.id);
        Ok(if is_form_post() {
            Done::go(format!("/tickets/bulk/{}", run.id))
        } else {
            Done::stay()
        })
    })
    .await?;
    match (reply, begun) {
        (FormReply::Rejected(invalid), _) => Ok(BulkReply::Rejected(invalid)),
        (FormReply::Done { .. }, Some(id)) => {
            super::read(async |tx, _| bulk::progress(tx, id).await.map(BulkReply::Begun)).await
        }
        (FormReply::Done { .. }, None) => Err(ApiError::Internal),
    }
}
