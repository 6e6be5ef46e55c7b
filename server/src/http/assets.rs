//! The browser's half: files of the site folder, hashed names cached for ever.

use super::Site;
use super::errors;
use app::shell::Assets;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use http::{HeaderValue, Method, StatusCode};
use std::path::Path;
use tower::ServiceExt;
use tower_http::services::ServeDir;

/// The service worker that shows notifications. Its name is the same in every release, as browsers
/// keep it; its folder is the part of the site that it may serve, so it stands at the top.
const WORKER: &str = "/push-worker.js";
/// It shows a picture of ours, and tells us when the browser has changed its subscription.
const WORKER_POLICY: &str = "default-src 'none'; img-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Reads `hash.txt`, which `bin/build` writes: the hashes of `app` and `css`, then for each area of the pages the files
/// that it needs beside the first part. Without it the names have no hash.
pub fn names(site_root: &Path) -> Assets {
    let text = std::fs::read_to_string(site_root.join("hash.txt")).unwrap_or_default();
    let lines: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|line| line.split_once(": "))
        .collect();
    let hash = |kind: &str| {
        lines
            .iter()
            .find(|(key, _)| *key == kind)
            .map(|(_, hash)| *hash)
    };
    let (Some(app), Some(css)) = (hash("app"), hash("css")) else {
        return Assets::default();
    };
    let in_folder = |file: &str| format!("/pkg/{app}/{file}");
    let files = |names: &str| names.split_whitespace().map(in_folder).collect();
    let is_area = |(key, _): &&(&str, &str)| !["app", "css"].contains(key);
    Assets {
        js: in_folder("nestogy.js"),
        wasm: in_folder("nestogy_bg.wasm"),
        css: format!("/pkg/nestogy.{css}.css"),
        areas: lines
            .iter()
            .filter(is_area)
            .map(|(area, names)| (area.to_string(), files(names)))
            .collect(),
    }
}

/// The file of the site folder at the request's path, if there is one.
pub async fn file(site: &Site, request: Request) -> Result<Response, Request> {
    let path = request.uri().path();
    let fit = matches!(*request.method(), Method::GET | Method::HEAD)
        && is_public(path)
        && path.len() > 1
        && !path.ends_with('/');
    if !fit {
        return Err(request);
    }
    let (parts, body) = request.into_parts();
    let service = ServeDir::new(&site.parts.site_root)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    let asked = http::Request::from_parts(parts.clone(), Body::empty());
    let Ok(answer) = service.oneshot(asked).await;
    if answer.status() == StatusCode::NOT_FOUND {
        return Err(Request::from_parts(parts, body));
    }
    let mut answer = answer.into_response();
    let path = parts.uri.path();
    let caching = match path {
        WORKER => "no-cache",
        path if is_hashed(path) => "public, max-age=31536000, immutable",
        _ => "public, max-age=300",
    };
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
    if path == WORKER {
        let policy = HeaderValue::from_static(WORKER_POLICY);
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(answer)
}

/// No hidden file, nothing the build keeps for itself.
fn is_public(path: &str) -> bool {
    let plain = !path.contains('%') && !path.contains('\\') && !path.contains("//");
    plain && path != "/hash.txt" && !path.split('/').any(|part| part.starts_with('.'))
}

/// `/pkg/<hash>/…` or `/pkg/nestogy.<hash>.css`
fn is_hashed(path: &str) -> bool {
    path.strip_prefix("/pkg/")
        .is_some_and(|name| name.contains('/') || name.split('.').count() >= 3)
}

/// `/pkg/` has files or nothing: no page is rendered for a missing one.
pub async fn package(
    axum::extract::State(site): axum::extract::State<Site>,
    request: Request,
) -> Response {
    match file(&site, request).await {
        Ok(answer) => answer,
        Err(request) => errors::not_found(&site, request.headers(), request.uri().path()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn hidden_files_are_none() {
        for path in [
            "/.env",
            "/pkg/.git/config",
            "/a/../b",
            "/a%2eb",
            "/hash.txt",
            "//x",
            "/a\\b",
        ] {
            assert!(!is_public(path), "{path}");
        }
        assert!(is_public("/favicon.svg"));
    }

    #[test]
    fn the_list_of_the_build_names_every_file() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(names(root.path()), Assets::default());
        let list = "app: 01ab\ncss: 02cd\ndesk: chunk_3.wasm split_desk.wasm\nsettings: split_settings.wasm\n";
        std::fs::write(root.path().join("hash.txt"), list).unwrap();
        let assets = names(root.path());
        assert_eq!(assets.wasm, "/pkg/01ab/nestogy_bg.wasm");
        assert_eq!(assets.css, "/pkg/nestogy.02cd.css");
        let desk = ["/pkg/01ab/chunk_3.wasm", "/pkg/01ab/split_desk.wasm"].map(String::from);
        assert_eq!(assets.of_area("desk"), desk);
        assert!(assets.of_area("nowhere").is_empty());
    }

    #[test]
    fn only_names_with_a_hash_last() {
        assert!(is_hashed("/pkg/nestogy.0123abcd.css"));
        assert!(is_hashed("/pkg/0123abcd/nestogy.js"));
        assert!(!is_hashed("/pkg/nestogy.css"));
        assert!(!is_hashed("/favicon.svg"));
    }
}
