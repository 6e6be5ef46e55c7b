//! The list's address: everything it shows can be sent to somebody.

use app_types::tickets::TicketFilter;
use app_types::views::OpenView;
use leptos_router::location::Url;

/// `status=open&priority=high`: what is filtered by.
pub fn filter_query(filter: &TicketFilter) -> String {
    let parts: Vec<_> = filter
        .fields()
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", Url::escape(value)))
        .collect();
    parts.join("&")
}

/// The same list at another position. An open view that is shown as it was saved stands for its
/// filter.
pub fn page_href(
    filter: &TicketFilter,
    view: Option<&OpenView>,
    direction: &str,
    cursor: &str,
) -> String {
    let mut href = format!("/tickets?{direction}={cursor}");
    if let Some(view) = view {
        href.push_str(&format!("&view={}", view.id));
    }
    let query = filter_query(filter);
    if view.is_none_or(|view| view.changed) && !query.is_empty() {
        href.push('&');
        href.push_str(&query);
    }
    href
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use app_types::id::TicketViewId;

    #[test]
    fn a_view_stands_for_its_filter_until_it_is_changed() {
        let filter = TicketFilter {
            q: "a&b".into(),
            priority: "high".into(),
            ..TicketFilter::default()
        };
        let mut view = OpenView {
            id: TicketViewId::parse("018f0000-0000-7000-8000-000000000001").unwrap(),
            name: "High".into(),
            shared: false,
            version: 1,
            may_change: true,
            changed: false,
            density: String::new(),
        };
        let href = page_href(&filter, Some(&view), "after", "1-2");
        assert_eq!(href, format!("/tickets?after=1-2&view={}", view.id));
        view.changed = true;
        let href = page_href(&filter, Some(&view), "after", "1-2");
        assert!(href.ends_with("&priority=high&q=a%26b"), "{href}");
        let href = page_href(&TicketFilter::default(), None, "before", "1-2");
        assert_eq!(href, "/tickets?before=1-2");
    }
}
