//! Bytes in, bytes out that nobody can read or change without the key; and hashes under it.

use std::cell::RefCell;
use std::fmt;
use std::hash::Hasher as _;
use std::io;

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

/// Bytes of a nonce: long enough to be drawn at random for each sealing (draft-irtf-cfrg-xchacha).
const NONCE: usize = 24;

/// Compression that costs less than the writing that it saves.
const LEVEL: i32 = 1;

thread_local! {
    /// What compresses and expands, made once for each thread: to make one costs as much as a tenth of a megabyte does.
    static PACKER: RefCell<Option<zstd::bulk::Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<zstd::bulk::Decompressor<'static>>> = const { RefCell::new(None) };
}

fn pack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    PACKER.with_borrow_mut(|packer| match packer {
        Some(packer) => packer.compress(bytes),
        None => packer.insert(zstd::bulk::Compressor::new(LEVEL)?).compress(bytes),
    })
}

fn unpack(packed: &[u8], length: usize) -> io::Result<Vec<u8>> {
    UNPACKER.with_borrow_mut(|unpacker| match unpacker {
        Some(unpacker) => unpacker.decompress(packed, length),
        None => unpacker.insert(zstd::bulk::Decompressor::new()?).decompress(packed, length),
    })
}

/// What is made of the key of a state. Its `Debug` does not show it.
#[derive(Clone)]
pub(super) struct Seal {
    cipher: XChaCha20Poly1305,
    hashing: [u8; 32],
    indexing: (u64, u64),
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(…)")
    }
}

impl Seal {
    /// Of a secret key.
    pub(super) fn new(key: &[u8; 32]) -> Self {
        let sealing = blake3::derive_key("mailsweep 2026 state: sealing", key);
        let hashing = blake3::derive_key("mailsweep 2026 state: names and content", key);
        let indexing = blake3::derive_key("mailsweep 2026 state: terms of the index", key);
        let half = |from: usize| {
            indexing.get(from..).and_then(<[u8]>::first_chunk).map_or(0, |b| u64::from_le_bytes(*b))
        };
        let indexing = (half(0), half(8));
        Seal { cipher: XChaCha20Poly1305::new(&sealing.into()), hashing, indexing }
    }

    /// Compresses and seals. `what` says what it is, so that one thing cannot be put in the place of another.
    ///
    /// # Errors
    ///
    /// No random numbers, or no memory.
    pub(super) fn seal(&self, what: &str, bytes: &[u8]) -> io::Result<Vec<u8>> {
        self.seal_packed(what, &pack(bytes)?, bytes.len())
    }

    /// Seals what cannot be made smaller.
    ///
    /// # Errors
    ///
    /// As [`Seal::seal`].
    pub(super) fn seal_plain(&self, what: &str, bytes: &[u8]) -> io::Result<Vec<u8>> {
        self.seal_packed(what, bytes, bytes.len())
    }

    fn seal_packed(&self, what: &str, packed: &[u8], length: usize) -> io::Result<Vec<u8>> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(io::Error::other)?;
        let payload = Payload { msg: packed, aad: what.as_bytes() };
        let sealed = self
            .cipher
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| io::Error::other("cannot seal what is to be kept"))?;
        let mut all = Vec::with_capacity(8 + NONCE + sealed.len());
        all.extend_from_slice(&(length as u64).to_le_bytes());
        all.extend_from_slice(&nonce);
        all.extend_from_slice(&sealed);
        Ok(all)
    }

    /// Gives back what was sealed; `None` where it was changed, or sealed with another key, or as something else.
    pub(super) fn open(&self, what: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (length, _) = sealed.split_first_chunk::<8>()?;
        let packed = self.open_plain(what, sealed)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        // the length is not sealed: it is what it must be, or was changed
        unpack(&packed, length.min(1 << 30)).ok().filter(|bytes| bytes.len() == length)
    }

    /// The same of what [`Seal::seal_plain`] sealed.
    pub(super) fn open_plain(&self, what: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (_, rest) = sealed.split_first_chunk::<8>()?;
        let (nonce, message) = rest.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: message, aad: what.as_bytes() };
        self.cipher.decrypt(XNonce::from_slice(nonce), payload).ok()
    }

    /// A hash under the key.
    pub(super) fn hash(&self, what: &str, bytes: &[u8]) -> [u8; 32] {
        *self.hasher(what, bytes).finalize().as_bytes()
    }

    /// A shorter one, of what there are millions of.
    pub(super) fn short(&self, what: &str, bytes: &[u8]) -> [u8; 16] {
        let mut out = [0; 16];
        self.hasher(what, bytes).finalize_xof().fill(&mut out);
        out
    }

    /// A hash of a term, of which a message has hundreds.
    pub(super) fn term(&self, term: u64) -> u32 {
        #[expect(deprecated, reason = "SipHash is wanted for its key; what replaces it in std takes none")]
        let mut hasher = std::hash::SipHasher::new_with_keys(self.indexing.0, self.indexing.1);
        hasher.write_u64(term);
        hasher.finish() as u32
    }

    fn hasher(&self, what: &str, bytes: &[u8]) -> blake3::Hasher {
        let mut hasher = blake3::Hasher::new_keyed(&self.hashing);
        hasher.update(what.as_bytes());
        hasher.update(&[0]);
        hasher.update(bytes);
        hasher
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_and_the_same_thing_opens() {
        let seal = Seal::new(&[7; 32]);
        let text = b"jan@klant.example ".repeat(50);
        let sealed = seal.seal("segment", &text).unwrap();
        assert!(sealed.len() < text.len());
        assert_eq!(seal.open("segment", &sealed).unwrap(), text);
        assert!(seal.open("counts", &sealed).is_none());
        assert!(Seal::new(&[8; 32]).open("segment", &sealed).is_none());
        for at in [8, 31, 32, sealed.len() - 1] {
            let mut other = sealed.clone();
            other[at] ^= 1;
            assert!(seal.open("segment", &other).is_none(), "{at}");
        }
        for length in 0..sealed.len() {
            assert!(seal.open("segment", &sealed[..length]).is_none());
        }
        assert_ne!(sealed, seal.seal("segment", &text).unwrap(), "a nonce is used once");
    }

    #[test]
    fn hashes_depend_on_key_and_thing() {
        let (one, other) = (Seal::new(&[7; 32]), Seal::new(&[8; 32]));
        assert_eq!(one.short("file", b"a"), one.clone().short("file", b"a"));
        assert_ne!(one.short("file", b"a"), other.short("file", b"a"));
        assert_ne!(one.short("file", b"a"), one.short("message", b"a"));
        assert_eq!(one.short("file", b"a"), one.hash("file", b"a")[..16]);
    }
}
