//! Fetching from a real IMAP server: `TEST_IMAP_URL` (`imap://user:password@host:port/`, any user
//! name with that password) or a private dovecot.

use crate::mail_kit::{Desk, mail};
use app_types::id::MailboxId;
use app_types::mail::MailboxInput;
use server_core::Error;
use server_core::clocktext::ClockText;
use server_core::mail::mailboxes::{self, PollMailbox};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

struct Server {
    host: String,
    password: String,
    /// Held so that it ends with the test.
    _dovecot: Option<Dovecot>,
}

struct Dovecot {
    process: std::process::Child,
    folder: std::path::PathBuf,
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        let _ = std::process::Command::new("kill")
            .arg(self.process.id().to_string())
            .status();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Server {
    fn start() -> Self {
        match std::env::var("TEST_IMAP_URL") {
            Ok(url) => {
                let rest = url.trim_start_matches("imap://").trim_end_matches('/');
                let (account, host) = rest
                    .rsplit_once('@')
                    .expect("TEST_IMAP_URL is imap://user:password@host:port/");
                let (_, password) = account
                    .split_once(':')
                    .expect("TEST_IMAP_URL has a password");
                Self {
                    host: host.into(),
                    password: password.into(),
                    _dovecot: None,
                }
            }
            Err(_) => Self::private(),
        }
    }

    fn private() -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let folder = std::env::temp_dir().join(format!("nestogy-dovecot-{port}"));
        std::fs::create_dir_all(folder.join("mail")).unwrap();
        let name = |flag: &str| {
            let found = std::process::Command::new("id").arg(flag).output().unwrap();
            String::from_utf8(found.stdout).unwrap().trim().to_string()
        };
        let root = name("-un") == "root";
        // dovecot does not serve root's mail; nobody is on every Unix.
        let (user, group) = if root {
            ("nobody".into(), "nogroup".into())
        } else {
            (name("-un"), name("-gn"))
        };
        let home = folder.display();
        let internal = if root {
            let _ = std::process::Command::new("chown")
                .arg(format!("{user}:{group}"))
                .arg(folder.join("mail"))
                .status();
            String::new()
        } else {
            format!(
                "default_internal_user = {user}\ndefault_internal_group = {group}\ndefault_login_user = {user}\n"
            )
        };
        std::fs::write(folder.join("dovecot.conf"), format!(
            "protocols = imap\nlisten = 127.0.0.1\nbase_dir = {home}/run\nstate_dir = {home}/state\nlog_path = {home}/log\nssl = no\ndisable_plaintext_auth = no\nmail_location = maildir:~/Maildir\nfirst_valid_uid = 1\nfirst_valid_gid = 1\ndefault_vsz_limit = 0\n{internal}passdb {{\n driver = static\n args = password=pw\n}}\nuserdb {{\n driver = static\n args = uid={user} gid={group} home={home}/mail/%u\n}}\nservice imap-login {{\n chroot =\n inet_listener imap {{\n  port = {port}\n }}\n inet_listener imaps {{\n  port = 0\n }}\n}}\nservice anvil {{\n chroot =\n}}\n"
        )).unwrap();
        let process = std::process::Command::new("dovecot")
            .args(["-F", "-c"])
            .arg(folder.join("dovecot.conf"))
            .spawn()
            .expect("dovecot (Debian: dovecot-imapd), or TEST_IMAP_URL");
        let host = format!("127.0.0.1:{port}");
        for _ in 0..100 {
            if TcpStream::connect(&host).is_ok() {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Self {
            host,
            password: "pw".into(),
            _dovecot: Some(Dovecot { process, folder }),
        }
    }
}

/// A client that says little: enough to put mails into a folder and to renumber it.
struct Owner {
    stream: BufReader<TcpStream>,
    tag: u32,
}

impl Owner {
    fn sign_in(server: &Server, user: &str) -> Self {
        let stream = TcpStream::connect(&server.host).unwrap();
        let mut owner = Self {
            stream: BufReader::new(stream),
            tag: 0,
        };
        owner.line();
        owner.run(&format!("LOGIN {user} {}", server.password));
        owner
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).unwrap();
        line
    }

    fn run(&mut self, command: &str) -> String {
        self.tag += 1;
        let tag = format!("t{}", self.tag);
        self.stream
            .get_mut()
            .write_all(format!("{tag} {command}\r\n").as_bytes())
            .unwrap();
        self.answer(&tag, command)
    }

    fn answer(&mut self, tag: &str, command: &str) -> String {
        let mut all = String::new();
        loop {
            let line = self.line();
            assert!(!line.is_empty(), "the server went away");
            let done = line.starts_with(&format!("{tag} "));
            assert!(!done || line.contains("OK"), "{command}: {line}");
            all.push_str(&line);
            if done {
                return all;
            }
        }
    }

    fn append(&mut self, folder: &str, raw: &str) {
        let raw = raw.replace('\n', "\r\n");
        self.tag += 1;
        let tag = format!("t{}", self.tag);
        let command = format!("{tag} APPEND {folder} {{{}}}\r\n", raw.len());
        self.stream.get_mut().write_all(command.as_bytes()).unwrap();
        assert!(self.line().starts_with('+'));
        self.stream
            .get_mut()
            .write_all(format!("{raw}\r\n").as_bytes())
            .unwrap();
        self.answer(&tag, "APPEND");
    }

    fn unseen(&mut self, folder: &str) -> usize {
        let answer = self.run(&format!("STATUS {folder} (UNSEEN)"));
        let digits = answer.split("UNSEEN ").nth(1).unwrap_or("0");
        digits
            .chars()
            .take_while(char::is_ascii_digit)
            .collect::<String>()
            .parse()
            .unwrap()
    }
}

struct Post {
    desk: Desk,
    server: Server,
    user: String,
    input: MailboxInput,
    mailbox: MailboxId,
}

impl Post {
    async fn new(folder: &str) -> Self {
        static USERS: AtomicU32 = AtomicU32::new(0);
        let server = Server::start();
        let user = format!(
            "u{}n{}",
            std::process::id(),
            USERS.fetch_add(1, Ordering::Relaxed)
        );
        let desk = Desk::new().await;
        let input = MailboxInput {
            address: "fetched@desk.example".into(),
            display_name: "Desk".into(),
            board: desk.tenant().board.to_string(),
            imap_url: format!("imap://{}", server.host),
            imap_username: user.clone(),
            imap_password: server.password.clone(),
            imap_folder: folder.into(),
        };
        let mut owner = Owner::sign_in(&server, &user);
        if folder != "INBOX" {
            owner.run(&format!("CREATE {folder}"));
        }
        let mut tx = desk.kit.begin(desk.tenant().owner()).await;
        let mailbox = mailboxes::create(&desk.kit.core, &mut tx, &input)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        desk.run_jobs().await;
        Self {
            desk,
            server,
            user,
            input,
            mailbox,
        }
    }

    fn owner(&self) -> Owner {
        Owner::sign_in(&self.server, &self.user)
    }

    fn raw(&self, i: usize) -> String {
        mail(
            &self.desk.tenant().contact_email,
            &format!("Mail {i}"),
            &format!("Message-ID: <{i}@imap>\n"),
            "Hello",
        )
    }

    async fn queue_poll(&self) {
        let mut tx = self.desk.kit.begin(self.desk.tenant().system()).await;
        tx.enqueue(&PollMailbox {
            mailbox: self.mailbox,
        })
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }

    async fn poll(&self) {
        self.queue_poll().await;
        self.desk.run_jobs().await;
    }

    async fn error(&self) -> String {
        let mut tx = self.desk.kit.read(self.desk.tenant().owner()).await;
        let text = ClockText::new("UTC", tx.now());
        mailboxes::get(&mut tx, self.mailbox, &text)
            .await
            .unwrap()
            .poll_error
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mail_is_fetched_once_also_after_renumbering() {
    let post = Post::new("Support").await;
    let before = post.desk.counts().await;
    let mut owner = post.owner();
    for i in 0..10 {
        owner.append("Support", &post.raw(i));
    }
    post.poll().await;
    assert_eq!(post.error().await, "");
    assert_eq!(owner.unseen("Support"), 0, "stored, then marked as seen");
    post.poll().await;
    owner.append("Support", &post.raw(10));
    post.poll().await;
    let fetched = post.desk.counts().await;
    assert_eq!((fetched.0 - before.0, fetched.2 - before.2), (11, 11));

    // The server numbers the folder anew: every mail is looked at again and recognised.
    std::thread::sleep(Duration::from_millis(1_100));
    owner.run("DELETE Support");
    owner.run("CREATE Support");
    for i in 0..12 {
        owner.append("Support", &post.raw(i));
    }
    post.poll().await;
    let again = post.desk.counts().await;
    assert_eq!((again.0 - before.0, again.2 - before.2), (12, 12));
    assert_eq!(owner.unseen("Support"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_cut_off_anywhere_loses_and_doubles_nothing() {
    let post = Post::new("INBOX").await;
    let before = post.desk.counts().await;
    let mut owner = post.owner();
    for i in 0..15 {
        owner.append("INBOX", &post.raw(i));
    }
    for cut in 0..25u64 {
        post.queue_poll().await;
        let (core, registry) = (post.desk.kit.core.clone(), post.desk.registry.clone());
        let work = tokio::spawn(async move { server_core::jobs::run_due(&core, &registry).await });
        tokio::time::sleep(Duration::from_millis(5 + cut * 12)).await;
        work.abort();
        let _ = work.await;
        crate::mail_crash::give_jobs_back(&post.desk).await;
    }
    post.poll().await;
    let after = post.desk.counts().await;
    assert_eq!((after.0 - before.0, after.2 - before.2), (15, 15));
    assert_eq!(owner.unseen("INBOX"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_shown_on_the_mailbox() {
    let post = Post::new("INBOX").await;
    let core = &post.desk.kit.core;
    let wrong = |change: fn(&mut MailboxInput)| {
        let mut input = post.input.clone();
        change(&mut input);
        input
    };
    let mut tx = post.desk.kit.begin(post.desk.tenant().owner()).await;
    assert_eq!(
        mailboxes::test_connection(core, &mut tx, None, &post.input)
            .await
            .unwrap(),
        0
    );
    for (input, words) in [
        (wrong(|i| i.imap_password = "wrong".into()), "refused"),
        (wrong(|i| i.imap_folder = "Nowhere".into()), "no folder"),
        (wrong(|i| i.imap_folder = "IN\"BOX".into()), "no folder"),
        (
            wrong(|i| i.imap_url = "imap://127.0.0.1:1".into()),
            "Cannot reach",
        ),
        (
            wrong(|i| i.imap_url = "http://127.0.0.1".into()),
            "imaps://",
        ),
    ] {
        match mailboxes::test_connection(core, &mut tx, None, &input).await {
            Err(Error::Invalid(invalid)) => {
                assert!(invalid.errors[0].message.contains(words), "{invalid:?}");
            }
            other => panic!("{words}: {other:?}"),
        }
    }
    // A stored password is not sent to another server.
    let mut elsewhere = wrong(|i| i.imap_url = "imap://127.0.0.1:1".into());
    elsewhere.imap_password = String::new();
    let refused = mailboxes::test_connection(core, &mut tx, Some(post.mailbox), &elsewhere).await;
    assert!(
        matches!(&refused, Err(Error::Invalid(invalid)) if invalid.errors[0].field == "imap_password"),
        "{refused:?}"
    );

    mailboxes::update(
        core,
        &mut tx,
        post.mailbox,
        1,
        &wrong(|i| i.imap_password = "wrong".into()),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    post.poll().await;
    assert!(post.error().await.contains("refused"));
    let mut tx = post.desk.kit.begin(post.desk.tenant().owner()).await;
    assert!(matches!(
        mailboxes::update(core, &mut tx, post.mailbox, 1, &post.input).await,
        Err(Error::Conflict(_))
    ));
    mailboxes::update(core, &mut tx, post.mailbox, 2, &post.input)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    post.poll().await;
    assert_eq!(post.error().await, "");
}

/// C13: what is typed as folder, name or password is that and no command, also when a line break
/// is in it; a folder of the same account stays as it was.
#[tokio::test(flavor = "multi_thread")]
async fn c13_a_folders_name_is_no_command() {
    let post = Post::new("INBOX").await;
    let mut owner = post.owner();
    owner.run("CREATE Canary");
    owner.append("Canary", &post.raw(1));
    let core = &post.desk.kit.core;
    let mut tx = post.desk.kit.begin(post.desk.tenant().owner()).await;
    for hostile in [
        "INBOX\r\nx1 DELETE Canary\r\n",
        "INBOX\"\r\nx1 DELETE \"Canary",
        "INBOX\nx1 DELETE Canary",
        "\"INBOX\" x",
        "INBOX\\\" (DELETE Canary)",
        "{6}\r\nCanary",
        "{3+}\r\nINB",
        "*",
        "%",
        "../Canary",
        "\u{0}Canary",
    ] {
        let with = |change: &dyn Fn(&mut MailboxInput)| {
            let mut input = post.input.clone();
            change(&mut input);
            input
        };
        let mut inputs = vec![with(&|input| input.imap_folder = hostile.into())];
        // A refused sign-in takes dovecot two seconds.
        if hostile.contains("\nx1") {
            inputs.push(with(&|input| input.imap_username = hostile.into()));
            inputs.push(with(&|input| input.imap_password = hostile.into()));
        }
        for input in inputs {
            let tried = mailboxes::test_connection(core, &mut tx, None, &input).await;
            // dovecot takes any name with the password: that one may succeed, on an account of its own.
            let own_name = input.imap_username == hostile;
            assert!(
                own_name || matches!(tried, Err(Error::Invalid(_))),
                "{hostile:?}: {tried:?}"
            );
        }
        let left = owner.run("STATUS Canary (MESSAGES)");
        assert!(left.contains("MESSAGES 1"), "{hostile:?}: {left}");
    }
    assert_eq!(owner.unseen("Canary"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_manage_settings_see_mailboxes() {
    let desk = Desk::new().await;
    let mut tx = desk.kit.begin(desk.tenant().technician()).await;
    let text = ClockText::new("UTC", tx.now());
    assert!(matches!(
        mailboxes::list(&mut tx, &text).await,
        Err(Error::Forbidden(_))
    ));
    let mut tx = desk.kit.begin(desk.tenant().owner()).await;
    let all = mailboxes::list(&mut tx, &text).await.unwrap();
    assert!(!format!("{all:?}").contains(server_testing::CANARY));
    let foreign = mailboxes::get(&mut tx, desk.world.b.mailbox, &text).await;
    assert!(matches!(foreign, Err(Error::NotFound)));
    let taken = MailboxInput {
        address: desk.tenant().mailbox_address.clone(),
        display_name: "x".into(),
        board: desk.tenant().board.to_string(),
        ..MailboxInput::default()
    };
    assert!(matches!(
        mailboxes::create(&desk.kit.core, &mut tx, &taken).await,
        Err(Error::Invalid(_))
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn f11_a_private_imap_host_is_refused() {
    let post = Post::new("INBOX").await;
    let core = &post.desk.kit.core;
    let mut tx = post.desk.kit.begin(post.desk.tenant().owner()).await;
    for host in [
        "10.0.0.1",
        "192.168.1.1:993",
        "169.254.169.254:80",
        "127.1:25",
        "2130706433",
        "0.0.0.0",
    ] {
        let mut input = post.input.clone();
        input.imap_url = format!("imap://{host}");
        let found = mailboxes::test_connection(core, &mut tx, None, &input).await;
        let Err(Error::Invalid(invalid)) = found else {
            panic!("{host}: {found:?}");
        };
        let words = &invalid.errors[0].message;
        assert!(words.contains("NESTOGY_PRIVATE_HOSTS"), "{host}: {words}");
    }
    // A mailbox that was set up before says why it is no longer fetched.
    let mut input = post.input.clone();
    input.imap_url = "imap://10.0.0.1:143".into();
    mailboxes::update(core, &mut tx, post.mailbox, 1, &input)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    post.poll().await;
    assert!(post.error().await.contains("not on the public internet"));
}
