//! Bytes that can be read once in, bytes that can be read at any place out.
//!
//! A zip in a tar.gz, or on standard input, is read by its directory, which stands at its end; so it is held meanwhile. Little
//! is held in memory; more goes to a file without a name, which is gone with the program. What lies there is encrypted with
//! a key that is made for it and is in no place but memory: a disk image of tomorrow holds nobody's mail.

use std::io::{self, Read, Seek, SeekFrom, Write as _};

use aes::cipher::{BlockCipherEncrypt as _, KeyInit as _};
use aes::{Aes256, Block};

use super::mbox::{ReadAt, RegularFile};

/// Bytes that are held in memory before a file is made.
const IN_MEMORY: usize = 4 << 20;
/// Bytes that are encrypted, and read back, at once.
const BLOCK: usize = 64 << 10;

/// Encrypts and decrypts what lies in a file without a name: AES-256 in counter mode (NIST SP 800-38A §6.5), which
/// processors do by themselves, is the stream that bytes are added to.
///
/// Each stretch of the stream may be used for one stretch of bytes only.
pub struct Cipher {
    cipher: Aes256,
}

/// Bytes that are encrypted as one.
const UNIT: usize = 16;

/// Units of the stream that are made at once.
const UNITS: usize = 64;

impl Cipher {
    /// With a new key.
    ///
    /// # Errors
    ///
    /// The operating system gives no random numbers.
    pub fn new() -> io::Result<Self> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(io::Error::other)?;
        Ok(Cipher { cipher: Aes256::new(&key.into()) })
    }

    /// Encrypts bytes that stand from `offset` on in the file, or decrypts them.
    pub fn crypt(&self, offset: u64, bytes: &mut [u8]) {
        let within = (offset % UNIT as u64) as usize;
        let mut unit = offset / UNIT as u64;
        let mut pads = [Block::default(); UNITS];
        let mut rest = bytes;
        if within > 0 {
            let (head, behind) = rest.split_at_mut((UNIT - within).min(rest.len()));
            self.pads(&mut unit, &mut pads[..1]);
            add(head, &pads[0][within..]);
            rest = behind;
        }
        for chunk in rest.chunks_mut(UNIT * UNITS) {
            let pads = &mut pads[..chunk.len().div_ceil(UNIT)];
            self.pads(&mut unit, pads);
            let (units, tail) = chunk.as_chunks_mut::<UNIT>();
            let (whole, last) = pads.split_at(units.len());
            for (unit, pad) in units.iter_mut().zip(whole) {
                *unit = (u128::from_ne_bytes(*unit) ^ u128::from_ne_bytes(pad.0)).to_ne_bytes();
            }
            add(tail, last.first().map_or(&[], |pad| pad.as_slice()));
        }
    }

    /// The units of the stream from this one on.
    fn pads(&self, unit: &mut u64, pads: &mut [Block]) {
        for pad in pads.iter_mut() {
            *pad = u128::from(*unit).to_le_bytes().into();
            *unit += 1;
        }
        self.cipher.encrypt_blocks(pads);
    }
}

fn add(bytes: &mut [u8], pad: &[u8]) {
    for (byte, pad) in bytes.iter_mut().zip(pad) {
        *byte ^= *pad;
    }
}

impl std::fmt::Debug for Cipher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cipher(…)")
    }
}

/// All bytes of a stream, to be read at any place.
#[derive(Debug)]
pub struct Held {
    bytes: Bytes,
    size: u64,
    at: u64,
}

#[derive(Debug)]
enum Bytes {
    Memory(Vec<u8>),
    File {
        file: RegularFile,
        cipher: Box<Cipher>,
        /// One block, decrypted, and where it begins.
        block: Vec<u8>,
        begin: u64,
    },
}

impl Held {
    /// Bytes that are in memory already.
    pub fn of(bytes: Vec<u8>) -> Self {
        Held { size: bytes.len() as u64, bytes: Bytes::Memory(bytes), at: 0 }
    }

    /// Reads a stream to its end, or to an error, which is given beside what came before it.
    ///
    /// # Errors
    ///
    /// What the operating system says of the file that much is put in: the disk is full.
    pub fn read(reader: &mut dyn Read) -> io::Result<(Self, Option<io::Error>)> {
        let mut bytes = Vec::new();
        let first = reader.take(IN_MEMORY as u64).read_to_end(&mut bytes);
        match first {
            Ok(n) if n >= IN_MEMORY => {}
            ended => return Ok((Self::of(bytes), ended.err())),
        }
        let cipher = Cipher::new()?;
        let mut file = tempfile::Builder::new().tempfile()?.into_file();
        let mut size = 0;
        let mut write = |bytes: &mut [u8]| -> io::Result<()> {
            cipher.crypt(size, bytes);
            size += bytes.len() as u64;
            file.write_all(bytes)
        };
        write(&mut bytes)?;
        let mut ended = None;
        loop {
            bytes.clear();
            let more = reader.take(BLOCK as u64).read_to_end(&mut bytes);
            write(&mut bytes)?;
            match more {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => {
                    ended = Some(error);
                    break;
                }
            }
        }
        let bytes = Bytes::File {
            file: RegularFile::new(file)?,
            cipher: Box::new(cipher),
            block: Vec::new(),
            begin: 0,
        };
        Ok((Held { bytes, size, at: 0 }, ended))
    }

    /// How many bytes there are.
    pub fn size(&self) -> u64 {
        self.size
    }
}

impl Read for Held {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let rest = match &mut self.bytes {
            Bytes::Memory(bytes) => {
                usize::try_from(self.at).ok().and_then(|at| bytes.get(at..)).unwrap_or_default()
            }
            Bytes::File { file, cipher, block, begin } => {
                let inside = self.at.checked_sub(*begin).is_some_and(|at| at < block.len() as u64);
                if !inside && self.at < self.size {
                    *begin = self.at / BLOCK as u64 * BLOCK as u64;
                    block.resize((self.size - *begin).min(BLOCK as u64) as usize, 0);
                    if let Err(error) = read_full(file, block, *begin) {
                        block.clear();
                        return Err(error);
                    }
                    cipher.crypt(*begin, block);
                }
                let at = self
                    .at
                    .checked_sub(*begin)
                    .map_or(usize::MAX, |at| usize::try_from(at).unwrap_or(usize::MAX));
                block.get(at..).unwrap_or_default()
            }
        };
        let n = rest.len().min(buf.len());
        buf[..n].copy_from_slice(&rest[..n]);
        self.at += n as u64;
        Ok(n)
    }
}

impl Seek for Held {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = placed(to, self.at, self.size)?;
        Ok(self.at)
    }
}

pub(super) fn placed(to: SeekFrom, at: u64, size: u64) -> io::Result<u64> {
    match to {
        SeekFrom::Start(to) => Some(to),
        SeekFrom::Current(by) => at.checked_add_signed(by),
        SeekFrom::End(by) => size.checked_add_signed(by),
    }
    .ok_or_else(|| io::ErrorKind::InvalidInput.into())
}

fn read_full(file: &RegularFile, mut buf: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !buf.is_empty() {
        match file.read_at(buf, offset) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(n) => {
                buf = &mut buf[n..];
                offset += n as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_is_read_at_any_place_and_lies_nowhere_in_clear() {
        let text: Vec<u8> =
            (0..400_000).flat_map(|i| format!("jan{i:07}@klant.example ").into_bytes()).collect();
        for (size, in_file) in
            [(0, false), (1000, false), (IN_MEMORY - 1, false), (IN_MEMORY, true), (text.len(), true)]
        {
            let (mut held, error) = Held::read(&mut &text[..size]).unwrap();
            assert!(error.is_none() && held.size() == size as u64);
            assert_eq!(matches!(held.bytes, Bytes::File { .. }), in_file, "{size}");
            if let Bytes::File { file, .. } = &held.bytes {
                let mut raw = vec![0; file.size() as usize];
                read_full(file, &mut raw, 0).unwrap();
                assert!(memchr::memmem::find(&raw, b"klant").is_none());
            }
            let mut all = Vec::new();
            held.read_to_end(&mut all).unwrap();
            assert!(all == text[..size], "{size}");
            for at in [0, 1, 65_535, 65_536, 70_000, size.saturating_sub(3), size, size + 10] {
                held.seek(SeekFrom::Start(at as u64)).unwrap();
                let mut some = Vec::new();
                held.by_ref().take(70_000).read_to_end(&mut some).unwrap();
                let expected = &text[at.min(size)..(at + 70_000).min(size)];
                assert!(some == expected, "{size} {at}");
            }
            assert_eq!(held.seek(SeekFrom::End(-(size.min(5) as i64))).unwrap(), (size - size.min(5)) as u64);
            assert!(held.seek(SeekFrom::Current(-(size as i64) - 9)).is_err());
        }
    }

    #[test]
    fn the_stream_of_a_place_is_the_same_however_it_is_reached() {
        let cipher = Cipher::new().unwrap();
        let mut whole = vec![0; 5_000];
        cipher.crypt(0, &mut whole);
        let mut units: Vec<&[u8]> = whole.chunks_exact(UNIT).collect();
        units.sort_unstable();
        units.dedup();
        assert_eq!(units.len(), 5_000 / UNIT, "no stretch of it comes twice");
        for (from, to) in [(0, 1), (0, 16), (3, 9), (5, 40), (15, 16), (16, 32), (17, 5_000), (1_000, 3_333)]
        {
            let mut some = vec![0; to - from];
            cipher.crypt(from as u64, &mut some);
            assert!(some == whole[from..to], "{from} {to}");
        }
        assert_ne!(Cipher::new().unwrap().crypted(), cipher.crypted(), "each has a key of its own");
    }

    impl Cipher {
        fn crypted(&self) -> [u8; 32] {
            let mut bytes = [0; 32];
            self.crypt(0, &mut bytes);
            bytes
        }
    }

    #[test]
    fn what_came_before_an_error_is_held() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::ConnectionReset.into())
            }
        }
        for size in [10, IN_MEMORY + 10] {
            let bytes = vec![7; size];
            let (mut held, error) = Held::read(&mut bytes.as_slice().chain(Broken)).unwrap();
            assert_eq!(error.unwrap().kind(), io::ErrorKind::ConnectionReset);
            let mut all = Vec::new();
            held.read_to_end(&mut all).unwrap();
            assert!(all == bytes);
        }
    }
}
