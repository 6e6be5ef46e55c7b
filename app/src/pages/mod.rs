//! The pages by area. The code of an area is a file of its own, which the browser fetches when the first page of it is
//! opened: who reads tickets does not load the settings. What several areas need lies in further files, one for each
//! set of areas: that is why the areas are few. `bin/build` cuts the files; the name of an area is the first word after
//! `wasm_split`.

mod account;
mod clients;
mod operations;
mod settings;
mod start;
mod ticket;
mod tickets;

pub use account::Account;
pub use clients::Clients;
pub use operations::Operations;
pub use settings::Settings;
pub use start::Start;
pub use ticket::Ticket;
pub use tickets::Tickets;

use crate::error::{ApiError, ErrorPage};
use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

/// In the place of a page whose code did not come: the connection is gone, or the server has a newer release and keeps
/// this one's files no longer. Loading the whole page anew helps in both.
fn not_loaded(_: SplitLoaderError) -> AnyView {
    let load = |()| {
        let _ = window().location().reload();
    };
    view! { <ErrorPage error=ApiError::Offline retry=Callback::new(load)/> }.into_any()
}

/// The area of an address: its code is fetched along with the first part.
pub fn area_of(path: &str) -> &'static str {
    let mut words = path.split('/').filter(|word| !word.is_empty());
    match (words.next(), words.next()) {
        (Some("tickets"), None | Some("bulk" | "columns" | "views")) => "desk",
        (Some("tickets"), Some(_)) => "ticket",
        (Some("clients" | "contacts" | "locations"), _) => "clients",
        (Some("imports" | "jobs" | "mail" | "settings"), _) => "office",
        (Some("sign-in" | "sign-out" | "sign-up" | "forgot" | "reset" | "accept-invite"), _) => {
            "account"
        }
        _ => "desk",
    }
}

/// What a technician will need next, fetched while the browser has nothing else to do.
pub const NEXT: [&str; 2] = ["desk", "ticket"];

#[cfg(test)]
mod tests {
    use super::area_of;

    #[test]
    fn the_first_words_decide() {
        assert_eq!(area_of("/"), "desk");
        assert_eq!(area_of("/tickets"), "desk");
        assert_eq!(area_of("/tickets/views/7"), "desk");
        assert_eq!(area_of("/tickets/1042"), "ticket");
        assert_eq!(area_of("/tickets/new"), "ticket");
        assert_eq!(area_of("/settings/rules/new"), "office");
        assert_eq!(area_of("/sign-in/code"), "account");
        assert_eq!(area_of("/nowhere"), "desk");
    }
}
