//! What the requests of a search ask of an index: which terms a message that names somebody must have.
//!
//! In: subjects in their normal forms. Out: conditions ([`Asked`]), such that each place that [`search`](super::text) would find, each
//! detail that would be compared, and each name that would be taken for a relative's stands in a message that fulfils one. A message that
//! fulfils one need not name anybody: it is looked at, that is all. It refuses to know how terms are kept.

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::Prepared;
use super::double::parts;
use super::needle::{FUZZY, LONGEST, hash};
use super::nickname::stand_ins;
use super::numeral::ENDING;
use super::person::{Person, Surname, Word};
use super::postal::house;
use super::sought::{EmailSought, Sought, short_street};
use super::terms::{DOTLESS, Sort, email, is_dotless, lettered, odd, place, term, term_of};
use crate::model::Asked;

/// Letters of the longest word of which all forms with two errors are asked for; of a longer one all messages with the given name are
/// looked at.
const SPELT: usize = 20;

/// Words behind a given name that may be a surname with an error in its spaces.
const SLIPPED: u8 = 5;

impl Prepared {
    /// What a message must have that may name a subject of these requests, or somebody who is taken for one of them.
    /// `None` where the terms that are kept do not tell.
    pub fn asked(&self) -> Option<Vec<Asked>> {
        // whoever is at a host is asked for at all hosts below it
        let mut emails = self.sought.iter().flat_map(|sought| &sought.emails);
        if emails.any(|email| !email.domain.contains('.')) {
            return None;
        }
        let of_each = self.sought.par_iter().map(|sought| {
            let mut all = Vec::new();
            sought.people.iter().for_each(|person| of_person(person, &mut all));
            of_identifiers(sought, &mut all);
            all
        });
        Some(of_each.collect::<Vec<_>>().into_iter().flatten().collect())
    }
}

/// A word, however it begins.
fn word(folded: &str) -> [u64; 2] {
    let hash = hash(folded.as_bytes());
    [term(Sort::Word, hash), term(Sort::Capital, hash)]
}

fn words<'w>(all: impl IntoIterator<Item = &'w String>) -> Vec<u64> {
    all.into_iter().flat_map(|w| word(w)).collect()
}

fn of_identifiers(sought: &Sought, all: &mut Vec<Asked>) {
    let mut one = |terms: Vec<u64>| all.push(Asked::Each(vec![terms]));
    for EmailSought { local, domain, .. } in &sought.emails {
        let mut terms = vec![email(local, domain), email(local, "")];
        if is_dotless(domain) {
            terms.push(email(&local.replace('.', ""), DOTLESS));
        }
        one(terms);
    }
    let ending = |digits: &str| {
        let last = digits.len().checked_sub(ENDING).and_then(|from| digits.get(from..))?;
        last.bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| last.parse().ok())
            .flatten()
            .map(|v: u64| term(Sort::Ending, v))
    };
    for phone in &sought.phones {
        one(ending(&phone.national).into_iter().chain([term_of(Sort::Phone, &phone.number)]).collect());
    }
    for iban in &sought.ibans {
        one(ending(iban).into_iter().chain([term_of(Sort::Iban, iban)]).collect());
    }
    for company in &sought.companies {
        one(vec![term_of(Sort::Company, company)]);
    }
    for other in &sought.other {
        one(word(&other.anchor).to_vec());
    }
    for address in &sought.addresses {
        // as a detail
        let mut terms = Vec::new();
        if !address.street.is_empty() {
            terms.push(place(Sort::Street, &short_street(&address.street), &address.number));
        }
        if !address.postcode.is_empty() {
            terms.push(place(Sort::Postcode, &address.postcode, &address.number));
        }
        one(terms);
    }
    for address in &sought.addresses {
        // by the word of the street, or the longest run of the postcode, and the number at some place near it
        let digits = word(house::digits(&address.number));
        let mut anchors: Vec<u64> = words(address.streets.iter().map(|street| &street.anchor));
        anchors.extend(address.post_run.iter().flat_map(|(run, _)| word(run)));
        all.push(Asked::Each(vec![anchors, digits.to_vec()]));
    }
}

fn of_person(person: &Person, all: &mut Vec<Asked>) {
    let givens = || person.givens.iter().flat_map(|g| &g.0);
    for surname in &person.surnames {
        let Some(telling) = surname.core.get(surname.anchor()) else { continue };
        let mut spelt: Vec<u64> = telling.0.iter().map(|spelling| hash(spelling.as_bytes())).collect();
        let before = surname.infix.concat();
        if surname.core.len() == 1 && !before.is_empty() {
            spelt.extend(telling.0.iter().map(|spelling| hash(format!("{before}{spelling}").as_bytes())));
        }
        let begun = |sort: Sort| spelt.iter().map(|hash| term(sort, *hash)).collect::<Vec<_>>();
        all.push(Asked::Each(vec![begun(Sort::Capital)]));
        let small = begun(Sort::Word);
        all.push(Asked::Each(match beside_small(person, surname) {
            Some(beside) => vec![small, beside],
            None => vec![small],
        }));
        // with an error in it, it counts beside the given name only
        if person.givens.is_empty() {
            continue;
        }
        let mut given = words(givens());
        given.extend(glued(person));
        given.push(odd());
        match misspelt(telling, FUZZY[0]) {
            Misspelt::None => {}
            Misspelt::Anyhow => all.push(Asked::Each(vec![given])),
            Misspelt::As(mut forms) => {
                forms.push(odd());
                all.push(Asked::Each(vec![given, forms]));
            }
        }
    }
    // an error in the spaces of a surname of several words
    let slips = || person.surnames.iter().filter(|s| !s.infix.is_empty());
    let Some(given) = person.givens.first().filter(|_| slips().next().is_some()) else { return };
    all.push(Asked::Each(vec![words(&given.0), vec![odd()]]));
    for surname in slips().filter(|s| !s.part) {
        let whole = surname.infix.concat() + &surname.core.iter().map(Word::plain).collect::<String>();
        for form in slipped(&whole) {
            let Ok(length) = u8::try_from(form.len()) else {
                all.push(Asked::Each(vec![words(&given.0)]));
                break;
            };
            let mut pieces = Vec::new();
            let bounds: Vec<usize> = form.char_indices().map(|(at, _)| at).chain([form.len()]).collect();
            for (n, from) in bounds.iter().enumerate() {
                for to in &bounds[n + 1..] {
                    for term in word(&form[*from..*to]) {
                        pieces.push((*from as u8, *to as u8, term));
                    }
                }
            }
            all.push(Asked::Laid { first: words(&given.0), words: pieces, length, most: SLIPPED });
        }
    }
}

/// `Pieterjan` for `Pieter-Jan`.
fn glued(person: &Person) -> Vec<u64> {
    let [first, second, ..] = &person.givens[..] else { return Vec::new() };
    if !person.bound {
        return Vec::new();
    }
    second.0.iter().flat_map(|second| word(&format!("{}{second}", first.plain()))).collect()
}

/// What stands beside a surname that begins with no capital, where it is a name at all: the given name, another one for it, initials; see
/// [`judge`](super::given::judge). `None` where more may.
fn beside_small(person: &Person, surname: &Surname) -> Option<Vec<u64>> {
    let given = person.givens.first()?;
    if surname.part || person.bound || !parts(person).is_empty() {
        return None;
    }
    let mut all = words(person.givens.iter().flat_map(|g| &g.0));
    let capital = |word: &str| term(Sort::Capital, hash(word.as_bytes()));
    all.extend(stand_ins(given.plain()).map(capital));
    let letters = given.0.iter().filter_map(|spelling| spelling.chars().next());
    all.extend(letters.map(lettered));
    if given.plain().chars().count() >= SHORTEST {
        match misspelt(given, SHORTEST) {
            Misspelt::As(mut forms) => all.append(&mut forms),
            Misspelt::None | Misspelt::Anyhow => return None,
        }
    }
    all.push(odd());
    Some(all)
}

/// Letters of the shortest given name that may have an error.
const SHORTEST: usize = 3;

/// A text, and it with two neighbouring letters in each other's place.
fn slipped(whole: &str) -> Vec<String> {
    let mut all = vec![whole.to_owned()];
    let bytes = whole.as_bytes();
    if whole.len() > 5 {
        for n in 1..bytes.len() {
            let mut other = bytes.to_vec();
            other.swap(n - 1, n);
            // of a letter of several bytes half is none
            all.extend(String::from_utf8(other).ok().filter(|o| o != whole));
        }
    }
    all
}

/// The forms of a word that has typing errors.
enum Misspelt {
    /// No error is looked for.
    None,
    /// There are too many.
    Anyhow,
    As(Vec<u64>),
}

/// The words that [`near`](super::slip::near) would take for one of the spellings of a name of so many letters or more; they begin with a
/// capital.
fn misspelt(telling: &Word, shortest: usize) -> Misspelt {
    let plain = telling.plain();
    if !plain.is_ascii() || plain.len() < shortest || plain.len() > LONGEST {
        return Misspelt::None;
    }
    let mut forms: Vec<u64> = Vec::new();
    for spelling in &telling.0 {
        if !spelling.is_ascii() {
            return Misspelt::Anyhow;
        }
        if spelling.len() > SPELT {
            return Misspelt::Anyhow;
        }
        let mut keep = |form: &[u8]| {
            forms.push(term(Sort::Capital, hash(form)));
        };
        errors(spelling.as_bytes(), &mut keep);
        // one `ss` counts as one letter, where both have one
        if spelling.contains("ss") {
            let single = spelling.replace("ss", "s");
            let mut doubled = |form: &[u8]| each_doubled(form, &mut keep);
            doubled(single.as_bytes());
            errors(single.as_bytes(), &mut doubled);
        }
    }
    // a long word has hundreds of thousands: in order they are sooner told apart than in a set
    forms.sort_unstable();
    forms.dedup();
    Misspelt::As(forms)
}

/// Hands on a word with each set of its `s` doubled, but for none.
fn each_doubled(word: &[u8], on: &mut dyn FnMut(&[u8])) {
    let places: Vec<usize> = (0..word.len()).filter(|n| word[*n] == b's').take(6).collect();
    for set in 1_u32..1 << places.len() {
        let mut out = Vec::with_capacity(word.len() + places.len());
        for (n, b) in word.iter().enumerate() {
            out.push(*b);
            if places.iter().position(|p| *p == n).is_some_and(|bit| set >> bit & 1 == 1) {
                out.push(*b);
            }
        }
        on(&out);
    }
}

/// Hands on a word with one error, and with two where words so long may have two.
fn errors(word: &[u8], on: &mut dyn FnMut(&[u8])) {
    let long = FUZZY[1];
    each_error(word, &mut |one| {
        on(one);
        if word.len() >= long && one.len() + 1 >= long {
            each_error(one, &mut |two| {
                if two.len() >= long {
                    on(two);
                }
            });
        }
    });
}

/// Hands on a word with a letter left out, one more, another one, or two neighbours in each other's place.
fn each_error(word: &[u8], on: &mut dyn FnMut(&[u8])) {
    let mut form = Vec::with_capacity(word.len() + 1);
    for n in 0..word.len() {
        form.clear();
        form.extend_from_slice(&word[..n]);
        form.extend_from_slice(&word[n + 1..]);
        on(&form);
        if n > 0 && word[n] != word[n - 1] {
            form.clear();
            form.extend_from_slice(word);
            form.swap(n - 1, n);
            on(&form);
        }
        form.clear();
        form.extend_from_slice(word);
        for letter in b'a'..=b'z' {
            if letter != word[n] {
                form[n] = letter;
                on(&form);
            }
        }
    }
    for n in 0..=word.len() {
        form.clear();
        form.extend_from_slice(&word[..n]);
        form.push(b'a');
        form.extend_from_slice(&word[n..]);
        for letter in b'a'..=b'z' {
            form[n] = letter;
            on(&form);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::model::Indexer as _;
    use crate::subject::request::{Identifiers, Request};
    use crate::subject::sample::list;
    use crate::subject::terms::Terms;
    use crate::subject::text::Place;

    fn prepared(subject: Identifiers) -> Prepared {
        Prepared::new(&[Request { subject, ..Request::default() }], &[*b"NL", *b"DE"]).unwrap()
    }

    fn terms(text: &str) -> HashSet<u64> {
        let mut all = HashSet::new();
        let mut on = |term| {
            all.insert(term);
        };
        Terms.gatherer().text(text, &mut on);
        all
    }

    /// A message with these terms is looked at.
    fn fulfils(asked: &[Asked], terms: &HashSet<u64>) -> bool {
        let any = |list: &[u64]| list.iter().any(|term| terms.contains(term));
        asked.iter().any(|one| match one {
            Asked::Each(lists) => lists.iter().all(|list| any(list)),
            Asked::Laid { first, words, length, most } => {
                let mut reached = vec![u8::MAX; usize::from(*length) + 1];
                reached[0] = 0;
                for (from, to, term) in words {
                    if terms.contains(term) {
                        let n = reached[usize::from(*from)].saturating_add(1);
                        let to = &mut reached[usize::from(*to)];
                        *to = n.min(*to);
                    }
                }
                any(first) && reached[usize::from(*length)] <= *most
            }
        })
    }

    /// Numbers that look like chance and are the same in each run.
    struct Chance(u64);

    impl Chance {
        fn below(&mut self, most: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 % most as u64) as usize
        }
    }

    /// A text with some letters changed, moved, added or left out.
    fn garbled(text: &str, chance: &mut Chance) -> String {
        const ODD: [&str; 26] = [
            " ", "", "'", "`", "’", ".", "-", ",", "\n", "\n> ", "@", "%40", "/", "(", "ß", "ss", "é", "ä",
            "ы", "ı", "a", "R", "0", "5", "\u{308}", "\u{a0}",
        ];
        let mut all: Vec<String> = text.chars().map(String::from).collect();
        for _ in 0..chance.below(4) {
            let at = chance.below(all.len());
            match chance.below(5) {
                0 => drop(all.remove(at)),
                1 if at > 0 => all.swap(at, at - 1),
                2 => all[at] = ODD[chance.below(ODD.len())].to_owned(),
                3 => all[at] = all[at].to_uppercase(),
                _ => all.insert(at, ODD[chance.below(ODD.len())].to_owned()),
            }
            if all.is_empty() {
                break;
            }
        }
        all.concat()
    }

    #[test]
    fn what_a_search_finds_is_asked_for() {
        let subjects = [
            (list(&["Jan de Vries"]), list(&["jan.de.vries@klant.example"]), list(&["06-12345678"])),
            (
                list(&["Monique van den Beekhuizen"]),
                list(&["m.beekhuizen@gmail.com"]),
                list(&["020-5550111"]),
            ),
            (
                list(&["J.W. Weiss", "Jürgen Weiß"]),
                list(&["j.weiss@firma.example"]),
                list(&["+49 30 5550123"]),
            ),
            (
                list(&["Anna Hendriksma-van der Aa"]),
                list(&["anna@hendriksma.example"]),
                list(&["+31612345679"]),
            ),
            (list(&["María García López"]), list(&["mg@lopez.example"]), list(&["+34 91 5550123"])),
            (list(&["Jean-Pierre Lagarde"]), list(&["jp@lagarde.example"]), list(&["+33 1 99 00 12 34"])),
            (list(&["Vera 't Hart"]), list(&["vera@hart.example"]), list(&["0612345671"])),
            (list(&["Els D'Hondtmassen"]), list(&["els@x.hondt.example"]), list(&["0612345670"])),
        ];
        let mut chance = Chance(88_172_645_463_325_252);
        let (mut found, mut texts) = (0, 0);
        for (names, emails, phones) in subjects {
            let prepared = prepared(Identifiers {
                addresses: list(&["Jan van Galenstraat 19a, 6811AA Arnhem"]),
                ibans: list(&["NL91ABNA0417164300"]),
                other: list(&["KL-88213", "zaak 2031-77"]),
                names: names.clone(),
                emails: emails.clone(),
                phones: phones.clone(),
                ..Identifiers::default()
            });
            let asked = prepared.asked().unwrap();
            let spellings = names.iter().flat_map(|name| {
                let (given, surname) = name.split_once(' ').unwrap();
                let last = name.rsplit(' ').next().unwrap();
                [
                    format!("met {name} gesproken"),
                    format!("aan {surname}, {given} gestuurd"),
                    format!("{given}\n> {surname}"),
                    name.to_uppercase(),
                    format!("{}. {surname}", &given[..1]),
                    format!("{} {}", given, surname.replace(' ', "")),
                    format!("mw {last}"),
                    name.to_lowercase(),
                    format!("l'été d'{name}"),
                    format!("qu'{given}.{last}, {}.{}", given.to_lowercase(), surname.replace(' ', ".")),
                    format!("{} {last}s", given.replace('-', "")),
                    format!("{}'t {}", &given[..1], surname.to_lowercase()),
                    format!("l’État, d’{} {last}", given.to_uppercase()),
                    format!("{given} {}", surname.to_lowercase()),
                    format!("{}. {}", &given[..1], surname.to_lowercase()),
                    format!("{}, {}.K.", surname.to_lowercase(), &given[..1]),
                    format!("{}K {}", &given[..1], last.to_lowercase()),
                    format!("{}xn {}", &given[..given.len() - 1], surname.to_lowercase()),
                    format!("Hans, Jo of An {}", surname.to_lowercase()),
                ]
            });
            let more = emails.iter().chain(&phones).map(|text| format!("zie {text}, of")).chain(
                [
                    "NL91 ABNA 0417 1643 00",
                    "Jan van Galenstraat 19 a, 6811 AA ARNHEM",
                    "KL 88213",
                    "ZAAK 2031 77",
                    "19 Jan van Galenstraat, Arnhem",
                    "postcode 6811 AA nr. 19-a",
                    "huisnummer 19 A, 6811AA",
                    "Jan v. Galenstr. 19a te Arnhem",
                    "bel +31 6 12 34 56 78 of (020) 555 01 11",
                    "mailto:jan.de.vries+nieuws%40mail.klant.example",
                    "'mbeek.huizen@googlemail.com'",
                ]
                .map(str::to_owned),
            );
            let all: Vec<String> = spellings.chain(more).collect();
            for _ in 0..60 {
                for text in &all {
                    let text = garbled(text, &mut chance);
                    let mut spots = 0;
                    prepared.searcher().search(&text, &mut |s| {
                        spots += usize::from(!matches!(s.place, Place::Beside(_)));
                    });
                    texts += 1;
                    if spots > 0 {
                        found += 1;
                        assert!(fulfils(&asked, &terms(&text)), "{text:?}");
                    }
                }
            }
        }
        assert!(found > 3_000 && found < texts, "{found} of {texts}");
    }

    #[test]
    fn other_people_are_hardly_looked_at() {
        let prepared = prepared(Identifiers {
            names: list(&["Monique van den Beekhuizen"]),
            emails: list(&["monique@klant.example"]),
            phones: list(&["06-12345678"]),
            ..Identifiers::default()
        });
        let asked = prepared.asked().unwrap();
        for text in [
            "Monique belde, en van den Berg ook",
            "Beekhuisen was er",
            "mail piet@klant.example of bel 06-12345679",
            "van den Broek, Jan",
            "een beekhuizen, van XL tot Xs",
            "l'été de l'électricien, qu'à l’État",
        ] {
            assert!(!fulfils(&asked, &terms(text)), "{text}");
        }
        for text in [
            "Beekhuizen",
            "Monique van den Beekhuisen",
            "monique@klant.example",
            "0031 612 345 678",
            "monique beekhuizen",
            "MA beekhuizen",
        ] {
            assert!(fulfils(&asked, &terms(text)), "{text}");
        }
    }

    #[test]
    fn what_the_terms_do_not_tell_is_not_asked() {
        let at_host = Identifiers { emails: list(&["jan@localhost.example"]), ..Identifiers::default() };
        assert!(prepared(at_host).asked().is_some());
    }

    #[test]
    fn words_of_the_languages_that_are_read_are_not_odd() {
        for text in [
            "houdt met risico's verbonden",
            "foto’s, auto`s",
            "l'été d’Hélène",
            "privé, Meißen, Łódź, œuvre",
            "don't, O'Brien, 's avonds, van 't Hoff, '90s",
            "un po' di più, c'è",
            "<p style='x'>risico&#39;s</p>",
            "met risico=27s verbonden",
            "Mоскvа",
            "мaria",
        ] {
            assert!(!terms(text).contains(&odd()), "{text}");
        }
        for text in ["Мaria", "d'\u{301}Hélène'\u{301}s"] {
            assert!(terms(text).contains(&odd()), "{text}");
        }
    }

    #[test]
    fn a_name_of_a_file_that_is_any_bytes_is_not_odd() {
        let odd_in = |sort: crate::model::Beside| {
            let mut found = false;
            Terms
                .gatherer()
                .beside("A\u{3b1}b\u{df}\u{3a9}c", sort, &mut |term| found |= term == super::odd());
            found
        };
        assert!(odd_in(crate::model::Beside::Link), "a word of two scripts may be a name with an error");
        assert!(!odd_in(crate::model::Beside::FileName));
    }
}
