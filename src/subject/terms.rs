//! A text or a detail in, the terms by which a search may notice it out.
//!
//! A term is a hash of a word, of the last digits of a number, of an address: of whatever [`search`](super::text) begins with. It is made
//! with no key; who keeps it hashes it with one ([`Indexer`]). What is noticed by no term of a message is not in it: see
//! [`asked`](super::asked), which says what a request asks for. This room refuses to know where terms are kept.

use super::fold::folded;
use super::needle::{LONGEST, hash, step};
use super::numeral::{ENDING, behind, ending};
use super::packed::Packed;
use super::postal::house;
use super::reading;
use super::sought::{short_street, untagged};
use super::token::{is_genitive, may_be_letters, tokens};
use super::walk::{Around, Met, WordMet, through};
use crate::model::{Beside, Finding, Gatherer, Indexer, Kind};

/// Version of what terms a text has: others are another index.
const VERSION: u32 = 8;

/// What a term is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// A word that does not begin with a capital, or a run of digits.
    Word = 1,
    /// A word that begins with a capital.
    Capital,
    /// The last digits of a number.
    Ending,
    /// An e-mail address at a domain or at one below it.
    Email,
    Phone,
    Iban,
    Company,
    /// Postcode and house number.
    Postcode,
    /// Street and house number.
    Street,
    /// A word of which another room may see more letters or fewer than this one.
    Odd,
    /// Letters that may stand for given names: the first of them.
    Letters,
}

/// A term: a hash of something of a sort.
pub(super) fn term(sort: Sort, hash: u64) -> u64 {
    // the bits of a polynomial are mixed, so that sorts do not run into each other
    let mixed = (hash ^ (sort as u64) << 56).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    mixed ^ mixed >> 32
}

/// The term of a text of a sort.
pub(super) fn term_of(sort: Sort, text: &str) -> u64 {
    term(sort, hash(text.as_bytes()))
}

/// The term of a message in which a word may be more than it seems.
pub(super) fn odd() -> u64 {
    term(Sort::Odd, 0)
}

/// The term of what may be initials, by the first of them, folded.
pub(super) fn lettered(first: char) -> u64 {
    term(Sort::Letters, u64::from(first))
}

/// An e-mail address of which the local part has no tag, at a domain.
pub(super) fn email(local: &str, domain: &str) -> u64 {
    email_at(hash(local.as_bytes()), backwards(domain))
}

fn email_at(local: u64, domain: u64) -> u64 {
    term(Sort::Email, local.rotate_left(31) ^ domain)
}

/// A hash of a domain from its end on, so that of all that it lies below are steps to it.
fn backwards(domain: &str) -> u64 {
    domain.bytes().rev().fold(hash(b""), step)
}

/// Where dots in local parts do not count: one host by two names.
pub(in crate::subject) const DOTLESS_DOMAINS: [&str; 2] = [DOTLESS, "googlemail.com"];

/// One of these.
pub(super) fn is_dotless(domain: &str) -> bool {
    DOTLESS_DOMAINS.contains(&domain)
}

/// The domain that stands for all of these.
pub(super) const DOTLESS: &str = "gmail.com";

/// A place: postcode or street, and the digits of the house number.
pub(super) fn place(sort: Sort, place: &str, number: &str) -> u64 {
    let digits = number.bytes().take_while(u8::is_ascii_digit);
    term(sort, digits.fold(step(hash(place.as_bytes()), 0), step))
}

/// Takes terms out of mail, for an index in which requests are looked up later; see [`Prepared::asked`](super::Prepared::asked).
#[derive(Debug, Clone, Copy, Default)]
pub struct Terms;

impl Indexer for Terms {
    fn gatherer(&self) -> Box<dyn Gatherer> {
        Box::new(Gathering { digits: Vec::new() })
    }

    fn version(&self) -> u32 {
        VERSION
    }
}

struct Gathering {
    digits: Vec<(u8, usize)>,
}

impl Gatherer for Gathering {
    fn text(&mut self, text: &str, on: &mut dyn FnMut(u64)) {
        self.beside(text, Beside::Link, on);
    }

    fn beside(&mut self, text: &str, sort: Beside, on: &mut dyn FnMut(u64)) {
        let digits = &mut self.digits;
        // in a damaged archive any bytes are the name of a file: were they odd, each request would open the message
        let odd = sort != Beside::FileName || text.chars().filter(|c| !c.is_ascii()).count() <= OTHERS;
        through(text, sort, &mut Noting { on, digits, odd });
        reading::each(text, sort == Beside::FileName, &mut |reading| {
            through(&reading.text, sort, &mut Noting { on, digits, odd });
        });
    }

    fn finding(&mut self, finding: &Finding, on: &mut dyn FnMut(u64)) {
        let value = finding.value.reveal().as_str();
        match finding.kind {
            Kind::Email => {
                if let Some((local, domain)) = value.rsplit_once('@') {
                    addresses(local, domain, on);
                }
            }
            Kind::Phone => on(term_of(Sort::Phone, value.split(';').next().unwrap_or_default())),
            Kind::Iban => on(term_of(Sort::Iban, value)),
            Kind::CompanyNumber => on(term_of(Sort::Company, value)),
            Kind::PostalAddress => {
                let field = |name: &str| finding.fields.get(name).map(String::as_str).unwrap_or_default();
                let number = house::normal(field("house_number"));
                let field = |name: &str| folded(field(name));
                on(place(Sort::Postcode, &field("postcode"), &number));
                on(place(Sort::Street, &short_street(&field("street")), &number));
            }
            // put together from cells of a table, or written otherwise than it stands there
            Kind::PersonName => {
                self.text(value, on);
                // and it is a name, however it is written
                for token in tokens(value) {
                    on(term_of(Sort::Capital, &token.folded));
                }
            }
            _ => {}
        }
    }
}

/// The terms of an address: at its domain, and at each that it lies below.
fn addresses(local: &str, domain: &str, on: &mut dyn FnMut(u64)) {
    let bare = untagged(local);
    let own = hash(bare.as_bytes());
    let (mut h, mut dotted) = (hash(b""), false);
    for (at, b) in domain.bytes().enumerate().rev() {
        h = step(h, b);
        // nobody is asked for below a whole top-level domain
        dotted |= b == b'.';
        if at == 0 || dotted && domain.as_bytes()[at - 1] == b'.' {
            on(email_at(own, h));
        }
    }
    if is_dotless(domain) {
        on(email(&bare.replace('.', ""), DOTLESS));
    }
}

/// Notes what a walk through a text meets.
struct Noting<'n> {
    on: &'n mut dyn FnMut(u64),
    digits: &'n mut Vec<(u8, usize)>,
    /// It is noted where a word may be more than it seems.
    odd: bool,
}

impl Met for Noting<'_> {
    fn word(&mut self, text: &str, word: &WordMet<'_>) {
        let sort = if word.capital { Sort::Capital } else { Sort::Word };
        (self.on)(term(sort, word.hash));
        if word.capital
            && let Some(folded) = word.folded
            && may_be_letters(text, &word.span, folded)
            && let Some(first) = std::str::from_utf8(folded).ok().and_then(|f| f.chars().next())
        {
            (self.on)(lettered(first));
        }
        if !self.odd {
            return;
        }
        let mixed = word.capital && word.folded.is_some_and(is_mixed);
        if mixed || !word.again && is_joined(text, word) {
            (self.on)(odd());
        }
    }

    fn digits(&mut self, text: &str, run: std::ops::Range<usize>) {
        let bytes = text.as_bytes();
        if run.len() <= LONGEST {
            (self.on)(term(Sort::Word, hash(&bytes[run.clone()])));
        }
        behind(text, run.end, ENDING, self.digits);
        if let Some(value) = ending(self.digits) {
            (self.on)(term(Sort::Ending, u64::from(value)));
        }
    }

    fn at(&mut self, text: &str, at: usize) {
        let Some(around) = Around::of(text, at, |domain| !domain.is_empty()) else { return };
        let [local, trimmed, cut] = around.candidates();
        addresses(local, &around.domain, self.on);
        if trimmed.len() < local.len() {
            addresses(trimmed, &around.domain, self.on);
        }
        if cut.len() < trimmed.len() {
            addresses(cut, &around.domain, self.on);
        }
    }

    fn packed(&mut self, _: &str, packed: &Packed) {
        if packed.domain.is_empty() {
            (self.on)(email(&packed.local, ""));
        } else {
            addresses(&packed.local, &packed.domain, self.on);
        }
    }
}

/// Letters of another script that a name with typing errors may have.
const OTHERS: usize = 2;

/// Folded letters of two scripts, where a typing error in a name cannot be told from a name.
fn is_mixed(letters: &[u8]) -> bool {
    if letters.is_ascii() || !letters.iter().any(u8::is_ascii) {
        return false;
    }
    let begins = |b: &&u8| !b.is_ascii() && **b & 0xc0 != 0x80;
    letters.iter().filter(begins).count() <= OTHERS
}

/// A word that is bound to letters before it or behind it by an apostrophe that ends words here, and not in
/// [`tokens`].
fn is_joined(text: &str, word: &WordMet<'_>) -> bool {
    let bytes = text.as_bytes();
    let quote = |b: Option<&u8>| matches!(b, Some(b'\'' | b'`'));
    let letter = |c: Option<char>| {
        c.is_some_and(|c| c.is_alphabetic() || unicode_normalization::char::is_combining_mark(c))
    };
    let behind = || letter(text.get(word.span.end + 1..).and_then(|rest| rest.chars().next()));
    let before = || letter(text.get(..word.span.start - 1).and_then(|rest| rest.chars().next_back()));
    let genitive = || text.get(word.span.end..).is_some_and(is_genitive);
    quote(bytes.get(word.span.end)) && behind() && !genitive()
        || word.span.start > 0 && quote(bytes.get(word.span.start - 1)) && before()
}
