//! Notifications by the browser: who is told, of what, and what a push service's answer does.

mod answers;
mod devices;

use app_types::id::{PushDeviceId, SessionId};
use app_types::notifications::{NotificationEvent, PushDevice, PushForm};
use server_core::clocktext::ClockText;
use server_core::identity::sessions::{self, Stage};
use server_core::jobs::Registry;
use server_core::notifications::{self, push};
use server_core::tickets::{self, ContactReply};
use server_core::{Result, mail};
use server_db::Actor;
use server_testing::jobs::assert_idempotent;
use server_testing::world::Tenant;
use server_testing::{Browser, Kit, PushService, World, run_jobs};

const DAY: i64 = 86_400;

pub struct Bench {
    kit: Kit,
    world: World,
    registry: Registry,
    service: PushService,
}

impl Bench {
    async fn new() -> Self {
        let kit = Kit::new().await;
        let world = World::two_tenants(&kit).await;
        let mut registry = Registry::new();
        mail::register(&mut registry);
        notifications::register(&mut registry);
        let service = PushService::start().await;
        Self {
            kit,
            world,
            registry,
            service,
        }
    }

    fn a(&self) -> &Tenant {
        &self.world.a
    }

    fn technician(&self) -> Actor {
        self.a().technician()
    }

    /// A session of a person, as their sign-in opens it.
    async fn session(&self, actor: &Actor) -> SessionId {
        let user = actor.user_id().unwrap();
        let mut tx = self.kit.begin(actor.clone()).await;
        let settings = &self.kit.core.settings;
        let opened = sessions::open(&mut tx, user, Stage::SignedIn, settings).await;
        tx.commit().await.unwrap();
        opened.unwrap().session
    }

    async fn subscribe(
        &self,
        actor: &Actor,
        session: SessionId,
        form: &PushForm,
    ) -> Result<PushDeviceId> {
        let mut tx = self.kit.begin(actor.clone()).await;
        let done = push::subscribe(&mut tx, &self.kit.core.settings, session, form).await?;
        tx.commit().await.unwrap();
        Ok(done)
    }

    /// A browser of the technician that is told.
    async fn browser(&self, name: &str) -> (Browser, PushDeviceId) {
        let browser = self.service.browser(name);
        let me = self.technician();
        let session = self.session(&me).await;
        let id = self.subscribe(&me, session, &browser.form()).await;
        (browser, id.unwrap())
    }

    async fn devices(&self, actor: Actor) -> Vec<PushDevice> {
        self.settings(actor).await.devices
    }

    async fn settings(&self, actor: Actor) -> app_types::notifications::PushSettings {
        let mut tx = self.kit.read(actor).await;
        let text = ClockText::new("UTC", tx.now());
        push::settings(&mut tx, &self.kit.core.settings, &text)
            .await
            .unwrap()
    }

    /// To ticket 1002, which is the technician's.
    async fn client_replies(&self) {
        let mut tx = self.kit.begin(self.a().system()).await;
        let id = tickets::by_number(&mut tx, 1002).await.unwrap().id;
        let reply = ContactReply {
            contact: self.a().contacts[0],
            contact_name: "Anna".into(),
            text: "And now?".into(),
            html: "<p>And now?</p>".into(),
            files: Vec::new(),
        };
        tickets::add_contact_reply(&mut tx, id, reply)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// What is due after so many seconds.
    async fn run_due(&self, seconds: i64) {
        self.kit.wait_seconds(seconds);
        run_jobs(&self.kit, &self.registry).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_is_told_in_a_message_that_only_it_can_read() {
    let bench = Bench::new().await;
    let (phone, _) = bench.browser("phone").await;
    let (laptop, _) = bench.browser("laptop").await;
    bench.client_replies().await;
    bench.run_due(0).await;
    let taken = bench.service.taken();
    assert_eq!(taken.len(), 2, "one for each browser");
    let one = taken.iter().find(|one| one.path == "/push/phone").unwrap();
    let said = phone.read(&one.body).expect("meant for the phone");
    assert_eq!(said["title"], "Anna replied");
    assert!(
        said["body"].as_str().unwrap().starts_with("#1002 "),
        "{said}"
    );
    assert_eq!(said["url"], "/tickets/1002");
    assert_eq!(said["tag"], "ticket-1002");
    assert_eq!(laptop.read(&one.body), None, "not for the laptop");
    assert!(!String::from_utf8_lossy(&one.body).contains("Anna"));
    assert_eq!(one.header("content-encoding"), "aes128gcm");
    assert_eq!(one.header("ttl"), DAY.to_string());
    assert_eq!(one.header("urgency"), "high");
    let topic = one.header("topic");
    assert!(topic.len() == 32 && !topic.contains("1002"), "{topic}");
    let key = bench.settings(bench.technician()).await.key;
    let claims = one.claims(&key);
    assert_eq!(claims["aud"], bench.service.origin());
    assert_eq!(claims["sub"], "mailto:desk@desk.example.com");
    let ahead = claims["exp"].as_i64().unwrap() - bench.kit.now().seconds();
    assert!((1..=DAY).contains(&ahead), "{ahead}");
    let devices = bench.devices(bench.technician()).await;
    assert!(devices.iter().all(|device| device.pushed.is_some()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_message_about_a_ticket_takes_the_place_of_an_older_one() {
    let bench = Bench::new().await;
    bench.browser("phone").await;
    bench.client_replies().await;
    bench.client_replies().await;
    bench.run_due(0).await;
    let taken = bench.service.taken();
    assert_eq!(taken.len(), 2);
    assert_eq!(taken[0].header("topic"), taken[1].header("topic"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_old_unwanted_or_not_to_be_seen_is_not_sent() {
    let bench = Bench::new().await;
    let (_, device) = bench.browser("phone").await;
    let me = bench.technician();
    // Read in the product before the message was on its way.
    bench.client_replies().await;
    let mut tx = bench.kit.begin(me.clone()).await;
    notifications::read_all(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    bench.run_due(0).await;
    // Queued for longer than a day: the workers were away.
    bench.client_replies().await;
    bench.run_due(DAY).await;
    // Not wanted.
    let all: Vec<String> = NotificationEvent::ALL
        .iter()
        .map(|e| e.to_string())
        .collect();
    let mut tx = bench.kit.begin(me.clone()).await;
    notifications::set_preferences(&mut tx, &all, &[], &[], &[])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    bench.client_replies().await;
    bench.run_due(0).await;
    let mut tx = bench.kit.begin(me.clone()).await;
    notifications::set_preferences(&mut tx, &[], &[], &[], &all)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // Their role may not read tickets any more, though they were told of one.
    bench.client_replies().await;
    let role = bench.a().user("technician").role_id.0.simple();
    let set = |permissions: &str| {
        format!(
            "UPDATE roles SET permissions = '{permissions}' WHERE tenant_id = {} AND id = UNHEX('{role}')",
            bench.a().id
        )
    };
    bench.kit.db.execute(&set("[]")).await;
    bench.run_due(0).await;
    assert_eq!(bench.service.taken().len(), 0);
    bench.kit.db.execute(&set(r#"["tickets_view"]"#)).await;
    bench.client_replies().await;
    bench.run_due(0).await;
    assert_eq!(bench.service.taken().len(), 1, "and now they may again");
    assert_eq!(bench.devices(me).await[0].id, device);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_browser_is_told_when_nothing_else_is_wanted() {
    let bench = Bench::new().await;
    let me = bench.technician();
    let event = [NotificationEvent::ClientReplied.to_string()];
    let mut tx = bench.kit.begin(me.clone()).await;
    notifications::set_preferences(&mut tx, &[], &[], &[], &event)
        .await
        .unwrap();
    let known = notifications::preferences(&mut tx).await.unwrap();
    assert_eq!(known.iter().filter(|one| one.by_push).count(), 1);
    tx.commit().await.unwrap();
    bench.browser("phone").await;
    bench.client_replies().await;
    bench.run_due(600).await;
    assert_eq!(bench.service.taken().len(), 1);
    assert!(bench.kit.mail.texts().is_empty());
    let mut tx = bench.kit.read(me).await;
    assert_eq!(notifications::unread(&mut tx).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_is_told_once() {
    let bench = Bench::new().await;
    let (phone, _) = bench.browser("phone").await;
    for _ in 0..9 {
        bench.client_replies().await;
    }
    bench.run_due(0).await;
    let taken = bench.service.taken();
    assert_eq!(taken.len(), 6, "five, and that there are more");
    let said: Vec<_> = taken
        .iter()
        .map(|one| phone.read(&one.body).unwrap())
        .collect();
    let more = said.iter().filter(|said| said["url"] == "/notifications");
    assert_eq!(more.count(), 1);
    bench.kit.wait_seconds(61);
    bench.client_replies().await;
    bench.run_due(0).await;
    assert_eq!(bench.service.taken().len(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn g12_pushing_twice_is_pushing_once() {
    let bench = Bench::new().await;
    let (_, device) = bench.browser("phone").await;
    bench.client_replies().await;
    let mut tx = bench.kit.read(bench.technician()).await;
    let text = ClockText::new("UTC", tx.now());
    let list = notifications::list(&mut tx, "", &text).await.unwrap();
    let notification = list.page.rows[0].id;
    drop(tx);
    let job = push::PushNotification {
        device,
        notification,
    };
    assert_idempotent(&bench.kit, &bench.registry, bench.a().id, &job).await;
    assert_eq!(bench.service.taken().len(), 1, "sent once");
    let asked = bench.kit.now().seconds();
    let test = push::PushTest { device, asked };
    assert_idempotent(&bench.kit, &bench.registry, bench.a().id, &test).await;
}
