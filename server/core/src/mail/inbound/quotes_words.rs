//! The words by which mailers announce the old mail below an answer, in the languages of our
//! clients' mailers. Decisions about single lines; `quotes_text` puts them together.

/// Words between the dashes above an old mail, in lower case.
const ORIGINAL: &[&str] = &[
    "original message",
    "original appointment",
    "ursprüngliche nachricht",
    "originalnachricht",
    "message d'origine",
    "message original",
    "mensaje original",
    "messaggio originale",
    "oorspronkelijk bericht",
    "mensagem original",
    "ursprungligt meddelande",
    "oprindelig meddelelse",
    "pôvodná správa",
    "wiadomość oryginalna",
];

/// What a line at the head of an old mail names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    From,
    Date,
    To,
    Cc,
    Subject,
}

const LABELS: &[(Label, &[&str])] = &[
    (
        Label::From,
        &["from", "von", "de", "da", "van", "från", "fra", "od"],
    ),
    (
        Label::Date,
        &[
            "sent",
            "date",
            "gesendet",
            "datum",
            "envoyé",
            "enviado",
            "enviado el",
            "enviada",
            "enviada em",
            "enviado em",
            "fecha",
            "inviato",
            "data",
            "verzonden",
            "skickat",
            "sendt",
            "wysłano",
            "odesláno",
        ],
    ),
    (
        Label::To,
        &[
            "to", "an", "à", "a", "para", "aan", "till", "til", "do", "komu",
        ],
    ),
    (Label::Cc, &["cc", "kopie", "copie", "kopia"]),
    (
        Label::Subject,
        &[
            "subject",
            "betreff",
            "objet",
            "asunto",
            "oggetto",
            "onderwerp",
            "assunto",
            "ämne",
            "emne",
            "temat",
            "předmět",
        ],
    ),
];

/// The label and the value of a header line as mailers quote it: `Von: Desk <…>`, `*Sent:* …`.
pub(super) fn label(line: &str) -> Option<(Label, &str)> {
    let (name, value) = line.split_once(':')?;
    if name.len() > 24 {
        return None;
    }
    let name = name.replace(['*', '\u{A0}'], " ").trim().to_lowercase();
    let found = LABELS
        .iter()
        .find(|(_, names)| names.contains(&name.as_str()))?;
    Some((found.0, value.trim_matches(['*', ' ', '\u{A0}'])))
}

/// `-----Original Message-----`
pub(super) fn announces_original(line: &str) -> bool {
    if !(line.starts_with("--") || line.starts_with("__")) || line.len() > 120 {
        return false;
    }
    let lower = line.to_lowercase().replace('\u{2019}', "'");
    let words = lower.trim_matches(|c: char| matches!(c, '-' | '_' | ' '));
    ORIGINAL.contains(&words)
}

/// A line drawn across the mail.
pub(super) fn is_ruler(line: &str) -> bool {
    line.len() >= 10 && line.chars().all(|c| matches!(c, '-' | '_'))
}

/// How an attribution begins and how it ends, where the verb stands last.
const VERB_LAST: &[(&str, &[&str])] = &[
    ("on ", &["wrote", "writes"]),
    ("le ", &["a écrit"]),
    ("el ", &["escribió", "escribio"]),
    ("il ", &["ha scritto", "scrisse"]),
    ("op ", &["geschreven"]),
    ("em ", &["escreveu"]),
    ("no dia ", &["escreveu"]),
    ("a ", &["escreveu"]),
    ("am ", &["geschrieben"]),
    ("dne ", &["napsal", "napsal(a)", "napsala"]),
    ("w dniu ", &["napisał", "napisał(a)", "pisze"]),
    ("dnia ", &["napisał", "napisał(a)"]),
];

/// The same where the name follows the verb.
const VERB_INSIDE: &[(&str, &str)] = &[
    ("am ", " schrieb "),
    ("op ", " schreef "),
    ("den ", " skrev "),
    ("le ", " a écrit "),
];

/// Verbs between a name and a date: `Desk <…> schrieb am Mo. 23. Nov. 2026 um 10:15:`
const NAME_FIRST: &[&str] = &[
    " schrieb am ",
    " wrote on ",
    " a écrit le ",
    " escribió el ",
    " ha scritto il ",
    " schreef op ",
    " escreveu em ",
];

/// Longest attribution: a name, an address and a date.
pub(super) const MAX_ATTRIBUTION: usize = 400;

/// Whether a line announces a quote: "On … wrote:" and its sisters. A sentence of the writer
/// ("On Monday I wrote:") has no date with digits in it.
pub(super) fn is_attribution(line: &str) -> bool {
    if line.len() > MAX_ATTRIBUTION * 2 {
        return false;
    }
    let lower = line.trim().trim_start_matches('>').trim().to_lowercase();
    let (words, colon) = match lower.strip_suffix(':') {
        Some(words) => (words.trim_end(), true),
        None => (lower.as_str(), false),
    };
    if lower.chars().count() > MAX_ATTRIBUTION || !has_date(&lower) {
        return false;
    }
    let last = VERB_LAST.iter().any(|(start, ends)| {
        words.starts_with(start) && ends.iter().any(|end| words.ends_with(end))
    });
    let inside = || {
        VERB_INSIDE
            .iter()
            .any(|(start, verb)| words.starts_with(start) && words.contains(verb))
    };
    let name_first = || words.contains('@') && NAME_FIRST.iter().any(|verb| words.contains(verb));
    last || (colon && (inside() || name_first() || is_old_gmail(words)))
}

/// `2026-11-23 10:15 GMT+01:00 Desk <support@desk.example>:`
fn is_old_gmail(words: &str) -> bool {
    let bytes = words.as_bytes();
    bytes.len() > 10
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && bytes[4] == b'-'
        && words.ends_with('>')
        && words.contains('@')
}

/// A year, or two digits with a mark of dates or times between them.
fn has_date(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.windows(3).any(|three| {
        three[0].is_ascii_digit()
            && matches!(three[1], b':' | b'.' | b'/' | b'-' | b'h')
            && three[2].is_ascii_digit()
    }) || bytes
        .windows(4)
        .any(|four| four.iter().all(u8::is_ascii_digit))
}

/// Lines that a device or an app writes below an answer.
const APP_LINES: &[&str] = &[
    "sent from my ",
    "sent from mail",
    "sent from outlook",
    "sent from yahoo",
    "sent from samsung",
    "sent via ",
    "sent with proton",
    "sent with ",
    "get outlook for ",
    "von meinem ",
    "von meiner ",
    "von outlook ",
    "gesendet von ",
    "gesendet mit der ",
    "gesendet mit ",
    "holen sie sich outlook ",
    "outlook für ",
    "diese nachricht wurde von mein",
    "envoyé de mon ",
    "envoyé depuis ",
    "envoyé à partir de ",
    "télécharger outlook ",
    "obtenez outlook ",
    "obtenir outlook ",
    "provenance : ",
    "provenance: ",
    "enviado desde ",
    "enviado do ",
    "enviado a partir d",
    "obtener outlook ",
    "obtén outlook ",
    "obter o outlook ",
    "inviato da ",
    "inviato dal mio ",
    "scarica outlook ",
    "ottieni outlook ",
    "verstuurd vanaf ",
    "verzonden vanaf ",
    "verzonden vanuit ",
    "outlook voor ",
    "downloaden outlook ",
];

/// "Sent from my iPhone" and its sisters: not words of the writer.
pub(super) fn is_app_line(line: &str) -> bool {
    let line = line.trim();
    if line.is_empty() || line.len() > 200 || line.ends_with(['?', ':']) {
        return false;
    }
    let lower = line.to_lowercase();
    let german = lower.starts_with("von mein") && !lower.contains("gesendet");
    let beginning = APP_LINES.iter().any(|words| lower.starts_with(words));
    beginning && !german && lower.split_whitespace().count() <= 18
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_attributions_from_sentences() {
        for line in [
            "On Mon, 23 Nov 2026 at 10:15, Desk <support@desk.example> wrote:",
            "Am 23.11.26 um 10:15 schrieb Desk:",
            "Le 23/11/2026 à 10:15, Desk a écrit :",
            "El 23/11/2026 a las 10:15, Desk escribió:",
            "Il giorno lun 23 nov 2026 alle ore 10:15 Desk <a@b.co> ha scritto:",
            "Desk <a@b.co> schrieb am Mo. 23. Nov. 2026 um 10:15:",
            "2026-11-23 10:15 GMT+01:00 Desk <a@b.co>:",
        ] {
            assert!(is_attribution(line), "{line}");
        }
        for line in [
            "On Monday I wrote:",
            "On Monday I wrote about 3 things:",
            "Am Montag schrieb ich 3 Dinge:",
            "Le bureau 12 a écrit un mot.",
            "",
        ] {
            assert!(!is_attribution(line), "{line}");
        }
    }

    #[test]
    fn knows_headers_in_five_languages() {
        assert_eq!(label("De\u{A0}: Desk"), Some((Label::From, "Desk")));
        assert_eq!(label("*Gesendet:* Montag"), Some((Label::Date, "Montag")));
        assert_eq!(label("Oggetto: x: y"), Some((Label::Subject, "x: y")));
        assert_eq!(label("Hello: you"), None);
    }

    #[test]
    fn a_question_about_a_phone_is_no_app_line() {
        assert!(is_app_line("Von meinem Galaxy gesendet"));
        assert!(is_app_line("Get Outlook for iOS<https://aka.ms/o0ukef>"));
        assert!(!is_app_line("Von meinem Kollegen kam nichts"));
        assert!(!is_app_line("Sent from my phone, did you get it?"));
    }
}
