//! Which column fills which field, and what a row is in the words of the forms.

use app_types::Invalid;
use app_types::clients::{ClientInput, ClientKind, ClientStatus, ContactInput};
use app_types::imports::{ImportKind, ImportSettings};

/// Other names that columns have in the files of other programs.
const ALIASES: &[(&str, &str)] = &[
    ("company", "name"),
    ("companyname", "name"),
    ("organization", "name"),
    ("organisation", "name"),
    ("fullname", "name"),
    ("contact", "name"),
    ("telephone", "phone"),
    ("tel", "phone"),
    ("phonenumber", "phone"),
    ("cell", "mobile"),
    ("cellphone", "mobile"),
    ("web", "website"),
    ("url", "website"),
    ("homepage", "website"),
    ("mail", "email"),
    ("emailaddress", "email"),
    ("type", "kind"),
    ("state", "status"),
    ("comment", "notes"),
    ("comments", "notes"),
    ("note", "notes"),
    ("jobtitle", "title"),
    ("position", "title"),
    ("vipnote", "vip_note"),
    ("clientnumber", "client"),
    ("clientname", "client"),
    ("customer", "client"),
];

/// The same of tickets, where many words mean something else.
const TICKET_ALIASES: &[(&str, &str)] = &[
    ("title", "subject"),
    ("summary", "subject"),
    ("number", "reference"),
    ("id", "reference"),
    ("key", "reference"),
    ("ticket", "reference"),
    ("ticketid", "reference"),
    ("ticketnumber", "reference"),
    ("company", "client"),
    ("customer", "client"),
    ("organization", "client"),
    ("clientname", "client"),
    ("email", "contact"),
    ("requester", "contact"),
    ("contactemail", "contact"),
    ("state", "status"),
    ("kind", "type"),
    ("tickettype", "type"),
    ("queue", "board"),
    ("agent", "technician"),
    ("assignee", "technician"),
    ("assignedto", "technician"),
    ("owner", "technician"),
    ("date", "created"),
    ("createdat", "created"),
    ("opened", "created"),
    ("closedat", "closed"),
    ("resolved", "closed"),
    ("body", "description"),
    ("details", "description"),
    ("labels", "tags"),
];

/// A name without case, blanks and signs.
pub(super) fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The field that each column probably fills, none twice.
pub fn guess(kind: ImportKind, head: &[String]) -> Vec<String> {
    let mut taken: Vec<&str> = Vec::new();
    head.iter()
        .map(|name| {
            let name = plain(name);
            let alias = alias(kind, &name);
            let field = kind.fields().iter().find(|(key, label, _)| {
                plain(key) == name || plain(label) == name || Some(*key) == alias
            });
            match field {
                Some((key, ..)) if !taken.contains(key) => {
                    taken.push(key);
                    (*key).to_string()
                }
                _ => String::new(),
            }
        })
        .collect()
}

/// The field that a column has under another name.
fn alias(kind: ImportKind, name: &str) -> Option<&'static str> {
    let known = match kind {
        ImportKind::Contacts if name == "company" => return Some("client"),
        ImportKind::Clients | ImportKind::Contacts => ALIASES,
        ImportKind::Tickets => TICKET_ALIASES,
    };
    let found = known.iter().find(|(alias, _)| *alias == name);
    found.map(|(_, field)| *field)
}

/// Complains about a mapping that cannot be.
pub fn check(kind: ImportKind, settings: &ImportSettings, columns: usize) -> Result<(), Invalid> {
    let mut invalid = Invalid::new();
    if settings.mapping.len() != columns {
        invalid.add("", "The file has other columns now. Look at them again");
        return invalid.into_result();
    }
    let known = |key: &str| kind.fields().iter().any(|(known, ..)| *known == key);
    for (at, key) in settings
        .mapping
        .iter()
        .enumerate()
        .filter(|(_, key)| !key.is_empty())
    {
        if !known(key) {
            invalid.add(&format!("mapping[{at}]"), "Choose a field from the list");
        } else if settings.mapping.iter().take(at).any(|before| before == key) {
            invalid.add(&format!("mapping[{at}]"), "Another column fills this field");
        }
    }
    for (key, label, required) in kind.fields() {
        if *required && !settings.mapping.iter().any(|mapped| mapped == key) {
            invalid.add("", format!("Choose the column that fills {label}"));
        }
    }
    invalid.into_result()
}

/// The cell of a row that fills a field; empty where none does.
pub(super) fn cell<'a>(mapping: &[String], cells: &'a [String], key: &str) -> &'a str {
    let at = mapping.iter().position(|mapped| mapped == key);
    at.and_then(|at| cells.get(at)).map_or("", String::as_str)
}

/// A row as the form of a client would send it.
pub fn client(mapping: &[String], cells: &[String]) -> ClientInput {
    let get = |key| cell(mapping, cells, key).to_string();
    let kinds = ClientKind::ALL
        .iter()
        .map(|kind| (kind.as_str(), kind.label()));
    let statuses = ClientStatus::ALL
        .iter()
        .map(|status| (status.as_str(), status.label()));
    ClientInput {
        name: get("name"),
        kind: one_of(kinds, &get("kind")),
        status: one_of(statuses, &get("status")),
        phone: get("phone"),
        website: get("website"),
        account_manager: String::new(),
        notes: get("notes"),
        vip_note: get("vip_note"),
    }
}

/// The key of what was written as key or label, whatever the case; else what was written, which
/// the rules of the form then refuse.
pub(super) fn one_of(
    mut known: impl Iterator<Item = (&'static str, &'static str)>,
    written: &str,
) -> String {
    let wanted = plain(written);
    let found = known.find(|(key, label)| plain(key) == wanted || plain(label) == wanted);
    found.map_or_else(|| written.to_string(), |(key, _)| key.to_string())
}

/// A row as the form of a contact would send it, and the client as it was written.
///
/// # Errors
/// A word that is neither yes nor no.
pub fn contact(mapping: &[String], cells: &[String]) -> Result<(String, ContactInput), String> {
    let get = |key| cell(mapping, cells, key).to_string();
    let yes = |key| yes(&get(key));
    let input = ContactInput {
        name: get("name"),
        email: get("email"),
        phone: get("phone"),
        mobile: get("mobile"),
        title: get("title"),
        location: String::new(),
        primary: yes("primary")?,
        billing: yes("billing")?,
        technical: yes("technical")?,
        notes: get("notes"),
    };
    Ok((get("client"), input))
}

fn yes(word: &str) -> Result<bool, String> {
    match word.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" => Ok(true),
        "" | "no" | "n" | "false" | "0" => Ok(false),
        _ => Err("Write yes or no".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_string()).collect()
    }

    #[test]
    fn columns_are_known_by_their_usual_names_and_none_twice() {
        let head = texts(&["Company", "Tel.", "Web-Site", "Telephone", "Odd"]);
        assert_eq!(
            guess(ImportKind::Clients, &head),
            ["name", "phone", "website", "", ""]
        );
        let head = texts(&["Full Name", "E-mail address", "Company", "Job Title"]);
        assert_eq!(
            guess(ImportKind::Contacts, &head),
            ["name", "email", "client", "title"]
        );
        let head = texts(&["ID", "Title", "Company", "E-Mail", "Assigned to", "Date"]);
        assert_eq!(
            guess(ImportKind::Tickets, &head),
            [
                "reference",
                "subject",
                "client",
                "contact",
                "technician",
                "created"
            ]
        );
        // What our own export writes.
        let head = texts(&["Number", "Name", "Kind", "Status", "City", "Phone", "Tags"]);
        assert_eq!(
            guess(ImportKind::Clients, &head),
            ["", "name", "kind", "status", "", "phone", ""]
        );
    }

    #[test]
    fn a_mapping_fills_each_field_once_and_the_needed_ones_always() {
        let wrong = |kind, mapping: &[&str], columns| {
            let settings = ImportSettings {
                mapping: texts(mapping),
                ..ImportSettings::default()
            };
            let invalid = check(kind, &settings, columns).err().unwrap_or_default();
            let fields: Vec<String> = invalid.errors.into_iter().map(|e| e.field).collect();
            fields
        };
        assert!(wrong(ImportKind::Clients, &["name", ""], 2).is_empty());
        assert_eq!(wrong(ImportKind::Clients, &["", ""], 2), [""]);
        assert_eq!(
            wrong(ImportKind::Clients, &["name", "name"], 2),
            ["mapping[1]"]
        );
        assert_eq!(
            wrong(ImportKind::Clients, &["name", "tenant_id"], 2),
            ["mapping[1]"]
        );
        assert_eq!(wrong(ImportKind::Clients, &["name"], 2), [""]);
        assert_eq!(wrong(ImportKind::Contacts, &["name"], 1), [""]);
    }

    #[test]
    fn words_are_read_as_people_write_them() {
        let mapping = texts(&["name", "kind", "status"]);
        let input = client(&mapping, &texts(&["A", "FORMER client", "Suspended"]));
        assert_eq!(
            (input.kind.as_str(), input.status.as_str()),
            ("former", "suspended")
        );
        assert_eq!(client(&mapping, &texts(&["A", "whale"])).kind, "whale");
        assert_eq!(client(&mapping, &texts(&["A"])).kind, "");
        assert_eq!(
            (yes("Yes"), yes("x"), yes(" no".trim()), yes("")),
            (Ok(true), Ok(true), Ok(false), Ok(false))
        );
        assert!(yes("perhaps").is_err());
    }
}
