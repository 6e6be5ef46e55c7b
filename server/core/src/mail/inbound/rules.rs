//! What a mail is, and whether it may become a ticket: pure decisions.

use super::parse::ParsedMail;

/// What our own side knows, for the decision about one mail.
#[derive(Debug, Clone, Default)]
pub(super) struct Known<'a> {
    /// The marker our mails of this tenant carry.
    pub marker: &'a str,
    /// The Message-ID is one that we sent.
    pub sent_by_us: bool,
    /// Addresses of the tenant's mailboxes, lower case.
    pub own_addresses: &'a [String],
}

/// What to do with a mail before anyone asks who sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A person wrote it.
    Person,
    /// A program wrote it (a backup report): a ticket, but nothing is answered, and it does not
    /// touch an existing ticket.
    Machine,
    /// A report about a mail of ours; never a ticket.
    Bounce,
    /// Set aside for good, with the reason.
    Dismiss(&'static str),
    /// Kept for a person to decide, with the reason.
    Quarantine(&'static str),
}

/// Loops, bounces and out-of-office notes never create or reopen a ticket.
pub(super) fn classify(mail: &ParsedMail, known: &Known<'_>) -> Class {
    let signs = &mail.signs;
    if known.sent_by_us || signs.markers.iter().any(|marker| marker == known.marker) {
        return Class::Dismiss("A mail of our own that came back");
    }
    if is_bounce(mail) {
        return Class::Bounce;
    }
    if is_auto_reply(mail) {
        return Class::Dismiss("An automatic reply (out of office)");
    }
    if mail.from_address.is_empty() {
        return Class::Quarantine("It has no readable sender");
    }
    if known
        .own_addresses
        .contains(&without_tag(&mail.from_address))
    {
        return Class::Quarantine("The sender is one of our own mailboxes: forged, or forwarded");
    }
    if signs.has_list_id || matches!(signs.precedence.as_str(), "list" | "bulk" | "junk") {
        return Class::Quarantine("It comes from a mailing list");
    }
    if !matches!(signs.auto_submitted.as_str(), "" | "no") {
        return Class::Machine;
    }
    Class::Person
}

fn is_bounce(mail: &ParsedMail) -> bool {
    let local = mail.from_address.split('@').next().unwrap_or_default();
    let postmaster = matches!(local, "mailer-daemon" | "postmaster" | "mail-daemon");
    let subject = mail.subject.to_lowercase();
    let says_so = [
        "undeliver",
        "delivery status notification",
        "delivery failure",
        "returned mail",
        "mail delivery failed",
        "failure notice",
        "unzustellbar",
        "non remis",
        "no se puede entregar",
    ]
    .iter()
    .any(|word| subject.contains(word));
    mail.signs.delivery_report
        || (postmaster && (mail.signs.empty_return_path || says_so))
        || (mail.signs.empty_return_path && says_so)
}

fn is_auto_reply(mail: &ParsedMail) -> bool {
    let signs = &mail.signs;
    let submitted = signs
        .auto_submitted
        .split([';', ' '])
        .next()
        .unwrap_or_default();
    submitted == "auto-replied"
        || signs.auto_responder
        || matches!(signs.precedence.as_str(), "auto_reply" | "auto-reply")
        || starts_as_auto_reply(&mail.subject)
}

fn starts_as_auto_reply(subject: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "automatic reply:",
        "auto reply:",
        "autoreply:",
        "auto-reply:",
        "auto:",
        "out of office",
        "out of the office",
        "automatische antwort",
        "abwesenheitsnotiz",
        "abwesend:",
        "réponse automatique",
        "absence du bureau",
        "respuesta automática",
        "fuera de la oficina",
        "risposta automatica",
        "fuori ufficio",
        "automatisch antwoord",
        "afwezigheid:",
        "resposta automática",
        "autosvar:",
        "odpowiedź automatyczna",
    ];
    let subject = subject.trim().to_lowercase();
    BEGINNINGS
        .iter()
        .any(|beginning| subject.starts_with(beginning))
}

/// `support+token@example.com` is the mailbox `support@example.com`.
pub(super) fn without_tag(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => {
            let local = local.split('+').next().unwrap_or(local);
            format!("{local}@{domain}")
        }
        None => address.to_string(),
    }
}

/// What might be a reply token: plus addresses of our mailboxes first, then the second part of
/// Message-IDs of the form we write.
pub(super) fn tokens(mail: &ParsedMail, own_addresses: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let mut add = |token: &str| {
        let token = token.to_lowercase();
        let fits = token.len() == 26 && token.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if fits && !found.contains(&token) && found.len() < 20 {
            found.push(token);
        }
    };
    for address in &mail.recipients {
        if let Some((local, _)) = address.rsplit_once('@')
            && let Some((_, tag)) = local.split_once('+')
            && own_addresses.contains(&without_tag(address))
        {
            add(tag);
        }
    }
    for id in answered_ids(mail) {
        let local = id.split('@').next().unwrap_or_default();
        if let Some((_, token)) = local.split_once('.') {
            add(token);
        }
    }
    found
}

/// The ids of the mails this one answers: In-Reply-To, then References newest first.
pub(super) fn answered_ids(mail: &ParsedMail) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for id in mail.in_reply_to.iter().chain(mail.references.iter().rev()) {
        if !found.contains(id) && found.len() < 30 {
            found.push(id.clone());
        }
    }
    found
}

/// The number in `[#1042]` or `[ACME-#1042]` of a subject, where it stands in an answer.
pub(super) fn subject_number(subject: &str, prefix: &str) -> Option<u64> {
    let opened = format!("[{prefix}#");
    let start = subject.find(&opened)? + opened.len();
    let (digits, _) = subject[start..].split_once(']')?;
    let plain =
        !digits.is_empty() && digits.len() <= 18 && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// A subject without the reply marks in front and our own number, for a new ticket.
pub(super) fn ticket_subject(subject: &str, prefix: &str) -> String {
    const MARKS: &[&str] = &[
        "re:", "aw:", "antw:", "antwort:", "sv:", "vs:", "odp:", "ref:", "r:", "res:", "rif:",
        "fwd:", "fw:", "wg:", "tr:", "rv:", "doorst:",
    ];
    let mut rest = subject.trim();
    loop {
        let lower = rest.to_lowercase();
        let Some(mark) = MARKS.iter().find(|mark| lower.starts_with(**mark)) else {
            break;
        };
        // The marks are ASCII, so lower-casing kept their length.
        rest = rest.get(mark.len()..).unwrap_or_default().trim_start();
    }
    let opened = format!("[{prefix}#");
    let cleaned = match (rest.find(&opened), rest.find(']')) {
        (Some(0), Some(end)) if subject_number(rest, prefix).is_some() => rest[end + 1..].trim(),
        _ => rest,
    };
    if cleaned.is_empty() {
        "(no subject)".to_string()
    } else {
        cleaned.to_string()
    }
}

/// Whether the sender passes something on: its "quotes" are the message.
pub(super) fn is_forward(subject: &str) -> bool {
    const MARKS: &[&str] = &[
        "fwd:", "fw:", "wg:", "tr:", "rv:", "doorst:", "i:", "enc:", "vb:",
    ];
    let lower = subject.trim().to_lowercase();
    MARKS.iter().any(|mark| lower.starts_with(mark))
}

/// A name for a contact who gave none: what stands before the at sign, in words.
pub(super) fn name_from_address(address: &str) -> String {
    let local = address.split('@').next().unwrap_or_default();
    let words: Vec<String> = local
        .split(['.', '_', '-', '+'])
        .filter(|word| !word.is_empty())
        .map(|word| {
            let mut chars = word.chars();
            match chars.next() {
                Some(first) => first.to_uppercase().chain(chars).collect(),
                None => String::new(),
            }
        })
        .collect();
    let name = words.join(" ");
    if name.is_empty() {
        address.to_string()
    } else {
        name
    }
}
