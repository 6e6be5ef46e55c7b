//! The places that are always there: one table for the keys, the sheet of keys and the palette.

use super::boot::BootContext;
use app_types::Permission;
use app_ui::IconName;

/// Where one can go from anywhere.
pub(super) struct Place {
    pub path: &'static str,
    pub label: &'static str,
    pub icon: IconName,
    /// The second key after `g`; none: by the palette only.
    pub key: Option<&'static str>,
    needs: Option<Permission>,
}

const fn place(
    key: Option<&'static str>,
    path: &'static str,
    label: &'static str,
    icon: IconName,
    needs: Option<Permission>,
) -> Place {
    Place {
        path,
        label,
        icon,
        key,
        needs,
    }
}

const PLACES: &[Place] = &[
    place(Some("h"), "/", "Home", IconName::Home, None),
    place(
        Some("t"),
        "/tickets",
        "Tickets",
        IconName::Ticket,
        Some(Permission::TicketsView),
    ),
    place(
        Some("m"),
        "/tickets?technician=me",
        "My tickets",
        IconName::Ticket,
        Some(Permission::TicketsView),
    ),
    place(
        Some("u"),
        "/tickets?technician=nobody",
        "Unassigned tickets",
        IconName::Queue,
        Some(Permission::TicketsView),
    ),
    place(
        Some("f"),
        "/tickets?follow_up=due",
        "Follow-ups due",
        IconName::Clock,
        Some(Permission::TicketsView),
    ),
    place(
        Some("c"),
        "/clients",
        "Clients",
        IconName::Client,
        Some(Permission::ClientsView),
    ),
    place(
        Some("p"),
        "/contacts",
        "Contacts",
        IconName::Contact,
        Some(Permission::ClientsView),
    ),
    place(
        Some("i"),
        "/mail",
        "Incoming mail",
        IconName::Mail,
        Some(Permission::MailView),
    ),
    place(
        Some("q"),
        "/jobs",
        "Job queues",
        IconName::Queue,
        Some(Permission::JobsView),
    ),
    place(Some("s"), "/settings", "Settings", IconName::Settings, None),
    place(
        None,
        "/clients/new",
        "New client",
        IconName::Plus,
        Some(Permission::ClientsEdit),
    ),
];

/// Those that the reader may see.
pub(super) fn places(boot: BootContext) -> impl Iterator<Item = &'static Place> {
    PLACES
        .iter()
        .filter(move |place| place.needs.is_none_or(|needs| boot.can(needs)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_places_share_a_key_or_an_address() {
        for (n, place) in PLACES.iter().enumerate() {
            for other in &PLACES[..n] {
                assert_ne!(place.path, other.path);
                assert!(
                    place.key.is_none() || place.key != other.key,
                    "{}",
                    place.label
                );
            }
        }
    }
}
