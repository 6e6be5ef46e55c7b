//! Who pushes: a signature that the push service compares with the key that the browser was told
//! when it subscribed (RFC 8292). Nobody else can push to that subscription.

use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;

/// The key pair of whoever pushes.
pub struct Vapid {
    pair: EcdsaKeyPair,
    public: Vec<u8>,
}

impl Vapid {
    /// The pair of a private key. `None` for 32 bytes that are none, one in four thousand million.
    pub fn from_private_key(private: &[u8; 32]) -> Option<Self> {
        let own = PrivateKey::from_private_key(&ECDH_P256, private).ok()?;
        let public = own.compute_public_key().ok()?.as_ref().to_vec();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pair = EcdsaKeyPair::from_private_key_and_public_key(algorithm, private, &public);
        pair.ok().map(|pair| Self { pair, public })
    }

    /// 65 bytes, for the browser's `applicationServerKey`.
    pub fn public(&self) -> &[u8] {
        &self.public
    }

    /// The header `Authorization` for the push service at `audience` (`https://push.example`).
    /// `contact` is whom its people may ask (`https:` or `mailto:`); good until `until`, in seconds
    /// since 1970, at most a day ahead.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn authorization(
        &self,
        audience: &str,
        contact: &str,
        until: i64,
    ) -> Result<String, Unspecified> {
        let head = BASE64.encode(r#"{"typ":"JWT","alg":"ES256"}"#);
        let claims = serde_json::json!({ "aud": audience, "exp": until, "sub": contact });
        let signed = format!("{head}.{}", BASE64.encode(claims.to_string()));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes())?;
        let (signature, key) = (BASE64.encode(signature), BASE64.encode(&self.public));
        Ok(format!("vapid t={signed}.{signature}, k={key}"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    #[test]
    fn the_signature_is_of_the_key_that_is_named() {
        let vapid = Vapid::from_private_key(&[7; 32]).unwrap();
        let header = vapid
            .authorization("https://push.example", "https://desk.example", 1_000)
            .unwrap();
        let (token, key) = header
            .strip_prefix("vapid t=")
            .and_then(|rest| rest.split_once(", k="))
            .unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let key = BASE64.decode(key).unwrap();
        assert_eq!(key, vapid.public());
        let signature = BASE64.decode(signature).unwrap();
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &key);
        public.verify(signed.as_bytes(), &signature).unwrap();
        let claims = BASE64.decode(signed.split_once('.').unwrap().1).unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["aud"], "https://push.example");
        assert_eq!(claims["sub"], "https://desk.example");
        assert_eq!(claims["exp"], 1_000);
    }

    #[test]
    fn numbers_beyond_the_curve_are_no_keys() {
        assert!(Vapid::from_private_key(&[0; 32]).is_none());
        assert!(Vapid::from_private_key(&[0xff; 32]).is_none());
    }
}
