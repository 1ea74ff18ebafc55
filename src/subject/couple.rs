//! A name as typed in a request in, whether two people stand in it out.
//!
//! In: `Jan en Els de Vries`, `Jan/Els de Vries`, `J. en E. de Vries`, `Dhr. en mevr. De Vries`, `Jan de Vries; Els Bakker`. The rule: on both sides of
//! a sign or word that binds, the name of somebody begins, with a given name, initials or a form of address. What bears the
//! word of an institution or a legal form is a firm, whoever it is called after. It refuses to know what is done about it.

use super::name::Lists;
use super::nickname::stands_for;
use super::token::{Gap, Token, tokens};

/// Words that bind two people; folded.
const AND: &[&str] = &["and", "en", "et", "und"];

/// Letters that do, in the south of Europe: initials too, and within surnames (`Ortega y Gasset`).
const SHORT_AND: &[&str] = &["e", "ed", "i", "y"];

/// Forms of address that tell man or woman; folded.
const FORMS: &[&str] = &[
    "dhr", "dna", "don", "dona", "frau", "fru", "heer", "herr", "herrn", "hr", "juffrouw", "madame", "me",
    "mej", "mevr", "mevrouw", "miss", "mister", "mlle", "mme", "monsieur", "mr", "mrs", "ms", "mw", "senor",
    "senora", "sig", "signor", "signora", "signore", "sr", "sra", "srta", "wed",
];

/// Houses that are called after two saints, beyond what the recogniser of organisations knows; folded.
const HOUSES: &[&str] = &[
    "abdij",
    "abtei",
    "basilica",
    "basiliek",
    "basilika",
    "basilique",
    "cathedral",
    "chapel",
    "chapelle",
    "chiesa",
    "dom",
    "eglise",
    "iglesia",
    "kapel",
    "kapelle",
    "kathedraal",
    "kerk",
    "kirche",
    "klooster",
    "kloster",
    "munster",
    "parish",
    "parochie",
    "paroisse",
    "parroquia",
    "pfarre",
    "pfarrei",
];

/// What binds what stands before a word to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bond {
    /// `en`, `&`.
    And,
    /// `y`, `e`.
    ShortAnd,
    /// `/`: two people, or two ways to say one.
    Slash,
    Comma,
    /// A semicolon, a bar, a line end.
    Break,
}

/// A piece of a name between two bonds.
struct Piece<'t> {
    /// How it is bound to the piece before.
    bond: Bond,
    words: &'t [Token],
    form: bool,
    /// Its words without forms of address and titles.
    bare: Vec<&'t Token>,
}

impl<'t> Piece<'t> {
    fn of(bond: Bond, words: &'t [Token]) -> Self {
        let form = words.iter().any(is_form);
        let article = |t: &&Token| form && words.len() < 3 && t.is_infix();
        let bare = words.iter().filter(|t| !t.is_title() && !is_form(t) && !article(t)).collect();
        Piece { bond, words, form, bare }
    }

    fn given(&self, lists: &dyn Lists) -> Option<&'t Token> {
        self.bare.first().copied().filter(|t| is_given(t, lists))
    }

    /// The name of somebody begins here.
    fn begins(&self, lists: &dyn Lists) -> bool {
        self.form || self.bare.first().is_some_and(|t| is_given(t, lists) || t.is_initial())
    }

    /// It ends with a surname.
    fn ends(&self, lists: &dyn Lists) -> bool {
        let last = self.bare.last();
        self.bare.len() > 1
            && last.is_some_and(|t| !(is_given(t, lists) || t.is_initial() || t.is_infix() && !t.capital))
    }
}

fn is_given(token: &Token, lists: &dyn Lists) -> bool {
    token.letters > 1 && lists.is_given(&token.folded) && !is_form(token)
}

fn is_form(token: &Token) -> bool {
    FORMS.binary_search(&token.folded.as_str()).is_ok()
}

/// Two people stand in a name.
pub(super) fn is_of_two(name: &str, lists: &dyn Lists) -> bool {
    let all = tokens(name);
    if is_firm(name, &all, lists) {
        return false;
    }
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let (mut from, mut bond) = (0, Bond::Break);
    for n in 1..all.len() {
        let Some(next) = bond_before(name, &all, n) else { continue };
        pieces.push(Piece::of(bond, &all[from..n]));
        (from, bond) = (n, next);
        // the word that binds is of no piece
        if matches!(next, Bond::And | Bond::ShortAnd) && all[n].gap != Gap::And {
            from = n + 1;
        }
    }
    pieces.push(Piece::of(bond, &all[from..]));
    pieces.windows(2).any(|pair| match pair {
        [one, other] => are_two(one, other, lists),
        _ => false,
    })
}

/// Two neighbouring pieces are of two people.
fn are_two(one: &Piece<'_>, other: &Piece<'_>, lists: &dyn Lists) -> bool {
    if one.words.is_empty() || !one.begins(lists) || !other.begins(lists) {
        return false;
    }
    // `Jan de Vries / J. de Vries` is one who is written twice
    if is_same(one, other) {
        return false;
    }
    // `Simon, mevr. A.` and `Jan de Vries, Sr.` are one
    if other.bond == Bond::Comma && other.form {
        return one.bare.len() > 1 && other.bare.iter().any(|t| !t.is_initial());
    }
    // `Dhr./mevr. De Vries` is whoever of the two
    if other.form || one.form && one.bare.is_empty() {
        return other.bond != Bond::Slash || !one.bare.is_empty();
    }
    let names = one.given(lists).zip(other.given(lists));
    match other.bond {
        // `Jan/Johannes de Vries` is called both
        Bond::Slash => names.is_none_or(|(a, b)| !stands_for(&a.folded, &b.folded)) && other.bare.len() > 1,
        // `Viktor & Rolf` is a firm, and so is `A & B Transport`
        Bond::And => {
            let sign = other.words.first().is_some_and(|t| t.gap == Gap::And);
            let told = |t: &Token| t.dot || t.letters > 1;
            let surname = || {
                other.bare[1..].iter().any(|t| t.is_infix() || lists.is_surname(&t.folded))
                    || one.bare[1..].iter().any(|t| lists.is_surname(&t.folded))
            };
            !sign || other.bare.len() > 1 && (told(one.bare[0]) && told(other.bare[0]) || surname())
        }
        Bond::ShortAnd => names.is_some() && other.bare.len() > 1,
        Bond::Break => one.bare.len() > 1 && other.bare.len() > 1,
        // `Vries, J.A. de`, `García López, María José`
        Bond::Comma => one.ends(lists) && other.ends(lists),
    }
}

/// Two pieces end with the same surname, and letters of one stand for the given name of the other.
fn is_same(one: &Piece<'_>, other: &Piece<'_>) -> bool {
    let (Some(first), Some(second)) = (one.bare.first(), other.bare.first()) else { return false };
    let surname = |piece: &Piece<'_>| {
        (piece.bare.len() > 1).then(|| piece.bare.last().map(|t| t.folded.clone())).flatten()
    };
    surname(one).is_some()
        && surname(one) == surname(other)
        && first.is_initial() != second.is_initial()
        && first.folded.chars().next() == second.folded.chars().next()
}

/// How the `n`-th word is bound to the one before.
fn bond_before(name: &str, all: &[Token], n: usize) -> Option<Bond> {
    let token = &all[n];
    let between = &name[all[n - 1].span.end..token.span.start];
    if between.contains('/') {
        // `v/d Brink`, `e/v`
        let short = |t: &Token| t.letters == 1 && !t.capital;
        return (!short(&all[n - 1]) && !short(token)).then_some(Bond::Slash);
    }
    if between.contains([';', '|', '\n']) {
        return Some(Bond::Break);
    }
    if token.gap == Gap::And || between.trim() == "&" || between.trim() == "+" {
        return Some(Bond::And);
    }
    if between.contains(',') {
        return Some(Bond::Comma);
    }
    let apart = |n: usize| all.get(n).is_some_and(|t| matches!(t.gap, Gap::Space | Gap::Break | Gap::Line));
    if !apart(n) || !apart(n + 1) {
        return None;
    }
    let is = |list: &[&str]| list.binary_search(&token.folded.as_str()).is_ok();
    if is(AND) && (!token.capital || token.capitals) {
        return Some(Bond::And);
    }
    (is(SHORT_AND) && !token.capital && !token.dot).then_some(Bond::ShortAnd)
}

/// A word of the name is that of a firm or an institution, and nobody's surname.
fn is_firm(name: &str, all: &[Token], lists: &dyn Lists) -> bool {
    let house = |t: &Token| HOUSES.binary_search(&t.folded.as_str()).is_ok();
    let kind = |t: &Token| house(t) || lists.is_firm(&t.folded) && !lists.is_surname(&t.folded);
    let shouted = !name.chars().any(char::is_lowercase);
    let form = |word: &str| {
        let bare: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
        let long = bare.chars().count() > 2 || matches!(bare.as_str(), "BV" | "NV");
        (long || !shouted) && bare.chars().count() > 1 && lists.is_legal_form(&bare)
    };
    let words: Vec<&str> = name.split([' ', ',', '\u{a0}']).filter(|w| !w.is_empty()).collect();
    // `B. V.`
    let spaced =
        || words.windows(2).any(|w| w.iter().all(|w| w.len() == 2 && w.ends_with('.')) && form(&w.concat()));
    let last = words.len() > 2 && (words[1..].iter().any(|w| form(w)) || spaced());
    last || all.iter().any(kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::Normaliser;

    #[test]
    fn lists_are_in_order() {
        assert!(AND.is_sorted() && SHORT_AND.is_sorted() && FORMS.is_sorted() && HOUSES.is_sorted());
    }

    #[test]
    fn two_people_are_two() {
        let lists = Normaliser::new();
        for name in [
            "Jan en Els de Vries",
            "JAN EN ELS DE VRIES",
            "Jan & Els de Vries",
            "Jan + Els de Vries",
            "Jan/Els de Vries",
            "Jan / Els de Vries",
            "J. en E. de Vries",
            "J. & E. de Vries",
            "J & E de Vries",
            "J./E. de Vries",
            "J.A. en Els de Vries",
            "Jan en E. de Vries",
            "Jan de Vries en Els Bakker",
            "J. de Vries en E. Bakker",
            "J. de Vries, E. Bakker",
            "J. de Vries; E. Bakker",
            "Jan de Vries, Els Bakker",
            "Jan de Vries / Els Bakker",
            "Jan de Vries; mevr. Els Bakker",
            "Jan de Vries & mevr. Bakker",
            "Jan de Vries / P. de Vries",
            "Jan de Vries, mevr. Bakker",
            "Dhr. en mevr. De Vries",
            "De heer en mevrouw de Vries",
            "de heer J. de Vries en mevrouw E. Bakker",
            "Mr. and Mrs. Smith",
            "Mr & Mrs Smith",
            "Herr und Frau Meyer",
            "Hans und Maria Meyer",
            "M. et Mme Dupont",
            "Jean et Marie Dupont",
            "Sr. y Sra. García",
            "José y María García",
            "Marco e Anna Rossi",
            "Jan, Els en Piet de Vries",
            "Jan en Els",
        ] {
            assert!(is_of_two(name, &lists), "{name}");
        }
    }

    #[test]
    fn one_person_and_a_firm_are_one() {
        let lists = Normaliser::new();
        for name in [
            "Jan de Vries",
            "Vries, J.A. de (Jan)",
            "Jansen de Vries, Anna",
            "Jan Pieter Bakker",
            "Jan-Peter de Vries",
            "Jan v/d Brink",
            "Els Jansen e/v de Vries",
            "Jan/Johannes de Vries",
            "Dhr./mevr. J. de Vries",
            "De heer/mevrouw De Vries",
            "dhr. ir. Jan de Vries",
            "Jan de Vries, MSc",
            "Jan de Vries, directeur",
            "Anna E. Maria Jansen",
            "ANNA E MARIA JANSEN",
            "Ana e Cruz",
            "María García y López",
            "José Ortega y Gasset",
            "García López, María José",
            "Jan Bakker (Jan)",
            "Thomas, mw. E.",
            "Simon, mevr. A.",
            "Martin, Mrs. Anna",
            "Jan de Vries, Sr.",
            "Jan de Vries, dhr.",
            "Jan de Vries / J. de Vries",
            "J.A. de Vries; Jan de Vries",
            "familie De Vries",
            "Bakker & Smit",
            "Bakker en Zonen",
            "Jan de Vries & Zn.",
            "Jan de Vries & Co",
            "Viktor & Rolf",
            "A & B Transport",
            "Jan & Els de Vries B.V.",
            "Jan & Els de Vries B. V.",
            "Hans und Maria Meyer GmbH",
            "J. en E. de Vries VOF",
            "Maria und Josef Krankenhaus",
            "Maria und Josef Kirche",
            "Peter und Paul Gymnasium",
            "Peter-und-Paul-Kirche",
            "Bakkerij Jan en Els de Vries",
            "Jan Smit & Els Bakker Advocaten",
            "Stichting Jan en Els Bakker",
        ] {
            assert!(!is_of_two(name, &lists), "{name}");
        }
    }
}
