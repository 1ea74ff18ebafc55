//! A file with a secret key in, sealed messages opened. No error quotes what stands in the file.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// A file of keys is a page, not an archive.
const FILE_MAX: u64 = 1 << 20;

/// Secret keys.
pub(super) struct Identity(Vec<key::Key>);

impl Identity {
    /// Reads a file of secret keys, one a line, with `#` before remarks, as `age-keygen` writes it.
    pub(super) fn load(path: &Path) -> Result<Self, String> {
        let unread = |e| format!("cannot read it: {e}");
        let mut bytes = Vec::new();
        // a pipe will do: a key need not be on a disk
        File::open(path).map_err(unread)?.take(FILE_MAX + 1).read_to_end(&mut bytes).map_err(unread)?;
        if bytes.starts_with(b"age-encryption.org/") || bytes.starts_with(b"-----BEGIN AGE") {
            return Err(
                "it is encrypted itself; decrypt it first, as in --identity <(age -d FILE)".to_owned()
            );
        }
        let text = String::from_utf8(bytes).ok().filter(|text| text.len() as u64 <= FILE_MAX);
        let Some(text) = text else { return Err("it is no file of secret keys of age".to_owned()) };
        let mut keys = Vec::new();
        for (line, n) in text.lines().map(str::trim).zip(1..) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if line.starts_with("age1") {
                let why = "this is a public key, with which nothing can be opened; give the secret one";
                return Err(format!("line {n}: {why}"));
            }
            keys.push(key::parse(line).map_err(|why| format!("line {n}: {why}"))?);
        }
        if keys.is_empty() { Err("there is no key in it".to_owned()) } else { Ok(Identity(keys)) }
    }

    /// The message, or why it cannot be had.
    pub(super) fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, String> {
        key::open(&self.0, sealed)
    }
}

#[cfg(feature = "age")]
mod key {
    use std::io::Read as _;

    use age::DecryptError;
    pub(super) use age::x25519::Identity as Key;

    pub(super) fn parse(text: &str) -> Result<Key, &'static str> {
        text.parse().map_err(|_| "expected a secret key of age (AGE-SECRET-KEY-1…)")
    }

    pub(super) fn open(keys: &[Key], sealed: &[u8]) -> Result<Vec<u8>, String> {
        let why = |error: &DecryptError| match error {
            DecryptError::NoMatchingKeys => {
                "it was encrypted for others; the secret key in the file of --identity is of none of its recipients"
            }
            _ => "its file is damaged, or was not encrypted with age",
        };
        let opened = age::Decryptor::new(sealed)
            .and_then(|sealed| sealed.decrypt(keys.iter().map(|key| key as &dyn age::Identity)));
        let mut message = Vec::new();
        opened
            .map_err(|e| why(&e).to_owned())?
            .read_to_end(&mut message)
            .map_err(|_| "its file is damaged: it was changed or cut off".to_owned())?;
        Ok(message)
    }
}

#[cfg(not(feature = "age"))]
mod key {
    pub(super) type Key = std::convert::Infallible;

    const WHY: &str = "this program was built without encryption (the feature `age`)";

    pub(super) fn parse(_: &str) -> Result<Key, &'static str> {
        Err(WHY)
    }

    pub(super) fn open(_: &[Key], _: &[u8]) -> Result<Vec<u8>, String> {
        Err(WHY.to_owned())
    }
}

#[cfg(feature = "age")]
#[cfg(test)]
mod tests {
    use std::fs;

    use age::secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn a_file_of_keys_is_understood_and_anything_else_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.txt");
        let key = age::x25519::Identity::generate();
        let sealed = age::encrypt(&key.to_public(), b"clear").unwrap();
        let secret = key.to_string();
        fs::write(
            &path,
            format!("# created: today\n# public key: {}\n{}\n", key.to_public(), secret.expose_secret()),
        )
        .unwrap();
        let identity = Identity::load(&path).unwrap();
        assert_eq!(identity.open(&sealed).unwrap(), b"clear");
        assert!(identity.open(&sealed[..sealed.len() - 1]).unwrap_err().contains("cut off"));
        assert!(identity.open(b"From: x\n").unwrap_err().contains("not encrypted"));
        let other = age::encrypt(&age::x25519::Identity::generate().to_public(), b"clear").unwrap();
        assert!(identity.open(&other).unwrap_err().contains("encrypted for others"));
        let public = key.to_public().to_string();
        for (text, why) in [
            (public.as_bytes(), "line 1: this is a public key"),
            (b"# nothing\n", "no key in it"),
            (b"\nAGE-SECRET-KEY-1QQQQ\n", "line 2: expected a secret key"),
            (&sealed, "encrypted itself"),
            (b"\xff\xfe", "no file of secret keys"),
        ] {
            fs::write(&path, text).unwrap();
            let error = Identity::load(&path).err().unwrap();
            assert!(error.contains(why) && !error.contains("QQQQ"), "{error}");
        }
        assert!(Identity::load(&folder.path().join("none")).err().unwrap().contains("cannot read"));
    }
}
