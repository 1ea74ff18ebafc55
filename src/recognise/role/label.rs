//! What looks as a title does and is none: the heading of a column, the label of a row. And fields that commas part.
//!
//! In: a cell of a line, and the lines around it. Out: whether people stand below it as below a label; where a row of fields ends.
//! This module refuses to know how a phrase is judged.

use std::ops::Range;

use super::Search;
use super::between::IN_CELLS;
use super::department;
use super::header::trim;
use super::vocabulary::{Sort, Vocabulary};
use super::word::words;
use crate::model::Kind;
use crate::recognise::lines::{Line, Marks, cells};

/// Lines of a group of a form: a label, its value, and a number perhaps.
const GROUP: usize = 3;
/// Bytes of a field behind a title.
const FIELD_MAX: usize = 40;

/// A cell with what looks as a title does labels who stands behind or below it.
pub(super) fn is(search: &Search<'_>, lines: &[Line], at: usize, cell: &Range<usize>) -> bool {
    (is_of_row(search, lines, at, cell)
        || is_above_people(search, lines, at, cell)
        || heads_column(search, lines, at, cell))
        && search.verdict(cell, false).is_some_and(|v| v.kind == Kind::JobTitle)
}

/// `Behandelaar` above a name, in a form whose label and value stand on lines of their own: groups of two or three lines, one below
/// the other.
fn is_above_people(search: &Search<'_>, lines: &[Line], at: usize, cell: &Range<usize>) -> bool {
    let line = &lines[at];
    if *cell != line.span || search.people.is_empty() || line.below_closing.is_some() {
        return false;
    }
    let group = |n: usize| {
        let block = lines.get(n)?.block;
        let from = lines[..n].iter().rev().take(GROUP).take_while(|l| l.block == block).count();
        let behind = lines[n..].iter().take(GROUP + 1).take_while(|l| l.block == block).count();
        Some((n - from, n + behind)).filter(|(a, b)| (2..=GROUP).contains(&(b - a)))
    };
    let Some((from, end)) = group(at).filter(|(from, _)| *from == at) else { return false };
    let next = &lines[at + 1].span;
    let begins = search.people.partition_point(|p| p.start < next.start);
    let named = search.people.get(begins).is_some_and(|p| p.start < next.start + 10 && p.end <= next.end);
    let short = |(a, b): (usize, usize)| lines[a..b].iter().all(|l| l.span.len() <= 48);
    let before = from.checked_sub(1).and_then(group);
    let behind = group(end);
    named && before.is_some_and(short) && behind.is_some_and(short)
}

/// `Behandelaar<tab>Anna Smit` in a table of a form: a row beside which others begin with what is no title and nobody.
fn is_of_row(search: &Search<'_>, lines: &[Line], at: usize, cell: &Range<usize>) -> bool {
    let (text, line) = (search.text, &lines[at]);
    if search.people.is_empty()
        || cell.start != line.span.start
        || !text[cell.end..line.span.end].starts_with('\t')
    {
        return false;
    }
    let count =
        |l: &Line| if l.text(text).contains('\t') { cells(text, l.span.clone()).take(5).count() } else { 0 };
    let width = count(line);
    let named = cells(text, line.span.clone()).nth(1).is_some_and(|value| {
        let begins = search.people.partition_point(|p| p.start < value.start);
        search.people.get(begins).is_some_and(|p| p.start < value.start + 10 && p.end <= value.end)
    });
    let other = |n: usize| {
        lines.get(n).filter(|l| (2..=4).contains(&count(l)) && count(l) == width).is_some_and(|l| {
            cells(text, l.span.clone()).next().is_some_and(|first| {
                let judged = search.verdict(&first, false).map(|v| v.kind);
                !search.is_person(&first) && !matches!(judged, Some(Kind::JobTitle | Kind::Department))
            })
        })
    };
    named && (at.checked_sub(1).is_some_and(other) || other(at + 1))
}

/// `Guida | Cellulare | e-mail` above rows with a name and numbers: in the column of the cell, people stand.
fn heads_column(search: &Search<'_>, lines: &[Line], at: usize, cell: &Range<usize>) -> bool {
    let (text, line) = (search.text, &lines[at]);
    if line.marks.has(Marks::DIGIT.or(Marks::AT))
        || search.people.is_empty()
        || cell.len() + 4 > line.span.len()
    {
        return false;
    }
    let Some(next) = lines.get(at + 1).filter(|l| l.block == line.block) else { return false };
    if !next.marks.has(Marks::DIGIT.or(Marks::AT)) {
        return false;
    }
    let count = |l: &Line| cells(text, l.span.clone()).take(8).count();
    let column =
        cells(text, line.span.clone()).take(8).position(|c| c.start <= cell.start && cell.end <= c.end);
    let Some(column) = column.filter(|_| count(line) >= 2 && count(line) == count(next)) else {
        return false;
    };
    // a name and its firm have a number on the line below too
    let other = cells(text, line.span.clone()).take(8).any(|c| search.is_person(&c));
    !other && cells(text, next.span.clone()).nth(column).is_some_and(|c| search.is_person(&c))
}

/// `Operator, Teamleider, Chauffeur of Monteur`: three titles or more on a line that names nobody, and nobody right above: whom
/// something is for.
pub(super) fn is_row_of_titles(search: &Search<'_>, lines: &[Line], at: usize) -> bool {
    let (text, line) = (search.text, &lines[at]);
    let whole = line.text(text);
    if memchr::memchr_iter(b',', whole.as_bytes()).take(2).count() < 2 || line.marks.has(Marks::AT) {
        return false;
    }
    let begins =
        at.checked_sub(1).and_then(|n| lines.get(n)).map_or(line.span.start, |above| above.span.start);
    let from = search.people.partition_point(|p| p.end <= begins);
    if search.people.get(from).is_some_and(|p| p.start < line.span.end) {
        return false;
    }
    let (mut titles, mut from) = (0, line.span.start);
    for piece in whole.split(", ").take(8) {
        let span = from..from + piece.len();
        from = span.end + 2;
        titles += usize::from(search.verdict(&span, false).is_some_and(|v| v.kind == Kind::JobTitle));
    }
    titles > 2
}

/// `Team Vergunningen, Toezicht & Handhaving`, `Hoofd Beheer, Onderhoud en Groen`: where a row of fields ends that begins with what
/// stands in a span; a comma stands behind that.
pub(super) fn fields_in_a_row(
    search: &Search<'_>,
    span: &Range<usize>,
    behind: usize,
    end: usize,
) -> Option<usize> {
    let (text, vocabulary) = (search.text, search.vocabulary());
    if text.get(span.end..behind)? != ", " {
        return None;
    }
    // `Client Services Manager, Accounts & Client Services`: what goes on is the first field of several, not who somebody is
    let begun = words(text.get(span.clone())?, vocabulary)?;
    if begun.last().is_some_and(|w| w.sort.is(Sort::HEAD) && !w.sort.is(Sort::PART)) {
        return None;
    }
    let rest = text.get(behind..end)?;
    let stop = IN_CELLS.find(rest).map_or(rest.len(), |m| m.start);
    let row = rest.get(..stop)?.trim_end();
    if row.len() > 60 {
        return None;
    }
    let words = words(row, vocabulary)?;
    let joint = |text: &str| matches!(text, "&" | "en" | "und" | "and" | "et" | "y" | "e");
    let at = words.iter().position(|w| joint(w.text)).filter(|n| (1..=2).contains(n))?;
    let (field, last) = (&words[..at], words.get(at + 1..)?);
    let fits = |w: &super::word::Word<'_>| {
        w.is_capital() && !w.has_digit() && !w.parted && !w.sort.is(Sort::NEVER) && !w.sort.is(Sort::TIE)
    };
    // `Sachbearbeiterin, Team Lohn & Personal`
    let opened = field.first().is_some_and(|w| w.sort.is(Sort::OPENER) || w.sort.is(Sort::SOFT_OPENER));
    let known = !opened && field.iter().chain(last).any(|w| w.sort.is(Sort::PART));
    let all = field.iter().all(fits) && (1..=2).contains(&last.len()) && last.iter().all(fits);
    let person = search.is_person(&(behind..behind + row.len()));
    (all && known && !person).then_some(behind + row.len())
}

/// `Vertretung: Team Ersatzteile`: a department by the word that opens it fills the line behind a colon, which is not that of a subject.
pub(super) fn department_behind(
    search: &Search<'_>,
    cell: &Range<usize>,
    colon: &Range<usize>,
) -> Option<Range<usize>> {
    const SUBJECTS: [&str; 12] = [
        "Onderwerp",
        "Betreft",
        "Betr",
        "Subject",
        "Re",
        "Betreff",
        "Objet",
        "Asunto",
        "Oggetto",
        "Sujet",
        "Aan",
        "To",
    ];
    let text = search.text;
    let label = text.get(cell.start..cell.start + colon.start)?.trim_end_matches([' ', '.']);
    let span = trim(text, cell.start + colon.end..cell.end);
    let phrase = text.get(span.clone())?;
    let may = (5..=FIELD_MAX).contains(&phrase.len())
        && phrase.contains(' ')
        && !SUBJECTS.contains(&label)
        && IN_CELLS.find(phrase).is_none();
    (may && search.verdict(&span, false).is_some_and(|v| v.kind == Kind::Department && v.more > 0))
        .then_some(span)
}

/// `Curator, Rare Map Collections`, `Manager, Claims & Recoveries`: fields behind a title and a comma of which some are in no list.
pub(super) fn is_field_behind_title(phrase: &str, vocabulary: &Vocabulary) -> bool {
    let Some(words) = words(phrase, vocabulary) else { return false };
    let fits = |w: &super::word::Word<'_>| {
        (w.is_capital() || w.is_joint())
            && !w.has_digit()
            && !w.parted
            && !w.sort.is(Sort::NEVER)
            && !w.sort.is(Sort::TIE)
            && !w.sort.is(Sort::HEAD)
    };
    let known = |w: &super::word::Word<'_>| w.sort.is(Sort::PART);
    let joined = words.iter().any(|w| matches!(w.text, "&" | "en" | "und" | "and" | "et" | "y" | "e"));
    // `Primary Care Team Ballymote`: where the team is
    if let [fields @ .., team, town] = &*words
        && (2..=3).contains(&fields.len())
        && team.sort.is(Sort::CLOSER)
        && team.is_capital()
        && town.is_capital()
        && town.sort.is_none()
        && fields.iter().all(fits)
        && fields.iter().any(known)
        && fits(town)
    {
        return true;
    }
    (3..=5).contains(&words.len())
        && words.iter().all(fits)
        && words.first().is_some_and(|w| w.is_capital() && !w.is_joint())
        && words.last().is_some_and(|w| if joined { !w.is_joint() } else { known(w) })
        && words.iter().any(known)
}

/// `Regional Manager, North West`, `Sales Director, Benelux & DACH`: where the region ends that stands behind a title and a comma.
pub(super) fn region_behind(
    search: &Search<'_>,
    span: &Range<usize>,
    behind: usize,
    end: usize,
) -> Option<usize> {
    const REGIONS: [&str; 16] = [
        "EMEA", "APAC", "DACH", "Benelux", "Nordics", "Europe", "Americas", "Iberia", "Scotland", "Wales",
        "Ireland", "England", "UK", "&", "and", "en",
    ];
    if search.text.get(span.end..behind)? != ", " {
        return None;
    }
    let rest = search.text.get(behind..end)?.trim_end();
    let region = |word: &str| department::is_side(word) || REGIONS.contains(&word);
    let named = rest.starts_with(char::is_uppercase) && rest.ends_with(char::is_alphabetic);
    (named && rest.len() <= FIELD_MAX && rest.split(' ').all(region)).then_some(behind + rest.len())
}

/// `Assistante export – marchés francophones`: where a field in small letters ends that a dash stands before, behind a title.
pub(super) fn field_behind_dash(
    search: &Search<'_>,
    span: &Range<usize>,
    behind: usize,
    end: usize,
) -> Option<usize> {
    let text = search.text;
    if !matches!(text.get(span.end..behind)?, " - " | " – " | " — ") {
        return None;
    }
    let rest = text.get(behind..end)?;
    if !rest.starts_with(char::is_lowercase) || rest.len() > FIELD_MAX || IN_CELLS.find(rest).is_some() {
        return None;
    }
    let words = words(rest, search.vocabulary())?;
    let small = |w: &super::word::Word<'_>| {
        !w.is_capital()
            && !w.parted
            && !w.sort.is(Sort::NEVER)
            && !w.sort.is(Sort::HEAD)
            && w.text.chars().all(|c| c.is_lowercase() || c == '-')
    };
    let field = words.len() <= 4 && words.iter().all(small) && words.iter().any(|w| w.sort.is(Sort::PART));
    (field && words.last().is_some_and(|w| !w.is_joint())).then_some(behind + rest.trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::{Vocabulary, is_field_behind_title};
    use crate::model::Kind;
    use crate::recognise::role::tests::found_of;

    fn found(text: &str) -> Vec<String> {
        use Kind::{Department, Email, JobTitle, Organisation, PersonName, Phone};
        let out = found_of(text, &[JobTitle, Department, Organisation, PersonName, Phone, Email]);
        let ours = |kind: Kind| matches!(kind, JobTitle | Department | Organisation);
        out.into_iter().filter(|(kind, _)| ours(*kind)).map(|(_, value)| value).collect()
    }

    #[test]
    fn labels_and_headings_are_no_titles() {
        for text in [
            "Zaaktype\nEvenement\n\nBehandelaar\nAnna Smit\n\nAanvrager\nJan de Vries\n\nTelefoon\n020-2345678",
            "Guida | Cellulare | e-mail\nAnna Smit | 06-12345678 | anna@klant.example",
            "Zaaktype\tEvenement\nBehandelaar\tAnna Smit\nAanvrager\tJan de Vries\nTelefoon\t020-2345678",
            "Volunteer\tReach them on\nAnna Smit\t06-12345678",
            "Fonction | Nom | GSM\nPlanning | Anna Smit | 06-12345678\nPannes | Jan de Vries | 06-12345679",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
        for text in [
            "HACCP interne auditor, 2 dagen, 19 en 26 oktober, € 545\nInschrijven: 020-2345678",
            "Voor wie?\nOperator, Teamleider, Chauffeur, Monteur\nBel 020-2345678",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
        let several = "Groet,\nAnna Smit\nDirecteur, Adviseur, Trainer\n020-2345678";
        assert!(found(several).len() > 1);
        let roles = "Directeur\tAnna Smit\t020-2345678\nInkoper\tJan de Vries\t020-2345679";
        assert_eq!(found(roles), ["Directeur", "Inkoper"]);
        let card = "Directeur\nAnna Smit\n020-2345678";
        assert_eq!(found(card), ["Directeur"]);
        let columns = "Functie | Naam | Telefoon\nInkoper | Anna Smit | 06-12345678";
        assert_eq!(found(columns), ["Inkoper"]);
    }

    #[test]
    fn fields_that_commas_part() {
        let text = "Groet,\nAnna Smit - Team Vergunningen, Toezicht & Handhaving - 020-2345678";
        assert_eq!(found(text), ["Team Vergunningen, Toezicht & Handhaving"]);
        let text = "Groet,\nAnna Smit\nUnit Bodem, Water & Geo-informatie\n020-2345678";
        assert_eq!(found(text), ["Unit Bodem, Water & Geo-informatie"]);
        let text = "Regards,\nAnna Smith\nClient Services Manager, Accounts & Client Services\n020-2345678";
        assert_eq!(found(text), ["Client Services Manager", "Accounts & Client Services"]);
        let text = "Groet,\nAnna Smit\nInkoper, Klant & Zn.\n020-2345678";
        assert_eq!(found(text), ["Inkoper", "Klant & Zn."]);
    }

    #[test]
    fn a_field_behind_a_comma() {
        for (line, want) in [
            ("Manager, Claims & Recoveries", &["Manager", "Claims & Recoveries"][..]),
            ("Curator, Rare Map Collections", &["Curator", "Rare Map Collections"]),
            ("Manager, Client & Zoon", &["Manager"]),
            ("Manager, Ons Dorp", &["Manager"]),
            ("Manager, Ons Klein Dorp", &["Manager"]),
        ] {
            assert_eq!(found(&format!("Regards,\nAnna Smit\n{line}\n020-2345678")), want, "{line}");
        }
        let lists = Vocabulary::built_in();
        for text in ["Client & Zoon", "Ons Klein Dorp", "Manager Claims Recoveries", "Claims 2 Recoveries"] {
            assert!(!is_field_behind_title(text, &lists), "{text}");
        }
    }

    #[test]
    fn a_department_behind_a_label() {
        let text = "Groet,\nAnna Smit\nInkoper\nBij afwezigheid: Team Inkoop\n020-2345678";
        assert_eq!(found(text), ["Inkoper", "Team Inkoop"]);
        for line in ["Betreff: Team Inkoop", "Let op: Team building", "Open: ma t/m vr"] {
            assert_eq!(found(&format!("Groet,\nAnna Smit\n{line}\n020-2345678")), [""; 0], "{line}");
        }
    }

    #[test]
    fn a_field_behind_a_dash() {
        let is = |line: &str, want: &[&str]| {
            let text = format!("Cordialement,\nAnna Smit\n{line}\n020-2345678");
            assert_eq!(found(&text), want, "{line}");
        };
        is("Assistante export – marchés francophones", &["Assistante export – marchés francophones"]);
        is("Inkoper - werkdagen ma t/m do", &["Inkoper"]);
        is("Inkoper - afwezig op vrijdag", &["Inkoper"]);
        is("Assistante – Service Achats", &["Assistante", "Service Achats"]);
    }

    #[test]
    fn desks_below_a_closing_phrase() {
        assert_eq!(found("Regards,\nCustoms Desk\n020-2345678"), ["Customs Desk"]);
        assert_eq!(found("Groet,\nAnna Smit\nLager 3\n020-2345678"), ["Lager 3"]);
        assert_eq!(found("Regards,\nKlantwick Desk\n020-2345678"), Vec::<String>::new());
    }

    #[test]
    fn titles_before_a_firm() {
        for (text, want) in [
            (
                "Sincerely,\nAnna Smit\nDirector of Sales Klantwick Walkers LLC\n020-2345678",
                ["Director of Sales", "Klantwick Walkers LLC"],
            ),
            (
                "Un abrazo,\nAnna Smit\nGuía de montaña Autocares Kliente S.A.\n020-2345678",
                ["Guía de montaña", "Autocares Kliente S.A."],
            ),
            (
                "Grüße,\nAnna Smit\n.:: Versandleiterin bei Möbelwerke Kunde GmbH & Co. KG ::.\n020-2345678",
                ["Versandleiterin", "Möbelwerke Kunde GmbH & Co. KG"],
            ),
        ] {
            assert_eq!(found(text), want, "{text}");
        }
        assert_eq!(found("Groet,\nAnna Smit\nHead Hunters Klant BV\n020-2345678"), ["Head Hunters Klant BV"]);
    }
}
