//! Names of the domains on a page, and phrases that they are called after.
//!
//! In: what was found on a page before, and the hosts of the message's address fields. Out: whether a phrase is called as one of
//! its domains. Most phrases begin with a letter that no domain begins with: the names are not made before a phrase asks for more.

use std::cell::OnceCell;

use super::fold::squeeze;
use super::vocabulary::{Sort, Vocabulary};
use super::word::Word;
use crate::model::{Kind, Match};
use crate::recognise::memory::Memory;

/// Domains of a page that firms are compared with.
const DOMAINS_MAX: usize = 8;

/// What a host is called.
pub(super) struct Name {
    /// Letters and digits alone.
    squeezed: String,
    /// Between hyphens, where there are some.
    parts: Vec<String>,
}

impl Name {
    /// Letters and digits alone, in small letters.
    pub(super) fn squeezed(&self) -> &str {
        &self.squeezed
    }
}

/// The domains of a page, and of the address fields of its message.
pub(super) struct Domains<'s> {
    before: &'s [Match],
    /// Hosts that stand in the address fields of the message.
    hosts: &'s [Box<str>],
    vocabulary: &'s Vocabulary,
    /// Bytes that a name may begin with, a bit for each.
    firsts: OnceCell<[u64; 4]>,
    /// Names, providers left out: squeezed.
    names: OnceCell<Vec<Name>>,
}

impl<'s> Domains<'s> {
    pub(super) fn new(before: &'s [Match], hosts: &'s [Box<str>], vocabulary: &'s Vocabulary) -> Self {
        Domains { before, hosts, vocabulary, firsts: OnceCell::new(), names: OnceCell::new() }
    }

    /// A name may begin with this byte. All labels of the hosts are looked at, so that no more of them has to be known.
    fn may_begin(&self, first: u8) -> bool {
        let firsts = self.firsts.get_or_init(|| {
            let mut firsts = [0; 4];
            for label in self.hosts().flat_map(|host| host.split(['.', '-'])) {
                match label.bytes().next().map(|b| b.to_ascii_lowercase()) {
                    Some(b) if b.is_ascii_alphanumeric() && !label.starts_with("xn--") => {
                        firsts[usize::from(b >> 6)] |= 1 << (b & 63);
                    }
                    Some(_) => firsts = [u64::MAX; 4],
                    None => {}
                }
            }
            firsts
        });
        firsts[usize::from(first >> 6)] >> (first & 63) & 1 == 1
    }

    fn names(&self) -> &[Name] {
        self.names.get_or_init(|| names(self.hosts(), self.vocabulary))
    }

    /// All names.
    pub(super) fn all(&self) -> &[Name] {
        self.names()
    }

    /// The letters that names of so many letters begin with: a bit for each, from `a` on.
    pub(super) fn firsts(&self, least: usize) -> u32 {
        let long = self.names().iter().filter(|name| name.squeezed.len() >= least);
        let first = long.filter_map(|name| name.squeezed.bytes().next()).filter(u8::is_ascii_lowercase);
        first.fold(0, |firsts, b| firsts | 1 << (b - b'a'))
    }

    /// Those of the page first.
    fn hosts(&self) -> impl Iterator<Item = &str> {
        hosts(self.before).chain(self.hosts.iter().map(|host| &**host))
    }

    /// A phrase that [`may_be_named`] is what a domain on the page is called after: `Zorggroep Oosterlee` and
    /// `zorggroepoosterlee.nl`.
    pub(super) fn name(&self, phrase: &str) -> bool {
        if self.before.is_empty() && self.hosts.is_empty() {
            return false;
        }
        let first = phrase.bytes().find(|b| b.is_ascii_alphanumeric() || *b >= 0x80).unwrap_or(b' ');
        let first = first.to_ascii_lowercase();
        if first < 0x80 && !self.may_begin(first) {
            return false;
        }
        let names = self.names();
        if names.is_empty() || phrase.is_ascii() && !begins_as_one(phrase, names) {
            return false;
        }
        let called = |long: bool| {
            let squeezed = squeeze(phrase, long);
            names.iter().any(|name| {
                is_called(phrase, &squeezed, &name.squeezed)
                    || is_first_of(phrase, &squeezed, &name.parts)
                    || is_made_of(phrase, &name.parts, long)
            })
        };
        called(false) || !phrase.is_ascii() && called(true)
    }
}

/// The first three letters and digits of an ASCII phrase are those of a name: they are in all that [`is_called`] says yes to.
fn begins_as_one(phrase: &str, names: &[Name]) -> bool {
    let mut kept = phrase.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase());
    let (Some(a), Some(b), Some(c)) = (kept.next(), kept.next(), kept.next()) else { return false };
    let begins = |name: &String| name.as_bytes().starts_with(&[a, b, c]);
    names.iter().any(|name| begins(&name.squeezed) || name.parts.iter().any(begins))
}

/// The phrase is the first parts of a domain, as a place often stands behind them: `Harmonie Concordia` and
/// `harmonie-concordia-ons-dorp.nl`.
fn is_first_of(phrase: &str, squeezed: &str, parts: &[String]) -> bool {
    let Some((_, first)) = parts.split_last() else { return false };
    let mut rest = squeezed;
    phrase.contains(' ')
        && squeezed.len() >= 8
        && first.iter().any(|part| {
            let behind = rest.strip_prefix(part.as_str());
            rest = behind.unwrap_or("-");
            rest.is_empty()
        })
}

/// The parts of a domain are the words of the phrase, in any order, whatever they end in: `Cerámicas Levante` and
/// `levante-ceramica.es`, `Uitgeverij Noorderlicht` and `noorderlicht-uitgevers.nl`.
fn is_made_of(phrase: &str, parts: &[String], long: bool) -> bool {
    if parts.len() < 2 {
        return false;
    }
    let words: Vec<String> = phrase.split(' ').filter(|w| w.len() > 3).map(|w| squeeze(w, long)).collect();
    let alike = |a: &str, b: &str| {
        let (long, short) = if a.len() < b.len() { (b, a) } else { (a, b) };
        short.len() >= 4 && long.starts_with(short) && long.len() - short.len() <= 2
    };
    // where one of two is the same word, the other may be of the same trade
    let exact = parts.iter().filter(|part| part.len() >= 5 && words.contains(part)).count();
    let kin = |a: &str, b: &str| {
        let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
        same >= 5 && a.len().max(b.len()) - same <= 5
    };
    let related = |part: &String| words.iter().any(|word| word == part || kin(word, part));
    if exact == 1 && parts.len() == 2 && words.len() == 2 && parts.iter().all(related) {
        return true;
    }
    words.len() >= 2
        && words.len() <= parts.len() + 1
        && parts.iter().filter(|part| words.iter().any(|word| alike(word, part))).count() == parts.len()
}

/// The words may be what a domain is called after.
pub(super) fn may_be_named(phrase: &str, words: &[Word<'_>]) -> bool {
    let Some(first) = words.first() else { return false };
    // a lone word of a department or a title says nothing of a firm
    (first.is_capital() || first.is_joint() || first.has_digit())
        && (words.len() > 1 || !first.sort.is(Sort::PART) && !first.sort.is(Sort::HEAD))
        && !phrase.bytes().any(|b| matches!(b, b',' | b'(' | b':' | b'|' | b'/'))
}

/// The squeezed phrase is the name of the domain, most of it, or begins with it.
fn is_called(phrase: &str, squeezed: &str, domain: &str) -> bool {
    squeezed.len() >= 3 && squeezed == domain
        || squeezed.len() >= 7 && domain.starts_with(squeezed) && squeezed.len() * 4 >= domain.len() * 3
        || domain.len() >= 6
            && squeezed.starts_with(domain)
            && (ends_at_word(phrase, domain.len(), squeezed.len())
                || domain.len() >= 9 && squeezed.len() <= 2 * domain.len() && phrase.contains(' '))
}

/// A domain that is the first words of a phrase, and at least half of it.
fn ends_at_word(phrase: &str, domain: usize, all: usize) -> bool {
    let mut length = 0;
    let mut at_word = false;
    for word in phrase.split(' ') {
        length += squeeze(word, false).len();
        at_word |= length == domain;
    }
    at_word && domain * 2 >= all
}

/// The hosts of addresses and links.
fn hosts(before: &[Match]) -> impl Iterator<Item = &str> {
    before.iter().filter_map(|m| match m.kind {
        Kind::Email => m.value.reveal().rsplit('@').next(),
        Kind::Url => m.value.reveal().split("://").nth(1).and_then(|rest| rest.split('/').next()),
        _ => None,
    })
}

thread_local! {
    static NAMES: Memory<Option<(u8, u8)>> = const { Memory::new() };
}

/// The names of the hosts, squeezed.
fn names<'h>(hosts: impl Iterator<Item = &'h str>, vocabulary: &Vocabulary) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    let mut last = "";
    for host in hosts {
        // many addresses of one domain stand together
        if host == last {
            continue;
        }
        last = host;
        let span = NAMES.with(|all| all.answer(vocabulary.id(), host, || name_of(host, vocabulary)));
        let Some(name) = span.and_then(|(from, to)| host.get(from.into()..to.into())) else { continue };
        let squeezed = if name.starts_with("xn--") {
            squeeze(&idna::domain_to_unicode(name).0, false)
        } else {
            squeeze(name, false)
        };
        if !names.iter().any(|known| known.squeezed == squeezed) {
            let parts = if name.contains('-') && !name.starts_with("xn--") {
                name.split('-').filter(|part| part.len() > 1).map(|part| squeeze(part, false)).collect()
            } else {
                Vec::new()
            };
            names.push(Name { squeezed, parts });
            if names.len() == DOMAINS_MAX {
                break;
            }
        }
    }
    names
}

/// Where in a host its name stands: before the public suffix. `None` for providers, and for what is too short to tell.
fn name_of(host: &str, vocabulary: &Vocabulary) -> Option<(u8, u8)> {
    let suffix = psl::suffix(host.as_bytes())?;
    let rest = host.len().saturating_sub(suffix.as_bytes().len() + 1);
    let name = host.get(..rest)?.rsplit('.').next()?;
    if name.len() < 3 || vocabulary.is_provider(name) {
        return None;
    }
    Some((u8::try_from(rest - name.len()).ok()?, u8::try_from(rest).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_domain() {
        let parts = |host: &str| host.split('-').map(str::to_owned).collect::<Vec<_>>();
        let first = |phrase: &str, host: &str| is_first_of(phrase, &squeeze(phrase, false), &parts(host));
        assert!(first("Harmonie Concordia", "harmonie-concordia-ons-dorp"));
        assert!(first("OBS De Linde", "obsdelinde-onsdorp"));
        assert!(!first("Harmonie", "harmonie-concordia"));
        assert!(!first("Harmonie Apollo", "harmonie-concordia-onsdorp"));
        let made = |phrase: &str, host: &str| is_made_of(phrase, &parts(host), false);
        assert!(made("Uitgeverij Noorderlicht", "noorderlicht-uitgevers"));
        assert!(made("Cerámicas Levante", "levante-ceramica"));
        assert!(!made("Jan Noorderlicht", "noorderlicht-uitgevers"));
    }
}
