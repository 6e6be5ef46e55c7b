//! Bearer secrets: `<tenant id>.<256 random bits in base64url>`. Only their SHA-256 is stored;
//! with that much entropy a plain hash cannot be searched.

use app_types::id::TenantId;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretString;
use sha2::{Digest, Sha256};

/// Length of the secret part.
const SECRET_CHARS: usize = 43;

/// A new token, and the hash to store.
pub(super) fn make(tenant: TenantId) -> (SecretString, Vec<u8>) {
    let secret: [u8; 32] = rand::random();
    let text = URL_SAFE_NO_PAD.encode(secret);
    let hash = hash(&text);
    (SecretString::from(format!("{tenant}.{text}")), hash)
}

/// The tenant and the hash to look for; `None` for anything that [`make`] cannot have made.
pub(super) fn read(token: &str) -> Option<(TenantId, Vec<u8>)> {
    let (tenant, secret) = token.split_once('.')?;
    let tenant_is_plain = (1..=10).contains(&tenant.len())
        && tenant.bytes().all(|b| b.is_ascii_digit())
        && !tenant.starts_with('0');
    let secret_is_plain = secret.len() == SECRET_CHARS
        && secret
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    (tenant_is_plain && secret_is_plain).then_some(())?;
    Some((TenantId(tenant.parse().ok()?), hash(secret)))
}

fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    #[test]
    fn reads_what_it_made() {
        let (token, hash) = make(TenantId(7));
        assert_eq!(read(token.expose_secret()), Some((TenantId(7), hash)));
    }

    #[test]
    fn refuses_the_rest() {
        let secret = "A".repeat(43);
        for bad in [
            String::new(),
            ".".into(),
            format!(".{secret}"),
            format!("0.{secret}"),
            format!("01.{secret}"),
            format!("+1.{secret}"),
            format!("1.{secret}A"),
            format!("1.{}", "A".repeat(42)),
            format!("1.{}=", "A".repeat(42)),
            format!("4294967296.{secret}"),
            format!("1.1.{secret}"),
        ] {
            assert_eq!(read(&bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in ".{0,80}") {
            let _ = read(&text);
        }
    }
}
