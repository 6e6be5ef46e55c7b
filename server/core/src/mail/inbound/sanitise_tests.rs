//! Hostile and ordinary HTML and text: what a page may show of it (attacks C05, C06, C07, C15).
#![allow(clippy::unwrap_used)]

use super::body::{body, html_of};
use super::parse::ParsedMail;
use super::quotes_text;
use super::sanitise::{Pictures, Wishes, remote_pictures, safe_html};
use proptest::prelude::*;
use std::collections::HashMap;

fn safe(html: &str) -> String {
    safe_html(html, &Wishes::default()).unwrap_or_default()
}

fn answer(html: &str) -> String {
    let wishes = Wishes {
        strip_quotes: true,
        ..Wishes::default()
    };
    safe_html(html, &wishes).unwrap_or_default()
}

/// What may never be in anything we show.
fn assert_harmless(html: &str) {
    let lower = html.to_lowercase();
    for tag in super::markup::tags(&lower) {
        assert!(
            ![
                "script", "style", "svg", "math", "iframe", "object", "embed", "form", "input",
                "base", "meta", "link", "title", "textarea", "template"
            ]
            .contains(&tag.name),
            "<{}> in {html}",
            tag.name
        );
        for name in [
            "onload",
            "onerror",
            "onclick",
            "onmouseover",
            "onfocus",
            "onbegin",
            "style",
            "srcdoc",
            "background",
            "formaction",
            "class",
            "id",
        ] {
            assert_eq!(
                super::markup::attribute(tag.attributes, name),
                None,
                "{name} in {html}"
            );
        }
        for name in ["href", "src"] {
            let Some(value) = super::markup::attribute(tag.attributes, name) else {
                continue;
            };
            let value: String = value
                .chars()
                .filter(|c| !c.is_whitespace() && !c.is_control())
                .collect();
            let fine = ["http://", "https://", "mailto:", "tel:", "/attachments/"];
            assert!(
                fine.iter().any(|start| value.starts_with(start)),
                "{name}={value} in {html}"
            );
            assert!(
                name != "src" || value.starts_with("/attachments/"),
                "remote picture in {html}"
            );
        }
    }
}

#[test]
fn active_content_goes() {
    for hostile in [
        "<script>alert(1)</script>x",
        "<img src=x onerror=alert(1)>x",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=\"java\tscript:alert(1)\">x</a>",
        "<a href=\"&#106;avascript:alert(1)\">x</a>",
        "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
        "<svg><animate onbegin=alert(1) attributeName=x></svg>x",
        "<svg><style><img src=x onerror=alert(1)></style></svg>x",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">x",
        "<math><annotation-xml encoding=\"text/html\"><style><img src=x onerror=alert(1)></style></annotation-xml></math>x",
        "<base href=\"https://evil.example/\"><a href=\"/x\">x</a>",
        "<meta http-equiv=refresh content=\"0;url=https://evil.example\">x",
        "<form action=https://evil.example><input name=password><button>x</button></form>",
        "<div style=\"position:fixed;top:0;left:0;width:100%;background:url(https://evil.example/x)\">x</div>",
        "<style>@import url(https://evil.example/x.css)</style>x",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">x",
        "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>x",
        "<a href=\"/sign-out\">x</a><img src=\"/attachments/0\">",
        "<template><script>alert(1)</script></template>x",
        "<p class=\"gmail_quote\" onclick=alert(1)>x</p>",
        "<textarea></textarea><script>alert(1)</script>x",
    ] {
        let shown = safe(hostile);
        assert_harmless(&shown);
        assert!(!shown.contains("alert(1)</script"), "{hostile} -> {shown}");
        assert!(!shown.contains("/sign-out"), "{shown}");
    }
}

#[test]
fn remote_pictures_are_not_loaded() {
    let shown = safe(
        "<p>Hi</p><img src=\"https://track.example/p.gif\" width=1><img src=\"https://x.example/l.png\" alt=\"Our logo\">",
    );
    assert!(
        !shown.contains("track.example") && !shown.contains("<img"),
        "{shown}"
    );
    assert!(shown.contains("[picture not loaded: Our logo]"), "{shown}");
}

#[test]
fn c06_pictures_of_others_come_from_us_when_asked_for() {
    let html = "<img src=cid:x><img src=HTTPS://a.example/1.png alt='One \"><script>'><img src=\"javascript:x\"><img src=\"http://b.example/p.gif\"><img src=\"//c.example/d.png\">";
    assert_eq!(
        remote_pictures(html),
        ["HTTPS://a.example/1.png", "http://b.example/p.gif"]
    );
    let wishes = Wishes {
        pictures: Pictures {
            remote: Some("/mail/7/pictures/".into()),
            ..Pictures::default()
        },
        ..Wishes::default()
    };
    let shown = safe_html(html, &wishes).unwrap();
    assert!(shown.contains("src=\"/mail/7/pictures/0\""), "{shown}");
    assert!(shown.contains("src=\"/mail/7/pictures/1\""), "{shown}");
    assert!(!shown.contains("example"), "{shown}");
    assert!(!shown.contains("<script"), "{shown}");
}

#[test]
fn pictures_of_the_mail_are_shown_from_their_attachment() {
    let pictures = Pictures {
        attached: HashMap::from([("a@b".to_string(), "/attachments/42".to_string())]),
        remote: None,
    };
    let wishes = Wishes {
        pictures,
        ..Wishes::default()
    };
    let shown = safe_html(
        "<img src=\"cid:a@b\" alt='\"><script>'><img src=cid:unknown>",
        &wishes,
    )
    .unwrap();
    assert!(shown.contains("src=\"/attachments/42\""), "{shown}");
    assert!(
        !shown.contains("cid:") && !shown.contains("<script"),
        "{shown}"
    );
}

#[test]
fn headings_and_empty_links_do_not_disturb_the_page() {
    let shown =
        safe("<h1>Big</h1><a href=\"https://a.example\"><img src=https://a.example/x.png></a>");
    assert_eq!(shown, "<p><strong>Big</strong></p>");
}

#[test]
fn quotes_of_the_usual_mailers_go() {
    for (name, html) in [
        (
            "gmail",
            "<div>My answer</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">On Mon wrote:</div><blockquote>Old words</blockquote></div>",
        ),
        (
            "thunderbird",
            "<p>My answer</p><div class=\"moz-cite-prefix\">Am 1.2.2026 schrieb Ann:</div><blockquote type=\"cite\">Old words</blockquote>",
        ),
        (
            "thunderbird, below",
            "<div class=\"moz-cite-prefix\">On 1 Feb Ann wrote:</div><blockquote type=cite>Old words</blockquote><p>My answer</p>",
        ),
        (
            "apple",
            "<div>My answer</div><div><blockquote type=\"cite\"><div>On 1 Feb 2026, at 10:00, Ann wrote:</div><div>Old words</div></blockquote></div>",
        ),
        (
            "outlook",
            "<div class=WordSection1><p>My answer</p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in'><p><b>From:</b> Ann</p></div></div><p>Old words</p></div>",
        ),
        (
            "outlook web",
            "<div>My answer</div><div id=\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\"><b>From:</b> Ann</div><div>Old words</div>",
        ),
        (
            "outlook web, no mark before",
            "<div>My answer</div><hr style=\"width:98%\"><div id=\"divRplyFwdMsg\"><b>Von:</b> Ann</div><div>Old words</div>",
        ),
        (
            "yahoo",
            "<div>My answer</div><div class=\"yahoo_quoted\">Old words</div>",
        ),
        (
            "ours",
            "<div>My answer</div><p>On 3 Feb 2026 Desk wrote:</p><div>## Reply above this line ##</div><div>Old words</div>",
        ),
    ] {
        let shown = answer(html);
        assert!(shown.contains("My answer"), "{name}: {shown}");
        assert!(!shown.contains("Old words"), "{name}: {shown}");
        assert!(
            !shown.contains("wrote:") && !shown.contains("schrieb"),
            "{name}: {shown}"
        );
    }
}

#[test]
fn what_is_all_quote_stays_whole() {
    let shown = answer("<blockquote type=cite>Old words</blockquote>");
    assert!(shown.contains("Old words"));
    assert_eq!(quotes_text::strip("> Old words\n"), "");
    let mail = ParsedMail {
        text: Some("> Old words".into()),
        ..ParsedMail::default()
    };
    assert!(
        body(&mail, true, Pictures::default())
            .text
            .contains("Old words")
    );
}

#[test]
fn a_forward_keeps_what_it_forwards() {
    let mail = ParsedMail {
        subject: "Fwd: offer".into(),
        text: Some("See below\n\nOn 1 Feb 2026 Ann wrote:\n> The offer".into()),
        ..ParsedMail::default()
    };
    assert!(
        body(&mail, true, Pictures::default())
            .text
            .contains("The offer")
    );
}

#[test]
fn text_quotes_in_many_languages_go() {
    for (name, text) in [
        (
            "en",
            "My answer\n\nOn Mon, 23 Nov 2026 at 20:00, Ann <a@b.co> wrote:\n> Old words\n> more",
        ),
        (
            "en wrapped",
            "My answer\n\nOn Mon, 23 Nov 2026 at 20:00, Ann Longname\n<ann.longname@client.example> wrote:\n\n> Old words",
        ),
        (
            "de",
            "My answer\n\nAm Mo., 23. Nov. 2026 um 20:00 Uhr schrieb Ann <a@b.co>:\n> Old words",
        ),
        (
            "fr",
            "My answer\n\nLe lun. 23 nov. 2026 à 20:00, Ann <a@b.co> a écrit :\n> Old words",
        ),
        (
            "es",
            "My answer\n\nEl lun, 23 nov 2026 a las 20:00, Ann (<a@b.co>) escribió:\n> Old words",
        ),
        (
            "it",
            "My answer\n\nIl giorno lun 23 nov 2026 alle ore 20:00 Ann ha scritto:\n> Old words",
        ),
        (
            "outlook",
            "My answer\n\n-----Original Message-----\nFrom: Ann\nSent: Monday\nTo: Desk\nSubject: x\n\nOld words",
        ),
        (
            "outlook de",
            "My answer\n\nVon: Ann\nGesendet: Montag, 23. November 2026 20:00\nAn: Desk\nBetreff: x\n\nOld words",
        ),
        (
            "mobile",
            "My answer\n\n________________________________\nFrom: Ann <a@b.co>\nSent: Monday, 23 November 2026\nTo: Desk\n\nOld words",
        ),
        (
            "no marks",
            "My answer\n\nOn 23 Nov 2026, at 20:00, Ann <a@b.co> wrote:\n\nOld words",
        ),
        (
            "ours",
            "My answer\n\n## Reply above this line ##\n\nOld words",
        ),
        ("signature", "My answer\n-- \nOld words\nphone"),
        (
            "below",
            "On 23 Nov 2026, Ann wrote:\n> Old words\n\nMy answer",
        ),
        (
            "below ours",
            "On 23 Nov 2026, Desk wrote:\n> ## Reply above this line ##\n> Old words\n\nMy answer",
        ),
        (
            "between",
            "On 23 Nov 2026, Ann wrote:\n> Old words\n\nMy answer\n\n> Old words again",
        ),
    ] {
        let kept = quotes_text::strip(text);
        assert_eq!(kept, "My answer", "{name}");
    }
}

#[test]
fn ordinary_words_are_not_mistaken_for_quotes() {
    for text in [
        "From: what I see the printer is broken.\nIt has been so for days.",
        "On Monday I wrote a report about it.",
        "Steps:\n--- a\n+++ b\nDone",
        "Le wifi ne marche pas.",
    ] {
        assert_eq!(quotes_text::strip(text), text);
    }
}

#[test]
fn text_becomes_html_with_links() {
    assert_eq!(
        html_of("a <b>\nc\n\nsee (https://x.example/?a=1&b=2)."),
        "<p>a &lt;b&gt;<br>c</p><p>see (<a href=\"https://x.example/?a=1&amp;b=2\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">https://x.example/?a=1&amp;b=2</a>).</p>"
    );
    assert_harmless(&html_of(
        "https://x.example/\"onclick=alert(1) <script>alert(1)</script>",
    ));
}

#[test]
fn html_built_to_exhaust_the_parser_is_shown_as_text() {
    let deep = "<div>".repeat(60_000);
    assert_eq!(safe_html(&deep, &Wishes::default()), None);
    let formats: String = (0..1_500).map(|i| format!("<font a={i}>")).collect();
    let bomb = format!("{formats}{}", "<p>x</p>".repeat(50_000));
    assert_eq!(safe_html(&bomb, &Wishes::default()), None);
}

/// Every fixture with bytes changed, cut, doubled and swapped: read, shown, never a panic. Prints
/// how long that takes, for `docs/mail.md`.
#[test]
fn mutated_mails_are_read_or_refused() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/mail");
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below.max(1) as u64) as usize
    };
    let mut times = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let original = std::fs::read(entry.unwrap().path()).unwrap();
        for _ in 0..100 {
            let mut raw = original.clone();
            for _ in 0..=next(8) {
                let (at, to) = (next(raw.len()), next(raw.len()));
                match next(5) {
                    0 => raw[at] = next(256) as u8,
                    1 => raw.truncate(at.max(1)),
                    2 => raw.swap(at, to),
                    3 => {
                        let piece = raw[at.min(to)..at.max(to)].to_vec();
                        raw.extend_from_slice(&piece);
                    }
                    _ => raw.insert(at, b"\r\n<>=?-:\0\xff"[next(10)]),
                }
            }
            let started = std::time::Instant::now();
            if let Ok(mail) = super::parse::parse(&raw) {
                assert_harmless(&body(&mail, true, Pictures::default()).html);
                assert!(!mail.subject.chars().any(char::is_control));
            }
            times.push(started.elapsed());
        }
    }
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 1_000];
    println!(
        "{} mails: p50 {:?}, p99 {:?}, longest {:?}",
        times.len(),
        at(500),
        at(990),
        at(1_000)
    );
    assert!(
        at(1_000) < std::time::Duration::from_secs(5),
        "{:?}",
        at(1_000)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn random_html_is_harmless(html in "[<>/a-z\"'= &;#:!\\-]{0,300}") {
        assert_harmless(&safe(&html));
        assert_harmless(&answer(&html));
    }

    #[test]
    fn pieces_of_html_are_harmless(pieces in proptest::collection::vec(
        prop::sample::select(vec![
            "<script>", "</script>", "<svg>", "<math>", "<style>", "</style>", "<!--", "-->", "<img src=x onerror=a>",
            "<div class=gmail_quote>", "</div>", "<blockquote type=cite>", "</blockquote>", "<a href=javascript:x>", "</a>",
            "<table>", "<td>", "<p>", "words", "<div id=divRplyFwdMsg>", "<noscript>", "<title>", "<textarea>", "\"", "'", "&lt;", "<h2>",
            "<div style='border-top:solid #E1E1E1 1.0pt'>", "## Reply above this line ##", "On 1 Feb Ann wrote:",
        ]), 0..30))
    {
        let html = pieces.concat();
        assert_harmless(&safe(&html));
        assert_harmless(&answer(&html));
    }

    #[test]
    fn any_text_can_be_stripped_and_shown(text in "(.|\n|> |On 1 wrote:\n|-- \n){0,200}") {
        let _ = quotes_text::strip(&text);
        assert_harmless(&html_of(&text));
    }
}
