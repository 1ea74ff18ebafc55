//! The text of a message or an attachment: signatures, blocks with contact details, footers, and sentences that tell who
//! somebody is.
//!
//! In: a page. Out: matches. Lines are looked at when they stand below a closing phrase, in a block of short lines with a
//! number or an address, or on a line with such; all others cost no more than a look at their first bytes.

use std::ops::Range;

use super::Search;
use super::belong;
use super::block::{self, near};
use super::bracket;
use super::called;
use super::columns::{self, Columns};
use super::foot;
use super::form;
use super::header;
use super::hosted;
use super::leaders;
use super::mention;
use super::phrase;
use super::prose;
use super::row;
use super::sentence::sentence;
use super::stack;
use super::standing::{Zone, is_below_name, standing};
use super::vocabulary::Sort;
use super::word;
use crate::model::{Confidence, Kind, Match};
use crate::recognise::lines::Line;

/// Lines below a closing phrase that may say who the sender is.
const SIGNATURE: u32 = 14;
/// Bytes of a line that is searched for firms and titles in sentences.
const SENTENCE_MAX: usize = 1200;

pub(super) fn search(search: &mut Search<'_>) {
    let page = search.page;
    let lines = page.lines();
    let touched = block::touched(search, lines);
    let mut reader = Reader {
        lines,
        touched: &touched,
        scratch: String::new(),
        columns: None,
        in_card: false,
        led: false,
    };
    let mut from = 0;
    while from < lines.len() {
        let number = lines[from].block;
        let end = from + lines[from..].iter().take_while(|l| l.block == number).count();
        reader.block(search, from, end);
        from = end;
    }
    displays(search);
    bracket::search(search);
    prose::search(search);
    row::search(search);
    header::firms(search, 0);
    mention::search(search);
    hosted::search(search);
    stack::search(search, lines);
    departments(search);
}

/// Of two firms in a row below a title, the first is a department where the second is a firm for sure and the first has nothing
/// of one: `Klant & Wonen` above `Woonstichting Ons Dorp`.
fn departments(search: &mut Search<'_>) {
    super::keep_best(&mut search.found);
    let (text, vocabulary) = (search.text, search.vocabulary());
    let near = |span: Range<usize>| {
        let gap = text.get(span).unwrap_or("-");
        gap.len() <= 6
            && gap.bytes().filter(|b| *b == b'\n').count() < 2
            && gap.trim_matches([' ', '/', '|', ',', '\r', '\n', '·', '•']).is_empty()
    };
    for n in 2..search.found.len() {
        let [title, first, second] = &search.found[n - 2..=n] else { return };
        let sorts = (title.kind, first.kind, second.kind);
        if sorts != (Kind::JobTitle, Kind::Organisation, Kind::Organisation)
            || !near(title.span.end..first.span.start)
            || !near(first.span.end..second.span.start)
        {
            continue;
        }
        let named = |m: &Match| {
            let phrase = &text[m.span.clone()];
            let legal = search.verdict(&m.span, false).is_some_and(|v| v.why == "a legal form");
            legal || phrase::is_house(phrase, vocabulary) || search.domains.name(phrase)
        };
        let field = word::words(&text[first.span.clone()], vocabulary).is_some_and(|words| {
            words.len() > 1
                && words.iter().any(|w| w.sort.is(Sort::PART))
                && !words.iter().any(|w| w.sort.is(Sort::TYPE))
        });
        if field && !named(first) && named(second) {
            let Some(card) = search.own.cards.iter().find(|c| c.kind == Kind::Department) else { return };
            let Some(first) = search.found.get_mut(n - 1) else { return };
            (first.kind, first.pattern) = (card.kind, card.id.clone());
            first.confidence = Confidence::percent(card.confidence);
            if search.page.context.explain {
                first.why = vec!["between a title and a firm".to_owned()];
            }
        }
    }
}

/// Reads lines, one block after the other.
struct Reader<'r> {
    lines: &'r [Line],
    /// Lines on which something was found before.
    touched: &'r [bool],
    scratch: String,
    /// The list whose rows are being read.
    columns: Option<Columns>,
    in_card: bool,
    /// The line above was a row whose dots lead to a name.
    led: bool,
}

impl Reader<'_> {
    fn block(&mut self, search: &mut Search<'_>, from: usize, end: usize) {
        let (lines, touched, text) = (self.lines, self.touched, search.text);
        let prose = block::is_prose(text, &lines[from..end]);
        let listed = !prose
            && (block::is_block(text, &lines[from..end], &touched[from..end])
                || block::is_block_before(text, lines, from..end, touched));
        let foot = if listed { None } else { foot::begins(text, &lines[from..end], &touched[from..end]) };
        let foot = foot.map_or(end, |n| from + n);
        let mut stopped = prose;
        for (at, line) in lines.iter().enumerate().take(end).skip(from) {
            if self.is_read(search, at) {
                continue;
            }
            stopped = stopped || line.below_closing.is_some() && block::begins_other(line, text);
            let zone = match line.below_closing {
                Some(n) if n <= SIGNATURE && !stopped => Some(Zone::Signature),
                _ if listed || at >= foot => Some(Zone::Block),
                _ if is_below_name(search, lines, at) => Some(Zone::Name),
                _ => None,
            };
            belong::above_name(search, lines, at);
            match zone {
                Some(zone) => {
                    standing(search, lines, at, zone, touched[at]);
                    if touched[at] {
                        belong::behind_names(search, line);
                    } else {
                        belong::alone(search, line);
                    }
                }
                None if touched[at] || near(touched, at) => {
                    sentence(search, line, touched[at]);
                    belong::beside(search, lines, at);
                }
                None => {
                    belong::alone(search, line);
                    belong::beside(search, lines, at);
                }
            }
            let close = touched[at] || near(touched, at);
            if close || has_person(search, &line.span) {
                called::search(search, lines, at, close);
            }
        }
    }

    /// Reads a row of a list, a property of a card, or a line with a label; true when the line was one of these, or is too
    /// long to be looked at.
    fn is_read(&mut self, search: &mut Search<'_>, at: usize) -> bool {
        let line = &self.lines[at];
        if let Some(list) = &mut self.columns {
            if list.row(search, &line.span) {
                return true;
            }
            self.columns = None;
        }
        if line.span.len() > SENTENCE_MAX {
            return true;
        }
        if self.in_card || matches!(search.text.as_bytes()[line.span.start], b'B' | b'b') {
            let head = line.text(search.text).get(..9);
            let is = |begin: &str| head.is_some_and(|h| h.eq_ignore_ascii_case(begin));
            if self.in_card || is("BEGIN:VCA") {
                self.in_card = !is("END:VCARD");
                form::card(search, &line.span);
                return true;
            }
        }
        self.led = leaders::row(search, line, self.led, &mut self.scratch);
        if self.led {
            return true;
        }
        let glance = form::glance(search, line);
        if glance.label && form::labelled(search, self.lines, at, &mut self.scratch) {
            return true;
        }
        if glance.headings {
            self.columns = columns::headings(search, line, &mut self.scratch);
        }
        self.columns.is_some()
    }
}

/// The name of a person begins on a line.
fn has_person(search: &Search<'_>, line: &Range<usize>) -> bool {
    let from = search.people.partition_point(|p| p.start < line.start);
    search.people.get(from).is_some_and(|p| p.start < line.end)
}

/// Display names before addresses: of the header block of a message that was passed on, and of lists.
fn displays(search: &mut Search<'_>) {
    let text = search.text;
    let before = search.before;
    for m in before.iter().filter(|m| m.kind == Kind::Email) {
        let at = m.span.start;
        let near = &text.as_bytes()[at.saturating_sub(9)..at];
        if !near.contains(&b'<') && !near.contains(&b'[') {
            continue;
        }
        let floor = text.as_bytes()[at.saturating_sub(200)..at]
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(at.saturating_sub(200), |n| at.saturating_sub(200) + n + 1);
        let Some(floor) = (floor..=at).find(|n| text.is_char_boundary(*n)) else { continue };
        let end = if near.ends_with(b"mailto:") { at - 7 } else { at };
        let Some(span) = header::display_before(text, end, floor) else { continue };
        // `Van: `, `From: `
        let piece = &text[span.clone()];
        let skip = piece.find(':').filter(|n| *n <= 12).map_or(0, |n| n + 1);
        let span = header::trim(text, span.start + skip..span.end);
        if !span.is_empty() {
            header::display(search, span, m.value.reveal());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::recognise::role::tests::found_of;

    fn found(text: &str) -> Vec<(Kind, String)> {
        found_of(text, &[Kind::Organisation, Kind::JobTitle, Kind::Department])
    }

    /// With names of people and numbers, by which more is found.
    fn found_all(text: &str) -> Vec<(Kind, String)> {
        use Kind::{Department, JobTitle, Organisation, PersonName, Phone};
        found_of(text, &[Organisation, JobTitle, Department, PersonName, Phone])
    }

    #[test]
    fn a_signature_in_any_order() {
        let (firm, title, department) = (Kind::Organisation, Kind::JobTitle, Kind::Department);
        let is = |text: &str, expected: &[(Kind, &str)]| {
            let found = found(text);
            let found: Vec<_> = found.iter().map(|(k, v)| (*k, v.as_str())).collect();
            assert_eq!(found, expected, "{text}");
        };
        is(
            "Groeten,\nKlant Bouw BV\nJan de Vries\nHoofd Inkoop\n020-2345678",
            &[(firm, "Klant Bouw BV"), (title, "Hoofd Inkoop")],
        );
        is(
            "Met vriendelijke groet,\nJan de Vries -- Inkoper\nTeam Logistiek – Klant Bouw BV",
            &[(title, "Inkoper"), (department, "Team Logistiek"), (firm, "Klant Bouw BV")],
        );
        is(
            "Jan de Vries\nProjectleider\n\nBakkerij Ons Dorp\nDorpsstraat 1\n1234 AB Ons Dorp\n020-2345678",
            &[(title, "Projectleider"), (firm, "Bakkerij Ons Dorp")],
        );
    }

    #[test]
    fn what_stands_below_a_name() {
        let (firm, title, department) = (Kind::Organisation, Kind::JobTitle, Kind::Department);
        for (text, expected) in [
            (
                "Jan de Vries\nDirecteur Basisschool De Zon",
                &[(title, "Directeur"), (firm, "Basisschool De Zon")][..],
            ),
            ("Groeten,\nJan de Vries\nconsulent Wmo\n020-2345678", &[(title, "consulent Wmo")]),
            ("Jan de Vries | architect BNA | 020-2345678", &[(title, "architect BNA")]),
            (
                "Kind regards,\nJohn Client\nProject Superintendent\nTolworth General Works\n+44 20 7946 0123",
                &[(title, "Project Superintendent"), (firm, "Tolworth General Works")],
            ),
            (
                "Un saludo,\nJuan Cliente\nJefe de Tráfico\nKlant Tegels, S.L.\n020-2345678",
                &[(title, "Jefe de Tráfico"), (firm, "Klant Tegels, S.L.")],
            ),
            (
                "Grüße\nppa. Leiter Technik\nAbteilung 4.2 - Hochbau\n020-2345678",
                &[(title, "Leiter Technik"), (department, "Abteilung 4.2 - Hochbau")],
            ),
            (
                "Groet,\nJan de Vries\nInkoper\nZorgbelang Oost, team Noord\n020-2345678",
                &[(title, "Inkoper"), (firm, "Zorgbelang Oost"), (department, "team Noord")],
            ),
            (
                "Groeten,\nJan de Vries\nChef werkplaats Autobedrijf Klant\n020-2345678",
                &[(title, "Chef werkplaats"), (firm, "Autobedrijf Klant")],
            ),
            (
                "Groet,\nAnna Smit, wijkverpleegkundige team Oost\n020-2345678",
                &[(title, "wijkverpleegkundige"), (department, "team Oost")],
            ),
            (
                "Groet,\nAnna Smit · adviseur · afdeling Watersysteem\n020-2345678",
                &[(title, "adviseur"), (department, "afdeling Watersysteem")],
            ),
            (
                "Grüße\nHans Kunde\nStadt Ort (Westf.)\nFachdienst 463 - Bauordnung\n020-2345678",
                &[(firm, "Stadt Ort (Westf.)"), (department, "Fachdienst 463 - Bauordnung")],
            ),
            (
                "Grüße\nHans Kunde | Versicherungsfachmann (BWV) | 020-2345678",
                &[(title, "Versicherungsfachmann (BWV)")],
            ),
            ("Groet,\nBedrijfsleider Jan de Vries\n020-2345678", &[(title, "Bedrijfsleider")]),
            (
                "Jan de Vries (hij/hem)\nLead developer @ Codeklant\n020-2345678 ~ info@codeklant.nl ~ codeklant.nl/over-ons-dorp",
                &[(title, "Lead developer"), (firm, "Codeklant")],
            ),
            (
                "Groet,\nJan de Vries\narchitect Klant Tekent\n020-2345678\ninfo@klanttekent.nl",
                &[(title, "architect"), (firm, "Klant Tekent")],
            ),
            (
                "Groet,\nAnna Smit\nInkoper\ngemeente Onsdorp\n020-2345678",
                &[(title, "Inkoper"), (firm, "gemeente Onsdorp")],
            ),
        ] {
            let mut out = found_all(text);
            out.retain(|(kind, _)| [firm, title, department].contains(kind));
            let out: Vec<_> = out.iter().map(|(k, v)| (*k, v.as_str())).collect();
            assert_eq!(out, expected, "{text}");
        }
    }

    #[test]
    fn what_shares_a_line_or_a_bracket() {
        let (firm, title, department) = (Kind::Organisation, Kind::JobTitle, Kind::Department);
        for (text, expected) in [
            (
                "Groet,\nAnna Smit\nMedewerker verhuur\nKlant & Wonen\nWoonstichting Ons Dorp\n020-2345678",
                &[
                    (title, "Medewerker verhuur"),
                    (department, "Klant & Wonen"),
                    (firm, "Woonstichting Ons Dorp"),
                ][..],
            ),
            (
                "Groet,\nAnna Smit\nwoonbegeleidster Team Wonen\n020-2345678",
                &[(title, "woonbegeleidster"), (department, "Team Wonen")],
            ),
            (
                "Groet,\nAnna Smit\nDiensthoofd Sociale dienst\n020-2345678",
                &[(title, "Diensthoofd"), (department, "Sociale dienst")],
            ),
            (
                "Groet,\nAnna Smit // Team Wijkzorg Midden\n020-2345678",
                &[(department, "Team Wijkzorg Midden")],
            ),
            (
                "Groet,\nAnna Smit\nafdeling Onroerend goed\n020-2345678",
                &[(department, "afdeling Onroerend goed")],
            ),
            (
                "Mijn collega Anna Smit (incassomedewerker, 020 - 234 56 78) belt.",
                &[(title, "incassomedewerker")],
            ),
            (
                "Mijn collega Anna Smit (notarieel medewerkster, 020-2345678, a.smit@klant.example) belt.",
                &[(title, "notarieel medewerkster")],
            ),
            ("Er waren:\n- Anna Smit (Klant, manager vastgoed)", &[(title, "manager vastgoed")]),
            (
                "Per 1 april start Anna Smit als projectleider duurzaamheid bij de afdeling Beheer.",
                &[(title, "projectleider duurzaamheid")],
            ),
            (
                "Groet,\n\nAnna Smit\nerkend vastgoedmakelaar-syndicus BIV 507.318\n020-2345678",
                &[(title, "erkend vastgoedmakelaar-syndicus")],
            ),
            (
                "KvK-nummer   12345678\nHandelsnaam  Eetcafé De Klant\nEigenaar     Anna Smit\nTelefoon     020-2345678",
                &[(firm, "Eetcafé De Klant")],
            ),
            (
                "Groet,\nVvE-Beheer Klantdorp\n\nnamens deze,\nAnna Smit\n020-2345678",
                &[(firm, "VvE-Beheer Klantdorp")],
            ),
            (
                "Mijn contract is met, dus inzake Woonstichting Klantdorp / R. Smit.",
                &[(firm, "Woonstichting Klantdorp")],
            ),
            (
                "Ik sprak Anna Smit, Jefa de Almacén de\nBodegas Klant, 020-2345678",
                &[(title, "Jefa de Almacén"), (firm, "Bodegas Klant")],
            ),
            (
                "Te paso lo que apunté ayer en la feria: Anna Smit, Directora Comercial de Bodegas\nde la sierra, en una carta larga que llegó con retraso, 020-2345678",
                &[(title, "Directora Comercial")],
            ),
            (
                "Anna Smit, Key Account Manager at Klant Casks; 020-2345678",
                &[(title, "Key Account Manager"), (firm, "Klant Casks")],
            ),
        ] {
            let mut out = found_all(text);
            out.retain(|(kind, _)| [firm, title, department].contains(kind));
            let out: Vec<_> = out.iter().map(|(k, v)| (*k, v.as_str())).collect();
            assert_eq!(out, expected, "{text}");
        }
        for text in ["INCLUDING BUT NOT LIMITED TO THE WARRANTIES", "Company Reg. No. 1234 020-2345678"] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_department() {
        for text in [
            "Groeten,\nJan\nOffice hours Mon-Thu\n020-2345678",
            "SELECT 1\n GROUP BY 1, 2\n020-2345678",
            "Unit 7\n020-2345678",
            "020-2345678 (Zentrale)",
            "INSERT INTO t VALUES (3, 'Hoofd Inkoop');\n020-2345678",
            "Versand         12,90 EUR\n020-2345678",
            "Civic Centre\n020-2345678",
            "Jan Klant Vries, mayor de edad, 020-2345678",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn lists_under_headings() {
        let cells = "Empresa | Contacto | Cargo\nDe Verfpot | Jan de Vries | Inkoper";
        let values: Vec<_> = found(cells).into_iter().map(|(_, v)| v).collect();
        assert_eq!(values, ["De Verfpot", "Inkoper"]);
        let spare = "Bedrijf;Naam;Functie\nDe Verfpot;Jan de Vries;Inkoper;";
        let values: Vec<_> = found(spare).into_iter().map(|(_, v)| v).collect();
        assert_eq!(values, ["De Verfpot", "Inkoper"]);
        assert_eq!(found("Naam      Funktion    Abteilung\nOfen 1    Heben       H1"), []);
        let rows = "Naam;Functie;Organisatie\nJan de Vries;Inkoper;De Verfpot\nPiet Jansen;Kok;Het Spit";
        let values: Vec<_> = found(rows).into_iter().map(|(_, v)| v).collect();
        assert_eq!(values, ["Inkoper", "De Verfpot", "Kok", "Het Spit"]);
        let none = "Naam;Firma;Functie\nJan de Vries;privat;Inkoper";
        assert_eq!(found(none), [(Kind::JobTitle, "Inkoper".to_owned())]);
        let cut = "Naam\tFunctie\tMobiel\nJan de Vries\tInkoper\t";
        assert_eq!(found(cut), [(Kind::JobTitle, "Inkoper".to_owned())]);
        let columns = "Naam            Functie      Telefoon\nJan de Vries    Inkoper      020-2345678";
        assert_eq!(found(columns), [(Kind::JobTitle, "Inkoper".to_owned())]);
    }

    #[test]
    fn prose_says_nothing() {
        for text in [
            "De manager van de afdeling inkoop belt morgen naar de bank.",
            "Mvg,\nJan\n\nDit bericht is alleen bestemd voor de geadresseerde; de directie en de afdeling aanvaarden geen aansprakelijkheid.",
            "Wilt u de monteur bellen op 020-2345678?",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
