//! The routes, and the layers around them.

use super::*;
use crate::http::errors as answers;
use ::http::header::{HOST, LOCATION};
use ::http::{HeaderValue, Method, StatusCode};
use app::error::ApiError;
use app::server::RequestContext;
use app::{App, shell};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{any, get, post};
use leptos::nonce::Nonce;
use leptos::prelude::*;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use std::sync::LazyLock;

/// Rendering the route list runs the app once; the answer is the same for the whole process.
static PAGES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(App));

/// The pattern of every page: the source of the tests that walk all routes.
pub fn page_paths() -> Vec<String> {
    PAGES.iter().map(|page| page.path().to_string()).collect()
}

/// The public web server.
pub fn router(site: &Site) -> Router {
    let options = LeptosOptions::builder().output_name("nestogy").build();
    let (for_fallback, for_method) = (site.clone(), site.clone());
    // Pages, and server functions by the addresses that they have themselves.
    let pages = Router::new()
        .leptos_routes_with_context(&options, PAGES.clone(), provide, shell)
        .method_not_allowed_fallback(move |request: Request| {
            std::future::ready(wrong_method(&for_method, &request))
        })
        .fallback(move |request: Request| fallback(for_fallback.clone(), request))
        .with_state(options)
        .layer(from_fn(keep_home))
        .layer(from_fn(drain::layer));
    let app = Router::new()
        .route("/api/{*name}", any(no_such_function))
        .route("/events", get(events::stream))
        .route("/attachments/{id}", get(attachments::download))
        .route("/client-files/{id}", get(attachments::of_client))
        .route("/import-problems/{id}", get(export::import_problems))
        .route("/export/{list}", get(export::download))
        .route("/mail/{mail}/original", get(originals::download))
        .route("/mail/{mail}/pictures/{number}", get(pictures::remote))
        .with_state(site.clone())
        .merge(pages)
        .layer(axum::extract::DefaultBodyLimit::disable())
        .layer(from_fn_with_state(site.clone(), body_limit::layer))
        .layer(from_fn_with_state(site.clone(), session::layer));
    let plain = Router::new()
        .route("/livez", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/pkg/{*file}", get(assets::package))
        .route(
            "/mail/inbound/{mailbox}",
            post(mail_delivery::receive).layer(axum::extract::DefaultBodyLimit::disable()),
        )
        .with_state(site.clone());
    layered(plain.merge(app), site)
}

/// The layers of every route, innermost first.
fn layered(router: Router, site: &Site) -> Router {
    router
        .layer(from_fn_with_state(site.clone(), origin_check::layer))
        .layer(compression::layer())
        .layer(from_fn_with_state(site.clone(), limits::timeout))
        .layer(from_fn_with_state(site.clone(), limits::concurrency))
        .layer(from_fn_with_state(site.clone(), hosts::layer))
        .layer(from_fn_with_state(site.clone(), panics::layer))
        .layer(from_fn_with_state(site.clone(), headers::layer))
        .layer(from_fn_with_state(site.clone(), request_log::layer))
        .layer(axum::Extension(site.assets.clone()))
}

/// What pages and server functions find as context, from the layers.
fn provide() {
    let Some(parts) = use_context::<Parts>() else {
        return;
    };
    if let Some(context) = parts.extensions.get::<RequestContext>() {
        provide_context(context.clone());
    }
    if let Some(nonce) = parts.extensions.get::<Nonce>() {
        provide_context(nonce.clone());
    }
    if let Some(assets) = parts.extensions.get::<app::shell::Assets>() {
        provide_context(assets.clone());
    }
}

async fn no_such_function(State(site): State<Site>, request: Request) -> Response {
    answers::not_found(&site, request.headers(), request.uri().path())
}

/// Without JavaScript the framework redirects to the Referer: never to another site.
async fn keep_home(request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).cloned();
    let mut response = next.run(request).await;
    let leaves = response
        .headers()
        .get(LOCATION)
        .is_some_and(|location| !is_at_home(location, host.as_ref()));
    if leaves {
        let home = HeaderValue::from_static("/");
        response.headers_mut().insert(LOCATION, home);
    }
    response
}

fn is_at_home(location: &HeaderValue, host: Option<&HeaderValue>) -> bool {
    let text = location.to_str().unwrap_or_default();
    let own_path = text.starts_with('/') && !text.starts_with("//") && !text.contains('\\');
    let own_host = || {
        let (scheme, rest) = text.split_once("://")?;
        let authority = rest.split(['/', '?', '#', '\\']).next()?;
        let same = host.and_then(|host| host.to_str().ok()) == Some(authority);
        Some(same && matches!(scheme, "http" | "https"))
    };
    own_path || own_host() == Some(true)
}

fn wrong_method(site: &Site, request: &Request) -> Response {
    let (headers, path) = (request.headers(), request.uri().path());
    let error = ApiError::BadRequest("This method is not allowed here.".into());
    answers::answer(site, headers, path, StatusCode::METHOD_NOT_ALLOWED, &error)
}

/// A file of the site folder, or the page that says there is nothing here.
async fn fallback(site: Site, request: Request) -> Response {
    let request = match assets::file(&site, request).await {
        Ok(answer) => return answer,
        Err(request) => request,
    };
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return wrong_method(&site, &request);
    }
    let render = leptos_axum::render_app_async_with_context(provide, shell);
    render(request).await
}
