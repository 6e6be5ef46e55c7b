//! Amazon's SQS as the carrier of job ids: one queue there for each queue here, one message for
//! each job, deleted after the claim.

use app_types::id::{JobId, TenantId};
use futures::future::BoxFuture;
use server_db::DbError;
use server_db::carrier::{Carrier, Hint};
use server_db::lane::parse;
use server_integrations::aws::AwsError;
use server_integrations::sqs::{MOST, Message, Sqs};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Most ids of one commit that are carried; the sweep finds the others sooner than they would come.
const MOST_OF_A_COMMIT: usize = 500;
/// Commits whose ids are on their way at once, per process; those of more are left to the sweep.
const UNDER_WAY: usize = 64;

pub struct SqsCarrier {
    sqs: Arc<Sqs>,
    under_way: Arc<Semaphore>,
}

impl SqsCarrier {
    pub fn new(sqs: Sqs) -> Self {
        Self {
            sqs: Arc::new(sqs),
            under_way: Arc::new(Semaphore::new(UNDER_WAY)),
        }
    }

    /// What is not `<tenant>:<job>` is of no use to anybody: it is deleted.
    fn readable(&self, queue: &str, messages: Vec<Message>) -> Vec<Hint> {
        let mut garbage = Vec::new();
        let mut hints = Vec::new();
        for Message { body, receipt } in messages {
            match parse(&body) {
                Some((tenant, job)) => hints.push(Hint {
                    tenant,
                    job,
                    receipt: Some(receipt),
                }),
                None => garbage.push(receipt),
            }
        }
        if !garbage.is_empty() {
            tracing::warn!(
                queue,
                messages = garbage.len(),
                "SQS brought what is no job"
            );
            self.forget(queue, garbage);
        }
        hints
    }
}

impl Carrier for SqsCarrier {
    fn push(&self, queue: &str, jobs: Vec<(TenantId, JobId)>) {
        let Ok(place) = self.under_way.clone().try_acquire_owned() else {
            tracing::debug!(queue, "SQS is slow; the sweep finds these jobs");
            return;
        };
        let bodies = jobs.iter().take(MOST_OF_A_COMMIT);
        let bodies: Vec<String> = bodies
            .map(|(tenant, job)| format!("{tenant}:{job}"))
            .collect();
        let (sqs, queue) = (self.sqs.clone(), queue.to_string());
        tokio::spawn(async move {
            if let Err(error) = sqs.send(&queue, &bodies).await {
                tracing::warn!(%error, queue, "SQS is away; the sweep finds these jobs");
            }
            drop(place);
        });
    }

    fn pop<'a>(
        &'a self,
        queue: &'a str,
        count: usize,
    ) -> BoxFuture<'a, Result<Vec<Hint>, DbError>> {
        Box::pin(async move {
            let messages = self.sqs.receive(queue, count).await.map_err(away)?;
            Ok(self.readable(queue, messages))
        })
    }

    fn most(&self) -> usize {
        MOST
    }

    fn forget(&self, queue: &str, receipts: Vec<String>) {
        let (sqs, queue) = (self.sqs.clone(), queue.to_string());
        tokio::spawn(async move {
            // What stays comes again and finds its job done; after some times SQS puts it aside.
            if let Err(error) = sqs.delete(&queue, &receipts).await {
                tracing::debug!(%error, queue, "messages could not be deleted");
            }
        });
    }

    fn check<'a>(&'a self, queue: &'a str) -> BoxFuture<'a, Result<(), DbError>> {
        Box::pin(async move { self.sqs.check(queue).await.map_err(away) })
    }
}

fn away(error: AwsError) -> DbError {
    DbError::Unreachable(format!("SQS: {error}"))
}
