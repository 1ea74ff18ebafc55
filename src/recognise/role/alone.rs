//! A lone word that looks as a title or a department and heads or labels something else: who is a party to a contract, where goods go,
//! a name before a colon.
//!
//! In: a cell with one word, judged as a title or a department, and the lines around it. Out: whether it is none of the sender's. This module
//! refuses to know how a phrase is judged.

use std::ops::Range;

use super::Search;
use super::fold::fold;
use crate::model::Kind;
use crate::recognise::lines::Line;

/// Bytes of a word of the lists.
const WORD_MAX: usize = 20;

/// Who is a party to a contract or a procedure, and seldom what somebody is; folded.
const PARTIES: [&str; 36] = [
    "aannemer",
    "hoofdaannemer",
    "onderaannemer",
    "opdrachtgever",
    "opdrachtnemer",
    "gemachtigde",
    "volmachtgever",
    "gevolmachtigde",
    "aanvrager",
    "vergunninghouder",
    "auftragnehmer",
    "auftraggeber",
    "bauunternehmer",
    "generalunternehmer",
    "subunternehmer",
    "bevollmachtigter",
    "bevollmachtigte",
    "bauherr",
    "contractor",
    "subcontractor",
    "applicant",
    "agent",
    "assignee",
    "entrepreneur",
    "mandataire",
    "sous-traitant",
    "contratista",
    "subcontratista",
    "apoderado",
    "apoderada",
    "mandatario",
    "promotor",
    "appaltatore",
    "subappaltatore",
    "committente",
    "mandante",
];
/// Rooms to which goods and visitors go; folded.
const ROOMS: [&str; 26] = [
    "atelier",
    "magazijn",
    "werkplaats",
    "loods",
    "expeditie",
    "keuken",
    "receptie",
    "lager",
    "werkstatt",
    "versand",
    "wareneingang",
    "warenannahme",
    "empfang",
    "warehouse",
    "workshop",
    "reception",
    "magasin",
    "entrepot",
    "cuisine",
    "accueil",
    "almacen",
    "taller",
    "cocina",
    "magazzino",
    "cucina",
    "officina",
];

/// The word is the heading of a party, a line of an address, or a label before a colon that stands apart from it.
pub(super) fn is_label(
    search: &Search<'_>,
    lines: &[Line],
    at: usize,
    cell: &Range<usize>,
    kind: Kind,
) -> bool {
    let (text, line) = (search.text, &lines[at]);
    if cell.len() > WORD_MAX {
        return false;
    }
    let Some(word) = text.get(cell.clone()).filter(|w| !w.contains(' ')) else { return false };
    // `manager        : CN=…`
    if text.get(cell.end..line.span.end).is_some_and(|rest| rest.trim_start().starts_with(':')) {
        return true;
    }
    let list: &[&str] = match kind {
        Kind::JobTitle => &PARTIES,
        Kind::Department => &ROOMS,
        _ => return false,
    };
    if cell.start != line.span.start || !list.contains(&fold(word).as_str()) || is_named(search, lines, at) {
        return false;
    }
    kind == Kind::JobTitle
        || *cell == line.span && lines.get(at + 1).is_some_and(|next| search.is_address(&next.span))
}

/// Somebody's name begins on the line of a word, or on one of the two above it.
fn is_named(search: &Search<'_>, lines: &[Line], at: usize) -> bool {
    let begins = lines[at.saturating_sub(2)].span.start;
    let from = search.people.partition_point(|p| p.start < begins);
    search.people.get(from).is_some_and(|p| p.start < lines[at].span.end)
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::recognise::role::tests::found_of;

    fn found(text: &str) -> Vec<String> {
        use Kind::{Department, JobTitle, PersonName, Phone, PostalAddress};
        let out = found_of(text, &[JobTitle, Department, PersonName, Phone, PostalAddress]);
        let ours = |kind: Kind| matches!(kind, JobTitle | Department);
        out.into_iter().filter(|(kind, _)| ours(*kind)).map(|(_, value)| value).collect()
    }

    #[test]
    fn a_party_a_room_and_a_label() {
        for text in [
            "Zoals gevraagd:\n\nAannemer\nKlant Grondwerk BV\nAnna Smit\n020-2345678",
            "Mobiel\t020-2345678\nGemachtigde\tn.v.t.",
            "Livraison prévue :\n\nClient SARL\nAtelier\nRue des Clients 7\n5000 Namur\n020-2345678",
            "mail           : a.smit@klant.example\nmanager        : CN=Anna Smit",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
        for (text, want) in [
            ("Groet,\nAnna Smit\nAannemer\n020-2345678", "Aannemer"),
            ("Groet,\nAnna Smit\nMagazijn\nDorpsstraat 1\n1234 AB Ons Dorp\n020-2345678", "Magazijn"),
            ("Groet,\nMagazijn\n020-2345678", "Magazijn"),
        ] {
            assert_eq!(found(text), [want], "{text}");
        }
    }
}
