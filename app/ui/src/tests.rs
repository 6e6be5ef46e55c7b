use crate::*;
use leptos::prelude::*;

/// What the server sends for a view.
fn html(view: impl FnOnce() -> AnyView) -> String {
    Owner::new().with(|| view().to_html())
}

const HOSTILE: &str = "</textarea><script>alert(1)</script>";

#[test]
fn a_textarea_never_lets_its_value_out() {
    let page = html(|| view! { <TextArea name="body" label="Body" value=HOSTILE/> }.into_any());
    assert!(!page.contains("<script"), "{page}");
    assert_eq!(page.matches("</textarea>").count(), 1, "{page}");
    assert!(page.contains("&lt;/textarea&gt;&lt;script&gt;"), "{page}");

    let page = html(|| {
        let bound = RwSignal::new(HOSTILE.to_owned());
        view! { <TextArea name="body" label="Body" model=bound/> }.into_any()
    });
    assert!(!page.contains("<script"), "{page}");
}

#[test]
fn a_textarea_keeps_a_leading_line_break() {
    let page = html(|| view! { <TextArea name="body" label="Body" value="\nfirst"/> }.into_any());
    assert!(page.contains(">\n\nfirst</textarea>"), "{page}");
}

#[test]
fn hostile_text_is_escaped_everywhere_else() {
    let evil = "\"><img src=x onerror=alert(1)>";
    let page = html(move || {
        view! {
            <PageHeader title=evil breadcrumb=vec![(evil.to_owned(), "/x".to_owned())]/>
            <Badge text=evil/>
            <Avatar name=evil labelled=true/>
            <TextInput name="a" label=evil value=evil hint=evil error=evil placeholder=evil/>
            <Select name="b" label=evil options=vec![(evil.to_owned(), evil.to_owned())] value=evil/>
            <Checkbox name="c" label=evil/>
            <ErrorSummary errors=vec![FieldError::new("a", evil)]/>
            <Banner title=evil>{evil}</Banner>
            <EmptyState title=evil text=evil/>
            <CopyButton text=evil label=evil/>
        }
        .into_any()
    });
    assert!(!page.contains("<img"), "{page}");
}

#[test]
fn an_address_may_break_before_its_signs_and_loses_nothing() {
    let parts = address_parts("liam.murphy4@riverside-law.example");
    assert_eq!(parts, ["liam", ".murphy4", "@riverside-law", ".example"]);
    for odd in ["", "@", "..", "a@b", HOSTILE, "æøå@ä.example"] {
        assert_eq!(address_parts(odd).concat(), odd);
    }
    let page = html(|| view! { <MailLink email="dana@harborview.example"/> }.into_any());
    assert!(
        page.contains("href=\"mailto:dana@harborview.example\""),
        "{page}"
    );
    assert_eq!(page.matches("<wbr").count(), 2, "{page}");
}

#[test]
fn a_field_points_at_its_hint_and_error() {
    let page = html(|| {
        view! { <TextInput name="email" label="Email" hint="Work address" error="Enter an email address"/> }.into_any()
    });
    assert!(page.contains("for=\"email\""), "{page}");
    assert!(
        page.contains("aria-describedby=\"email-hint email-error\""),
        "{page}"
    );
    assert!(page.contains("aria-invalid=\"true\""), "{page}");
    assert!(
        page.contains("id=\"email-hint\"") && page.contains("id=\"email-error\""),
        "{page}"
    );
}

#[test]
fn a_field_without_error_says_nothing_of_one() {
    let page = html(|| view! { <TextInput name="email" label="Email" optional=true/> }.into_any());
    assert!(
        !page.contains("aria-invalid") && !page.contains("aria-describedby"),
        "{page}"
    );
    assert!(
        !page.contains("aria-required") && page.contains("(optional)"),
        "{page}"
    );
}

#[test]
fn the_error_summary_takes_focus_and_links_to_the_fields() {
    let page = html(|| {
        view! { <ErrorSummary errors=vec![FieldError::new("email", "Enter an email address")]/> }
            .into_any()
    });
    for part in [
        "role=\"alert\"",
        "tabindex=\"-1\"",
        "id=\"error-summary\"",
        "href=\"#email\"",
        "autofocus",
    ] {
        assert!(page.contains(part), "{part} missing in {page}");
    }
    let none = html(|| view! { <ErrorSummary errors=Vec::new()/> }.into_any());
    assert!(!none.contains("role"), "{none}");
}

#[test]
fn the_first_radio_carries_the_id_of_the_group() {
    let options = vec![Choice::new("a", "A"), Choice::new("b", "B").hint("Better")];
    let page = html(move || {
        view! { <RadioGroup name="plan" legend="Plan" options value="b"/> }.into_any()
    });
    assert!(
        page.contains("id=\"plan\"") && page.contains("id=\"plan-2\""),
        "{page}"
    );
    assert_eq!(page.matches("checked").count(), 1, "{page}");
}

#[test]
fn a_select_marks_the_chosen_option() {
    let options = vec![
        ("1".to_owned(), "One".to_owned()),
        ("2".to_owned(), "Two".to_owned()),
    ];
    let page = html(move || view! { <Select name="n" label="N" options value="2"/> }.into_any());
    assert_eq!(page.matches("selected").count(), 1, "{page}");
}

#[test]
fn a_busy_button_says_so_and_stays_focusable() {
    let page = html(|| view! { <Button busy=true>"Save"</Button> }.into_any());
    assert!(
        page.contains("aria-disabled=\"true\"") && page.contains("aria-busy=\"true\""),
        "{page}"
    );
    assert!(!page.contains(" disabled"), "{page}");
}

#[test]
fn events_and_attributes_reach_the_button() {
    let page = html(|| {
        view! { <Button attr:form="f" attr:name="go" on:click=|_| {}>"Go"</Button> }.into_any()
    });
    assert!(
        page.contains("form=\"f\"") && page.contains("name=\"go\""),
        "{page}"
    );
}

#[test]
fn a_table_always_has_a_body_and_says_how_it_is_sorted() {
    let columns = vec![
        Column::new("Number")
            .num()
            .sort("?sort=-number", Some(Sorted::Ascending)),
        Column::new("Actions").hidden(),
    ];
    let page = html(move || {
        view! { <DataTable caption="Tickets" columns><tr></tr></DataTable> }.into_any()
    });
    assert!(
        page.contains("<tbody>") && page.contains("aria-sort=\"ascending\""),
        "{page}"
    );
}

#[test]
fn navigation_marks_the_current_page_and_its_children() {
    let page = |path: &'static str| {
        html(move || {
            provide_context(CurrentPath(Signal::from(path.to_owned())));
            view! { <NavItem href="/tickets?view=mine" label="Tickets"/> }.into_any()
        })
    };
    assert!(page("/tickets/1042").contains("aria-current=\"page\""));
    assert!(!page("/ticketsx").contains("aria-current"));
}

#[test]
fn nothing_writes_an_inline_style() {
    let page = html(|| {
        view! {
            <Meter label="Hours" text="7 of 10 h" value=7.0 max=10.0/>
            <Skeleton/>
            <Figure label="Open" value="12".to_owned()/>
            <Icon name=IconName::Inbox/>
            <Toaster/>
        }
        .into_any()
    });
    assert!(!page.contains("style="), "{page}");
}

#[test]
fn initials_of_odd_names() {
    assert_eq!(initials("Sarah Connor"), "SC");
    assert_eq!(initials("  émile "), "É");
    assert_eq!(initials("– –"), "?");
    assert_eq!(initials("Anna Maria van Dyck"), "AD");
}

#[test]
fn a_filter_is_a_get_form_with_a_button() {
    let page = html(|| {
        view! { <FilterBar action="/things" clear_href="/things"><TextInput name="q" label="Search" hide_label=true/></FilterBar> }.into_any()
    });
    for part in [
        "<form",
        "method=\"get\"",
        "action=\"/things\"",
        "class=\"filter-bar\"",
        "type=\"submit\"",
        "Clear",
    ] {
        assert!(page.contains(part), "{part} missing in {page}");
    }
}

#[test]
fn only_the_text_area_writes_a_textarea() {
    let sources = [
        include_str!("action.rs"),
        include_str!("conversation.rs"),
        include_str!("facts.rs"),
        include_str!("field.rs"),
        include_str!("input.rs"),
        include_str!("input/choices.rs"),
        include_str!("input/file.rs"),
        include_str!("input/radio.rs"),
        include_str!("navigation.rs"),
        include_str!("overlay.rs"),
        include_str!("page.rs"),
        include_str!("palette.rs"),
        include_str!("table.rs"),
        include_str!("text.rs"),
        include_str!("toast.rs"),
    ];
    assert!(sources.iter().all(|source| !source.contains("<textarea")));
    assert_eq!(
        include_str!("input/text_area.rs")
            .matches("            <textarea")
            .count(),
        1
    );
}
