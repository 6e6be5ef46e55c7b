//! Custom fields: what a tenant wants to know of its tickets, clients or contacts besides.

use crate::columns::text_enum;
use crate::id::CustomFieldId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What has the field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum FieldOf {
    #[default]
    Ticket,
    Client,
    Contact,
}

text_enum!(FieldOf { Ticket => "ticket", Client => "client", Contact => "contact" });

impl FieldOf {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Ticket => "Tickets",
            Self::Client => "Clients",
            Self::Contact => "Contacts",
        }
    }
}

/// What a field takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum FieldKind {
    #[default]
    Text,
    Number,
    Date,
    Choice,
    Client,
}

text_enum!(FieldKind {
    Text => "text",
    Number => "number",
    Date => "date",
    Choice => "choice",
    Client => "client",
});

impl FieldKind {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Number => "Number",
            Self::Date => "Date",
            Self::Choice => "Choice from a list",
            Self::Client => "A client",
        }
    }
}

/// A field as forms and records need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomField {
    pub id: CustomFieldId,
    pub name: String,
    pub kind: FieldKind,
    /// Of a choice only.
    pub choices: Vec<String>,
    /// Forms of new records insist on it.
    pub required: bool,
    /// What was filled in stays; it is asked for no longer.
    pub archived: bool,
}

impl CustomField {
    /// Its key among [`TypedFields`]. Begins with a letter: what begins with a digit is taken for a
    /// position in a list by those who read forms.
    pub fn key(&self) -> String {
        format!("f{}", self.id)
    }

    /// The name of its control in a form.
    pub fn control(&self) -> String {
        format!("custom[{}]", self.key())
    }
}

/// A field and what one record has in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomValue {
    pub field: CustomField,
    /// Empty: nothing. A number with a point, a date as `2026-11-26`, a client by its number.
    pub value: String,
    /// The client's name, where it is one.
    pub client: String,
}

impl CustomValue {
    /// As people read it.
    pub fn text(&self) -> String {
        match self.field.kind {
            FieldKind::Client if !self.client.is_empty() => self.client.clone(),
            FieldKind::Client if !self.value.is_empty() => format!("Client {}", self.value),
            _ => self.value.clone(),
        }
    }
}

/// What a form sends: the key of each field and what was typed.
pub type TypedFields = BTreeMap<String, String>;

/// A field on the page of all fields, and in its own form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomFieldForm {
    pub field: CustomField,
    pub of: FieldOf,
    /// Smaller numbers stand first.
    pub position: u32,
    pub version: u32,
}

/// What the form of a field sends, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomFieldInput {
    pub of: String,
    pub kind: String,
    pub name: String,
    /// One a line.
    pub choices: String,
    pub required: bool,
    pub position: String,
}
