//! A text in, the identifiers on a list that stand in it out, as they are written there.
//!
//! In: the hashes of a list, and texts and details of mail. Out: for each identifier that is met, its clear form: it comes from the mail itself.
//! Most texts have none, and most look-ups are of words that were looked up before: what is on no list is remembered for a while, as a hash of
//! its own that nobody outside can foresee. It takes time with the length of a text, and refuses to know of which message it is.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher as _, RandomState};
use std::ops::Range;

use super::key::{Hash, Hasher, Label, RUNS, literal, parts};
use super::list::{List, ListKey};
use super::names::NameLook;
use super::runs::{Run, Runs};
use crate::model::{Finding, Kind};
use crate::recognise::Normaliser;
use crate::subject::fold::folded;
use crate::subject::numeral::{DIGITS, account, behind, phone};
use crate::subject::postal::{house, numbers};
use crate::subject::sought::{PhoneSought, country_code, short_street, untagged};
use crate::subject::terms::is_dotless;
use crate::subject::{packed, reading};

/// Which identifier of which subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Which {
    pub(super) subject: u16,
    pub(super) identifier: u16,
}

/// An identifier in clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Clear {
    /// Any but a name; of an address how much of it is told: the more, the smaller the number.
    Text(u8, String),
    /// A name.
    Name(ClearName),
}

/// A name as far as it stands at a place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ClearName {
    /// The surname, with what stands before it.
    pub(super) surname: String,
    /// Given names by their number.
    pub(super) givens: Vec<(u8, String)>,
    /// Initials.
    pub(super) initials: Vec<String>,
    /// It tells one person from others: the given name is there, or of whom only initials are known all of these.
    pub(super) full: bool,
}

/// The hashes of a list, to look up.
pub(super) struct Index {
    hasher: Hasher,
    at: HashMap<Hash, Vec<Which>>,
    /// Runs and bytes of literals.
    shapes: Vec<(usize, usize)>,
    /// There are postal addresses.
    addresses: bool,
    /// Given names and initials of names.
    pub(super) names: HashMap<Which, (u8, u8)>,
}

impl Index {
    pub(super) fn new(list: &List, key: &ListKey) -> Self {
        let mut index = Index {
            hasher: key.hasher.clone(),
            at: HashMap::new(),
            shapes: Vec::new(),
            addresses: false,
            names: HashMap::new(),
        };
        for (subject, one) in (0_u16..).zip(list.subjects()) {
            for (identifier, known) in (0_u16..).zip(one.known()) {
                let which = Which { subject, identifier };
                for hash in known.hashes() {
                    index.at.entry(hash).or_default().push(which);
                }
                if let Some((runs, length)) = known.shape {
                    index.shapes.push((usize::from(runs), usize::from(length)));
                }
                index.addresses |= known.of == "addresses";
                if known.of == "names" {
                    index.names.insert(which, (known.given, known.initials));
                }
            }
        }
        index.shapes.sort_unstable();
        index.shapes.dedup();
        index
    }

    /// Hashes of texts.
    pub(super) fn hashes(&self, parts: Vec<(Label, String)>) -> Vec<Hash> {
        parts.iter().map(|(label, text)| self.hasher.hash(*label, text)).collect()
    }

    /// Whose a text is.
    pub(super) fn whose(&self, label: Label, text: &str) -> &[Which] {
        self.at.get(&self.hasher.hash(label, text)).map_or(&[], Vec::as_slice)
    }
}

/// Places in which it is remembered what is on no list.
const ABSENT: usize = 1 << 16;

/// Looks at texts for one thread.
pub(super) struct Looking<'i> {
    pub(super) index: &'i Index,
    absent: Box<[u64]>,
    state: RandomState,
    names: NameLook,
    /// The country of a national number that is on the list.
    countries: HashMap<String, Vec<(Which, String)>>,
}

/// Takes what is met.
pub(super) type Met<'m> = &'m mut dyn FnMut(Which, Clear);

impl<'i> Looking<'i> {
    pub(super) fn new(index: &'i Index) -> Self {
        Looking {
            index,
            absent: vec![0; ABSENT].into_boxed_slice(),
            state: RandomState::new(),
            names: NameLook::default(),
            countries: HashMap::new(),
        }
    }

    /// Whose a text is.
    pub(super) fn whose(&mut self, label: Label, text: &str) -> &'i [Which] {
        // never 0: that is a place where nothing is remembered
        let hash = self.state.hash_one((label, text)) | 1;
        let place = (hash >> 48) as usize % ABSENT;
        if self.absent[place] == hash {
            return &[];
        }
        let all = self.index.whose(label, text);
        if all.is_empty() {
            self.absent[place] = hash;
        }
        all
    }

    /// Looks at a text of a message, as it stands and as it is read. Of the name of a file (`name`), all of it is words bound by signs.
    pub(super) fn readings(&mut self, text: &str, name: bool, normal: &Normaliser, met: Met<'_>) {
        self.text(text, normal, met);
        reading::each(text, name, &mut |reading| self.text(&reading.text, normal, met));
    }

    /// Looks at a text that only programs read.
    pub(super) fn machine(&mut self, text: &str, met: Met<'_>) {
        self.addresses(text, met);
        reading::each(text, false, &mut |reading| self.addresses(&reading.text, met));
    }

    /// Looks at a text of a message.
    pub(super) fn text(&mut self, text: &str, normal: &Normaliser, met: Met<'_>) {
        self.addresses(text, met);
        let mut runs = Runs::new(text);
        let longest = self.index.shapes.iter().map(|(runs, _)| *runs).max().unwrap_or_default().min(RUNS);
        let mut last: VecDeque<(Range<usize>, String)> = VecDeque::with_capacity(longest + 1);
        while let Some(Run { span, digits }) = runs.next() {
            if digits {
                self.number(text, span.end, met);
                if span.len() == 4 && self.index.addresses {
                    self.postcode(text, span.start, met);
                }
            } else {
                for which in self.whose(Label::Surname, runs.folded()) {
                    if let Some(name) = self.name(text, &span, *which, normal) {
                        met(*which, Clear::Name(name));
                    }
                }
            }
            if longest == 0 {
                continue;
            }
            if last.back().is_some_and(|(before, _)| !is_joined(&text[before.end..span.start])) {
                last.clear();
            }
            if last.len() == longest {
                last.pop_front();
            }
            last.push_back((span, runs.folded().to_owned()));
            self.literals(text, &last, met);
        }
    }

    fn name(
        &mut self,
        text: &str,
        word: &Range<usize>,
        which: Which,
        normal: &Normaliser,
    ) -> Option<ClearName> {
        let mut names = std::mem::take(&mut self.names);
        let found = names.at(self, text, word, which, normal);
        self.names = names;
        found
    }

    /// Literals that end with the last of these runs.
    fn literals(&mut self, text: &str, last: &VecDeque<(Range<usize>, String)>, met: Met<'_>) {
        let Some(end) = last.back().map(|(span, _)| span.end) else { return };
        let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        if is_part(text[end..].chars().next()) {
            return;
        }
        let (mut length, mut count) = (0, 0);
        for (span, folded) in last.iter().rev() {
            (length, count) = (length + folded.len(), count + 1);
            if self.index.shapes.binary_search(&(count, length)).is_err()
                || is_part(text[..span.start].chars().next_back())
            {
                continue;
            }
            let compact: String = last.iter().skip(last.len() - count).map(|(_, run)| run.as_str()).collect();
            for which in self.whose(Label::Literal, &literal(count, &compact)) {
                met(*which, Clear::Text(0, text[span.start..end].to_owned()));
            }
        }
    }

    /// Numbers whose last run of digits ends here.
    fn number(&mut self, text: &str, end: usize, met: Met<'_>) {
        let mut all = Vec::with_capacity(16);
        behind(text, end, DIGITS, &mut all);
        let Some(eight) = all.get(..8) else { return };
        let written = |digits: &[(u8, usize)]| -> String {
            digits.iter().rev().map(|(d, _)| char::from(b'0' + d)).collect()
        };
        if self.whose(Label::Tail, &written(eight)).is_empty() {
            return;
        }
        for length in 8..=all.len().min(14) {
            let national = written(&all[..length]);
            for (which, number) in self.with_country(&national) {
                let country = country_code(&number).0.to_owned();
                let sought = PhoneSought {
                    typed: String::new(),
                    country,
                    national: national.clone(),
                    number: number.clone(),
                };
                if phone(text, &all, end, &sought).is_some() {
                    met(which, Clear::Text(0, number));
                }
            }
        }
        // an account: letters and digits before it, up to the longest that there is (ISO 13616)
        let mut compact = String::new();
        let mut apart = 0;
        for c in text[..end].chars().rev() {
            if !c.is_ascii_alphanumeric() {
                apart += c.len_utf8();
                if apart > 3 {
                    break;
                }
                continue;
            }
            apart = 0;
            compact.insert(0, c.to_ascii_uppercase());
            if compact.len() >= 15 {
                for which in self.whose(Label::Iban, &compact) {
                    if account(text, end, &compact).is_some() {
                        met(*which, Clear::Text(0, compact.clone()));
                    }
                }
            }
            if compact.len() > 34 {
                break;
            }
        }
    }

    /// Whose a national number is, and what it is with its country code.
    fn with_country(&mut self, national: &str) -> Vec<(Which, String)> {
        if self.whose(Label::National, national).is_empty() {
            return Vec::new();
        }
        if let Some(known) = self.countries.get(national) {
            return known.clone();
        }
        let mut all = Vec::new();
        for code in 1..=999 {
            let number = format!("+{code}{national}");
            // `+3` and `1612345678` is no country and its number
            if country_code(&number) == (code.to_string().as_str(), national) {
                all.extend(self.index.whose(Label::Phone, &number).iter().map(|w| (*w, number.clone())));
            }
        }
        self.countries.insert(national.to_owned(), all.clone());
        all
    }

    /// A postcode of one side of a street, and a house number that stands with it.
    fn postcode(&mut self, text: &str, start: usize, met: Met<'_>) {
        if !house::is_dutch(&text[start..]) || text[..start].ends_with(char::is_alphanumeric) {
            return;
        }
        let end = start + 6 + usize::from(text.as_bytes()[start + 4] == b' ');
        let postcode = folded(&text[start..end]);
        for number in numbers(text, start..end) {
            let bare = house::digits(&number);
            // as it is; of an address that has no addition; and without one, whatever that has
            let any = if bare == number { Label::PostcodeAny } else { Label::Postcode };
            for (rank, label, value) in [(0, Label::Postcode, number.as_str()), (1, any, bare)] {
                for which in self.whose(label, &parts(&[&postcode, value])) {
                    met(*which, Clear::Text(rank, format!("{} {number}", postcode.to_uppercase())));
                }
            }
        }
    }

    /// E-mail addresses of a text.
    fn addresses(&mut self, text: &str, met: Met<'_>) {
        let bytes = text.as_bytes();
        for at in memchr::memchr_iter(b'<', bytes) {
            packed::list(text, at, &mut |p| {
                self.email(&p.local, &p.domain, met);
            });
        }
        for at in memchr::memchr2_iter(b'@', b'%', bytes) {
            if bytes[at] == b'@' {
                packed::before(text, at, &mut |p| {
                    self.email(&p.local, &p.domain, met);
                });
            }
            let sign = if bytes[at] == b'@' {
                1
            } else if bytes[at..].starts_with(b"%40") {
                3
            } else {
                continue;
            };
            let domain_byte = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-') || *b >= 0x80;
            let local_byte =
                |b: &u8| b.is_ascii_alphanumeric() || b".!#$&*+-/=?^_`{|}~'".contains(b) || *b >= 0x80;
            let from = at + sign;
            let mut to = from + bytes[from..].iter().take(254).take_while(|b| domain_byte(b)).count();
            while to > from && matches!(bytes[to - 1], b'.' | b'-') {
                to -= 1;
            }
            let begin = at - bytes[..at].iter().rev().take(128).take_while(|b| local_byte(b)).count();
            let local = text.get(text.ceil_char_boundary(begin)..at);
            let (Some(domain), Some(local)) = (text.get(from..to), local) else { continue };
            let (domain, local) = (domain.to_lowercase(), local.to_lowercase());
            // signs that may be part of an address often stand before one
            let trimmed = local.trim_start_matches(|c: char| !c.is_alphanumeric());
            let cut = trimmed.rsplit(['=', '\'', '/', '|', '*', '{']).next().unwrap_or(trimmed);
            for (n, candidate) in [local.as_str(), trimmed, cut].into_iter().enumerate() {
                let again = [local.as_str(), trimmed].iter().take(n).any(|other| *other == candidate);
                if !again && self.email(candidate, &domain, met) {
                    break;
                }
            }
        }
    }

    /// An e-mail address; true when it is on the list.
    fn email(&mut self, local: &str, domain: &str, met: Met<'_>) -> bool {
        let local = untagged(local);
        let mut found = false;
        let mut domains = Some(domain);
        while let Some(own) = domains.filter(|d| !local.is_empty() && d.contains('.')) {
            for which in self.whose(Label::Email, &format!("{local}@{own}")) {
                found = true;
                met(*which, Clear::Text(0, format!("{local}@{own}")));
            }
            domains = own.split_once('.').map(|(_, rest)| rest);
        }
        if !found && is_dotless(domain) {
            for which in self.whose(Label::Gmail, &local.replace('.', "")) {
                found = true;
                met(*which, Clear::Text(1, format!("{local}@{domain}")));
            }
        }
        found
    }

    /// Looks at a detail of a message.
    pub(super) fn finding(&mut self, finding: &Finding, normal: &Normaliser, met: Met<'_>) {
        let value = finding.value.reveal();
        let mut known = |looking: &mut Self, label, value: &str| {
            for which in looking.whose(label, value) {
                met(*which, Clear::Text(0, value.to_owned()));
            }
        };
        match finding.kind {
            Kind::Email => {
                if let Some((local, domain)) = value.rsplit_once('@') {
                    self.email(local, domain, met);
                }
            }
            Kind::Phone => known(self, Label::Phone, value.split(';').next().unwrap_or_default()),
            Kind::Iban => known(self, Label::Iban, value),
            Kind::CompanyNumber => known(self, Label::Company, value),
            Kind::PostalAddress => self.postal(finding, met),
            // a name that is put together from cells of a table stands nowhere as such
            Kind::PersonName if finding.text.is_none() => self.text(value, normal, met),
            _ => {}
        }
    }

    /// A postal address.
    fn postal(&mut self, finding: &Finding, met: Met<'_>) {
        let field = |name: &str| finding.fields.get(name).map(|f| folded(f)).unwrap_or_default();
        let (postcode, locality) = (field("postcode"), field("locality"));
        let number =
            finding.fields.get("house_number").map(|number| house::normal(number)).unwrap_or_default();
        let street = short_street(&field("street"));
        let bare = house::digits(&number).to_owned();
        if bare.is_empty() {
            return;
        }
        // as it is; of an address that has no addition; and without one, whatever that has
        let mut tried: Vec<(u8, Label, String)> = Vec::new();
        let mut with = |rank: u8, exact: Label, any: Label, text: &dyn Fn(&str) -> String| {
            tried.push((rank, exact, text(&number)));
            if bare == number {
                tried.push((rank + 1, any, text(&bare)));
            } else {
                tried.push((rank + 1, exact, text(&bare)));
            }
        };
        if !postcode.is_empty() {
            with(0, Label::Postcode, Label::PostcodeAny, &|n| parts(&[&postcode, n]));
            with(0, Label::Wide, Label::WideAny, &|n| parts(&[&postcode, n, &street]));
        }
        if !street.is_empty() {
            for place in [locality.as_str(), ""] {
                with(2, Label::Street, Label::StreetAny, &|n| parts(&[&street, n, place]));
                if postcode.is_empty() {
                    with(4, Label::StreetBeside, Label::StreetBesideAny, &|n| parts(&[&street, n, place]));
                }
            }
        }
        let written = finding.text.as_ref().map(|text| {
            let words: Vec<&str> = text.reveal().split_whitespace().collect();
            words.join(" ")
        });
        for (rank, label, text) in tried {
            for which in self.whose(label, &text) {
                met(*which, Clear::Text(rank, finding.value.reveal().clone()));
                if let Some(written) = &written {
                    met(*which, Clear::Text(rank, written.clone()));
                }
            }
        }
    }
}

/// What stands between two runs may stand within a literal.
fn is_joined(between: &str) -> bool {
    let joins =
        |c: char| matches!(c, ' ' | '-' | '.' | '/' | '_' | '\u{a0}' | '\u{2010}' | '\u{2011}' | '\u{2013}');
    between.chars().count() <= 2 && between.chars().all(joins)
}
