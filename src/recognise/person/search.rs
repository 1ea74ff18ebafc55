//! One search of one page: what was found so far, and what stands around a name that speaks for it or against it.
//!
//! In: a page, and what other recognisers found on it. Out: names with a confidence. This module refuses to know where names are
//! looked for.

use std::cell::OnceCell;
use std::ops::Range;

use super::grammar::Name;
use super::known::{Known, letters};
use super::names::Names;
use super::whole::Tongue;
use crate::model::{Kind, Match};
use crate::recognise::Page;

/// What a name must reach to be one.
pub(super) const ENOUGH: i32 = 60;
/// Bytes around a name in which an address speaks for it.
const NEAR: usize = 220;

/// A name that was found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Where.
    pub(super) span: Range<usize>,
    /// The name, where it is not what stands there.
    pub(super) value: Option<String>,
    /// How sure, in hundredths.
    pub(super) confidence: u8,
    /// What speaks for it; some are empty.
    pub(super) why: [&'static str; 3],
}

/// Where the addresses and the numbers of a page stand.
#[derive(Debug, Default)]
pub(super) struct Contacts {
    /// Spans of e-mail addresses, ascending.
    pub(super) addresses: Vec<Range<usize>>,
    /// Spans of telephone numbers, ascending.
    pub(super) numbers: Vec<Range<usize>>,
    /// Spans of postal addresses, ascending.
    pub(super) places: Vec<Range<usize>>,
}

impl Contacts {
    /// Those among what was found.
    fn of(found: &[Match]) -> Self {
        let mut contacts = Contacts::default();
        for one in found {
            match one.kind {
                Kind::Email => contacts.addresses.push(one.span.clone()),
                Kind::Phone => contacts.numbers.push(one.span.clone()),
                Kind::PostalAddress => contacts.places.push(one.span.clone()),
                _ => {}
            }
        }
        for spans in [&mut contacts.addresses, &mut contacts.numbers, &mut contacts.places] {
            if !spans.is_sorted_by_key(|s| s.start) {
                spans.sort_by_key(|s| s.start);
            }
        }
        contacts
    }
}

/// A search of one page.
pub(super) struct Search<'s> {
    pub(super) names: &'s Names,
    pub(super) page: &'s Page<'s>,
    pub(super) text: &'s str,
    /// What was found on the page before.
    before: &'s [Match],
    contacts: OnceCell<Contacts>,
    known: OnceCell<Known>,
    tongue: OnceCell<Tongue>,
    pub(super) found: Vec<Found>,
    /// Names that too little speaks for, where they are asked for.
    pub(super) supposed: Vec<Found>,
    /// Where the last name in running text ends.
    pub(super) last: usize,
}

impl<'s> Search<'s> {
    pub(super) fn new(names: &'s Names, page: &'s Page<'s>, before: &'s [Match]) -> Self {
        Search {
            names,
            page,
            text: page.region.text,
            before,
            contacts: OnceCell::new(),
            known: OnceCell::new(),
            tongue: OnceCell::new(),
            found: Vec::new(),
            supposed: Vec::new(),
            last: 0,
        }
    }

    /// The addresses and numbers on the page.
    pub(super) fn contacts(&self) -> &Contacts {
        self.contacts.get_or_init(|| Contacts::of(self.before))
    }

    /// Whose titles the message has: `M. A. Raymond`, `D. Emilio Ortega`. Where nothing else tells it, the commonest words do.
    pub(super) fn tongue(&self) -> Tongue {
        *self.tongue.get_or_init(|| {
            let context = self.page.context;
            match (context.language.as_ref(), context.sender.as_ref()) {
                (Some(b"es" | b"pt" | b"ca"), _) => Tongue::Spanish,
                (Some(b"fr"), _) => Tongue::French,
                (_, Some(b"FR" | b"LU")) => Tongue::French,
                (_, Some(b"ES" | b"PT")) => Tongue::Spanish,
                (Some(b"it"), _) | (_, Some(b"IT")) => Tongue::Italian,
                // domains of regions of Spain
                (None, None)
                    if context.hosts.first().is_some_and(|host| {
                        [".cat", ".eus", ".gal"].iter().any(|end| host.ends_with(end))
                    }) =>
                {
                    Tongue::Spanish
                }
                (None, None) => Tongue::of(self.text),
                _ => Tongue::Other,
            }
        })
    }

    /// What was found, and what was supposed.
    pub(super) fn end(self) -> (Vec<Found>, Vec<Found>) {
        if let Some(known) = self.known.into_inner() {
            known.keep();
        }
        (self.found, self.supposed)
    }

    /// Keeps a name that too little speaks for, where it is asked for.
    pub(super) fn suppose(&mut self, name: &Name) {
        /// What a name comes to at least that is looked up.
        const LEAST: i32 = 30;
        // `M. Tavernier` is a gentleman wherever French is written
        let others = [b"NL", b"DE", b"AT", b"GB", b"IE", b"US", b"IT"];
        let sender = self.page.context.sender;
        let monsieur = || {
            &self.text[name.given.clone()] == "M."
                && !others.iter().any(|other| sender.as_ref() == Some(*other))
        };
        if self.page.context.suppose && name.score >= LEAST && !monsieur() {
            self.supposed.push(Found { span: name.span.clone(), value: None, confidence: 0, why: [""; 3] });
        }
    }

    /// Keeps a name when what speaks for it is enough.
    pub(super) fn take(&mut self, name: &Name, more: i32, why: &'static str) -> bool {
        let score = name.score + more;
        if score < ENOUGH || !name.known && !name.initials && is_trade(&self.text[name.given.clone()]) {
            return false;
        }
        if self.is_called_alike(name, more) && !self.is_known(name) && !self.is_own(name) {
            return false;
        }
        let end = match self.house_behind(name) {
            Some(end) if self.text[name.span.start..end].contains([' ', '\u{a0}', '\n']) => end,
            Some(_) => return false,
            None => name.span.end,
        };
        let own = match (name.known, name.initials) {
            (true, _) => "given name of the list",
            (_, true) => "initials",
            _ => "shape of a name",
        };
        let order = if name.inverted { "surname first" } else { "" };
        let confidence = if score < 90 { score } else { 90 + ((score - 90) / 5).min(8) };
        self.found.push(Found {
            span: name.span.start..end,
            value: None,
            confidence: confidence as u8,
            why: [own, why, order],
        });
        true
    }

    /// True when the address fields of the message hold the name.
    pub(super) fn is_known(&self, name: &Name) -> bool {
        // `W. Abernathy III`
        let bare = !name.inverted && name.surname.end < name.span.end;
        self.knows(&self.text[name.span.clone()])
            || bare && self.knows(&self.text[name.span.start..name.surname.end])
    }

    /// True when the address fields of the message hold the name.
    pub(super) fn knows(&self, name: &str) -> bool {
        let people = &self.page.context.people;
        let known = !people.is_empty() && self.known.get_or_init(|| Known::of(people)).holds(name);
        self.page.has_asked(name, known);
        known
    }

    /// True when an address near the name is made of it.
    pub(super) fn is_echoed(&self, name: &Name) -> bool {
        let addresses = &self.contacts().addresses;
        if addresses.is_empty() {
            return false;
        }
        let from = name.span.start.saturating_sub(NEAR / 2);
        let to = name.span.end + NEAR;
        let first = addresses.partition_point(|a| a.end < from);
        addresses[first..]
            .iter()
            .take_while(|a| a.start < to)
            .take(4)
            .any(|a| echoes(self.text, name, &self.text[a.clone()]))
    }

    /// True when a number or an address stands near behind the name.
    pub(super) fn has_contact(&self, name: &Name, within: usize) -> bool {
        let near = |spans: &[Range<usize>]| {
            let first = spans.partition_point(|s| s.start < name.span.end);
            spans.get(first).is_some_and(|s| s.start < name.span.end + within)
        };
        near(&self.contacts().numbers) || near(&self.contacts().addresses)
    }

    /// True where a number to call follows, with no more between than what says so: `op 06…`, ` (tel. 06…`, ` en el 93…`.
    pub(super) fn is_called_on(&self, end: usize) -> bool {
        const BETWEEN: [&str; 27] = [
            "op",
            "op nummer",
            "op tel",
            "via",
            "tel",
            "telefoon",
            "gsm",
            "mobiel",
            "is bereikbaar op",
            "te bereiken op",
            "on",
            "phone",
            "mobile",
            "unter",
            "handy",
            "mobil",
            "au",
            "tél",
            "en el",
            "móvil",
            "teléfono",
            "al",
            "al numero",
            "cell",
            "cel",
            "cellulare",
            "telefono",
        ];
        let numbers = &self.contacts().numbers;
        let first = numbers.partition_point(|s| s.start < end);
        let Some(between) =
            numbers.get(first).filter(|s| s.start <= end + 20).and_then(|s| self.text.get(end..s.start))
        else {
            return false;
        };
        if between == " (" {
            return true;
        }
        let between = between.trim_matches([' ', ',', '(', '.', ':', '\n', '\r', '\u{a0}']);
        BETWEEN.iter().any(|word| between.eq_ignore_ascii_case(word))
    }

    /// True where a number or a postal address stands right behind: `A. Smit 06…`, `T. Haile, Kerklaan 15, …`.
    pub(super) fn is_reached(&self, end: usize) -> bool {
        let rest = self.text.as_bytes().get(end..).unwrap_or_default();
        let gap = match rest {
            [b',', b' ' | b'\n', ..] => 2,
            [b' ', b'+' | b'0' | b'(', ..] => 1,
            _ => return false,
        };
        let contacts = self.contacts();
        let begins = |spans: &[Range<usize>]| {
            let first = spans.partition_point(|s| s.start < end);
            spans.get(first).is_some_and(|s| s.start == end + gap)
        };
        begins(&contacts.numbers) || begins(&contacts.places)
    }

    /// The word before a byte and where it begins: with one space between, and a full stop behind it perhaps. At most 32 bytes.
    pub(super) fn word_before(&self, at: usize) -> Option<(usize, &'s str)> {
        let bytes = self.text.as_bytes();
        let mut end = at;
        while end > 0 && at - end < 4 {
            end -= match &bytes[..end] {
                [.., b' ' | b'\n' | b'\r'] => 1,
                // a no-break space, and not what `à` ends in
                [.., 0xc2, 0xa0] => 2,
                _ => break,
            };
        }
        if end == at || end == 0 {
            return None;
        }
        let end = if bytes[end - 1] == b'.' { end - 1 } else { end };
        let mut start = end;
        while start > 0 && end - start < 32 {
            let b = bytes[start - 1];
            if !(b.is_ascii_alphabetic() || b >= 0x80 || b == b'-' || b == b'\'' || b == b'.') {
                break;
            }
            start -= 1;
        }
        let word = self.text.get(start..end)?;
        (!word.is_empty()).then_some((start, word))
    }
}

/// True for a word that ends as trades, houses and clubs do, which is no given name: `Glaszetterij`, `Bewonerscommissie`,
/// `Savonnerie`.
fn is_trade(word: &str) -> bool {
    const ENDS: [&str; 43] = [
        "erij",
        "rerie",
        "nerie",
        "terie",
        "eries",
        "commissie",
        "committee",
        "comité",
        "vereniging",
        "stichting",
        "bedrijf",
        "kantoor",
        "bureau",
        "praktijk",
        "winkel",
        "centrum",
        "dienst",
        "werken",
        "coopérative",
        "transports",
        "verein",
        "genossenschaft",
        "gesellschaft",
        "schaft",
        "desk",
        "handel",
        "techniek",
        "bouw",
        "huis",
        "groep",
        "markt",
        "makelaars",
        "advies",
        "verhuur",
        "transport",
        "spoorlijn",
        "spoorweg",
        "thermen",
        "vervoer",
        "reizen",
        "wonen",
        "service",
        "park",
    ];
    let lower = word.to_lowercase();
    lower.len() > 4
        && ENDS.iter().any(|end| end.as_bytes().last() == lower.as_bytes().last() && lower.ends_with(end))
        || super::job::job(&lower) == Some(super::job::Job::Sure)
}

/// True when an address is made of a name: its local part holds the surname, or the given name and the surname's beginning.
pub(super) fn echoes(text: &str, name: &Name, address: &str) -> bool {
    let end = address.bytes().position(|b| matches!(b, b'@' | b'[' | b' ')).unwrap_or(address.len());
    let local = &address[..end];
    let (mut whole, mut part) = ([0; 64], [0; 64]);
    let length = letters(local, &mut whole);
    let whole = &whole[..length];
    let holds =
        |part: &[u8]| part.len() >= 3 && whole.windows(part.len()).any(|w| w[0] == part[0] && w == part);
    let surname = &text[name.surname.clone()];
    for piece in surname.split([' ', '-', '\'', '’', '\u{a0}']) {
        let length = letters(piece, &mut part);
        if holds(&part[..length]) && !(length == 3 && ["van", "von", "der", "den", "del"].contains(&piece)) {
            return true;
        }
    }
    let length = letters(&text[name.given.clone()], &mut part);
    let given = &part[..length];
    if length >= 4 && whole == given {
        return true;
    }
    // `zoe.b`, `zoeb`: the given name and where the surname begins
    let initial = |piece: &str| piece.bytes().next().map(|b| b.to_ascii_lowercase());
    let pieces = || surname.split([' ', '-', '\u{a0}']);
    if length >= 3
        && let Some((last, rest)) = whole.split_last()
        && rest == given
        && pieces().any(|piece| initial(piece) == Some(*last))
    {
        return true;
    }
    // short surnames count where the address parts them, or where the initial stands before them: `l.he`, `lhe`
    pieces().filter(|piece| piece.len() == 2).any(|piece| {
        local.split(['.', '_', '-']).filter(|token| token.eq_ignore_ascii_case(piece)).count() == 1
            && local.contains(['.', '_', '-'])
            || local.len() == 3
                && local.get(1..).is_some_and(|rest| rest.eq_ignore_ascii_case(piece))
                && initial(&text[name.given.clone()]) == initial(local)
    })
}
