//! What is called with capitals as people are, and is none: mountains and islands, feasts, clubs, towns in a list.
//!
//! In: a name that was read. Out: whether its own words say that it is no person's. This module refuses to know what stands
//! around it; a name that the address fields have is asked about by others.

use super::grammar::Name;
use super::names::Sense;
use super::search::Search;
use super::whole::Tongue;
use crate::model::RegionKind;
use crate::recognise::place::{is_place, place};

/// Initials that stand for a club, before the town that it plays in: `U.S.D.`. Two letters may be anybody's, and many a surname is a
/// town.
const CLUBS: [&str; 5] = ["A.S.D.", "G.S.", "G.S.D.", "S.S.D.", "U.S.D."];

/// What stands before the name of a club without full stops. Some of these are initials too, of people whose surnames the lists have.
const TEAMS: [&str; 61] = [
    "AC", "AD", "AFC", "AS", "ASD", "ATSV", "BC", "BFC", "BSC", "BV", "CA", "CD", "CE", "CF", "DJK", "EA",
    "ESV", "FC", "FK", "FSV", "HC", "HSV", "HV", "KFC", "KSV", "KV", "MTV", "OGC", "RC", "RCD", "RKSV",
    "RKVV", "RSC", "SC", "SD", "SG", "SK", "SKV", "SSC", "SSV", "SV", "SVV", "SpVg", "SpVgg", "TC", "TG",
    "TS", "TSG", "TSV", "TV", "TuS", "UD", "US", "USD", "VC", "VV", "VVV", "VfB", "VfL", "VfR", "ZSV",
];

/// Sizes and sorts of things.
const SIZES: [&str; 8] = ["XS", "XL", "XXL", "XXS", "HD", "UHD", "LED", "TV"];

/// Bytes behind a name within which a number or an address speaks for a person.
const BESIDE: usize = 60;

/// Cities of 100,000 inhabitants or more.
const CITY: u8 = 5;

/// Towns of 20,000 inhabitants or more: hamlets are called as people are.
const TOWN: u8 = 4;

/// What words for a house of many end in, in Dutch and German.
const HOUSES: [&str; 25] = [
    "afdeling",
    "bedrijf",
    "beheer",
    "betrieb",
    "bureau",
    "büro",
    "coöperatie",
    "corporatie",
    "dienst",
    "dienste",
    "fabriek",
    "firma",
    "gemeente",
    "genossenschaft",
    "gesellschaft",
    "groep",
    "gruppe",
    "kantoor",
    "organisatie",
    "stichting",
    "stiftung",
    "verband",
    "vereinigung",
    "vereniging",
    "verwaltung",
];

/// Where somebody works, behind `von der` or `van de`: nobody is called so.
const ROOMS: [&str; 14] = [
    "abteilung",
    "administratie",
    "afdeling",
    "boekhouding",
    "buchhaltung",
    "geschäftsleitung",
    "personalabteilung",
    "planning",
    "receptie",
    "rezeption",
    "verwaltung",
    "werkplaats",
    "werkstatt",
    "zentrale",
];
/// Months in German, behind words that no given name is: `Ab Januar finden Sie uns …`.
const MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

/// The code of a machine or a service before a hyphen, and a word behind: `VM-Grote`.
fn is_coded(word: &str) -> bool {
    word.split_once('-').is_some_and(|(code, rest)| {
        (2..=4).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_uppercase())
            && rest.contains(char::is_lowercase)
    })
}

impl Search<'_> {
    /// Where a name ends, behind which stands for which house somebody works: `Anna Smit van Roeiersvereniging Terneuzen`, `Herr Rauch von
    /// der Netzgesellschaft`.
    pub(super) fn house_behind(&self, name: &Name) -> Option<usize> {
        if name.inverted {
            return None;
        }
        let surname = self.text.get(name.span.clone())?;
        let at = surname.find(" van ").or_else(|| surname.find(" von ")).or_else(|| surname.find(" vom "))?;
        let mut words = surname[at + 5..].split([' ', '\u{a0}', '\n']);
        let noun = words.find(|word| word.starts_with(char::is_uppercase))?.to_lowercase();
        let held = |end: &&str| noun.len() > end.len() + 2 && noun.ends_with(*end);
        (HOUSES.iter().any(held) || ROOMS.contains(&noun.as_str())).then_some(name.span.start + at)
    }

    /// True for somebody whose own address stands beside the name: `Klaas Sluis <k.sluis@…>`. Clubs have addresses too.
    pub(super) fn is_own(&self, name: &Name) -> bool {
        let whole = self.text.get(name.span.clone()).unwrap_or_default();
        let first = whole.split([' ', '\u{a0}']).next().unwrap_or_default();
        let last = whole.rsplit([' ', '\u{a0}']).next().unwrap_or_default();
        // `SQL Server Agent <sqlagent@…>`, a machine; `Bewerbung Azubi` below `bewerbung@…`, a matter
        let machine = !name.known && self.names.sense(last).is(Sense::THING)
            || !name.known
                && self.names.sense(last) == Sense::NOUN
                && self.names.sense(first).is(Sense::NOUN);
        !TEAMS.contains(&first) && !CLUBS.contains(&first) && !machine && self.is_echoed(name)
    }

    /// True where the words of a name say that it is no person's; `more` is what stands around it and says that it is.
    pub(super) fn is_called_alike(&self, name: &Name, more: i32) -> bool {
        let whole = self.text.get(name.span.clone()).unwrap_or_default();
        let first = whole.split([' ', '\u{a0}']).next().unwrap_or_default();
        let last = whole.rsplit([' ', '\u{a0}', '\n']).next().unwrap_or_default();
        let sense = |word: &str| self.names.sense(word);
        let of_last = sense(last);
        if matches!(first, "Ab" | "Bis" | "Im" | "Seit" | "Ende" | "Anfang" | "Mitte")
            && MONTHS.contains(&last)
        {
            return true;
        }
        // `Kelvin Gallery`, and not `A. van der Sluis`
        let surnames = Sense::SURNAME.or(Sense::SURNAME_OR_WORD).or(Sense::GIVEN);
        let one = !name.inverted && name.surname.end - name.surname.start == last.len();
        if one && more <= 0 && of_last.is(Sense::NAMED_BEHIND) && !of_last.is(surnames) {
            return true;
        }
        if of_last.is(Sense::THING) || sense(whole).is(Sense::THING) {
            return true;
        }
        // `VM-Grote Klaas`, `Datenfeld EDI-Service`; `Diego de Día`
        let day = of_last.is(Sense::NOUN) && of_last.is(Sense::WORD) && !of_last.is(surnames);
        if is_coded(first) || !name.known && is_coded(last) || day && more < 40 {
            return true;
        }
        // `C.D. Klant Alta`
        if self.is_spanish_club(first) {
            return true;
        }
        // `Naam: Gang Links`, `Betreff: Bewerbung Azubi`
        let noun = |w: &&str| sense(w).is(Sense::NOUN) && !sense(w).is(Sense::GIVEN.or(Sense::SURNAME));
        let words = || whole.split([' ', '\u{a0}']).filter(noun).count();
        if !name.known && !name.initials && of_last.is(Sense::NOUN) && words() > 1 {
            return true;
        }
        if (more <= 0 || self.is_noble(name)) && self.is_worded(name) && !self.has_contact(name, BESIDE) {
            return true;
        }
        let listed = |word: &str| sense(word).is(Sense::SURNAME.or(Sense::SURNAME_OR_WORD));
        // `SG Portofino`, `FC Hansa Portofino II`
        let header = self.page.region.kind == RegionKind::Header;
        if !header
            && TEAMS.contains(&first)
            && whole.len() > first.len()
            // `HC van der Klant`
            && !self.text.get(name.surname.clone()).is_some_and(|s| s.starts_with(char::is_lowercase))
            && !listed(self.text.get(name.surname.clone()).unwrap_or_default())
        {
            return true;
        }
        if name.inverted {
            return self.are_listed(name);
        }
        // `Isla Margarita` is one in Spanish; elsewhere women are called so
        if sense(first).is(Sense::LANDMARK) && (first != "Isla" || self.tongue() == Tongue::Spanish) {
            return true;
        }
        let surname = self.text.get(name.surname.clone()).unwrap_or_default();
        let capitals = |text: &str| !text.contains(char::is_lowercase);
        // `Emma XL`, and not `Anne LY`
        if SIZES.contains(&surname) && !capitals(whole) {
            return true;
        }
        // `V.V. De Esdoorns`, and not `V.V. de Vries`
        let dotted = ["F.C.", "K.V.V.", "R.K.S.V.", "R.K.V.V.", "V.V."].contains(&first);
        if dotted && surname.starts_with(char::is_uppercase) && !surname.split(' ').any(listed) {
            return true;
        }
        // `Fira de Barcelona`
        let city = |text: &str| place(text).is_some_and(|p| p.size() >= CITY);
        if surname.strip_prefix("de ").is_some_and(|town| !listed(town) && city(town)) {
            return true;
        }
        if name.initials {
            // `U.S.D. Portofino`
            return CLUBS.contains(&first) && !listed(surname) && is_place(surname);
        }
        // `Freunde der Museumsbahn`: an article of German, which with nothing before it begins few surnames
        name.given.end + 1 == name.surname.start
            && surname
                .strip_prefix("der ")
                .or(surname.strip_prefix("des "))
                .is_some_and(|noun| !noun.contains(' ') && !listed(noun))
    }

    /// A club by its initials, in Spanish: `C.D.`, where nobody has two of them.
    fn is_spanish_club(&self, first: &str) -> bool {
        matches!(first, "C.D." | "U.D." | "S.D." | "A.D.") && self.tongue() == Tongue::Spanish
    }

    /// True for somebody that much is named after, where nothing around speaks for a person: `Louis Pasteur`.
    pub(super) fn is_honoured_name(&self, name: &Name) -> bool {
        let whole = self.text.get(name.span.clone()).unwrap_or_default();
        self.names.sense(whole).is(Sense::HONOURED) && !self.has_contact(name, BESIDE)
    }

    /// True where the surname is words for things and in no list, or where nothing in the name is more than a word: `Elke Nacht`,
    /// `David Malbec Reserve`, `Bella Rose`.
    fn is_worded(&self, name: &Name) -> bool {
        if name.initials || name.inverted {
            return false;
        }
        let surname = self.text.get(name.surname.clone()).unwrap_or_default();
        let listed = Sense::SURNAME.or(Sense::SURNAME_OR_WORD).or(Sense::GIVEN);
        let mut words = surname.split([' ', '\u{a0}']).map(|word| self.names.sense(word));
        let strange = |sense: Sense| sense.is(Sense::NOUN) && !sense.is(listed);
        let Some(first) = words.next().filter(|first| first.is(Sense::NOUN)) else { return false };
        let given = || self.names.sense(self.text.get(name.given.clone()).unwrap_or_default());
        match words.next() {
            Some(second) => strange(first) && strange(second) && words.all(strange),
            None => {
                strange(first)
                    || !first.is(Sense::SURNAME) && given().is(Sense::NOUN.or(Sense::GIVEN_OR_WORD))
            }
        }
    }

    /// True behind a title that roses, wines and rooms have too: `Sir Winston Suite`, `Don Ramón Tinto`.
    pub(super) fn is_noble(&self, name: &Name) -> bool {
        const TITLES: [&str; 12] = [
            "Don", "Doña", "Donna", "Sir", "Lady", "Lord", "Dame", "Madame", "Captain", "Queen", "King",
            "Graf",
        ];
        self.word_before(name.span.start).is_some_and(|(_, word)| TITLES.contains(&word))
    }

    /// True for what a comma parts and is no surname before a given name: `Rennes, Dijon`, `Dublin Core, MARC`.
    fn are_listed(&self, name: &Name) -> bool {
        let surname = self.text.get(name.surname.clone()).unwrap_or_default();
        let given = self.text.get(name.given.clone()).unwrap_or_default();
        let between = self.text.get(name.surname.end..name.given.start).unwrap_or_default();
        if !between.starts_with(',') {
            return false;
        }
        let capitals = |text: &str| !text.contains(char::is_lowercase);
        let shouted = given.len() > 2 && !name.initials && capitals(given) && !capitals(surname);
        let listed = self.names.sense(surname).is(Sense::SURNAME.or(Sense::SURNAME_OR_WORD));
        let town = |text: &str| place(text).is_some_and(|p| p.size() >= TOWN);
        shouted || !listed && town(surname) && town(given)
    }
}
