//! A file in, a key that signs certificates or checks them out; and a new pair of them.
//!
//! A secret key is a file that nobody else may read: PKCS#8 in PEM (RFC 8410), as OpenSSL writes it, or 32 bytes in hexadecimal digits.
//! A public key is `SubjectPublicKeyInfo` in PEM, or the digits of its 32 bytes.

use std::fmt;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use ed25519_dalek::Signer as _;
use ed25519_dalek::pkcs8::{
    DecodePrivateKey as _, DecodePublicKey as _, EncodePrivateKey as _, EncodePublicKey as _,
};

use super::super::plan::{hex, unhex};

/// A file of a key has fewer bytes.
const MOST: u64 = 16 << 10;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum SigningKeyError {
    /// The file cannot be read or made.
    #[error("cannot use the key file {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// It holds no secret key.
    #[error(
        "{} is no secret key for signatures: an Ed25519 key is expected, PKCS#8 in PEM (BEGIN PRIVATE KEY) or 64 hexadecimal digits",
        .0.display()
    )]
    NoSecret(PathBuf),
    /// It holds no public key.
    #[error(
        "{} is no public key: an Ed25519 key is expected, in PEM (BEGIN PUBLIC KEY) or as 64 hexadecimal digits", .0.display()
    )]
    NoPublic(PathBuf),
    /// A secret key was given where the public one is meant.
    #[error("{} is a secret key: give the public one", .0.display())]
    Secret(PathBuf),
    /// Other users can read it.
    #[error(
        "the key file {} can be read by other users, who could then sign in your name; run: chmod 600 {}", .0.display(), .0.display()
    )]
    Open(PathBuf),
    /// The operating system gives no random numbers.
    #[error("the operating system gives no random numbers: {0}")]
    Random(getrandom::Error),
    /// A key cannot be written as PEM.
    #[error("the new key cannot be written")]
    Encoding,
}

/// Signs certificates. Its `Debug` does not show it.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// Checks what a [`SigningKey`] signed.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({self})")
    }
}

/// 64 hexadecimal digits.
impl fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(self.0.as_bytes()))
    }
}

fn contents(path: &Path, secret: bool) -> Result<String, SigningKeyError> {
    let error = |source| SigningKeyError::Io { path: path.to_owned(), source };
    let meta = fs::metadata(path).map_err(error)?;
    if secret && readable_by_others(&meta) {
        return Err(SigningKeyError::Open(path.to_owned()));
    }
    let wrong = if secret { SigningKeyError::NoSecret } else { SigningKeyError::NoPublic };
    if !meta.is_file() || meta.len() > MOST {
        return Err(wrong(path.to_owned()));
    }
    let bytes = fs::read(path).map_err(error)?;
    String::from_utf8(bytes).map_err(|_| wrong(path.to_owned()))
}

#[cfg(unix)]
fn readable_by_others(meta: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    meta.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn readable_by_others(_: &fs::Metadata) -> bool {
    false
}

impl SigningKey {
    /// The key of these bytes (the seed of RFC 8032).
    pub fn of_bytes(bytes: &[u8; 32]) -> Self {
        SigningKey(ed25519_dalek::SigningKey::from_bytes(bytes))
    }

    /// The key in this file.
    ///
    /// # Errors
    ///
    /// [`SigningKeyError`].
    pub fn load(path: &Path) -> Result<Self, SigningKeyError> {
        let text = contents(path, true)?;
        let text = text.trim();
        if let Some(bytes) = unhex(text) {
            return Ok(SigningKey::of_bytes(&bytes));
        }
        ed25519_dalek::SigningKey::from_pkcs8_pem(text)
            .map(SigningKey)
            .map_err(|_| SigningKeyError::NoSecret(path.to_owned()))
    }

    /// Makes a pair of keys: the secret one in this file, mode 0600, the public one beside it, with `.pub` behind its name. Neither
    /// takes the place of a file.
    ///
    /// # Errors
    ///
    /// [`SigningKeyError`]; then there is neither.
    pub fn create(path: &Path) -> Result<(VerifyingKey, PathBuf), SigningKeyError> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(SigningKeyError::Random)?;
        let key = SigningKey::of_bytes(&seed);
        let encoding = |_| SigningKeyError::Encoding;
        let line_ending = ed25519_dalek::pkcs8::spki::der::pem::LineEnding::LF;
        // without the public key in it (RFC 5958 version 1): what reads the other version is rarer
        let pair = ed25519_dalek::pkcs8::KeypairBytes { secret_key: seed, public_key: None };
        let secret = pair.to_pkcs8_pem(line_ending).map_err(encoding)?;
        let public =
            key.0.verifying_key().to_public_key_pem(line_ending).map_err(|_| SigningKeyError::Encoding)?;
        let mut name = path.as_os_str().to_owned();
        name.push(".pub");
        let beside = PathBuf::from(name);
        written(&beside, public.as_bytes(), 0o644)?;
        if let Err(error) = written(path, secret.as_bytes(), 0o600) {
            // it was made just now, and is of a key that nobody has
            let _ = fs::remove_file(&beside);
            return Err(error);
        }
        Ok((key.public(), beside))
    }

    /// What checks its signatures.
    pub fn public(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key())
    }

    pub(super) fn sign(&self, bytes: &[u8]) -> String {
        hex(&self.0.sign(bytes).to_bytes())
    }
}

/// Makes a file that was not there, whole or not at all.
fn written(path: &Path, bytes: &[u8], mode: u32) -> Result<(), SigningKeyError> {
    let error = |source| SigningKeyError::Io { path: path.to_owned(), source };
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(mode);
    }
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = options.open(path).map_err(error)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|source| {
        let _ = fs::remove_file(path);
        error(source)
    })
}

impl VerifyingKey {
    /// The key of these digits.
    pub fn of_hex(text: &str) -> Option<Self> {
        ed25519_dalek::VerifyingKey::from_bytes(&unhex(text)?).ok().map(VerifyingKey)
    }

    /// The key that these words are, or that is in the file of this name.
    ///
    /// # Errors
    ///
    /// [`SigningKeyError`].
    pub fn load(given: &Path) -> Result<Self, SigningKeyError> {
        if let Some(key) = given.to_str().and_then(VerifyingKey::of_hex) {
            return Ok(key);
        }
        let text = contents(given, false)?;
        if text.contains("PRIVATE KEY") {
            return Err(SigningKeyError::Secret(given.to_owned()));
        }
        let text = text.trim();
        VerifyingKey::of_hex(text)
            .or_else(|| ed25519_dalek::VerifyingKey::from_public_key_pem(text).ok().map(VerifyingKey))
            .ok_or_else(|| SigningKeyError::NoPublic(given.to_owned()))
    }

    /// True where this is its signature of these bytes. Signatures and keys that more than one text has are refused
    /// (`verify_strict`).
    pub(super) fn holds(&self, bytes: &[u8], signature: &str) -> bool {
        let Ok(raw) = data_encoding::HEXLOWER.decode(signature.as_bytes()) else { return false };
        let Ok(raw) = <[u8; 64]>::try_from(raw) else { return false };
        self.0.verify_strict(bytes, &ed25519_dalek::Signature::from_bytes(&raw)).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8032 §7.1, test 2.
    const SEED: &str = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
    const PUBLIC: &str = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    const OF_72: &str = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                         085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

    fn private(path: &Path, bytes: impl AsRef<[u8]>) {
        fs::write(path, bytes).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
        }
    }

    #[test]
    fn signatures_are_those_of_the_rfc() {
        let key = SigningKey::of_bytes(&unhex(SEED).unwrap());
        assert_eq!(key.public().to_string(), PUBLIC);
        assert_eq!(key.sign(&[0x72]), OF_72);
        assert!(key.public().holds(&[0x72], OF_72));
        assert!(!key.public().holds(&[0x73], OF_72) && !key.public().holds(&[0x72], &OF_72[2..]));
        assert_eq!(format!("{key:?}"), "SigningKey(…)");
    }

    #[test]
    fn keys_are_read_as_openssl_writes_them_and_as_digits() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        // openssl genpkey -algorithm ed25519 of that seed, and openssl pkey -pubout
        let der = |head: &str, body: &str| {
            let bytes = data_encoding::HEXLOWER.decode(format!("{head}{body}").as_bytes()).unwrap();
            data_encoding::BASE64.encode(&bytes)
        };
        let pem = format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            der("302e020100300506032b657004220420", SEED)
        );
        for text in [pem.as_str(), SEED, &format!("{SEED}\n")] {
            private(&path, text);
            assert_eq!(SigningKey::load(&path).unwrap().public().to_string(), PUBLIC);
        }
        let public = format!(
            "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
            der("302a300506032b6570032100", PUBLIC)
        );
        for text in [public.as_str(), PUBLIC] {
            fs::write(&path, text).unwrap();
            assert_eq!(VerifyingKey::load(&path).unwrap().to_string(), PUBLIC);
        }
        assert_eq!(VerifyingKey::load(Path::new(PUBLIC)).unwrap().to_string(), PUBLIC);
        private(&path, &pem);
        assert!(matches!(VerifyingKey::load(&path), Err(SigningKeyError::Secret(_))));
        private(&path, "nothing");
        assert!(matches!(SigningKey::load(&path), Err(SigningKeyError::NoSecret(_))));
        assert!(matches!(VerifyingKey::load(&path), Err(SigningKeyError::NoPublic(_))));
    }

    #[cfg(unix)]
    #[test]
    fn a_secret_key_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        private(&path, SEED);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(SigningKey::load(&path), Err(SigningKeyError::Open(_))));
    }

    #[test]
    fn a_new_pair_takes_the_place_of_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.pem");
        let (public, beside) = SigningKey::create(&path).unwrap();
        assert_eq!(SigningKey::load(&path).unwrap().public(), public);
        assert_eq!(VerifyingKey::load(&beside).unwrap(), public);
        let before = fs::read(&path).unwrap();
        assert!(matches!(SigningKey::create(&path), Err(SigningKeyError::Io { .. })));
        fs::remove_file(&beside).unwrap();
        assert!(matches!(SigningKey::create(&path), Err(SigningKeyError::Io { .. })));
        assert_eq!(fs::read(&path).unwrap(), before);
        assert!(!beside.exists(), "of a pair that was not made nothing is left");
    }
}
