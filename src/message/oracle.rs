//! The walk of the MIME tree held against `mailparse::parse_mail`, on well-formed messages that both can read.

use std::sync::Arc;

use mailparse::ParsedMail;
use proptest::prelude::*;

use super::{HeaderInfo, LeafKind, MessageReader, PartSink};
use crate::model::{Limits, PartMeta, Problem, Quoting, Region};

/// A tree to be written as a message.
#[derive(Debug, Clone)]
enum Entity {
    Leaf { html: bool, encoded: bool, text: String },
    Multipart { subtype: &'static str, children: Vec<Entity> },
}

fn entity() -> impl Strategy<Value = Entity> {
    let leaf = (any::<bool>(), any::<bool>(), "([a-zA-Z0-9 .,=:-]{0,30}\n){0,4}[a-z]{1,8}")
        .prop_map(|(html, encoded, text)| Entity::Leaf { html, encoded, text });
    leaf.prop_recursive(4, 24, 4, |inner| {
        let subtype = prop::sample::select(vec!["mixed", "alternative", "related"]);
        (subtype, prop::collection::vec(inner, 1..4))
            .prop_map(|(subtype, children)| Entity::Multipart { subtype, children })
    })
}

impl Entity {
    /// Writes header and body; `next` numbers the boundaries, none of which begins like another.
    fn write(&self, next: &mut u32, out: &mut String) {
        match self {
            Entity::Leaf { html, encoded, text } => {
                let subtype = if *html { "html" } else { "plain" };
                out.push_str(&format!("Content-Type: text/{subtype}; charset=utf-8\n"));
                if *encoded {
                    let hex: String = text.bytes().map(|b| format!("={b:02X}")).collect();
                    out.push_str("Content-Transfer-Encoding: quoted-printable\n\n");
                    out.push_str(&hex);
                } else {
                    out.push('\n');
                    out.push_str(text);
                }
            }
            Entity::Multipart { subtype, children } => {
                *next += 1;
                let boundary = format!("=_{:04}_grens", *next);
                out.push_str(&format!(
                    "Content-Type: multipart/{subtype}; boundary=\"{boundary}\"\n\npreamble\n"
                ));
                for child in children {
                    out.push_str(&format!("--{boundary}\n"));
                    child.write(next, out);
                    out.push('\n');
                }
                out.push_str(&format!("--{boundary}--\nepilogue"));
            }
        }
    }
}

/// Section, media type and text of every leaf.
type Leaves = Vec<(String, String, String)>;

#[derive(Default)]
struct Collected {
    leaves: Leaves,
    text: String,
    problems: usize,
}

impl PartSink for Collected {
    fn header(&mut self, _: &HeaderInfo) {}
    fn decoded(&mut self, part: &Arc<PartMeta>, _: &str, text: &str) {
        if !part.is_header() && !part.section.is_text() {
            self.text.push_str(text);
        }
    }
    fn region(&mut self, _: &Arc<PartMeta>, _: &Region<'_>, _: &str, _: u64) {}
    fn leaf(&mut self, part: &Arc<PartMeta>, _: LeafKind, _: u64) {
        let text = std::mem::take(&mut self.text);
        self.leaves.push((part.section.to_string(), part.media_type.clone(), text));
    }
    fn problem(&mut self, _: Problem) {
        self.problems += 1;
    }
}

fn of_mailparse(mail: &ParsedMail<'_>, section: &str, out: &mut Leaves) {
    if mail.subparts.is_empty() {
        let section = if section.is_empty() { "1" } else { section };
        out.push((section.to_owned(), mail.ctype.mimetype.clone(), mail.get_body().unwrap()));
        return;
    }
    for (n, part) in mail.subparts.iter().enumerate() {
        let dot = if section.is_empty() { "" } else { "." };
        of_mailparse(part, &format!("{section}{dot}{}", n + 1), out);
    }
}

/// mailparse leaves the line end in front of a delimiter to the part, and writes CRLF where it decodes.
fn same(text: &str) -> String {
    text.replace("\r\n", "\n").trim_end().to_owned()
}

proptest! {
    #[test]
    fn both_see_the_same_tree(tree in entity()) {
        let mut message = String::from("From: a@b.example\nSubject: x\nMIME-Version: 1.0\n");
        tree.write(&mut 0, &mut message);
        message.push('\n');
        let mut ours = Collected::default();
        MessageReader::new(&Limits::default()).whole(message.as_bytes(), Quoting::None, &mut ours);
        let mut theirs = Vec::new();
        of_mailparse(&mailparse::parse_mail(message.as_bytes()).unwrap(), "", &mut theirs);
        prop_assert_eq!(ours.problems, 0);
        prop_assert!(!theirs.is_empty());
        let plain = |leaves: Leaves| -> Leaves {
            leaves.into_iter().map(|(s, m, text)| (s, m, same(&text))).collect()
        };
        prop_assert_eq!(plain(ours.leaves), plain(theirs));
    }
}
