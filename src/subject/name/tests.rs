use super::super::token::tokens;
use super::*;

struct Known;

impl Lists for Known {
    fn is_given(&self, word: &str) -> bool {
        ["jan", "piet", "anna", "annemarie", "peter", "maria", "hans", "birgit", "frank", "jos"]
            .contains(&word)
    }
    fn is_surname(&self, _: &str) -> bool {
        false
    }
    fn is_legal_form(&self, letters: &str) -> bool {
        letters == "SA"
    }
}

/// What the text says of a person, at the first place where the surname stands.
fn says(name: &str, text: &str) -> Option<Written> {
    let person = Person::of(name, &Known).unwrap();
    let all = tokens(text);
    for (n, token) in all.iter().enumerate() {
        for surname in &person.surnames {
            let word = &surname.core[surname.anchor()];
            let fuzzy = !word.is(&token.folded) && word.0.iter().any(|w| near(w, &token.folded));
            let glued = token.folded == format!("{}{}", surname.infix.join(""), word.plain())
                && !surname.infix.is_empty();
            if (word.is(&token.folded) || fuzzy || glued)
                && let Some(named) = named(&all, n, (&person, surname), (fuzzy, glued), &Known)
            {
                return Some(named.written);
            }
        }
    }
    None
}

#[test]
fn a_name_is_told_however_it_is_written() {
    use Written::{Full, Fuzzy, Initials, Nickname, OtherInitials};
    for (text, written) in [
        ("Beste Jan de Vries,", Some(Full)),
        ("JAN DE VRIES", Some(Full)),
        ("jan de vries belde", Some(Full)),
        ("Ik sprak JAN DE VRIES gisteren", Some(Full)),
        ("Jan\n> de Vries", Some(Full)),
        ("Vries, Jan de", Some(Full)),
        ("de Vries, Jan", Some(Full)),
        ("Vries, J. de (Jan)", Some(Full)),
        ("Jan_de_Vries.pdf", Some(Full)),
        ("Jan A. de Vries", Some(Full)),
        ("Jan Vries", Some(Full)),
        ("Jan de Vries-Jansen", Some(Full)),
        ("Jan Jansen-de Vries", Some(Full)),
        ("dhr. J. (Jan) de Vries", Some(Full)),
        ("drs. J.P. (Jan) de Vries", Some(Full)),
        ("Jan (J.P.) de Vries", Some(Full)),
        ("Johannes (Jan) de Vries", Some(Full)),
        ("P. (Piet) de Vries", None),
        ("J. de Vries (Jan)", Some(Initials)),
        ("Jan de Vries (Piet)", Some(Full)),
        ("Jan (de Vries)", Some(Written::Surname)),
        ("J. de Vries", Some(Initials)),
        ("J.A. de Vries", Some(Initials)),
        ("JA de Vries", Some(Initials)),
        ("JA DE VRIES", Some(Written::Surname)),
        ("Vandaag belde JA DE VRIES over morgen", Some(Initials)),
        ("Vandaag belde JOS DE VRIES over morgen", None),
        ("Vandaag belde DE VRIES JOS over morgen", None),
        ("JOS de Vries", Some(Initials)),
        ("JOS DE VRIES", None),
        ("Vries, J. de", Some(Initials)),
        ("Vries J. de", Some(Initials)),
        ("het dossier van Vries, J. de (Jan)", Some(Full)),
        ("dhr. J. DE VRIES", Some(Initials)),
        ("Jan de Vreis", Some(Fuzzy)),
        ("Hans de Vries", Some(Nickname)),
        ("meneer De Vries", Some(Written::Surname)),
        ("een mail van De Vries", Some(Written::Surname)),
        ("Jan en Piet de Vries", Some(Full)),
        ("Jan & Piet de Vries", Some(Full)),
        ("Jan, Anna en Piet de Vries", Some(Full)),
        ("Piet of Jan de Vries", Some(Full)),
        ("J. en P. de Vries", Some(Initials)),
        ("Anna en Piet de Vries", None),
        ("Jan, Piet de Vries", None),
        ("Jan en Piet van Vries", None),
        ("Piet de Vries", None),
        ("P. de Vries", None),
        ("Jan van Vries", None),
        ("Jan van de Vries", None),
        ("J. de Vreis", None),
        ("de vries", None),
        ("Vries, Piet de", None),
        ("De Vries Jan", Some(Full)),
        ("Vries Jan de", Some(Full)),
        ("klant: de Vries Jan; 12", Some(Full)),
        ("De Vries Jan Bakker", Some(Written::Surname)),
        ("De Vries Jan belde", Some(Written::Surname)),
        ("Piet de Vries Jan", None),
        ("De Vries Piet", Some(Written::Surname)),
        ("Jan Bakker geb. de Vries", Some(Full)),
        ("J. Bakker, geboren De Vries", Some(Initials)),
        ("Jan van den Berg-Bakker (née de Vries)", Some(Full)),
        ("Anna Bakker geb. de Vries", None),
        ("geb. de Vries", Some(Written::Surname)),
    ] {
        assert_eq!(says("Jan de Vries", text), written, "{text}");
    }
    assert_eq!(says("J.A. de Vries", "Jan de Vries"), Some(Initials));
    assert_eq!(says("J.A. de Vries", "J.B. de Vries"), Some(OtherInitials));
    assert_eq!(says("Jan Jansen", "Jan van Jansen"), None);
    for text in [
        "Bas van 't Hoff",
        "Bas van ’t Hoff",
        "bas van ‘t hoff",
        "BAS VAN 'T HOFF",
        "Bas van het Hoff",
        "Bas van't Hoff",
        "Bas v.'t Hoff",
        "Hoff, Bas van 't",
        "van 't Hoff, Bas",
    ] {
        assert_eq!(says("Bas van 't Hoff", text), Some(Full), "{text}");
    }
    for text in ["B. van ´t Hoff", "Hoff, B. van 't", "B. VAN ’T HOFF"] {
        assert_eq!(says("Bas van ’t Hoff", text), Some(Initials), "{text}");
    }
    assert_eq!(says("Bas van 't Hoff", "Bas 't Hoff"), Some(Written::Part));
    assert_eq!(says("Jan van der Berg", "Jan der Berg"), Some(Written::Part));
    for text in ["B. 't Hoff", "meneer 't Hoff", "Piet 't Hoff", "Bas de Hoff"] {
        assert_eq!(says("Bas van 't Hoff", text), None, "{text}");
    }
    assert_eq!(says("Anna in 't Veld", "Anna in 't Veld"), Some(Full));
    assert_eq!(says("Anna in 't Veld", "Anna in het veld"), None);
    assert_eq!(says("Jan 't Hart", "Jan ter Hart"), None);
    assert_eq!(says("Jan 't Hart", "'t Hart, Jan"), Some(Full));
    assert_eq!(says("Jan de Vries", "M. Jan de Vries, Piet van Dam"), Some(Full));
    assert_eq!(says("Jan Le Goff", "Goff, J. Le (Jan)"), Some(Full));
    assert_eq!(says("Frank Oude Voshaar", "Piet Oude Voshaar"), None);
    assert_eq!(says("Frank Oude Voshaar", "Frank Oude Voshar"), Some(Fuzzy));
    assert_eq!(says("Frank Oude Voshaar", "Frank Ouede Voshaar"), Some(Fuzzy));
    assert_eq!(says("Frank Oude Voshaar", "F. Ouede Voshaar"), Some(Written::Surname));
}

#[test]
fn a_legal_form_is_no_initials() {
    use Written::{Initials, Surname};
    for (text, written) in [
        ("Chauffage Lambert SA", Surname),
        ("Lambert S.A.", Surname),
        ("Lambert, S.A.", Initials),
        ("Lambert SP", Initials),
        ("S.A. Lambert", Initials),
    ] {
        assert_eq!(says("Sébastien Lambert", text), Some(written), "{text}");
    }
}

#[test]
fn what_an_apostrophe_binds_stands_behind_the_name_too() {
    use Written::{Full, Initials};
    let known = |text: &str| says("François d'Ormesson", text);
    for (text, written) in [
        ("François d'Ormesson", Some(Full)),
        ("FRANÇOIS D’ORMESSON", Some(Full)),
        ("d'Ormesson, François", Some(Full)),
        ("Ormesson, François d'", Some(Full)),
        ("Ormesson, F. d'", Some(Initials)),
        ("Ormesson, G. d'", None),
    ] {
        assert_eq!(known(text), written, "{text}");
    }
    assert_eq!(says("Niccolò De Rossi", "Niccolo' De Rossi"), Some(Full));
}

#[test]
fn what_stands_in_the_line_above_is_no_part_of_it() {
    let words = |text: &str| {
        let person = Person::of("Jan de Vries", &Known)?;
        let all = tokens(text);
        let at = all.iter().position(|token| token.folded == "vries")?;
        let named = named(&all, at, (&person, &person.surnames[0]), (false, false), &Known)?;
        Some(text[all[named.words.start].span.start..all[named.words.end - 1].span.end].to_owned())
    };
    for (text, name) in [
        ("Groet, Piet\nJan de Vries", "Jan de Vries"),
        ("X.\nJan de Vries", "Jan de Vries"),
        ("Jan\nde Vries", "Jan\nde Vries"),
        ("Jan\nPiet de Vries", "Jan\nPiet de Vries"),
        ("J.\nde Vries", "J.\nde Vries"),
    ] {
        assert_eq!(words(text).as_deref(), Some(name), "{text}");
    }
}

#[test]
fn a_double_name_is_told_by_its_parts() {
    use Written::{Full, Initials, Part, Titled};
    let birgit = "Birgit Meyer-Lüdenscheid";
    assert_eq!(says(birgit, "Birgit Meyer"), Some(Part));
    assert_eq!(says(birgit, "B. Meyer-Luedenscheid"), Some(Initials));
    assert_eq!(says(birgit, "B. Meyer"), Some(Written::Surname));
    // a word that may be a given name elsewhere
    let anna = "Anna A\u{ef}t Taleb";
    assert_eq!(says(anna, "Dossier A\u{ef}t Taleb"), Some(Written::Surname));
    assert_eq!(says(anna, "Anna Ait Taleb"), Some(Written::Full));
    assert_eq!(says(birgit, "Frau Meyer-Lüdenscheid"), Some(Titled));
    assert_eq!(says("Anna van IJzendoorn-van Leeuwen", "Anna van Leeuwen"), Some(Part));
    assert_eq!(says("Jan van den Brink", "Jan vandenBrink"), Some(Full));
    assert_eq!(says("Jan van den Brink", "Jan v.d. Brink"), Some(Full));
    assert_eq!(says("Jan van den Brink", "Jan v/d Brink"), Some(Full));
    assert_eq!(says("Maria Jansen-van den Brink", "mw v/d Brink-Jansen"), Some(Titled));
    assert_eq!(says("Jan van den Brink", "Jan van der Brink"), None);
}
