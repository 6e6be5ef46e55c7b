//! Fetching mail over IMAP: one short session per poll, every command bounded in time.

use crate::reach::{Reach, ReachError};
use crate::trust::Trust;
use async_imap::{Client, Session};
use futures::TryStreamExt;
use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};

/// Where and as whom to fetch.
#[derive(Debug, Clone)]
pub struct ImapAccount {
    /// `imap://host:port` or `imaps://host:port`.
    pub url: String,
    pub username: String,
    pub password: SecretString,
    pub folder: String,
    /// Whose certificate the server may show.
    pub trust: Trust,
}

#[derive(Debug, thiserror::Error)]
pub enum ImapError {
    /// The settings are wrong: the URL, the folder, the password. A person must mend them.
    #[error("{0}")]
    Settings(String),
    /// Worth trying again: the server is away or slow.
    #[error("{0}")]
    Unreachable(String),
}

type Stream = Box<dyn Connection>;

/// What a session runs over.
pub trait Connection: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug> Connection for T {}

/// Longest wait for one answer. async-imap has no limits of its own.
const ANSWER: Duration = Duration::from_secs(30);
/// Longest wait for the body of one message: 50 MB over a slow line.
const BODY: Duration = Duration::from_secs(180);

/// An open folder.
pub struct Mailbox {
    session: Session<Stream>,
    /// Changes when the server has renumbered the folder.
    pub uid_validity: u64,
}

/// A parsed `imap(s)://host:port`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub tls: bool,
}

impl Server {
    /// # Errors
    /// [`ImapError::Settings`] with words for the form.
    pub fn parse(url: &str) -> Result<Self, ImapError> {
        let wrong =
            || ImapError::Settings("Enter the server as imaps://mail.example.com:993".to_string());
        let (tls, rest) = match url.trim().split_once("://") {
            Some(("imaps", rest)) => (true, rest),
            Some(("imap", rest)) => (false, rest),
            _ => return Err(wrong()),
        };
        let rest = rest.trim_end_matches('/');
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().map_err(|_| wrong())?),
            None => (rest, if tls { 993 } else { 143 }),
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if host.is_empty() || port == 0 || !host.chars().all(plain) {
            return Err(wrong());
        }
        Ok(Self {
            host: host.to_string(),
            port,
            tls,
        })
    }
}

impl Mailbox {
    /// Connects, signs in and opens the folder.
    ///
    /// # Errors
    /// [`ImapError::Settings`] for a refused password, an unknown folder or a host that may not
    /// be asked, else [`ImapError::Unreachable`].
    pub async fn open(account: &ImapAccount, reach: &Reach) -> Result<Self, ImapError> {
        let server = Server::parse(&account.url)?;
        let stream = connect(&server, reach, &account.trust).await?;
        let mut client = Client::new(stream);
        let greeting = within(ANSWER, client.read_response()).await?;
        if greeting.is_none() {
            return Err(ImapError::Unreachable(
                "the server closed the connection".into(),
            ));
        }
        let password = account.password.expose_secret();
        let sign_in = tokio::time::timeout(ANSWER, client.login(&account.username, password));
        let mut session = match sign_in.await {
            Ok(Ok(session)) => session,
            Ok(Err((error, _))) => return Err(sign_in_error(&error)),
            Err(_) => return Err(too_slow()),
        };
        let folder = match tokio::time::timeout(ANSWER, session.select(&account.folder)).await {
            Ok(Ok(folder)) => folder,
            Ok(Err(async_imap::error::Error::No(_) | async_imap::error::Error::Bad(_))) => {
                let words = format!("The server has no folder {}", account.folder);
                return Err(ImapError::Settings(words));
            }
            Ok(Err(error)) => return Err(ImapError::Unreachable(error.to_string())),
            Err(_) => return Err(too_slow()),
        };
        let uid_validity = folder.uid_validity.map(u64::from).unwrap_or_default();
        Ok(Self {
            session,
            uid_validity,
        })
    }

    /// UIDs of the folder from `first` on, smallest first.
    ///
    /// # Errors
    /// [`ImapError::Unreachable`].
    pub async fn uids_from(&mut self, first: u64) -> Result<BTreeSet<u64>, ImapError> {
        // RFC 9051 §6.4.8: `n:*` names the last message even when its UID is below n.
        let query = format!("UID {}:*", first.clamp(1, u64::from(u32::MAX)));
        let found = within(ANSWER, self.session.uid_search(query)).await?;
        Ok(found
            .into_iter()
            .map(u64::from)
            .filter(|uid| *uid >= first)
            .collect())
    }

    /// UIDs of messages that are not marked as seen.
    ///
    /// # Errors
    /// [`ImapError::Unreachable`].
    pub async fn unseen(&mut self) -> Result<BTreeSet<u64>, ImapError> {
        let found = within(ANSWER, self.session.uid_search("UNSEEN")).await?;
        Ok(found.into_iter().map(u64::from).collect())
    }

    /// The size of a message in bytes; `None` when it is gone.
    ///
    /// # Errors
    /// [`ImapError::Unreachable`].
    pub async fn size(&mut self, uid: u64) -> Result<Option<u64>, ImapError> {
        let fetches = self.fetch(uid, "(UID RFC822.SIZE)", ANSWER).await?;
        Ok(fetches.iter().find_map(|fetch| fetch.size).map(u64::from))
    }

    /// The whole message, without marking it as seen; `None` when it is gone.
    ///
    /// # Errors
    /// [`ImapError::Unreachable`].
    pub async fn raw(&mut self, uid: u64) -> Result<Option<Vec<u8>>, ImapError> {
        let fetches = self.fetch(uid, "(UID BODY.PEEK[])", BODY).await?;
        Ok(fetches
            .iter()
            .find_map(|fetch| fetch.body())
            .map(<[u8]>::to_vec))
    }

    async fn fetch(
        &mut self,
        uid: u64,
        what: &str,
        limit: Duration,
    ) -> Result<Vec<async_imap::types::Fetch>, ImapError> {
        let fetch = async {
            let stream = self.session.uid_fetch(uid.to_string(), what).await?;
            stream.try_collect::<Vec<_>>().await
        };
        within(limit, fetch).await
    }

    /// Marks a message as seen. Done only after it is safe with us.
    ///
    /// # Errors
    /// [`ImapError::Unreachable`].
    pub async fn mark_seen(&mut self, uid: u64) -> Result<(), ImapError> {
        let store = async {
            let stream = self
                .session
                .uid_store(uid.to_string(), "+FLAGS (\\Seen)")
                .await?;
            stream.try_collect::<Vec<_>>().await
        };
        within(ANSWER, store).await.map(|_| ())
    }

    /// Signs out; a failure of that is of no interest.
    pub async fn close(mut self) {
        let _ = tokio::time::timeout(ANSWER, self.session.logout()).await;
    }
}

async fn connect(server: &Server, reach: &Reach, trust: &Trust) -> Result<Stream, ImapError> {
    let connected = reach.connect(&server.host, server.port).await;
    let tcp = connected.map_err(|error| match error {
        ReachError::Private(_) => ImapError::Settings(error.to_string()),
        ReachError::Away(words) => ImapError::Unreachable(words),
    })?;
    if !server.tls {
        return Ok(Box::new(tcp));
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| ImapError::Settings(error.to_string()))?
        .with_root_certificates(trust.roots())
        .with_no_client_auth();
    let name = rustls::pki_types::ServerName::try_from(server.host.clone())
        .map_err(|_| ImapError::Settings(format!("{} is no host name", server.host)))?;
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    match tokio::time::timeout(ANSWER, connector.connect(name, tcp)).await {
        Ok(Ok(tls)) => Ok(Box::new(tls)),
        Ok(Err(error)) => Err(ImapError::Unreachable(format!(
            "No secure connection: {error}"
        ))),
        Err(_) => Err(too_slow()),
    }
}

fn sign_in_error(error: &async_imap::error::Error) -> ImapError {
    match error {
        async_imap::error::Error::No(_) | async_imap::error::Error::Bad(_) => {
            ImapError::Settings("The server refused the user name or the password".into())
        }
        async_imap::error::Error::Validate(_) => {
            ImapError::Settings("The user name or the password has a line break in it".into())
        }
        other => ImapError::Unreachable(other.to_string()),
    }
}

fn too_slow() -> ImapError {
    ImapError::Unreachable("The server did not answer in time".into())
}

async fn within<T, E: std::fmt::Display>(
    limit: Duration,
    command: impl Future<Output = Result<T, E>>,
) -> Result<T, ImapError> {
    match tokio::time::timeout(limit, command).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(ImapError::Unreachable(error.to_string())),
        Err(_) => Err(too_slow()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn reads_the_server() {
        let server = Server::parse("imaps://mail.example.com").unwrap();
        assert_eq!(
            (server.host.as_str(), server.port, server.tls),
            ("mail.example.com", 993, true)
        );
        assert_eq!(Server::parse("imap://127.0.0.1:1430").unwrap().port, 1430);
        for bad in [
            "",
            "mail.example.com",
            "http://x",
            "imap://",
            "imap://x:y",
            "imap://a b:1",
            "imap://u:p@h:1",
        ] {
            assert!(Server::parse(bad).is_err(), "{bad}");
        }
    }
}
