//! What gathers on a client: notes, files, activity.

use crate::clients::wrong_fields;
use app_types::client_beside::{ClientFiles, ClientNotes};
use app_types::clients::ClientRecord;
use app_types::id::{ClientFileId, ClientNoteId};
use server_core::clients::files::FilesForm;
use server_core::clients::{self, Kept, files, notes};
use server_core::clocktext::ClockText;
use server_core::tickets::{FormPart, UploadedFile};
use server_core::{Error, Result};
use server_db::Actor;
use server_testing::{CANARY, Kit, World};

async fn world() -> (Kit, World) {
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    (kit, world)
}

async fn record(kit: &Kit, actor: Actor) -> ClientRecord {
    let mut tx = kit.read(actor).await;
    let text = ClockText::new("UTC", tx.now());
    clients::get(&mut tx, 1, &text).await.unwrap()
}

async fn write(kit: &Kit, actor: Actor, body: &str) -> Result<ClientNoteId> {
    let mut tx = kit.begin(actor).await;
    let id = notes::add(&mut tx, 1, body).await?;
    tx.commit().await.unwrap();
    Ok(id)
}

async fn edit(kit: &Kit, actor: Actor, id: ClientNoteId, version: u32, body: &str) -> Result<u64> {
    let mut tx = kit.begin(actor).await;
    let number = notes::edit(&mut tx, id, version, body).await?;
    tx.commit().await.unwrap();
    Ok(number)
}

async fn delete(kit: &Kit, actor: Actor, id: ClientNoteId, deleted: bool) -> Result<u64> {
    let mut tx = kit.begin(actor).await;
    let number = notes::set_deleted(&mut tx, id, deleted).await?;
    tx.commit().await.unwrap();
    Ok(number)
}

async fn listed(kit: &Kit, actor: Actor, kept: Kept, after: &str) -> Result<ClientNotes> {
    let mut tx = kit.read(actor).await;
    let text = ClockText::new("UTC", tx.now());
    notes::list(&mut tx, 1, kept, after, &text).await
}

async fn files_of(kit: &Kit, actor: Actor, kept: Kept) -> ClientFiles {
    let mut tx = kit.read(actor).await;
    let text = ClockText::new("UTC", tx.now());
    files::list(&mut tx, 1, kept, "", &text).await.unwrap()
}

fn upload(name: &str, bytes: &[u8]) -> UploadedFile {
    UploadedFile {
        name: name.into(),
        bytes: bytes.to_vec(),
        content_id: None,
    }
}

async fn add(kit: &Kit, actor: Actor, files: Vec<UploadedFile>) -> Result<usize> {
    let mut tx = kit.begin(actor).await;
    let form = FilesForm { client: 1, files };
    let many = files::add(&kit.core, &mut tx, form).await?;
    tx.commit().await.unwrap();
    Ok(many)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_written_changed_deleted_and_restored() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    kit.wait_seconds(60);
    let id = write(&kit, owner.clone(), "  Alarm code\r\nis with Anna. ")
        .await
        .unwrap();
    let shown = record(&kit, owner.clone()).await.beside;
    assert_eq!(shown.notes.len(), 2);
    let note = &shown.notes[0];
    assert_eq!(note.body, "Alarm code\nis with Anna.");
    assert!(note.own && note.edited.is_none() && !shown.more_notes);

    edit(&kit, owner.clone(), id, 1, "Alarm code changed.")
        .await
        .unwrap();
    let stale = edit(&kit, owner.clone(), id, 1, "Old words").await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
    let note = record(&kit, owner.clone()).await.beside.notes.remove(0);
    assert_eq!(
        (note.body.as_str(), note.version),
        ("Alarm code changed.", 2)
    );
    assert!(note.edited.is_some());

    for _ in 0..2 {
        assert_eq!(delete(&kit, owner.clone(), id, true).await.unwrap(), 1);
    }
    assert_eq!(record(&kit, owner.clone()).await.beside.notes.len(), 1);
    let gone = edit(&kit, owner.clone(), id, 2, "Ghost").await;
    assert!(matches!(gone, Err(Error::Conflict(_))), "{gone:?}");
    let deleted = listed(&kit, owner.clone(), Kept::Deleted, "")
        .await
        .unwrap();
    assert_eq!(deleted.page.rows[0].id, id);
    delete(&kit, owner.clone(), id, false).await.unwrap();
    let events = record(&kit, owner.clone()).await.beside.events;
    let told: Vec<&str> = events
        .iter()
        .filter(|event| event.ticket.is_none())
        .map(|event| event.what.as_str())
        .collect();
    // Deleting twice is one event.
    let expected = [
        "Restored a note about client 1 Bakery Miller",
        "Deleted a note about client 1 Bakery Miller",
        "Changed a note about client 1 Bakery Miller",
        "Wrote a note about client 1 Bakery Miller",
    ];
    assert_eq!(told[..4], expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_author_changes_the_words() {
    let (kit, world) = world().await;
    let id = world.a.note;
    let admin = world.a.actor("admin");
    let refused = edit(&kit, admin.clone(), id, 1, "Put into another's mouth").await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    // Deleting is not changing: whoever may change the client may tidy up, and it is on record.
    delete(&kit, admin, id, true).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_and_files_are_the_tenants_and_take_the_permission() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    let foreign = edit(&kit, owner.clone(), world.b.note, 1, "Stolen").await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    let foreign = delete(&kit, owner.clone(), world.b.note, true).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    let mut tx = kit.begin(owner.clone()).await;
    let file = files::set_deleted(&mut tx, world.b.client_file, true).await;
    assert!(matches!(file, Err(Error::NotFound)), "{file:?}");
    let file = files::file(&mut tx, world.b.client_file).await.map(|_| ());
    assert!(matches!(file, Err(Error::NotFound)), "{file:?}");
    drop(tx);
    let shown = format!("{:?}", record(&kit, owner).await);
    assert!(!shown.to_uppercase().contains(CANARY), "{shown}");

    let reader = world.a.reader();
    let refused = write(&kit, reader.clone(), "Hello").await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let refused = delete(&kit, reader.clone(), world.a.note, true).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let refused = add(&kit, reader, vec![upload("a.txt", b"x")]).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let refused = listed(&kit, world.a.powerless(), Kept::There, "").await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_right_to_tickets_none_is_in_the_activity() {
    let (kit, world) = world().await;
    let all = record(&kit, world.a.owner()).await.beside.events;
    assert!(
        all.iter().any(|event| event.ticket == Some(1002)),
        "{all:?}"
    );
    let mut actor = world.a.owner();
    actor.permissions = [app_types::Permission::ClientsView].into_iter().collect();
    let some = record(&kit, actor).await;
    assert!(
        some.beside
            .events
            .iter()
            .all(|event| event.ticket.is_none())
    );
    assert!(some.tickets.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_notes_are_refused_or_kept_to_the_letter() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    for bad in ["", " \r\n ", "a\0b", &"x".repeat(notes::MAX_NOTE + 1)] {
        let refused = write(&kit, owner.clone(), bad).await;
        assert_eq!(wrong_fields(refused), ["body"], "{bad:.20?}");
    }
    let longest = "💩".repeat(notes::MAX_NOTE);
    for odd in crate::clients::ODD
        .iter()
        .copied()
        .chain([longest.as_str()])
    {
        let id = write(&kit, owner.clone(), odd).await.unwrap();
        let page = listed(&kit, owner.clone(), Kept::There, "").await.unwrap();
        let kept = page.page.rows.iter().find(|note| note.id == id).unwrap();
        assert_eq!(kept.body, odd.trim());
    }
    for damaged in ["x", "1-2", "%00", "99999999999999999999-0"] {
        let refused = listed(&kit, owner.clone(), Kept::There, damaged).await;
        assert_eq!(wrong_fields(refused), ["after"], "{damaged}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_is_bounded_on_the_record_and_paged_on_its_own() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    for n in 0..40 {
        write(&kit, owner.clone(), &format!("Note {n}"))
            .await
            .unwrap();
    }
    let shown = record(&kit, owner.clone()).await.beside;
    assert_eq!((shown.notes.len(), shown.more_notes), (5, true));
    assert!(shown.events.len() <= 12);
    // All of them have the same instant: the id keeps the order.
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = listed(&kit, owner.clone(), Kept::There, &after)
            .await
            .unwrap()
            .page;
        seen.extend(page.rows.iter().map(|note| note.id));
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    assert_eq!(seen.len(), 41);
    let distinct: std::collections::HashSet<_> = seen.iter().collect();
    assert_eq!(distinct.len(), 41);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_kept_removed_and_restored_with_harmless_names() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    kit.wait_seconds(60);
    let two = vec![
        upload("../../etc/passwd", b"root"),
        upload("plan\u{202e}fdp.exe", b"MZ"),
    ];
    assert_eq!(add(&kit, owner.clone(), two).await.unwrap(), 2);
    let page = files_of(&kit, owner.clone(), Kept::There).await.page;
    let mut names: Vec<&str> = page.rows.iter().map(|file| file.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["floor plan.txt", "passwd", "planfdp.exe"]);
    let id: ClientFileId = page
        .rows
        .iter()
        .find(|file| file.name == "passwd")
        .unwrap()
        .id;
    for deleted in [true, true, false] {
        let mut tx = kit.begin(owner.clone()).await;
        files::set_deleted(&mut tx, id, deleted).await.unwrap();
        let served = files::file(&mut tx, id).await;
        assert_eq!(served.is_ok(), !deleted);
        tx.commit().await.unwrap();
    }
    assert!(
        files_of(&kit, owner, Kept::Deleted)
            .await
            .page
            .rows
            .is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_that_are_empty_too_many_or_too_large_are_refused() {
    let (kit, world) = world().await;
    let owner = world.a.owner();
    let many: Vec<_> = (0..21).map(|n| upload(&format!("{n}.txt"), b"x")).collect();
    let large = vec![0u8; 25 * 1024 * 1024 + 1];
    let bad = [
        vec![],
        vec![upload("empty.txt", b"")],
        many,
        vec![upload("large.bin", &large)],
    ];
    for files in bad {
        let refused = add(&kit, owner.clone(), files).await;
        assert_eq!(wrong_fields(refused), ["files"]);
    }
    assert_eq!(
        files_of(&kit, owner.clone(), Kept::There)
            .await
            .page
            .rows
            .len(),
        1
    );
    let mut tx = kit.begin(owner).await;
    let form = FilesForm {
        client: 2,
        files: vec![upload("a.txt", b"x")],
    };
    let archived = files::add(&kit.core, &mut tx, form).await;
    assert!(matches!(archived, Err(Error::Conflict(_))), "{archived:?}");
}

#[test]
fn broken_parts_of_an_upload_name_no_client() {
    let part = |name: &str, file: Option<&str>, bytes: &[u8]| FormPart {
        name: name.into(),
        file_name: file.map(str::to_string),
        bytes: bytes.to_vec(),
    };
    let form = FilesForm::from_parts(vec![
        part("number", None, b"\xff1"),
        part("files", Some(""), b""),
        part("files", Some("a.txt"), b"x"),
        part("number", Some("number"), b"7"),
    ]);
    assert_eq!((form.client, form.files.len()), (0, 2));
}
