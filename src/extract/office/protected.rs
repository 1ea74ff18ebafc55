//! Documents of Office 2007 and later that a password protects (\[MS-OFFCRYPTO\] §2.3): a compound file around an encrypted package,
//! which is the document as it was.
//!
//! The crate `office-crypto` decrypts; what comes out is read by whoever reads such a document.

use super::compound::with_stream;
use crate::extract::{Document, ExtractOptions, Extractor};
use crate::model::{Card, Contents, Problem, ProblemCode};

pub(in crate::extract) struct Protected;

static CARD: Card = Card {
    name: "office-encrypted",
    summary: "A document of Office 2007 and later that a password protects, read with the password.",
    caveats: "The first 32 passwords are tried: each takes a moment, as is meant.",
    references: &["MS-OFFCRYPTO"],
};

impl Extractor for Protected {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn recognises(&self, document: &Document<'_>) -> bool {
        with_stream(document.bytes, &["EncryptedPackage"]).is_some()
    }
    /// The crate reads a compound file and descriptions of keys by its own.
    fn risky(&self) -> bool {
        true
    }
    fn extract(
        &self,
        document: &Document<'_>,
        options: &ExtractOptions,
        out: &mut dyn Contents,
    ) -> Result<(), Problem> {
        let Some(package) = unlocked(document.bytes, options) else {
            let detail = match options.passwords.is_empty() {
                true => "the document is protected by a password; none was given",
                false => "the document is protected by a password; none of those given opens it",
            };
            return Err(Problem::new(ProblemCode::Encrypted, detail).giving_up(document.bytes.len() as u64));
        };
        let inner = Document { bytes: &package, ..*document };
        let readers: [&dyn Extractor; 4] =
            [&super::Word, &super::Slides, &super::Sheets, &super::OpenDocument];
        match readers.into_iter().find(|reader| reader.recognises(&inner)) {
            Some(reader) => reader.extract(&inner, options, out),
            None => Err(Problem::new(ProblemCode::Unsupported, "a protected document of an unknown type")),
        }
    }
}

/// Passwords that are tried on one document: each takes some 100,000 rounds of a hash (\[MS-OFFCRYPTO\] §2.3.4.11).
const TRIED: usize = 32;

/// The package, by the first password that opens it: what another one makes of it is no zip archive.
fn unlocked(bytes: &[u8], options: &ExtractOptions) -> Option<Vec<u8>> {
    options.passwords.iter().take(TRIED).find_map(|password| {
        let package = office_crypto::decrypt_from_bytes(bytes.to_vec(), password).ok()?;
        package.starts_with(b"PK\x03\x04").then_some(package)
    })
}

#[cfg(test)]
mod tests {
    use super::super::compound::tests::compound;
    use super::*;
    use crate::extract::collect::{Collect, collect};
    use crate::model::Passwords;

    #[test]
    fn an_encrypted_package_is_told() {
        let bytes = compound(&[("EncryptionInfo", b"x"), ("EncryptedPackage", b"0123")]);
        assert!(Protected.recognises(&Document { bytes: &bytes, name: None, media_type: "" }));
        let problem = collect(&Protected, &bytes).1.unwrap_err();
        assert_eq!((problem.code, problem.given_up), (ProblemCode::Encrypted, bytes.len() as u64));
    }

    #[test]
    fn the_right_password_opens_it() {
        // made with python-docx and msoffcrypto-tool; the password is `geheim`
        let bytes = include_bytes!("../../../tests/data/office/protected.docx");
        let document = Document { bytes, name: None, media_type: "" };
        let read = |passwords: &[&str]| {
            let passwords = Passwords::new(passwords.iter().map(|p| (*p).to_owned()));
            let mut out = Collect::default();
            let outcome =
                Protected.extract(&document, &ExtractOptions { passwords, ..Default::default() }, &mut out);
            (out, outcome)
        };
        assert!(read(&["verkeerd", "geheim"]).0.text.contains("Petra Bos, tel. 020-5550123"));
        assert_eq!(read(&["verkeerd"]).1.unwrap_err().code, ProblemCode::Encrypted);
    }
}
