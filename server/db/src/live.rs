//! Live updates: from a commit to every open page of the tenant, through Redis where it is there.

use app_types::id::TenantId;
use app_types::live::LiveEvent;
use tokio::sync::broadcast;

/// Fans events out to the pages connected to this process. Cheap to clone.
#[derive(Clone)]
pub struct LiveBus {
    sender: broadcast::Sender<(TenantId, LiveEvent)>,
    /// Tells this process's own messages from others' on the Redis channel.
    process: uuid::Uuid,
}

impl Default for LiveBus {
    fn default() -> Self {
        Self {
            sender: broadcast::channel(1024).0,
            process: uuid::Uuid::now_v7(),
        }
    }
}

/// The Redis channel that carries live events of all tenants between processes.
pub const CHANNEL: &str = "nestogy:live";

#[derive(serde::Serialize, serde::Deserialize)]
struct Wire {
    process: uuid::Uuid,
    tenant: TenantId,
    event: LiveEvent,
}

impl LiveBus {
    pub fn subscribe(&self) -> broadcast::Receiver<(TenantId, LiveEvent)> {
        self.sender.subscribe()
    }

    /// Pages on this process hear at once; what is returned goes to the others by Redis' channel.
    /// Without Redis they catch up at their next load.
    pub(crate) fn publish(&self, tenant: TenantId, events: Vec<LiveEvent>) -> Vec<String> {
        let mut messages = Vec::with_capacity(events.len());
        for event in events {
            let wire = Wire {
                process: self.process,
                tenant,
                event: event.clone(),
            };
            messages.extend(serde_json::to_string(&wire));
            // No receiver: no page is open here.
            let _ = self.sender.send((tenant, event));
        }
        messages
    }

    /// What a message from the Redis channel says; `None` for what this process sent itself.
    pub(crate) fn foreign(&self, message: &str) -> Option<(TenantId, LiveEvent)> {
        match serde_json::from_str::<Wire>(message) {
            Ok(wire) if wire.process != self.process => Some((wire.tenant, wire.event)),
            Ok(_) => None,
            Err(error) => {
                tracing::warn!(%error, "a live event that is none");
                None
            }
        }
    }

    pub(crate) fn pass_on(&self, tenant: TenantId, event: LiveEvent) {
        let _ = self.sender.send((tenant, event));
    }
}
