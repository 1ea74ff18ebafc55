//! One message in, the same message without what is marked out.
//!
//! What comes in: the bytes of a message, and [`Mark`]s: places in the decoded text of its parts, in the coordinates that
//! findings have, or whole parts. What goes out: bytes in which a sign stands there, and in which nothing else has changed.
//! It refuses to know whose data they are, where the message comes from and where it goes.
//!
//! - A part keeps its charset and its transfer encoding; only the lines change that are touched (of base64, those from there
//!   on). Of a header, only the fields that are touched; a field that held an address holds one that is nobody's.
//! - A file that cannot be edited is replaced by a sentence that says so, so that the other parts keep their numbers.
//! - What says how long or how whole something is (`Content-Length`, `Lines`, `Content-MD5`) is corrected or goes.
//! - A signature that no longer holds stays where it is: it may still tell who signed what was there, and whoever verifies it
//!   is told that it fails. Where the certificate in it, or a key, names again what is marked, it goes as a file does. The field `X-Mailsweep-Redacted` names it, and says how much has gone.
//!
//! The result is read again before it is given out: the marked texts are gone, and all else is read as it was. Where that
//! cannot be shown the answer is [`Refused`], never a wrong edit.

mod block;
mod carry_out;
mod field;
mod fold;
mod header;
mod html;
mod layout;
mod note;
mod plain;
mod plan;
mod proof;
mod quoted;
mod sign;
mod signer;
mod splice;
#[cfg(test)]
mod tests;
mod text;
mod transfer;

use std::borrow::Cow;
use std::ops::Range;

use crate::message::media;
use crate::model::{Limits, Quoting, Section};
use carry_out::Job;
use layout::{Item, Layout};
use plan::Plan;
use sign::Sign;

/// What of a message is to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The part it stands in, as findings name it. `2.MIME` (RFC 3501 §6.4.5) is the header of part 2, whose text has a line
    /// `Name: body` for each field, as that of `HEADER` has.
    pub section: Section,
    /// Bytes of the part's decoded text. `None` for the whole part; of a header, for the name of the file in it.
    pub span: Option<Range<u64>>,
}

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    /// Places in texts and headers at which a sign stands now.
    pub places: u64,
    /// Parts, and files in texts, that were replaced as a whole.
    pub replaced: Vec<Section>,
    /// Signatures that no longer hold, by the names of what carries them.
    pub broken: Vec<&'static str>,
}

/// A message without what was marked.
#[derive(Clone)]
pub struct Redacted {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What was done.
    pub notes: Notes,
}

/// A message that cannot be redacted for certain: a person must.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Refused {
    /// The part that is the reason, where one is.
    pub section: Option<Section>,
    /// Why, for a person; never a word of the message.
    pub why: Cow<'static, str>,
}

impl Refused {
    fn of(section: &Section, why: &'static str) -> Self {
        Refused { section: Some(section.clone()), why: why.into() }
    }

    fn whole(why: &'static str) -> Self {
        Refused { section: None, why: why.into() }
    }
}

/// Takes what is marked out of a message; `sign` stands there (`[verwijderd]`), in a form that fits the place.
///
/// `quoting` is how the lines of the message were kept from looking like separator lines; the result is quoted so too. Marks
/// may come in any order, and overlap.
///
/// # Errors
///
/// [`Refused`], where it cannot be shown that the result is the same message without what is marked.
pub fn redact(
    message: &[u8],
    quoting: Quoting,
    marks: &[Mark],
    sign: &str,
    limits: &Limits,
) -> Result<Redacted, Refused> {
    if marks.is_empty() {
        return Ok(Redacted { bytes: message.to_vec(), notes: Notes::default() });
    }
    carried_out(message, quoting, marks, sign, (0, limits))
}

/// Notes in a message that something was taken out in front of it, which is no part of it: in its separator line.
///
/// # Errors
///
/// As for [`redact`].
pub fn noted(message: &[u8], quoting: Quoting, limits: &Limits) -> Result<Redacted, Refused> {
    carried_out(message, quoting, &[], "", (1, limits))
}

/// `outside`: places that are not in the message.
fn carried_out(
    message: &[u8],
    quoting: Quoting,
    marks: &[Mark],
    sign: &str,
    (outside, limits): (u64, &Limits),
) -> Result<Redacted, Refused> {
    let bytes = media::with_line_ends(message);
    let bare_cr = matches!(bytes, Cow::Owned(_));
    if bare_cr && memchr::memchr(b'\n', message).is_some() {
        return Err(Refused::whole("the message has line ends of several sorts"));
    }
    let before = Layout::read(&bytes, quoting, limits);
    let mut plan = Plan::new(&before, marks)?;
    let more = signer::marks(&bytes, &before, &plan);
    if !more.is_empty() {
        plan = Plan::new(&before, &[marks, &more].concat())?;
    }
    let sign = Sign::new(sign);
    let job = Job::new(&bytes, &before, &plan, &sign);
    let done = job.carry_out(outside)?;
    let mut out = done.bytes;
    if bare_cr {
        out.iter_mut().filter(|b| **b == b'\n').for_each(|b| *b = b'\r');
    }
    let read = media::with_line_ends(&out);
    let after = Layout::read(&read, quoting, limits);
    proof::holds(&bytes, &before, &read, &after, &plan, &done.texts)?;
    Ok(Redacted { bytes: out, notes: done.notes })
}

/// Stretches of the source of an HTML part in which text may stand that is not shown: values of attributes, comments, document types, style sheets,
/// scripts. Each can be marked by itself; attributes that only say what an element looks like are not among them.
pub fn unseen(html: &str) -> Vec<Range<usize>> {
    html::unseen(html)
}

/// Hands on every text of a message in which something can be marked: those that the reader hands on, and the headers of parts
/// (`2.MIME`), which it does not. Texts of documents and archives are not among them. With each comes its section, and the place
/// of its first byte: text that is in no part comes in stretches.
pub fn texts(message: &[u8], quoting: Quoting, limits: &Limits, on: &mut dyn FnMut(&Section, u64, &str)) {
    let bytes = media::with_line_ends(message);
    let layout = Layout::read(&bytes, quoting, limits);
    carry_out::visit(&bytes, &layout.items, &mut |item, bytes| match item {
        Item::Header { section, message, block, .. } => {
            let own = plan::header_section(section, *message);
            on(&own, 0, header::Block::new(&bytes[block.clone()]).text());
        }
        Item::Leaf { part, bytes: range, form: Some(form) } => {
            on(&part.section, 0, text::Source::new(&bytes[range.clone()], form, &part.media_type).text());
        }
        Item::Between { section, bytes: range, form, base } => {
            on(section, *base, text::Source::new(&bytes[range.clone()], form, "text/plain").text());
        }
        Item::Leaf { .. } | Item::Space { .. } => {}
    });
}
