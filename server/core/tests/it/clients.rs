//! Clients: lists, records, changes, and who may do what.

use crate::rows_read::{self, EVERY_STATISTICS, inserts};
use app_types::clients::{ClientFilter, ClientInput, ClientKind, ClientList};
use app_types::{Permission, Permissions};
use server_core::clients;
use server_core::clocktext::ClockText;
use server_core::{Error, Result};
use server_db::{Actor, TenantTx};
use server_testing::{CANARY, Kit, World};

fn named(name: &str) -> ClientInput {
    ClientInput {
        name: name.into(),
        ..ClientInput::default()
    }
}

fn text(tx: &TenantTx) -> ClockText {
    ClockText::new("UTC", tx.now())
}

async fn create(kit: &Kit, actor: Actor, input: &ClientInput) -> Result<u64> {
    let mut tx = kit.begin(actor).await;
    let number = clients::create(&mut tx, input).await?;
    tx.commit().await.unwrap();
    Ok(number)
}

/// The fields that an error complains about.
pub fn wrong_fields<T>(result: Result<T>) -> Vec<String> {
    match result {
        Err(Error::Invalid(invalid)) => invalid.errors.into_iter().map(|e| e.field).collect(),
        Err(other) => panic!("another error: {other}"),
        Ok(_) => Vec::new(),
    }
}

/// Texts that no single-line field takes.
pub fn hostile_lines(max: usize) -> Vec<String> {
    vec![
        "x".repeat(max + 1),
        "💩".repeat(max + 1),
        "a\nb".into(),
        "a\r\nBcc: x@y.z".into(),
        "a\0b".into(),
        "a\u{1b}[31m".into(),
        "\u{202e}gnp.exe".into(),
        "a\u{2066}b".into(),
    ]
}

/// Texts that are odd and harmless: kept to the letter.
pub const ODD: [&str; 6] = [
    "<script>alert(1)</script>",
    "=HYPERLINK(\"http://x\")",
    "Zoë 🍰 𝔘𝔫𝔦",
    "שלום",
    "' OR 1=1 --",
    "100% \\_ {{ x }}",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_added_read_and_changed() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let input = ClientInput {
        name: "  Bright Dental ".into(),
        kind: "lead".into(),
        phone: "+1 555 0100".into(),
        website: "brightdental.example".into(),
        account_manager: world.a.user("technician").id.to_string(),
        notes: "Two\r\nlines".into(),
        vip_note: "Call the owner first".into(),
        ..ClientInput::default()
    };
    let number = create(&kit, world.a.owner(), &input).await.unwrap();
    let mut tx = kit.read(world.a.owner()).await;
    let clock = text(&tx);
    let client = clients::get(&mut tx, number, &clock).await.unwrap();
    assert_eq!(client.name, "Bright Dental");
    assert_eq!(client.kind, ClientKind::Lead);
    assert_eq!(client.website, "https://brightdental.example");
    assert_eq!(client.notes, "Two\nlines");
    assert_eq!(
        client.account_manager.unwrap().id,
        world.a.user("technician").id
    );
    assert_eq!(client.version, 1);
    assert!(client.may_edit && client.archived.is_none());
    assert_eq!(client.tickets.unwrap().count, 0);
    drop(tx);

    let mut tx = kit.begin(world.a.owner()).await;
    clients::update(&mut tx, number, 1, &named("Brighter Dental"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = kit.read(world.a.reader()).await;
    let client = clients::get(&mut tx, number, &clock).await.unwrap();
    assert_eq!(
        (client.name.as_str(), client.version),
        ("Brighter Dental", 2)
    );
    assert_eq!(client.kind, ClientKind::Client);
    assert!(!client.may_edit);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_is_recorded() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let number = create(&kit, world.a.owner(), &named("Acme")).await.unwrap();
    let mut tx = kit.begin(world.a.owner()).await;
    clients::update(&mut tx, number, 1, &named("Acme Ltd"))
        .await
        .unwrap();
    clients::archive(&mut tx, number).await.unwrap();
    clients::restore(&mut tx, number).await.unwrap();
    tx.commit().await.unwrap();
    let actions = audit_actions(&kit, "client.").await;
    assert_eq!(
        actions,
        [
            "client.create",
            "client.update",
            "client.archive",
            "client.restore"
        ]
    );
}

/// The actions of tenant A's log that begin with `prefix`, oldest first.
pub async fn audit_actions(kit: &Kit, prefix: &str) -> Vec<String> {
    use diesel::prelude::*;
    use diesel_async::RunQueryDsl;
    use server_db::schema::audit_entries::dsl;
    dsl::audit_entries
        .filter(dsl::tenant_id.eq(1u32))
        .filter(dsl::action.like(format!("{prefix}%")))
        .order(dsl::seq)
        .select(dsl::action)
        .load(&mut kit.connect().await)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_input_is_refused_by_name_and_odd_input_is_kept() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    type Set = fn(&mut ClientInput, String);
    let fields: [(&str, usize, Set); 4] = [
        ("name", 160, |i, v| i.name = v),
        ("phone", 40, |i, v| i.phone = v),
        ("website", 240, |i, v| i.website = v),
        ("vip_note", 500, |i, v| i.vip_note = v),
    ];
    for (field, max, set) in fields {
        for value in hostile_lines(max) {
            let mut input = named("Acme");
            set(&mut input, value.clone());
            let wrong = wrong_fields(create(&kit, world.a.owner(), &input).await);
            assert!(
                wrong.contains(&field.to_string()),
                "{field}: {value:?} gave {wrong:?}"
            );
        }
    }
    for notes in ["n".repeat(10_001), "a\0b".into()] {
        let input = ClientInput {
            notes,
            ..named("Acme")
        };
        assert_eq!(
            wrong_fields(create(&kit, world.a.owner(), &input).await),
            ["notes"]
        );
    }
    for odd in ODD {
        let input = ClientInput {
            notes: odd.into(),
            vip_note: odd.into(),
            ..named(odd)
        };
        let number = create(&kit, world.a.owner(), &input).await.unwrap();
        let mut tx = kit.read(world.a.owner()).await;
        let clock = text(&tx);
        let client = clients::get(&mut tx, number, &clock).await.unwrap();
        assert_eq!(
            [client.name, client.notes, client.vip_note],
            [odd, odd, odd]
        );
    }
    let full = ClientInput {
        notes: "💩".repeat(10_000),
        ..named(&"💩".repeat(160))
    };
    create(&kit, world.a.owner(), &full).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_manager_is_a_user_of_the_same_tenant() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    for stranger in [
        world.b.user("owner").id.to_string(),
        uuid::Uuid::now_v7().to_string(),
        "me".into(),
    ] {
        let input = ClientInput {
            account_manager: stranger,
            ..named("Acme")
        };
        let wrong = wrong_fields(create(&kit, world.a.owner(), &input).await);
        assert_eq!(wrong, ["account_manager"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_made_from_an_old_version_is_refused() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let number = create(&kit, world.a.owner(), &named("Acme")).await.unwrap();
    let mut first = kit.begin(world.a.owner()).await;
    clients::update(&mut first, number, 1, &named("Acme One"))
        .await
        .unwrap();
    first.commit().await.unwrap();
    let mut second = kit.begin(world.a.technician()).await;
    let answer = clients::update(&mut second, number, 1, &named("Acme Two")).await;
    assert!(matches!(answer, Err(Error::Conflict(_))), "{answer:?}");
    drop(second);
    let mut tx = kit.read(world.a.owner()).await;
    assert_eq!(
        clients::by_number(&mut tx, number).await.unwrap().name,
        "Acme One"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_changes_at_once_leave_one() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let number = create(&kit, world.a.owner(), &named("Acme")).await.unwrap();
    let change = async |name: &str| {
        let mut tx = kit.begin(world.a.owner()).await;
        clients::update(&mut tx, number, 1, &named(name)).await?;
        tx.commit().await.map_err(Error::from)
    };
    let (one, two) = tokio::join!(change("One"), change("Two"));
    assert_eq!(
        usize::from(one.is_ok()) + usize::from(two.is_ok()),
        1,
        "{one:?} {two:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_client_leaves_lists_and_refuses_changes() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let number = create(&kit, world.a.owner(), &named("Acme")).await.unwrap();
    let mut tx = kit.begin(world.a.owner()).await;
    clients::archive(&mut tx, number).await.unwrap();
    clients::archive(&mut tx, number).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = kit.begin(world.a.owner()).await;
    assert!(!names(&mut tx, "").await.contains(&"Acme".to_string()));
    assert!(
        names(&mut tx, "archived")
            .await
            .contains(&"Acme".to_string())
    );
    assert!(names(&mut tx, "all").await.contains(&"Acme".to_string()));
    assert!(clients::choices(&mut tx, "Ac").await.unwrap().is_empty());
    let answer = clients::update(&mut tx, number, 2, &named("New")).await;
    assert!(matches!(answer, Err(Error::Conflict(_))));
    let clock = text(&tx);
    let record = clients::get(&mut tx, number, &clock).await.unwrap();
    assert_eq!(
        record.archived.unwrap().by.unwrap(),
        world.a.user("owner").name
    );
    clients::restore(&mut tx, number).await.unwrap();
    assert!(names(&mut tx, "").await.contains(&"Acme".to_string()));
    assert_eq!(
        clients::choices(&mut tx, "aC").await.unwrap()[0].label,
        "Acme"
    );
}

async fn names(tx: &mut TenantTx, show: &str) -> Vec<String> {
    let filter = ClientFilter {
        show: show.into(),
        ..ClientFilter::default()
    };
    let page = clients::list(tx, &filter).await.unwrap();
    page.rows.into_iter().map(|row| row.name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_with_active_tickets_cannot_be_archived() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.begin(world.a.owner()).await;
    let answer = clients::archive(&mut tx, world.a.clients[0].number).await;
    let Err(Error::Conflict(advice)) = answer else {
        panic!("{answer:?}");
    };
    assert!(advice.contains("2 active tickets"), "{advice}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_shows_what_belongs_to_the_client_and_nothing_of_the_other_tenant() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.read(world.a.reader()).await;
    let clock = text(&tx);
    let record = clients::get(&mut tx, 1, &clock).await.unwrap();
    assert!(
        tx.actor().origin.statement_count() <= 7,
        "{}",
        tx.actor().origin.statement_count()
    );
    assert_eq!(record.locations.len(), 1);
    assert!(record.locations[0].primary);
    assert_eq!(record.contacts.len(), 2);
    assert_eq!(record.domains[0].domain, world.a.client_domain);
    let tickets = record.tickets.clone().unwrap();
    assert_eq!(tickets.count, 2);
    assert_eq!(tickets.rows[0].number, 1002);
    let debug = format!(
        "{record:?} {:?}",
        clients::list(&mut tx, &ClientFilter::default()).await
    );
    assert!(!debug.to_uppercase().contains(CANARY), "{debug}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_see_tickets_sees_none_on_the_record() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let actor = Actor {
        permissions: Permissions::NONE.with(Permission::ClientsView),
        ..world.a.reader()
    };
    let mut tx = kit.read(actor).await;
    let clock = text(&tx);
    assert!(
        clients::get(&mut tx, 1, &clock)
            .await
            .unwrap()
            .tickets
            .is_none()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn permissions_decide() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let forbidden = |result: Result<()>, permission| match result {
        Err(Error::Forbidden(missing)) => assert_eq!(missing, permission),
        other => panic!("{other:?}"),
    };
    let mut tx = kit.begin(world.a.reader()).await;
    let edit = Permission::ClientsEdit;
    forbidden(clients::create(&mut tx, &named("x")).await.map(drop), edit);
    forbidden(clients::update(&mut tx, 1, 1, &named("x")).await, edit);
    forbidden(clients::archive(&mut tx, 1).await, edit);
    forbidden(clients::restore(&mut tx, 1).await, edit);
    let mut tx = kit.begin(world.a.powerless()).await;
    let clock = text(&tx);
    let view = Permission::ClientsView;
    forbidden(
        clients::list(&mut tx, &ClientFilter::default())
            .await
            .map(drop),
        view,
    );
    forbidden(clients::get(&mut tx, 1, &clock).await.map(drop), view);
    forbidden(clients::choices(&mut tx, "").await.map(drop), view);
    forbidden(clients::by_number(&mut tx, 1).await.map(drop), view);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_not_found() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let only_b = create(&kit, world.b.owner(), &named("Only B"))
        .await
        .unwrap();
    let mut tx = kit.begin(world.a.owner()).await;
    let clock = text(&tx);
    for number in [only_b, 0, u64::MAX] {
        assert!(matches!(
            clients::get(&mut tx, number, &clock).await,
            Err(Error::NotFound)
        ));
        let updated = clients::update(&mut tx, number, 1, &named("x")).await;
        assert!(matches!(updated, Err(Error::NotFound)));
        assert!(matches!(
            clients::archive(&mut tx, number).await,
            Err(Error::NotFound)
        ));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_that_do_not_exist_are_refused() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let mut tx = kit.read(world.a.reader()).await;
    let filter = ClientFilter::default;
    for (field, filter) in [
        (
            "show",
            ClientFilter {
                show: "gone".into(),
                ..filter()
            },
        ),
        (
            "kind",
            ClientFilter {
                kind: "whale".into(),
                ..filter()
            },
        ),
        (
            "after",
            ClientFilter {
                after: "%%%".into(),
                ..filter()
            },
        ),
        (
            "after",
            ClientFilter {
                before: "AAAA".into(),
                ..filter()
            },
        ),
        (
            "after",
            ClientFilter {
                after: "A".repeat(5000),
                ..filter()
            },
        ),
        (
            "q",
            ClientFilter {
                q: "a\0b".into(),
                ..filter()
            },
        ),
        (
            "q",
            ClientFilter {
                q: "x".repeat(201),
                ..filter()
            },
        ),
    ] {
        assert_eq!(wrong_fields(clients::list(&mut tx, &filter).await), [field]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_finds_parts_of_names_and_takes_wildcards_literally() {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    for name in ["100% Cotton", "Cotton Club", "Under_score"] {
        create(&kit, world.a.owner(), &named(name)).await.unwrap();
    }
    let mut tx = kit.read(world.a.reader()).await;
    for (q, found) in [
        ("cotton", vec!["100% Cotton", "Cotton Club"]),
        ("%", vec!["100% Cotton"]),
        ("r_s", vec!["Under_score"]),
        ("#1", vec!["Bakery Miller"]),
        ("\\", vec![]),
        ("' OR ''='", vec![]),
    ] {
        let filter = ClientFilter {
            q: q.into(),
            ..ClientFilter::default()
        };
        let page = clients::list(&mut tx, &filter).await.unwrap();
        let names: Vec<_> = page.rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, found, "{q}");
    }
}

const HEAD: &str =
    "clients (tenant_id, id, number, name, kind, notes, created_at, updated_at, archived_at)";

/// Client `n` of many: every fourth name occurs twice, every fifth is archived, half are leads.
fn row(n: u32) -> String {
    format!(
        "(1, UNHEX(MD5('client {n}')), {n}, 'Client {:05}', '{}', '', NOW(6), NOW(6), {})",
        n - u32::from(n.is_multiple_of(4)),
        if n.is_multiple_of(2) {
            "lead"
        } else {
            "client"
        },
        if n.is_multiple_of(5) {
            "NOW(6)"
        } else {
            "NULL"
        },
    )
}

fn primary_location(n: u32) -> String {
    format!(
        "(1, UNHEX(MD5('location {n}')), UNHEX(MD5('client {n}')), 'HQ', 'Town', UNHEX(MD5('client {n}')), NOW(6), NOW(6))"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_by_key_in_both_directions_and_reads_only_what_it_shows() {
    for statistics in EVERY_STATISTICS {
        let kit = Kit::new().await;
        let world = World::two_tenants(&kit).await;
        let location =
            "locations (tenant_id, id, client_id, name, city, primary_for, created_at, updated_at)";
        let both = |range: std::ops::Range<u32>| {
            inserts(HEAD, range.clone(), row) + &inserts(location, range, primary_location)
        };
        let (few, many) = (both(100..110), both(110..4100));
        rows_read::fill(&kit, statistics, "clients, locations", &few, &many).await;
        let mut tx = kit.read(world.a.reader()).await;
        for (show, kind, expected) in [
            ("", "", 3200 + 1),
            ("archived", "", 800 + 1),
            ("all", "", 4000 + 2),
            ("", "lead", 1600),
            ("all", "lead", 2000),
        ] {
            let filter = ClientFilter {
                show: show.into(),
                kind: kind.into(),
                ..ClientFilter::default()
            };
            let forward = walk(&mut tx, &filter, Direction::Forward).await;
            assert_eq!(forward.len(), expected, "{statistics:?} {show} {kind}");
            let mut backward = walk(&mut tx, &filter, Direction::Backward).await;
            backward.reverse();
            assert_eq!(forward, backward, "{statistics:?} {show} {kind}");
            let mut sorted: Vec<_> = forward.clone();
            sorted.sort_by_key(|(_, name)| name.to_lowercase());
            assert!(forward.iter().map(|r| &r.1).eq(sorted.iter().map(|r| &r.1)));
        }
    }
}

enum Direction {
    Forward,
    Backward,
}

/// Every page of the list; each is checked for the rows that the database read.
async fn walk(
    tx: &mut TenantTx,
    filter: &ClientFilter,
    direction: Direction,
) -> Vec<(u64, String)> {
    let mut filter = filter.clone();
    if matches!(direction, Direction::Backward) {
        // The end of the list: behind a name that sorts after all others.
        filter.before = past_the_end();
    }
    let mut seen = Vec::new();
    loop {
        let reading = rows_read::start(tx).await;
        let page: ClientList = clients::list(tx, &filter).await.unwrap();
        let read = reading.rows(tx).await;
        let limit = 3 * page.rows.len() as u64 + 10;
        assert!(
            read <= limit,
            "read {read} rows to show {} ({filter:?})",
            page.rows.len()
        );
        let rows = page.rows.into_iter().map(|row| (row.number, row.name));
        let next = match direction {
            Direction::Forward => {
                seen.extend(rows);
                page.next.map(|cursor| filter.after = cursor)
            }
            Direction::Backward => {
                seen.extend(rows.rev());
                page.previous.map(|cursor| filter.before = cursor)
            }
        };
        if next.is_none() {
            return seen;
        }
    }
}

/// A cursor behind every row: 16 bytes of id and a name.
fn past_the_end() -> String {
    use base64::Engine;
    let mut bytes = vec![0xff; 16];
    bytes.extend_from_slice("ZZZZ".as_bytes());
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}
