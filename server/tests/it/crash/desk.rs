//! The installation under test, as its people see it: addresses, mailboxes, sessions.

use super::Machines;
use super::ledger::Ledger;
use crate::programs::{Folder, Installation, RecordingSmtp, Security, Server, Visitor};
use server_testing::{PrivateMariadb, PrivateRedis};

pub const PASSWORD: &str = "nine Larches beside the Weir";

/// What the load and the books need to know.
pub struct Desk {
    pub installation: Installation,
    pub smtp: RecordingSmtp,
    pub shops: [Shop; 2],
    /// Addresses of the two web servers.
    pub urls: [String; 2],
    pub ledger: Ledger,
    _notes: Folder,
}

/// One tenant.
pub struct Shop {
    pub slug: &'static str,
    pub mailbox: String,
    /// Mail from here is known to belong to a client.
    pub client_domain: String,
    pub owner: Visitor,
}

impl Desk {
    /// One of the two web servers.
    pub fn any_url(&self) -> &str {
        &self.urls[rand::random_range(0..2)]
    }
}

/// Starts everything, makes two tenants by the command line and a client in each by HTTP.
pub async fn open() -> (Desk, Machines) {
    let database = PrivateMariadb::start().await;
    let redis = PrivateRedis::start();
    let notes = Folder::new();
    let smtp = RecordingSmtp::start(notes.path(), Security::None).await;
    let installation = Installation::on(&database.url())
        .with("REDIS_URL", redis.url())
        .with("SMTP_URL", smtp.url())
        .with("DATABASE_POOL_SIZE", "12");
    succeed(&installation, &["migrate"], "").await;
    for slug in ["alpha", "bravo"] {
        let email = format!("owner@{slug}.example");
        let words = ["tenant", "create", "--slug", slug, "--name", slug];
        let words = [
            &words[..],
            &["--owner-email", &email, "--password-from-stdin"],
        ]
        .concat();
        succeed(&installation, &words, PASSWORD).await;
    }
    let mut servers = [
        Server::spawn(&installation, "serve", "server-0"),
        Server::spawn(&installation, "serve", "server-1"),
    ];
    for server in &mut servers {
        server.alive().await;
    }
    let urls = [servers[0].url.clone(), servers[1].url.clone()];
    let shops = [
        furnish("alpha", &urls[0]).await,
        furnish("bravo", &urls[1]).await,
    ];
    let machines = Machines::new(database, redis, servers, &installation);
    let desk = Desk {
        installation,
        smtp,
        shops,
        urls,
        ledger: Ledger::default(),
        _notes: notes,
    };
    (desk, machines)
}

async fn succeed(installation: &Installation, words: &[&str], input: &str) {
    let ended = installation.run(words, input.as_bytes()).await;
    assert!(ended.status.success(), "{words:?}: {}", ended.stderr);
}

/// Signs the owner in and makes a client whose people are known by their domain.
async fn furnish(slug: &'static str, url: &str) -> Shop {
    let nobody = Visitor::with_cookie("");
    let password = PASSWORD.replace(' ', "+");
    let form = format!("workspace={slug}&email=owner%40{slug}.example&password={password}");
    let answer = nobody.post(url, "/api/identity/sign-in", &form);
    let answer = answer.await.unwrap();
    let cookies = answer.headers().get_all("set-cookie");
    let cookies = cookies.iter().filter_map(|cookie| cookie.to_str().ok());
    let mut session = cookies.filter_map(|cookie| cookie.split(';').next());
    let session = session.rfind(|cookie| cookie.starts_with("nestogy="));
    let owner = Visitor::with_cookie(session.expect("a session"));
    let client_domain = format!("client-of-{slug}.example");
    let save = "number=0&version=0&name=Client&kind=client&status=active";
    done(&owner, url, "/api/clients/save", save).await;
    let client = first_client(&owner, url).await;
    let domain = format!("number={client}&domain={client_domain}");
    done(&owner, url, "/api/clients/add-domain", &domain).await;
    Shop {
        slug,
        mailbox: format!("support@{slug}.desk.example.com"),
        client_domain,
        owner,
    }
}

async fn done(visitor: &Visitor, url: &str, path: &str, form: &str) {
    let answer = visitor.post(url, path, form).await.unwrap().text().await;
    let answer = answer.unwrap();
    assert!(answer.contains("Done"), "{path}: {answer}");
}

async fn first_client(visitor: &Visitor, url: &str) -> u64 {
    let page = visitor.get(url, "/clients").await.unwrap();
    let page = page.text().await.unwrap();
    *numbers_after(&page, "\"/clients/")
        .first()
        .expect("a client in the list")
}

/// The whole numbers that follow `mark` in a page.
pub fn numbers_after(page: &str, mark: &str) -> Vec<u64> {
    let digits = |rest: &str| {
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        rest[..end].parse().ok()
    };
    page.split(mark).skip(1).filter_map(digits).collect()
}
