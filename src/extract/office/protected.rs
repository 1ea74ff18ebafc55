//! Documents of Office 2007 and later that a password protects (\[MS-OFFCRYPTO\] §2.3): a compound file around an encrypted package.
//!
//! Known, so that it is told by name; what is in it is not read.

use super::compound::with_stream;
use crate::extract::{Document, ExtractOptions, Extractor};
use crate::model::{Card, Contents, Problem, ProblemCode};

pub(in crate::extract) struct Protected;

static CARD: Card = Card {
    name: "office-encrypted",
    summary: "A document of Office 2007 and later that a password protects: told as encrypted.",
    caveats: "Not read, with a password or without.",
    references: &["MS-OFFCRYPTO"],
};

impl Extractor for Protected {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn recognises(&self, document: &Document<'_>) -> bool {
        with_stream(document.bytes, &["EncryptedPackage"]).is_some()
    }
    fn extract(
        &self,
        document: &Document<'_>,
        _: &ExtractOptions,
        _: &mut dyn Contents,
    ) -> Result<(), Problem> {
        Err(Problem::new(
            ProblemCode::Encrypted,
            "the document is protected by a password; passwords for Office documents are not supported",
        )
        .giving_up(document.bytes.len() as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::super::compound::tests::compound;
    use super::*;
    use crate::extract::collect::collect;

    #[test]
    fn an_encrypted_package_is_told() {
        let bytes = compound(&[("EncryptionInfo", b"x"), ("EncryptedPackage", b"0123")]);
        assert!(Protected.recognises(&Document { bytes: &bytes, name: None, media_type: "" }));
        let problem = collect(&Protected, &bytes).1.unwrap_err();
        assert_eq!((problem.code, problem.given_up), (ProblemCode::Encrypted, bytes.len() as u64));
    }
}
