//! A message that only one browser can read (RFC 8291), in one record of `aes128gcm` (RFC 8188).

use aws_lc_rs::agreement::{self, ECDH_P256, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::{aead, hkdf, rand};

/// Bytes of what is said: a push service takes 4096 for head, record and tag.
pub const MAX_PLAIN: usize = 4096 - HEAD - 1 - 16;
/// Salt, record size, length of the key, the key.
const HEAD: usize = 16 + 4 + 1 + POINT;
const RECORD_SIZE: u32 = 4096;
/// What ends the last record.
const LAST: u8 = 2;
/// An uncompressed point of P-256.
const POINT: usize = 65;
const SECRET: usize = 16;

/// The keys that a browser hands out with its subscription: a point of P-256 and a secret. Whoever
/// has them can write to the browser, so they have no `Debug`.
#[derive(Clone)]
pub struct Receiver {
    public: [u8; POINT],
    secret: [u8; SECRET],
}

impl Receiver {
    /// `None` for what is no uncompressed point of the curve, or no secret of 16 bytes.
    pub fn new(public: &[u8], secret: &[u8]) -> Option<Self> {
        let receiver = Self {
            public: public.try_into().ok()?,
            secret: secret.try_into().ok()?,
        };
        // The library checks the curve where it agrees on a secret.
        let trial = PrivateKey::generate(&ECDH_P256).ok()?;
        let agreed = receiver.agree(&trial, |_| Ok(()));
        (public[0] == 4 && agreed.is_ok()).then_some(receiver)
    }

    fn agree<T>(
        &self,
        own: &PrivateKey,
        take: impl FnOnce(&[u8]) -> Result<T, Unspecified>,
    ) -> Result<T, Unspecified> {
        let theirs = UnparsedPublicKey::new(&ECDH_P256, &self.public);
        agreement::agree(own, theirs, Unspecified, take)
    }
}

/// The body of a push message.
///
/// # Errors
/// When `plain` is longer than [`MAX_PLAIN`], or the system has no random numbers.
pub fn encrypt(plain: &[u8], to: &Receiver) -> Result<Vec<u8>, Unspecified> {
    let mut salt = [0; 16];
    rand::fill(&mut salt)?;
    seal(plain, to, &salt, &PrivateKey::generate(&ECDH_P256)?)
}

fn seal(
    plain: &[u8],
    to: &Receiver,
    salt: &[u8; 16],
    own: &PrivateKey,
) -> Result<Vec<u8>, Unspecified> {
    if plain.len() > MAX_PLAIN {
        return Err(Unspecified);
    }
    let public = own.compute_public_key()?;
    let info = [b"WebPush: info\0", to.public.as_slice(), public.as_ref()].concat();
    let agreed: [u8; 32] = to.agree(own, |secret| derive(&to.secret, secret, &info))?;
    let key: [u8; 16] = derive(salt, &agreed, b"Content-Encoding: aes128gcm\0")?;
    let nonce: [u8; 12] = derive(salt, &agreed, b"Content-Encoding: nonce\0")?;
    let mut record = [plain, &[LAST]].concat();
    aead::LessSafeKey::new(aead::UnboundKey::new(&aead::AES_128_GCM, &key)?)
        .seal_in_place_append_tag(
            // Salt and key pair are new for every message, so key and nonce are, too.
            aead::Nonce::assume_unique_for_key(nonce),
            aead::Aad::empty(),
            &mut record,
        )?;
    let size = RECORD_SIZE.to_be_bytes();
    Ok([salt, size.as_slice(), &[65], public.as_ref(), &record].concat())
}

/// HKDF over SHA-256 (RFC 5869).
fn derive<const N: usize>(salt: &[u8], secret: &[u8], info: &[u8]) -> Result<[u8; N], Unspecified> {
    let mut out = [0; N];
    let from = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(secret);
    from.expand(&[info], Length(N))?.fill(&mut out)?;
    Ok(out)
}

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;

    fn bytes(text: &str) -> Vec<u8> {
        BASE64.decode(text).unwrap()
    }

    fn receiver() -> Receiver {
        let public = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
        Receiver::new(&bytes(public), &bytes("BTBZMqHH6r4Tts7J_aSIgg")).unwrap()
    }

    #[test]
    fn the_example_of_rfc_8291_comes_out_to_the_byte() {
        let own = bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
        let own = PrivateKey::from_private_key(&ECDH_P256, &own).unwrap();
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap();
        let plain = b"When I grow up, I want to be a watermelon";
        let body = seal(plain, &receiver(), &salt, &own).unwrap();
        let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml\
            mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT\
            pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(BASE64.encode(body), expected);
    }

    #[test]
    fn no_message_is_larger_than_a_push_service_takes() {
        let most = encrypt(&[b'x'; MAX_PLAIN], &receiver()).unwrap();
        assert_eq!(most.len(), 4096);
        assert!(encrypt(&[b'x'; MAX_PLAIN + 1], &receiver()).is_err());
    }

    #[test]
    fn the_same_words_are_never_the_same_bytes() {
        let once = encrypt(b"x", &receiver()).unwrap();
        assert_ne!(once, encrypt(b"x", &receiver()).unwrap());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let good = receiver().public;
        let mut off_the_curve = good;
        off_the_curve[64] ^= 1;
        let mut compressed = good;
        compressed[0] = 2;
        let infinity = [0; 65];
        for bad in [
            off_the_curve.as_slice(),
            &compressed,
            &infinity,
            &good[..33],
            &good[..64],
            &[4; 4096],
            &[],
        ] {
            assert!(Receiver::new(bad, &[7; 16]).is_none(), "{bad:?}");
        }
        assert!(Receiver::new(&good, &[7; 15]).is_none());
        assert!(Receiver::new(&good, &[7; 17]).is_none());
    }
}
