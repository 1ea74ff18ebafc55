//! E-mail addresses that are a subject's by their name, where the request names none.
//!
//! In: the findings of one message in their order. Out: addresses that are made of the whole name, or stand right behind it as those of a
//! mailbox do (`Jan de Vries <j.devries@…>`), and where they stand in any text. It refuses to know whose the message is.

use std::collections::BTreeSet;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::alike::{Made, made_of};
use super::sought::Sought;
use crate::model::{Finding, Kind, Party, Section};

/// Bytes between a name and the address of its mailbox: `" <`, ` [mailto:`.
const CLOSE: u64 = 12;

/// Addresses of one message that are remembered.
const MOST: usize = 64;

/// Where a name of the subject ends.
#[derive(Debug)]
struct Ended {
    section: Section,
    field: Option<std::sync::Arc<str>>,
    end: u64,
}

/// What is known of one message.
#[derive(Debug, Default)]
pub(super) struct Mailboxes {
    all: BTreeSet<String>,
    name: Option<Ended>,
    found: Option<AhoCorasick>,
}

impl Mailboxes {
    /// Takes in a finding; `is_name` says of a name that it is the subject's.
    pub(super) fn finding(&mut self, finding: &Finding, sought: &Sought, is_name: &dyn Fn(&str) -> bool) {
        if finding.kind == Kind::PersonName {
            let end = finding.span.as_ref().map(|span| span.end).filter(|_| is_name(finding.value.reveal()));
            self.name = end.map(|end| Ended {
                section: finding.part.section.clone(),
                field: finding.field.clone(),
                end,
            });
            return;
        }
        if finding.kind != Kind::Email {
            return;
        }
        let address = finding.value.reveal();
        let behind = |name: &Ended| {
            name.section == finding.part.section
                && name.field == finding.field
                && finding.span.as_ref().is_some_and(|s| (name.end..=name.end + CLOSE).contains(&s.start))
        };
        let beside = self.name.take().is_some_and(|name| behind(&name));
        let theirs = beside || made_of(address, sought) == Some(Made::Given);
        if theirs && finding.party != Party::Own && self.all.len() < MOST && self.all.insert(address.clone())
        {
            self.found = AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .match_kind(MatchKind::LeftmostLongest)
                .build(&self.all)
                .ok();
        }
    }

    /// Where they stand in a text.
    pub(super) fn in_text(&self, text: &str) -> Vec<Range<usize>> {
        let bytes = text.as_bytes();
        let own = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+');
        let whole = |span: &Range<usize>| {
            let before = span.start.checked_sub(1).and_then(|n| bytes.get(n));
            let mut behind = bytes[span.end..].iter();
            let next = behind.next();
            // a full stop ends a sentence
            let goes_on = next.is_some_and(|b| {
                own(b) && (*b != b'.' || behind.next().is_some_and(u8::is_ascii_alphanumeric))
            });
            !before.is_some_and(own) && !goes_on
        };
        let found = self.found.iter().flat_map(|found| found.find_iter(text)).map(|m| m.range());
        found.filter(whole).collect()
    }
}
