//! Streams that nobody reads or changes without the key: XChaCha20-Poly1305 in the STREAM construction
//! (Hoang, Reyhanitabar, Rogaway, Vizár 2015), in blocks of 64 KiB.
//!
//! Shape: 8 bytes `NSTGBK01`, 19 bytes nonce, then blocks, each 16 bytes longer than what it holds.
//! A block that was changed, left out, doubled, moved or taken from another object is refused, and so
//! is a stream that ends too early: the last block is sealed as the last.

use aead_stream::aead::Payload;
use aead_stream::{DecryptorBE32, EncryptorBE32};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use rand::RngCore;
use std::io::{self, Read, Write};

const MAGIC: &[u8; 8] = b"NSTGBK01";
const NONCE: usize = 19;
const BLOCK: usize = 64 * 1024;
const TAG: usize = 16;

type Encryptor = EncryptorBE32<XChaCha20Poly1305>;
type Decryptor = DecryptorBE32<XChaCha20Poly1305>;

/// Seals what is written to it. `name` is the object's: it can be opened under no other.
pub struct SealedWriter<W: Write> {
    inner: W,
    stream: Option<Encryptor>,
    name: Vec<u8>,
    /// Held back: only the end tells which block is the last.
    held: Vec<u8>,
}

impl<W: Write> SealedWriter<W> {
    /// # Errors
    /// What `inner` says.
    pub fn new(mut inner: W, key: &[u8; 32], name: &str) -> io::Result<Self> {
        let mut nonce = [0; NONCE];
        rand::rng().fill_bytes(&mut nonce);
        inner.write_all(MAGIC)?;
        inner.write_all(&nonce)?;
        let cipher = XChaCha20Poly1305::new(key.into());
        Ok(Self {
            inner,
            stream: Some(Encryptor::from_aead(cipher, &nonce.into())),
            name: name.as_bytes().to_vec(),
            held: Vec::with_capacity(BLOCK),
        })
    }

    /// Seals the last block. Without it nobody can open the stream.
    ///
    /// # Errors
    /// What `inner` says.
    pub fn finish(mut self) -> io::Result<W> {
        let stream = self.stream.take().ok_or_else(ended)?;
        let payload = payload(&self.held, &self.name);
        let sealed = stream.encrypt_last(payload).map_err(|_| ended())?;
        self.inner.write_all(&sealed)?;
        self.inner.flush()?;
        Ok(self.inner)
    }

    fn seal_block(&mut self) -> io::Result<()> {
        let stream = self.stream.as_mut().ok_or_else(ended)?;
        let payload = payload(&self.held, &self.name);
        let sealed = stream.encrypt_next(payload).map_err(|_| ended())?;
        self.held.clear();
        self.inner.write_all(&sealed)
    }
}

impl<W: Write> Write for SealedWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.held.len() == BLOCK && !bytes.is_empty() {
            self.seal_block()?;
        }
        let taken = bytes.len().min(BLOCK - self.held.len());
        self.held.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Opens what [`SealedWriter`] made. What it has given out so far is genuine; only when it has ended
/// without an error is it also all.
pub struct SealedReader<R: Read> {
    inner: R,
    stream: Option<Decryptor>,
    name: Vec<u8>,
    /// Read from `inner` and not opened yet: a block and a byte of the next, if there is one.
    ahead: Vec<u8>,
    open: Vec<u8>,
    given: usize,
}

impl<R: Read> SealedReader<R> {
    /// # Errors
    /// When this is no sealed stream.
    pub fn new(mut inner: R, key: &[u8; 32], name: &str) -> io::Result<Self> {
        let mut head = [0; MAGIC.len() + NONCE];
        inner.read_exact(&mut head).map_err(|_| refused())?;
        let (magic, nonce) = head.split_at(MAGIC.len());
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| refused())?;
        if magic != MAGIC {
            return Err(refused());
        }
        let cipher = XChaCha20Poly1305::new(key.into());
        Ok(Self {
            inner,
            stream: Some(Decryptor::from_aead(cipher, &nonce.into())),
            name: name.as_bytes().to_vec(),
            ahead: Vec::with_capacity(BLOCK + TAG + 1),
            open: Vec::new(),
            given: 0,
        })
    }

    /// Opens the next block; `false` after the last.
    fn next_block(&mut self) -> io::Result<bool> {
        let Some(mut stream) = self.stream.take() else {
            return Ok(false);
        };
        let missing = BLOCK + TAG + 1 - self.ahead.len();
        let mut more = (&mut self.inner).take(missing as u64);
        more.read_to_end(&mut self.ahead)?;
        let is_last = self.ahead.len() <= BLOCK + TAG;
        self.open = if is_last {
            let payload = payload(&self.ahead, &self.name);
            stream.decrypt_last(payload).map_err(|_| refused())?
        } else {
            let payload = payload(&self.ahead[..BLOCK + TAG], &self.name);
            let block = stream.decrypt_next(payload).map_err(|_| refused())?;
            self.stream = Some(stream);
            block
        };
        self.ahead.drain(..self.ahead.len().min(BLOCK + TAG));
        self.given = 0;
        Ok(true)
    }
}

impl<R: Read> Read for SealedReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.open.len() {
            if !self.next_block()? {
                return Ok(0);
            }
        }
        let taken = into.len().min(self.open.len() - self.given);
        into[..taken].copy_from_slice(&self.open[self.given..self.given + taken]);
        self.given += taken;
        Ok(taken)
    }
}

fn payload<'a>(msg: &'a [u8], aad: &'a [u8]) -> Payload<'a, 'a> {
    Payload { msg, aad }
}

fn refused() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "it was changed or cut off, or NESTOGY_BACKUP_KEY is another key",
    )
}

fn ended() -> io::Error {
    io::Error::other("the sealed stream has ended")
}

/// Bytes that a stream of `open` bytes takes when it is sealed.
pub fn sealed_size(open: u64) -> u64 {
    let blocks = open.div_ceil(BLOCK as u64).max(1);
    (MAGIC.len() + NONCE) as u64 + open + blocks * TAG as u64
}

/// The whole of `bytes`, sealed.
///
/// # Errors
/// Never with memory as the target; what the stream says otherwise.
pub fn seal(bytes: &[u8], key: &[u8; 32], name: &str) -> io::Result<Vec<u8>> {
    let mut writer = SealedWriter::new(Vec::new(), key, name)?;
    writer.write_all(bytes)?;
    writer.finish()
}

/// The whole of what [`seal`] made.
///
/// # Errors
/// When it was changed, or the key is another.
pub fn open(sealed: &[u8], key: &[u8; 32], name: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    SealedReader::new(sealed, key, name)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    const KEY: [u8; 32] = [7; 32];

    fn text(length: usize) -> Vec<u8> {
        (0..length).map(|n| (n * 31 % 251) as u8).collect()
    }

    #[test]
    fn what_was_sealed_comes_back_at_every_length_around_a_block() {
        for length in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 3 * BLOCK + 5] {
            let sealed = seal(&text(length), &KEY, "a").unwrap();
            assert_eq!(open(&sealed, &KEY, "a").unwrap(), text(length), "{length}");
            assert_eq!(sealed_size(length as u64), sealed.len() as u64, "{length}");
        }
    }

    #[test]
    fn another_key_or_name_opens_nothing() {
        let sealed = seal(&text(100), &KEY, "a").unwrap();
        assert!(open(&sealed, &[8; 32], "a").is_err());
        assert!(open(&sealed, &KEY, "b").is_err());
        assert!(open(b"", &KEY, "a").is_err());
        assert!(open(&text(500), &KEY, "a").is_err());
    }

    #[test]
    fn blocks_can_be_neither_left_out_nor_moved() {
        let sealed = seal(&text(3 * BLOCK), &KEY, "a").unwrap();
        let head = MAGIC.len() + NONCE;
        let sealed_block = BLOCK + TAG;
        let cut = &sealed[..head + 2 * sealed_block];
        assert!(open(cut, &KEY, "a").is_err(), "cut off after a whole block");
        let mut swapped = sealed.clone();
        let (first, second) = swapped[head..].split_at_mut(sealed_block);
        first.swap_with_slice(&mut second[..sealed_block]);
        assert!(open(&swapped, &KEY, "a").is_err(), "swapped");
        let longer = [sealed.as_slice(), b"x"].concat();
        assert!(
            open(&longer, &KEY, "a").is_err(),
            "something behind the end"
        );
    }

    proptest! {
        #[test]
        fn one_changed_bit_is_found(at in 0usize..(BLOCK + 200), bit in 0u8..8) {
            let mut sealed = seal(&text(BLOCK + 100), &KEY, "a").unwrap();
            let at = at % sealed.len();
            sealed[at] ^= 1 << bit;
            prop_assert!(open(&sealed, &KEY, "a").is_err());
        }
    }
}
