//! Mail that a program delivers over HTTP. The proof is a signature over the time and the body,
//! made with a secret of the mailbox. Whatever does not fit gets the same answer, also for a
//! mailbox that does not exist. A delivery that is repeated is the same mail and counts once.

use super::accept::{Accepted, Source, accept};
use crate::Core;
use crate::error::{Error, Result};
use crate::mail::mailboxes::{SigningKey, note_use, signing_keys};
use app_types::Timestamp;
use app_types::id::MailboxId;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use sha2::Sha256;

/// How far the sender's clock may be off.
const TOLERANCE_SECONDS: i64 = 300;

/// What a delivery says about itself, well-formed but not yet believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    mailbox: MailboxId,
    /// Seconds since 1970, as they were sent: they are part of what is signed.
    sent_at: String,
    signature: [u8; 32],
}

impl Proof {
    /// Reads the mailbox's id, the time (seconds since 1970) and the signature (`v1=` and 64
    /// hexadecimal digits). `None` when one of them is none, or the time is more than five
    /// minutes off.
    pub fn read(mailbox: &str, sent_at: &str, signature: &str, now: Timestamp) -> Option<Self> {
        let digits = !sent_at.is_empty()
            && sent_at.len() <= 12
            && sent_at.bytes().all(|byte| byte.is_ascii_digit());
        let seconds: i64 = digits.then(|| sent_at.parse().ok()).flatten()?;
        if (now.seconds() - seconds).abs() > TOLERANCE_SECONDS {
            return None;
        }
        let mut bytes = [0; 32];
        hex::decode_to_slice(signature.strip_prefix("v1=")?, &mut bytes).ok()?;
        Some(Self {
            mailbox: MailboxId::parse(mailbox)?,
            sent_at: sent_at.to_string(),
            signature: bytes,
        })
    }

    /// Whether `secret` signed `raw`, in constant time.
    fn fits(&self, secret: &[u8], raw: &[u8]) -> bool {
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(secret) else {
            return false;
        };
        mac.update(self.sent_at.as_bytes());
        mac.update(b".");
        mac.update(raw);
        mac.verify_slice(&self.signature).is_ok()
    }
}

/// Takes a mail in when its proof fits.
///
/// # Errors
/// [`Error::Unauthenticated`] when it does not; else as [`accept`].
pub async fn accept_signed(core: &Core, proof: Proof, raw: Vec<u8>) -> Result<Accepted> {
    let keys = signing_keys(core, proof.mailbox).await?;
    let mailbox = proof.mailbox;
    // Fifty megabytes take a moment to hash.
    let checked = tokio::task::spawn_blocking(move || {
        let key = signer(&proof, keys, &raw);
        (key, raw)
    });
    let (key, raw) = checked
        .await
        .map_err(|error| Error::Internal(format!("the signature of a mail: {error}")))?;
    let key = key.ok_or(Error::Unauthenticated)?;
    let accepted = accept(core, Source::http(key.tenant, mailbox), &raw).await?;
    if let Err(error) = note_use(core, &key).await {
        tracing::warn!(%error, "the use of a mailbox secret was not noted");
    }
    Ok(accepted)
}

/// The key that signed. Every key is tried, and one that nobody has where there is none, so that
/// the time taken tells nothing.
fn signer(proof: &Proof, keys: Vec<SigningKey>, raw: &[u8]) -> Option<SigningKey> {
    let mut found = None;
    if keys.is_empty() {
        proof.fits(&[0; 64], raw);
    }
    for key in keys {
        if proof.fits(key.secret.expose_secret(), raw) {
            found = Some(key);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const ID: &str = "018f3b2e-7c00-7000-8000-000000000001";

    fn read(sent_at: &str, signature: &str) -> Option<Proof> {
        Proof::read(ID, sent_at, signature, Timestamp::from_seconds(1_000_000))
    }

    #[test]
    fn a_proof_is_well_formed_and_of_now() {
        let signature = format!("v1={}", "ab".repeat(32));
        for sent_at in ["1000000", "999700", "1000300"] {
            assert!(read(sent_at, &signature).is_some(), "{sent_at}");
        }
        for sent_at in [
            "",
            "999699",
            "1000301",
            "-1",
            "+1000000",
            "1e6",
            "1000000 ",
            "99999999999999999999",
        ] {
            assert!(read(sent_at, &signature).is_none(), "{sent_at}");
        }
        for signature in ["", "v1=", "v1=zz", &"ab".repeat(32), "v2=00"] {
            assert!(read("1000000", signature).is_none(), "{signature}");
        }
    }

    /// The same as `openssl dgst -sha256 -hmac secret`.
    #[test]
    fn a_known_signature_fits() {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(b"secret").unwrap();
        mac.update(b"1000000.From: a@b.co\n\nHello\n");
        let bytes: [u8; 32] = mac.finalize().into_bytes().into();
        let proof = read("1000000", &format!("v1={}", hex::encode(bytes))).unwrap();
        assert!(proof.fits(b"secret", b"From: a@b.co\n\nHello\n"));
        assert!(!proof.fits(b"secret", b"From: a@b.co\n\nHello!\n"));
        assert!(!proof.fits(b"Secret", b"From: a@b.co\n\nHello\n"));
    }
}
