//! Writes every component in every state, and the pages people live in, as plain
//! HTML files to look at:
//!
//! ```text
//! cargo run -p app-ui --features ssr --example gallery -- target/gallery
//! npx tailwindcss -i style/main.css -o target/gallery/style.css --minify
//! cp style/public/* target/gallery/
//! python3 -m http.server -d target/gallery 8099
//! ```

mod forms;
mod paper;
mod parts;
mod portal;
mod shell;
mod ticket;
mod tickets;

use leptos::prelude::*;

type Page = fn() -> AnyView;

fn main() -> std::io::Result<()> {
    let folder = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "target/gallery".to_owned());
    std::fs::create_dir_all(&folder)?;
    let pages: [(&str, &str, Page); 14] = [
        ("parts", "Components", parts::page),
        ("data", "Data", parts::data),
        ("form", "New client", forms::page),
        ("invalid", "Error: New client", forms::invalid),
        ("sign-in", "Sign in", forms::sign_in),
        ("tickets", "My open tickets", tickets::page),
        ("tickets-empty", "No tickets", tickets::empty),
        ("board", "Board", tickets::board),
        ("ticket", "Ticket 1042", ticket::page),
        ("invoice", "Invoice INV-000123", paper::invoice),
        ("report", "Profitability", paper::report),
        ("portal", "Your requests", portal::page),
        ("palette", "Command palette", shell::palette),
        ("shortcuts", "Shortcuts", shell::shortcuts),
    ];
    for (name, title, page) in pages {
        let body = Owner::new().with(|| page().to_html());
        for theme in ["light", "dark"] {
            for density in ["comfortable", "compact"] {
                let suffix = if density == "compact" {
                    format!("{theme}-compact")
                } else {
                    theme.to_owned()
                };
                std::fs::write(
                    format!("{folder}/{name}.{suffix}.html"),
                    format!(
                        "<!DOCTYPE html><html lang=\"en\" data-theme=\"{theme}\" data-accent=\"indigo\" \
                         data-density=\"{density}\" data-hydrated><head><meta charset=\"utf-8\">\
                         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
                         <link rel=\"stylesheet\" href=\"/style.css\"></head><body>{body}</body></html>"
                    ),
                )?;
            }
        }
    }
    Ok(())
}
