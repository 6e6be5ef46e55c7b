//! Notifications: who hears of what, by which way, and nobody else.

use app_types::id::{NotificationId, UserId};
use app_types::notifications::{NotificationEvent, NotificationList};
use app_types::tickets::PostKind;
use server_core::clocktext::ClockText;
use server_core::jobs::schedule::Scheduler;
use server_core::jobs::{Registry, Schedule};
use server_core::notifications::{self, MailDay, MailNotifications};
use server_core::tickets::{self, Change, ContactReply, ReplyInput};
use server_core::{Error, mail};
use server_db::Actor;
use server_testing::jobs::assert_idempotent;
use server_testing::world::Tenant;
use server_testing::{CANARY, Kit, World, run_jobs};

const DAY: i64 = 86_400;

struct Bench {
    kit: Kit,
    world: World,
    registry: Registry,
}

impl Bench {
    async fn new() -> Self {
        let kit = Kit::new().await;
        let world = World::two_tenants(&kit).await;
        let mut registry = Registry::new();
        mail::register(&mut registry);
        notifications::register(&mut registry);
        Self {
            kit,
            world,
            registry,
        }
    }

    fn a(&self) -> &Tenant {
        &self.world.a
    }

    fn technician(&self) -> UserId {
        self.a().user("technician").id
    }

    async fn assign(&self, actor: Actor, to: Option<UserId>) {
        let mut tx = self.kit.begin(actor).await;
        let version = tickets::by_number(&mut tx, 1001).await.unwrap().version;
        tickets::change(&mut tx, 1001, version, Change::Technician(to))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// Writes to ticket 1002, which is the technician's.
    async fn write(&self, actor: Actor, kind: PostKind) {
        let mut tx = self.kit.begin(actor).await;
        let version = tickets::by_number(&mut tx, 1002).await.unwrap().version;
        let input = ReplyInput {
            kind,
            body: "Words".into(),
            version,
            status: String::new(),
            files: Vec::new(),
        };
        tickets::write(&mut tx, 1002, input).await.unwrap();
        tx.commit().await.unwrap();
    }

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

    async fn list(&self, actor: Actor, after: &str) -> NotificationList {
        let mut tx = self.kit.read(actor).await;
        let text = ClockText::new("UTC", tx.now());
        notifications::list(&mut tx, after, &text).await.unwrap()
    }

    async fn prefer(&self, in_app: &[NotificationEvent], by_mail: &[NotificationEvent]) {
        let keys = |events: &[NotificationEvent]| -> Vec<String> {
            events.iter().map(ToString::to_string).collect()
        };
        let mut tx = self.kit.begin(self.a().technician()).await;
        notifications::set_preferences(&mut tx, &keys(in_app), &keys(by_mail), &[], &[])
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    async fn unread(&self, actor: Actor) -> u32 {
        let mut tx = self.kit.read(actor).await;
        notifications::unread(&mut tx).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn others_deeds_are_told_and_ones_own_are_not() {
    let bench = Bench::new().await;
    let (owner, technician) = (bench.a().owner(), bench.a().technician());
    bench
        .assign(technician.clone(), Some(bench.technician()))
        .await;
    assert_eq!(
        bench.unread(technician.clone()).await,
        0,
        "taken by oneself"
    );
    bench.assign(owner.clone(), None).await;
    bench.assign(owner.clone(), Some(bench.technician())).await;
    bench.client_replies().await;
    bench.write(owner.clone(), PostKind::Note).await;
    bench.write(technician.clone(), PostKind::Reply).await;
    let list = bench.list(technician.clone(), "").await;
    let unread: Vec<&str> = list
        .page
        .rows
        .iter()
        .filter(|row| row.unread)
        .map(|row| row.text.as_str())
        .collect();
    let name = bench.a().user("owner").name.as_str();
    assert_eq!(
        unread,
        [
            format!("{name} wrote a note"),
            "Anna replied".to_string(),
            format!("{name} assigned the ticket to you"),
        ]
    );
    assert_eq!((list.unread, bench.unread(owner).await), (3, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_one_and_reading_all() {
    let bench = Bench::new().await;
    let technician = bench.a().technician();
    for _ in 0..3 {
        bench.client_replies().await;
    }
    let id = bench.list(technician.clone(), "").await.page.rows[0].id;
    let mut tx = bench.kit.begin(technician.clone()).await;
    assert_eq!(notifications::read(&mut tx, id).await.unwrap(), 1002);
    tx.commit().await.unwrap();
    assert_eq!(bench.unread(technician.clone()).await, 2);
    let mut tx = bench.kit.begin(technician.clone()).await;
    notifications::read_all(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(bench.unread(technician).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn preferences_decide_the_way() {
    let bench = Bench::new().await;
    let technician = bench.a().technician();
    bench.prefer(&[], &[NotificationEvent::ClientReplied]).await;
    bench.client_replies().await;
    bench.write(bench.a().owner(), PostKind::Note).await;
    assert_eq!(
        bench.unread(technician).await,
        0,
        "nothing is wanted in the product"
    );
    bench.run_due(0).await;
    assert!(
        bench.kit.mail.texts().is_empty(),
        "the mail waits for company"
    );
    bench.client_replies().await;
    bench.run_due(61).await;
    let mails = bench.kit.mail.texts();
    assert_eq!(mails.len(), 1, "two notifications in one mail");
    assert!(mails[0].contains("2 notifications"), "{}", mails[0]);
    assert!(mails[0].contains("/settings/notifications"), "{}", mails[0]);
    bench.run_due(600).await;
    assert_eq!(bench.kit.mail.texts().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_the_morning_comes_in_one_mail() {
    let bench = Bench::new().await;
    let event = [NotificationEvent::ClientReplied.to_string()];
    let mut tx = bench.kit.begin(bench.a().technician()).await;
    notifications::set_preferences(&mut tx, &[], &[], &event, &[])
        .await
        .unwrap();
    let known = notifications::preferences(&mut tx).await.unwrap();
    let daily: Vec<_> = known.iter().filter(|one| one.daily).collect();
    assert_eq!(daily.len(), 1, "{known:?}");
    tx.commit().await.unwrap();
    bench.client_replies().await;
    bench.client_replies().await;
    bench.run_due(600).await;
    assert!(bench.kit.mail.texts().is_empty(), "not at once");
    let schedule = Schedule::new().with(notifications::daily_task());
    let mut scheduler = Scheduler::new(bench.kit.core.clone(), schedule);
    // The first look is where counting begins.
    scheduler.tick_at(bench.kit.now()).await.unwrap();
    bench.kit.wait_seconds(DAY);
    let fired = scheduler.tick_at(bench.kit.now()).await.unwrap();
    assert_eq!(fired, 2, "one morning in each of two workspaces");
    bench.run_due(0).await;
    let mails = bench.kit.mail.texts();
    assert_eq!(mails.len(), 1, "two notifications in one mail");
    assert!(mails[0].contains("2 notifications"), "{}", mails[0]);
    // The next morning nothing waits, and nothing is said.
    bench.kit.wait_seconds(DAY);
    scheduler.tick_at(bench.kit.now()).await.unwrap();
    bench.run_due(0).await;
    assert_eq!(bench.kit.mail.texts().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn g12_mailing_twice_is_mailing_once() {
    let bench = Bench::new().await;
    let (user, tenant) = (bench.technician(), bench.a().id);
    bench.prefer(&[], &[NotificationEvent::ClientReplied]).await;
    bench.client_replies().await;
    let first = NotificationId::new();
    let at_once = MailNotifications { user, first };
    assert_idempotent(&bench.kit, &bench.registry, tenant, &at_once).await;
    let event = [NotificationEvent::ClientReplied.to_string()];
    let mut tx = bench.kit.begin(bench.a().technician()).await;
    notifications::set_preferences(&mut tx, &[], &[], &event, &[])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    bench.client_replies().await;
    let daily = MailDay { user, due: 1 };
    assert_idempotent(&bench.kit, &bench.registry, tenant, &daily).await;
}

impl Bench {
    /// Runs the jobs that are due after so many seconds.
    async fn run_due(&self, seconds: i64) {
        self.kit.wait_seconds(seconds);
        run_jobs(&self.kit, &self.registry).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_goes_on_by_key() {
    let bench = Bench::new().await;
    let technician = bench.a().technician();
    for _ in 0..53 {
        bench.client_replies().await;
    }
    let first = bench.list(technician.clone(), "").await;
    assert_eq!(first.page.rows.len(), 50);
    let second = bench
        .list(technician.clone(), &first.page.next.unwrap())
        .await;
    assert_eq!((second.page.rows.len(), second.page.next), (3, None));
    let last = first.page.rows.last().unwrap().id;
    assert!(second.page.rows.iter().all(|row| row.id < last));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_persons_and_another_tenants_do_not_exist() {
    let bench = Bench::new().await;
    bench.client_replies().await;
    let technician = bench.list(bench.a().technician(), "").await;
    assert!(!format!("{technician:?}").contains(CANARY));
    let id = technician.page.rows[0].id;
    for actor in [bench.a().owner(), bench.world.b.technician()] {
        let mut tx = bench.kit.begin(actor).await;
        let refused = notifications::read(&mut tx, id).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    }
    let mut tx = bench.kit.begin(bench.a().technician()).await;
    let unknown = notifications::read(&mut tx, NotificationId::new()).await;
    assert!(matches!(unknown, Err(Error::NotFound)), "{unknown:?}");
    let mut tx = bench.kit.begin(bench.a().system()).await;
    let nobody = notifications::unread(&mut tx).await;
    assert!(matches!(nobody, Err(Error::Unauthenticated)), "{nobody:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_input_is_refused() {
    let bench = Bench::new().await;
    let mut tx = bench.kit.begin(bench.a().technician()).await;
    let text = ClockText::new("UTC", tx.now());
    let refused = notifications::list(&mut tx, "12-zz", &text).await;
    assert!(matches!(refused, Err(Error::Invalid(_))));
    let refused =
        notifications::set_preferences(&mut tx, &["everything".into()], &[], &[], &[]).await;
    assert!(matches!(refused, Err(Error::Invalid(_))));
}
