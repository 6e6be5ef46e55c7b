//! Incoming mail: TLS in front of the tests' dovecot (`TEST_IMAP_URL`).

use super::believing;
use super::certificates::Authority;
use secrecy::SecretString;
use server_integrations::imap::{ImapAccount, ImapError, Mailbox};
use server_integrations::reach::Reach;
use server_integrations::trust::Trust;
use server_testing::environment::required;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// Takes the TLS off and passes the rest to dovecot.
async fn front(acceptor: TlsAcceptor, upstream: String) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, upstream) = (acceptor.clone(), upstream.clone());
            tokio::spawn(async move {
                // A client that refuses the certificate hangs up here.
                let Ok(mut client) = acceptor.accept(stream).await else {
                    return;
                };
                let mut server = TcpStream::connect(upstream).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
    port
}

/// Opens a mailbox of nobody's through TLS with this certificate and trust.
async fn open(acceptor: TlsAcceptor, trust: Trust) -> Result<usize, ImapError> {
    let url = required("TEST_IMAP_URL");
    let rest = url.trim_start_matches("imap://").trim_end_matches('/');
    let (account, upstream) = rest.rsplit_once('@').unwrap();
    let (_, password) = account.split_once(':').unwrap();
    let port = front(acceptor, upstream.to_string()).await;
    let account = ImapAccount {
        url: format!("imaps://localhost:{port}"),
        username: format!("tls-{}", uuid::Uuid::now_v7().simple()),
        password: SecretString::from(password.to_string()),
        folder: "INBOX".into(),
        trust,
    };
    let reach = Reach::new(["localhost".to_string()]);
    let mut mailbox = Mailbox::open(&account, &reach).await?;
    let unseen = mailbox.unseen().await?.len();
    mailbox.close().await;
    Ok(unseen)
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_is_fetched_by_tls_from_a_server_of_our_own_authority() {
    let authority = Authority::new();
    let opened = open(authority.server("localhost", 2), believing(&authority)).await;
    assert_eq!(opened.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_password_goes_to_a_server_with_a_wrong_certificate() {
    let (authority, other) = (Authority::new(), Authority::new());
    let cases = [
        (
            "nobody's authority",
            authority.server("localhost", 2),
            Trust::default(),
        ),
        (
            "another authority",
            authority.server("localhost", 2),
            believing(&other),
        ),
        (
            "another name",
            authority.server("mail.example", 2),
            believing(&authority),
        ),
    ];
    for (what, acceptor, trust) in cases {
        let refused = open(acceptor, trust).await;
        let words = refused.expect_err(what).to_string();
        assert!(words.contains("No secure connection"), "{what}: {words}");
    }
}
