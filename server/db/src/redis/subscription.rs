//! A subscription that notices when nobody speaks to it any more.

use super::Redis;
use ::redis::{ErrorKind, RedisResult};
use futures::StreamExt;
use std::time::Duration;

/// How often the server is asked whether it is still there, and still the right one.
const ASK: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(2);

impl Redis {
    /// Hears `channel` on a connection of its own until that breaks or the server is no longer
    /// the master; `began` is called once it hears. Subscribe again then.
    ///
    /// # Errors
    /// Why it ended.
    pub async fn hear(
        &self,
        channel: &str,
        began: impl FnOnce(),
        mut heard: impl FnMut(&str),
    ) -> RedisResult<()> {
        let client = self.source.client().await?;
        let address = client.get_connection_info().addr().to_string();
        let (mut sink, mut messages) = client.get_async_pubsub().await?.split();
        sink.subscribe(channel).await?;
        began();
        let mut ask = tokio::time::interval(ASK);
        loop {
            tokio::select! {
                message = messages.next() => match message {
                    Some(message) => {
                        if let Ok(text) = message.get_payload::<String>() {
                            heard(&text);
                        }
                    }
                    None => return Err((ErrorKind::Io, "the subscription has ended").into()),
                },
                _ = ask.tick() => {
                    let pong = tokio::time::timeout(PATIENCE, sink.ping::<::redis::Value>()).await;
                    pong.map_err(|_| (ErrorKind::Io, "the subscription is silent"))??;
                    self.still_leads_to(&address).await?;
                }
            }
        }
    }

    async fn still_leads_to(&self, address: &str) -> RedisResult<()> {
        if !self.source.may_move() {
            return Ok(());
        }
        let now = self.source.client().await?;
        if now.get_connection_info().addr().to_string() == address {
            return Ok(());
        }
        Err((ErrorKind::Io, "another server is the master now").into())
    }
}
