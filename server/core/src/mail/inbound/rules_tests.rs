//! Decisions about mails.

use super::parse::{ParsedMail, Signs};
use super::rules::*;

fn mail() -> ParsedMail {
    ParsedMail {
        from_address: "ann@client.example".into(),
        ..ParsedMail::default()
    }
}

fn class(mail: &ParsedMail) -> Class {
    let own = ["support@desk.example".to_string()];
    classify(
        mail,
        &Known {
            marker: "7@desk.example",
            sent_by_us: false,
            own_addresses: &own,
        },
    )
}

#[test]
fn a_person_is_a_person() {
    assert_eq!(class(&mail()), Class::Person);
    let signs = Signs {
        auto_submitted: "no".into(),
        ..Signs::default()
    };
    assert_eq!(class(&ParsedMail { signs, ..mail() }), Class::Person);
}

#[test]
fn machines_never_create_or_reopen() {
    let with = |signs: Signs| class(&ParsedMail { signs, ..mail() });
    let dismissed = |class: Class| matches!(class, Class::Dismiss(_) | Class::Bounce);
    assert!(dismissed(with(Signs {
        auto_submitted: "auto-replied".into(),
        ..Signs::default()
    })));
    assert!(dismissed(with(Signs {
        auto_submitted: "auto-replied; x=y".into(),
        ..Signs::default()
    })));
    assert!(dismissed(with(Signs {
        delivery_report: true,
        ..Signs::default()
    })));
    assert!(dismissed(with(Signs {
        auto_responder: true,
        ..Signs::default()
    })));
    assert!(dismissed(with(Signs {
        markers: vec!["7@desk.example".into()],
        ..Signs::default()
    })));
    assert!(dismissed(class(&ParsedMail {
        subject: "Automatic reply: Printer".into(),
        ..mail()
    })));
    assert!(dismissed(class(&ParsedMail {
        from_address: "mailer-daemon@x.example".into(),
        subject: "Mail delivery failed: returning message".into(),
        ..mail()
    })));
    assert_eq!(
        with(Signs {
            auto_submitted: "auto-generated".into(),
            ..Signs::default()
        }),
        Class::Machine
    );
    assert!(matches!(
        with(Signs {
            has_list_id: true,
            ..Signs::default()
        }),
        Class::Quarantine(_)
    ));
    assert!(matches!(
        with(Signs {
            precedence: "bulk".into(),
            ..Signs::default()
        }),
        Class::Quarantine(_)
    ));
}

#[test]
fn another_installations_marker_is_no_loop() {
    let signs = Signs {
        markers: vec!["7@other.example".into()],
        ..Signs::default()
    };
    assert_eq!(class(&ParsedMail { signs, ..mail() }), Class::Person);
}

#[test]
fn our_own_address_as_sender_is_kept_aside() {
    for from in ["support@desk.example", "support+abc@desk.example"] {
        let forged = ParsedMail {
            from_address: from.into(),
            ..mail()
        };
        assert!(matches!(class(&forged), Class::Quarantine(_)), "{from}");
    }
    let nobody = ParsedMail {
        from_address: String::new(),
        ..mail()
    };
    assert!(matches!(class(&nobody), Class::Quarantine(_)));
}

#[test]
fn tokens_come_from_our_addresses_and_our_ids() {
    let token = "0123456789abcdef0123456789";
    let own = ["support@desk.example".to_string()];
    let by_address = ParsedMail {
        recipients: vec![
            format!("support+{token}@desk.example"),
            format!("x+{}@evil.example", "f".repeat(26)),
        ],
        ..mail()
    };
    assert_eq!(tokens(&by_address, &own), [token]);
    let by_id = ParsedMail {
        in_reply_to: vec![format!("0198c0ffee.{token}@desk.example")],
        ..mail()
    };
    assert_eq!(tokens(&by_id, &own), [token]);
    assert!(tokens(&mail(), &own).is_empty());
}

#[test]
fn ids_are_asked_in_order() {
    let answer = ParsedMail {
        in_reply_to: vec!["c".into()],
        references: vec!["a".into(), "b".into(), "c".into()],
        ..mail()
    };
    assert_eq!(answered_ids(&answer), ["c", "b", "a"]);
}

#[test]
fn subjects() {
    assert_eq!(subject_number("Re: [#1042] Printer", ""), Some(1042));
    assert_eq!(
        subject_number("Re: [ACME#1042] Printer", "ACME"),
        Some(1042)
    );
    assert_eq!(subject_number("Re: [ACME#1042] Printer", ""), None);
    assert_eq!(subject_number("[#] [#99999999999999999999999]", ""), None);
    assert_eq!(ticket_subject("AW: Re: [#1042] Printer", ""), "Printer");
    assert_eq!(ticket_subject("Re: ", ""), "(no subject)");
    assert_eq!(ticket_subject("Regarding: x", ""), "Regarding: x");
    assert!(is_forward("WG: Angebot") && !is_forward("Re: Angebot"));
    assert_eq!(
        name_from_address("anna-lena.berg@x.example"),
        "Anna Lena Berg"
    );
}
