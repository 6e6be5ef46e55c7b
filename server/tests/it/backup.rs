//! `nestogy backup`, `restore` and `doctor`, as processes: an installation comes back whole, or not at
//! all, and whoever holds the backups can neither read nor change them.

use serde_json::Value;
use server_testing::{CANARY, Kit, TestDb, World};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const KEY: &str = "6a0f1c9d2e7b4a5386c1d0e9f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5";

struct Answer {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Answer {
    fn json(&self) -> Value {
        assert_eq!(self.code, Some(0), "{}", self.err);
        serde_json::from_str(&self.out).unwrap()
    }

    /// It failed, and says why in these words.
    fn refused(&self, words: &str) {
        assert_eq!(self.code, Some(1), "{}", self.out);
        assert!(self.err.contains(words), "{}", self.err);
    }
}

/// A program with this database, this folder and this key.
fn nestogy(url: &str, files: &Path, key: &str, args: &[&str]) -> Answer {
    let output = Command::new(env!("CARGO_BIN_EXE_nestogy"))
        .args(args)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("NESTOGY_ENV", "testing")
        .env("NESTOGY_BACKUP_KEY", key)
        .env("NESTOGY_FILES_DIR", files)
        .env("DATABASE_URL", url)
        .output()
        .unwrap();
    Answer {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

struct Desk {
    kit: Kit,
    place: TempDir,
}

impl Desk {
    /// Two tenants with rows in every table, and a file each.
    async fn new() -> Self {
        let kit = Kit::new().await;
        World::two_tenants(&kit).await;
        for tenant in [1, 2] {
            let text = format!("a file of tenant {tenant}, {CANARY}");
            kit.core.files.put(tenant, text.as_bytes()).await.unwrap();
        }
        let place = tempfile::tempdir().unwrap();
        Self { kit, place }
    }

    /// How many files the store holds.
    fn files(&self) -> usize {
        files_below(self.kit.files_folder()).len()
    }

    fn place(&self) -> &str {
        self.place.path().to_str().unwrap()
    }

    fn backup(&self, more: &[&str]) -> Answer {
        let args = [&["backup", "--json", "--to", self.place()], more].concat();
        nestogy(&self.kit.db.url(), self.kit.files_folder(), KEY, &args)
    }
}

/// An empty installation to come back into.
struct Empty {
    db: TestDb,
    files: TempDir,
}

impl Empty {
    async fn new() -> Self {
        Self {
            db: TestDb::empty().await,
            files: tempfile::tempdir().unwrap(),
        }
    }

    fn restore(&self, desk: &Desk, key: &str, more: &[&str]) -> Answer {
        let args = [&["restore", "--json", "--from", desk.place()], more].concat();
        nestogy(&self.db.url(), self.files.path(), key, &args)
    }

    async fn tables(&self) -> i64 {
        count(&self.db, "SELECT COUNT(*) AS count FROM information_schema.tables WHERE table_schema = DATABASE()").await
    }
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

async fn count(db: &TestDb, sql: &str) -> i64 {
    use diesel_async::RunQueryDsl;
    let mut conn = db.connect().await;
    let row: Count = diesel::sql_query(sql).get_result(&mut conn).await.unwrap();
    row.count
}

/// Every file below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn flip_a_bit(path: &Path, at: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    let at = at % bytes.len();
    bytes[at] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn g36_an_installation_comes_back_whole() {
    let desk = Desk::new().await;
    let made = desk.backup(&[]).json();
    assert!(made["tables"].as_u64().unwrap() > 40, "{made}");
    assert_eq!(made["files"], desk.files());
    let empty = Empty::new().await;
    let back = empty.restore(&desk, KEY, &[]).json();
    assert_eq!(back["tables"], made["tables"]);
    assert_eq!(back["differing_tables"], serde_json::json!([]));
    // The comparison is not the program's word alone.
    for table in ["tickets", "ticket_posts", "audit_entries", "clients"] {
        let sql = format!("SELECT COUNT(*) AS count FROM {table}");
        let (before, after) = (
            count(&desk.kit.db, &sql).await,
            count(&empty.db, &sql).await,
        );
        assert!(before > 0 && before == after, "{table}: {before}, {after}");
    }
    let read = |folder: &Path| {
        files_below(folder)
            .iter()
            .map(|path| std::fs::read(path).unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(read(empty.files.path()), read(desk.kit.files_folder()));
    // And it works: the schema is this program's, the audit log is whole.
    let verified = nestogy(
        &empty.db.url(),
        empty.files.path(),
        KEY,
        &["audit", "verify"],
    );
    assert_eq!(verified.code, Some(0), "{}{}", verified.out, verified.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_holds_a_backup_reads_nothing_in_it() {
    let desk = Desk::new().await;
    desk.backup(&[]).json();
    let files = files_below(desk.place.path());
    // Three parts of the backup, and each file of the store.
    assert_eq!(files.len(), 3 + desk.files(), "{files:?}");
    for path in files {
        let bytes = std::fs::read(&path).unwrap();
        let holds = |word: &str| {
            bytes
                .windows(word.len())
                .any(|window| window == word.as_bytes())
        };
        assert!(bytes.starts_with(b"NSTGBK01"), "{}", path.display());
        for word in [CANARY, "INSERT INTO", "tickets"] {
            assert!(!holds(word), "{} holds {word}", path.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_was_changed_is_refused_before_anything_is_touched() {
    let desk = Desk::new().await;
    let made = desk.backup(&[]).json();
    let name = made["backup"].as_str().unwrap();
    let empty = Empty::new().await;
    for part in ["database", "files", "manifest"] {
        let path = desk.place.path().join("backups").join(name).join(part);
        let whole = std::fs::read(&path).unwrap();
        flip_a_bit(&path, whole.len() / 2);
        empty.restore(&desk, KEY, &[]).refused("changed or cut off");
        std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        empty.restore(&desk, KEY, &[]).refused("changed or cut off");
        std::fs::write(&path, whole).unwrap();
    }
    empty
        .restore(&desk, &KEY.replace('6', "7"), &[])
        .refused("another key");
    // One file of the store in another's place.
    let stored = files_below(&desk.place.path().join("files"));
    let whole = std::fs::read(&stored[0]).unwrap();
    std::fs::copy(&stored[1], &stored[0]).unwrap();
    empty.restore(&desk, KEY, &[]).refused("changed or cut off");
    assert_eq!(empty.tables().await, 0);
    std::fs::write(&stored[0], whole).unwrap();
    std::fs::remove_dir_all(empty.files.path()).unwrap();
    empty.restore(&desk, KEY, &[]).json();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_living_installation_is_never_written_over() {
    let desk = Desk::new().await;
    desk.backup(&[]).json();
    let restore = ["restore", "--from", desk.place()];
    let rows = count(&desk.kit.db, "SELECT COUNT(*) AS count FROM tickets").await;
    let answer = nestogy(&desk.kit.db.url(), desk.kit.files_folder(), KEY, &restore);
    answer.refused("a backup is brought back into an empty one only");
    let empty = Empty::new().await;
    let answer = nestogy(&empty.db.url(), desk.kit.files_folder(), KEY, &restore);
    answer.refused(&format!("NESTOGY_FILES_DIR holds {} files", desk.files()));
    assert_eq!(empty.tables().await, 0);
    assert_eq!(
        rows,
        count(&desk.kit.db, "SELECT COUNT(*) AS count FROM tickets").await
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn old_backups_go_with_the_files_that_only_they_needed() {
    let desk = Desk::new().await;
    let copy = tempfile::tempdir().unwrap();
    let more = ["--keep", "2", "--copy-to", copy.path().to_str().unwrap()];
    let first = desk.backup(&more).json();
    // A file that is gone from the store before the next backup.
    let gone = files_below(desk.kit.files_folder()).remove(0);
    std::fs::remove_file(gone).unwrap();
    let mut removed = Vec::new();
    for _ in 0..2 {
        // The name of a backup is its second.
        tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
        removed.push(desk.backup(&more).json()["removed"].clone());
    }
    assert_eq!(
        removed,
        [serde_json::json!([]), serde_json::json!([first["backup"]])]
    );
    for place in [desk.place.path(), copy.path()] {
        let kept = files_below(&place.join("files")).len();
        assert_eq!(kept, desk.files(), "{}", place.display());
        // Two backups of three parts each.
        assert_eq!(files_below(&place.join("backups")).len(), 6);
    }
    // The copy is as good as the first place.
    let empty = Empty::new().await;
    let from_copy = ["restore", "--json", "--from", copy.path().to_str().unwrap()];
    let back = nestogy(&empty.db.url(), empty.files.path(), KEY, &from_copy).json();
    assert_eq!(back["differing_tables"], serde_json::json!([]));
    let listed = empty.restore(&desk, KEY, &["--list"]).json();
    assert_eq!(listed.as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_of_the_store_is_named_and_the_rest_is_saved() {
    let desk = Desk::new().await;
    flip_a_bit(&files_below(desk.kit.files_folder())[0], 0);
    let answer = desk.backup(&[]);
    assert_eq!(answer.code, Some(2), "{}", answer.err);
    assert!(
        answer.err.contains("damaged, and not in the backup"),
        "{}",
        answer.err
    );
    let empty = Empty::new().await;
    assert_eq!(
        empty.restore(&desk, KEY, &[]).json()["files"],
        desk.files() - 1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_words_are_refused_in_words() {
    let desk = Desk::new().await;
    let url = desk.kit.db.url();
    let run = |key: &str, args: &[&str]| nestogy(&url, desk.kit.files_folder(), key, args);
    run("", &["backup", "--to", desk.place()])
        .refused("NESTOGY_BACKUP_KEY: set 64 hexadecimal digits");
    run("abc", &["backup", "--to", desk.place()]).refused("NESTOGY_BACKUP_KEY: set exactly 64");
    run(KEY, &["backup", "--to", "ftp://example.com/x"])
        .refused("name a folder or s3://bucket/prefix");
    run(KEY, &["backup", "--to", ""]).refused("name a folder");
    run(KEY, &["backup", "--to", "/proc/nestogy"]).refused("/proc/nestogy");
    run(KEY, &["restore", "--from", desk.place()]).refused("there is no backup in");
    desk.backup(&[]).json();
    for name in ["../../etc/passwd", "2026", "", "2026-11-26T02-30-00Z/../x"] {
        run(KEY, &["restore", "--from", desk.place(), "--backup", name])
            .refused("there is no backup");
    }
    let away = nestogy(
        "mysql://nobody:x@127.0.0.1:1/none",
        desk.kit.files_folder(),
        KEY,
        &["backup", "--to", desk.place()],
    );
    away.refused("the dump of the database failed");
    assert!(!away.err.contains(":x@"), "{}", away.err);
    // What was begun and not ended is no backup.
    assert_eq!(
        run(
            KEY,
            &["restore", "--from", desk.place(), "--list", "--json"]
        )
        .json()
        .as_array()
        .unwrap()
        .len(),
        1
    );
    for keep in ["0", "-1", "many"] {
        assert_eq!(
            run(KEY, &["backup", "--to", desk.place(), "--keep", keep]).code,
            Some(2)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_names_what_is_wrong_and_what_to_do() {
    let desk = Desk::new().await;
    let answer = nestogy(
        &desk.kit.db.url(),
        desk.kit.files_folder(),
        KEY,
        &["doctor", "--json"],
    );
    let findings: Value = serde_json::from_str(&answer.out).unwrap();
    let level = |part: &str| {
        let each = findings
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| f["part"] == part);
        each.map(|f| f["level"].as_str().unwrap().to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(level("schema"), ["good"]);
    assert_eq!(level("clock"), ["good"]);
    assert_eq!(level("backup"), ["good"]);
    assert!(level("files").contains(&"good".to_string()));
    // Nothing takes mail at the usual port of a test machine, and that is a problem.
    assert_eq!(level("mail"), ["problem"]);
    assert_eq!(answer.code, Some(2));
    let empty = Empty::new().await;
    let unmigrated = nestogy(
        &empty.db.url(),
        &empty.files.path().join("nowhere"),
        "",
        &["doctor"],
    );
    assert_eq!(unmigrated.code, Some(2));
    for words in ["Run `nestogy migrate`.", "NESTOGY_BACKUP_KEY is not set"] {
        assert!(unmigrated.out.contains(words), "{}", unmigrated.out);
    }
    let away = nestogy(
        "mysql://nobody:secret@127.0.0.1:1/none",
        empty.files.path(),
        KEY,
        &["doctor"],
    );
    assert_eq!(away.code, Some(2));
    assert!(away.out.contains("DATABASE_URL"), "{}", away.out);
    assert!(
        !format!("{}{}", away.out, away.err).contains("secret"),
        "{}",
        away.out
    );
}
