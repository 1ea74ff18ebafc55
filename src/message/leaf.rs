//! The body of one leaf in, regions of decoded text out.
//!
//! A leaf comes in one piece, or in consecutive ones when its message is too large to be held. In one piece nothing is
//! copied that need not be: a 7-bit UTF-8 part is searched where it lies.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use memchr::memmem::Finder;

use super::border::border;
use super::charset::{self, CharsetTrouble, StreamDecoder};
use super::html::{HtmlState, HtmlText};
use super::place::{Form, Syntax};
use super::plain::{self, Flowed};
use super::quoting::unquote;
use super::transfer::{Damage, Decoder, Encoding};
use super::zones::{Letter, Zoner};
use super::{PartSink, beside, card, escaped, media::Reading, uu};
use crate::model::{
    OffsetMap, PartMeta, Problem, ProblemCode, Quoting, Region, RegionKind, SharedOpener, Zone, Zones,
};

/// Bytes of decoded text of a huge part that are searched at once; cut at a blank line or a line end.
const PIECE: usize = 1 << 20;

/// Bytes of uuencoded files in one text that are held until it is read.
const FILES: usize = 16 << 20;

/// Buffers that are used again for every header block.
#[derive(Default)]
pub(crate) struct HeaderScratch {
    /// The decoded text of the block.
    pub(crate) text: String,
    /// Lower-case names of the fields that are searched, one behind the other.
    pub(crate) names: String,
    /// Where each name, and the decoded body of its field, stands in these.
    pub(crate) fields: Vec<(Range<usize>, Range<usize>)>,
    /// One body at a time.
    pub(crate) word: String,
}

/// Buffers that are used again for every leaf.
#[derive(Default)]
pub(crate) struct Scratch {
    pub(crate) header: HeaderScratch,
    unquoted: Vec<u8>,
    bytes: Vec<u8>,
    text: String,
    view: String,
    map: OffsetMap,
    html: Option<HtmlText>,
    /// Pieces of files in files, one for each that is open; they are used again for the next.
    pub(crate) pieces: Vec<Vec<u8>>,
    /// Opens files that are no text by themselves.
    pub(crate) opener: Option<SharedOpener>,
}

impl Scratch {
    /// Lets go of what one large leaf made the buffers grow to.
    pub(crate) fn shrink(&mut self) {
        const KEEP: usize = 1 << 20;
        self.unquoted.clear();
        self.bytes.clear();
        self.text.clear();
        self.view.clear();
        self.unquoted.shrink_to(KEEP);
        self.bytes.shrink_to(KEEP);
        self.text.shrink_to(KEEP);
        self.view.shrink_to(KEEP);
        let HeaderScratch { text, names, fields, word } = &mut self.header;
        text.clear();
        text.shrink_to(KEEP);
        names.clear();
        names.shrink_to(KEEP);
        fields.clear();
        fields.shrink_to(KEEP / 64);
        word.clear();
        word.shrink_to(KEEP);
        if self.html.as_ref().is_some_and(|h| h.text.capacity() > KEEP) {
            self.html = None;
        }
    }
}

/// How the text of a leaf is to be read.
pub(crate) struct TextLeaf {
    pub(crate) reading: Reading,
    pub(crate) encoding: Encoding,
    pub(crate) charset: Option<String>,
    pub(crate) flowed: Option<Flowed>,
    pub(crate) region: RegionKind,
    pub(crate) quoting: Quoting,
    /// Bytes given up so far, each with a problem; of the decoded text, which may be longer than the leaf.
    pub(crate) given_up: u64,
    /// A PGP message stands in the text.
    pub(super) armoured: bool,
    /// Bytes of the part's decoded text that came before what is read next: 0, but for text between parts, of which there
    /// may be several stretches.
    pub(crate) place: u64,
    /// Files that stand uuencoded in it and are no text, by name.
    pub(super) files: Vec<(String, Vec<u8>)>,
    letter: Arc<Letter>,
    zoner: Zoner,
    /// It comes in pieces.
    in_pieces: bool,
    stream: Option<Box<Stream>>,
}

/// What is carried from one piece of a huge leaf to the next.
struct Stream {
    transfer: Decoder,
    charset: StreamDecoder,
    /// Decoded text that was not searched yet.
    text: String,
    /// Offset of `text` in the part's decoded text.
    base: u64,
    html: HtmlState,
    line: Vec<u8>,
}

impl TextLeaf {
    pub(crate) fn new(
        reading: Reading,
        encoding: Encoding,
        charset: Option<String>,
        flowed: Option<Flowed>,
        region: RegionKind,
        quoting: Quoting,
        letter: Arc<Letter>,
    ) -> Self {
        let zoner = Zoner::default();
        TextLeaf {
            reading,
            encoding,
            charset,
            flowed,
            region,
            quoting,
            given_up: 0,
            armoured: false,
            place: 0,
            files: Vec::new(),
            letter,
            zoner,
            in_pieces: false,
            stream: None,
        }
    }

    /// How its bytes become text.
    pub(super) fn form(&self) -> Form {
        Form {
            encoding: self.encoding,
            charset: self.charset.clone(),
            syntax: Syntax::of(self.reading),
            flowed: self.flowed.is_some(),
            quoting: self.quoting,
        }
    }

    /// Reads the leaf when all of it is at hand.
    pub(crate) fn whole(
        &mut self,
        part: &Arc<PartMeta>,
        raw: &[u8],
        scratch: &mut Scratch,
        sink: &mut dyn PartSink,
    ) {
        let Scratch { unquoted, bytes, text, view, map, html, .. } = scratch;
        let raw = if self.quoting == Quoting::From { unquote(raw, unquoted) } else { raw };
        let decoded: &[u8] = if self.encoding == Encoding::Identity {
            raw
        } else {
            bytes.clear();
            let mut decoder = Decoder::new(self.encoding).keep_tail(true);
            decoder.decode(raw, true, bytes);
            report_damage(decoder.damage(), self.encoding, part, sink);
            bytes
        };
        let (text, name, trouble) = charset::decode(decoded, self.charset.as_deref(), text);
        report_charset(trouble, part, sink);
        sink.decoded(part, &name, text);
        let armour = report_armour(text, raw.len(), part, sink);
        self.given_up += armour;
        self.armoured |= armour > 0;
        let mut zoner = std::mem::take(&mut self.zoner);
        search(self, &mut zoner, part, text, self.place, view, map, html, sink);
        self.zoner = zoner;
        self.uuencoded(part, text, self.place, view, map, sink);
        self.place += text.len() as u64;
    }

    /// Reads the next piece of a huge leaf.
    pub(crate) fn piece(
        &mut self,
        part: &Arc<PartMeta>,
        raw: &[u8],
        last: bool,
        scratch: &mut Scratch,
        sink: &mut dyn PartSink,
    ) {
        if self.stream.is_none() {
            if last {
                return self.whole(part, raw, scratch, sink);
            }
            self.stream = Some(Box::new(Stream {
                transfer: Decoder::new(self.encoding).keep_tail(true),
                charset: StreamDecoder::new(self.charset.as_deref()),
                text: String::new(),
                base: self.place,
                html: HtmlState::default(),
                line: Vec::new(),
            }));
        }
        let Some(mut stream) = self.stream.take() else { return };
        self.in_pieces = true;
        let mut zoner = std::mem::take(&mut self.zoner);
        let Scratch { unquoted, bytes, view, map, html, .. } = scratch;
        // quoting is undone on whole lines
        let raw: Cow<'_, [u8]> = if self.quoting == Quoting::From {
            stream.line.extend_from_slice(raw);
            let end =
                if last || stream.line.len() > 2 * PIECE && memchr::memchr(b'\n', &stream.line).is_none() {
                    stream.line.len()
                } else {
                    memchr::memrchr(b'\n', &stream.line).map_or(0, |n| n + 1)
                };
            let rest = stream.line.split_off(end);
            let lines = std::mem::replace(&mut stream.line, rest);
            Cow::Owned(unquote(&lines, unquoted).to_vec())
        } else {
            Cow::Borrowed(raw)
        };
        bytes.clear();
        stream.transfer.decode(&raw, last, bytes);
        stream.charset.decode(bytes, last, &mut stream.text);
        if last {
            report_damage(stream.transfer.damage(), self.encoding, part, sink);
            report_charset(stream.charset.trouble(), part, sink);
        }
        while last && !stream.text.is_empty() || stream.text.len() >= PIECE {
            let limit = stream.text.len().min(PIECE);
            let cut = if limit == stream.text.len() && last { limit } else { cut(&stream.text, limit) };
            let end = last && cut == stream.text.len();
            zoner.more = !end;
            let rest = stream.text.split_off(cut);
            let piece = std::mem::replace(&mut stream.text, rest);
            let name = stream.charset.charset();
            let used = if self.reading == Reading::Html {
                let reader = html.get_or_insert_with(HtmlText::new);
                let used = reader.read_chunk(&piece, stream.base, &mut stream.html, end);
                sink.decoded(part, &name, &piece[..used]);
                emit_html(self, &mut zoner, part, &piece[..used], stream.base, reader, sink);
                used
            } else {
                sink.decoded(part, &name, &piece);
                let armour = report_armour(&piece, piece.len(), part, sink);
                self.given_up += armour;
                self.armoured |= armour > 0;
                search(self, &mut zoner, part, &piece, stream.base, view, map, html, sink);
                self.uuencoded(part, &piece, stream.base, view, map, sink);
                piece.len()
            };
            stream.base += used as u64;
            if used < piece.len() {
                stream.text.insert_str(0, &piece[used..]);
            }
            if used == 0 && !end {
                // nothing could be settled: wait for more, or give way when there is more than enough
                if stream.text.len() < 2 * PIECE && !last {
                    break;
                }
                let flat = std::mem::take(&mut stream.text);
                sink.decoded(part, &name, &flat);
                search_plain(self, &mut zoner, part, &flat, stream.base, view, map, sink);
                stream.base += flat.len() as u64;
            }
        }
        if last && stream.html.lost() > 0 {
            let detail = "an HTML style sheet, script or attribute without end, or a conditional comment, is too large to be searched";
            let lost = stream.html.lost();
            self.given_up += lost;
            sink.problem(Problem::new(ProblemCode::Limit, detail).in_part(&part.section).giving_up(lost));
        }
        self.place = stream.base;
        self.zoner = zoner;
        self.stream = Some(stream);
    }
}

impl TextLeaf {
    /// Hands on the text of files that stand uuencoded in plain text.
    fn uuencoded(
        &mut self,
        part: &Arc<PartMeta>,
        text: &str,
        base: u64,
        view: &mut String,
        map: &mut OffsetMap,
        sink: &mut dyn PartSink,
    ) {
        if self.reading != Reading::Plain {
            return;
        }
        let mut from = 0;
        while let Some(block) = uu::next(text, from, base, view, map) {
            from = block.end;
            if let Some(file) = block.file {
                let held = self.files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
                if held + file.1.len() <= FILES {
                    self.files.push(file);
                } else {
                    let detail = "uuencoded files in the text are too large to be held; one was not read";
                    sink.problem(Problem::new(ProblemCode::Limit, detail).in_part(&part.section));
                }
            }
            if block.text {
                let region = Region { kind: RegionKind::Attachment, ..region(self, part, view, map, None) };
                sink.region(part, &region, text, base);
            }
            if block.text && !block.ended {
                let detail = "uuencoded data in the text has no end, or is too large to be held; what comes before was searched";
                sink.problem(Problem::new(ProblemCode::Corrupt, detail).in_part(&part.section));
            }
        }
    }
}

/// Where to cut text that is searched in pieces: after a blank line in its last quarter, else after a line, else behind
/// a byte near the end that is in no address and no number, else at white space, else anywhere on a character's boundary.
fn cut(text: &str, limit: usize) -> usize {
    let bytes = &text.as_bytes()[..limit];
    let quarter = limit - limit / 4;
    let blank = memchr::memmem::rfind(bytes, b"\n\n")
        .map(|n| n + 2)
        .max(memchr::memmem::rfind(bytes, b"\r\n\r\n").map(|n| n + 4))
        .filter(|n| *n >= quarter);
    let cut = blank
        .or_else(|| memchr::memrchr(b'\n', bytes).map(|n| n + 1))
        .or_else(|| border(bytes))
        .or_else(|| memchr::memrchr2(b' ', b'>', bytes).map(|n| n + 1))
        .unwrap_or(limit);
    (0..=cut).rev().find(|n| text.is_char_boundary(*n)).filter(|n| *n > 0).unwrap_or(text.len())
}

/// Hands on what is to be searched in a stretch of decoded text.
#[expect(
    clippy::too_many_arguments,
    reason = "the scratch buffers are borrowed one by one, beside the text in another"
)]
fn search(
    leaf: &TextLeaf,
    zoner: &mut Zoner,
    part: &Arc<PartMeta>,
    text: &str,
    base: u64,
    view: &mut String,
    map: &mut OffsetMap,
    html: &mut Option<HtmlText>,
    sink: &mut dyn PartSink,
) {
    match leaf.reading {
        Reading::Html => {
            let reader = html.get_or_insert_with(HtmlText::new);
            reader.read(text, base);
            emit_html(leaf, zoner, part, text, base, reader, sink);
        }
        Reading::Folded => {
            if card::view(text, base, view, map) {
                let region = region(leaf, part, view, map, None);
                sink.region(part, &region, text, base);
            } else {
                search_plain(leaf, zoner, part, text, base, view, map, sink);
            }
        }
        Reading::Plain if escaped::view(&part.media_type, text, base, view, map) => {
            sink.region(part, &region(leaf, part, view, map, None), text, base);
        }
        _ => search_plain(leaf, zoner, part, text, base, view, map, sink),
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "the scratch buffers are borrowed one by one, beside the text in another"
)]
fn search_plain(
    leaf: &TextLeaf,
    zoner: &mut Zoner,
    part: &Arc<PartMeta>,
    text: &str,
    base: u64,
    view: &mut String,
    map: &mut OffsetMap,
    sink: &mut dyn PartSink,
) {
    let zoner = RefCell::new(zoner);
    let make = || leaf.zoned(&zoner, |zoner, letter| zoner.plain(letter, text, base));
    let zones = leaf.zones(&make);
    let zones = Some(&zones);
    view.clear();
    if plain::view(text, leaf.flowed, base, view, map) {
        sink.region(part, &region(leaf, part, view, map, zones), text, base);
    } else {
        map.reset(base);
        sink.region(part, &region(leaf, part, text, map, zones), text, base);
    }
}

fn emit_html(
    leaf: &TextLeaf,
    zoner: &mut Zoner,
    part: &Arc<PartMeta>,
    decoded: &str,
    base: u64,
    html: &HtmlText,
    sink: &mut dyn PartSink,
) {
    let zoner = RefCell::new(zoner);
    let make = || leaf.zoned(&zoner, |zoner, letter| zoner.html(letter, html, decoded.len(), base));
    let zones = leaf.zones(&make);
    let zones = Some(&zones);
    sink.region(part, &region(leaf, part, &html.text, &html.map, zones), decoded, base);
    if sink.wants_beside() {
        beside::attributes(part, leaf.region, decoded, base, zones, sink);
    }
    for aside in &html.asides {
        let mut map = OffsetMap::default();
        let start = (aside.source.start - base) as usize;
        let source = decoded.get(start..(aside.source.end - base) as usize).unwrap_or_default();
        match source.find(aside.text.as_str()) {
            Some(at) => map.reset(base + (start + at) as u64),
            None => {
                map.reset(base);
                map.push_replaced(0, aside.text.len(), start, source.len());
            }
        }
        let region = Region { aside: true, ..region(leaf, part, &aside.text, &map, zones) };
        sink.region(part, &region, decoded, base);
    }
}

impl TextLeaf {
    /// The zones of a piece. A file that came along is one zone, whoever wrote what in it.
    fn zoned(
        &self,
        zoner: &RefCell<&mut Zoner>,
        read: impl FnOnce(&mut Zoner, &Letter) -> Vec<Zone>,
    ) -> Vec<Zone> {
        if self.region == RegionKind::Attachment {
            return Vec::new();
        }
        // nobody else holds it: it is asked once, and asks nobody
        zoner.try_borrow_mut().map(|mut zoner| read(&mut zoner, &self.letter)).unwrap_or_default()
    }

    /// Zones that are made when they are asked for; at once where the next piece of the part depends on them.
    fn zones<'z>(&self, make: &'z dyn Fn() -> Vec<Zone>) -> Zones<'z> {
        let zones = Zones::lazy(make);
        if self.in_pieces {
            zones.all();
        }
        zones
    }
}

fn region<'t>(
    leaf: &TextLeaf,
    part: &'t PartMeta,
    text: &'t str,
    map: &'t OffsetMap,
    zones: Option<&'t Zones<'t>>,
) -> Region<'t> {
    Region { kind: leaf.region, part, field: None, text, map, aside: false, zones }
}

fn report_damage(damage: Damage, encoding: Encoding, part: &Arc<PartMeta>, sink: &mut dyn PartSink) {
    if damage == Damage::Damaged {
        let name = match encoding {
            Encoding::Base64 => "base64 is damaged; what could be decoded was searched",
            Encoding::QuotedPrintable => "quoted-printable is damaged; what could be decoded was searched",
            Encoding::Uuencode => "uuencoding is damaged; what could be decoded was searched",
            Encoding::Identity => return,
        };
        sink.problem(Problem::new(ProblemCode::Corrupt, name).in_part(&part.section));
    }
}

fn report_charset(trouble: Option<CharsetTrouble>, part: &Arc<PartMeta>, sink: &mut dyn PartSink) {
    let detail = match trouble {
        None => return,
        Some(CharsetTrouble::Unknown) => "the charset is not known; it was guessed",
        Some(CharsetTrouble::Missing) => "no charset is declared for 8-bit text; it was guessed",
        Some(CharsetTrouble::Wrong) => "the text does not fit its charset; it was guessed",
    };
    sink.problem(Problem::new(ProblemCode::Charset, detail).in_part(&part.section));
}

/// Names text that is encrypted where it stands (RFC 9580 §6.2); gives its length in bytes.
fn report_armour(text: &str, raw: usize, part: &Arc<PartMeta>, sink: &mut dyn PartSink) -> u64 {
    static BEGIN: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"-----BEGIN PGP MESSAGE-----"));
    const END: &[u8] = b"-----END PGP MESSAGE-----";
    let Some(start) = BEGIN.find(text.as_bytes()) else { return 0 };
    let length = memchr::memmem::find(&text.as_bytes()[start..], END).unwrap_or(text.len() - start);
    let length = length.min(raw) as u64;
    let problem = Problem::new(ProblemCode::Encrypted, "a PGP message in the text");
    sink.problem(problem.in_part(&part.section).giving_up(length));
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_ends_where_no_value_is() {
        let end = |text: &str| cut(text, text.len());
        assert_eq!(end("a\n\nb;c d"), 3, "no blank line near the end, so a line end");
        assert_eq!(end("jan@klant.example;piet@kl ant"), 18);
        assert_eq!(end("jan piet@kl"), 4);
        assert_eq!(cut("jané", 4), 3, "on a character's boundary");
    }
}
