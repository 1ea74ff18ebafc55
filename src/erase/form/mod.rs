//! How each form of mail is rewritten. One file a form; the registry is [`FORMS`].
//!
//! What comes in: the bytes of a file or entry, and where in them something is to be changed. What goes out: the new bytes. A form
//! copies what it does not change as it stands, and knows nothing of locks, folders and journals; whether it did right is not for it to
//! say: [`super::proof`] reads what came out.

use std::io::{Read, Write};

use super::resolve::Edits;
use super::survey::Random;
use super::work::{Fault, Left, Work};

mod bzip2;
mod emlx;
mod frame;
mod gzip;
mod mbox;
mod message;
mod tar;
mod xz;
mod zip;
mod zstd;

/// A file or entry that is to be rewritten.
pub(super) struct Content<'c> {
    /// From its first byte on.
    pub(super) reader: Box<dyn Read + 'c>,
    /// The same, where it can be read at any place.
    pub(super) random: Option<Random>,
}

/// One form of mail, or of a file that holds mail.
pub(super) trait Form: Sync {
    /// The name of the format that it is recognised by ([`crate::source::Format`]).
    fn format(&self) -> &'static str;
    /// Writes the whole of the content, changed where the edits say and the editor decides.
    fn rewrite(
        &self,
        work: &mut Work<'_>,
        edits: &Edits,
        content: Content<'_>,
        out: &mut dyn Write,
    ) -> Result<Left, Fault>;
}

/// All forms that are rewritten.
pub(super) const FORMS: &[&dyn Form] = &[
    &mbox::Mbox,
    &message::Message,
    &emlx::Emlx,
    &gzip::Gzip,
    &bzip2::Bzip2,
    &xz::Xz,
    &zstd::Zstd,
    &tar::Tar,
    &zip::Zip,
];

/// The form of a format, if it is rewritten.
pub(super) fn named(format: &str) -> Option<&'static dyn Form> {
    FORMS.iter().copied().find(|form| form.format() == format)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FORMATS;

    #[test]
    fn every_form_is_one_that_is_read() {
        for form in FORMS {
            assert!(FORMATS.iter().any(|f| f.card().name == form.format()), "{}", form.format());
        }
        assert!(named("7z").is_none() && named("").is_none());
    }
}
