//! A signed-in person's browser, as far as HTTP shows it.

use reqwest::{Client, Response, redirect};
use std::time::Duration;

/// Sends what our own pages send.
#[derive(Clone)]
pub struct Visitor {
    client: Client,
    cookie: String,
}

impl Visitor {
    pub fn with_cookie(cookie: impl Into<String>) -> Self {
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(Duration::from_secs(60))
            // A connection to a server that was killed must not be used again.
            .pool_max_idle_per_host(0)
            .build()
            .unwrap();
        Self {
            client,
            cookie: cookie.into(),
        }
    }

    pub async fn get(&self, url: &str, path: &str) -> reqwest::Result<Response> {
        let request = self.client.get(format!("{url}{path}"));
        let request = request.header("accept", "text/html");
        request.header("cookie", &self.cookie).send().await
    }

    /// A form by the app's own program.
    pub async fn post(&self, url: &str, path: &str, form: &str) -> reqwest::Result<Response> {
        let kind = "application/x-www-form-urlencoded";
        self.send(
            url,
            path,
            kind,
            form.as_bytes().to_vec(),
            "application/json",
            "",
        )
        .await
    }

    /// As [`Visitor::post`], under a request id that the server keeps.
    pub async fn post_as(
        &self,
        url: &str,
        path: &str,
        form: &str,
        request_id: &str,
    ) -> reqwest::Result<Response> {
        let kind = "application/x-www-form-urlencoded";
        let body = form.as_bytes().to_vec();
        self.send(url, path, kind, body, "application/json", request_id)
            .await
    }

    /// The composer of a ticket, with JavaScript.
    pub async fn reply(
        &self,
        url: &str,
        fields: &[(&str, &str)],
        file: Option<(&str, &[u8])>,
        request_id: &str,
    ) -> reqwest::Result<Response> {
        let (kind, body) = multipart(fields, file);
        let path = "/api/tickets/reply";
        self.send(url, path, &kind, body, "application/json", request_id)
            .await
    }

    /// Any body, with the `Accept` of a program or of a browser without JavaScript.
    pub async fn send(
        &self,
        url: &str,
        path: &str,
        kind: &str,
        body: Vec<u8>,
        accept: &str,
        request_id: &str,
    ) -> reqwest::Result<Response> {
        let mut request = self.client.post(format!("{url}{path}"));
        if !request_id.is_empty() {
            request = request.header("x-request-id", request_id);
        }
        request
            .header("cookie", &self.cookie)
            .header("origin", url)
            .header("accept", accept)
            .header("content-type", kind)
            .body(body)
            .send()
            .await
    }
}

/// Content type and body of a form with at most one file.
pub fn multipart(fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> (String, Vec<u8>) {
    const BOUNDARY: &str = "nestogy-test-boundary";
    let mut body = Vec::new();
    for (name, value) in fields {
        let head =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(value.as_bytes());
        body.extend_from_slice(b"\r\n");
    }
    if let Some((name, bytes)) = file {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}
