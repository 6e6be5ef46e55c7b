//! Imports: a file of clients, contacts or tickets, how it is read, and what a rehearsal of it found.

use crate::columns::text_enum;
use crate::common::{Page, When};
use crate::id::ImportId;
use serde::{Deserialize, Serialize};

/// What the rows of a file become.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum ImportKind {
    #[default]
    Clients,
    Contacts,
    Tickets,
}

text_enum!(ImportKind { Clients => "clients", Contacts => "contacts", Tickets => "tickets" });

/// Key of a field, its name, and whether every row needs it.
pub type ImportField = (&'static str, &'static str, bool);

impl ImportKind {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Clients => "Clients",
            Self::Contacts => "Contacts",
            Self::Tickets => "Tickets",
        }
    }

    /// What a column of the file can fill.
    pub const fn fields(self) -> &'static [ImportField] {
        match self {
            Self::Clients => &[
                ("name", "Name", true),
                ("kind", "Kind", false),
                ("status", "Status", false),
                ("phone", "Phone", false),
                ("website", "Website", false),
                ("vip_note", "VIP note", false),
                ("notes", "Notes", false),
            ],
            Self::Contacts => &[
                ("client", "Client (name or number)", true),
                ("name", "Name", true),
                ("email", "E-mail", false),
                ("phone", "Phone", false),
                ("mobile", "Mobile", false),
                ("title", "Job title", false),
                ("primary", "Primary contact (yes or no)", false),
                ("billing", "Billing (yes or no)", false),
                ("technical", "Technical (yes or no)", false),
                ("notes", "Notes", false),
            ],
            Self::Tickets => &[
                ("subject", "Subject", true),
                ("reference", "Number in the other program", false),
                ("client", "Client (name or number)", false),
                ("contact", "Contact (e-mail address)", false),
                ("status", "Status", false),
                ("priority", "Priority", false),
                ("type", "Type", false),
                ("board", "Board", false),
                ("technician", "Technician (name)", false),
                ("created", "Created (2024-05-31 14:30)", false),
                ("closed", "Closed (2024-05-31 14:30)", false),
                ("description", "Description", false),
                ("tags", "Tags, with commas between them", false),
            ],
        }
    }
}

/// How the bytes of a file are letters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum Charset {
    #[default]
    Utf8,
    Windows1252,
    Utf16Le,
    Utf16Be,
}

text_enum!(Charset {
    Utf8 => "utf-8",
    Windows1252 => "windows-1252",
    Utf16Le => "utf-16le",
    Utf16Be => "utf-16be",
});

impl Charset {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Windows1252 => "Windows (western Europe)",
            Self::Utf16Le => "UTF-16 (Excel's Unicode text)",
            Self::Utf16Be => "UTF-16, big end first",
        }
    }
}

/// What stands between two cells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum Separator {
    #[default]
    Comma,
    Semicolon,
    Tab,
    Pipe,
}

text_enum!(Separator {
    Comma => "comma",
    Semicolon => "semicolon",
    Tab => "tab",
    Pipe => "pipe",
});

impl Separator {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Comma => "Comma",
            Self::Semicolon => "Semicolon",
            Self::Tab => "Tab",
            Self::Pipe => "Vertical bar",
        }
    }

    pub const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }
}

/// What happens to a row whose client or address is here already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "db", diesel(sql_type = diesel::sql_types::Text))]
pub enum KnownRows {
    #[default]
    Refuse,
    Skip,
}

text_enum!(KnownRows { Refuse => "refuse", Skip => "skip" });

impl KnownRows {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Refuse => "Say so, and take nothing in",
            Self::Skip => "Leave them as they are, and take the others in",
        }
    }
}

/// How a file is read; what the form of the import sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSettings {
    pub charset: Charset,
    pub separator: Separator,
    pub known: KnownRows,
    /// The field that each column fills; empty for a column that is left out.
    pub mapping: Vec<String>,
}

/// Something that is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowProblem {
    /// Of the file, counted from 1.
    pub line: u64,
    pub what: String,
}

/// What an import would do, or has done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rehearsal {
    pub added: u32,
    pub skipped: u32,
    /// Rows with a problem.
    pub wrong: u32,
    /// The first of them.
    pub problems: Vec<RowProblem>,
}

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportColumn {
    /// Its name in the first line.
    pub name: String,
    /// The first values under it.
    pub samples: Vec<String>,
    /// The field that it fills; empty: none.
    pub field: String,
}

/// Everything the page of one import shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRecord {
    pub id: ImportId,
    pub kind: ImportKind,
    pub file_name: String,
    pub version: u32,
    pub settings: ImportSettings,
    pub columns: Vec<ImportColumn>,
    /// Rows below the first line.
    pub rows: u32,
    /// Why the file cannot be read with these settings; empty when it can.
    pub unreadable: String,
    /// Of these very settings.
    pub rehearsal: Option<Rehearsal>,
    pub done: Option<When>,
    pub added: u32,
    pub skipped: u32,
}

/// A line of the list of imports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    pub id: ImportId,
    pub kind: ImportKind,
    pub file_name: String,
    pub author: String,
    pub created: When,
    pub done: Option<When>,
    pub added: u32,
}

pub type ImportList = Page<ImportRow>;
