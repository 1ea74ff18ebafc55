//! What of a message holds no details for people, and may name somebody all the same: fields for programs, names of files, attributes of
//! markup.
//!
//! What comes in: header blocks and HTML that the walk has read. What goes out: texts for whoever asked for them
//! ([`PartSink::wants_beside`]), each with a map into the decoded text that it stands in. It refuses to know who is looked for; where nobody
//! asked, nothing here is called.

use std::ops::Range;
use std::sync::Arc;

use super::PartSink;
use super::header::EntityHeader;
use super::html::entity;
use super::structure::Opening;
use crate::model::{Beside, OffsetMap, PartMeta, Region, RegionKind, Section, Zones};

/// Bytes of an attribute that are handed on; a longer one is a picture.
const VALUE: usize = 64 << 10;

/// Hands on the fields of a header block that are not searched for details, and the names of files in it. `fields` are places of their
/// names in lower case, and of their bodies in the text of the block.
pub(super) fn header(
    opening: &Opening,
    entity: &EntityHeader,
    (names, text): (&str, &str),
    fields: &[(Range<usize>, Range<usize>)],
    sink: &mut dyn PartSink,
) {
    let section = if opening.message {
        opening.section.header()
    } else {
        Section::named(&format!("{}.MIME", opening.section))
    };
    let part =
        Arc::new(PartMeta { section, media_type: "text/rfc822-headers".into(), ..PartMeta::default() });
    let kind = RegionKind::Header;
    let mut seen = (false, false);
    for (name, body) in fields {
        let (name, own) = (&names[name.clone()], &text[body.clone()]);
        let field = (!name.is_empty()).then_some(name);
        let mut map = OffsetMap::identity(body.start as u64);
        let sort = match name {
            "content-description" | "content-location" | "content-base" => Beside::Link,
            _ => Beside::Machine,
        };
        let mut hand = |own: &str, map: &OffsetMap, sort| {
            let region = Region { kind, part: &part, field, text: own, map, aside: false, zones: None };
            sink.beside(&part, &region, text, 0, sort);
        };
        hand(own, &map, sort);
        let file = match name {
            "content-type" if !std::mem::replace(&mut seen.0, true) => {
                entity.content_type.as_ref().and_then(|c| c.parameter("name"))
            }
            "content-disposition" if !std::mem::replace(&mut seen.1, true) => {
                entity.disposition.as_ref().and_then(|d| d.parameter("filename"))
            }
            _ => None,
        };
        if let Some(file) = file.filter(|file| !file.is_empty()) {
            // in pieces or escaped, it stands somewhere in the field
            match own.find(file) {
                Some(at) => map.reset((body.start + at) as u64),
                None => {
                    map.reset(body.start as u64);
                    map.push_replaced(0, file.len(), 0, own.len());
                }
            }
            hand(file, &map, Beside::FileName);
        }
    }
}

/// Hands on the name of a file in a file that came along, which is this section.
pub(super) fn file_name(section: Section, name: &str, sink: &mut dyn PartSink) {
    if !sink.wants_beside() || name.is_empty() {
        return;
    }
    let part = Arc::new(PartMeta { section, ..PartMeta::default() });
    // it stands nowhere in a text
    let map = OffsetMap::identity(0);
    let kind = RegionKind::Attachment;
    let region = Region { kind, part: &part, field: None, text: name, map: &map, aside: false, zones: None };
    sink.beside(&part, &region, name, 0, Beside::FileName);
}

/// Attributes that say what an element looks like, or what it is to a program.
const LOOKS: [&[u8]; 24] = [
    b"style",
    b"class",
    b"color",
    b"face",
    b"size",
    b"bgcolor",
    b"dir",
    b"lang",
    b"align",
    b"valign",
    b"width",
    b"height",
    b"colspan",
    b"rowspan",
    b"border",
    b"cellpadding",
    b"cellspacing",
    b"role",
    b"type",
    b"rel",
    b"target",
    b"charset",
    b"xmlns",
    b"media",
];

/// Hands on the values of attributes of markup, which is the decoded text of a part from byte `base` on.
pub(super) fn attributes(
    part: &Arc<PartMeta>,
    kind: RegionKind,
    html: &str,
    base: u64,
    zones: Option<&Zones<'_>>,
    sink: &mut dyn PartSink,
) {
    let bytes = html.as_bytes();
    let (mut plain, mut map) = (String::new(), OffsetMap::default());
    let mut at = 0;
    // up to where no such quote stands
    let mut none = [0, 0];
    while let Some(equals) = memchr::memchr(b'=', &bytes[at..]).map(|n| at + n) {
        at = equals + 1;
        let before = bytes[..equals].trim_ascii_end();
        let letter = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':');
        let length = before.iter().rev().take(64).take_while(|b| letter(b)).count();
        let name = &before[before.len() - length..];
        let looks = LOOKS.iter().any(|known| name.eq_ignore_ascii_case(known));
        if name.is_empty()
            || !before[..before.len() - length].last().is_some_and(|b| b" \t\r\n\"'/".contains(b))
        {
            continue;
        }
        let blank = bytes[at..].iter().take(64).take_while(|b| b.is_ascii_whitespace()).count();
        let start = at + blank;
        let (start, end) = match bytes.get(start) {
            Some(quote @ (b'"' | b'\'')) => {
                let known = &mut none[usize::from(*quote == b'"')];
                let to = (start + 1 + VALUE).min(bytes.len());
                let from = (*known).clamp(start + 1, to);
                let Some(n) = memchr::memchr(*quote, &bytes[from..to]) else {
                    *known = to;
                    continue;
                };
                (start + 1, from + n)
            }
            Some(_) if blank == 0 => {
                let length = bytes[start..].iter().take(VALUE).take_while(|b| !ends(**b)).count();
                (start, start + length)
            }
            _ => continue,
        };
        at = end;
        let Some(value) = html.get(start..end).filter(|value| value.len() > 2 && !looks) else { continue };
        let text = if unescaped(value, start, base, &mut plain, &mut map) {
            plain.as_str()
        } else {
            map.reset(base + start as u64);
            value
        };
        let region = Region { kind, part, field: None, text, map: &map, aside: true, zones };
        sink.beside(part, &region, html, base, Beside::Link);
    }
}

fn ends(b: u8) -> bool {
    b.is_ascii_whitespace() || b == b'>'
}

/// A value without character references, which stands at `start` of the markup; false where it has none.
fn unescaped(value: &str, start: usize, base: u64, out: &mut String, map: &mut OffsetMap) -> bool {
    let bytes = value.as_bytes();
    let Some(mut n) = memchr::memchr(b'&', bytes) else { return false };
    out.clear();
    map.reset(base);
    let mut at = 0;
    loop {
        map.push_same(out.len(), start + at, n - at);
        out.push_str(&value[at..n]);
        let before = out.len();
        at = n + match entity::decode(&bytes[n..], true) {
            Some((length, character)) => {
                character.push_to(out);
                map.push_replaced(before, out.len() - before, start + n, length);
                length
            }
            None => {
                out.push('&');
                map.push_same(before, start + n, 1);
                1
            }
        };
        match memchr::memchr(b'&', &bytes[at..]) {
            Some(next) => n = at + next,
            None => break,
        }
    }
    map.push_same(out.len(), start + at, value.len() - at);
    out.push_str(&value[at..]);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{HeaderInfo, LeafKind};
    use crate::model::Problem;

    #[derive(Default)]
    struct Heard(Vec<(String, String)>);

    impl PartSink for Heard {
        fn header(&mut self, _: &HeaderInfo) {}
        fn region(&mut self, _: &Arc<PartMeta>, _: &Region<'_>, _: &str, _: u64) {}
        fn beside(&mut self, _: &Arc<PartMeta>, region: &Region<'_>, decoded: &str, base: u64, _: Beside) {
            let own = region.map.source(0..region.text.len());
            let own = &decoded[(own.start - base) as usize..(own.end - base) as usize];
            self.0.push((region.text.to_owned(), own.to_owned()));
        }
        fn leaf(&mut self, _: &Arc<PartMeta>, _: LeafKind, _: u64) {}
        fn problem(&mut self, _: Problem) {}
    }

    fn heard(html: &str) -> Vec<(String, String)> {
        let mut sink = Heard::default();
        attributes(&Arc::new(PartMeta::default()), RegionKind::Body, html, 40, None, &mut sink);
        sink.0
    }

    #[test]
    fn values_of_attributes() {
        let all = heard(
            "<a class=x href = \"u?a=1&amp;n=Jan+B\" title='x y'>a=b</a><img data-u=jan&#64;x.example>",
        );
        let want =
            [("u?a=1&n=Jan+B", "u?a=1&amp;n=Jan+B"), ("x y", "x y"), ("jan@x.example", "jan&#64;x.example")];
        assert_eq!(all, want.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    #[test]
    fn markup_that_is_broken_is_gone_through_once() {
        for html in ["<a href=\"", "<a href=", "<a =x", "=", "<a href='x", "<a href=\u{e9}"] {
            assert!(heard(html).len() < 2, "{html}");
        }
        let began = crate::model::Busy::now();
        heard(&"<a href=\"x ".repeat(40_000));
        heard(&"<a href='".repeat(40_000));
        heard(&"&".repeat(400_000));
        assert!(began.elapsed().as_secs() < 10);
    }
}
