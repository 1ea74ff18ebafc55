//! Bytes of a text part to UTF-8, whatever the label says.
//!
//! What comes in: bytes with their transfer encoding undone, and the `charset` parameter (RFC 2046 §4.1.2), whole or in
//! consecutive chunks. What goes out: text, the name of the charset it was read with, and a word on what was wrong. This
//! file refuses to know where the label was found.
//!
//! The order is: what is valid UTF-8 is UTF-8, whatever its label, for text of other charsets hardly ever is by chance;
//! then the label (names and meanings as in the WHATWG Encoding Standard, DOS code pages, UTF-7 of RFC 2152, HZ of
//! RFC 1843, ISO-2022-KR of RFC 1557); then a guess. Labels under which ASCII bytes mean something else come first.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, EUC_KR, Encoding, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use oem_cp::code_table::DECODING_TABLE_CP_MAP;
use oem_cp::code_table_type::TableType;

use super::mixed;
use super::wide::{self, Utf32, Wide};

mod label;
mod writer;

use label::{Label, label, name};
pub(crate) use writer::{Splice, Writer};

/// What was wrong with the label of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CharsetTrouble {
    /// The label is not known: the charset is a guess.
    Unknown,
    /// There is no label and the bytes are neither ASCII nor UTF-8: the charset is a guess.
    Missing,
    /// The bytes do not fit the label: the charset is a guess, or what does not fit is read as Windows-1252 or is U+FFFD.
    Wrong,
}

/// Bytes that a guess looks at.
const SAMPLE: usize = 256 << 10;

/// Bytes that the detector is fed with.
const DETECTED: usize = 16 << 10;

/// Bytes of UTF-7 kept until their shifted run has ended.
const RUN: usize = 64 << 10;

/// Decodes a whole text. What is ASCII or UTF-8 is borrowed, anything else is written to `buf` first. Gives the text
/// without byte order mark, the lower-case name of the charset it was read with, and what was wrong.
pub fn decode<'a>(
    bytes: &'a [u8],
    declared: Option<&str>,
    buf: &'a mut String,
) -> (&'a str, Cow<'static, str>, Option<CharsetTrouble>) {
    let label = label(declared);
    if let Some((text, name)) = straight(bytes, label) {
        return (text, name, None);
    }
    let mut plan = Plan::new(bytes, label, false, ' ');
    buf.clear();
    plan.decode(&bytes[plan.bom..], true, buf);
    (buf, plan.name, plan.trouble)
}

/// What is ASCII or UTF-8, as it stands but for the byte order mark; `None` for any other.
fn straight(bytes: &[u8], label: Label) -> Option<(&str, Cow<'static, str>)> {
    if label.hides_in_ascii() || wide::shown(bytes).is_some() {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let marked = text.starts_with('\u{feff}');
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.is_ascii() {
        return Some((text, label.name()));
    }
    let otherwise = matches!(label, Label::Known(e) if e != UTF_8) && !marked;
    (!otherwise || speaks_for_utf8(text, ' ')).then_some((text, Cow::Borrowed("utf-8")))
}

/// Text that is declared to be something else is taken for UTF-8 when it reads well as that: a letter beside an ASCII
/// letter, punctuation as programs set it, or a letter of a script beyond Latin, Greek and Cyrillic. What is left, a
/// lone accented capital between blanks, is what a no-break space became in a mail that was recoded twice.
fn speaks_for_utf8(text: &str, before: char) -> bool {
    let mut before = before;
    let mut chars = text.chars().take(SAMPLE).peekable();
    while let Some(c) = chars.next() {
        if !c.is_ascii() {
            let after = chars.peek().copied().unwrap_or(' ');
            let inside = before.is_ascii_alphabetic() || after.is_ascii_alphabetic();
            let script = c >= '\u{800}' && c.is_alphanumeric();
            if c.is_alphabetic() && inside || script || ('\u{2010}'..='\u{2122}').contains(&c) {
                return true;
            }
        }
        before = c;
    }
    false
}

/// What of these bytes is valid UTF-8, up to the first fault.
fn valid_start(bytes: &[u8]) -> Option<&str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(e) => std::str::from_utf8(&bytes[..e.valid_up_to()]).ok(),
    }
}

/// Decodes a huge text chunk by chunk, each of which may be cut anywhere.
#[derive(Debug)]
pub struct StreamDecoder {
    label: Label,
    /// Absent as long as all was ASCII.
    plan: Option<Plan>,
    /// The first bytes, as long as they are too few to tell.
    first: Vec<u8>,
    /// The last character that was given out.
    before: char,
    begun: bool,
}

impl StreamDecoder {
    /// A decoder at the beginning of a text.
    pub fn new(declared: Option<&str>) -> Self {
        StreamDecoder { label: label(declared), plan: None, first: Vec::new(), before: ' ', begun: false }
    }

    /// Appends the text of the next bytes to `out`. The last call has `last`.
    pub fn decode(&mut self, chunk: &[u8], last: bool, out: &mut String) {
        if let Some(plan) = &mut self.plan {
            plan.decode(chunk, last, out);
            return;
        }
        if !self.label.hides_in_ascii()
            && self.first.is_empty()
            && (self.begun || wide::shown(chunk).is_none())
            && chunk.is_ascii()
            && let Ok(text) = std::str::from_utf8(chunk)
        {
            self.begun |= !chunk.is_empty();
            self.before = chunk.last().copied().map_or(self.before, char::from);
            out.push_str(text);
            return;
        }
        self.first.extend_from_slice(chunk);
        if self.first.len() < 1024 && !last {
            return;
        }
        let first = std::mem::take(&mut self.first);
        let mut plan = Plan::new(&first, self.label, !last, self.before);
        let bom = if self.begun { 0 } else { plan.bom };
        plan.decode(&first[bom..], last, out);
        self.plan = Some(plan);
    }

    /// The lower-case name of the charset, as far as it is known by now.
    pub fn charset(&self) -> Cow<'static, str> {
        self.plan.as_ref().map_or_else(|| self.label.name(), |plan| plan.name.clone())
    }

    /// What was wrong so far.
    pub fn trouble(&self) -> Option<CharsetTrouble> {
        self.plan.as_ref().and_then(|plan| plan.trouble)
    }
}

/// How a text is read.
#[derive(Debug)]
struct Plan {
    how: How,
    /// Bytes of the byte order mark.
    bom: usize,
    name: Cow<'static, str>,
    trouble: Option<CharsetTrouble>,
}

enum How {
    Encoding(encoding_rs::Decoder),
    Oem(TableType),
    /// Every byte is the character of its number.
    Latin1,
    /// UTF-8, and what is none as Windows has it; bytes that may begin a character.
    Mixed(Vec<u8>),
    Utf7(Vec<u8>),
    Utf32(Utf32),
    /// Two bytes a character between shifts, to be read by this decoder with their high bits set.
    Shifted(encoding_rs::Decoder, Shift),
}

impl std::fmt::Debug for How {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            How::Encoding(_) => "Encoding",
            How::Oem(_) => "Oem",
            How::Latin1 => "Latin1",
            How::Mixed(_) => "Mixed",
            How::Utf7(_) => "Utf7",
            How::Utf32(_) => "Utf32",
            How::Shifted(..) => "Shifted",
        })
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Shift {
    hz: bool,
    on: bool,
    /// A `~` was the last byte of the chunk before.
    tilde: bool,
    /// Bytes of an escape sequence still to be passed over.
    escape: u8,
}

/// Nearly all of a text are printable ASCII bytes: it is not of two bytes a letter, in whatever script.
fn is_narrow(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(4096)];
    let plain = |b: &u8| matches!(b, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    let count = sample.iter().filter(|b| plain(b)).count();
    !sample.is_empty() && !sample.contains(&0) && count * 10 >= sample.len() * 9
}

impl Plan {
    /// Decides from the (first) bytes; more may follow when `partial`.
    fn new(bytes: &[u8], label: Label, partial: bool, before: char) -> Plan {
        let with = |encoding: &'static Encoding, bom, trouble| Plan {
            how: How::Encoding(encoding.new_decoder_without_bom_handling()),
            bom,
            name: name(encoding),
            trouble,
        };
        let utf32 = |big: bool, bom, trouble| Plan {
            how: How::Utf32(Utf32::new(big)),
            bom,
            name: Label::Utf32(big).name(),
            trouble,
        };
        let odd = match label {
            Label::Absent => Some(CharsetTrouble::Missing),
            Label::Unknown => Some(CharsetTrouble::Unknown),
            _ => Some(CharsetTrouble::Wrong),
        };
        let shown = wide::shown(bytes);
        // The mark of UTF-32LE begins as that of UTF-16LE does.
        if let Some(Wide::Utf32 { big }) = shown {
            let bom = if wide::is_marked(bytes, big) { 4 } else { 0 };
            let fits = match label {
                Label::Utf32(_) => true,
                _ => label == Label::Absent && bom > 0,
            };
            return utf32(big, bom, odd.filter(|_| !fits));
        }
        if let Label::Utf32(big) = label {
            let ascii = bytes.iter().take(4096).all(|&b| matches!(b, b'\t' | b'\n' | b'\r' | b' '..=b'~'));
            return if ascii && !bytes.is_empty() {
                with(UTF_8, 0, Some(CharsetTrouble::Wrong))
            } else {
                utf32(big, if wide::is_marked(bytes, big) { 4 } else { 0 }, None)
            };
        }
        if let Some((encoding, bom)) = Encoding::for_bom(bytes) {
            // What stands in a mark decides, where the rest agrees with it.
            let rest = &bytes[bom..];
            if encoding != UTF_8 && is_narrow(rest) {
                // a mark that strayed before a text of one byte a letter, which would say nothing any more
                let kept = matches!(label, Label::Known(e) if e != UTF_16BE && e != UTF_16LE);
                if !kept {
                    let read = if is_utf8(rest, partial) { UTF_8 } else { WINDOWS_1252 };
                    return with(read, bom, Some(CharsetTrouble::Wrong));
                }
            } else if encoding != UTF_8 || is_utf8(rest, partial) {
                let fits = match label {
                    Label::Known(e) => e == encoding || e == UTF_16BE || e == UTF_16LE,
                    Label::Absent | Label::Utf16 => true,
                    _ => encoding == UTF_8,
                };
                return with(encoding, bom, (!fits).then_some(CharsetTrouble::Wrong));
            }
        }
        if let (Some(Wide::Utf16 { big }), false) = (shown, label.hides_in_ascii()) {
            return with(if big { UTF_16BE } else { UTF_16LE }, 0, odd);
        }
        let utf16 = match label {
            Label::Utf16 => Some(UTF_16BE),
            Label::Known(e) if e == UTF_16BE || e == UTF_16LE => Some(e),
            _ => None,
        };
        if let Some(declared) = utf16 {
            let sample = &bytes[..bytes.len().min(4096)];
            if sample.iter().all(|&b| matches!(b, b'\t' | b'\n' | b'\r' | b' '..=b'~')) && !sample.is_empty()
            {
                return with(UTF_8, 0, Some(CharsetTrouble::Wrong));
            }
            // RFC 2781 §4.3 has big endian where nothing is said; mail programs on Windows write little endian.
            let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|&&b| b == 0).count();
            let (even, odd) = (zeros(0), zeros(1));
            let shown = if even > odd * 2 {
                UTF_16BE
            } else if odd > even * 2 {
                UTF_16LE
            } else {
                declared
            };
            let wrong = label != Label::Utf16 && shown != declared;
            return with(shown, 0, wrong.then_some(CharsetTrouble::Wrong));
        }
        let mixed = || Plan {
            how: How::Mixed(Vec::new()),
            bom: 0,
            name: name(UTF_8),
            trouble: odd.or(Some(CharsetTrouble::Wrong)),
        };
        let how = match label {
            Label::Utf7 => How::Utf7(Vec::new()),
            Label::Hz => {
                How::Shifted(GBK.new_decoder_without_bom_handling(), Shift { hz: true, ..Shift::default() })
            }
            Label::Iso2022Kr => How::Shifted(EUC_KR.new_decoder_without_bom_handling(), Shift::default()),
            Label::Known(e) if !e.is_ascii_compatible() => return with(e, 0, None),
            Label::Known(e)
                if e != UTF_8 && !valid_start(bytes).is_some_and(|text| speaks_for_utf8(text, before)) =>
            {
                if e == WINDOWS_1252 && is_utf8(bytes, partial) {
                    // remains of UTF-8, and no punctuation of Windows: the label is taken at its word
                    return Plan {
                        how: How::Latin1,
                        bom: 0,
                        name: Cow::Borrowed("iso-8859-1"),
                        trouble: None,
                    };
                }
                return with(e, 0, None);
            }
            _ if is_utf8(bytes, partial) => return with(UTF_8, 0, None),
            Label::Oem(page) => match DECODING_TABLE_CP_MAP.get(&page) {
                Some(table) => How::Oem(table.clone()),
                None => return with(guess(bytes), 0, Some(CharsetTrouble::Unknown)),
            },
            Label::Known(e) if e != UTF_8 => return with(e, 0, None),
            _ if mixed::is_mixed(&bytes[..bytes.len().min(SAMPLE)]) => return mixed(),
            Label::Known(_) | Label::Ascii => return with(guess(bytes), 0, Some(CharsetTrouble::Wrong)),
            Label::Unknown => return with(guess(bytes), 0, Some(CharsetTrouble::Unknown)),
            Label::Absent | Label::Utf16 | Label::Utf32(_) => {
                return with(guess(bytes), 0, Some(CharsetTrouble::Missing));
            }
        };
        Plan { how, bom: 0, name: label.name(), trouble: None }
    }

    fn decode(&mut self, bytes: &[u8], last: bool, out: &mut String) {
        let errors = match &mut self.how {
            How::Encoding(decoder) => run(decoder, bytes, last, out),
            How::Oem(table) => oem(table, bytes, out),
            How::Latin1 => {
                out.push_str(&encoding_rs::mem::decode_latin1(bytes));
                false
            }
            How::Utf32(decoder) => decoder.decode(bytes, last, out),
            How::Mixed(carry) => mixed::decode(carry, bytes, last, out),
            How::Utf7(carry) => utf7(carry, bytes, last, out),
            How::Shifted(decoder, shift) => {
                let plain = unshifted(bytes, last, shift);
                run(decoder, &plain, last, out)
            }
        };
        if errors {
            self.trouble.get_or_insert(CharsetTrouble::Wrong);
        }
    }
}

fn run(decoder: &mut encoding_rs::Decoder, bytes: &[u8], last: bool, out: &mut String) -> bool {
    let mut rest = bytes;
    let mut errors = false;
    out.reserve(bytes.len() + bytes.len() / 8 + 16);
    loop {
        let (result, read, replaced) = decoder.decode_to_string(rest, out, last);
        rest = &rest[read..];
        errors |= replaced;
        match result {
            CoderResult::InputEmpty => return errors,
            CoderResult::OutputFull => out.reserve(rest.len() + 64),
        }
    }
}

fn oem(table: &TableType, bytes: &[u8], out: &mut String) -> bool {
    let mut errors = false;
    out.reserve(bytes.len() + bytes.len() / 8);
    for &b in bytes {
        let c = match (b.checked_sub(128).map(usize::from), table) {
            (None, _) => char::from(b),
            (Some(i), TableType::Complete(chars)) => chars[i],
            (Some(i), TableType::Incomplete(chars)) => chars[i].unwrap_or_else(|| {
                errors = true;
                char::REPLACEMENT_CHARACTER
            }),
        };
        out.push(c);
    }
    errors
}

fn utf7(carry: &mut Vec<u8>, bytes: &[u8], last: bool, out: &mut String) -> bool {
    carry.extend_from_slice(bytes);
    let run =
        carry.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')).count();
    let whole = if last || run > RUN { carry.len() } else { carry.len() - run };
    let mut errors = false;
    let (text, replaced) = charset::UTF_7.decode_without_bom_handling(&carry[..whole]);
    if replaced {
        errors = true;
        let (bad, good) = text.chars().filter(|c| !c.is_ascii()).fold((0, 0), |(bad, good), c| {
            if c == char::REPLACEMENT_CHARACTER { (bad + 1, good) } else { (bad, good + 1) }
        });
        // A plus sign that means itself, as in a telephone number: the text was never UTF-7.
        if bad > good {
            out.push_str(&String::from_utf8_lossy(&carry[..whole]));
        } else {
            out.push_str(&text);
        }
    } else {
        out.push_str(&text);
    }
    carry.drain(..whole);
    errors
}

/// Takes shifts out and sets the high bits of what stands between them.
fn unshifted(bytes: &[u8], last: bool, shift: &mut Shift) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for &b in bytes {
        if shift.escape > 0 {
            shift.escape -= 1;
        } else if std::mem::take(&mut shift.tilde) {
            match b {
                b'{' => shift.on = true,
                b'}' => shift.on = false,
                b'\n' => {}
                b'~' => out.push(b'~'),
                _ => out.extend_from_slice(&[b'~', b]),
            }
        } else if shift.hz && b == b'~' {
            shift.tilde = true;
        } else if !shift.hz && b == 0x0e {
            shift.on = true;
        } else if !shift.hz && b == 0x0f {
            shift.on = false;
        } else if !shift.hz && b == 0x1b {
            shift.escape = 3; // ESC $ ) C announces the charset
        } else if b == b'\n' {
            shift.on = false; // both charsets return to ASCII at the end of a line
            out.push(b);
        } else if shift.on && (0x21..=0x7e).contains(&b) {
            out.push(b | 0x80);
        } else {
            out.push(b);
        }
    }
    if last && shift.tilde {
        out.push(b'~');
    }
    out
}

/// True for UTF-8, of which the last character may be cut off when `partial`.
fn is_utf8(bytes: &[u8], partial: bool) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(e) => partial && e.error_len().is_none(),
    }
}

/// The likely charset of bytes that are not valid UTF-8.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    // The detector is slow; lines around the first characters that are not ASCII tell it enough.
    let first = sample.iter().position(|b| !b.is_ascii()).unwrap_or(0).saturating_sub(64);
    let sample = &sample[first..sample.len().min(first + DETECTED)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(sample, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests;
