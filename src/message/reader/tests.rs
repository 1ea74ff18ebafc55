//! Messages in pieces: what is held, and that it is the same as the whole.

use super::*;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::message::{HeaderInfo, LeafKind};
use crate::model::{PartMeta, Problem, Region};

#[derive(Default)]
struct Seen(u64);

impl PartSink for Seen {
    fn header(&mut self, _: &HeaderInfo) {}
    fn decoded(&mut self, _: &Arc<PartMeta>, _: &str, text: &str) {
        self.0 += text.len() as u64;
    }
    fn region(&mut self, _: &Arc<PartMeta>, _: &Region<'_>, _: &str, _: u64) {}
    fn leaf(&mut self, _: &Arc<PartMeta>, _: LeafKind, _: u64) {}
    fn problem(&mut self, _: Problem) {}
}

#[test]
fn a_long_line_is_not_held_though_it_begins_as_a_delimiter_does() {
    for begin in ["--x", "--b x", "--b "] {
        for body in ["--b\n\n", ""] {
            let mut reader = MessageReader::new(&Limits::default());
            let mut seen = Seen::default();
            reader.begin(Quoting::None);
            let head = format!("Content-Type: multipart/mixed; boundary=b\n\n{body}{begin}");
            reader.push(head.as_bytes(), &mut seen);
            let piece = begin.as_bytes()[begin.len() - 1..].repeat(1 << 18);
            for _ in 0..16 {
                reader.push(&piece, &mut seen);
                assert!(reader.held.len() <= 2 << 20, "{begin:?} {}", reader.held.len());
            }
            reader.push(b"\n--b\n\nx\n--b--\n", &mut seen);
            assert_eq!(reader.end(&mut seen).parts, if body.is_empty() { 1 } else { 2 });
            assert!(seen.0 > 4 << 20, "{begin:?}");
        }
    }
}

#[test]
fn a_pgp_message_in_the_text_is_told_of_the_message_it_is_in() {
    let armour = "-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n";
    let told = |message: String| {
        MessageReader::new(&Limits::default())
            .whole(message.as_bytes(), Quoting::None, &mut Seen::default())
            .armoured
    };
    assert!(told(format!("Subject: x\n\nhello\n{armour}")));
    assert!(!told("Subject: x\n\nhello\n".to_owned()));
    let passed_on = format!("Subject: y\nFrom: a@klant.example\n\n{armour}");
    assert!(!told(format!("Content-Type: message/rfc822\n\n{passed_on}")), "another message's text");
}

#[derive(Default, PartialEq, Debug)]
struct All(BTreeMap<String, String>, Vec<String>);

impl PartSink for All {
    fn header(&mut self, _: &HeaderInfo) {}
    fn decoded(&mut self, part: &Arc<PartMeta>, _: &str, text: &str) {
        self.0.entry(part.section.as_str().to_owned()).or_default().push_str(text);
    }
    fn region(&mut self, _: &Arc<PartMeta>, _: &Region<'_>, _: &str, _: u64) {}
    fn leaf(&mut self, _: &Arc<PartMeta>, _: LeafKind, _: u64) {}
    fn problem(&mut self, problem: Problem) {
        self.1.push(problem.detail.into_owned());
    }
}

#[test]
fn pieces_give_what_the_whole_gives() {
    let parts = |line: &str, n: usize| {
        let part =
            format!("{line}\nContent-Type: text/plain\n\n--x\nabc--\n-- \n{line}x\n{}\n", "y".repeat(500));
        part.repeat(n) + line + "--\nbehind\n"
    };
    let one = "From a@b.example Sun Mar  2 10:11:00 2014\nSubject: x\n\nFrom here\n\nFrom there\nno field\n>From x\n\n";
    let messages = [
        format!("Content-Type: multipart/mixed; boundary=b\n\nbefore\n{}", parts("--b", 9)),
        format!("Content-Type: multipart/mixed; boundary=b\n\nbefore\n{}", parts("--c", 9)),
        format!("Content-Type: multipart/mixed\n\n--\n-- \n{}", parts("--b d", 9)),
        format!("Content-Type: application/mbox\n\n{}", one.repeat(40)),
        format!("Content-Transfer-Encoding: 7bit, quoted-printable\n\n{}=41\n", "z".repeat(1000)),
    ];
    for message in messages {
        for message in [message.replace('\n', "\r\n"), message] {
            let mut whole = All::default();
            let mut reader = MessageReader::new(&Limits::default());
            let coverage = reader.whole(message.as_bytes(), Quoting::None, &mut whole);
            assert!(coverage.parts > 0);
            for size in [1, 3, 64, 997] {
                let mut pieces = All::default();
                reader.begin(Quoting::None);
                message.as_bytes().chunks(size).for_each(|piece| reader.push(piece, &mut pieces));
                assert_eq!(reader.end(&mut pieces), coverage, "{size}");
                assert_eq!(pieces, whole, "{size}");
            }
        }
    }
}
