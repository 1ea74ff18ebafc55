//! Mail that nobody writes to anybody: newsletters, logs, price lists, what programs send.
//!
//! In: a page, and the names that were found on it. Out: those without the ones for which nothing but two words of the lists speaks,
//! where nothing else on the page is somebody's either: the author is an office or a program, nobody is greeted, nobody signs, and no
//! name has a label, a title, a number or an address beside it. Text messages greet nobody, whoever writes them. Roses, films, cheeses and streets
//! are called as people are; in a letter such words are nearly always a person, in such mail hardly ever. This module refuses to know
//! how names are read.

use std::collections::HashSet;

use super::Found;
use super::around::is_agent;
use super::job::job;
use super::names::{Names, Sense};
use super::note::is_short;
use crate::model::{Kind, Match, RegionKind, greets_everybody, is_closing, is_greeting};
use crate::recognise::Page;

/// Confidence up to which two words of the lists alone are weak.
const WEAK: u8 = 80;

/// What a name before it, with a comma between, adds to a name (see [`super::around`]).
const ROW: u8 = 25;

/// Least confidence of a given name of the lists with a surname of the lists, which may be a word too (`Bakker`).
const LISTED: u8 = 65;

/// Bytes behind a name within which a number or an address is that of who bears it.
const BESIDE: usize = 16;

/// Lines at the end of a page on one of which a name alone signs it.
const ENDS: usize = 3;

/// Takes out the weak ones, where the page is no letter, and gives them back. `matches` are the addresses and numbers on it.
pub(super) fn without_weak(
    page: &Page<'_>,
    names: &Names,
    matches: &[Match],
    found: &mut Vec<Found>,
) -> Vec<Found> {
    let body = !matches!(page.region.kind, RegionKind::Header | RegionKind::Attachment);
    // roses and wines have titles too: `Madame Alfred …`, `Don Diego`
    let titled = |one: &Found| matches!(one.why[1], "title before it" | "word before it that a name follows");
    let told = |one: &Found| !one.why[1].is_empty() || one.why[0] == "initials";
    let strong = |one: &Found| !is_weak(one) && !titled(one) && told(one) && one.confidence >= WEAK;
    if !body || !found.iter().any(is_weak) || found.iter().any(strong) {
        return Vec::new();
    }
    let text = page.region.text;
    if is_short(text, found.len()) || is_personal(page, names) || is_letter(page) || is_of_author(page, found)
    {
        return Vec::new();
    }
    let details = Details::of(matches);
    let reached = |one: &Found| {
        details.behind(one.span.end).any(|(start, kind)| match kind {
            // below a name as on an envelope; where something is on stands on its line
            Kind::PostalAddress => text[one.span.end..*start].trim_matches([',', ' ', '\t', '\r']) == "\n",
            _ => true,
        })
    };
    // whoever has the last word signs it
    let end = page.lines();
    let end = &end[end.len().saturating_sub(ENDS)..];
    let signs = |one: &Found| end.iter().any(|line| line.span == one.span);
    let kept = |at: usize, one: &Found| {
        reached(one)
            || signs(one)
            || is_labelled(text, one)
            || is_of_people(page, names, one)
            || is_done_by(text, one)
            || is_beside(text, at, found)
            || is_counted(text, one)
            || is_on_duty(text, one)
            || is_entered(text, names, one)
            || is_filed(text, one)
            || does_something(page, names, one)
            || is_followed_by_deed(text, one)
            || one.confidence >= LISTED && is_told_of(page, one)
    };
    let stays: Vec<bool> = found.iter().enumerate().map(|(at, one)| !is_weak(one) || kept(at, one)).collect();
    // who is somebody on one line is so on the next
    let same: HashSet<&str> = found
        .iter()
        .zip(&stays)
        .filter_map(|(one, stays)| text.get(one.span.clone()).filter(|_| *stays))
        .collect();
    let all = std::mem::take(found).into_iter().zip(&stays);
    let (kept, gone): (Vec<_>, Vec<_>) = all.partition(|(one, stays)| {
        **stays || text.get(one.span.clone()).is_some_and(|name| same.contains(name))
    });
    found.extend(kept.into_iter().map(|(one, _)| one));
    gone.into_iter().map(|(one, _)| one).collect()
}

/// Right before the name stands a word before whoever did something: `placed by phone by Loes Mulder`.
fn is_done_by(text: &str, one: &Found) -> bool {
    let before = text.get(..one.span.start).unwrap_or_default();
    let Some(before) = before.strip_suffix([' ', '\n']) else { return false };
    is_agent(before.rsplit([' ', '\n']).next().unwrap_or_default())
}

/// A label for people, or what they do, stands right before the name: `Driver:  Kevin Ashby, vehicle …`, `Aanmelder   Teun Brouwers`.
fn is_of_people(page: &Page<'_>, names: &Names, one: &Found) -> bool {
    const LABELS: [&str; 8] = ["driver", "inh", "pat", "für", "approver", "runner", "collega", "gast"];
    let before = page.region.text.get(..one.span.start).unwrap_or_default();
    let label = before.trim_end_matches([' ', '\t', '\u{a0}']);
    let (gap, label) = (before.len() - label.len(), label.trim_end_matches([':', '.']));
    let marked = before.len() - gap > label.len();
    let word = label.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let sense = names.sense(word);
    let person = sense.is(Sense::LABEL) && !sense.is(Sense::UNLABEL)
        || LABELS.iter().any(|label| word.eq_ignore_ascii_case(label));
    (marked || gap > 1) && person
}

/// Another name stands on the same line, with a stroke between: `ma  Yvonne Haarman / Tom Wesselink`; the names are in order.
fn is_beside(text: &str, at: usize, found: &[Found]) -> bool {
    let stroke = |one: Option<&Found>, other: Option<&Found>| {
        let between = one.zip(other).and_then(|(one, other)| text.get(one.span.end..other.span.start));
        between.is_some_and(|between| matches!(between, " / " | "/" | " + " | "/ "))
    };
    let (one, before) = (found.get(at), at.checked_sub(1).and_then(|n| found.get(n)));
    stroke(before, one) || stroke(one, found.get(at + 1))
}

/// A day of the week stands right before the name, as in a roster: `ma  Dilara Kesgin`, `do/vr Ilse de Feijter`.
fn is_on_duty(text: &str, one: &Found) -> bool {
    /// Bytes before the name that are looked at.
    const NEAR: usize = 24;
    const DAYS: [&str; 44] = [
        "ma",
        "di",
        "wo",
        "do",
        "vr",
        "za",
        "zo",
        "maandag",
        "dinsdag",
        "woensdag",
        "donderdag",
        "vrijdag",
        "zaterdag",
        "zondag",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "mo",
        "mi",
        "fr",
        "sa",
        "so",
        "lun",
        "mar",
        "mer",
        "jeu",
        "ven",
        "sam",
        "dim",
        "mié",
        "jue",
        "vie",
        "sáb",
        "dom",
        "gio",
        "sab",
        "lunes",
        "lundi",
        "montag",
        "monday",
    ];
    let before = text.get(..one.span.start).unwrap_or_default();
    let from = before.floor_char_boundary(before.len().saturating_sub(NEAR));
    let line = before[from..].rsplit('\n').next().unwrap_or_default();
    let label = line.trim_end_matches([' ', '\t', '\u{a0}', ':', '-', '.']);
    let word = label.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    // the line begins with it, or with another day
    let whole = label.len() < 12 && (from == 0 || line.len() < before.len() - from);
    whole && label.len() < line.len() && DAYS.iter().any(|day| word.to_lowercase() == *day)
}

/// The name alone is what stands behind the label that its line begins with, or what its bearer does stands behind it: `Also away:
/// Priya Nandakumar (12 Aug)`, `Sheila Buckthought, Service Manager`.
fn is_entered(text: &str, names: &Names, one: &Found) -> bool {
    /// Bytes of a label.
    const LABEL: usize = 32;
    let (Some(before), Some(rest)) = (text.get(..one.span.start), text.get(one.span.end..)) else {
        return false;
    };
    let from = before.floor_char_boundary(before.len().saturating_sub(LABEL));
    let near = &before[from..];
    let line = near.rsplit('\n').next().unwrap_or_default();
    let label = line.trim_end_matches([' ', '\t', '\u{a0}']).strip_suffix(':');
    let labelled = (from == 0 || line.len() < near.len())
        && label.is_some_and(|label| {
            let thing =
                label.split_whitespace().any(|word| names.sense(word).is(Sense::UNLABEL.or(Sense::NOUN)));
            !thing && label.trim().chars().all(|c| c.is_alphabetic() || c == ' ')
        });
    let ends = match rest.as_bytes() {
        [] | [b'\n' | b'\r' | b'.', ..] | [b' ', b'(', ..] => true,
        [b',', b' ', next, ..] => next.is_ascii_lowercase() || next.is_ascii_digit(),
        _ => false,
    };
    let does = || {
        let word = rest.strip_prefix(", ")?.split(|c: char| !c.is_alphabetic()).next()?;
        (word.len() < 32).then(|| job(&word.to_lowercase())).flatten()
    };
    labelled && ends || does().is_some()
}

/// Behind the name stands where to call within the house, or with how many its bearer comes: `Henk Weijers, tst 112`, `x2`.
fn is_counted(text: &str, one: &Found) -> bool {
    const CALLED: [&str; 10] =
        ["tst", "toestel", "ext", "tel", "dw", "durchwahl", "poste", "int", "interno", "x"];
    let rest = text.get(one.span.end..).unwrap_or_default();
    let rest = rest.trim_start_matches([' ', ',', '(']);
    let word = rest.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let behind = rest.get(word.len()..).unwrap_or_default();
    let behind = behind.strip_prefix('.').unwrap_or(behind);
    // `x2`, but `x 2   25,00` is an order
    let close = word.eq_ignore_ascii_case("x");
    let number = if close { behind } else { behind.strip_prefix(' ').unwrap_or(behind) };
    let digit = number.starts_with(|c: char| c.is_ascii_digit());
    digit && CALLED.iter().any(|called| word.eq_ignore_ascii_case(called))
}

/// Where numbers, addresses and e-mail addresses begin, in order of place: there may be as many of them as of names.
struct Details(Vec<(usize, Kind)>);

impl Details {
    fn of(matches: &[Match]) -> Self {
        let reach = |m: &&Match| matches!(m.kind, Kind::Phone | Kind::Email | Kind::PostalAddress);
        let mut all: Vec<_> = matches.iter().filter(reach).map(|m| (m.span.start, m.kind)).collect();
        all.sort_by_key(|(start, _)| *start);
        Details(all)
    }

    /// Those that begin so near behind byte `end` that they are of what ends there.
    fn behind(&self, end: usize) -> impl Iterator<Item = &(usize, Kind)> {
        let first = self.0.partition_point(|(start, _)| *start < end);
        self.0[first..].iter().take_while(move |(start, _)| *start <= end + BESIDE)
    }
}

/// What stands right before the name is what people are or do: `Geschäftsführer: …`, `Chauffeur …`.
fn does_something(page: &Page<'_>, names: &Names, one: &Found) -> bool {
    let before = page.region.text.get(..one.span.start).unwrap_or_default();
    let before = before.trim_end_matches([' ', '\t', ':', '.', '\u{a0}']);
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    word.len() > 1 && (names.sense(word).is(Sense::DIRECTOR) || job(word).is_some())
}

/// Right behind the name stands what its bearer does: `Kees Mulder heeft een opmerking geplaatst`.
fn is_followed_by_deed(text: &str, one: &Found) -> bool {
    const DEEDS: [&str; 22] = [
        "heeft", "komt", "belt", "vraagt", "meldt", "wil", "werkt", "has", "wants", "asks", "called",
        "shared", "hat", "kommt", "ruft", "fragt", "vient", "demande", "viene", "llama", "ha", "chiede",
    ];
    let rest = text.get(one.span.end..).unwrap_or_default();
    let next = rest.strip_prefix(' ').and_then(|rest| rest.split([' ', '\n', '.', ',']).next());
    next.is_some_and(|word| DEEDS.contains(&word))
}

/// The name stands in a line of a sentence, and not in a list: `Morgen rijdt Karel Bakker de vroege dienst.`
fn is_told_of(page: &Page<'_>, one: &Found) -> bool {
    const LEAST: usize = 5;
    const LONGEST: usize = 1024;
    let lines = page.lines();
    let at = lines.partition_point(|line| line.span.end <= one.span.start);
    // a longer line is read once for each name on it
    let Some(line) = lines.get(at).filter(|line| line.span.len() <= LONGEST) else { return false };
    let text = line.text(page.region.text);
    let small = text.split(' ').filter(|word| word.starts_with(char::is_lowercase)).count();
    let words = text.split(' ').filter(|word| !word.is_empty()).count();
    words >= LEAST && small * 2 >= words && !text.bytes().any(|b| b.is_ascii_digit())
}

/// The name is all of its line or column, the surname first and a comma behind it, as in lists of people.
fn is_filed(text: &str, one: &Found) -> bool {
    let comma = || text.get(one.span.clone()).is_some_and(|name| name.contains(','));
    let (before, rest) = (text.get(..one.span.start), text.get(one.span.end..));
    one.why[2] == "surname first"
        && comma()
        && before.is_some_and(|before| before.is_empty() || before.ends_with('\n') || before.ends_with("  "))
        && rest
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['\n', '\r']) || rest.starts_with("  "))
}

/// The author's address is made of a word of one of the names: `ugarte@…` for `Maite Ugarte`.
fn is_of_author(page: &Page<'_>, found: &[Found]) -> bool {
    let Some(author) = page.context.author.as_deref() else { return false };
    let pieces: HashSet<&str> = author.split(['.', '_', '-', '+']).collect();
    found.iter().filter_map(|one| page.region.text.get(one.span.clone())).any(|name| {
        name.split_whitespace()
            .map(str::to_lowercase)
            .any(|word| word.chars().count() > 2 && pieces.contains(word.as_str()))
    })
}

/// The name is all that stands behind a label that says to whom something went, or who did it: `Delivered to: John Smith`.
fn is_labelled(text: &str, one: &Found) -> bool {
    const LAST: [&str; 24] = [
        "a",
        "aan",
        "an",
        "by",
        "da",
        "destinataire",
        "destinatario",
        "door",
        "durch",
        "for",
        "für",
        "handtekening",
        "lid",
        "ontvangst",
        "par",
        "para",
        "por",
        "pour",
        "signature",
        "to",
        "unterschrift",
        "von",
        "voor",
        "à",
    ];
    /// Bytes before a name that hold the last word of its label; a line may be all of the text, and be full of names.
    const LABEL: usize = 64;
    let floor = text.ceil_char_boundary(one.span.start.saturating_sub(LABEL));
    let (Some(head), Some(rest)) = (text.get(floor..one.span.start), text.get(one.span.end..)) else {
        return false;
    };
    let line = head.rsplit('\n').next().unwrap_or_default().trim_end();
    let Some(label) = line.strip_suffix(':') else { return false };
    let last = label.trim_end().rsplit([' ', '\u{a0}']).next().unwrap_or_default().to_lowercase();
    LAST.contains(&last.as_str())
        && matches!(rest.trim_start_matches([' ', '\t', '\r']).bytes().next(), None | Some(b'\n'))
}

/// Nothing but words of the lists speaks for the name, or its shape with a sign that is hardly enough: `Regel: Geo Block`. A name
/// before it, with a comma between, is no sign: operas stand in rows too.
fn is_weak(found: &Found) -> bool {
    match found.why[0] {
        "given name of the list" if found.why[1] == "list of names" => found.confidence <= WEAK + ROW,
        "given name of the list" => found.confidence <= WEAK && found.why[1].is_empty(),
        "shape of a name" => found.confidence < WEAK,
        _ => false,
    }
}

/// Somebody may have written it; of text that is no message's nothing is known.
fn is_personal(page: &Page<'_>, names: &Names) -> bool {
    let context = page.context;
    let Some(author) = context.author.as_deref() else { return true };
    let given = Sense::GIVEN.or(Sense::GIVEN_OR_WORD);
    let mut parts = author.split(['.', '_', '-', '+']);
    // `j.devries`, `devries-j`, and `jan`
    context.personal || parts.any(|part| part.len() == 1 || names.sense(part).is(given))
}

/// A line greets or closes.
fn is_letter(page: &Page<'_>) -> bool {
    page.lines().iter().any(|line| {
        let text = line.text(page.region.text);
        let text = text.trim_start_matches(['>', ' ', '|', '*']).trim_end();
        is_greeting(text) && !greets_everybody(text) || is_closing(text)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;
    use std::time::Duration;

    use super::*;
    use crate::model::{Busy, Confidence, OffsetMap, PartMeta, Region};
    use crate::recognise::{Context, Recognisers};

    static ALL: LazyLock<Recognisers> = LazyLock::new(|| Recognisers::built_in(&[]));

    /// Names on a page of mail from this address; of somebody who is named there, where `personal` says so.
    fn names(author: &str, personal: bool, text: &str) -> Vec<String> {
        let mut context = Context { countries: vec![*b"NL"], ..Context::default() };
        context.meet((!author.is_empty()).then_some(author), std::iter::empty());
        context.personal = personal;
        let found = crate::recognise::tests::find(&ALL, text, &context);
        found.into_iter().filter(|m| m.kind == Kind::PersonName).map(|m| m.value.into_revealed()).collect()
    }

    const LIST: &str = "Nieuw deze week in de kas, zolang de voorraad strekt en alleen af te halen op de kwekerij zelf.\n\n\
                        Rood, twee meter, winterhard en geurend, 12,50\nEmma Hamilton in pot, 14,50\nGeel, drie meter, 9,50\n";

    #[test]
    fn in_mail_that_nobody_writes_two_words_of_the_lists_are_nobody() {
        assert_eq!(names("webshop@kwekerij.example", false, LIST), [""; 0]);
        assert_eq!(names("webshop@kwekerij.example", false, &format!("{LIST}\nRegel: Geo Block\n")), [""; 0]);
        assert_eq!(names("webshop@kwekerij.example", false, &format!("Beste klant,\n\n{LIST}")), [""; 0]);
        let titled = format!("{LIST}Madame Anna Smit, 15,00\n");
        assert_eq!(names("webshop@kwekerij.example", false, &titled), ["Anna Smit"]);
    }

    #[test]
    fn in_a_letter_they_are_somebody() {
        let one = ["Emma Hamilton"];
        assert_eq!(names("", false, LIST), one, "no message");
        assert_eq!(names("anna@kwekerij.example", false, LIST), one, "a given name");
        assert_eq!(names("a.smit@kwekerij.example", false, LIST), one, "an initial");
        assert_eq!(names("webshop@kwekerij.example", true, LIST), one, "named in its header");
        for letter in
            [format!("Beste Karel,\n\n{LIST}"), format!("{LIST}\nMet vriendelijke groet,\nDe kwekerij\n")]
        {
            assert_eq!(names("webshop@kwekerij.example", false, &letter), one, "{letter}");
        }
    }

    #[test]
    fn who_is_told_of_or_does_something_is_somebody() {
        let names = |line: &str| names("planning@kwekerij.example", false, &format!("{line}\n{LIST}"));
        assert_eq!(names("Morgen rijdt Karel Bakker de vroege dienst.")[..1], ["Karel Bakker"]);
        assert_eq!(names("Karel Postma heeft gereageerd")[..1], ["Karel Postma"]);
        assert_eq!(names("Geschäftsführer: Karel Bakker, Ons Dorp")[..1], ["Karel Bakker"]);
        assert_eq!(names("Karel Bakker in pot 12,50"), [""; 0]);
    }

    #[test]
    fn who_has_the_last_word_signs() {
        let names = |text: &str| names("webshop@kwekerij.example", false, text);
        assert_eq!(names(&format!("{LIST}\nAnna Smit\n")), ["Anna Smit"]);
        assert_eq!(names(&format!("Anna Smit\n{LIST}")), [""; 0]);
    }

    #[test]
    fn to_whom_something_is_sent_is_somebody() {
        for (more, name) in [
            ("Bezorgen bij\nKees Mulder\nDorpsstraat 12\n1234 AB Utrecht\n", "Kees Mulder"),
            ("Delivered to: John Smith\n", "John Smith"),
            ("Tekende voor ontvangst:  Kees Mulder\n", "Kees Mulder"),
        ] {
            let found = names("webshop@kwekerij.example", false, &format!("{LIST}\n{more}"));
            assert_eq!(found, [name], "{more}");
        }
    }

    #[test]
    fn rows_of_people_are_told_from_rows_of_things() {
        let names = |more: &str| names("webshop@kwekerij.example", false, &format!("{LIST}\n{more}\n{LIST}"));
        for (more, found) in [
            ("ma  Anna Mulder / Karel Bakker\ndi  Anna Mulder\n", 3),
            ("Hal   Kees Mulder, tst 112\n", 1),
            ("Lodge 3   John Smith x2   late\n", 1),
            ("Order 77104, placed by phone by John Smith.\n", 1),
            ("Driver:   John Smith, vehicle 12\n", 1),
            ("ma  Anna Mulder\ndo/vr Karel Bakker\n", 2),
            ("Sick: John Smith\nAlso away: Anna Miller (12 Aug)\n", 2),
            ("Escalation  John Smith, technicien\n", 1),
            ("9 mei  Anna Mulder   12,50\n", 0),
            ("Artikel: Anna Mulder (C2 pot)\n", 0),
            ("John Smith x 2   25,00\n", 0),
            ("Hal   Kees Mulder, tegels 112\n", 0),
            ("Colour   John Smith, pink\n", 0),
        ] {
            assert_eq!(names(more).len(), found, "{more}");
        }
    }

    #[test]
    fn whose_address_is_made_of_the_name_writes() {
        let text = format!("{LIST}\nMaite Ugarte, paars, 13,50\n");
        assert_eq!(names("ugarte@kwekerij.example", false, &text).len(), 2);
        assert_eq!(names("webshop@kwekerij.example", false, &text), [""; 0]);
    }

    #[test]
    fn a_text_message_has_room_for_no_greeting() {
        assert_eq!(names("sms@poort.example", false, "boom op de weg gr Emma Hamilton"), ["Emma Hamilton"]);
    }

    #[test]
    fn a_short_list_of_things_is_no_text_message() {
        let names = |text: &str| names("webshop@kwekerij.example", false, text);
        let roses = "Nieuw in de kas\nEmma Hamilton   12,50\nMaite Ugarte   9,50\n";
        assert_eq!(names(roses), [""; 0], "prices");
        let one = "Grau\nBlau, matt\nEmma Hamilton\nRot\nWeiß\n";
        assert_eq!(names(&format!("{one}Grün\n\nNur solange\nVorrat\nreicht\n")), [""; 0], "one in many");
        assert_eq!(names("inschrijvingen\n- Emma Hamilton\n- Maite Ugarte\n- de rest komt niet\n").len(), 2);
        assert_eq!(names("Van: 0612345678\nTekst: kom later\nEmma Hamilton belt\n"), ["Emma Hamilton"]);
    }

    #[test]
    fn a_row_of_names_makes_no_letter() {
        let row = format!("{LIST}\nSimon Hamilton, Anna Ugarte, Maria Smit\n\n{LIST}");
        assert_eq!(names("webshop@kwekerij.example", false, &row), [""; 0]);
    }

    #[test]
    fn surnames_first_alone_on_their_lines_are_people() {
        let filed = format!("{LIST}\nSmit, Anna\nTelefoon\n\nHamilton, Emma\n{LIST}");
        assert_eq!(names("webshop@kwekerij.example", false, &filed), ["Smit, Anna", "Hamilton, Emma"]);
        let rest = format!("{LIST}\nSmit, Anna; Klein, Anna, geel\n{LIST}");
        assert_eq!(names("webshop@kwekerij.example", false, &rest), [""; 0]);
    }

    /// Whether what `took` says of 16,000 of something is more than the growth of a line over what it says of 2,000.
    fn is_slow(took: impl Fn(usize) -> Duration) -> bool {
        let slow = || {
            let many = took(16_000);
            many > Duration::from_millis(100) && many > 24 * took(2_000)
        };
        slow() && slow() && slow()
    }

    fn found(span: std::ops::Range<usize>) -> Found {
        Found { span, value: None, confidence: 70, why: ["given name of the list", "", ""] }
    }

    #[test]
    fn names_and_numbers_without_end_are_weighed_in_linear_time() {
        let numbers_and_names = |count: usize| {
            let one = |start: usize| Match {
                kind: Kind::Phone,
                value: String::new().into(),
                span: start..start + 1,
                confidence: Confidence::percent(90),
                pattern: "x".into(),
                fields: Default::default(),
                why: Vec::new(),
            };
            let matches: Vec<Match> = (0..count).map(|n| one(n * 10)).collect();
            let start = Busy::now();
            let details = Details::of(&matches);
            let near = (0..count).filter(|n| details.behind(count * 10 + n * 10).next().is_some()).count();
            assert_eq!(near, 0);
            assert_eq!(details.behind(3).count(), 1);
            start.elapsed()
        };
        assert!(!is_slow(numbers_and_names));
    }

    #[test]
    fn a_label_is_looked_for_no_further_than_it_reaches() {
        let unit = "voor: Emma Hamilton in pot, en alle andere rozen die er op de kwekerij nog staan zolang het duurt ";
        let labels = |count: usize| {
            let text = unit.repeat(count);
            let start = Busy::now();
            for n in (0..count).step_by(4) {
                assert!(!is_labelled(&text, &found(n * unit.len() + 6..n * unit.len() + 19)));
            }
            start.elapsed()
        };
        assert!(!is_slow(labels));
        let text = format!("{unit}\nAfgegeven voor: Emma Hamilton\n");
        let start = text.rfind("Emma").unwrap();
        assert!(is_labelled(&text, &found(start..start + 13)));
    }

    #[test]
    fn an_author_of_thousands_of_pieces_is_taken_apart_once() {
        let took = |count: usize| {
            let context = Context { author: Some("ab.".repeat(count).into()), ..Context::default() };
            let text = "Emma Hamilton\n".repeat(count);
            let (part, map) = (PartMeta::default(), OffsetMap::identity(0));
            let region = Region {
                kind: RegionKind::Body,
                part: &part,
                field: None,
                text: &text,
                map: &map,
                aside: false,
                zones: None,
            };
            let all: Vec<Found> = (0..count).map(|n| found(n * 14..n * 14 + 13)).collect();
            let start = Busy::now();
            assert!(!is_of_author(&Page::new(&region, &context), &all));
            start.elapsed()
        };
        assert!(!is_slow(took));
    }

    #[test]
    fn who_can_be_called_is_somebody() {
        let text = format!("{LIST}Vragen? Anna Mulder, 06-12345678\n");
        assert_eq!(names("webshop@kwekerij.example", false, &text), ["Anna Mulder"]);
    }
}
