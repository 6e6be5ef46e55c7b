//! All figures of one database: rounds in which the targets take turns, so that whatever else the
//! machine does meets each of them alike.

use crate::connection::Connection;
use crate::desk::{Desk, Server};
use crate::facts::{self, Target};
use crate::load::{self, Client, Sample, Watched};
use crate::pages::{Direct, PAGES, Page, Reader, Volume};
use crate::report::{Line, Report};
use crate::writes::{Creator, Raw, Replier};
use crate::{Outcome, memory};
use futures::future::BoxFuture;
use std::collections::BTreeMap;
use std::time::Duration;

const CONNECTIONS: [usize; 3] = [1, 8, 32];

pub struct Plan {
    pub program: String,
    pub size: String,
    pub url: String,
    pub rounds: usize,
    pub time: Duration,
    /// Whether memory and starting are measured on this database.
    pub memory: bool,
}

/// What is measured: a page or a write, and by whom it is done.
#[derive(Clone, Copy, PartialEq)]
enum What {
    Page(Page, &'static str),
    Create(&'static str),
    Reply(&'static str),
}

impl What {
    fn all() -> Vec<Self> {
        let pages = PAGES.into_iter();
        pages
            .flat_map(|page| ["product", "bare", "verb"].map(|by| Self::Page(page, by)))
            .chain(["product", "inserts"].map(Self::Create))
            .chain(["product", "inserts"].map(Self::Reply))
            .collect()
    }

    fn name(self) -> &'static str {
        match self {
            Self::Page(page, _) => page.name(),
            Self::Create(_) => "create ticket",
            Self::Reply(_) => "add reply",
        }
    }

    fn by(self) -> &'static str {
        match self {
            Self::Page(_, by) | Self::Create(by) | Self::Reply(by) => by,
        }
    }
}

/// Everything that runs while one database is measured.
struct Stage {
    desk: Desk,
    product: Server,
    bare: Server,
    volume: Volume,
    database: Option<u32>,
}

pub async fn database(plan: &Plan, report: &mut Report) -> Outcome<()> {
    let stage = Stage::open(plan).await?;
    for page in PAGES {
        let facts = facts::of(page, &stage.desk, &stage.product.address, stage.volume).await?;
        report.facts.push((plan.size.clone(), facts));
    }
    let samples = rounds(plan, &stage).await?;
    for what in What::all() {
        for connections in CONNECTIONS {
            let key = (what.name(), what.by(), connections);
            let sample = load::median(samples.get(&key).map_or(&[][..], Vec::as_slice));
            report.lines.push(Line {
                size: plan.size.clone(),
                what: what.name().into(),
                by: what.by().into(),
                connections,
                sample,
            });
        }
    }
    if plan.memory {
        let Stage { desk, volume, .. } = stage;
        report.memory = memory::measure(&plan.program, &desk, volume).await?;
    }
    Ok(())
}

type Samples = BTreeMap<(&'static str, &'static str, usize), Vec<Sample>>;

async fn rounds(plan: &Plan, stage: &Stage) -> Outcome<Samples> {
    let mut samples = Samples::new();
    for round in 0..plan.rounds {
        println!("  round {} of {}", round + 1, plan.rounds);
        let mut order = What::all();
        if round % 2 == 1 {
            order.reverse();
        }
        for what in order {
            for connections in CONNECTIONS {
                if round == 0 {
                    let warm = (plan.time / 4).max(Duration::from_millis(200));
                    stage.run(what, connections, warm).await?;
                }
                let sample = stage.run(what, connections, plan.time).await?;
                let key = (what.name(), what.by(), connections);
                samples.entry(key).or_default().push(sample);
            }
        }
    }
    Ok(samples)
}

impl Stage {
    async fn open(plan: &Plan) -> Outcome<Self> {
        let product = Server::product(&plan.program, &plan.url).await?;
        let cookie = product.sign_in().await?;
        let desk = Desk::open(&cookie, &plan.url).await?;
        let bare = Server::bare(&cookie, &plan.url).await?;
        let volume = facts::volume(&desk).await?;
        let pid = std::env::var("BENCH_DATABASE_PID").ok();
        Ok(Self {
            desk,
            product,
            bare,
            volume,
            database: pid.and_then(|pid| pid.parse().ok()),
        })
    }

    async fn run(&self, what: What, connections: usize, time: Duration) -> Outcome<Sample> {
        let server = match what.by() {
            "product" => self.product.pid(),
            "bare" => self.bare.pid(),
            // Verbs and inserts run in this process.
            _ => std::process::id(),
        };
        let watched = Watched {
            server: Some(server),
            database: self.database,
        };
        let targets = match what {
            What::Reply(_) | What::Create("inserts") => {
                facts::targets(&self.desk, connections).await?
            }
            _ => Vec::new(),
        };
        let clients = |index: usize| self.client(what, targets.get(index).cloned());
        load::run(&clients, connections, time, watched).await
    }

    fn client(
        &self,
        what: What,
        target: Option<Target>,
    ) -> BoxFuture<'static, Outcome<Box<dyn Client>>> {
        let server = if what.by() == "bare" {
            &self.bare
        } else {
            &self.product
        };
        let (desk, volume, address) = (self.desk.clone(), self.volume, server.address.clone());
        Box::pin(async move {
            let cookie = desk.cookie.clone();
            let connect = async || Connection::open(&address).await;
            let target = || target.ok_or("no ticket to write to");
            let client: Box<dyn Client> = match what {
                What::Page(page, "verb") => Box::new(Direct { desk, page, volume }),
                What::Page(page, by) => Box::new(Reader {
                    connection: connect().await?,
                    address,
                    cookie,
                    page,
                    volume,
                    bare: by == "bare",
                }),
                What::Create("product") => Box::new(Creator {
                    connection: connect().await?,
                    address,
                    cookie,
                }),
                What::Create(_) => Box::new(Raw::open(desk, target()?, true).await?),
                What::Reply("product") => Box::new(Replier {
                    connection: connect().await?,
                    address,
                    cookie,
                    target: target()?,
                }),
                What::Reply(_) => Box::new(Raw::open(desk, target()?, false).await?),
            };
            Ok(client)
        })
    }
}
