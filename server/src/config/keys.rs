//! The keys: of the installation's secrets and of its backups.

use super::Environment;
use super::reader::Reader;
use secrecy::SecretBox;

/// The key of development and testing. Public on purpose, and refused elsewhere.
const DEVELOPMENT_KEY: [u8; 32] = *b"nestogy development key - public";

pub(super) fn secret_key(reader: &mut Reader<'_>, environment: Environment) -> SecretBox<[u8; 32]> {
    let names = ["NESTOGY_SECRET_KEY", "NESTOGY_SECRET_KEY_FILE"];
    let complaints = reader.problems.len();
    let key = key(reader, names, environment);
    let silent = reader.problems.len() == complaints;
    if key.is_none() && silent && environment.is_public() {
        reader.complain(names[0], "set 64 hexadecimal digits: openssl rand -hex 32");
    }
    SecretBox::new(Box::new(key.unwrap_or(DEVELOPMENT_KEY)))
}

/// The key of the backups has no default: whoever does not make any needs none.
pub(super) fn backup_key(
    reader: &mut Reader<'_>,
    environment: Environment,
) -> Option<SecretBox<[u8; 32]>> {
    let names = ["NESTOGY_BACKUP_KEY", "NESTOGY_BACKUP_KEY_FILE"];
    let key = key(reader, names, environment)?;
    Some(SecretBox::new(Box::new(key)))
}

/// A key from a variable, or from the file that another one names. `None`: neither is set, or what
/// is set cannot be used, which has been complained of then.
fn key(
    reader: &mut Reader<'_>,
    [direct, file]: [&'static str; 2],
    environment: Environment,
) -> Option<[u8; 32]> {
    let (variable, text) = match (reader.optional(direct), reader.optional(file)) {
        (Some(_), Some(_)) => {
            reader.complain(file, format!("set this or {direct}, not both"));
            return None;
        }
        (Some(text), None) => (direct, text),
        (None, Some(path)) => match std::fs::read_to_string(&path) {
            Ok(text) => (file, text.trim().to_string()),
            Err(error) => {
                reader.complain(file, format!("the file cannot be read: {error}"));
                return None;
            }
        },
        (None, None) => return None,
    };
    let key = checked_key(&text, environment);
    key.map_err(|message| reader.complain(variable, message))
        .ok()
}

fn checked_key(text: &str, environment: Environment) -> Result<[u8; 32], &'static str> {
    let mut key = [0; 32];
    hex::decode_to_slice(text, &mut key)
        .map_err(|_| "set exactly 64 hexadecimal digits: openssl rand -hex 32")?;
    // A random key has some thirty different bytes; a typed one has few.
    let different = key.iter().collect::<std::collections::BTreeSet<_>>().len();
    if environment.is_public() && (key == DEVELOPMENT_KEY || different < 16) {
        return Err("this key is known or typed by hand; make a random one: openssl rand -hex 32");
    }
    Ok(key)
}
