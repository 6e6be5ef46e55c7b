//! Imports: guessed, mapped, rehearsed, taken in whole or not at all, once.

use crate::clients::wrong_fields;
use app_types::clients::{ClientFilter, ContactFilter};
use app_types::id::ImportId;
use app_types::imports::{Charset, ImportRecord, ImportSettings, KnownRows, Rehearsal, Separator};
use server_core::clocktext::ClockText;
use server_core::imports::{self, UploadForm};
use server_core::{Error, Result, clients};
use server_db::Actor;
use server_testing::{Kit, World};

async fn world() -> (Kit, World) {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    (kit, world)
}

pub async fn upload(kit: &Kit, actor: Actor, kind: &str, bytes: &[u8]) -> Result<ImportId> {
    let form = UploadForm {
        kind: kind.into(),
        name: "../list.csv".into(),
        bytes: bytes.to_vec(),
    };
    let mut tx = kit.begin(actor).await;
    let id = imports::upload(&kit.core, &mut tx, form).await?;
    tx.commit().await.unwrap();
    Ok(id)
}

pub async fn get(kit: &Kit, actor: Actor, id: ImportId) -> ImportRecord {
    let mut tx = kit.read(actor).await;
    let text = ClockText::new("UTC", tx.now());
    imports::get(&kit.core, &mut tx, id, &text).await.unwrap()
}

pub async fn rehearse(kit: &Kit, actor: Actor, id: ImportId) -> Result<Rehearsal> {
    let mut tx = kit.begin(actor).await;
    let found = imports::rehearse(&kit.core, &mut tx, id).await;
    tx.rollback().await.unwrap();
    found
}

pub async fn run(kit: &Kit, actor: Actor, id: ImportId, version: u32) -> Result<Rehearsal> {
    let mut tx = kit.begin(actor).await;
    let done = imports::run(&kit.core, &mut tx, id, version).await?;
    tx.commit().await.unwrap();
    Ok(done)
}

pub async fn set(
    kit: &Kit,
    actor: Actor,
    id: ImportId,
    version: u32,
    settings: ImportSettings,
) -> Result<u32> {
    let mut tx = kit.begin(actor).await;
    let version = imports::set(&kit.core, &mut tx, id, version, settings).await?;
    tx.commit().await.unwrap();
    Ok(version)
}

async fn names(kit: &Kit, actor: Actor) -> Vec<String> {
    let mut tx = kit.read(actor).await;
    let list = clients::list(&mut tx, &ClientFilter::default())
        .await
        .unwrap();
    list.rows.into_iter().map(|row| row.name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_of_another_program_come_in() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    let file = b"Company;Tel.;Type;Comment\r\nM\xfcller & Sohn;'+49 30 1;lead;\"two\r\nlines\"\r\n=cmd|' /C calc'!A0;;;\r\n";
    let id = upload(&kit, owner.clone(), "clients", file).await.unwrap();
    let record = get(&kit, owner.clone(), id).await;
    assert_eq!(record.settings.charset, Charset::Windows1252);
    assert_eq!(record.settings.separator, Separator::Semicolon);
    assert_eq!(record.settings.mapping, ["name", "phone", "kind", "notes"]);
    assert_eq!((record.rows, record.file_name.as_str()), (2, "list.csv"));

    let found = rehearse(&kit, owner.clone(), id).await.unwrap();
    assert_eq!((found.added, found.skipped, found.wrong), (2, 0, 0));
    assert_eq!(
        names(&kit, owner.clone()).await,
        ["Bakery Miller"],
        "only rehearsed"
    );
    run(&kit, owner.clone(), id, record.version).await.unwrap();
    // A formula is the words it is; numbers go on where they were.
    let after = names(&kit, owner.clone()).await;
    assert_eq!(
        after,
        ["=cmd|' /C calc'!A0", "Bakery Miller", "Müller & Sohn"]
    );
    let mut tx = kit.read(owner).await;
    let text = ClockText::new("UTC", tx.now());
    let miller = clients::get(&mut tx, 3, &text).await.unwrap();
    assert_eq!(
        (miller.phone.as_str(), miller.notes.as_str()),
        ("+49 30 1", "two\nlines")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_row_and_nothing_comes_in() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    let file = "Name,Website,Kind\nGood,example.com,client\n,x.example,\nBad,javascript:alert(1),whale\nGood,,\nBakery Miller,,\n";
    let id = upload(&kit, owner.clone(), "clients", file.as_bytes())
        .await
        .unwrap();
    let found = rehearse(&kit, owner.clone(), id).await.unwrap();
    assert_eq!((found.added, found.wrong), (1, 4));
    let lines: Vec<u64> = found.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [3, 4, 5, 6]);
    let both = &found.problems[1].what;
    assert!(
        both.starts_with("Kind: ") && both.contains(". Website: "),
        "{both}"
    );
    assert!(found.problems[2].what.contains("line 2"), "{found:?}");
    let refused = run(&kit, owner.clone(), id, 1).await;
    assert_eq!(wrong_fields(refused), [""]);
    assert_eq!(names(&kit, owner.clone()).await, ["Bakery Miller"]);

    let mut tx = kit.begin(owner).await;
    let csv = imports::problems(&kit.core, &mut tx, id).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(csv.lines().count(), 5, "{csv}");
    assert!(
        csv.starts_with("\u{feff}Line,Problem,Name,Website,Kind\r\n"),
        "{csv}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_here_already_is_refused_or_left_alone() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    let file = b"Name\nbakery miller\nNew One\n";
    let id = upload(&kit, owner.clone(), "clients", file).await.unwrap();
    let mut settings = get(&kit, owner.clone(), id).await.settings;
    settings.known = KnownRows::Skip;
    let version = set(&kit, owner.clone(), id, 1, settings.clone())
        .await
        .unwrap();
    let stale = set(&kit, owner.clone(), id, 1, settings).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
    let done = run(&kit, owner.clone(), id, version).await.unwrap();
    assert_eq!((done.added, done.skipped), (1, 1));
    assert_eq!(names(&kit, owner).await, ["Bakery Miller", "New One"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_press_takes_nothing_in_again() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    let id = upload(&kit, owner.clone(), "clients", b"Name\nOnce\n")
        .await
        .unwrap();
    let (one, two) = tokio::join!(
        run(&kit, owner.clone(), id, 1),
        run(&kit, owner.clone(), id, 1)
    );
    assert_eq!((one.unwrap().added, two.unwrap().added), (1, 1));
    assert_eq!(names(&kit, owner.clone()).await, ["Bakery Miller", "Once"]);
    let changed = set(&kit, owner, id, 1, ImportSettings::default()).await;
    assert!(matches!(changed, Err(Error::Conflict(_))), "{changed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn contacts_find_their_client_in_their_own_tenant_only() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    let foreign = format!("{}", world.b.clients[0].id);
    let file = format!(
        "Company,Full name,E-mail,Billing\nBakery Miller,Cora,Cora@alpha.example,yes\n#1,Dan,,no\n\
         Old Mill,Eve,,\nCANARY-B-1 Bakery Miller,Fay,,\n{foreign},Gil,,\n99,Hal,,\n\
         1,Ida,cora@alpha.example,\n1,Jon,{},perhaps\n",
        world.a.contact_email
    );
    let id = upload(&kit, owner.clone(), "contacts", file.as_bytes())
        .await
        .unwrap();
    let found = rehearse(&kit, owner.clone(), id).await.unwrap();
    let lines: Vec<u64> = found.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(
        (found.added, lines),
        (2, vec![4, 5, 6, 7, 8, 9]),
        "{found:?}"
    );
    let good = "Company,Full name,E-mail\nbakery miller,Cora,Cora@alpha.example\n";
    let id = upload(&kit, owner.clone(), "contacts", good.as_bytes())
        .await
        .unwrap();
    run(&kit, owner.clone(), id, 1).await.unwrap();
    let mut tx = kit.read(owner).await;
    let filter = ContactFilter {
        q: "cora@".into(),
        ..ContactFilter::default()
    };
    let list = clients::contacts::list(&mut tx, &filter).await.unwrap();
    assert_eq!(list.rows[0].email.as_deref(), Some("cora@alpha.example"));
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_files_are_refused_before_anything_is_kept() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    let wide = format!("Name\n{}", "x".repeat(3 * 1024 * 1024));
    let large = vec![b'a'; imports::table::MOST_BYTES + 1];
    let long = format!("Name\n{}", "A\n".repeat(imports::table::MOST_ROWS + 1));
    let open = format!("Name\n\"{}", "a\n".repeat(50_000));
    for bad in [
        &b""[..],
        b"Name\n",
        b"\n\n\n",
        b"a\0b\n1\n",
        b"\xef\xbb\xbfName\nM\xfcller\n",
        wide.as_bytes(),
        &large,
        long.as_bytes(),
        open.as_bytes(),
    ] {
        let refused = upload(&kit, owner.clone(), "clients", bad).await;
        assert_eq!(
            wrong_fields(refused),
            ["file"],
            "{:?}",
            &bad[..bad.len().min(20)]
        );
    }
    let refused = upload(&kit, owner.clone(), "users", b"Name\nA\n").await;
    assert_eq!(wrong_fields(refused), ["kind"]);
    // Bytes that are no text are rows that are no client, not a fault.
    let noise: Vec<u8> = (0..4_000u32).map(|n| (n * 7919 % 255 + 1) as u8).collect();
    if let Ok(id) = upload(&kit, owner.clone(), "clients", &noise).await {
        let _ = rehearse(&kit, owner, id).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_cannot_be_are_refused() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    let id = upload(
        &kit,
        owner.clone(),
        "clients",
        "Name,Ort\nMüller,Köln\n".as_bytes(),
    )
    .await
    .unwrap();
    let good = get(&kit, owner.clone(), id).await.settings;
    let with = |change: &dyn Fn(&mut ImportSettings)| {
        let mut settings = good.clone();
        change(&mut settings);
        settings
    };
    let mapped = |words: &[&str]| words.iter().map(|w| (*w).to_string()).collect::<Vec<_>>();
    for (settings, field) in [
        (with(&|s| s.charset = Charset::Utf16Le), "charset"),
        (with(&|s| s.mapping = mapped(&["", ""])), ""),
        (
            with(&|s| s.mapping = mapped(&["name", "tenant_id"])),
            "mapping[1]",
        ),
        (
            with(&|s| s.mapping = mapped(&["name", "name"])),
            "mapping[1]",
        ),
        (with(&|s| s.mapping = mapped(&["name"])), ""),
    ] {
        let refused = set(&kit, owner.clone(), id, 1, settings).await;
        assert_eq!(wrong_fields(refused), [field]);
    }
    // Another separator: the columns are guessed anew.
    let other = with(&|s| s.separator = Separator::Tab);
    set(&kit, owner.clone(), id, 1, other).await.unwrap();
    assert_eq!(get(&kit, owner, id).await.columns.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn imports_are_the_tenants_and_take_the_permission() {
    let (kit, world) = world().await;
    let refused = upload(&kit, world.a.reader(), "clients", b"Name\nA\n").await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let refused = run(&kit, world.a.reader(), world.a.import, 1).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let owner = world.a.owner();
    let foreign = world.b.import;
    let refused = rehearse(&kit, owner.clone(), foreign).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    let refused = run(&kit, owner.clone(), foreign, 1).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    let refused = set(&kit, owner, foreign, 1, ImportSettings::default()).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
}
