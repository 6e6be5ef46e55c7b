//! A tenant's transaction narrowed to one client, for that client's contacts.

use crate::actor::Who;
use crate::tx::TenantTx;
use app_types::id::{ClientId, ContactId};

/// Wraps a [`TenantTx`] whose actor is a contact. Verbs of the portal take this type and filter
/// by [`PortalTx::client`]; verbs for technicians take [`TenantTx`] and cannot be called with it.
pub struct PortalTx {
    tx: TenantTx,
    contact: ContactId,
    client: ClientId,
}

impl PortalTx {
    /// `None` when the actor is not a contact.
    pub fn narrow(tx: TenantTx) -> Option<Self> {
        let Who::Contact { id, client, .. } = tx.actor().who else {
            return None;
        };
        Some(Self {
            tx,
            contact: id,
            client,
        })
    }

    pub fn contact(&self) -> ContactId {
        self.contact
    }

    pub fn client(&self) -> ClientId {
        self.client
    }

    /// The transaction beneath, for the portal's own queries.
    pub fn tx(&mut self) -> &mut TenantTx {
        &mut self.tx
    }

    pub fn into_tx(self) -> TenantTx {
        self.tx
    }
}
