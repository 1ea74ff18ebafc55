//! What is named after people, by what stands around the name: streets, schools, ships, prizes, roses, laws.
//!
//! In: a name, and the text around it. Out: whether something else is called so. This module refuses to know what the words of a name
//! say by themselves; a name that the address fields have is asked about by others.

use super::behind::{ends_line, is_measured};
use super::goods::is_edition;
use super::grammar::Name;
use super::lower::is_cue;
use super::names::Sense;
use super::search::Search;
use super::token::{Shape, token};
use super::whole::Tongue;
use super::words::is_full_line;
use crate::recognise::place::is_place;

impl Search<'_> {
    /// True behind the label of a place: `Where: Ada Lovelace`.
    fn is_place(&self, at: usize) -> bool {
        let bytes = &self.text.as_bytes()[..at];
        let spaces =
            bytes.iter().rev().take(4).take_while(|b| matches!(b, b' ' | b'\t' | 0xc2 | 0xa0)).count();
        let [before @ .., b':'] = &bytes[..at - spaces] else { return false };
        let end = before.trim_ascii_end().len();
        let letters = before[..end]
            .iter()
            .rev()
            .take(16)
            .take_while(|b| b.is_ascii_alphabetic() || **b >= 0x80)
            .count();
        self.text.get(end - letters..end).is_some_and(|word| self.names.sense(word).is(Sense::WHERE))
    }

    /// True for a name that ends as streets do, unless that is a surname of the lists: `Theo Overweg`.
    pub(super) fn is_street(&self, name: &Name) -> bool {
        let surname = &self.text[name.surname.clone()];
        is_street(surname)
            && !self
                .names
                .sense(surname.rsplit([' ', '\u{a0}']).next().unwrap_or_default())
                .is(Sense::SURNAME)
    }

    /// True behind what a street or a place calls whom it is named after: `Place du Recteur`, `calle del Doctor`.
    fn is_honoured(&self, start: usize) -> bool {
        let Some((at, word)) = self.word_before(start) else { return false };
        if !word.starts_with(char::is_uppercase) || at == 0 {
            return false;
        }
        let (mut at, mut joined) = (at, false);
        while let Some((from, "du" | "de" | "des" | "del" | "della" | "la" | "los" | "las")) =
            self.word_before(at)
        {
            (at, joined) = (from, true);
        }
        joined
            && self.word_before(at).is_some_and(|(_, word)| {
                let sense = self.names.sense(word);
                sense.is(Sense::STREET.or(Sense::NAMESAKE)) && !sense.is(Sense::GIVEN)
            })
    }

    /// True when what stands around the name makes it part of something else: a firm, a street, a school.
    pub(super) fn is_namesake(&self, name: &Name) -> bool {
        let (text, bytes) = (self.text, self.text.as_bytes());
        let spoils = Sense::FIRM.or(Sense::NAMESAKE);
        let (start, end) = (name.span.start, name.span.end);
        // the line above says nothing of it, but where it is broken because it is full
        let wrapped = start > 0
            && bytes[start - 1] == b'\n'
            && is_full_line(text, start - 1)
            && !ends_line(&bytes[end..]);
        let on_line =
            wrapped || start > 0 && matches!(bytes[start - 1], b' ' | 0xa0) && !self.is_line_start(start);
        // `Jansen & Jan de Vries`, but not the second of two people
        let second = self.last > 0 && self.last + 3 == start;
        if on_line && start > 1 && matches!(bytes[start - 2], b'&' | b'+') && !second {
            return true;
        }
        // `Place du Recteur Henri Hagedoorn`, `John Innes No. 3`
        if on_line && self.is_honoured(start) || is_counted(&bytes[end..]) {
            return true;
        }
        if on_line && self.is_called_after(name) {
            return true;
        }
        if self.is_place(start) {
            return true;
        }
        if start > 0 && matches!(bytes[start - 1], b'-' | b'/' | b'@' | b'_' | b'\\' | b'#' | b'&') {
            return true;
        }
        // what follows
        if self.is_street(name) {
            return true;
        }
        let rest = &bytes[end..];
        match rest {
            [b'@' | b'_' | b'\\', ..] | [b'.', b'a'..=b'z' | b'A'..=b'Z', ..] => return true,
            [b'-' | b'/', b, ..] if b.is_ascii_alphabetic() && name.capitals => return true,
            [b' ', b'&' | b'+', b' ', ..] => {
                let after = token(self.names, text, end + 3, text.len());
                return after.is_some_and(|w| {
                    w.sense.is(spoils.or(Sense::PARTICLE))
                        || matches!(w.text(text).len(), 2 | 3)
                            && matches!(w.text(text), "Zn" | "Zn." | "Co" | "Co.")
                });
            }
            [b' ', b, ..] if b.is_ascii_digit() && !name.inverted => {
                // a house number behind a street's name
                let digits = rest[1..].iter().take(6).take_while(|b| b.is_ascii_digit()).count();
                // `mia nuora Ornella Fasoli 333`: the beginning of a number to call
                let called = is_cue(&text[..start])
                    || self.word_before(start).is_some_and(|(_, w)| self.names.sense(w).is(Sense::BEFORE));
                return !called
                    && *b != b'0'
                    && digits <= 4
                    && !matches!(rest.get(1 + digits), Some(b':' | b'.'));
            }
            [b' ', ..] | [b'\n', ..] => {
                if rest[0] == b'\n' && !is_full_line(text, end) {
                    return false;
                }
                if is_coded(&rest[1..]) && self.has_article(start) {
                    return true;
                }
                if let Some(after) = token(self.names, text, end + 1, text.len()) {
                    // `Ton Roelofs via t.roelofs@…`
                    let through = after.text(text) == "via";
                    if after.sense.is(spoils.or(Sense::NAMED_BEHIND))
                        && !after.sense.is(Sense::GIVEN)
                        && !through
                    {
                        return true;
                    }
                    if after.shape != Shape::Lower && is_street(after.text(text)) {
                        return true;
                    }
                    // `B.V.`, `N.V.`, `S.L.`
                    if after.shape == Shape::Initials {
                        let word = after.text(text);
                        return [
                            "B.V.", "N.V.", "V.O.F.", "S.L.", "S.A.", "C.V.", "U.A.", "S.R.L.", "S.A.S.",
                        ]
                        .contains(&word);
                    }
                }
            }
            _ => {}
        }
        false
    }

    /// True right behind a word for what is named after people: `Teatro Giuseppe Verdi`, `lycée Jacques Prévert`.
    fn is_called_after(&self, name: &Name) -> bool {
        const SAINTS: [&str; 9] =
            ["San", "Santo", "Santa", "Sant", "Sint", "Saint", "Sainte", "Sankt", "São"];
        let start = name.span.start;
        let Some((from, word)) = self.word_before(start) else { return false };
        let upper = word.starts_with(char::is_uppercase);
        if upper && SAINTS.contains(&word) {
            return true;
        }
        // a ship, where `MS` behind anything but an article is somebody
        let article = || {
            const ARTICLES: [&str; 6] = ["de", "het", "the", "der", "die", "schip"];
            self.word_before(from)
                .is_some_and(|(_, word)| ARTICLES.iter().any(|a| a.eq_ignore_ascii_case(word)))
        };
        if matches!(word, "MPS" | "mps" | "MTS" | "mts")
            || word == "MS" && !name.capitals && (article() || self.tells_of_ships(from))
            || matches!(word, "MV" | "DS") && !name.capitals
        {
            return true;
        }
        // `la plaza de Mariano Hagedoorn`, `piazza di …`: of what streets are called in Spanish and Italian
        if matches!(word, "de" | "di" | "del" | "de la")
            && self
                .word_before(from)
                .is_some_and(|(_, street)| ROMAN.iter().any(|w| w.eq_ignore_ascii_case(street)))
        {
            return true;
        }
        // `place Simone Veil`, `via Giuseppe Garibaldi`: words of other languages too
        let alone = || {
            let begins = self.text[..from].trim_end_matches([' ', '\u{a0}', '-', '*']);
            (begins.is_empty() || begins.ends_with(['\n', '\t', '|']))
                && (ends_line(&self.text.as_bytes()[name.span.end..])
                    || matches!(
                        self.text.as_bytes().get(name.span.end..),
                        Some([b' ', b' ' | b'|', ..] | [b'\t' | b'|', ..])
                    ))
        };
        match word {
            "place"
                if alone()
                    || self.tongue() == Tongue::French
                        && !self.goes_on_behind(name)
                        && self.word_before(from).is_none_or(|(_, word)| word != "sur") =>
            {
                return true;
            }
            "via" if self.tongue() == Tongue::Italian || alone() => return true,
            _ => {}
        }
        let sense = self.names.sense(word);
        let spoils = Sense::FIRM.or(Sense::NAMESAKE);
        // `En el centro Juan Hagedoorn nos atenderá`: who does something there
        let named = sense.is(Sense::NAMED_BEFORE)
            || sense.is(Sense::NAMED_PLACE)
                && (upper && !GERMAN.contains(&word) || !self.goes_on_behind(name));
        (named || sense.is(Sense::STREET) || upper && sense.is(spoils))
            && !sense.is(Sense::GIVEN.or(Sense::TITLE))
    }

    /// True where a word in lower case follows that joins nothing: a verb, most of the time.
    fn goes_on_behind(&self, name: &Name) -> bool {
        const JOINTS: [&str; 14] =
            ["en", "et", "and", "und", "y", "e", "of", "ou", "or", "oder", "o", "de", "in", "mit"];
        let Some(rest) = self.text[name.span.end..].strip_prefix(' ') else { return false };
        let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len().min(32));
        rest.get(..end).is_some_and(|word| word.starts_with(char::is_lowercase) && !JOINTS.contains(&word))
    }

    /// True for a thing that is called as people are: `fauteuil "Anna Maria" in grijs`, `Tom Collins: 45 ml gin`.
    pub(super) fn is_thing(&self, name: &Name) -> bool {
        !name.initials
            && (is_measured(&self.text.as_bytes()[name.span.end..])
                || is_edition(&self.text[name.span.end..])
                || self.is_ordered(name)
                || self.is_stop(name)
                || self.is_quoted(name))
    }

    /// True for the title of something in a sentence or a cell: `Clematis 'Nelly Moser'`, `Château « Anna Maria »`. Mailboxes, rows of
    /// separated values and code have the names of people in quotation marks too, behind other marks.
    fn is_quoted(&self, name: &Name) -> bool {
        let text = self.text;
        let opens = |at: usize| {
            let before = text[..at].strip_suffix([' ', '\u{a0}']).filter(|b| b.ends_with('«'));
            let before = before.unwrap_or(&text[..at]);
            before.char_indices().next_back().filter(|(_, c)| QUOTES.contains(c))
        };
        let titled = || {
            let (from, word) = self.word_before(name.span.start)?;
            // the apostrophe belongs to words
            let bare = word.trim_start_matches(QUOTES);
            let title = self.names.sense(bare).is(Sense::TITLE);
            opens(from + word.len() - bare.len()).filter(|_| title)
        };
        let Some((open, mark)) = opens(name.span.start).or_else(titled) else { return false };
        let rest = &text[name.span.end..];
        let closed = rest.strip_prefix([' ', '\u{a0}']).filter(|rest| rest.starts_with('»')).unwrap_or(rest);
        let Some(behind) = closed.strip_prefix(QUOTES) else { return false };
        let behind = behind.trim_start_matches(' ');
        if behind.starts_with(['<', '[', '@', ';', '=']) || behind.starts_with('(') && mark == '"' {
            return false;
        }
        let before = text[..open].trim_end_matches([' ', '\u{a0}']);
        let spaced = before.len() < open;
        let last = before.chars().next_back();
        let word = spaced && last.is_some_and(char::is_alphanumeric);
        let cell = mark != '"' && matches!(last, None | Some('\n' | '\t' | '|' | '-' | '*'));
        // `Poirier 'Beurré Hardy', 'Louise Bonne'`
        let word = word || mark != '"' && spaced && before.ends_with(',') && goes_on_quoting(before);
        let people = Sense::BEFORE.or(Sense::TITLE).or(Sense::LABEL);
        (word || cell)
            && !(cell && ends_line(behind.as_bytes()))
            && !(word && (self.job_before(open).is_some() || self.is_with_someone(open)))
            && !self.word_before(open).is_some_and(|(_, word)| self.names.sense(word).is(people))
    }

    /// True behind what people are met with: `Ik tekende met 'Anna Hagedoorn'`.
    fn is_with_someone(&self, at: usize) -> bool {
        const WITH: [&str; 19] = [
            "met", "van", "door", "aan", "voor", "with", "by", "from", "to", "mit", "von", "an", "für",
            "avec", "par", "con", "por", "da", "per",
        ];
        self.word_before(at).is_some_and(|(_, word)| WITH.contains(&word))
    }

    /// True behind an article, which things have: `the Louis Hagedoorn PH5`.
    fn has_article(&self, at: usize) -> bool {
        const ARTICLES: [&str; 14] =
            ["de", "het", "een", "the", "a", "an", "der", "die", "das", "le", "la", "el", "il", "lo"];
        self.word_before(at).is_some_and(|(_, word)| ARTICLES.iter().any(|a| a.eq_ignore_ascii_case(word)))
    }

    /// True where a name goes on with a word that no list has, and nothing else speaks for a person: `Sony Black Trinitron`, `Guy
    /// Hagedoorn Night`.
    pub(super) fn goes_on_strangely(&self, name: &Name) -> bool {
        let Some(rest) = self.text[name.span.end..].strip_prefix(' ') else { return false };
        if name.initials || name.inverted || name.capitals || !rest.starts_with(char::is_uppercase) {
            return false;
        }
        token(self.names, self.text, name.span.end + 1, self.text.len()).is_some_and(|word| {
            word.shape == Shape::Capital
                && word.letters > 3
                && (word.sense == Sense::default() || word.sense == Sense::NOUN)
                && !self.has_contact(name, 60)
        })
    }

    /// True for a town that is called as people are: `Anna Paulowna`.
    pub(super) fn is_town(&self, name: &Name) -> bool {
        !name.initials && !name.inverted && is_place(&self.text[name.span.clone()])
    }
}

/// Words for what is named after people that German writes with a capital, as all its nouns.
const GERMAN: [&str; 27] = [
    "Saal",
    "Raum",
    "Halle",
    "Aula",
    "Foyer",
    "Schiff",
    "Fähre",
    "Dampfer",
    "Motorschiff",
    "Turnhalle",
    "Sporthalle",
    "Stadthalle",
    "Festhalle",
    "Schwimmbad",
    "Turnier",
    "Kita",
    "Akademie",
    "Universität",
    "Hochschule",
    "Bibliothek",
    "Parkhaus",
    "Tiefgarage",
    "Galerie",
    "Gasthof",
    "Gasthaus",
    "Brücke",
    "Medaille",
];

/// Quotation marks, and the apostrophes that are written for them.
const QUOTES: [char; 10] = ['"', '\'', '‘', '’', '‚', '“', '”', '„', '«', '»'];

/// True where what stands before is a row of things in quotation marks, and the first of them stands behind a word.
fn goes_on_quoting(before: &str) -> bool {
    /// Bytes of a row that are looked at.
    const ROW: usize = 120;
    let floor = (before.len().saturating_sub(ROW)..=before.len()).find(|n| before.is_char_boundary(*n));
    let row = &before[floor.unwrap_or(before.len())..];
    let row = row.rsplit('\n').next().unwrap_or_default();
    let Some(row) = row.trim_end_matches(',').strip_suffix(QUOTES) else { return false };
    let first =
        row.char_indices().zip(row.chars().skip(1)).find(|((_, a), b)| *a == ' ' && QUOTES.contains(b));
    first.is_some_and(|((at, _), _)| row[..at].ends_with(char::is_alphanumeric))
}

/// True where the code of a product follows: `PH5`, `AL160`. `LS1 4AP` is where somebody lives.
fn is_coded(rest: &[u8]) -> bool {
    let letters = rest.iter().take(5).take_while(|b| b.is_ascii_uppercase()).count();
    let digits = rest[letters..].iter().take(5).take_while(|b| b.is_ascii_digit()).count();
    let code = letters + digits;
    (2..=4).contains(&letters)
        && (1..=4).contains(&digits)
        && matches!(rest.get(code), None | Some(b' ' | b',' | b'.' | b'\n' | b'\r' | b'|' | b'\t'))
        && !matches!(&rest[code..], [b' ', n, a, b, ..] if n.is_ascii_digit() && a.is_ascii_uppercase() && b.is_ascii_uppercase())
}

/// True where a number of things, and not of a house, follows: `No. 3`, `n° 2`.
fn is_counted(rest: &[u8]) -> bool {
    ["No. ", "Nr. ", "no. ", "nr. ", "n° ", "nº ", "Nº "].iter().any(|mark| {
        rest.strip_prefix(b" ")
            .and_then(|rest| rest.strip_prefix(mark.as_bytes()))
            .is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_digit))
    })
}

/// True for what ends as streets and buildings do.
pub(super) fn is_street(text: &str) -> bool {
    let bytes = text.as_bytes();
    let [.., a, b, c] = bytes else { return false };
    let ends: &[&str] = match &[a | 0x20, b | 0x20, c | 0x20] {
        b"aal" => &["zaal", "gemaal", "kanaal"],
        b"aan" => &["laan"],
        b"aat" => &["straat"],
        b"ade" => &["kade"],
        b"ark" => &["park"],
        b"atz" => &["platz"],
        b"cht" => &["gracht"],
        b"der" => &["polder"],
        b"eef" => &["dreef"],
        b"eeg" => &["steeg"],
        b"ege" => &["college"],
        b"ein" => &["plein"],
        b"erk" => &["kerk"],
        b"gel" => &["singel"],
        b"ijs" => &["prijs"],
        b"eum" => &["lyceum", "museum"],
        b"ing" => &["stichting", "lezing"],
        b"ion" => &["stadion"],
        b"lee" => &["allee"],
        b"nel" => &["tunnel"],
        b"oen" => &["plantsoen"],
        b"ooi" => &["toernooi"],
        b"ool" => &["school"],
        b"ouw" => &["gebouw"],
        b"rie" => &["serie"],
        b"rkt" => &["markt"],
        b"rug" => &["brug"],
        b"sse" => &["strasse", "gasse"],
        b"uct" => &["viaduct"],
        b"uis" => &["ziekenhuis"],
        b"ule" => &["schule"],
        b"uut" => &["instituut"],
        b"ven" => &["haven"],
        b"ier" => &["kwartier", "quartier"],
        b"tel" => &["viertel"],
        b"weg" => &["weg"],
        // `ße`, in which that bit is set too
        [0xe3, 0xbf, b'e'] => &["straße"],
        _ => return false,
    };
    let last = text.rsplit([' ', '\u{a0}']).next().unwrap_or_default();
    // `Tersteeg`: whose forebear lived there
    let lived = |before: &str| last.get(..3).is_some_and(|b| b.eq_ignore_ascii_case(before));
    last.len() > 6
        && !["ter", "ver", "ten", "van"].into_iter().any(lived)
        && ends.iter().any(|e| {
            last.len() >= e.len() + 3
                && last.as_bytes()[last.len() - e.len()..].eq_ignore_ascii_case(e.as_bytes())
        })
}

/// What a street or a square is called in Spain and Italy, before `de` and whom it is named after.
const ROMAN: [&str; 13] = [
    "alameda", "avda", "avenida", "calle", "corso", "glorieta", "largo", "paseo", "piazza", "piazzale",
    "plaza", "viale", "rotonda",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streets_end_so() {
        for text in ["Anne Frankstraat", "van Lennepkade", "Schubertstraße", "WAGENAARLAAN"] {
            assert!(is_street(text), "{text}");
        }
        for text in ["van der Laan", "Laan", "de Weg", "Dijkstra", "Markt"] {
            assert!(!is_street(text), "{text}");
        }
    }
}
