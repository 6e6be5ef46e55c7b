//! Triage rules on a real database: what they do, once each, and who may change them.

mod acting;
mod assigning;
mod editing;
mod simulating;
mod waiting;

use app_types::id::TriageRuleId;
use app_types::tickets::{PostKind, Priority, TicketRecord, TicketSource, TicketType};
use app_types::triage::{Action, ActionKind, Condition, Field, Operator, RuleInput, Trigger};
use server_core::clocktext::ClockText;
use server_core::jobs::Registry;
use server_core::tickets::{self, Change, NewPost, NewTicket, ReplyInput};
use server_core::{Error, Result, mail, triage};
use server_db::{Actor, TenantTx};
use server_testing::world::Tenant;
use server_testing::{Kit, World, run_jobs};

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
        triage::register(&mut registry);
        Self {
            kit,
            world,
            registry,
        }
    }

    fn a(&self) -> &Tenant {
        &self.world.a
    }

    async fn run_jobs(&self) -> usize {
        run_jobs(&self.kit, &self.registry).await
    }

    async fn make(&self, rule: RuleInput) -> Result<TriageRuleId> {
        let mut tx = self.kit.begin(self.a().owner()).await;
        let id = triage::create(&mut tx, &rule).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn change(&self, number: u64, change: Change) {
        let mut tx = self.kit.begin(self.a().technician()).await;
        let version = tickets::by_number(&mut tx, number).await.unwrap().version;
        tickets::change(&mut tx, number, version, change)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    async fn reply(&self, number: u64, kind: PostKind) {
        let mut tx = self.kit.begin(self.a().technician()).await;
        let version = tickets::by_number(&mut tx, number).await.unwrap().version;
        let input = ReplyInput {
            kind,
            body: "On our way".into(),
            version,
            status: String::new(),
            files: Vec::new(),
        };
        tickets::write(&mut tx, number, input).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn record(&self, number: u64) -> TicketRecord {
        let mut tx = self.kit.read(self.a().technician()).await;
        let text = text(&tx);
        tickets::record(&mut tx, number, &text).await.unwrap()
    }

    /// The lines of the system in a conversation.
    async fn events(&self, number: u64) -> Vec<String> {
        let posts = self.record(number).await.posts;
        let events = posts
            .into_iter()
            .filter(|post| post.kind == PostKind::Event);
        events.map(|post| post.html.replace("&#32;", " ")).collect()
    }

    /// A ticket of the tenant's first client and contact, made by a technician.
    async fn ticket(&self, subject: &str) -> u64 {
        let mut tx = self.kit.begin(self.a().technician()).await;
        let made = tickets::create(&mut tx, self.new_ticket(subject))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        made.number
    }

    fn new_ticket(&self, subject: &str) -> NewTicket {
        NewTicket {
            subject: subject.into(),
            client: Some(self.a().clients[0].id),
            contact: Some(self.a().contacts[0]),
            location: None,
            board: None,
            technician: None,
            priority: Priority::Medium,
            ticket_type: TicketType::Incident,
            source: TicketSource::Phone,
            follows: None,
            first_post: NewPost {
                kind: PostKind::Reply,
                text: "It is broken".into(),
                html: "<p>It is broken</p>".into(),
                contact: None,
                files: Vec::new(),
            },
        }
    }
}

fn text(tx: &TenantTx) -> ClockText {
    ClockText::new("UTC", tx.now())
}

/// An active rule that acts always and does nothing yet.
fn rule(name: &str, trigger: Trigger) -> RuleInput {
    RuleInput {
        name: name.into(),
        trigger,
        active: true,
        ..RuleInput::default()
    }
}

trait Lines: Sized {
    fn when(self, field: Field, operator: Operator, value: &str) -> Self;
    fn then(self, kind: ActionKind, value: &str, text: &str) -> Self;
}

impl Lines for RuleInput {
    fn when(mut self, field: Field, operator: Operator, value: &str) -> Self {
        let value = value.into();
        self.conditions.push(Condition {
            field,
            operator,
            value,
        });
        self
    }

    fn then(mut self, kind: ActionKind, value: &str, text: &str) -> Self {
        let (value, text) = (value.into(), text.into());
        self.actions.push(Action {
            value,
            text,
            ..Action::from(kind)
        });
        self
    }
}

fn vpn() -> RuleInput {
    rule("VPN", Trigger::TicketCreated)
        .when(Field::Subject, Operator::Contains, "vpn")
        .then(ActionKind::SetPriority, "high", "")
}
