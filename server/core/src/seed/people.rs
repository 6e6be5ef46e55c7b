//! Clients with their locations, contacts and mail domains: those written by hand through the
//! business's own verbs, the others in numbers.

use super::Volume;
use super::bulk;
use super::company::Company;
use super::names::{self, NamedClient};
use super::random::Random;
use super::rows::{Client, ClientDomain, Contact, Location};
use super::tenant::{Desk, set_counter};
use crate::clients::{self, contacts, domains, locations};
use crate::core::Core;
use crate::error::Result;
use app_types::Timestamp;
use app_types::clients::{ClientInput, ContactInput, LocationInput};
use app_types::id::{ClientDomainId, ClientId, ContactId, LocationId};
use server_db::TenantTx;

/// A client as the tickets need it.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub id: ClientId,
    pub location: LocationId,
    /// Id, name.
    pub contacts: Vec<(ContactId, String)>,
}

pub(super) async fn create(
    core: &Core,
    desk: &Desk,
    company: &Company,
    volume: Volume,
) -> Result<Vec<Known>> {
    let mut random = Random::new(desk.seed, 1);
    let mut known = Vec::with_capacity(volume.clients);
    let mut tx = core.db.begin(desk.actor()).await?;
    for (index, client) in company.clients.iter().enumerate() {
        let people = contacts_of(index, volume);
        known.push(by_verbs(&mut tx, client, people, &mut random).await?);
    }
    tx.commit().await?;
    let rest = Numbers::generate(core, desk, known.len()..volume.clients, volume);
    known.extend(rest.known.iter().cloned());
    rest.insert(core, desk).await?;
    Ok(known)
}

/// How many contacts client `index` has, so that they add up to the volume's number.
fn contacts_of(index: usize, volume: Volume) -> usize {
    let (each, more) = (
        volume.contacts / volume.clients,
        volume.contacts % volume.clients,
    );
    each + usize::from(index < more)
}

async fn by_verbs(
    tx: &mut TenantTx,
    client: &NamedClient,
    people: usize,
    random: &mut Random,
) -> Result<Known> {
    let input = ClientInput {
        name: client.name.into(),
        phone: names::phone(random),
        website: format!("https://www.{}", client.domain),
        vip_note: client.vip_note.into(),
        ..ClientInput::default()
    };
    let number = clients::create(tx, &input).await?;
    domains::add(tx, number, client.domain).await?;
    let location = locations::create(tx, number, &head_office(client, random)).await?;
    let mut contacts_made = Vec::new();
    for index in 0..people {
        let contact = person(client, index, random);
        let id = contacts::create(tx, number, &with_location(&contact, location)).await?;
        contacts_made.push((id, contact.name));
    }
    Ok(Known {
        id: clients::id_by_number(tx, number).await?,
        location,
        contacts: contacts_made,
    })
}

fn head_office(client: &NamedClient, random: &mut Random) -> LocationInput {
    LocationInput {
        name: "Head office".into(),
        street: format!(
            "{} {}",
            random.between(1, 999),
            random.pick(&names::STREETS)
        ),
        city: client.city.into(),
        country: "US".into(),
        phone: names::phone(random),
        ..LocationInput::default()
    }
}

fn with_location(contact: &ContactInput, location: LocationId) -> ContactInput {
    ContactInput {
        location: location.to_string(),
        ..contact.clone()
    }
}

/// The first person of Harborview Dental is Dana Whitfield, as whom `bin/send-mail` writes.
fn person(client: &NamedClient, index: usize, random: &mut Random) -> ContactInput {
    let known = client.domain == "harborview-dental.example" && index == 0;
    let (first, last) = if known {
        ("Dana", "Whitfield")
    } else {
        names::person(random)
    };
    let local = names::address(first, last, client.domain, 0);
    // Two people of the same name at one client differ by their place in the list.
    let email = if known {
        local
    } else {
        names::address(first, last, client.domain, index)
    };
    ContactInput {
        name: format!("{first} {last}"),
        email,
        phone: names::phone(random),
        title: random.pick(&names::TITLES).into(),
        primary: index == 0,
        billing: index == 1,
        technical: index == 2,
        ..ContactInput::default()
    }
}

/// Rows of clients in numbers.
struct Numbers {
    clients: Vec<Client>,
    domains: Vec<ClientDomain>,
    locations: Vec<Location>,
    contacts: Vec<Contact>,
    known: Vec<Known>,
    last: u64,
}

impl Numbers {
    fn generate(core: &Core, desk: &Desk, range: std::ops::Range<usize>, volume: Volume) -> Self {
        let now = core.db.clock.now();
        let mut numbers = Self {
            clients: Vec::new(),
            domains: Vec::new(),
            locations: Vec::new(),
            contacts: Vec::new(),
            known: Vec::new(),
            last: range.end as u64,
        };
        for index in range {
            let mut random = Random::new(desk.seed, 1_000 + index as u64);
            let at = now.plus_days(-volume.days - random.between(1, 900));
            numbers.client(desk, index, at, contacts_of(index, volume), &mut random);
        }
        numbers
    }

    fn client(
        &mut self,
        desk: &Desk,
        index: usize,
        at: Timestamp,
        people: usize,
        random: &mut Random,
    ) {
        let (name, domain) = names::company(index);
        let millis = at.micros() / 1_000;
        let id = ClientId(random.id(millis));
        let location = LocationId(random.id(millis));
        let tenant_id = desk.tenant;
        self.clients.push(Client {
            tenant_id,
            id,
            number: index as u64 + 1,
            name,
            kind: if random.chance(6) { "lead" } else { "client" },
            phone: names::phone(random),
            website: format!("https://www.{domain}"),
            notes: "",
            created_at: at,
            updated_at: at,
        });
        self.domains.push(ClientDomain {
            tenant_id,
            id: ClientDomainId(random.id(millis)),
            client_id: id,
            domain: domain.clone(),
            created_at: at,
        });
        self.locations.push(Location {
            tenant_id,
            id: location,
            client_id: id,
            name: "Head office",
            street: format!(
                "{} {}",
                random.between(1, 999),
                random.pick(&names::STREETS)
            ),
            city: random.pick(&names::CITIES),
            country: "US",
            primary_for: id,
            created_at: at,
            updated_at: at,
        });
        let mut contacts = Vec::with_capacity(people);
        for n in 0..people {
            let (first, last) = names::person(random);
            let contact = ContactId(random.id(millis));
            let name = format!("{first} {last}");
            contacts.push((contact, name.clone()));
            self.contacts.push(Contact {
                tenant_id,
                id: contact,
                client_id: id,
                location_id: location,
                name,
                email: names::address(first, last, &domain, n),
                phone: names::phone(random),
                title: random.pick(&names::TITLES),
                is_primary: n == 0,
                notes: "",
                created_at: at,
                updated_at: at,
            });
        }
        self.known.push(Known {
            id,
            location,
            contacts,
        });
    }

    async fn insert(self, core: &Core, desk: &Desk) -> Result<()> {
        if self.clients.is_empty() {
            return Ok(());
        }
        let mut tx = core.db.begin(desk.actor()).await?;
        bulk::clients(&mut tx, &self.clients).await?;
        bulk::client_domains(&mut tx, &self.domains).await?;
        bulk::locations(&mut tx, &self.locations).await?;
        bulk::contacts(&mut tx, &self.contacts).await?;
        set_counter(&mut tx, "client", self.last).await?;
        Ok(tx.commit().await?)
    }
}
