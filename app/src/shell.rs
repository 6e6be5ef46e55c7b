//! The document around the app; rendered by the server only.

use crate::layout::boot::Boot;
use crate::routes::App;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};

/// File names of the built assets, with their content hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assets {
    /// `/pkg/nestogy.<hash>.js`
    pub js: String,
    pub wasm: String,
    pub css: String,
}

impl Default for Assets {
    fn default() -> Self {
        Self {
            js: "/pkg/nestogy.js".into(),
            wasm: "/pkg/nestogy.wasm".into(),
            css: "/pkg/nestogy.css".into(),
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
                <link rel="preload" href=assets.wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin=""/>
                <script type="module" nonce=use_nonce()>{start}</script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
