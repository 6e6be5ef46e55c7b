//! Decisions about mail domains, without I/O.

use crate::error::{Error, Result};

/// Domains at which anyone can have an address: owning one would file strangers' mail.
const PUBLIC: &[&str] = &[
    "126.com",
    "163.com",
    "alice.it",
    "aol.com",
    "arcor.de",
    "att.net",
    "bellsouth.net",
    "bigpond.com",
    "bluewin.ch",
    "bt.com",
    "btinternet.com",
    "charter.net",
    "comcast.net",
    "cox.net",
    "duck.com",
    "email.com",
    "fastmail.com",
    "fastmail.fm",
    "free.fr",
    "freenet.de",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hey.com",
    "home.nl",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.de",
    "hotmail.es",
    "hotmail.fr",
    "hotmail.it",
    "hushmail.com",
    "icloud.com",
    "inbox.com",
    "juno.com",
    "laposte.net",
    "libero.it",
    "live.co.uk",
    "live.com",
    "live.de",
    "live.fr",
    "live.nl",
    "mac.com",
    "mail.com",
    "mail.de",
    "mail.ru",
    "me.com",
    "msn.com",
    "naver.com",
    "ntlworld.com",
    "o2.pl",
    "onet.pl",
    "optonline.net",
    "orange.fr",
    "outlook.com",
    "outlook.de",
    "outlook.es",
    "outlook.fr",
    "pm.me",
    "posteo.de",
    "proton.me",
    "protonmail.ch",
    "protonmail.com",
    "qq.com",
    "rediffmail.com",
    "rocketmail.com",
    "rogers.com",
    "sbcglobal.net",
    "seznam.cz",
    "sfr.fr",
    "shaw.ca",
    "sky.com",
    "sympatico.ca",
    "t-online.de",
    "talktalk.net",
    "telenet.be",
    "terra.com.br",
    "tiscali.it",
    "tuta.com",
    "tutanota.com",
    "uol.com.br",
    "verizon.net",
    "videotron.ca",
    "virgilio.it",
    "virginmedia.com",
    "wanadoo.fr",
    "web.de",
    "windstream.net",
    "wp.pl",
    "xtra.co.nz",
    "yahoo.ca",
    "yahoo.co.in",
    "yahoo.co.jp",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.com.au",
    "yahoo.com.br",
    "yahoo.de",
    "yahoo.es",
    "yahoo.fr",
    "yahoo.it",
    "yandex.com",
    "yandex.ru",
    "ymail.com",
    "zoho.com",
];

/// Second-level labels under which a country registers names: `co.uk` is nobody's own domain.
const REGISTRY_LABELS: &[&str] = &[
    "ac", "co", "com", "edu", "gob", "gov", "gouv", "id", "info", "ltd", "me", "mil", "ne", "net",
    "nom", "or", "org", "plc", "sch",
];

/// A domain in its stored form: lower case, without `@`, scheme or final dot.
///
/// # Errors
/// [`Error::Invalid`] with the reason.
pub(super) fn check(typed: &str) -> Result<String> {
    let domain = normalise(typed);
    if domain.is_empty() {
        return Err(Error::invalid(
            "domain",
            "Enter a domain such as example.com",
        ));
    }
    if !looks_like_domain(&domain) {
        return Err(Error::invalid(
            "domain",
            "Enter a domain in the form example.com, without spaces",
        ));
    }
    if PUBLIC.contains(&domain.as_str()) {
        return Err(Error::invalid(
            "domain",
            format!(
                "Anyone can have an address at {domain}, so strangers' mail would be filed with this client. Add the people as contacts instead."
            ),
        ));
    }
    if is_registry(&domain) {
        return Err(Error::invalid(
            "domain",
            format!("{domain} belongs to nobody in particular. Enter the client's own domain."),
        ));
    }
    Ok(domain)
}

fn normalise(typed: &str) -> String {
    let lower = typed.trim().to_lowercase();
    let bare = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"))
        .unwrap_or(&lower);
    bare.trim_start_matches('@')
        .trim_end_matches('/')
        .trim_end_matches('.')
        .to_string()
}

/// Letters (of any script), digits and hyphens in at least two labels; RFC 1035 §2.3.4 lengths.
fn looks_like_domain(domain: &str) -> bool {
    let label_ok = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let labels: Vec<&str> = domain.split('.').collect();
    let last_is_number = labels
        .last()
        .is_some_and(|label| label.chars().all(|c| c.is_ascii_digit()));
    domain.len() <= 253
        && labels.len() >= 2
        && !last_is_number
        && labels.iter().all(|l| label_ok(l))
}

fn is_registry(domain: &str) -> bool {
    domain
        .split_once('.')
        .is_some_and(|(first, country)| country.len() == 2 && REGISTRY_LABELS.contains(&first))
}

/// `a.b.example.com` → itself and every parent of at least two labels.
pub(super) fn with_parents(domain: &str) -> Vec<String> {
    let domain = normalise(domain);
    if !looks_like_domain(&domain) {
        return Vec::new();
    }
    let labels: Vec<&str> = domain.split('.').collect();
    (0..labels.len() - 1)
        .map(|skip| labels[skip..].join("."))
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn domains_are_stored_in_one_form() {
        for (typed, stored) in [
            ("example.com", "example.com"),
            (" @Example.COM. ", "example.com"),
            ("https://example.com/", "example.com"),
            ("Bücher.example", "bücher.example"),
            ("sub.gmail.com.example", "sub.gmail.com.example"),
        ] {
            assert_eq!(check(typed).unwrap(), stored, "{typed}");
        }
    }

    #[test]
    fn what_is_nobodys_own_is_refused() {
        for bad in [
            "",
            " ",
            "example",
            "gmail.com",
            "GMail.com.",
            "@outlook.com",
            "co.uk",
            "com.au",
            "a b.com",
            "a..com",
            "-a.com",
            "a-.com",
            "1.2.3.4",
            "x.com\r\nBcc: y",
            "a.com\0",
            "<b>.com",
            "=cmd|.com",
            "\u{202e}moc.example",
            "a@b.com",
        ] {
            assert!(check(bad).is_err(), "{bad:?}");
        }
        assert!(check(&format!("{}.com", "a".repeat(64))).is_err());
        assert!(check(&format!("{}com", "a.".repeat(130))).is_err());
    }

    #[test]
    fn parents_come_after_their_children() {
        assert_eq!(
            with_parents("mail.eu.example.com"),
            ["mail.eu.example.com", "eu.example.com", "example.com"]
        );
        assert!(with_parents("localhost").is_empty());
    }

    proptest! {
        #[test]
        fn checking_twice_changes_nothing(typed in "[a-zA-Z0-9.@-]{1,40}") {
            if let Ok(domain) = check(&typed) {
                prop_assert_eq!(check(&domain).unwrap(), domain);
            }
        }
    }
}
