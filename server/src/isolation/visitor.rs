//! A person of one tenant with a browser, without a network: requests go straight to the routes.

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{Method, Request};
use http_body_util::BodyExt;
use std::net::SocketAddr;
use tower::ServiceExt;

pub struct Visitor {
    pub(super) routes: Router,
    /// Of our own pages, as the browser says it.
    pub(super) origin: String,
    pub(super) host: String,
    /// `name=value`; empty: nobody.
    pub(super) cookie: String,
}

pub struct Answer {
    pub status: u16,
    pub text: String,
}

/// An address that nobody has (RFC 5737).
const PEER: SocketAddr = SocketAddr::new(
    std::net::IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1)),
    4711,
);
const BOUNDARY: &str = "verify-isolation";

impl Visitor {
    pub async fn get(&self, path: &str) -> Answer {
        let page = self
            .request(Method::GET, path)
            .header("accept", "text/html");
        self.send(page, String::new()).await
    }

    /// A form as the app sends it; `multipart ` before the fields sends them in parts.
    pub async fn call(&self, path: &str, args: &str) -> Answer {
        let request = self.request(Method::POST, path);
        match args.strip_prefix("multipart ") {
            None => {
                let form = request.header("content-type", "application/x-www-form-urlencoded");
                self.send(form, args.to_string()).await
            }
            Some(fields) => {
                let kind = format!("multipart/form-data; boundary={BOUNDARY}");
                self.send(request.header("content-type", kind), parts(fields))
                    .await
            }
        }
    }

    /// The open stream of live updates. `None`: it is refused.
    pub async fn events(&self) -> Option<Body> {
        let request = self.request(Method::GET, "/events").body(Body::empty());
        let answer = self.routes.clone().oneshot(request.ok()?).await.ok()?;
        (answer.status() == 200).then(|| answer.into_body())
    }

    fn request(&self, method: Method, path: &str) -> http::request::Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header("host", &self.host)
            .header("origin", &self.origin)
            .header("cookie", &self.cookie)
            .extension(ConnectInfo(PEER))
    }

    /// What cannot be asked or answered counts as a fault of the server: 599.
    async fn send(&self, request: http::request::Builder, body: String) -> Answer {
        let broken = || Answer {
            status: 599,
            text: String::new(),
        };
        let Ok(request) = request.body(Body::from(body)) else {
            return broken();
        };
        let Ok(answer) = self.routes.clone().oneshot(request).await;
        let status = answer.status().as_u16();
        match answer.into_body().collect().await {
            Ok(body) => Answer {
                status,
                text: String::from_utf8_lossy(&body.to_bytes()).into_owned(),
            },
            Err(_) => broken(),
        }
    }
}

fn parts(fields: &str) -> String {
    let fields = fields.split('&').filter_map(|pair| pair.split_once('='));
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    body.push_str(&format!("--{BOUNDARY}--\r\n"));
    body
}
