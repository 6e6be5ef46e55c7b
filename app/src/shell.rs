//! The document around the app; rendered by the server only.

use crate::layout::boot::Boot;
use crate::pages::{NEXT, area_of};
use crate::routes::App;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};

/// File names of the built assets, with their content hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assets {
    /// `/pkg/<hash>/nestogy.js`
    pub js: String,
    /// The part that every page needs.
    pub wasm: String,
    pub css: String,
    /// What the pages of an area (`crate::pages`) need beside it.
    pub areas: Vec<(String, Vec<String>)>,
}

impl Assets {
    pub fn of_area(&self, area: &str) -> &[String] {
        let found = self.areas.iter().find(|(name, _)| name == area);
        found.map_or(&[], |(_, files)| files)
    }
}

impl Default for Assets {
    fn default() -> Self {
        Self {
            js: "/pkg/nestogy.js".into(),
            wasm: "/pkg/nestogy.wasm".into(),
            css: "/pkg/nestogy.css".into(),
            areas: Vec::new(),
        }
    }
}

/// The whole document. Theme, density and accent are attributes, so that the first paint is right.
pub fn shell() -> impl IntoView {
    provide_meta_context();
    let assets = use_context::<Assets>().unwrap_or_default();
    let boot = Boot::of_request();
    let (theme, density) = boot.look();
    let accent = boot.accent();
    let (now, later) = parts(&assets, &crate::server::path(), boot.me.is_some());
    let start = format!(
        "import('{}').then(m=>m.default({{module_or_path:'{}'}}).then(()=>m.hydrate()))",
        assets.js, assets.wasm
    );
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme data-density=density data-accent=accent>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link rel="stylesheet" href=assets.css/>
                <link rel="modulepreload" href=assets.js.clone() crossorigin=""/>
                {now.into_iter().map(|file| view! { <link rel="preload" href=file r#as="fetch" r#type="application/wasm" crossorigin=""/> }).collect_view()}
                {later.into_iter().map(|file| view! { <link rel="prefetch" href=file r#as="fetch" crossorigin=""/> }).collect_view()}
                <script type="module" nonce=use_nonce()>{start}</script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The parts of the code that a page needs now, and those that come while the browser has nothing else to do.
fn parts(assets: &Assets, path: &str, signed_in: bool) -> (Vec<String>, Vec<String>) {
    let now: Vec<String> = std::iter::once(&assets.wasm)
        .chain(assets.of_area(area_of(path)))
        .cloned()
        .collect();
    let next = NEXT.iter().filter(|_| signed_in);
    let mut later: Vec<String> = next
        .flat_map(|area| assets.of_area(area))
        .cloned()
        .collect();
    later.retain(|file| !now.contains(file));
    later.sort();
    later.dedup();
    (now, later)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assets() -> Assets {
        let area = |name: &str, files: &[&str]| {
            (
                name.to_string(),
                files.iter().map(|file| file.to_string()).collect(),
            )
        };
        Assets {
            areas: vec![
                area("account", &["1"]),
                area("desk", &["2", "3"]),
                area("ticket", &["3", "4"]),
            ],
            ..Assets::default()
        }
    }

    #[test]
    fn a_stranger_loads_the_page_and_nothing_else() {
        let (now, later) = parts(&assets(), "/sign-in", false);
        assert_eq!(now, ["/pkg/nestogy.wasm", "1"]);
        assert!(later.is_empty());
    }

    #[test]
    fn a_technician_gets_the_desk_while_nothing_else_is_to_do() {
        let (now, later) = parts(&assets(), "/tickets", true);
        assert_eq!(now, ["/pkg/nestogy.wasm", "2", "3"]);
        assert_eq!(later, ["4"]);
    }
}
