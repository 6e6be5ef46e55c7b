//! What rules do to tickets.

use super::*;
use crate::mail_crash::give_jobs_back_in;
use app_types::id::TriageEventId;
use app_types::tickets::StatusCategory;
use diesel::{ExpressionMethods, QueryDsl, TextExpressionMethods};
use server_core::triage::LookAtRules;
use server_db::schema::{triage_firings, triage_rules};
use server_testing::jobs::assert_idempotent;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_acts_on_what_fits_and_says_so() {
    let bench = Bench::new().await;
    let id = bench.make(vpn()).await.unwrap();
    let (fits, other) = (
        bench.ticket("VPN is down").await,
        bench.ticket("Toner").await,
    );
    bench.run_jobs().await;
    assert_eq!(bench.record(fits).await.priority, Priority::High);
    assert_eq!(bench.record(other).await.priority, Priority::Medium);
    assert_eq!(
        bench.events(fits).await,
        ["Rule “VPN” set the priority to High"]
    );

    let mut tx = bench.kit.read(bench.a().owner()).await;
    let clock = text(&tx);
    let list = triage::list(&mut tx, &clock).await.unwrap();
    let row = list.iter().find(|row| row.id == id).unwrap();
    assert_eq!((row.fired_count, row.last_fired.is_some()), (1, true));
    assert_eq!(row.owner, bench.a().user("owner").name);
    let form = triage::form(&mut tx, Some(id), &clock).await.unwrap();
    assert_eq!(form.version, 1, "acting changes nothing of the rule");
    assert_eq!(form.firings.len(), 1);
    assert_eq!(
        (form.firings[0].ticket, form.firings[0].effects.as_str()),
        (fits, "set the priority to High")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_rule_for_it_no_job_is_queued() {
    let bench = Bench::new().await;
    bench
        .make(RuleInput {
            active: false,
            ..vpn()
        })
        .await
        .unwrap();
    bench.ticket("VPN is down").await;
    assert_eq!(bench.run_jobs().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_action_does_what_it_says() {
    let bench = Bench::new().await;
    let technician = bench.a().user("technician").clone();
    let all = rule("All of it", Trigger::TicketCreated)
        .then(ActionKind::SetStatus, "in_progress", "")
        .then(ActionKind::SetPriority, "critical", "")
        .then(ActionKind::SetTechnician, &technician.id.to_string(), "")
        .then(ActionKind::SetType, "request", "")
        .then(
            ActionKind::AddNote,
            "",
            "*Look* at {{ticket.number}} <script>x</script>",
        )
        .then(
            ActionKind::MailTechnician,
            "",
            "Yours: {{ticket.subject}} {{ticket.link}}",
        )
        .then(
            ActionKind::MailContact,
            "",
            "Dear {{contact.name}}, we are on it.",
        );
    bench.make(all).await.unwrap();
    let number = bench.ticket("{{client.name}} \u{1F525}").await;
    bench.run_jobs().await;

    let ticket = bench.record(number).await;
    assert_eq!(ticket.category, StatusCategory::InProgress);
    assert_eq!(
        (ticket.priority, ticket.ticket_type),
        (Priority::Critical, TicketType::Request)
    );
    assert_eq!(ticket.technician_id, Some(technician.id));
    let note = ticket
        .posts
        .iter()
        .find(|post| post.kind == PostKind::Note)
        .unwrap();
    assert!(note.html.contains("<em>Look</em>"), "{}", note.html);
    assert!(!note.html.contains("<script>"), "{}", note.html);
    assert_eq!(ticket.responded, None, "what a rule writes is no response");
    assert_eq!(ticket.version, 2, "one step, however much was done");

    let mails = bench.kit.mail.texts();
    let to_technician = mails
        .iter()
        .find(|mail| mail.contains(&technician.email))
        .unwrap();
    // A subject that looks like a variable is no variable.
    assert!(
        to_technician.contains("{{client.name}}") || to_technician.contains("=7B=7Bclient.name"),
        "{to_technician}"
    );
    let to_contact = mails
        .iter()
        .find(|mail| mail.contains(&bench.a().contact_email))
        .unwrap();
    assert!(to_contact.contains("we are on it."), "{to_contact}");
    assert!(
        to_contact.to_lowercase().contains("auto-submitted"),
        "{to_contact}"
    );
    assert_eq!(mails.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_event_is_waited_for() {
    let bench = Bench::new().await;
    for trigger in Trigger::ALL.iter().filter(|trigger| !trigger.waits()) {
        let note = rule(trigger.as_str(), *trigger).then(ActionKind::AddNote, "", "seen");
        bench.make(note).await.unwrap();
    }
    let number = bench.ticket("Anything").await;
    bench.change(number, Change::Priority(Priority::Low)).await;
    bench
        .change(
            number,
            Change::Technician(Some(bench.a().user("technician").id)),
        )
        .await;
    // The first public reply opens the new ticket; a note is none.
    bench.reply(number, PostKind::Note).await;
    bench.reply(number, PostKind::Reply).await;
    bench.run_jobs().await;
    let events = bench.events(number).await;
    let by = |name: &str| {
        events
            .iter()
            .filter(|event| **event == format!("Rule “{name}” added a note"))
            .count()
    };
    for (name, times) in [
        ("ticket_created", 1),
        ("priority_changed", 1),
        ("technician_changed", 1),
        ("technician_replied", 1),
        ("status_changed", 1),
        ("client_replied", 0),
        ("board_changed", 0),
    ] {
        assert_eq!(by(name), times, "{name}: {events:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_sets_rules_off_by_its_sender_and_its_answer_too() {
    let bench = Bench::new().await;
    let domain = bench.a().client_domain.clone();
    let by_domain = rule("Their domain", Trigger::TicketCreated)
        .when(Field::SenderDomain, Operator::Is, &domain)
        .when(Field::Source, Operator::Is, "email")
        .when(Field::Body, Operator::Matches, "on\\s+fire")
        .then(ActionKind::SetPriority, "critical", "");
    bench.make(by_domain).await.unwrap();
    let answer = rule("They answer", Trigger::ClientReplied)
        .when(Field::Client, Operator::Is, "1")
        .then(ActionKind::SetPriority, "low", "");
    bench.make(answer).await.unwrap();
    let receive = async |subject: &str| {
        let from = format!("new.person@{domain}");
        let raw = crate::mail_kit::mail(
            &from,
            subject,
            &format!("Message-ID: <{}@x>\n", subject.len()),
            "It is on fire.",
        );
        let to = vec![bench.a().mailbox_address.clone()];
        let source = server_core::mail::inbound::Source::pipe(to);
        server_core::mail::inbound::accept(&bench.kit.core, source, raw.as_bytes())
            .await
            .unwrap();
        bench.run_jobs().await;
    };
    receive("Help").await;
    let number = 1004;
    assert_eq!(bench.record(number).await.priority, Priority::Critical);
    receive(&format!("Re: [#{number}] Help")).await;
    assert_eq!(bench.record(number).await.priority, Priority::Low);
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_act_in_order_see_what_was_changed_and_may_end_the_list() {
    let bench = Bench::new().await;
    bench.make(vpn()).await.unwrap();
    let second = rule("High ones", Trigger::TicketCreated)
        .when(Field::Priority, Operator::Is, "high")
        .then(ActionKind::SetStatus, "open", "");
    bench
        .make(RuleInput {
            stops: true,
            ..second
        })
        .await
        .unwrap();
    let third = rule("Never", Trigger::TicketCreated).then(ActionKind::SetPriority, "low", "");
    bench.make(third).await.unwrap();
    let number = bench.ticket("vpn").await;
    bench.run_jobs().await;
    assert_eq!(
        bench.events(number).await,
        [
            "Rule “VPN” set the priority to High",
            "Rule “High ones” set the status to Open"
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_rule_does_sets_off_another() {
    let bench = Bench::new().await;
    bench.make(vpn()).await.unwrap();
    let next = rule("Then", Trigger::PriorityChanged)
        .when(Field::Priority, Operator::Is, "high")
        .then(ActionKind::SetStatus, "open", "");
    bench.make(next).await.unwrap();
    let number = bench.ticket("vpn").await;
    bench.run_jobs().await;
    assert_eq!(bench.record(number).await.category, StatusCategory::Open);
}

/// Rules that came past the check (here: written into the table) end all the same.
#[tokio::test(flavor = "multi_thread")]
async fn rules_without_end_are_stopped_at_the_limit() {
    // Here and not above: its `execute` would hide that of `TestDb`.
    use diesel_async::RunQueryDsl;
    let bench = Bench::new().await;
    let flip = |from: &str, to: &str| {
        rule(&format!("To {to}"), Trigger::PriorityChanged)
            .when(Field::Priority, Operator::Is, from)
            .then(ActionKind::SetPriority, to, "")
    };
    bench.make(flip("high", "low")).await.unwrap();
    bench
        .make(RuleInput {
            active: false,
            ..flip("low", "high")
        })
        .await
        .unwrap();
    diesel::update(triage_rules::table.filter(triage_rules::name.like("To %")))
        .set(triage_rules::paused_at.eq(None::<app_types::Timestamp>))
        .execute(&mut bench.kit.connect().await)
        .await
        .unwrap();
    let number = bench.ticket("Any").await;
    bench.change(number, Change::Priority(Priority::High)).await;
    bench.run_jobs().await;
    let events = bench.events(number).await;
    // Each event sets off both, one after the other; the last line names the limit.
    let acted = events
        .iter()
        .filter(|event| event.contains("set the priority to"));
    let limit = 1 + 2 * usize::from(triage::MAX_DEPTH);
    assert_eq!(acted.count(), limit, "{events:?}");
    assert!(
        events
            .last()
            .unwrap()
            .contains("no further rule was looked at"),
        "{events:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_done_is_named_and_the_rest_is_done() {
    let bench = Bench::new().await;
    let reader = bench.a().user("read_only").id.to_string();
    let gone = rule("Gone", Trigger::TicketCreated)
        .then(ActionKind::SetTechnician, &reader, "")
        .then(ActionKind::MailTechnician, "", "Hello")
        .then(ActionKind::SetPriority, "low", "");
    let id = bench.make(gone).await.unwrap();
    bench
        .kit
        .db
        .execute("UPDATE users SET status = 'disabled' WHERE email LIKE 'read_only@%'")
        .await;
    let number = bench.ticket("Any").await;
    bench.run_jobs().await;
    assert_eq!(bench.record(number).await.priority, Priority::Low);
    let mut tx = bench.kit.read(bench.a().owner()).await;
    let clock = text(&tx);
    let effects = triage::form(&mut tx, Some(id), &clock)
        .await
        .unwrap()
        .firings[0]
        .effects
        .clone();
    assert!(
        effects.contains("could not: Assign a technician"),
        "{effects}"
    );
    assert!(
        effects.contains("could not: Send a mail to a technician"),
        "{effects}"
    );
    assert!(effects.ends_with("set the priority to Low"), "{effects}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_gets_five_mails_an_hour_at_most() {
    let bench = Bench::new().await;
    let answer =
        rule("Answer", Trigger::PriorityChanged).then(ActionKind::MailContact, "", "Seen.");
    bench.make(answer).await.unwrap();
    let number = bench.ticket("Any").await;
    for turn in 0..8 {
        let priority = if turn % 2 == 0 {
            Priority::High
        } else {
            Priority::Low
        };
        bench.change(number, Change::Priority(priority)).await;
    }
    bench.run_jobs().await;
    assert_eq!(bench.kit.mail.texts().len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn g12_looking_twice_is_looking_once() {
    let bench = Bench::new().await;
    bench
        .make(vpn().then(ActionKind::AddNote, "", "Once."))
        .await
        .unwrap();
    let mut tx = bench.kit.begin(bench.a().technician()).await;
    let made = tickets::create(&mut tx, bench.new_ticket("vpn"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    bench.run_jobs().await;
    let event = LookAtRules {
        event: TriageEventId::new(),
        ticket: made.id,
        trigger: Trigger::TicketCreated,
        post: Some(made.first_post),
        rule: None,
        at: bench.kit.now(),
        depth: 0,
    };
    assert_idempotent(&bench.kit, &bench.registry, bench.a().id, &event).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g11_cut_off_anywhere_each_event_is_acted_on_once() {
    use diesel_async::RunQueryDsl;
    let bench = Bench::new().await;
    bench
        .make(vpn().then(ActionKind::AddNote, "", "Once."))
        .await
        .unwrap();
    const TICKETS: i64 = 12;
    let mut numbers = Vec::new();
    for i in 0..TICKETS {
        numbers.push(bench.ticket(&format!("vpn {i}")).await);
    }
    for cut in 0..40u64 {
        let (core, registry) = (bench.kit.core.clone(), bench.registry.clone());
        let work = tokio::spawn(async move { server_core::jobs::run_due(&core, &registry).await });
        tokio::time::sleep(Duration::from_micros(300 + cut * cut * 80)).await;
        work.abort();
        let _ = work.await;
        give_jobs_back_in(&bench.kit).await;
    }
    bench.run_jobs().await;
    for number in numbers {
        let posts = bench.record(number).await.posts;
        let notes = posts
            .iter()
            .filter(|post| post.kind == PostKind::Note)
            .count();
        assert_eq!(notes, 1, "ticket {number}");
    }
    let fired: i64 = triage_firings::table
        .filter(triage_firings::effects.ne("added a note"))
        .filter(triage_firings::tenant_id.eq(bench.a().id))
        .count()
        .get_result(&mut bench.kit.connect().await)
        .await
        .unwrap();
    assert_eq!(fired, TICKETS);
}

/// A job whose payload names another tenant's ticket finds nothing (B19).
#[tokio::test(flavor = "multi_thread")]
async fn b19_another_tenants_ticket_is_not_touched() {
    let bench = Bench::new().await;
    bench
        .make(rule("All", Trigger::TicketCreated).then(ActionKind::SetPriority, "critical", ""))
        .await
        .unwrap();
    let foreign = LookAtRules {
        event: TriageEventId::new(),
        ticket: bench.world.b.tickets[0].id,
        trigger: Trigger::TicketCreated,
        post: None,
        rule: None,
        at: bench.kit.now(),
        depth: 0,
    };
    let mut tx = bench.kit.begin(bench.a().system()).await;
    tx.enqueue(&foreign).await.unwrap();
    tx.commit().await.unwrap();
    let report = server_core::jobs::run_due(&bench.kit.core, &bench.registry)
        .await
        .unwrap();
    assert_eq!(report.failures.len(), 1, "{:?}", report.failures);
    let mut tx = bench.kit.read(bench.world.b.owner()).await;
    let theirs = tickets::by_number(&mut tx, 1001).await.unwrap();
    assert_ne!(theirs.priority, Priority::Critical);
}
