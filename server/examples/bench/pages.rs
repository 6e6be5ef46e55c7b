//! The pages that are measured, each in three ways: the product's page, a bare server that runs
//! the same verb on the same pool and answers JSON, and the verb alone.

use crate::Outcome;
use crate::connection::Connection;
use crate::desk::{Desk, get};
use crate::load::Client;
use app_types::clients::ClientFilter;
use app_types::tickets::TicketFilter;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use server_core::clocktext::ClockText;
use server_core::{clients, search, tickets};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Page {
    TicketList,
    TicketRecord,
    ClientList,
    ClientRecord,
    Home,
    Search,
}

pub const PAGES: [Page; 6] = [
    Page::TicketList,
    Page::TicketRecord,
    Page::ClientList,
    Page::ClientRecord,
    Page::Home,
    Page::Search,
];

/// Records are taken from the latest tickets and clients, which is where people work.
const LATEST_TICKETS: u64 = 10_000;
const LATEST_CLIENTS: u64 = 150;

const WORDS: [&str; 8] = [
    "printer", "vpn", "outlook", "laptop", "backup", "licences", "firewall", "calendar",
];

/// How many tickets and clients there are.
#[derive(Debug, Clone, Copy)]
pub struct Volume {
    pub tickets: u64,
    pub clients: u64,
}

impl Page {
    pub fn name(self) -> &'static str {
        match self {
            Self::TicketList => "ticket list",
            Self::TicketRecord => "ticket record",
            Self::ClientList => "client list",
            Self::ClientRecord => "client record",
            Self::Home => "home",
            Self::Search => "search",
        }
    }

    /// The page's address for the `n`th reader.
    pub fn path(self, n: u64, volume: Volume) -> String {
        match self {
            Self::TicketList => "/tickets".into(),
            Self::TicketRecord => format!("/tickets/{}", ticket(n, volume)),
            Self::ClientList => "/clients".into(),
            Self::ClientRecord => format!("/clients/{}", client(n, volume)),
            Self::Home => "/".into(),
            Self::Search => format!("/search?q={}", word(n)),
        }
    }

    /// The verb behind the page; its answer as JSON, when that is wanted.
    pub async fn verb(self, desk: &Desk, n: u64, volume: Volume, json: bool) -> Outcome<Vec<u8>> {
        let mut tx = desk.core.db.read(desk.who.actor.clone()).await?;
        let text = ClockText::new(&desk.who.time_zone, tx.now());
        macro_rules! answer {
            ($verb:expr) => {{
                let data = $verb.await?;
                drop(tx);
                if json {
                    serde_json::to_vec(&data)?
                } else {
                    Vec::new()
                }
            }};
        }
        Ok(match self {
            Self::TicketList => {
                answer!(tickets::list(&mut tx, &TicketFilter::default(), &text))
            }
            Self::TicketRecord => answer!(tickets::record(&mut tx, ticket(n, volume), &text)),
            Self::ClientList => answer!(clients::list(&mut tx, &ClientFilter::default())),
            Self::ClientRecord => answer!(clients::get(&mut tx, client(n, volume), &text)),
            Self::Home => answer!(tickets::home(&mut tx, &text)),
            Self::Search => answer!(search::global(&mut tx, word(n))),
        })
    }
}

fn ticket(n: u64, volume: Volume) -> u64 {
    let latest = LATEST_TICKETS.min(volume.tickets);
    1_000 + volume.tickets - spread(n) % latest
}

fn client(n: u64, volume: Volume) -> u64 {
    let latest = LATEST_CLIENTS.min(volume.clients);
    1 + volume.clients - latest + spread(n) % latest
}

fn word(n: u64) -> &'static str {
    WORDS[(spread(n) % WORDS.len() as u64) as usize]
}

/// Neighbouring numbers far apart, the same in every run.
fn spread(n: u64) -> u64 {
    (n.wrapping_mul(0x9e37_79b9_7f4a_7c15)) >> 20
}

/// Reads pages from a server.
pub struct Reader {
    pub connection: Connection,
    pub address: String,
    pub cookie: String,
    pub page: Page,
    pub volume: Volume,
    /// The bare server's paths begin with the page's key.
    pub bare: bool,
}

impl Client for Reader {
    fn once(&mut self, n: u64) -> BoxFuture<'_, Outcome<usize>> {
        Box::pin(async move {
            let path = match self.bare {
                true => format!("/{:?}/{n}", self.page),
                false => self.page.path(n, self.volume),
            };
            let request = get(&self.address, &path, &self.cookie);
            let answer = self.connection.ask(&request).await?;
            match answer.status {
                200 => Ok(answer.body.len()),
                status => Err(format!("{path}: {status}").into()),
            }
        })
    }
}

/// Runs verbs in this process.
pub struct Direct {
    pub desk: Desk,
    pub page: Page,
    pub volume: Volume,
}

impl Client for Direct {
    fn once(&mut self, n: u64) -> BoxFuture<'_, Outcome<usize>> {
        Box::pin(async move {
            let answer = self.page.verb(&self.desk, n, self.volume, false).await?;
            Ok(answer.len())
        })
    }
}
