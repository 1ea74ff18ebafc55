//! Bytes of unknown number in, held until they are wanted: in memory, or in a file without a name, where they are encrypted.

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom, Write};

use crate::source::held::Cipher;

/// Bytes that are held in memory.
const IN_MEMORY: usize = 4 << 20;

/// Takes bytes, and gives them back once.
pub(super) struct Spool {
    memory: Vec<u8>,
    file: Option<(File, Cipher)>,
    size: u64,
}

impl Spool {
    pub(super) fn new() -> Self {
        Spool { memory: Vec::new(), file: None, size: 0 }
    }

    /// Bytes that it holds.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Writes all of it.
    pub(super) fn pour(self, out: &mut dyn Write) -> io::Result<()> {
        let Some((mut file, cipher)) = self.file else { return out.write_all(&self.memory) };
        file.seek(SeekFrom::Start(0))?;
        let (mut at, mut buf) = (0, vec![0; 64 << 10]);
        while at < self.size {
            let want = usize::try_from(self.size - at).unwrap_or(usize::MAX).min(buf.len());
            file.read_exact(&mut buf[..want])?;
            cipher.crypt(at, &mut buf[..want]);
            out.write_all(&buf[..want])?;
            at += want as u64;
        }
        Ok(())
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.file.is_none() && self.memory.len() + bytes.len() > IN_MEMORY {
            let (mut file, cipher) = (tempfile::tempfile()?, Cipher::new()?);
            cipher.crypt(0, &mut self.memory);
            file.write_all(&self.memory)?;
            self.memory = Vec::new();
            self.file = Some((file, cipher));
        }
        match &mut self.file {
            None => self.memory.extend_from_slice(bytes),
            Some((file, cipher)) => {
                let mut hidden = bytes.to_vec();
                cipher.crypt(self.size, &mut hidden);
                file.write_all(&hidden)?;
            }
        }
        self.size += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out_and_lies_nowhere_in_clear() {
        let text = b"jan@klant.example ".repeat(300_000);
        for size in [0, 10, IN_MEMORY, IN_MEMORY + 1, text.len()] {
            let mut spool = Spool::new();
            text[..size].chunks(70_001).for_each(|chunk| spool.write_all(chunk).unwrap());
            assert_eq!((spool.size(), spool.file.is_some()), (size as u64, size > IN_MEMORY));
            if let Some((file, _)) = &mut spool.file {
                let mut raw = Vec::new();
                file.seek(SeekFrom::Start(0)).unwrap();
                file.read_to_end(&mut raw).unwrap();
                assert!(memchr::memmem::find(&raw, b"klant").is_none());
            }
            let mut out = Vec::new();
            spool.pour(&mut out).unwrap();
            assert!(out == text[..size]);
        }
    }
}
