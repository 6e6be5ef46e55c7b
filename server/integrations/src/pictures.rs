//! Fetching a picture that a stranger's mail names: from public hosts only, small, in time, and
//! without telling more than that it is wanted. What it is, the caller finds out by its bytes.

use crate::reach::{Reach, ReachError};
use reqwest::header::{ACCEPT, CONTENT_LENGTH, LOCATION, USER_AGENT};
use reqwest::{Client, Response, Url};
use std::time::Duration;

/// Bytes of one picture.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;
/// Everything together, redirects included.
const TIME: Duration = Duration::from_secs(10);
const REDIRECTS: usize = 3;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// An address that is never asked.
    #[error("{0}")]
    Refused(String),
    /// Nobody answered, or not with a picture of a sensible size.
    #[error("{0}")]
    Away(String),
}

impl From<ReachError> for PictureError {
    fn from(error: ReachError) -> Self {
        match error {
            ReachError::Private(_) => Self::Refused(error.to_string()),
            ReachError::Away(words) => Self::Away(words),
        }
    }
}

/// The bytes at an address.
///
/// # Errors
/// [`PictureError::Refused`] for another scheme, an address with a password, an odd port or a
/// private host; [`PictureError::Away`] for everything that did not work.
pub async fn fetch(reach: &Reach, address: &str) -> Result<Vec<u8>, PictureError> {
    match tokio::time::timeout(TIME, follow(reach, address)).await {
        Ok(result) => result,
        Err(_) => Err(PictureError::Away("It did not come in time".into())),
    }
}

/// Each step of a redirect is judged like the first one.
async fn follow(reach: &Reach, address: &str) -> Result<Vec<u8>, PictureError> {
    let mut url = checked(reach, address)?;
    for _ in 0..=REDIRECTS {
        let answer = ask(reach, &url).await?;
        let status = answer.status();
        if status.is_success() {
            return bytes(answer).await;
        }
        let location = answer.headers().get(LOCATION);
        let location = location.and_then(|value| value.to_str().ok());
        let (true, Some(location)) = (status.is_redirection(), location) else {
            return Err(PictureError::Away(format!("The server answered {status}")));
        };
        let next = url.join(location).map_err(|_| broken())?;
        url = checked(reach, next.as_str())?;
    }
    Err(PictureError::Away("It was redirected too often".into()))
}

fn broken() -> PictureError {
    PictureError::Refused("The address is broken".into())
}

/// Only what a mail may sensibly name.
fn checked(reach: &Reach, address: &str) -> Result<Url, PictureError> {
    let url = Url::parse(address).map_err(|_| broken())?;
    let host = url.host_str().ok_or_else(broken)?;
    let refused = |words: &str| Err(PictureError::Refused(words.to_string()));
    if !matches!(url.scheme(), "http" | "https") {
        return refused("Only http and https addresses are loaded");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refused("Addresses with a user name are not loaded");
    }
    if url.port().is_some() && !reach.names(host) {
        return refused("Only the usual ports are asked");
    }
    Ok(url)
}

async fn ask(reach: &Reach, url: &Url) -> Result<Response, PictureError> {
    let host = url.host_str().ok_or_else(broken)?;
    let port = url.port_or_known_default().ok_or_else(broken)?;
    let addresses = reach.addresses(host, port).await?;
    let away = |error: reqwest::Error| PictureError::Away(error.without_url().to_string());
    // The client is told the addresses that were checked, so it asks no resolver again.
    let client = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .resolve_to_addrs(host, &addresses)
        .build()
        .map_err(away)?;
    client
        .get(url.clone())
        .header(USER_AGENT, "Nestogy")
        .header(ACCEPT, "image/png, image/jpeg, image/gif, image/webp")
        .send()
        .await
        .map_err(away)
}

/// The body, counted while it comes: what a server says about its length is no promise.
async fn bytes(mut answer: Response) -> Result<Vec<u8>, PictureError> {
    let too_large = || PictureError::Away("It is too large".into());
    let declared = answer.headers().get(CONTENT_LENGTH);
    let declared = declared.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|length| length > MAX_BYTES) {
        return Err(too_large());
    }
    let mut whole = Vec::new();
    let cut = |error: reqwest::Error| PictureError::Away(error.without_url().to_string());
    while let Some(chunk) = answer.chunk().await.map_err(cut)? {
        if whole.len() + chunk.len() > MAX_BYTES {
            return Err(too_large());
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    fn here() -> Reach {
        Reach::new(["127.0.0.1".to_string()])
    }

    /// A server that gives every request the same answer, and goes on without end if `endless`.
    async fn server(answer: String, endless: bool) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                let _ = stream.write_all(answer.as_bytes()).await;
                while endless && stream.write_all(&[0; 65_536]).await.is_ok() {}
            }
        });
        address
    }

    #[tokio::test]
    async fn f06_f07_odd_addresses_are_refused() {
        for address in [
            "file:///etc/passwd",
            "gopher://127.0.0.1/",
            "ftp://example.com/x.png",
            "unix:/run/x",
            "data:image/png;base64,AAAA",
            "javascript:alert(1)",
            "https://user:secret@example.com/x.png",
            "https://example.com@127.0.0.1/x.png",
            "https://example.com:8443/x.png",
            "http://127.0.0.1/x.png",
            "http://2130706433/x.png",
            "http://0x7f.1/x.png",
            "http://[::1]/x.png",
            "http://169.254.169.254/latest/meta-data",
            "//example.com/x.png",
            "",
        ] {
            let found = fetch(&Reach::default(), address).await;
            assert!(
                matches!(found, Err(PictureError::Refused(_))),
                "{address}: {found:?}"
            );
        }
    }

    #[tokio::test]
    async fn a_picture_comes_over_a_redirect_of_its_own_host() {
        let picture = server(
            "HTTP/1.1 200 OK\r\ncontent-length: 3\r\nconnection: close\r\n\r\nabc".into(),
            false,
        )
        .await;
        let redirect = format!(
            "HTTP/1.1 302 Found\r\nlocation: {picture}/a.png\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        );
        let redirect = server(redirect, false).await;
        assert_eq!(fetch(&here(), &redirect).await.unwrap(), b"abc");
    }

    #[tokio::test]
    async fn f05_a_redirect_to_a_private_host_is_not_followed() {
        for target in [
            "http://169.254.169.254/",
            "http://localhost:1/",
            "http://10.0.0.1/",
            "file:///etc/passwd",
            "http://[::ffff:10.0.0.1]/",
        ] {
            let answer = format!(
                "HTTP/1.1 302 Found\r\nlocation: {target}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            );
            let found = fetch(&here(), &server(answer, false).await).await;
            assert!(
                matches!(found, Err(PictureError::Refused(_))),
                "{target}: {found:?}"
            );
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                let again = "HTTP/1.1 302 Found\r\nlocation: /again\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
                let _ = stream.write_all(again.as_bytes()).await;
            }
        });
        let found = fetch(&here(), &own).await;
        assert_eq!(
            found,
            Err(PictureError::Away("It was redirected too often".into()))
        );
    }

    #[tokio::test]
    async fn f09_what_is_too_large_is_left() {
        let declared = "HTTP/1.1 200 OK\r\ncontent-length: 10737418240\r\n\r\n";
        let endless = "HTTP/1.1 200 OK\r\n\r\n";
        for (answer, goes_on) in [(declared, false), (endless, true)] {
            let found = fetch(&here(), &server(answer.to_string(), goes_on).await).await;
            assert_eq!(found, Err(PictureError::Away("It is too large".into())));
        }
    }

    #[tokio::test]
    async fn what_does_not_come_whole_is_left() {
        let half = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\nconnection: close\r\n\r\nabc";
        let found = fetch(&here(), &server(half.into(), false).await).await;
        assert!(matches!(found, Err(PictureError::Away(_))), "{found:?}");
    }
}
