//! Listings as a store sends them in, the same with names that get through the library unharmed out.
//!
//! The library takes keys for paths: it drops a `/` at either end, and refuses a whole page for one key that is no path. Here each name in a
//! page is replaced by its hexadecimal digits before the library reads the page, and taken back from them behind it.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// What a query of a listing holds: S3 and Google, Azure.
const LISTINGS: [&str; 2] = ["list-type=2", "comp=list"];

/// Where names stand: S3 and Google, Azure.
const PLACES: [[&str; 2]; 2] = [["Contents", "Key"], ["Blob", "Name"]];

/// Elements in one another: a page of any store has five.
const DEEPEST: usize = 32;

/// What is asked for is a listing.
pub(super) fn is_listing(query: Option<&str>) -> bool {
    query.is_some_and(|query| query.split('&').any(|pair| LISTINGS.contains(&pair)))
}

/// Replaces the names in a page; `None`: it cannot be read.
pub(super) fn hidden(page: &[u8]) -> Option<Vec<u8>> {
    let page = std::str::from_utf8(page).ok()?;
    let page = page.strip_prefix('\u{feff}').unwrap_or(page);
    let mut reader = Reader::from_str(page);
    let mut out = Vec::with_capacity(page.len() + page.len() / 4);
    let (mut copied, mut open, mut begun) = (0, Vec::new(), false);
    // the name that is being read, and whether it is written as in a URL
    let mut name: Option<(String, bool)> = None;
    loop {
        let before = at(&reader)?;
        match reader.read_event().ok()? {
            Event::Eof => break,
            Event::Start(tag) => {
                begun = true;
                open.push(tag.local_name().into_inner().to_owned());
                if open.len() > DEEPEST {
                    return None;
                }
                let last = open.last_chunk::<2>();
                if last.is_some_and(|[outer, inner]| PLACES.contains(&[outer.as_str(), inner.as_str()])) {
                    name = Some((String::new(), is_encoded(&tag)));
                    let after = at(&reader)?;
                    out.extend_from_slice(page.get(copied..after)?.as_bytes());
                }
            }
            Event::End(_) => {
                open.pop();
                if let Some((name, encoded)) = name.take() {
                    let name = if encoded { decoded(&name)? } else { name };
                    out.extend(name.bytes().flat_map(digits));
                    copied = before;
                }
            }
            Event::Text(text) => {
                if let Some((name, _)) = &mut name {
                    name.push_str(&text.into_inner());
                }
            }
            Event::CData(text) => {
                if let Some((name, _)) = &mut name {
                    name.push_str(&text.into_inner());
                }
            }
            Event::GeneralRef(reference) => {
                if let Some((name, _)) = &mut name {
                    match reference.resolve_char_ref().ok()? {
                        Some(c) => name.push(c),
                        None => name.push_str(resolve_predefined_entity(&reference)?),
                    }
                }
            }
            _ => {}
        }
    }
    out.extend_from_slice(page.get(copied..)?.as_bytes());
    (begun && open.is_empty()).then_some(out)
}

/// The name that stands hidden in a page.
pub(super) fn shown(hidden: &str) -> Option<String> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let bytes: Option<Vec<u8>> = hidden
        .as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
            _ => None,
        })
        .collect();
    String::from_utf8(bytes?).ok()
}

fn at(reader: &Reader<&[u8]>) -> Option<usize> {
    usize::try_from(reader.buffer_position()).ok()
}

fn digits(byte: u8) -> [u8; 2] {
    let digit = |value: u8| b"0123456789abcdef"[usize::from(value)];
    [digit(byte >> 4), digit(byte & 15)]
}

/// Azure writes names that XML cannot hold as in a URL, and says so.
fn is_encoded(tag: &BytesStart<'_>) -> bool {
    tag.attributes().flatten().any(|a| a.key.local_name().into_inner() == "Encoded" && &*a.value == "true")
}

fn decoded(name: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        bytes.push(u8::from_str_radix(after.get(..2)?, 16).ok()?);
        rest = &after[2..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(page: &str, tag: &str) -> Vec<String> {
        let hidden = String::from_utf8(hidden(page.as_bytes()).unwrap()).unwrap();
        let (begin, end) = (format!("<{tag}"), format!("</{tag}>"));
        hidden
            .split(&begin)
            .skip(1)
            .map(|rest| rest.split_once('>').unwrap().1.split(&end).next().unwrap())
            .map(|digits| shown(digits).unwrap())
            .collect()
    }

    #[test]
    fn names_come_through_as_they_are() {
        let page = "\u{feff}<?xml version=\"1.0\"?>\n<ListBucketResult xmlns=\"http://s3.example/\"><Name>bucket</Name><Prefix></Prefix>\
                    <Contents><Key>/x.eml</Key><Size>3</Size></Contents><Contents><Size>1</Size><Key>a/</Key></Contents>\
                    <Contents><Key> b &amp; &lt;c&gt;&#x1;&#10;é </Key></Contents><Contents><Key><![CDATA[d<e]]></Key></Contents>\
                    <NextContinuationToken>t</NextContinuationToken></ListBucketResult>";
        assert_eq!(names(page, "Key"), ["/x.eml", "a/", " b & <c>\u{1}\né ", "d<e"]);
        let same = String::from_utf8(hidden(page.as_bytes()).unwrap()).unwrap();
        for kept in
            ["<Name>bucket</Name><Prefix></Prefix>", "<Size>3</Size>", "<NextContinuationToken>t</Next"]
        {
            assert!(same.contains(kept), "{same}");
        }
    }

    #[test]
    fn azure_writes_some_names_as_in_a_url() {
        let page = "<EnumerationResults><Blobs><Blob><Name>a%20b</Name></Blob><Blob><Name Encoded=\"true\">a%20%ef%bf%be</Name>\
                    </Blob><BlobPrefix><X/></BlobPrefix></Blobs><NextMarker /></EnumerationResults>";
        assert_eq!(names(page, "Name"), ["a%20b", "a \u{fffe}"]);
    }

    #[test]
    fn what_is_no_page_is_none() {
        for page in
            ["<a><Contents><Key>x</Key>", "<a></b>", "\u{1f}\u{8b}", "<Contents><Key>&what;</Key></Contents>"]
        {
            assert_eq!(hidden(page.as_bytes()), None, "{page}");
        }
        assert_eq!(hidden(b"\xff\xfe"), None);
        assert_eq!(hidden(["<a>".repeat(40), "</a>".repeat(40)].concat().as_bytes()), None);
        for text in ["6", "6g", "ff"] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn listings_are_known_by_what_is_asked() {
        assert!(is_listing(Some("list-type=2&prefix=a")) && is_listing(Some("restype=container&comp=list")));
        assert!(!is_listing(Some("prefix=list-type=2x")) && !is_listing(None));
    }
}
