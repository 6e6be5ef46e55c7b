//! A believable MSP to look at and to measure with: two tenants with people, clients, contacts
//! and tickets. The same in every run but for the date: ages count back from now.
//!
//! The demo's clients are made by the business's own verbs, everything in numbers by multi-row
//! inserts on several connections at once.

mod bulk;
mod calendar;
mod canned;
mod company;
mod custom;
mod loading;
mod macros;
mod names;
mod people;
mod progress;
mod random;
mod rows;
mod rules;
mod stories;
mod tags;
mod templates;
mod tenant;
mod tickets;
mod views;

use crate::core::Core;
use crate::error::{Error, Result};
use app_types::Invalid;

/// The password of every demo login.
pub const PASSWORD: &str = "Harbor-Lantern-42";

/// How much to make. The second tenant is of demo size in every case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// 12 clients, 40 contacts, 120 tickets, 400 posts per tenant.
    Demo,
    /// 200 clients, 1,000 contacts, 20,000 tickets, 60,000 posts in tenant `northwind`.
    Medium,
    /// 10,000 clients, 20,000 contacts, 1,000,000 tickets, 3,000,000 posts in tenant `northwind`.
    Large,
}

impl Size {
    /// `demo`, `medium` or `large`.
    ///
    /// # Errors
    /// [`Error::Invalid`] for anything else.
    pub fn parse(text: &str) -> Result<Self> {
        match text {
            "demo" => Ok(Self::Demo),
            "medium" => Ok(Self::Medium),
            "large" => Ok(Self::Large),
            _ => Err(Error::invalid("size", "Choose demo, medium or large")),
        }
    }

    fn volume(self) -> Volume {
        match self {
            Self::Demo => Volume::DEMO,
            Self::Medium => Volume {
                clients: 200,
                contacts: 1_000,
                tickets: 20_000,
                posts: &[1, 2, 3, 4, 5],
                days: 400,
                latest: 1_000,
            },
            Self::Large => Volume {
                clients: 10_000,
                contacts: 20_000,
                tickets: 1_000_000,
                posts: &[1, 2, 3, 4, 5],
                days: 1_500,
                latest: 15_000,
            },
        }
    }
}

/// The numbers behind a [`Size`].
#[derive(Debug, Clone, Copy)]
struct Volume {
    clients: usize,
    contacts: usize,
    tickets: usize,
    /// Posts of a ticket, in turn.
    posts: &'static [usize],
    /// Age of the oldest ticket.
    days: i64,
    /// Of the tickets made last, most are still active; of the older ones, few.
    latest: usize,
}

impl Volume {
    /// Tickets and posts together.
    fn rows(self) -> usize {
        self.tickets + self.all_posts()
    }

    fn all_posts(self) -> usize {
        let of = |index: usize| self.posts.get(index % self.posts.len());
        (0..self.tickets).filter_map(of).sum()
    }

    const DEMO: Self = Self {
        clients: 12,
        contacts: 40,
        tickets: 120,
        posts: &[2, 3, 5, 3, 1, 6],
        days: 60,
        latest: 40,
    };
}

/// What is there after [`run`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    pub tenants: Vec<SeededTenant>,
}

/// A demo tenant and who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeededTenant {
    pub slug: String,
    pub name: String,
    /// The address that clients write to.
    pub mailbox: String,
    /// All with [`PASSWORD`].
    pub logins: Vec<Login>,
    /// `false`: it was there already, and nothing was changed.
    pub created: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    pub role: String,
    pub email: String,
}

/// Refuses demo data, whose password is public, in production unless it is `forced`.
/// `environment` is `NESTOGY_ENV`.
///
/// # Errors
/// [`Error::Conflict`] with what to do.
pub fn may_run(environment: &str, forced: bool) -> Result<()> {
    if environment != "production" || forced {
        return Ok(());
    }
    Err(Error::Conflict(
        "NESTOGY_ENV is production: the demo's password is public. Use --force if you mean it."
            .to_string(),
    ))
}

/// Makes the demo's tenants. Those that exist are left as they are, and the summary says so.
/// `progress` gets a line now and then.
///
/// # Errors
/// [`Error::Conflict`] when an earlier run was cut off; any database error.
pub async fn run(core: &Core, size: Size, progress: impl Fn(&str)) -> Result<Summary> {
    let mut summary = Summary::default();
    for (company, volume) in [
        (&company::NORTHWIND, size.volume()),
        (&company::ACME, Volume::DEMO),
    ] {
        let created = match tenant::find(core, company.slug).await? {
            Some(tenant) => {
                tenant::require_finished(core, tenant, company.slug).await?;
                progress(&format!("{} is there already: left as it is", company.slug));
                false
            }
            None => {
                seed(core, company, volume, &progress).await?;
                true
            }
        };
        summary.tenants.push(company.summary(created));
    }
    Ok(summary)
}

async fn seed(
    core: &Core,
    company: &'static company::Company,
    volume: Volume,
    progress: &impl Fn(&str),
) -> Result<()> {
    progress(&format!("{}: people and settings", company.slug));
    let desk = tenant::create(core, company).await?;
    progress(&format!("{}: {} clients", company.slug, volume.clients));
    let clients = people::create(core, &desk, company, volume).await?;
    progress(&format!("{}: {} tickets", company.slug, volume.tickets));
    loading::load(core, &desk, clients, volume, progress).await?;
    tags::create(core, &desk).await?;
    custom::create(core, &desk).await?;
    macros::create(core, &desk).await?;
    templates::create(core, &desk).await?;
    views::create(core, &desk).await?;
    rules::create(core, &desk).await?;
    tenant::finish(core, &desk).await?;
    Ok(())
}

/// An error for a fault in the data that this module itself makes.
fn fault(what: &str) -> Error {
    Error::Invalid(Invalid::field("", format!("demo data: {what}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn production_is_left_alone_unless_forced() {
        assert!(may_run("production", false).is_err());
        assert!(may_run("production", true).is_ok());
        assert!(may_run("development", false).is_ok());
    }

    #[test]
    fn the_sizes_have_the_promised_numbers() {
        for (size, posts) in [
            (Size::Demo, 400),
            (Size::Medium, 60_000),
            (Size::Large, 3_000_000),
        ] {
            assert_eq!(size.volume().all_posts(), posts);
        }
    }
}
