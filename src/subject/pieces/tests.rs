use super::*;
use crate::recognise::Normaliser;

fn found(text: &str, counts: Counts) -> Vec<String> {
    let person = Person::of("Vries, J.P. de (Jan)", &Normaliser::new()).unwrap();
    let mut all = Vec::new();
    Pieces::of(&person).each(text, &mut |c, span| {
        if c == counts {
            all.push(text[span].to_owned());
        }
    });
    all
}

#[test]
fn lists_are_in_order() {
    assert!(GREETINGS.is_sorted() && LABELS.is_sorted() && SURNAMES.is_sorted());
}

#[test]
fn a_given_name_where_people_greet() {
    for text in [
        "Beste Jan,",
        "> Hallo Jan, wil je bellen?",
        "Dear Els and Jan",
        "Lieve Els en Jan!",
        "Good morning Jan.",
        "Hoi Jan",
        "> Groet, Jan",
        "Op 3 mei 2014 schreef Jan:",
        "On 3 May Jan wrote:",
    ] {
        assert_eq!(found(text, Counts::Addressed), ["Jan"], "{text}");
        assert_eq!(found(text, Counts::About), [""; 0], "{text}");
    }
    for text in ["Groet, Jan", "Met vriendelijke groet,\nJan", "mvg Jan.", "- Jan"] {
        assert_eq!(found(text, Counts::Signed), ["Jan"], "{text}");
        assert_eq!(found(text, Counts::Addressed), [""; 0], "{text}");
    }
    for text in [
        "Beste Jan Bakker,",
        "Beste Jan van den Berg,",
        "Beste Els,",
        "Jan: 12",
        "Wij spraken met Jan over de lekkage.",
        "Kees zei dat Jan komt.",
        "jan",
        "Op 3 mei schreef Jan Bakker:",
    ] {
        assert_eq!(found(text, Counts::Addressed), [""; 0], "{text}");
    }
}

#[test]
fn a_given_name_within_a_sentence() {
    for text in [
        "Wij spraken met Jan over de lekkage.",
        "Kees zei dat Jan komt.",
        "ik sprak Jan",
        "Met Jan gebeld",
        "> volgens Jan is het droog. Els niet.",
        "Het is droog. Jan belt nog.",
        "Els, Jan en Kees komen",
        "(Jan weet ervan)",
        "Jan belt terug",
    ] {
        assert_eq!(found(text, Counts::Told), ["Jan"], "{text}");
    }
    for text in [
        "wij spraken jan",
        "met Jan Bakker gesproken",
        "met Jan van den Berg gesproken",
        "Robert Jan komt",
        "Sint Jan en Kerst",
        "met Willem-Jan",
        "Jan-Willem belt",
        "5 Jan 2014",
        "vanaf Jan. 2014",
        "naam=Jan;Bakker",
        "Els;Jan;Bakker",
        "Voornaam: Jan",
        "jan@klant.example of Jan@klant.example",
        "JAN.txt en Jan_Bakker",
        "Omzet in Jan: 400",
        "wij leveren Jan, Feb en Mrt",
        "by the end of Jan we ship",
        "bij Jan & Co",
        "bij Jan en Zonen",
        "in café Jan",
        "Onze collega Jan komt",
        "Beste Jan,",
        "Groet, Jan",
    ] {
        assert_eq!(found(text, Counts::Told), [""; 0], "{text}");
    }
    let person = Person::of("Wil Bakker", &Normaliser::new()).unwrap();
    let told = |text: &str| {
        let mut n = 0;
        Pieces::of(&person).each(text, &mut |counts, _| n += usize::from(counts == Counts::Told));
        n
    };
    assert_eq!(
        (told("Wil je bellen? Wil dat lukken? The Wil of it"), told("ik sprak Wil nog")),
        (0, 1),
        "a name that is a word"
    );
}

#[test]
fn forms_and_names_without_spaces() {
    for (text, want) in [
        ("Voornaam: Jan\nAchternaam: x", "Jan"),
        ("Voornaam: Jan Achternaam: de Vries Werkgever: Bakker", "Jan"),
        ("Achternaam: Vries Voornaam: Jan Tussenvoegsel: de", "Jan"),
        ("Voorletters: J.P. Achternaam: de Vries", "J.P."),
        ("First name | Jan |", "Jan"),
        ("Voornaam       Jan", "Jan"),
        ("<voornaam>Jan</voornaam>", "Jan"),
        ("{\"firstName\":\"Jan\"}", "Jan"),
        ("Voorletters: J.P.\nAchternaam: de Vries", "J.P."),
        ("Achternaam: de Vries\nVoorletters: JP\n", "JP"),
        ("Voornaam: Jan\nTussenvoegsel: de\nAchternaam: Vries\nVoornaam: Jan\nAchternaam: Bakker", "Jan"),
        ("Achternaam: Bakker\nVoornaam: Jan\nAchternaam: Vries\nVoornaam: Jan", "Jan"),
        ("Voornaam: Jan\nAchternaam:\nTelefoon: 06", "Jan"),
        ("Naam\nJan", "Jan"),
        ("login JandeVries1975 en", "JandeVries1975"),
        ("DOMEIN\\jdevries", "jdevries"),
        ("JPdeVries", "JPdeVries"),
    ] {
        assert_eq!(found(text, Counts::About), [want], "{text}");
    }
    for text in [
        "Voornaam: Els",
        "Voornaam: Jan\nAchternaam: Bakker",
        "Voornaam: Jan Achternaam: Bakker",
        "Voornaam: Jan Bakker Telefoon: 06",
        "Achternaam: bakker\nVoornaam: Jan",
        "Voornaam: Jan\nTussenvoegsel: van den\nAchternaam: Berg",
        "First name: Jan | Last name: Bakker",
        "{\"lastName\":\"Bakker\",\"firstName\":\"Jan\"}",
        "Voorletters: J.\nAchternaam: Smit",
        "Voorletters: J.P.",
        "Naam: Jan Bakker",
        "Voorletters: K.",
        "jandevries@x.example",
        "jandevriesland",
        "de naam van Jan",
    ] {
        assert_eq!(found(text, Counts::About), [""; 0], "{text}");
    }
}

#[test]
fn somebody_else_of_the_given_name() {
    let person = Person::of("Jan de Vries", &Normaliser::new()).unwrap();
    let pieces = Pieces::of(&person);
    assert!(pieces.is_borne_by("Jan Bakker") && pieces.is_borne_by("Bakker, Jan"));
    assert!(
        !pieces.is_borne_by("Jan")
            && !pieces.is_borne_by("Jan de Vries")
            && !pieces.is_borne_by("Els Bakker")
    );
}

#[test]
fn addresses_with_the_given_name() {
    let person = Person::of("Jan de Vries", &Normaliser::new()).unwrap();
    let pieces = Pieces::of(&person);
    for address in ["jan.bakker@klant.example", "jan@x.example", "Bakker_JAN2@x.example"] {
        assert!(pieces.is_in_address(address), "{address}");
    }
    for address in ["jan.de.vries@x.example", "janbakker@x.example", "els@jan.example"] {
        assert!(!pieces.is_in_address(address), "{address}");
    }
}

#[test]
fn signs_between_words() {
    let lines = |text: &str, machine| {
        let mut all = Vec::new();
        spaced(text, machine, &mut |at, line, spaced| {
            assert_eq!((&text[at..at + line.len()], line.len()), (line, spaced.len()));
            all.push(spaced.to_owned());
        });
        all
    };
    assert_eq!(lines("x\nJan;de;Vries\n\"Jan\",\"de\"\n", false), ["Jan de Vries", " Jan   de "]);
    assert_eq!(lines("Dag Jan, hoe is het?", false), [""; 0]);
    assert_eq!(lines("from JAN-DE-VRIES (x.y)", true), ["from JAN DE VRIES (x y)"]);
}
