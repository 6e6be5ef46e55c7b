//! From the cookie to the person, and to everything a page or server function finds as context.

use super::probing::Prober;
use super::{Site, context, errors};
use app::server::{FLASH_COOKIE, RequestContext, put_flash_back, take_flash};
use app_types::identity::TenantBrief;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{ACCEPT, COOKIE, HOST, SET_COOKIE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use server_core::identity::{SignedIn, sessions};
use server_db::Origin;
use server_db::replica::JUST_WRITTEN;
use std::time::Instant;

/// The session cookie's name over https and over plain http.
pub const COOKIE_NAMES: (&str, &str) = ("__Host-nestogy", "nestogy");

/// Remembers the workspace of the last sign-in, so that the sign-in page need not ask.
const WORKSPACE_COOKIE: &str = "nestogy-workspace";
const YEAR_SECONDS: u32 = 31_536_000;

/// Says to whichever process answers next that this browser's user has just written.
pub const WROTE_COOKIE: &str = "nestogy-wrote";

pub async fn layer(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let origin = request.extensions().get::<Origin>().cloned();
    let origin = origin.unwrap_or_default();
    let headers = request.headers().clone();
    let session = match resolve(&site, &headers, origin.clone()).await {
        Ok(session) => session,
        Err(error) => {
            tracing::error!(%error, "the session cannot be resolved");
            let path = request.uri().path();
            return errors::unavailable(&site, &headers, path, "The database");
        }
    };
    note(&session);
    let prober = Prober::new(session.as_ref().map(|session| session.user), &origin);
    if let Some(seconds) = site.probing.stopped(&prober, Instant::now()) {
        return errors::slow_down(&site, &headers, request.uri().path(), seconds);
    }
    let (tenant, remember) = tenant(&site, &headers, session.as_ref()).await;
    let flash_id = is_page_load(&request).then(|| cookie(&headers, FLASH_COOKIE));
    let flash_id = flash_id.flatten().map(str::to_string);
    let flash = match &flash_id {
        Some(id) => take_flash(&site.parts.core, id).await,
        None => None,
    };
    request.extensions_mut().insert(RequestContext {
        core: site.parts.core.clone(),
        origin,
        session,
        tenant,
        flash: flash.clone(),
        secure_cookies: site.is_https(),
    });
    let may_write = !request.method().is_safe();
    let mut response = next.run(request).await;
    if may_write && site.parts.core.db.has_replica() {
        let seconds = JUST_WRITTEN.as_secs() as u32;
        add_cookie(&site, &mut response, WROTE_COOKIE, "1", seconds);
    }
    if response.status() == StatusCode::NOT_FOUND {
        site.probing.missed(prober, Instant::now());
    }
    match (&flash_id, &flash) {
        // Not shown: it waits for the next load.
        (Some(id), Some(flash)) if response.status().is_server_error() => {
            put_flash_back(&site.parts.core, id, flash).await;
        }
        (Some(_), _) if !sets(&response, FLASH_COOKIE) => {
            add_cookie(&site, &mut response, FLASH_COOKIE, "", 0);
        }
        _ => {}
    }
    if let Some(slug) = remember {
        add_cookie(&site, &mut response, WORKSPACE_COOKIE, &slug, YEAR_SECONDS);
    }
    response
}

/// The person whose cookie came with the request.
pub async fn resolve(
    site: &Site,
    headers: &HeaderMap,
    origin: Origin,
) -> server_core::Result<Option<SignedIn>> {
    let name = if site.is_https() {
        COOKIE_NAMES.0
    } else {
        COOKIE_NAMES.1
    };
    match cookie(headers, name) {
        Some(value) => sessions::resolve(&site.parts.core, value, origin).await,
        None => Ok(None),
    }
}

/// The value of the cookie. One that comes twice is none: the second one may have been tossed in
/// by a neighbouring host.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut found = headers
        .get_all(COOKIE)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    let value = found.next()?;
    (found.next().is_none() && !value.is_empty()).then_some(value)
}

fn note(session: &Option<SignedIn>) {
    if let Some(session) = session {
        let span = tracing::Span::current();
        span.record("tenant", session.tenant.id.0);
        span.record("user", tracing::field::display(session.user));
    }
}

/// The workspace of the session, else of the host, else of the last sign-in; and the slug to
/// remember when the browser does not know it yet.
async fn tenant(
    site: &Site,
    headers: &HeaderMap,
    session: Option<&SignedIn>,
) -> (Option<TenantBrief>, Option<String>) {
    let remembered = cookie(headers, WORKSPACE_COOKIE);
    if let Some(session) = session {
        let new = remembered != Some(session.tenant.slug.as_str());
        let slug = new.then(|| session.tenant.slug.clone());
        return (Some(session.tenant.clone()), slug);
    }
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    if let Some(host) = host
        && let Some(tenant) = context::tenant_of_host(site, host).await
    {
        return (Some(tenant), None);
    }
    match remembered {
        Some(slug) => (context::tenant_of_slug(site, slug).await, None),
        None => (None, None),
    }
}

fn is_page_load(request: &Request) -> bool {
    let accept = request.headers().get(ACCEPT);
    request.method() == Method::GET
        && accept
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"))
}

fn sets(response: &Response, name: &str) -> bool {
    response.headers().get_all(SET_COOKIE).iter().any(|value| {
        value
            .to_str()
            .is_ok_and(|value| value.split('=').next() == Some(name))
    })
}

fn add_cookie(site: &Site, response: &mut Response, name: &str, value: &str, seconds: u32) {
    let secure = if site.is_https() { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    if let Ok(text) = HeaderValue::from_str(&text) {
        response.headers_mut().append(SET_COOKIE, text);
    }
}
