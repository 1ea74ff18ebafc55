use std::io::Cursor;

use super::*;
use crate::message::{HeaderInfo, MessageReader};
use crate::model::{Limits, Opener, Region};

/// Opens a made-up format: lines `text …`, `file NAME …`, `mail …`, `self`, `fail`.
struct Boxes;

impl Opener for Boxes {
    fn begin(&self) {}
    fn reads_pictures(&self) -> bool {
        true
    }
    fn open(
        &self,
        document: &Document<'_>,
        depth: u32,
        out: &mut dyn Contents,
    ) -> Option<Result<(), Problem>> {
        let body = document.bytes.strip_prefix(BEGIN)?;
        if depth > 3 {
            return Some(Err(Problem::new(ProblemCode::Limit, "too deep")));
        }
        let body = std::str::from_utf8(body).unwrap();
        for line in body.split_inclusive('\n') {
            let (what, rest) = line.split_once(' ').unwrap_or((line.trim_end(), ""));
            let rest = rest.replace('|', "\n");
            let more = match what {
                "text" => out.text(TextKind::Plain, &rest),
                "file" => {
                    let (name, content) = rest.split_once(' ').unwrap();
                    out.entry(name, None, &mut Cursor::new(content.as_bytes()))
                }
                "self" => out.entry("self.pdf", None, &mut Cursor::new(document.bytes)),
                "mail" => out.message(&mut Cursor::new(rest.as_bytes())),
                _ => return Some(Err(Problem::new(ProblemCode::Encrypted, "a password is needed"))),
            };
            if !more {
                break;
            }
        }
        Some(Ok(()))
    }
}

#[derive(Default)]
struct Heard {
    regions: Vec<String>,
    problems: Vec<String>,
    leaves: Vec<String>,
}

impl PartSink for Heard {
    fn header(&mut self, _: &HeaderInfo) {}
    fn region(&mut self, part: &Arc<PartMeta>, region: &Region<'_>, _: &str, _: u64) {
        let kind = region.kind.as_str();
        if !part.is_header() {
            self.regions.push(format!("{} {kind} {}", part.section, region.text.trim_end()));
        }
    }
    fn leaf(&mut self, part: &Arc<PartMeta>, kind: LeafKind, raw: u64) {
        self.leaves.push(format!("{} {kind:?} {raw}", part.section));
    }
    fn problem(&mut self, problem: Problem) {
        let part = problem.place.part.map(|p| p.to_string()).unwrap_or_default();
        self.problems.push(format!("{part} {} {}", problem.code.as_str(), problem.given_up));
    }
}

const BEGIN: &[u8] = b"%PDF-BOX:\n";

fn boxed(lines: &str) -> String {
    base64(&[BEGIN, lines.as_bytes()].concat())
}

#[test]
fn text_files_and_messages_come_out_with_their_places() {
    for pieces in [false, true] {
        let content = boxed("text one\nfile x/list.csv a;b\nmail Subject: s||inside\ntext two\n");
        let (heard, coverage) = read(&content, Limits::default(), pieces);
        let kept =
            ["1 body hello", "2!x/list.csv attachment a;b", "2.1 attachment inside", "2 attachment one\ntwo"];
        assert_eq!(heard.regions, kept, "{pieces}");
        assert!(heard.problems.is_empty(), "{:?}", heard.problems);
        assert_eq!((coverage.given_up, coverage.parts), (0, 4));
        assert_eq!(heard.leaves.len(), 4, "{:?}", heard.leaves);
    }
}

#[test]
fn a_file_that_holds_itself_ends_where_the_opener_says() {
    let (heard, coverage) = read(&boxed("text here\nself\n"), Limits::default(), false);
    let deepest = "2!self.pdf!self.pdf!self.pdf attachment here";
    assert!(heard.regions.iter().any(|r| r == deepest), "{:?}", heard.regions);
    assert_eq!(heard.problems.len(), 1, "{:?}", heard.problems);
    assert!(heard.problems[0].starts_with("2!self.pdf!self.pdf!self.pdf!self.pdf limit"));
    assert_eq!(coverage.parts, 6);
}

#[test]
fn what_cannot_be_opened_is_given_up_or_counted() {
    let (heard, coverage) = read(&boxed("fail\n"), Limits::default(), false);
    assert_eq!(heard.problems, [format!("2 encrypted {}", coverage.given_up)]);
    assert!(coverage.given_up > 0);
    let (heard, coverage) = read(&base64(b"%PDF-1.4 \0\0\0"), Limits::default(), false);
    assert_eq!(heard.problems, ["2 unsupported 0"]);
    assert_eq!(coverage.opaque["application/pdf"].parts, 1);
    // text under a name that says otherwise is text all the same
    let (heard, coverage) = read(&base64(b"only text"), Limits::default(), false);
    assert_eq!(heard.regions, ["1 body hello", "2 attachment only text"]);
    assert!(heard.problems.is_empty() && coverage.opaque.is_empty());
}

#[test]
fn a_file_beyond_the_limit_is_a_problem() {
    let limits = Limits { attachment: 10, ..Limits::default() };
    for pieces in [false, true] {
        let (heard, coverage) = read(&base64(&[b'%'; 300]), limits.clone(), pieces);
        assert_eq!(heard.problems, [format!("2 limit {}", coverage.given_up)]);
    }
}

#[test]
fn files_count_as_parts() {
    let limits = Limits { parts: 5, ..Limits::default() };
    let lines: String = (0..20).map(|n| format!("file {n}.txt t\n")).collect();
    let (heard, coverage) = read(&boxed(&lines), limits, false);
    assert_eq!(coverage.parts, 5);
    assert_eq!(heard.problems, ["2 limit 0"]);
}

fn read(content: &str, limits: Limits, pieces: bool) -> (Heard, MessageCoverage) {
    let message = format!(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n--b\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n{content}\n--b--\n"
    );
    let mut heard = Heard::default();
    let mut reader = MessageReader::new(&limits).opening(Arc::new(Boxes));
    let coverage = if pieces {
        reader.begin(Quoting::None);
        for piece in message.as_bytes().chunks(7) {
            reader.push(piece, &mut heard);
        }
        reader.end(&mut heard)
    } else {
        reader.whole(message.as_bytes(), Quoting::None, &mut heard)
    };
    (heard, coverage)
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for (n, group) in bytes.chunks(3).enumerate() {
        let value = group.iter().fold(0u32, |v, b| v << 8 | u32::from(*b)) << (8 * (3 - group.len()));
        for i in 0..4 {
            let digit = ALPHABET[(value >> (18 - 6 * i) & 63) as usize];
            out.push(if i <= group.len() { char::from(digit) } else { '=' });
        }
        if n % 19 == 18 {
            out.push('\n');
        }
    }
    out
}

#[test]
fn a_document_that_lies_by_itself_is_one_part() {
    for (name, bytes, found) in [
        ("list.csv", &b"a;b"[..], "1 attachment a;b"),
        (
            "card.vcf",
            b"BEGIN:VCARD\r\nFN:Jan\r\n y\r\nEND:VCARD",
            "1 attachment BEGIN:VCARD\r\nFN:Jany\r\nEND:VCARD",
        ),
        ("box", b"%PDF-BOX:\ntext in it\n", "1 attachment in it"),
    ] {
        let mut heard = Heard::default();
        let mut reader = MessageReader::new(&Limits::default()).opening(Arc::new(Boxes));
        let coverage = reader.document(name, bytes, &mut heard);
        assert_eq!(heard.regions, [found]);
        assert_eq!((coverage.parts, coverage.given_up), (1, 0));
        assert!(heard.problems.is_empty());
    }
}
