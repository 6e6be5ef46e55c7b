//! Small secrets at rest (TOTP seeds, mailbox passwords): XChaCha20-Poly1305 under the
//! installation's key, bound to the place they stand in, so that a ciphertext copied to another
//! row does not open.

use crate::error::{Error, Result};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretBox};
use sha2::Sha256;

/// First byte of every sealed value; another number means another scheme or key.
const VERSION: u8 = 1;
const NONCE: usize = 24;

/// The installation's key, 32 bytes.
pub type Key = SecretBox<[u8; 32]>;

/// Encrypts `plain` for `place` (`<tenant>|<row>|<field>`): version, nonce, ciphertext and tag.
///
/// # Errors
/// [`Error::Internal`] when the cipher refuses, which it does only for huge inputs.
pub fn seal(key: &Key, place: &str, plain: &[u8]) -> Result<Vec<u8>> {
    let nonce: [u8; NONCE] = rand::random();
    let payload = Payload {
        msg: plain,
        aad: place.as_bytes(),
    };
    let sealed = cipher(key)
        .encrypt(&XNonce::from(nonce), payload)
        .map_err(|_| Error::Internal("cannot encrypt a secret".into()))?;
    Ok([&[VERSION], nonce.as_slice(), &sealed].concat())
}

/// Decrypts what [`seal`] made for the same place under the same key.
///
/// # Errors
/// [`Error::Internal`] for anything else; the text does not say what differed.
pub fn open(key: &Key, place: &str, sealed: &[u8]) -> Result<SecretBox<Vec<u8>>> {
    let broken = || Error::Internal("a stored secret cannot be decrypted".into());
    let (version, rest) = sealed.split_first().ok_or_else(broken)?;
    if *version != VERSION || rest.len() < NONCE {
        return Err(broken());
    }
    let (nonce, msg) = rest.split_at(NONCE);
    let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| broken())?;
    let payload = Payload {
        msg,
        aad: place.as_bytes(),
    };
    let plain = cipher(key)
        .decrypt(&XNonce::from(nonce), payload)
        .map_err(|_| broken())?;
    Ok(SecretBox::new(Box::new(plain)))
}

/// A keyed hash of `parts` for `purpose`: for values that must be found again but not read back
/// (recovery codes), and for names of counters that should not show whom they count.
pub fn keyed_hash(key: &Key, purpose: &str, parts: &[&str]) -> [u8; 32] {
    let mut mac = mac(key);
    for part in std::iter::once(&purpose).chain(parts) {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    mac.finalize().into_bytes().into()
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    let derived = keyed_hash(key, "nestogy sealed v1", &[]);
    XChaCha20Poly1305::new(&derived.into())
}

fn mac(key: &Key) -> Hmac<Sha256> {
    <Hmac<Sha256> as hmac::KeyInit>::new(&hmac_key(key.expose_secret()).into())
}

/// HMAC's block-sized key: the 32 bytes padded with zeros, as RFC 2104 §2 pads them.
fn hmac_key(key: &[u8; 32]) -> [u8; 64] {
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    block
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Key {
        SecretBox::new(Box::new([byte; 32]))
    }

    #[test]
    fn opens_only_in_its_place_under_its_key() {
        let sealed = seal(&key(1), "1|user|totp", b"seed").unwrap();
        let plain = open(&key(1), "1|user|totp", &sealed).unwrap();
        assert_eq!(plain.expose_secret().as_slice(), b"seed");
        assert!(open(&key(1), "2|user|totp", &sealed).is_err());
        assert!(open(&key(2), "1|user|totp", &sealed).is_err());
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let sealed = seal(&key(1), "here", b"seed").unwrap();
        for bit in 0..sealed.len() * 8 {
            let mut bent = sealed.clone();
            bent[bit / 8] ^= 1 << (bit % 8);
            assert!(open(&key(1), "here", &bent).is_err(), "bit {bit}");
        }
        assert!(open(&key(1), "here", &[]).is_err());
        assert!(open(&key(1), "here", &sealed[..20]).is_err());
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let k = key(1);
        assert_ne!(
            keyed_hash(&k, "p", &["ab", "c"]),
            keyed_hash(&k, "p", &["a", "bc"])
        );
    }
}
