//! Bytes of a report in, bytes that only its recipients can read out: the age format (age-encryption.org/v1).
//!
//! A report is sealed while it is written: nothing of it is ever on the disk in clear. Only public keys are known here. The
//! feature `age` brings this in; without it no recipient is understood.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// The extension of sealed files, behind the one of the format: `audit.html.age`.
pub const EXTENSION: &str = "age";

/// A file of recipients is a page, not an archive.
const FILE_MAX: u64 = 1 << 20;

/// Why recipients cannot be used. It never quotes what was given: that may be a secret key.
#[derive(Debug, thiserror::Error)]
pub enum RecipientError {
    /// What was given is neither a recipient nor a file of them.
    #[error("{place}: expected a recipient of age (age1…), or a file of them, one a line: {why}")]
    Broken {
        /// What was given, or file and line.
        place: String,
        /// What is wrong.
        why: &'static str,
    },
    /// The file cannot be read.
    #[error("cannot read the recipients in {file}: {source}")]
    Io {
        /// The file.
        file: String,
        /// What the operating system says.
        source: io::Error,
    },
}

/// Who can read sealed reports.
#[derive(Debug, Clone, Default)]
pub struct Recipients(Vec<key::Recipient>);

impl Recipients {
    /// Takes in a recipient (`age1…`), or a file of recipients, one a line, with `#` before remarks.
    ///
    /// # Errors
    ///
    /// [`RecipientError`], with file and line.
    pub fn add(&mut self, given: &str) -> Result<(), RecipientError> {
        let broken = |place: &str, why| RecipientError::Broken { place: place.to_owned(), why };
        // a key that is mistyped is no file: it is not to be looked for as one
        if given.starts_with("age1") {
            self.0.push(key::parse(given).map_err(|why| broken("a recipient that was given", why))?);
            return Ok(());
        }
        if is_secret(given) {
            return Err(broken("a recipient that was given", SECRET));
        }
        let unread = |source| RecipientError::Io { file: given.to_owned(), source };
        let meta = fs::metadata(Path::new(given)).map_err(unread)?;
        if !meta.is_file() || meta.len() > FILE_MAX {
            return Err(broken(given, "it is no file of recipients"));
        }
        let before = self.0.len();
        for (line, n) in fs::read_to_string(given).map_err(unread)?.lines().map(str::trim).zip(1..) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let place = || format!("{given}:{n}");
            if is_secret(line) {
                return Err(broken(&place(), SECRET));
            }
            self.0.push(key::parse(line).map_err(|why| broken(&place(), why))?);
        }
        if self.0.len() == before { Err(broken(given, "there is none in it")) } else { Ok(()) }
    }

    /// These bytes, so that only its recipients can read them, with a key of their own.
    ///
    /// # Errors
    ///
    /// There is no recipient.
    pub fn seal(&self, clear: &[u8]) -> io::Result<Vec<u8>> {
        let mut sealed = Vec::with_capacity(clear.len() + 512);
        let mut seal = Seal::new(self)?;
        seal.write(clear, &mut sealed)?;
        seal.finish(&mut sealed)?;
        Ok(sealed)
    }

    /// Nobody.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

const SECRET: &str = "this is a secret key, which must not leave its owner; give the public one";

fn is_secret(text: &str) -> bool {
    text.get(..14).is_some_and(|t| t.eq_ignore_ascii_case("AGE-SECRET-KEY"))
}

#[cfg(feature = "age")]
mod key {
    pub(super) use age::x25519::Recipient;

    pub(super) fn parse(text: &str) -> Result<Recipient, &'static str> {
        if text.starts_with("ssh-") {
            return Err("keys of SSH are not understood");
        }
        text.parse()
    }
}

#[cfg(not(feature = "age"))]
mod key {
    pub(super) type Recipient = std::convert::Infallible;

    pub(super) fn parse(_: &str) -> Result<Recipient, &'static str> {
        Err("this program was built without encryption (the feature `age`)")
    }
}

#[cfg(feature = "age")]
pub(super) use open::Seal;

#[cfg(feature = "age")]
mod open {
    use super::{Recipients, Write, io};
    use std::sync::{Arc, Mutex, PoisonError};

    /// What was sealed and not yet handed on.
    #[derive(Clone, Default)]
    struct Sealed(Arc<Mutex<Vec<u8>>>);

    impl Sealed {
        fn hand_on(&self, to: &mut dyn Write) -> io::Result<()> {
            let mut sealed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            to.write_all(&sealed)?;
            sealed.clear();
            Ok(())
        }
    }

    impl Write for Sealed {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A report that is being sealed.
    pub(in crate::report) struct Seal {
        stream: age::stream::StreamWriter<Sealed>,
        sealed: Sealed,
    }

    impl Seal {
        /// Begins a sealed report, with a key of its own.
        pub(in crate::report) fn new(recipients: &Recipients) -> io::Result<Self> {
            let all = recipients.0.iter().map(|r| r as &dyn age::Recipient);
            let encryptor = age::Encryptor::with_recipients(all).map_err(io::Error::other)?;
            let sealed = Sealed::default();
            Ok(Seal { stream: encryptor.wrap_output(sealed.clone())?, sealed })
        }

        /// Seals these bytes, and writes what is ready.
        pub(in crate::report) fn write(&mut self, bytes: &[u8], to: &mut dyn Write) -> io::Result<()> {
            self.stream.write_all(bytes)?;
            self.sealed.hand_on(to)
        }

        /// Writes the rest: without its last piece a sealed report is known to be cut off.
        pub(in crate::report) fn finish(self, to: &mut dyn Write) -> io::Result<()> {
            self.stream.finish()?;
            self.sealed.hand_on(to)
        }
    }
}

#[cfg(not(feature = "age"))]
pub(super) use closed::Seal;

#[cfg(not(feature = "age"))]
mod closed {
    use super::{Recipients, Write, io};

    /// There is none: no recipient was understood.
    pub(in crate::report) enum Seal {}

    impl Seal {
        pub(in crate::report) fn new(_: &Recipients) -> io::Result<Self> {
            Err(io::ErrorKind::Unsupported.into())
        }
        pub(in crate::report) fn write(&mut self, _: &[u8], _: &mut dyn Write) -> io::Result<()> {
            match *self {}
        }
        pub(in crate::report) fn finish(self, _: &mut dyn Write) -> io::Result<()> {
            match self {}
        }
    }
}

#[cfg(feature = "age")]
#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    fn error(given: &str) -> String {
        Recipients::default().add(given).unwrap_err().to_string()
    }

    #[test]
    fn what_is_sealed_opens_with_each_key_and_no_other() {
        let keys: Vec<_> = (0..3).map(|_| age::x25519::Identity::generate()).collect();
        let mut recipients = Recipients::default();
        for key in &keys[..2] {
            recipients.add(&key.to_public().to_string()).unwrap();
        }
        let text: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
        let mut out = Vec::new();
        let mut seal = Seal::new(&recipients).unwrap();
        for piece in text.chunks(1000) {
            seal.write(piece, &mut out).unwrap();
        }
        seal.finish(&mut out).unwrap();
        for key in &keys[..2] {
            let mut read = Vec::new();
            let opened = age::Decryptor::new(&out[..]).unwrap().decrypt(std::iter::once(key as _));
            opened.unwrap().read_to_end(&mut read).unwrap();
            assert_eq!(read, text);
        }
        assert!(age::Decryptor::new(&out[..]).unwrap().decrypt(std::iter::once(&keys[2] as _)).is_err());
    }

    #[test]
    fn what_is_sealed_for_nobody_is_not_sealed() {
        assert!(Recipients::default().seal(b"x").is_err());
        let key = age::x25519::Identity::generate();
        let mut recipients = Recipients::default();
        recipients.add(&key.to_public().to_string()).unwrap();
        let sealed = recipients.seal(b"clear").unwrap();
        assert_eq!(age::decrypt(&key, &sealed).unwrap(), b"clear");
    }

    #[test]
    fn files_hold_recipients_and_remarks() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("recipients.txt");
        let given = file.to_str().unwrap();
        let key = || age::x25519::Identity::generate().to_public();
        fs::write(&file, format!("# officer\n{}\n\n  {}\r\n", key(), key())).unwrap();
        let mut recipients = Recipients::default();
        recipients.add(given).unwrap();
        assert_eq!(recipients.0.len(), 2);
        for (text, why) in [
            ("# nobody\n", "there is none in it"),
            ("age1qqqq\n", "recipients.txt:1: expected a recipient of age"),
            ("\nssh-ed25519 AAAA x\n", "recipients.txt:2: "),
            ("AGE-SECRET-KEY-1QQQQ\n", "give the public one"),
        ] {
            fs::write(&file, text).unwrap();
            assert!(error(given).contains(why), "{}", error(given));
        }
        assert!(error("age1nonsense").contains("expected a recipient"));
        assert!(error("/nonexistent/recipients").contains("cannot read"));
        assert!(error(folder.path().to_str().unwrap()).contains("no file of recipients"));
        let secret = error("AGE-SECRET-KEY-1QQQQ");
        assert!(!secret.contains("QQQQ") && secret.contains("secret key"), "{secret}");
    }
}
