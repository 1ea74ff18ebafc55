use super::super::name::named;
use super::super::token::tokens;
use super::*;
use crate::recognise::Normaliser;

/// What a text says of a person by their first surname.
fn says(name: &str, text: &str) -> Option<Written> {
    let lists = Normaliser::new();
    let person = Person::of(name, &lists).unwrap();
    let all = tokens(text);
    let surname = &person.surnames[0];
    let at = all.iter().position(|t| surname.core[surname.anchor()].is(&t.folded))?;
    named(&all, at, (&person, surname), (false, false), &lists).map(|named| named.written)
}

#[test]
fn names_that_a_hyphen_binds_are_one() {
    use Written::{Full, Fuzzy, Initials, Nickname};
    for (text, written) in [
        ("Jean-Pierre Lefèvre", Some(Full)),
        ("Jean Pierre LEFEVRE", Some(Full)),
        ("Jeanpierre Lefevre", Some(Full)),
        ("LEFÈVRE Jean-Pierre", Some(Full)),
        ("Jean P. Lefevre", Some(Full)),
        ("Jean-Pierer Lefevre", Some(Fuzzy)),
        ("J.-P. Lefevre", Some(Initials)),
        ("J-P Lefevre", Some(Initials)),
        ("JP Lefevre", Some(Initials)),
        ("Jean Lefevre", Some(Nickname)),
        ("Pierre Lefevre", Some(Nickname)),
        ("Jean-Paul Lefevre", None),
        ("Lefevre, Jean-Paul", None),
        ("Paul Lefevre", None),
    ] {
        assert_eq!(says("Jean-Pierre Lefèvre", text), written, "{text}");
    }
}

#[test]
fn another_name_behind_a_hyphen_is_hardly_the_same() {
    use Written::{Full, Fuzzy, Nickname};
    for (text, written) in [
        ("Jan-Willem Bakker", Some(Nickname)),
        ("Bakker, Jan-Willem", Some(Nickname)),
        ("Jan Willem Bakker", Some(Full)),
        ("Jna Bakker", Some(Fuzzy)),
        ("Jan Bakker", Some(Full)),
    ] {
        assert_eq!(says("Jan Bakker", text), written, "{text}");
    }
    // of whom the second letter is known
    assert_eq!(says("Bakker, J.W. (Jan)", "Jan-Willem Bakker"), Some(Full));
    // one name of several words
    for text in ["María del Carmen García", "García, María del Carmen", "María García"] {
        assert_eq!(says("María del Carmen García", text), Some(Full), "{text}");
    }
}
