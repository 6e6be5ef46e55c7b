//! Passwords: what is good enough, and Argon2id.

use crate::error::{Error, Result};
use app_types::{FieldError, Invalid};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret, SecretString};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Semaphore;

/// Longer input is refused before it is hashed.
pub const MAX_BYTES: usize = 1_000;
pub const MIN_CHARS: usize = 8;

/// OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashing takes a core and 19 MiB: no more at once than there are cores.
static SLOTS: LazyLock<Semaphore> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    Semaphore::new(cores.max(2))
});
/// People waiting for a slot; beyond this many the next one is sent away.
const LONGEST_QUEUE: usize = 100;
static WAITING: AtomicUsize = AtomicUsize::new(0);

/// What an unknown account's password is compared with, so that it takes as long.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now(b"nobody").unwrap_or_default());

/// The result of comparing a password with a stored hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verified {
    pub matches: bool,
    /// The stored hash was made with other parameters than today's.
    pub outdated: bool,
}

/// Refuses what is too long to look at.
///
/// # Errors
/// [`Error::Invalid`] on field `password`.
pub(super) fn check_size(field: &str, password: &SecretString) -> Result<()> {
    if password.expose_secret().len() > MAX_BYTES {
        return Err(Error::invalid(
            field,
            format!("Shorten the password to {MAX_BYTES} bytes or fewer"),
        ));
    }
    Ok(())
}

/// Refuses a new password that is short or easy to guess. `context` are words an attacker would
/// try first: name, address, company. No rules about digits or signs, and nothing is cut.
///
/// # Errors
/// [`Error::Invalid`] on `field`, in words that say what to do.
pub fn check_new(field: &str, password: &SecretString, context: &[&str]) -> Result<()> {
    check_size(field, password)?;
    match complaint(password.expose_secret(), context) {
        Some(message) => Err(Error::Invalid(Invalid {
            errors: vec![FieldError {
                field: field.to_string(),
                message,
            }],
        })),
        None => Ok(()),
    }
}

fn complaint(password: &str, context: &[&str]) -> Option<String> {
    if password.chars().count() < MIN_CHARS {
        return Some(format!("Use {MIN_CHARS} characters or more"));
    }
    let words = context_words(context);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    // The estimate takes quadratic time; what comes after 100 characters only adds strength.
    let start: String = password.chars().take(100).collect();
    let entropy = zxcvbn::zxcvbn(&start, &words);
    if u8::from(entropy.score()) >= 2 {
        return None;
    }
    let hint = entropy
        .feedback()
        .and_then(|feedback| feedback.warning())
        .map(|warning| format!(" {warning}"))
        .unwrap_or_default();
    Some(format!(
        "Choose a password that is harder to guess, for example three or four unrelated words.{hint}"
    ))
}

/// The given texts and their words, lower-cased, and the product's name.
fn context_words(context: &[&str]) -> Vec<String> {
    let mut words = vec!["nestogy".to_string()];
    for text in context {
        let text = text.to_lowercase();
        let parts = text.split(|c: char| !c.is_alphanumeric());
        words.extend(parts.filter(|part| part.len() > 2).map(str::to_string));
        words.push(text);
    }
    words
}

/// # Errors
/// [`Error::RateLimited`] when too many wait for a slot.
pub(crate) async fn hash(password: SecretString) -> Result<String> {
    on_a_slot(move || hash_now(password.expose_secret().as_bytes())).await?
}

/// Compares; with `stored` = `None` it takes as long and never matches.
///
/// # Errors
/// [`Error::RateLimited`] when too many wait for a slot.
pub(super) async fn verify(password: SecretString, stored: Option<String>) -> Result<Verified> {
    on_a_slot(move || {
        let nobody = LazyLock::force(&NOBODY);
        let target = stored.as_deref().unwrap_or(nobody);
        let verified = compare(password.expose_secret().as_bytes(), target);
        Verified {
            matches: verified.matches && stored.is_some(),
            outdated: verified.outdated,
        }
    })
    .await
}

fn compare(password: &[u8], stored: &str) -> Verified {
    let Ok(parsed) = PasswordHash::new(stored) else {
        return Verified {
            matches: false,
            outdated: true,
        };
    };
    let matches = Argon2::default().verify_password(password, &parsed).is_ok();
    let same = Params::try_from(&parsed).is_ok_and(|params| {
        (params.m_cost(), params.t_cost(), params.p_cost()) == (MEMORY_KIB, PASSES, LANES)
    });
    Verified {
        matches,
        outdated: !same || parsed.algorithm.as_str() != "argon2id",
    }
}

fn hash_now(password: &[u8]) -> Result<String> {
    let failed = |error: &dyn std::fmt::Display| Error::Internal(format!("Argon2: {error}"));
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| failed(&error))?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = argon
        .hash_password(password)
        .map_err(|error| failed(&error))?;
    Ok(hash.to_string())
}

async fn on_a_slot<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let waiting = Waiting::join()?;
    let slot = SLOTS
        .acquire()
        .await
        .map_err(|_| Error::Unavailable("Sign-in"))?;
    drop(waiting);
    let done = tokio::task::spawn_blocking(work).await;
    drop(slot);
    done.map_err(|error| Error::Internal(format!("hashing: {error}")))
}

/// A place in the queue; given up when dropped, also by a request that is cut off.
struct Waiting;

impl Waiting {
    fn join() -> Result<Self> {
        if WAITING.fetch_add(1, Ordering::Relaxed) >= LONGEST_QUEUE {
            WAITING.fetch_sub(1, Ordering::Relaxed);
            return Err(Error::RateLimited {
                retry_after_seconds: 5,
            });
        }
        Ok(Self)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        WAITING.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn short_common_and_personal_passwords_are_refused() {
        let context = ["anna.miller@acme.example", "Anna Miller", "Acme Managed IT"];
        for bad in [
            "",
            "abc",
            "1234567",
            "password",
            "password1",
            "qwertyuiop",
            "annamiller",
            "acme2026",
            "nestogy1",
            "aaaaaaaaaaaa",
            "letmein!",
        ] {
            assert!(complaint(bad, &context).is_some(), "{bad}");
        }
    }

    #[test]
    fn long_and_foreign_passwords_are_welcome() {
        let long: String = (1..60).map(|i| format!("{}😀", i * 7_919)).collect();
        for good in [
            "correct horse battery staple",
            "żółw-gęś-łódź-9",
            "tr0ub4dor&3x!q",
            long.as_str(),
        ] {
            assert_eq!(complaint(good, &[]), None, "{good}");
        }
    }

    #[test]
    fn nothing_is_cut() {
        let stored = hash_now(&[b'a'; 200]).unwrap();
        assert!(compare(&[b'a'; 200], &stored).matches);
        assert!(!compare(&[b'a'; 199], &stored).matches);
        assert!(!compare(&[b'a'; 72], &stored).matches);
    }

    #[test]
    fn other_parameters_are_outdated() {
        let old = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(8_192, 1, 1, None).unwrap(),
        );
        let stored = old.hash_password(b"secret").unwrap().to_string();
        let verified = compare(b"secret", &stored);
        assert!(verified.matches && verified.outdated);
        let stored = hash_now(b"secret").unwrap();
        assert!(!compare(b"secret", &stored).outdated);
        assert!(!compare(b"secret", "rubbish").matches);
    }
}
