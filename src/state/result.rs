//! What was made of one shard, in a file: frames in, the same frames out.
//!
//! Each frame is sealed (XChaCha20-Poly1305) under the key of `--state-key`, together with its place and the name of the file, so that none
//! can be changed, left out, or put elsewhere. The file has its name when it is whole: before, it has none that anybody looks for. This room
//! refuses to know what frames mean.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::NamedTempFile;

use super::seal::Seal;
use crate::model::{FrameSink, FrameSource};

/// What the file begins with.
const MAGIC: &[u8] = b"mailsweep shard 1\n";

/// How the names of results end.
pub const ENDING: &str = "shard";

/// A frame is no longer than this when it is sealed.
const LONGEST: u64 = 1 << 30;

fn place(name: &str, number: u64) -> String {
    format!("shard {name} {number}")
}

/// Takes the frames of a shard, and is a file when it is finished.
#[derive(Debug)]
pub struct ResultWriter {
    seal: Seal,
    /// The hash that the file is named by.
    name: String,
    target: PathBuf,
    state: Mutex<Writing>,
}

#[derive(Debug)]
struct Writing {
    file: BufWriter<NamedTempFile>,
    frames: u64,
    /// What went wrong with a frame before.
    failed: Option<io::Error>,
}

impl ResultWriter {
    /// Begins the result of this name in a folder.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub fn new(folder: &Path, name: &str, key: &[u8; 32]) -> io::Result<Self> {
        let mut file = tempfile::Builder::new().prefix(".mailsweep-").tempfile_in(folder)?;
        file.write_all(MAGIC)?;
        Ok(ResultWriter {
            seal: Seal::new(key),
            name: name.to_owned(),
            target: folder.join(format!("{name}.{ENDING}")),
            state: Mutex::new(Writing { file: BufWriter::new(file), frames: 0, failed: None }),
        })
    }

    /// Puts the file in its place, on the disk, also where one is already.
    ///
    /// # Errors
    ///
    /// What the operating system says, now or of a frame before.
    pub fn finish(&self) -> io::Result<PathBuf> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let Writing { file, frames, failed } = &mut *state;
        if let Some(error) = failed.take() {
            return Err(error);
        }
        // how many there were: without it the end could be cut off
        let end = self.seal.seal(&place(&self.name, u64::MAX), &frames.to_le_bytes())?;
        put(file, &end)?;
        file.flush()?;
        let file = file.get_ref();
        file.as_file().sync_all()?;
        // over one that is there: it may be damaged
        std::fs::rename(file.path(), &self.target)?;
        if let Some(folder) = self.target.parent() {
            // the name is on the disk, too, where the system can do that
            let _ = File::open(folder).and_then(|folder| folder.sync_all());
        }
        Ok(self.target.clone())
    }
}

fn put(file: &mut impl io::Write, sealed: &[u8]) -> io::Result<()> {
    file.write_all(&(sealed.len() as u64).to_le_bytes())?;
    file.write_all(sealed)
}

impl FrameSink for ResultWriter {
    fn frame(&self, frame: &[u8]) -> io::Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = &state.failed {
            return Err(io::Error::new(error.kind(), error.to_string()));
        }
        let number = state.frames;
        let done = self.seal.seal(&place(&self.name, number), frame).and_then(|s| put(&mut state.file, &s));
        state.frames += 1;
        if let Err(error) = done {
            state.failed = Some(io::Error::new(error.kind(), error.to_string()));
            return Err(error);
        }
        Ok(())
    }
}

/// Gives the frames of a result back.
#[derive(Debug)]
pub struct ResultReader {
    seal: Seal,
    name: String,
    file: BufReader<File>,
    frames: u64,
    ended: bool,
}

impl ResultReader {
    /// Opens a result.
    ///
    /// # Errors
    ///
    /// What the operating system says; `InvalidData` for what is none.
    pub fn open(path: &Path, key: &[u8; 32]) -> io::Result<Self> {
        let mut file = BufReader::new(File::open(path)?);
        let mut magic = [0; MAGIC.len()];
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match file.read_exact(&mut magic) {
            Ok(()) if magic == MAGIC => {
                Ok(ResultReader { seal: Seal::new(key), name, file, frames: 0, ended: false })
            }
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => Err(error),
            _ => Err(io::Error::new(io::ErrorKind::InvalidData, "this is no result of a shard")),
        }
    }

    fn take(&mut self) -> io::Result<Vec<u8>> {
        let mut length = [0; 8];
        self.file.read_exact(&mut length)?;
        let length = u64::from_le_bytes(length);
        if length > LONGEST {
            return Err(damaged());
        }
        let mut sealed = Vec::new();
        self.file.by_ref().take(length).read_to_end(&mut sealed)?;
        if (sealed.len() as u64) < length { Err(damaged()) } else { Ok(sealed) }
    }
}

fn damaged() -> io::Error {
    let what = "it was changed, cut off, renamed, or made with another key (--state-key)";
    io::Error::new(io::ErrorKind::InvalidData, what)
}

impl FrameSource for ResultReader {
    fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        if self.ended {
            return Ok(None);
        }
        let ended = |e: io::Error| if e.kind() == io::ErrorKind::UnexpectedEof { damaged() } else { e };
        let sealed = self.take().map_err(ended)?;
        if let Some(frame) = self.seal.open(&place(&self.name, self.frames), &sealed) {
            self.frames += 1;
            return Ok(Some(frame));
        }
        let frames = self.seal.open(&place(&self.name, u64::MAX), &sealed).ok_or_else(damaged)?;
        self.ended = true;
        let behind = self.file.read(&mut [0])?;
        if frames == self.frames.to_le_bytes() && behind == 0 { Ok(None) } else { Err(damaged()) }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn read(path: &Path, key: u8) -> io::Result<Vec<Vec<u8>>> {
        let mut reader = ResultReader::open(path, &[key; 32])?;
        let mut all = Vec::new();
        while let Some(frame) = reader.next()? {
            all.push(frame);
        }
        Ok(all)
    }

    #[test]
    fn frames_come_back_and_nothing_else_does() {
        let folder = tempfile::tempdir().unwrap();
        let frames = [b"jan@klant.example ".repeat(20), b"two".to_vec(), Vec::new()];
        let writer = ResultWriter::new(folder.path(), "abc", &[7; 32]).unwrap();
        frames.iter().for_each(|frame| writer.frame(frame).unwrap());
        assert!(!folder.path().join("abc.shard").exists());
        let path = writer.finish().unwrap();
        drop(writer);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(read(&path, 7).unwrap(), frames);
        let bytes = fs::read(&path).unwrap();
        assert!(memchr::memmem::find(&bytes, b"klant").is_none());
        assert!(read(&path, 8).is_err(), "another key");
        let other = folder.path().join("abd.shard");
        fs::copy(&path, &other).unwrap();
        assert!(read(&other, 7).is_err(), "another name");
        for length in 0..bytes.len() {
            fs::write(&path, &bytes[..length]).unwrap();
            assert!(read(&path, 7).is_err(), "cut off at {length}");
        }
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            fs::write(&path, changed).unwrap();
            assert!(read(&path, 7).is_err(), "changed at {at}");
        }
        fs::write(&path, [&bytes[..], b"x"].concat()).unwrap();
        assert!(read(&path, 7).is_err(), "more behind it");
    }

    #[test]
    fn what_is_not_finished_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let writer = ResultWriter::new(folder.path(), "abc", &[7; 32]).unwrap();
        writer.frame(b"one").unwrap();
        drop(writer);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
