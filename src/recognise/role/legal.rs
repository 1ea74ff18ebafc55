//! Firms by their legal form, and by the word that joins a person to one.
//!
//! In: the words of a phrase. Out: which of them are the firm. This module refuses to know where the phrase stands, but for
//! whether it stands alone or within a sentence.

use super::cooperative;
use super::vocabulary::{Sort, Vocabulary};
use super::word::Word;
use crate::recognise::particles::PARTICLES;

/// Legal forms that are also words, plates or abbreviations: in a sentence they make no firm.
const RISKY: [&str; 33] = [
    "SAT", "CV", "SE", "EU", "SC", "CB", "AS", "AE", "BA", "WA", "UA", "LP", "CO", "Co", "SP", "Sp", "EG",
    "EK", "EV", "AB", "CIO", "CIC", "GIE", "DAC", "SCP", "PARTG", "SAS", "SCA", "eU", "MBB", "SAL", "WS",
    "SSC",
];
/// Legal forms that mail also writes in small letters, of which some are words too: in a sentence the name before
/// one has two words.
const SMALL: [&str; 25] = [
    "bv", "nv", "srl", "srls", "sarl", "sprl", "sas", "sasu", "spa", "snc", "gmbh", "ag", "kg", "ohg", "sa",
    "sl", "slu", "ltd", "llc", "llp", "plc", "inc", "asbl", "cvba", "bvba",
];
/// Legal forms that stand behind a comma: small letters, dots left out.
const BEHIND_COMMA: [&str; 31] = [
    "inc", "llc", "llp", "ltd", "limited", "corp", "lp", "pllc", "plc", "sl", "slu", "slp", "sll", "slne",
    "sa", "sau", "sca", "cb", "scoop", "srl", "spa", "snc", "sas", "sarl", "lda", "sro", "asbl", "sal",
    "sccl", "ws", "ssc",
];
/// Legal forms that stand before the name.
const FIRST: [&str; 20] = [
    "SARL", "Sarl", "SÀRL", "Sàrl", "SAS", "SASU", "EURL", "SCI", "SELARL", "SNC", "SCP", "SCEA", "SCM",
    "GAEC", "EARL", "ASBL", "VZW", "VOF", "SPRL", "BVBA",
];
/// Legal forms that a hyphen joins to a word: `Verwaltungs-GmbH`.
const JOINED: [&str; 7] = ["GmbH", "AG", "KG", "OHG", "UG", "eG", "SE"];
/// Words that tell no firm from another: articles, and what stands in their place.
const ARTICLES: [&str; 75] = [
    "een", "de", "het", "deze", "die", "dit", "elke", "elk", "iedere", "geen", "welke", "onze", "uw", "jouw",
    "a", "an", "the", "any", "each", "every", "this", "that", "no", "your", "our", "which", "what",
    "another", "ein", "eine", "einer", "einem", "eines", "der", "das", "dem", "den", "des", "jede", "jeder",
    "keine", "keiner", "diese", "dieser", "welche", "welcher", "unsere", "unserer", "siehe", "un", "une",
    "le", "la", "les", "cette", "chaque", "aucune", "notre", "votre", "quelle", "una", "el", "los", "las",
    "esta", "cada", "ninguna", "nuestra", "il", "lo", "ogni", "questa", "nessuna", "uno", "als",
];
/// What a legal form is of, as a word of the language: with an article before it, it is no name.
const COMMON: [&str; 16] = [
    "verein",
    "gesellschaft",
    "firma",
    "unternehmen",
    "vereniging",
    "vennootschap",
    "stichting",
    "company",
    "association",
    "société",
    "sociedad",
    "empresa",
    "società",
    "genossenschaft",
    "charity",
    "business",
];
/// Makers of controllers, which are called PLC as a public company is.
const CONTROLLERS: [&str; 14] = [
    "siemens",
    "omron",
    "beckhoff",
    "wago",
    "rockwell",
    "mitsubishi",
    "schneider",
    "bradley",
    "allen-bradley",
    "unitronics",
    "moeller",
    "delta",
    "codesys",
    "safety",
];
/// What belongs to a general meeting, which French calls AG.
const MEETINGS: [&str; 14] = [
    "délégué",
    "délégués",
    "déléguées",
    "convocation",
    "convocations",
    "pv",
    "procès-verbal",
    "compte-rendu",
    "cr",
    "date",
    "invitation",
    "présents",
    "pouvoir",
    "pouvoirs",
];
/// Rooms and floors, of whose abbreviations some are legal forms.
const ROOMS: [&str; 12] = [
    "keuken",
    "badkamer",
    "woonkamer",
    "slaapkamer",
    "zolder",
    "kelder",
    "hal",
    "toilet",
    "grond",
    "verdieping",
    "garage",
    "berging",
];
/// What Italian roads begin with: behind one `s.n.c.` says that there is no house number.
const ROADS: [&str; 14] = [
    "c.da",
    "contrada",
    "via",
    "viale",
    "piazza",
    "piazzale",
    "strada",
    "corso",
    "largo",
    "vicolo",
    "loc",
    "località",
    "frazione",
    "fraz",
];
/// What a club is called that has a number before it: `1. FC …`.
const CLUBS: [&str; 9] = ["FC", "FFC", "SC", "SV", "FSV", "TC", "VfL", "TSV", "KSV"];

/// The first half of `S.à r.l.`, as it is written with a space.
pub(super) fn is_half(word: &[u8]) -> bool {
    matches!(word, b"S.a" | b"S.a." | b"S.A")
        || matches!(word, [b'S', b'.', 0xc3, 0xa0 | 0x80] | [b'S', b'.', 0xc3, 0xa0 | 0x80, b'.'])
}

/// The other half stands here.
pub(super) fn is_other_half(rest: &[u8]) -> bool {
    rest.get(..3).is_some_and(|r| r.eq_ignore_ascii_case(b"r.l"))
}

/// A legal form stands here that a hyphen may join to the word before it.
pub(super) fn begins_joined(rest: &[u8]) -> bool {
    JOINED.iter().any(|form| {
        rest.starts_with(form.as_bytes()) && !rest.get(form.len()).is_some_and(u8::is_ascii_alphanumeric)
    })
}

/// What a text begins with, up to a space or a mark behind which no legal form goes on.
pub(super) fn first_token(text: &str) -> &str {
    let end = text.bytes().position(|b| {
        matches!(b, b' ' | b',' | b';' | b'|' | b')' | b'(' | b'\n' | b'\r' | b'\t' | b'<' | b'"' | b':')
    });
    &text[..end.unwrap_or(text.len())]
}

/// A legal form that may stand behind a comma: with dots, or one that is nothing else.
pub(super) fn is_behind_comma(token: &str, vocabulary: &Vocabulary) -> bool {
    if !vocabulary.is_form(token) || !token.starts_with(|c: char| c.is_uppercase()) {
        return false;
    }
    let bare: String = token.chars().filter(|c| *c != '.').flat_map(char::to_lowercase).collect();
    let dotted = token.trim_end_matches('.').contains('.');
    BEHIND_COMMA.contains(&bare.as_str()) && (dotted || !RISKY.contains(&token))
}

/// A legal form begins here that may stand behind a comma.
pub(super) fn stands_behind_comma(rest: &str, vocabulary: &Vocabulary) -> bool {
    is_behind_comma(first_token(rest), vocabulary) || cooperative::begins(rest.as_bytes())
}

/// The words of a firm with a legal form: from which word, and up to which. Within a sentence only forms count that are
/// nothing else, and what begins a sentence is no part of the name.
pub(super) fn legal(words: &[Word<'_>], vocabulary: &Vocabulary, alone: bool) -> Option<(usize, usize)> {
    let (at, mut next) = (1..words.len()).find_map(|n| {
        if is_joined(&words[n]) {
            return Some((n + 1, n + 1));
        }
        form_at(words, n, vocabulary, alone).map(|length| (n, n + length))
    })?;
    if !may_stand_before(words, at, next, vocabulary, alone) {
        return None;
    }
    // `GmbH & Co. KG`, `Coöperatie U.A.`, `UG (haftungsbeschränkt)`
    loop {
        let w = |n: usize| words.get(n).map_or("", |w| w.text.trim_end_matches('.'));
        if matches!(w(next), "&" | "und" | "et" | "e") && matches!(w(next + 1), "Co" | "CO" | "co" | "Cie") {
            next += 2;
        } else if w(next).starts_with("haftungsbeschr") {
            next += 1;
        } else if (!words[next - 1].parted || is_company_limited(words, next))
            && let Some(length) = form_at(words, next, vocabulary, alone)
        {
            next += length;
        } else {
            break;
        }
    }
    let mut from = at;
    while from > 0 {
        let w = &words[from - 1];
        let numbered = w.has_digit() && w.text.len() <= 4 && (from < at || is_year(w.text));
        let fits = w.is_capital()
            || w.is_joint()
            || numbered && !is_ordinal(words, from - 1) && !w.bracketed
            || w.sort.is(Sort::TIE)
            || alone && w.sort.is(Sort::TYPE);
        if !fits
            || from < at && w.parted && !w.bracketed
            || w.text.ends_with('.') && !w.is_initial() && w.text.len() > 5
        {
            break;
        }
        from -= 1;
        if w.opened && !w.bracketed {
            break;
        }
    }
    if let Some(skip) = after_person(&words[from..at]) {
        from += skip;
    }
    // `Driver for Klant Ceramics Ltd`, `Dienstag von Spedition Klant KG`
    if !alone
        && let Some(n) = (from + 1..at).rev().find(|n| {
            let before = &words[n - 1];
            matches!(
                words[*n].text,
                "for"
                    | "für"
                    | "voor"
                    | "pour"
                    | "para"
                    | "from"
                    | "at"
                    | "bij"
                    | "bei"
                    | "chez"
                    | "von"
                    | "van"
            ) && (before.sort.is(Sort::LEAD)
                || before.sort.is(Sort::HEAD) && !before.sort.is(Sort::SURNAME)
                || matches!(before.text, "Driver" | "Chauffeur" | "Fahrer"))
        })
    {
        from = n + 1;
    }
    // `Leiharbeiter der Kunde Bau GmbH`: who somebody is there stands before it
    if let [person, of, _, ..] = &words[from..at]
        && matches!(of.text, "der" | "des" | "von" | "van" | "bei" | "di" | "of" | "de")
        && person.is_capital()
        && is_person_of(person)
    {
        from += 2;
    }
    // `Ufficio Estero della Officine Cliente snc`: a part of the firm stands before it
    if words[from].sort.is(Sort::OPENER)
        && let Some(n) = (from + 1..at)
            .find(|n| matches!(words[*n].text, "della" | "dello" | "del" | "van" | "der" | "des" | "du"))
        && n + 1 < at
    {
        from = n + 1;
    }
    // what a sentence begins with, and what joins it to the name; the year of a copyright
    while from < at {
        let w = &words[from];
        if !alone && is_year(w.text) && from + 1 < at {
            from += 1;
            continue;
        }
        let lead = w.sort.is(Sort::LEAD) && !(alone && from == 0 && w.is_capital() && w.is_joint());
        let joint = w.is_joint()
            && !w.is_capital()
            && !matches!(w.text, "van" | "de" | "'t" | "von" | "der" | "den" | "the");
        let hanging = w.is_joint() && !w.is_capital() && from > 0;
        if lead && w.text != "De" || joint || hanging {
            from += 1;
        } else {
            break;
        }
    }
    let name = &words[from..at];
    let proper = name.iter().any(|w| !w.is_joint()) && !name.iter().all(|w| vocabulary.is_form(w.text));
    // `die Verwaltungs-GmbH`
    let proper = proper && !(at > 0 && name.len() == 1 && is_joined(&words[at - 1]));
    (proper && !says_nothing(name, words.get(at), words.get(next))).then_some((from, next))
}

/// A word for somebody who works for a firm: `Leiharbeiter`, `Mitarbeiterin`, `Medewerker`.
fn is_person_of(word: &Word<'_>) -> bool {
    const ENDS: [&str; 14] = [
        "arbeiter",
        "arbeiterin",
        "vertreter",
        "vertreterin",
        "leiter",
        "leiterin",
        "fahrer",
        "fahrerin",
        "führer",
        "führerin",
        "medewerker",
        "medewerkster",
        "meister",
        "monteur",
    ];
    let lower = word.text.to_lowercase();
    !word.sort.is(Sort::TYPE) && !word.sort.is(Sort::SURNAME) && ENDS.iter().any(|end| lower.ends_with(end))
}

/// The comma of `Co., Ltd`.
fn is_company_limited(words: &[Word<'_>], next: usize) -> bool {
    words[next - 1].comma
        && matches!(words[next - 1].text.trim_end_matches('.'), "Co" | "CO")
        && words.get(next).is_some_and(|w| {
            matches!(w.text.trim_end_matches('.'), "Ltd" | "LTD" | "Limited" | "Inc" | "LLC")
        })
}

/// How many words the legal form takes that begins with this word.
fn form_at(words: &[Word<'_>], n: usize, vocabulary: &Vocabulary, alone: bool) -> Option<usize> {
    let w = words.get(n)?;
    let text = w.text.as_bytes();
    if let Some(then) = words.get(n + 1) {
        // `S.à r.l.`
        if is_half(text) && is_other_half(then.text.as_bytes()) {
            return Some(2);
        }
        // `B. V.`, `e. K.`
        if let (&[a, b'.'], &[b, b'.']) = (text, then.text.as_bytes())
            && std::str::from_utf8(&[a, b'.', b, b'.']).is_ok_and(|word| vocabulary.is_form(word))
        {
            return Some(2);
        }
    }
    if let Some(length) = cooperative::cooperative(words, n) {
        return Some(length);
    }
    let before = n.checked_sub(1).and_then(|n| words.get(n));
    let bare = w.text.trim_end_matches('.');
    if text.first().is_some_and(u8::is_ascii_lowercase) && SMALL.contains(&bare) {
        // `bv.` stands for other words too; `plc.` ends a sentence
        let sure = matches!(bare, "plc" | "ltd" | "gmbh" | "llp" | "llc" | "sarl" | "sprl" | "bvba" | "cvba");
        if bare.len() < text.len() && !alone && !sure {
            return None;
        }
        let proper = words[..n].iter().rev().take_while(|w| w.is_capital() || w.is_joint());
        let two = proper.filter(|w| !w.is_joint() && w.text.len() > 1).count() >= 2;
        let fits = two && (alone || sure || vocabulary.is_form(w.text))
            || alone
                && before.is_some_and(|w| w.sort.is(Sort::TYPE) || w.sort.is_none() && w.text.len() >= 4);
        return (fits && (!alone || n + 1 == words.len() || w.parted)).then_some(1);
    }
    // `Anlagenbau SE`
    let trade = w.text == "SE" && before.is_some_and(|w| w.sort.is(Sort::TYPE) && w.is_capital());
    // `Opening hours: MON to SAT`
    let day = w.text == "SAT";
    // `Éditions Client SAS au capital de 40 000 EUR`
    let capital = words.get(n + 1).is_some_and(|w| w.text == "au")
        && words.get(n + 2).is_some_and(|w| w.text == "capital");
    let risky = (!alone || day) && !trade && !capital && RISKY.contains(&w.text);
    (vocabulary.is_form(w.text) && !risky).then_some(1)
}

/// `Verwaltungs-GmbH`.
fn is_joined(word: &Word<'_>) -> bool {
    word.is_capital()
        && memchr::memrchr(b'-', word.text.as_bytes())
            .is_some_and(|n| n > 3 && JOINED.contains(&&word.text[n + 1..]))
}

/// The word before a legal form may be the last one of a name.
fn may_stand_before(
    words: &[Word<'_>],
    at: usize,
    next: usize,
    vocabulary: &Vocabulary,
    alone: bool,
) -> bool {
    let before = &words[at - 1];
    // `INCLUDING BUT NOT LIMITED TO`
    if before.text.eq_ignore_ascii_case("not") {
        return false;
    }
    if at == next {
        return at > 1 || before.sort.is(Sort::TYPE);
    }
    let digits = before.text.bytes().filter(u8::is_ascii_digit).count();
    let wordly = before.text.chars().filter(|c| c.is_alphabetic()).count() >= 2 && digits < 3
        || alone && digits > 0 && digits < 4
        || is_year(before.text) && at > 1
        || before.is_initial()
        || before.text == "&";
    if before.comma {
        // two letters behind a surname are initials
        let form = words[at].text;
        if form.bytes().filter(|b| *b != b'.').count() == 2 {
            let name = words[..at].iter().rev().take_while(|w| w.is_capital() || w.is_joint());
            let name = name.filter(|w| !w.is_joint() || w.is_capital() && !is_particle(w.text)).count();
            if name < 2 && !before.sort.is(Sort::TYPE) {
                return false;
            }
        }
        // a name whose first words stand on the line before
        let rest = at == 1 && (before.sort.is(Sort::PART) || before.sort.is(Sort::TYPE));
        let behind = is_behind_comma(form, vocabulary) || cooperative::cooperative(words, at).is_some();
        if !alone && (rest || !behind) {
            return false;
        }
    } else if before.parted && !before.bracketed && !alone {
        return false;
    }
    wordly
        && (before.is_capital()
            || before.sort.is(Sort::TYPE)
            || before.sort.is(Sort::TIE)
            || before.has_digit())
}

/// Stands before surnames, with a capital too where no given name is before it: `De Vries`.
fn is_particle(word: &str) -> bool {
    /// Beside [`PARTICLES`]; `number/born.rs` and `person/lists.rs` have others, as `y`, which is none here.
    const BESIDE: [&str; 11] = ["het", "'s", "in", "zum", "zur", "am", "los", "las", "dei", "lo", "do"];
    if word.len() > 5 {
        return false;
    }
    let word = word.to_lowercase();
    PARTICLES.contains(&word.as_str()) || BESIDE.contains(&word.as_str())
}

/// `1921`.
fn is_year(text: &str) -> bool {
    matches!(text.as_bytes(), [b'1', b'5'..=b'9', b, c] | [b'2', b'0', b, c] if b.is_ascii_digit() && c.is_ascii_digit())
}

/// The number of a list: `1. Een BV`; that of a club is its name.
fn is_ordinal(words: &[Word<'_>], n: usize) -> bool {
    let number = words[n].text.trim_end_matches(['.', ')', '/']);
    number.len() < words[n].text.len()
        && number.bytes().all(|b| b.is_ascii_digit())
        && !words.get(n + 1).is_some_and(|w| CLUBS.contains(&w.text))
}

/// A name that is none: `Een BV`, `Der Verein e.V.`, `Siemens PLC`.
fn says_nothing(name: &[Word<'_>], form: Option<&Word<'_>>, behind: Option<&Word<'_>>) -> bool {
    let is = |w: &Word<'_>, list: &[&str]| {
        let bare = w.text.trim_end_matches('.');
        bare.len() <= 16 && list.contains(&bare.to_lowercase().as_str())
    };
    let (Some(first), Some(last)) = (name.first(), name.last()) else { return true };
    let form = form.map_or("", |w| w.text);
    if name.len() > 2 {
        return matches!(form, "s.n.c." | "snc" | "S.N.C." | "s.n.c") && is(first, &ROADS);
    }
    let article = is(first, &ARTICLES);
    let rest =
        name.len() == 1 || is(last, &ARTICLES) || is(last, &COMMON) && !first.text.eq_ignore_ascii_case("de");
    // `C.da San Giovanni s.n.c.`, without a house number
    let road = matches!(form, "s.n.c." | "snc" | "S.N.C." | "s.n.c") && is(first, &ROADS);
    article && rest
        || road
        || name.len() == 1 && is(last, &COMMON) && form.contains('.')
        || form == "AG" && is(last, &MEETINGS)
        || form == "PLC" && is(last, &CONTROLLERS)
        // the court that keeps a register: `Partnerschaftsregister AG Hannover`
        || form == "AG" && (last.text.ends_with("register") || last.text.ends_with("Register"))
        || matches!(form, "BV" | "NV" | "SA") && is(last, &ROOMS)
        || form == "NV"
            && behind.is_some_and(|w| matches!(w.text.trim_end_matches('.'), "RAM" | "ROM" | "memory"))
}

/// A firm whose legal form stands before its name: `SARL Dubois Chauffage`.
pub(super) fn form_first(words: &[Word<'_>]) -> bool {
    let Some((first, name)) = words.split_first() else { return false };
    FIRST.contains(&first.text)
        && (1..=6).contains(&name.len())
        && name.iter().all(|w| {
            (w.is_capital() || w.is_joint() || w.sort.is(Sort::TYPE)) && !w.sort.is(Sort::HEAD) && !w.parted
        })
        && name.iter().any(|w| w.is_capital() && w.text.len() > 2)
        && !name.iter().any(Word::has_digit)
}

/// `Piet Jansen van Klant Bouw`: where the firm begins behind a name of two words or more and a word that joins the two.
pub(super) fn after_person(words: &[Word<'_>]) -> Option<usize> {
    let joins = |w: &Word<'_>| {
        matches!(
            w.text,
            "van" | "von" | "of" | "from" | "de" | "di" | "del" | "bij" | "bei" | "at" | "chez" | "@"
        )
    };
    let firmly = |w: &Word<'_>| w.sort.is(Sort::TYPE) || w.sort.is(Sort::TIE) || matches!(w.text, "&" | "+");
    (2..words.len().saturating_sub(1)).rev().find_map(|n| {
        // `von der Klant Bau AG`
        let article = matches!(
            (words[n].text, words[n + 1].text),
            ("von" | "bei", "der") | ("at" | "from", "the") | ("bij", "de" | "het")
        );
        let begin = n + 1 + usize::from(article);
        let (name, firm) = (&words[..n], &words[begin.min(words.len())..]);
        let own = firm.first().is_some_and(|w| {
            w.is_capital() && !w.is_joint()
                || w.sort.is(Sort::TYPE)
                || matches!(w.text, "De" | "Het" | "The" | "La" | "Le")
        });
        (joins(&words[n])
            && own
            && name.iter().filter(|w| w.is_capital()).count() >= 2
            && !name.iter().any(firmly)
            && (firm.len() >= 2 || firm.iter().any(firmly)))
        .then_some(begin)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::role::word;

    fn firm(text: &str, alone: bool) -> Option<&str> {
        let vocabulary = Vocabulary::built_in();
        let words = word::words(text, &vocabulary).unwrap();
        let (from, to) = legal(&words, &vocabulary, alone)?;
        Some(&text[words[from].start..words[to - 1].end()])
    }

    #[test]
    fn firms_by_their_form() {
        for text in [
            "Klant Tegels, S.L.",
            "Client Sensors, Inc.",
            "Client Tiles (UK) Ltd",
            "Klant Bouw nv",
            "Klant & Zoon S.à r.l.",
            "SV Klant 1921 e.V.",
            "Kunde Verwaltungs-GmbH",
            "KUNDE & PARTNER mbB",
            "1. FC Kunde e.V.",
            "Client Hengli Tent Co., Ltd",
            "Cliente Milano Soc. Coop. a r.l.",
            "Klant Water cvba",
            "Cliente Forjados, S.A.L.",
            "Celler Client, SCCL",
            "Cliente Sur, S.L.",
            "Almazara Cliente, S. Coop. And.",
        ] {
            assert_eq!(firm(text, true), Some(text));
            assert_eq!(firm(text, false), Some(text));
        }
        assert_eq!(firm("Hans Kunde von der Kunde Bern AG", false), Some("Kunde Bern AG"));
        assert_eq!(firm("2. Klant Bouw BV", false), Some("Klant Bouw BV"));
        assert_eq!(firm("Driver for Client Ceramics Ltd", false), Some("Client Ceramics Ltd"));
        assert_eq!(firm("Dienstag von Spedition Kunde KG", false), Some("Spedition Kunde KG"));
        assert_eq!(firm("Mandantin Kunde Plauen GmbH", false), Some("Kunde Plauen GmbH"));
        assert_eq!(firm("Kunde Anlagenbau SE", false), Some("Kunde Anlagenbau SE"));
        assert_eq!(firm("Client Dunn & Co, W.S.", false), Some("Client Dunn & Co, W.S."));
        assert_eq!(firm("Leiharbeiter der Kunde Alb GmbH", false), Some("Kunde Alb GmbH"));
        assert_eq!(firm("Anche per Cliente Murgiana S.r.l.", false), Some("Cliente Murgiana S.r.l."));
        let line = "Éditions Client SAS au capital de 40 000 EUR";
        assert_eq!(firm(line, false), Some("Éditions Client SAS"));
    }

    #[test]
    fn no_firms() {
        for text in [
            "Een BV",
            "An LLP",
            "Der Verein e.V.",
            "Siemens PLC",
            "Set NV RAM",
            "Jansen, B.V.",
            "Siehe AG",
            "SA SA",
            "Délégués AG",
            "Vorlesung WS",
            "Smit, S.A.",
            "De Smit, S.A.",
            "Madrid, SA",
            "die Verwaltungs-GmbH",
            "Partnerschaftsregister AG Hannover",
        ] {
            assert_eq!(firm(text, false), None, "{text}");
        }
    }
}
