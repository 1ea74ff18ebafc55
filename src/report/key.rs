//! A path in, the key of `value_hash` out: made at first use, whole or not at all.
//!
//! A masked report carries a keyed BLAKE3 hash of each value, so that two reports can be joined by somebody who may
//! not see the values. There are few enough telephone numbers to hash them all, so a hash without a key, or a key that
//! others can read, would undo the masking. The file holds 32 random bytes as 64 hexadecimal digits and a line feed.

use std::fmt;
use std::fs::{self, Permissions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::escape::push_hex;
use crate::model::hidden;

/// The key of `value_hash`. Its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct HashKey([u8; 32]);

impl fmt::Debug for HashKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashKey(…)")
    }
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file or its folder cannot be read or made.
    #[error("cannot use the key file {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The file is not a key.
    #[error(
        "{} is no key file: 64 hexadecimal digits on one line are expected; move it away to have a new key made \
         (hashes of earlier reports will then differ)", .0.display()
    )]
    Malformed(PathBuf),
    /// Other users can read the file.
    #[error(
        "the key file {} can be read by other users, who could then undo the masking of reports; \
         run: chmod 600 {}", .0.display(), .0.display()
    )]
    Open(PathBuf),
    /// The operating system gives no random numbers.
    #[error("the operating system gives no random numbers: {0}")]
    Random(getrandom::Error),
}

impl HashKey {
    /// A key of these bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        HashKey(bytes)
    }

    /// A key for something else, from which this one cannot be told.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        blake3::derive_key(purpose, &self.0)
    }

    /// What the key is called: the same for the same key, and nothing can be told from it. 16 hexadecimal digits.
    pub fn id(&self) -> String {
        let id = self.derive("mailsweep 2026 name of the key of value_hash");
        let mut text = Vec::with_capacity(16);
        push_hex(&id[..8], &mut text);
        text.into_iter().map(char::from).collect()
    }

    /// A new key that nobody else has.
    ///
    /// # Errors
    ///
    /// [`KeyError::Random`].
    pub fn random() -> Result<Self, KeyError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(KeyError::Random)?;
        Ok(HashKey(bytes))
    }

    /// The key in this file; where there is no file, a new key is made and stored there (mode 0600, its folder 0700).
    /// Of two programs that do so at the same time, one stores its key and both use that.
    ///
    /// # Errors
    ///
    /// Every variant of [`KeyError`].
    pub fn load_or_create(path: &Path) -> Result<Self, KeyError> {
        let io_error = |source| KeyError::Io { path: path.to_owned(), source };
        match HashKey::load(path) {
            Err(KeyError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {}
            other => return other,
        }
        let folder = match path.parent() {
            Some(p) if !p.as_os_str().is_empty() => p,
            _ => Path::new("."),
        };
        make_folder(folder).map_err(io_error)?;
        let key = HashKey::random()?;
        let mut text = Vec::with_capacity(65);
        push_hex(&key.0, &mut text);
        text.push(b'\n');
        let mut file =
            tempfile::Builder::new().prefix(".mailsweep-").tempfile_in(folder).map_err(io_error)?;
        file.write_all(&text).and_then(|()| file.as_file().sync_all()).map_err(io_error)?;
        match file.persist_noclobber(path) {
            Ok(_) => Ok(key),
            Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => HashKey::load(path),
            Err(e) => Err(io_error(e.error)),
        }
    }

    /// The key in this file.
    ///
    /// # Errors
    ///
    /// As [`HashKey::load_or_create`]; [`KeyError::Io`] where there is no file.
    pub fn load(path: &Path) -> Result<Self, KeyError> {
        let io_error = |source| KeyError::Io { path: path.to_owned(), source };
        let meta = fs::metadata(path).map_err(io_error)?;
        if readable_by_others(&meta.permissions()) {
            return Err(KeyError::Open(path.to_owned()));
        }
        // A key is 65 bytes; whatever is much longer is something else and not worth reading.
        if !meta.is_file() || meta.len() > 4096 {
            return Err(KeyError::Malformed(path.to_owned()));
        }
        let text = fs::read(path).map_err(io_error)?;
        parse(text.trim_ascii()).map(HashKey).ok_or_else(|| KeyError::Malformed(path.to_owned()))
    }

    /// Keyed BLAKE3 of `kind:value`, 32 bytes.
    ///
    /// A value that was hidden before ([`crate::model::hide`]) brings its hash along.
    pub fn hash(&self, kind: &str, value: &str) -> [u8; 32] {
        if let Some((_, Some(hash))) = hidden(value) {
            return hash;
        }
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(kind.as_bytes()).update(b":").update(value.as_bytes());
        *hasher.finalize().as_bytes()
    }
}

fn parse(hex: &[u8]) -> Option<[u8; 32]> {
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let (pairs, rest) = hex.as_chunks::<2>();
    if pairs.len() != 32 || !rest.is_empty() {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn readable_by_others(permissions: &Permissions) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    permissions.mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn readable_by_others(_: &Permissions) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    #[test]
    fn a_key_is_made_once_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/mailsweep/key");
        let first = HashKey::load_or_create(&path).unwrap();
        assert!(first == HashKey::load_or_create(&path).unwrap());
        assert_eq!(fs::read(&path).unwrap().len(), 65);
        assert_eq!(format!("{first:?}"), "HashKey(…)");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }

    #[test]
    fn all_that_start_at_once_get_the_same_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let barrier = Barrier::new(8);
        let keys: Vec<HashKey> = std::thread::scope(|s| {
            let threads: Vec<_> = (0..8)
                .map(|_| {
                    s.spawn(|| {
                        barrier.wait();
                        HashKey::load_or_create(&path).unwrap()
                    })
                })
                .collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert!(keys.iter().all(|k| *k == keys[0]));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        HashKey::load_or_create(&path).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(HashKey::load_or_create(&path), Err(KeyError::Open(_))));
    }

    #[test]
    fn a_file_that_is_no_key_is_refused_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        for text in [String::new(), "not a key".to_owned(), "0".repeat(63), "0".repeat(65), "é".repeat(32)] {
            let mut file = tempfile::NamedTempFile::new_in(folder.path()).unwrap();
            file.write_all(text.as_bytes()).unwrap();
            file.persist(&path).unwrap();
            assert!(matches!(HashKey::load_or_create(&path), Err(KeyError::Malformed(_))), "{text:?}");
            assert_eq!(fs::read(&path).unwrap(), text.as_bytes());
        }
    }

    #[test]
    fn the_hash_depends_on_key_kind_and_value() {
        let key = HashKey::new([7; 32]);
        let hash = key.hash("email", "jan@klant.example");
        assert_eq!(hash, *blake3::keyed_hash(&[7; 32], b"email:jan@klant.example").as_bytes());
        assert_ne!(hash, HashKey::new([8; 32]).hash("email", "jan@klant.example"));
        assert_ne!(hash, key.hash("url", "jan@klant.example"));
    }
}
