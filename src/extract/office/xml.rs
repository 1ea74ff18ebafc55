//! The bytes of an XML part in, its elements and text out, one after the other (XML 1.0).
//!
//! Built for damaged and hostile files: nothing is kept of what has gone by, so that depth costs nothing; references other than to
//! characters and the five that XML has itself are left out, so that no entity grows; a text of another charset than UTF-8 and
//! UTF-16 is read as far as it is ASCII; a tag or text without an end is a limit. Names are handed out without their prefix.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, UTF_8};
use quick_xml::Reader;
use quick_xml::errors::Error;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// Bytes of one tag, text or comment: 4 MiB.
const LONGEST: usize = 4 << 20;
/// Elements that are open at a time.
const DEEPEST: u32 = 65_536;
/// Bytes of a name.
const NAME: usize = 256;

/// One step through a part.
pub(in crate::extract) enum Step<'a> {
    /// An element begins; one without content begins and ends.
    Start(Tag<'a>),
    /// An element ends.
    End(&'a str),
    /// Text; it comes in any number of pieces.
    Text(&'a str),
}

/// The beginning of an element.
pub(in crate::extract) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// Its name without prefix.
    pub(in crate::extract) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }
    /// Its name with prefix.
    pub(in crate::extract) fn full_name(&self) -> &str {
        self.0.name().into_inner()
    }
    /// The value of an attribute, by its name without prefix.
    pub(in crate::extract) fn value(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut attributes = self.0.attributes();
        let attribute =
            attributes.with_checks(false).flatten().find(|a| a.key.local_name().into_inner() == name)?;
        if !attribute.value.contains('&') {
            return Some(attribute.value);
        }
        Some(match quick_xml::escape::unescape(&attribute.value) {
            Ok(value) => Cow::Owned(value.into_owned()),
            Err(_) => attribute.value,
        })
    }
    /// The same, as a number.
    pub(in crate::extract) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.value(name)?.trim().parse().ok()
    }
    /// The same, as a truth: `1` or `true`.
    pub(in crate::extract) fn holds(&self, name: &str) -> bool {
        self.value(name).is_some_and(|v| v == "1" || v == "true")
    }
}

/// Why a part was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) enum Fault {
    /// It is no XML from here on, or its bytes end before their time.
    Damaged,
    /// A tag or text is longer than any that a program writes, or elements are deeper in one another.
    TooMuch,
}

/// Goes through a part, until `step` wants no more.
pub(in crate::extract) fn each(
    bytes: impl Read,
    mut step: impl FnMut(Step<'_>) -> bool,
) -> Result<(), Fault> {
    let mut reader = Reader::from_reader(Utf8::new(bytes));
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let (mut buffer, mut depth) = (Vec::new(), 0_u32);
    loop {
        buffer.clear();
        reader.get_mut().taken = 0;
        let more = match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => break,
            Ok(Event::Start(tag)) => {
                depth += 1;
                // the library keeps the names of open elements
                if depth > DEEPEST || tag.name().into_inner().len() > NAME {
                    return Err(Fault::TooMuch);
                }
                step(Step::Start(Tag(tag)))
            }
            Ok(Event::Empty(tag)) => {
                let end = tag.to_end();
                step(Step::Start(Tag(tag.borrow()))) && step(Step::End(end.local_name().into_inner()))
            }
            Ok(Event::End(tag)) => {
                depth = depth.saturating_sub(1);
                step(Step::End(tag.local_name().into_inner()))
            }
            Ok(Event::Text(text)) => step(Step::Text(&text.into_inner())),
            Ok(Event::CData(text)) => step(Step::Text(&text.into_inner())),
            Ok(Event::GeneralRef(reference)) => {
                let mut one = [0; 4];
                match reference.resolve_char_ref() {
                    Ok(Some(c)) => step(Step::Text(c.encode_utf8(&mut one))),
                    Ok(None) => {
                        resolve_predefined_entity(&reference).is_none_or(|text| step(Step::Text(text)))
                    }
                    Err(_) => true,
                }
            }
            Ok(_) => true,
            Err(Error::Io(_)) => return Err(Fault::TooMuch),
            Err(_) => return Err(Fault::Damaged),
        };
        if !more {
            return Ok(());
        }
    }
    if reader.get_ref().failed { Err(Fault::Damaged) } else { Ok(()) }
}

/// Bytes in any Unicode charset in, UTF-8 out. A byte that is no character is one all the same (U+FFFD).
struct Utf8<R> {
    bytes: R,
    decoder: Decoder,
    raw: Box<[u8]>,
    /// What of `raw` is to be decoded yet.
    rest: (usize, usize),
    text: Box<[u8]>,
    /// What of `text` is to be read yet.
    ready: (usize, usize),
    /// Bytes of `text` that were read since somebody set this to 0.
    taken: usize,
    ended: bool,
    /// The bytes ended with an error.
    failed: bool,
}

impl<R: Read> Utf8<R> {
    fn new(bytes: R) -> Self {
        Utf8 {
            bytes,
            // with a byte order mark of UTF-16 it is a decoder of that
            decoder: UTF_8.new_decoder(),
            raw: vec![0; 16 << 10].into(),
            rest: (0, 0),
            text: vec![0; 32 << 10].into(),
            ready: (0, 0),
            taken: 0,
            ended: false,
            failed: false,
        }
    }

    fn fill(&mut self) {
        while self.ready.0 == self.ready.1 {
            if self.rest.0 == self.rest.1 {
                if self.ended {
                    return;
                }
                match self.bytes.read(&mut self.raw) {
                    Ok(0) => self.ended = true,
                    Ok(read) => self.rest = (0, read),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(_) => (self.ended, self.failed) = (true, true),
                }
            }
            let (_, read, written, _) =
                self.decoder.decode_to_utf8(&self.raw[self.rest.0..self.rest.1], &mut self.text, self.ended);
            self.rest.0 += read;
            self.ready = (0, written);
            if self.ended && self.rest.0 == self.rest.1 && written == 0 {
                return;
            }
        }
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let read = ready.len().min(buffer.len());
        buffer[..read].copy_from_slice(&ready[..read]);
        self.consume(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for Utf8<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken > LONGEST {
            return Err(io::Error::other("longer than any tag or text"));
        }
        self.fill();
        Ok(&self.text[self.ready.0..self.ready.1])
    }
    fn consume(&mut self, amount: usize) {
        self.ready.0 = (self.ready.0 + amount).min(self.ready.1);
        self.taken += amount;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(bytes: &[u8]) -> (String, Result<(), Fault>) {
        let mut told = String::new();
        let result = each(bytes, |step| {
            match step {
                Step::Start(tag) => {
                    told.push_str(&format!("<{}{}>", tag.name(), tag.value("a").unwrap_or_default()));
                }
                Step::End(name) => told.push_str(&format!("</{name}>")),
                Step::Text(text) => told.push_str(text),
            }
            true
        });
        (told, result)
    }

    #[test]
    fn elements_and_text() {
        let (told, result) =
            steps(b"<?xml version='1.0'?><w:p x:a='1 &amp; 2'>T&#233; &lt; &nbsp;<b/><![CDATA[<&>]]></w:p>");
        assert_eq!((told.as_str(), result), ("<p1 & 2>T\u{e9} < <b></b><&></p>", Ok(())));
    }

    #[test]
    fn wide_text_is_read_by_its_mark() {
        let text: Vec<u8> = "\u{feff}<?xml version='1.0' encoding='UTF-16'?><a>\u{e9}</a>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(steps(&text), ("<a>\u{e9}</a>".to_owned(), Ok(())));
        assert_eq!(steps(b"<a>\xe9 b</a>").0, "<a>\u{fffd} b</a>");
    }

    #[test]
    fn entities_do_not_grow() {
        let mut bomb = String::from("<!DOCTYPE x [<!ENTITY a 'ha'>");
        for n in 0..20 {
            bomb.push_str(&format!("<!ENTITY a{n} '&a;&a;&a;&a;'>"));
        }
        bomb.push_str("]><x>&a19;<y/></x>");
        assert_eq!(steps(bomb.as_bytes()).0, "<x><y></y></x>");
    }

    #[test]
    fn what_is_cut_off_is_damaged_and_read_so_far() {
        let (told, result) = steps(b"<a>one<b>two<c d='");
        assert_eq!((told.as_str(), result), ("<a>one<b>two", Err(Fault::Damaged)));
    }

    #[test]
    fn length_and_depth_are_limited() {
        let long = |start: &str| {
            let bytes = io::Read::chain(start.as_bytes(), io::repeat(b'x').take(3 * LONGEST as u64));
            each(bytes, |_| true)
        };
        for start in ["<a>", "<a b='", "<!--<", "<![CDATA[<", "<!DOCTYPE a [<", "<?"] {
            assert_eq!(long(start), Err(Fault::TooMuch), "{start}");
        }
        assert_eq!(steps("<a>".repeat(1000).as_bytes()).1, Ok(()));
        assert_eq!(each("<a>".repeat(70_000).as_bytes(), |_| true), Err(Fault::TooMuch));
    }

    #[test]
    fn nothing_is_read_after_the_last_that_is_wanted() {
        let mut count = 0;
        assert_eq!(
            each(&b"<a><b><c>"[..], |_| {
                count += 1;
                count < 2
            }),
            Ok(())
        );
        assert_eq!(count, 2);
    }
}
