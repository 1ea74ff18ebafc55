//! Changed text back into the bytes it was read from, so that the bytes of all that was not changed stay.
//!
//! What comes in: the bytes of a text and its label, as [`super::decode`] takes them, and what is to stand in place of which
//! stretches of the text. What goes out: what is to stand in place of which stretches of the bytes. It refuses to prove that
//! the result is read as is wanted: a charset that is guessed may be guessed otherwise then. The caller reads it again.
//!
//! Charsets with shift states (ISO-2022-JP of RFC 1468, ISO-2022-KR of RFC 1557, HZ of RFC 1843, UTF-7 of RFC 2152) are
//! written anew line by line, for each line of these begins in ASCII; of all others no byte beside a stretch is touched.

use std::ops::Range;

use encoding_rs::{EUC_KR, Encoding, GBK, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memchr_iter;
use oem_cp::code_table_type::TableType;

use super::{How, Label, Plan, decode, label, straight};

/// Bytes to take out, and what comes there.
pub(crate) type Splice = (Range<usize>, Vec<u8>);

/// How text is written.
enum Script {
    Ascii,
    Encoding(&'static Encoding),
    Utf16 { big: bool },
    Utf32 { big: bool },
    Oem(TableType),
    Latin1,
    Utf7,
    Hz,
    Kr,
    Jp,
}

/// Writes into a text.
pub(crate) struct Writer<'b> {
    bytes: &'b [u8],
    label: Option<&'b str>,
    script: Script,
    /// Text and bytes are the same, behind the byte order mark.
    same: bool,
    mark: usize,
}

impl<'b> Writer<'b> {
    /// A writer for these bytes.
    pub(crate) fn new(bytes: &'b [u8], declared: Option<&'b str>) -> Self {
        let name = label(declared);
        if let Some((text, _)) = straight(bytes, name) {
            let script = match name {
                Label::Known(e) if text.is_ascii() => Script::Encoding(e),
                _ if text.is_ascii() => Script::Ascii,
                _ => Script::Encoding(UTF_8),
            };
            return Writer { bytes, label: declared, script, same: true, mark: bytes.len() - text.len() };
        }
        let plan = Plan::new(bytes, name, false, ' ');
        let script = match plan.how {
            How::Encoding(decoder) => match decoder.encoding() {
                e if e == UTF_16BE => Script::Utf16 { big: true },
                e if e == UTF_16LE => Script::Utf16 { big: false },
                e if e == ISO_2022_JP => Script::Jp,
                e => Script::Encoding(e),
            },
            How::Oem(table) => Script::Oem(table),
            How::Latin1 => Script::Latin1,
            How::Mixed(_) => Script::Encoding(UTF_8),
            How::Utf7(_) => Script::Utf7,
            How::Utf32(decoder) => Script::Utf32 { big: decoder.is_big() },
            How::Shifted(_, shift) if shift.hz => Script::Hz,
            How::Shifted(..) => Script::Kr,
        };
        Writer { bytes, label: declared, script, same: false, mark: plan.bom }
    }

    /// Text as bytes of this charset, where it has all the characters. Of a charset with shift states, as it stands in
    /// ASCII and returns to it.
    pub(crate) fn encoded(&self, text: &str) -> Option<Vec<u8>> {
        match &self.script {
            Script::Ascii => text.is_ascii().then(|| text.as_bytes().to_vec()),
            Script::Encoding(e) => {
                if *e == UTF_8 {
                    return Some(text.as_bytes().to_vec());
                }
                let (bytes, _, lost) = e.encode(text);
                (!lost).then(|| bytes.into_owned())
            }
            Script::Jp => {
                let (bytes, _, lost) = ISO_2022_JP.encode(text);
                (!lost).then(|| bytes.into_owned())
            }
            Script::Utf16 { big } => {
                let unit = |u: u16| if *big { u.to_be_bytes() } else { u.to_le_bytes() };
                Some(text.encode_utf16().flat_map(unit).collect())
            }
            Script::Utf32 { big } => {
                let unit = |c: char| {
                    let n = u32::from(c);
                    if *big { n.to_be_bytes() } else { n.to_le_bytes() }
                };
                Some(text.chars().flat_map(unit).collect())
            }
            Script::Oem(table) => text.chars().map(|c| oem(table, c)).collect(),
            Script::Latin1 => text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect(),
            Script::Utf7 => Some(utf7(text)),
            Script::Hz => shifted(text, GBK, b"~{", b"~}"),
            Script::Kr => shifted(text, EUC_KR, b"\x0e", b"\x0f"),
        }
    }

    /// What to do with the bytes so that `text`, which they were read as, gets other stretches; `edits` are stretches of it
    /// in order, none of which touch. `None` where a stretch begins or ends in the midst of what bytes stand for, or where a
    /// character is not in the charset.
    pub(crate) fn splices(&self, text: &str, edits: &[(Range<usize>, String)]) -> Option<Vec<Splice>> {
        if matches!(self.script, Script::Utf7 | Script::Hz | Script::Kr | Script::Jp) {
            return self.by_lines(text, edits);
        }
        let ends: Vec<usize> = edits.iter().flat_map(|(range, _)| [range.start, range.end]).collect();
        let places =
            if self.same { ends.iter().map(|end| end + self.mark).collect() } else { self.places(&ends)? };
        let new = edits.iter().map(|(_, with)| self.encoded(with));
        places.chunks_exact(2).zip(new).map(|(place, new)| Some((place[0]..place[1], new?))).collect()
    }

    /// Where in the bytes these places of the text are, which come in ascending order.
    fn places(&self, wanted: &[usize]) -> Option<Vec<usize>> {
        let mut plan = Plan::new(self.bytes, label(self.label), false, ' ');
        let body = self.bytes.get(self.mark..)?;
        let mut found = Vec::with_capacity(wanted.len());
        let mut wanted = wanted.iter().copied().peekable();
        let (mut length, mut place) = (0, self.mark);
        let mut out = String::new();
        for (i, byte) in body.iter().enumerate() {
            while wanted.next_if_eq(&length).is_some() {
                found.push(place);
            }
            if wanted.peek().is_none_or(|next| *next < length) {
                break;
            }
            out.clear();
            plan.decode(std::slice::from_ref(byte), i + 1 == body.len(), &mut out);
            if !out.is_empty() {
                length += out.len();
                place = self.mark + i + 1;
            }
        }
        while wanted.next_if_eq(&length).is_some() {
            found.push(place);
        }
        wanted.peek().is_none().then_some(found)
    }

    /// The same, by whole lines.
    fn by_lines(&self, text: &str, edits: &[(Range<usize>, String)]) -> Option<Vec<Splice>> {
        let of_bytes: Vec<usize> = memchr_iter(b'\n', self.bytes).collect();
        let of_text: Vec<usize> = memchr_iter(b'\n', text.as_bytes()).collect();
        if of_bytes.len() != of_text.len() {
            return None;
        }
        let mut out: Vec<Splice> = Vec::new();
        let mut edits = edits.iter().peekable();
        while let Some((range, with)) = edits.next() {
            let first = of_text.partition_point(|n| *n < range.start);
            let mut last = of_text.partition_point(|n| *n < range.end);
            let from = first.checked_sub(1).map_or(0, |n| of_text[n] + 1);
            let mut line = text.get(from..range.start)?.to_owned() + with;
            let mut behind = range.end;
            while let Some((range, with)) =
                edits.next_if(|(range, _)| of_text.get(last).is_none_or(|end| range.start <= *end))
            {
                line.push_str(text.get(behind..range.start)?);
                line.push_str(with);
                behind = range.end;
                last = of_text.partition_point(|n| *n < range.end);
            }
            line.push_str(text.get(behind..of_text.get(last).copied().unwrap_or(text.len()))?);
            let start = first.checked_sub(1).map_or(self.mark, |n| of_bytes[n] + 1);
            let end = of_bytes.get(last).copied().unwrap_or(self.bytes.len());
            // what announces ISO-2022-KR stays
            let old = self.bytes.get(start..end)?;
            let head = if old.starts_with(b"\x1b$)C") { 4 } else { 0 };
            let new = self.encoded(&line)?;
            out.push((start + head..end, new));
        }
        Some(out)
    }

    /// Reads bytes as those of this text are read, and tells whether they give this text.
    pub(crate) fn gives(&self, bytes: &[u8], text: &str) -> bool {
        let mut buf = String::new();
        decode(bytes, self.label, &mut buf).0 == text
    }
}

fn oem(table: &TableType, c: char) -> Option<u8> {
    if c.is_ascii() {
        return u8::try_from(u32::from(c)).ok();
    }
    let at = match table {
        TableType::Complete(chars) => chars.iter().position(|known| *known == c),
        TableType::Incomplete(chars) => chars.iter().position(|known| *known == Some(c)),
    };
    u8::try_from(at? + 128).ok()
}

/// Writes UTF-7: what may stand as it is does, the rest as base64 of UTF-16 (RFC 2152).
fn utf7(text: &str) -> Vec<u8> {
    let direct =
        |c: char| c.is_ascii() && !matches!(c, '+' | '\\' | '~') && (c >= ' ' || c.is_ascii_whitespace());
    let mut out = Vec::with_capacity(text.len());
    let mut run: Vec<u8> = Vec::new();
    let flush = |run: &mut Vec<u8>, out: &mut Vec<u8>| {
        if !run.is_empty() {
            out.push(b'+');
            out.extend_from_slice(data_encoding::BASE64_NOPAD.encode(run).as_bytes());
            out.push(b'-');
            run.clear();
        }
    };
    for c in text.chars() {
        if c == '+' || direct(c) {
            flush(&mut run, &mut out);
            out.extend_from_slice(if c == '+' { b"+-" } else { &[] });
            if c != '+' {
                out.extend(u8::try_from(u32::from(c)));
            }
        } else {
            let mut units = [0; 2];
            run.extend(c.encode_utf16(&mut units).iter().flat_map(|u| u.to_be_bytes()));
        }
    }
    flush(&mut run, &mut out);
    out
}

/// Writes two bytes a character, without their high bits, between shifts.
fn shifted(text: &str, encoding: &'static Encoding, on: &[u8], off: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut shifted = false;
    let mut utf8 = [0; 4];
    for c in text.chars() {
        if c.is_ascii() {
            if std::mem::take(&mut shifted) {
                out.extend_from_slice(off);
            }
            if c == '~' && on == b"~{" {
                out.push(b'~');
            }
            out.extend(u8::try_from(u32::from(c)));
            continue;
        }
        let (bytes, _, lost) = encoding.encode(c.encode_utf8(&mut utf8));
        let &[high @ 0xa1..=0xfe, low @ 0xa1..=0xfe] = bytes.as_ref() else { return None };
        if lost {
            return None;
        }
        if !std::mem::replace(&mut shifted, true) {
            out.extend_from_slice(on);
        }
        out.extend_from_slice(&[high & 0x7f, low & 0x7f]);
    }
    if shifted {
        out.extend_from_slice(off);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Puts `with` in place of `what`, and holds what is read then against what is wanted; the bytes before and behind stay.
    #[track_caller]
    fn replaced(bytes: &[u8], declared: Option<&str>, what: &str, with: &str) -> Vec<u8> {
        let mut buf = String::new();
        let text = decode(bytes, declared, &mut buf).0.to_owned();
        let at = text.find(what).unwrap();
        let writer = Writer::new(bytes, declared);
        let splices = writer.splices(&text, &[(at..at + what.len(), with.to_owned())]).unwrap();
        let mut out = bytes.to_vec();
        for (range, new) in splices.into_iter().rev() {
            out.splice(range, new);
        }
        let want = text.replacen(what, with, 1);
        assert!(writer.gives(&out, &want), "{declared:?} {out:?}");
        out
    }

    #[test]
    fn charsets_in_which_no_other_byte_changes() {
        for (label, text) in [
            ("utf-8", "Zoë Jansen, café"),
            ("windows-1252", "Zoë Jansen, café"),
            ("iso-8859-15", "Zoë Jansen, café €"),
            ("shift_jis", "山田 Jansen 太郎"),
            ("gbk", "张伟 Jansen 先生"),
            ("euc-kr", "김철수 Jansen 님"),
            ("big5", "王小明 Jansen 先生"),
            ("koi8-r", "Иван Jansen Петров"),
        ] {
            let encoding = Encoding::for_label(label.as_bytes()).unwrap();
            let bytes = encoding.encode(text).0;
            let out = replaced(&bytes, Some(label), "Jansen", "[weg]");
            let (old, new) = text.split_once("Jansen").unwrap();
            let want = [&*encoding.encode(old).0, b"[weg]", &*encoding.encode(new).0].concat();
            assert_eq!(out, want, "{label}");
        }
        replaced(b"Zo\x89 Jansen, caf\x82", Some("cp850"), "Jansen", "gewi\u{e9}st");
        replaced(b"Zo\xeb Jansen, caf\xe9", None, "Jansen", "[weg]");
        replaced(b"\xef\xbb\xbfZo\xc3\xab Jansen", Some("utf-8"), "Jansen", "[weg]");
        replaced(b"Jansen \xff\xc3\xa9\xc3\xa9", Some("utf-8"), "Jansen", "[weg]");
    }

    #[test]
    fn wide_charsets() {
        for big in [true, false] {
            let text = "\u{feff}Zoë Jansen \u{1f600} x";
            let unit = |u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() };
            let bytes: Vec<u8> = text.encode_utf16().flat_map(unit).collect();
            replaced(&bytes, Some("utf-16"), "Jansen \u{1f600}", "[weg \u{1f600}]");
            let text = "\u{feff}Zoë Jansen x";
            let unit = |c: char| {
                if big { u32::from(c).to_be_bytes() } else { u32::from(c).to_le_bytes() }
            };
            let bytes: Vec<u8> = text.chars().flat_map(unit).collect();
            replaced(&bytes, Some("utf-32"), "Jansen", "[weg]");
        }
    }

    #[test]
    fn charsets_with_states_are_written_by_lines() {
        let text = "山田\n太郎 Jansen 山田\n山\n";
        let bytes = ISO_2022_JP.encode(text).0.into_owned();
        let out = replaced(&bytes, Some("iso-2022-jp"), "郎 Jansen 山", "[weg]");
        assert!(out.starts_with(&ISO_2022_JP.encode("山田\n").0), "the line before stays");
        let hz = b"a ~{VPND~} b\n~{VPND~} Jansen ~~\n";
        let out = replaced(hz, Some("hz-gb-2312"), "Jansen", "[weg]");
        assert_eq!(out, b"a ~{VPND~} b\n~{VPND~} [weg] ~~\n");
        let kr = b"\x1b$)C\x0e0!\x0f Jansen\n\x0e0!\x0f\n";
        assert_eq!(
            replaced(kr, Some("iso-2022-kr"), "Jansen", "[weg]"),
            b"\x1b$)C\x0e0!\x0f [weg]\n\x0e0!\x0f\n"
        );
        let seven = b"Zo+AOs- Jansen +- 1\nZo+AOs-\n";
        assert_eq!(replaced(seven, Some("utf-7"), "Jansen", "w\u{e9}g"), b"Zo+AOs- w+AOk-g +- 1\nZo+AOs-\n");
        replaced(seven, Some("utf-7"), "Jansen + 1\nZo", "[weg]");
    }

    #[test]
    fn what_a_charset_cannot_say_is_told() {
        assert!(Writer::new(b"abc", None).encoded("wég").is_none());
        assert!(Writer::new(b"abc", Some("windows-1252")).encoded("wég").is_some());
        assert!(Writer::new(b"abc", Some("windows-1252")).encoded("山").is_none());
        assert!(Writer::new(b"abc", Some("utf-8")).encoded("山").is_some());
        // in the midst of a character
        let bytes = b"\x8e\x52\x93\x63";
        assert!(Writer::new(bytes, Some("shift_jis")).splices("山田", &[(1..3, String::new())]).is_none());
    }
}
