//! Clients with their domains, locations and contacts.

use super::*;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use server_db::schema::*;

pub(super) struct Clients {
    pub clients: Vec<Numbered<ClientId>>,
    pub location: LocationId,
    pub contacts: Vec<ContactId>,
    pub contact_email: String,
    pub domain: String,
}

impl Builder<'_> {
    pub(super) async fn clients(&mut self) -> QueryResult<Clients> {
        let active = self.client(1, "Bakery Miller", None).await?;
        let archived = self.client(2, "Old Mill", Some(self.now)).await?;
        let domain = self.voice.domain();
        diesel::insert_into(client_domains::table)
            .values((
                client_domains::tenant_id.eq(self.tenant),
                client_domains::id.eq(ClientDomainId::new()),
                client_domains::client_id.eq(active.id),
                client_domains::domain.eq(&domain),
                client_domains::created_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        let location = self.location(active.id).await?;
        let contact_email = self.voice.email("anna");
        let contacts = vec![
            self.contact(active.id, location, "Anna Miller", &contact_email, true)
                .await?,
            self.contact(
                active.id,
                location,
                "Ben Miller",
                &self.voice.email("ben"),
                false,
            )
            .await?,
        ];
        Ok(Clients {
            clients: vec![active, archived],
            location,
            contacts,
            contact_email,
            domain,
        })
    }

    /// A note about the first client and a file of it.
    pub(super) async fn gathered(
        &mut self,
        author: &User,
        clients: &Clients,
        file: FileId,
    ) -> QueryResult<(ClientNoteId, ClientFileId)> {
        let (note, of_client) = (ClientNoteId::new(), ClientFileId::new());
        let client = clients.clients[0].id;
        diesel::insert_into(client_notes::table)
            .values((
                client_notes::tenant_id.eq(self.tenant),
                client_notes::id.eq(note),
                client_notes::client_id.eq(client),
                client_notes::author_id.eq(author.id),
                client_notes::body.eq(self.voice.say("The oven room is hot.")),
                client_notes::created_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        diesel::insert_into(client_files::table)
            .values((
                client_files::tenant_id.eq(self.tenant),
                client_files::id.eq(of_client),
                client_files::client_id.eq(client),
                client_files::file_id.eq(file),
                client_files::author_id.eq(author.id),
                client_files::name.eq(self.voice.say("floor plan.txt")),
                client_files::created_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok((note, of_client))
    }

    async fn client(
        &mut self,
        number: u64,
        name: &str,
        archived_at: Option<Timestamp>,
    ) -> QueryResult<Numbered<ClientId>> {
        let id = ClientId::new();
        diesel::insert_into(clients::table)
            .values((
                clients::tenant_id.eq(self.tenant),
                clients::id.eq(id),
                clients::number.eq(number),
                clients::name.eq(self.voice.say(name)),
                clients::phone.eq(self.voice.say("+49 30 1")),
                clients::website.eq(format!("https://{}", self.voice.domain())),
                clients::notes.eq(self.voice.say("Key under the mat.")),
                clients::vip_note.eq(self.voice.say("Call before you come")),
                clients::created_at.eq(self.now),
                clients::updated_at.eq(self.now),
                clients::archived_at.eq(archived_at),
            ))
            .execute(self.conn)
            .await?;
        Ok(Numbered { id, number })
    }

    async fn location(&mut self, client: ClientId) -> QueryResult<LocationId> {
        let id = LocationId::new();
        diesel::insert_into(locations::table)
            .values((
                locations::tenant_id.eq(self.tenant),
                locations::id.eq(id),
                locations::client_id.eq(client),
                locations::name.eq(self.voice.say("Shop")),
                locations::street.eq(self.voice.say("1 Main Street")),
                locations::city.eq(self.voice.say("Berlin")),
                locations::primary_for.eq(Some(client)),
                locations::created_at.eq(self.now),
                locations::updated_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(id)
    }

    async fn contact(
        &mut self,
        client: ClientId,
        location: LocationId,
        name: &str,
        email: &str,
        primary: bool,
    ) -> QueryResult<ContactId> {
        let id = ContactId::new();
        diesel::insert_into(contacts::table)
            .values((
                contacts::tenant_id.eq(self.tenant),
                contacts::id.eq(id),
                contacts::client_id.eq(client),
                contacts::location_id.eq(Some(location)),
                contacts::name.eq(self.voice.say(name)),
                contacts::email.eq(email),
                contacts::phone.eq(self.voice.say("+49 30 2")),
                contacts::mobile.eq(self.voice.say("+49 170 3")),
                contacts::title.eq(self.voice.say("Manager")),
                contacts::is_primary.eq(primary),
                contacts::notes.eq(self.voice.say("Likes to be called.")),
                contacts::created_at.eq(self.now),
                contacts::updated_at.eq(self.now),
            ))
            .execute(self.conn)
            .await?;
        Ok(id)
    }
}
