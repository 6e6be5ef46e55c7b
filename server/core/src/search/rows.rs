//! What the search's statements return.

use app_types::id::ContactId;
use app_types::search::{Hit, HitKind};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Binary, Nullable, Text, Unsigned};

#[derive(QueryableByName)]
pub(super) struct TicketRow {
    #[diesel(sql_type = Unsigned<BigInt>)]
    pub number: u64,
    #[diesel(sql_type = Text)]
    pub subject: String,
    #[diesel(sql_type = Text)]
    pub status: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub client: Option<String>,
}

impl From<TicketRow> for Hit {
    fn from(row: TicketRow) -> Self {
        let mut detail = format!("#{} · {}", row.number, row.status);
        if let Some(client) = row.client {
            detail = format!("{detail} · {client}");
        }
        Self {
            kind: HitKind::Ticket,
            title: row.subject,
            detail,
            href: format!("/tickets/{}", row.number),
        }
    }
}

#[derive(QueryableByName)]
pub(super) struct ClientRow {
    #[diesel(sql_type = Unsigned<BigInt>)]
    pub number: u64,
    #[diesel(sql_type = Text)]
    pub name: String,
}

impl From<ClientRow> for Hit {
    fn from(row: ClientRow) -> Self {
        Self {
            kind: HitKind::Client,
            title: row.name,
            detail: format!("Client {}", row.number),
            href: format!("/clients/{}", row.number),
        }
    }
}

#[derive(QueryableByName)]
pub(super) struct ContactRow {
    #[diesel(sql_type = Binary)]
    pub id: ContactId,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    #[diesel(sql_type = Text)]
    pub client: String,
}

impl From<ContactRow> for Hit {
    fn from(row: ContactRow) -> Self {
        let detail = match row.email {
            Some(email) => format!("{} · {email}", row.client),
            None => row.client,
        };
        Self {
            kind: HitKind::Contact,
            title: row.name,
            detail,
            href: format!("/contacts/{}", row.id),
        }
    }
}
