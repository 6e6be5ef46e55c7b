//! Outgoing mail.

use super::believing;
use super::certificates::Authority;
use crate::programs::{Folder, Installation, RecordingSmtp, Security, Server, Visitor};
use crate::test_app::cookie;
use server_integrations::smtp::{Letter, MailTransport, Smtp};
use server_integrations::trust::Trust;
use server_testing::Kit;
use server_testing::world::World;
use std::time::Duration;

/// An SMTP server with this kind of TLS, and its URL under the name `localhost`.
struct Scene {
    smtp: RecordingSmtp,
    url: String,
    _notes: Folder,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    StartTls,
    Implicit,
}

impl Scene {
    async fn new(kind: Kind, acceptor: tokio_rustls::TlsAcceptor) -> Self {
        let notes = Folder::new();
        let security = match kind {
            Kind::StartTls => Security::StartTls(acceptor),
            Kind::Implicit => Security::Implicit(acceptor),
        };
        let smtp = RecordingSmtp::start(notes.path(), security).await;
        let url = match kind {
            Kind::StartTls => format!("smtp://localhost:{}?tls=required", smtp.port),
            Kind::Implicit => format!("smtps://localhost:{}", smtp.port),
        };
        Self {
            smtp,
            url,
            _notes: notes,
        }
    }

    /// Whether a mail sent with this trust arrived.
    async fn delivers(&self, trust: &Trust) -> bool {
        let client = Smtp::new(&self.url, Duration::from_secs(5), trust).unwrap();
        let letter = Letter {
            from_address: "desk@desk.example".into(),
            to_address: "ann@client.example".into(),
            subject: "By TLS".into(),
            text: "Text".into(),
            message_id: "tls@desk.example".into(),
            ..Letter::default()
        };
        let before = self.smtp.taken().len();
        let sent = client.send(&letter.write().unwrap()).await;
        let taken = self.smtp.taken().len() - before;
        assert_eq!(sent.is_ok(), taken == 1, "{sent:?}");
        sent.is_ok()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_goes_out_by_tls_to_a_server_of_our_own_authority() {
    let authority = Authority::new();
    for kind in [Kind::StartTls, Kind::Implicit] {
        let scene = Scene::new(kind, authority.server("localhost", 2)).await;
        assert!(scene.delivers(&believing(&authority)).await, "{kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_certificate_gets_no_mail() {
    let (authority, other) = (Authority::new(), Authority::new());
    for kind in [Kind::StartTls, Kind::Implicit] {
        let scene = Scene::new(kind, authority.server("localhost", 2)).await;
        assert!(
            !scene.delivers(&Trust::default()).await,
            "{kind:?}: nobody's authority"
        );
        assert!(
            !scene.delivers(&believing(&other)).await,
            "{kind:?}: another authority"
        );
        let scene = Scene::new(kind, authority.server("mail.example", 2)).await;
        assert!(
            !scene.delivers(&believing(&authority)).await,
            "{kind:?}: another name"
        );
        let scene = Scene::new(kind, authority.server("localhost", 0)).await;
        tokio::time::sleep(Duration::from_millis(1100)).await;
        assert!(
            !scene.delivers(&believing(&authority)).await,
            "{kind:?}: out of date"
        );
    }
}

/// A server that does not offer TLS, or somebody between who hides the offer.
#[tokio::test(flavor = "multi_thread")]
async fn where_tls_is_required_nothing_goes_out_without_it() {
    let notes = Folder::new();
    let smtp = RecordingSmtp::start(notes.path(), Security::None).await;
    let url = format!("smtp://localhost:{}?tls=required", smtp.port);
    for trust in [Trust::default(), believing(&Authority::new())] {
        let client = Smtp::new(&url, Duration::from_secs(5), &trust).unwrap();
        assert!(client.check().await.is_err());
    }
    assert!(smtp.taken().is_empty());
}

/// The setting, from the environment to the mail server.
#[tokio::test(flavor = "multi_thread")]
async fn the_program_sends_by_tls_with_its_ca_file() {
    let authority = Authority::new();
    let scene = Scene::new(Kind::StartTls, authority.server("localhost", 2)).await;
    let kit = Kit::new().await;
    let world = World::two_tenants(&kit).await;
    let installation = Installation::over(&kit)
        .with("SMTP_URL", &scene.url)
        .with("NESTOGY_CA_FILE", authority.file().display().to_string());
    let server = Server::start(&installation, "all").await;
    let owner = Visitor::with_cookie(cookie(&kit, &world.a, "owner").await);
    let ready = owner.get(&server.url, "/readyz").await.unwrap();
    let report = ready.text().await.unwrap();
    assert!(report.contains(r#""mail":{"status":"ready"}"#), "{report}");
    let forgot = format!("workspace=alpha&email={}", world.a.user("owner").email);
    owner
        .post(
            &server.url,
            "/api/identity/forgot",
            &forgot.replace('@', "%40"),
        )
        .await
        .unwrap();
    for _ in 0..100 {
        if !scene.smtp.taken().is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no mail came:\n{}", server.process.last_words());
}
