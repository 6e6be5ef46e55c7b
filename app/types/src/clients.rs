//! The clients domain's shared types: clients, their contacts, locations and mail domains.

use crate::columns::text_enum;
use crate::common::{Choice, Page, When};
use crate::id::{ClientDomainId, ClientId, ContactId, LocationId};
use crate::mail::UndeliverableView;
use crate::tags::TagView;
use crate::tickets::TicketLink;
use serde::{Deserialize, Serialize};

/// Where a company stands with the MSP.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum ClientKind {
    #[default]
    Client,
    Lead,
    Former,
}

text_enum!(ClientKind { Client => "client", Lead => "lead", Former => "former" });

impl ClientKind {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Client => "Client",
            Self::Lead => "Lead",
            Self::Former => "Former client",
        }
    }
}

/// Whether the MSP works for the client at the moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum ClientStatus {
    #[default]
    Active,
    Inactive,
    Suspended,
}

text_enum!(ClientStatus {
    Active => "active",
    Inactive => "inactive",
    Suspended => "suspended",
});

impl ClientStatus {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Inactive => "Inactive",
            Self::Suspended => "Suspended",
        }
    }
}

/// The filters of the client list, as the URL carries them. Unknown values are refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientFilter {
    /// Part of the name, or a client number.
    #[serde(default)]
    pub q: String,
    /// `active` (default), `archived` or `all`.
    #[serde(default)]
    pub show: String,
    /// A [`ClientKind`], or empty for every kind.
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub after: String,
    #[serde(default)]
    pub before: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRow {
    pub id: ClientId,
    pub number: u64,
    pub name: String,
    pub kind: ClientKind,
    pub status: ClientStatus,
    pub phone: String,
    /// City of the primary location; empty where unknown.
    pub city: String,
    pub archived: bool,
    pub tags: Vec<TagView>,
}

pub type ClientList = Page<ClientRow>;

/// What the client form sends. Texts as typed; the server checks them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientInput {
    #[serde(default)]
    pub name: String,
    /// A [`ClientKind`]; empty means `client`.
    #[serde(default)]
    pub kind: String,
    /// A [`ClientStatus`]; empty means `active`.
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub website: String,
    /// A user id, or empty.
    #[serde(default)]
    pub account_manager: String,
    #[serde(default)]
    pub notes: String,
    #[serde(default)]
    pub vip_note: String,
}

/// When and by whom something was archived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archived {
    pub at: When,
    pub by: Option<String>,
}

/// Everything the one page about a client shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRecord {
    pub id: ClientId,
    pub number: u64,
    pub name: String,
    pub kind: ClientKind,
    pub status: ClientStatus,
    pub phone: String,
    /// Empty, or an `http` or `https` address.
    pub website: String,
    pub account_manager: Option<Person>,
    pub notes: String,
    pub vip_note: String,
    pub version: u32,
    pub created: When,
    pub updated: When,
    pub archived: Option<Archived>,
    /// The primary one first, then by name; archived ones are left out.
    pub locations: Vec<LocationView>,
    /// The first by name; archived ones are left out.
    pub contacts: Vec<ContactRow>,
    /// Whether there are more contacts than `contacts` shows.
    pub more_contacts: bool,
    pub domains: Vec<DomainView>,
    /// `None` when the reader may not see tickets.
    pub tickets: Option<ActiveTickets>,
    pub tags: ClientTags,
    /// Notes, files and what happened.
    pub beside: crate::client_beside::ClientBeside,
    pub custom: Vec<crate::custom::CustomValue>,
    /// Whether the reader may change the client.
    pub may_edit: bool,
}

/// The tags of a client.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientTags {
    pub worn: Vec<TagView>,
    /// Those that it could wear besides.
    pub offered: Vec<TagView>,
}

/// A user by name and id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: crate::id::UserId,
    pub name: String,
}

/// The tickets of a client or contact on which someone still has to act.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActiveTickets {
    /// Counted up to [`ActiveTickets::CAP`].
    pub count: u32,
    /// The most recently changed ones.
    pub rows: Vec<TicketLink>,
}

impl ActiveTickets {
    /// Counting stops here: the page says "100+".
    pub const CAP: u32 = 100;

    /// `7`, or `100+` once counting stopped.
    pub fn count_text(&self) -> String {
        if self.count >= Self::CAP {
            format!("{}+", Self::CAP)
        } else {
            self.count.to_string()
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocationView {
    pub id: LocationId,
    pub name: String,
    pub street: String,
    pub postal_code: String,
    pub city: String,
    pub region: String,
    /// ISO 3166-1 alpha-2, or empty.
    pub country: String,
    pub phone: String,
    pub primary: bool,
    pub version: u32,
    pub archived: bool,
}

impl LocationView {
    /// The address on one line, without what is empty.
    pub fn address(&self) -> String {
        let city = format!("{} {}", self.postal_code, self.city);
        [
            self.street.as_str(),
            city.trim(),
            self.region.as_str(),
            self.country.as_str(),
        ]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
    }
}

/// A location with the client it belongs to, for its form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocationRecord {
    pub location: LocationView,
    pub client: ClientRef,
}

/// What the location form sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocationInput {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub street: String,
    #[serde(default)]
    pub postal_code: String,
    #[serde(default)]
    pub city: String,
    #[serde(default)]
    pub region: String,
    #[serde(default)]
    pub country: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub primary: bool,
}

/// A client by number and name, for links.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRef {
    pub number: u64,
    pub name: String,
    pub archived: bool,
}

/// The filters of the contact list, as the URL carries them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactFilter {
    /// Part of the name, or the beginning of an e-mail address (with `@`).
    #[serde(default)]
    pub q: String,
    /// `active` (default), `archived` or `all`.
    #[serde(default)]
    pub show: String,
    /// A client number.
    #[serde(default)]
    pub client: String,
    #[serde(default)]
    pub after: String,
    #[serde(default)]
    pub before: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactRow {
    pub id: ContactId,
    pub name: String,
    pub email: Option<String>,
    pub phone: String,
    pub title: String,
    pub primary: bool,
    pub billing: bool,
    pub technical: bool,
    pub client: ClientRef,
    pub archived: bool,
}

pub type ContactList = Page<ContactRow>;

/// What the contact form sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactInput {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub mobile: String,
    #[serde(default)]
    pub title: String,
    /// A location id of the same client, or empty.
    #[serde(default)]
    pub location: String,
    #[serde(default)]
    pub primary: bool,
    #[serde(default)]
    pub billing: bool,
    #[serde(default)]
    pub technical: bool,
    #[serde(default)]
    pub notes: String,
}

/// Everything the page about a contact shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactRecord {
    pub id: ContactId,
    pub name: String,
    pub email: Option<String>,
    /// Mail to the address came back.
    pub undeliverable: Option<UndeliverableView>,
    pub phone: String,
    pub mobile: String,
    pub title: String,
    pub location: Option<LocationView>,
    pub primary: bool,
    pub billing: bool,
    pub technical: bool,
    pub notes: String,
    pub version: u32,
    pub created: When,
    pub updated: When,
    pub archived: Option<Archived>,
    pub client: ClientRef,
    /// `None` when the reader may not see tickets.
    pub tickets: Option<ActiveTickets>,
    pub custom: Vec<crate::custom::CustomValue>,
    pub may_edit: bool,
}

/// A mail domain that a client owns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainView {
    pub id: ClientDomainId,
    pub domain: String,
}

/// What the page with the client form needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientForm {
    /// 0 for a new client.
    pub number: u64,
    /// The version that the form was made from; 0 for a new client.
    pub version: u32,
    pub input: ClientInput,
    /// User id → name.
    pub managers: Vec<Choice>,
}

/// What the page with the contact form needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactForm {
    /// `None` for a new contact.
    pub id: Option<ContactId>,
    /// The version that the form was made from; 0 for a new contact.
    pub version: u32,
    /// `None`: first a client has to be chosen.
    pub client: Option<ClientRef>,
    pub input: ContactInput,
    /// Location id → name.
    pub locations: Vec<Choice>,
    /// Client number → name: what the search for a client found.
    pub clients: Vec<Choice>,
}

/// What the page with the location form needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocationForm {
    /// `None` for a new location.
    pub id: Option<LocationId>,
    /// The version that the form was made from; 0 for a new location.
    pub version: u32,
    pub client: ClientRef,
    pub input: LocationInput,
}

impl ClientInput {
    /// Name and value of each field, to be shown again when the input is refused.
    pub fn typed(&self) -> Vec<(&'static str, String)> {
        vec![
            ("name", self.name.clone()),
            ("kind", self.kind.clone()),
            ("status", self.status.clone()),
            ("phone", self.phone.clone()),
            ("website", self.website.clone()),
            ("account_manager", self.account_manager.clone()),
            ("notes", self.notes.clone()),
            ("vip_note", self.vip_note.clone()),
        ]
    }
}

impl ContactInput {
    /// Name and value of each field, to be shown again when the input is refused.
    pub fn typed(&self) -> Vec<(&'static str, String)> {
        vec![
            ("name", self.name.clone()),
            ("email", self.email.clone()),
            ("phone", self.phone.clone()),
            ("mobile", self.mobile.clone()),
            ("title", self.title.clone()),
            ("location", self.location.clone()),
            ("primary", self.primary.to_string()),
            ("billing", self.billing.to_string()),
            ("technical", self.technical.to_string()),
            ("notes", self.notes.clone()),
        ]
    }
}

impl LocationInput {
    /// Name and value of each field, to be shown again when the input is refused.
    pub fn typed(&self) -> Vec<(&'static str, String)> {
        vec![
            ("name", self.name.clone()),
            ("street", self.street.clone()),
            ("postal_code", self.postal_code.clone()),
            ("city", self.city.clone()),
            ("region", self.region.clone()),
            ("country", self.country.clone()),
            ("phone", self.phone.clone()),
            ("primary", self.primary.to_string()),
        ]
    }
}
