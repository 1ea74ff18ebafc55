//! What is sold, sails or is stopped at, and is called as people are.
//!
//! In: a name that was read. Out: whether what stands around it says so: how many are ordered, in which form a book is sold, a word for
//! ships or stops. This module refuses to know what the name itself is made of.

use super::grammar::Name;
use super::search::Search;

impl Search<'_> {
    /// True in a line of an order: the cell or the line above says how many, and nothing else: `6x⏎Hemd Franz Joseph, kariert`.
    pub(super) fn is_ordered(&self, name: &Name) -> bool {
        /// Bytes of a line before the name.
        const LINE: usize = 48;
        let bytes = self.text.as_bytes();
        let floor = name.span.start.saturating_sub(LINE);
        let before = &bytes[floor..name.span.start];
        let Some(cell) = memchr::memrchr2(b'\n', b'\t', before) else { return false };
        let [head @ .., b'x' | b'X'] = before[..cell].trim_ascii_end() else { return false };
        // `6x⏎gebeld door Franz Jansen`
        let line = &before[cell + 1..];
        if line.split(|b| *b == b' ').any(|word| word.first().is_some_and(u8::is_ascii_lowercase)) {
            return false;
        }
        let head = head.trim_ascii_end();
        let digits = head.iter().rev().take_while(|b| b.is_ascii_digit()).count();
        let begins =
            matches!(&head[..head.len() - digits], [.., b'\n' | b'\t']) || floor == 0 && head.len() == digits;
        (1..=3).contains(&digits) && begins
    }

    /// True where the label of the line says that what follows is where something stops: `Estación más usada: Alameda - Jaime Roig`.
    pub(super) fn is_stop(&self, name: &Name) -> bool {
        /// Bytes from the label to the name.
        const NEAR: usize = 64;
        const STOPS: [&str; 12] = [
            "estación",
            "estacion",
            "station",
            "parada",
            "halte",
            "haltestelle",
            "arrêt",
            "fermata",
            "stazione",
            "bahnhof",
            "gare",
            "traject",
        ];
        let text = self.text;
        let from = text.floor_char_boundary(name.span.start.saturating_sub(NEAR));
        let near = &text[from..name.span.start];
        // few names stand behind a label
        let Some(colon) = memchr::memrchr(b':', near.as_bytes()) else { return false };
        let (label, between) = near.split_at(colon);
        if between.contains(['\n', '.', ',', ';']) || !between.starts_with(": ") {
            return false;
        }
        let label = label.rsplit(['.', '\n', ';', ',']).next().unwrap_or_default();
        label.split(' ').any(|word| STOPS.iter().any(|stop| word.eq_ignore_ascii_case(stop)))
    }

    /// A word for a ship stands before a byte on its line.
    pub(super) fn tells_of_ships(&self, at: usize) -> bool {
        const NEAR: usize = 96;
        const SHIPS: [&str; 12] = [
            "schif", "schip", "ship", "vessel", "navire", "bateau", "flotte", "vloot", "fleet", "buque",
            "barco", "nave ",
        ];
        let from = self.text.floor_char_boundary(at.saturating_sub(NEAR));
        let line = self.text[from..at].rsplit('\n').next().unwrap_or_default().to_lowercase();
        SHIPS.iter().any(|ship| line.contains(ship))
    }
}

/// A bracket behind says in which form a book or a recording is sold: `Ana Karenina (ed. ilustrada)`, `(DVD)`.
pub(super) fn is_edition(rest: &str) -> bool {
    const FORMS: [&str; 34] = [
        "audiobook",
        "audiolibro",
        "blu-ray",
        "bolsillo",
        "broché",
        "cd",
        "cds",
        "druk",
        "dvd",
        "dvds",
        "e-book",
        "ebook",
        "ed",
        "edición",
        "editie",
        "edition",
        "edizione",
        "gebonden",
        "gebunden",
        "hardback",
        "hardcover",
        "hörbuch",
        "luisterboek",
        "lp",
        "paperback",
        "poche",
        "pocket",
        "relié",
        "taschenbuch",
        "tascabile",
        "vinyl",
        "vinilo",
        "vinile",
        "édition",
    ];
    let Some(inside) = rest.strip_prefix(" (") else { return false };
    let end = inside.find(|c: char| !c.is_alphabetic() && c != '-').unwrap_or(inside.len());
    end <= 12 && inside.get(end..).is_some_and(|b| b.starts_with([')', '.', ' ', ','])) && {
        let word = inside[..end].to_lowercase();
        FORMS.contains(&word.as_str())
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::recognise::{Context, Recognisers, tests::find};

    /// Names of a text.
    fn names(text: &str) -> Vec<String> {
        static ALL: std::sync::LazyLock<Recognisers> =
            std::sync::LazyLock::new(|| Recognisers::built_in(&[]));
        let found = find(&ALL, text, &Context { countries: vec![*b"NL"], ..Context::default() });
        found.into_iter().filter(|m| m.kind == Kind::PersonName).map(|m| m.value.into_revealed()).collect()
    }

    /// A letter, in which nothing weak is taken out.
    fn in_letter(text: &str) -> Vec<String> {
        let all = names(&format!("Beste Piet,\n\n{text}\n\nMet vriendelijke groet,\nAnna Smit\n06-12345678"));
        all.into_iter().filter(|name| name != "Anna Smit").collect()
    }

    #[test]
    fn things_that_are_called_as_people_are() {
        for text in [
            "6x\nHemd Franz Joseph, kariert, L\n239,40",
            "Ana Jansen (ed. ilustrada)",
            "Hannah Arendsen (DVD)",
            "Estación más usada: Alameda - Jaime Roig.",
            "in de plaza de Mariano Jansen",
            "Betroffene Schiffe: MS Karl Jansen, MS Max Jansen",
            "3 berichten in Willem Alexanderkwartier",
            "de Truus Jansen Penning wordt uitgereikt",
        ] {
            assert_eq!(in_letter(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn people_near_such_words() {
        for (text, name) in [
            ("6x\ngebeld door Franz Jansen", "Franz Jansen"),
            ("Jan Jansen (editor) belde", "Jan Jansen"),
            ("Contact station: Jaime Jansen, 0612345678", "Jaime Jansen"),
            ("het plan de campagne van Mariano Jansen", "Mariano Jansen"),
            ("Beste MS Anna Jansen", "Anna Jansen"),
        ] {
            assert_eq!(in_letter(text).first().map(String::as_str), Some(name), "{text}");
        }
    }

    #[test]
    fn whose_office_stands_behind() {
        assert_eq!(
            in_letter("Nieuw bestuur: Ellemijn Krumm (voorzitter) en Farida Nabibaks (secretaris)."),
            ["Ellemijn Krumm", "Farida Nabibaks"]
        );
        assert_eq!(in_letter("Gegund aan Krumm Nabibaks (aannemer)."), [""; 0]);
    }

    #[test]
    fn a_line_may_be_broken_behind_initials() {
        let text = "De eindafrekening kan naar rekening van de vereniging ten name van H.\n";
        assert_eq!(
            in_letter(&format!("{text}Klaassen-Test. Ik ben thuis.")),
            ["H.\nKlaassen-Test"].map(|n| n.replace('\n', " "))
        );
        assert_eq!(in_letter(&format!("{text}Daarna ben ik thuis.")), [""; 0]);
    }

    #[test]
    fn the_house_behind_a_name_is_no_part_of_it() {
        assert_eq!(
            in_letter("bel Isaac Jansen van Roeiersvereniging Testdorp, 0612345678"),
            ["Isaac Jansen"]
        );
        assert_eq!(in_letter("bel Isaac van Dienstdorp, 0612345678"), ["Isaac van Dienstdorp"]);
        assert_eq!(in_letter("Eigentümer Ulrich Nägele (0612345678) ruft an"), ["Ulrich Nägele"]);
    }
}
