//! A file without a name for what a run cannot hold in memory.
//!
//! In: pieces of bytes, in any order, by several threads. Out: the same. The file is gone with the program, and what lies in it is
//! encrypted with a key that is in no place but memory. Places of pieces that are no longer wanted are used again; the key's stream never is.

use std::fs::File;
use std::io;
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::model::{Piece, Scratch};
use crate::source::held::Cipher;

/// The file, made when the first piece comes.
#[derive(Debug)]
pub(super) struct ScratchFile {
    cipher: OnceLock<Cipher>,
    file: OnceLock<File>,
    places: Mutex<Places>,
}

#[derive(Debug, Default)]
struct Places {
    free: Vec<u64>,
    /// Places that there are.
    all: u64,
    /// Pieces that were put by.
    put: u64,
}

impl ScratchFile {
    /// Nothing is there yet.
    pub(super) fn new() -> Self {
        ScratchFile { cipher: OnceLock::new(), file: OnceLock::new(), places: Mutex::default() }
    }

    fn file(&self) -> io::Result<(&File, &Cipher)> {
        if let (Some(file), Some(cipher)) = (self.file.get(), self.cipher.get()) {
            return Ok((file, cipher));
        }
        // one of two threads may have made its own for nothing
        let (file, cipher) = (tempfile::Builder::new().tempfile()?.into_file(), Cipher::new()?);
        Ok((self.file.get_or_init(|| file), self.cipher.get_or_init(|| cipher)))
    }
}

impl Scratch for ScratchFile {
    fn put(&self, bytes: &mut [u8]) -> io::Result<Piece> {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        if length as usize > Piece::MOST {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let said = |e: io::Error| {
            io::Error::new(
                e.kind(),
                format!("what is known of people cannot be put by in a temporary file: {e}"),
            )
        };
        let (file, cipher) = self.file().map_err(said)?;
        let piece = {
            let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            let place = places.free.pop().unwrap_or_else(|| {
                places.all += 1;
                places.all - 1
            });
            places.put += 1;
            Piece { place, serial: places.put - 1, length }
        };
        cipher.crypt(piece.serial * Piece::MOST as u64, bytes);
        write_at(file, bytes, piece.place * Piece::MOST as u64).map_err(said)?;
        Ok(piece)
    }

    fn read(&self, piece: &Piece, out: &mut Vec<u8>) -> io::Result<()> {
        let (file, cipher) = self.file()?;
        out.clear();
        out.resize(piece.length as usize, 0);
        read_at(file, out, piece.place * Piece::MOST as u64)?;
        cipher.crypt(piece.serial * Piece::MOST as u64, out);
        Ok(())
    }

    fn free(&self, piece: &Piece) {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).free.push(piece.place);
    }
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(windows)]
fn write_at(file: &File, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_write(file, bytes, offset)? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            n => (bytes, offset) = (&bytes[n..], offset + n as u64),
        }
    }
    Ok(())
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, offset)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            n => (bytes, offset) = (&mut bytes[n..], offset + n as u64),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(scratch: &ScratchFile, place: u64, length: usize) -> Vec<u8> {
        let mut raw = vec![0; length];
        read_at(scratch.file().unwrap().0, &mut raw, place * Piece::MOST as u64).unwrap();
        raw
    }

    #[test]
    fn pieces_come_back_and_nothing_lies_in_clear() {
        let scratch = ScratchFile::new();
        let pieces: Vec<Piece> = (0..5_u8).map(|n| scratch.put(&mut vec![n; 1000]).unwrap()).collect();
        let mut out = Vec::new();
        for (n, piece) in pieces.iter().enumerate() {
            scratch.read(piece, &mut out).unwrap();
            assert_eq!(out, vec![n as u8; 1000]);
            assert_ne!(raw(&scratch, piece.place, 1000), out);
        }
        assert!(scratch.put(&mut vec![0; Piece::MOST + 1]).is_err());
    }

    #[test]
    fn a_place_is_used_again_and_the_stream_is_not() {
        let scratch = ScratchFile::new();
        let first = scratch.put(&mut [7; 100]).unwrap();
        let before = raw(&scratch, first.place, 100);
        scratch.free(&first);
        let second = scratch.put(&mut [7; 100]).unwrap();
        assert_eq!(first.place, second.place);
        assert_ne!(before, raw(&scratch, second.place, 100), "the same bytes look otherwise");
        let mut out = Vec::new();
        scratch.read(&second, &mut out).unwrap();
        assert_eq!(out, [7; 100]);
    }
}
