use super::*;
use crate::model::assert_linear;
use crate::recognise::Normaliser;
use crate::subject::request::{Identifiers, Request};
use crate::subject::sample::list;

#[test]
fn a_surname_that_others_bear_is_no_typing_error() {
    for (name, text, written) in [
        ("Jan Bakker", "Jan Bekker", Written::OtherSurname),
        ("Piet van den Berg", "Piet van den Burg", Written::OtherSurname),
        ("Jan Mulder", "Jan Mulders", Written::OtherSurname),
        ("Jan Mulders", "Jan Mulder's", Written::OtherSurname),
        ("Jan Visser", "Jan Vissers", Written::OtherSurname),
        ("Jan Bakker", "Jan Bakekr", Written::Fuzzy),
        ("Jan Bakker", "Jan Baker", Written::OtherSurname),
        ("Jan Hoekstra", "Jan Hoekstar", Written::Fuzzy),
        ("Jan Sjoerdsma", "Jan Sjoerdsme", Written::Fuzzy),
    ] {
        let subject = Identifiers { names: list(&[name]), ..Identifiers::default() };
        let mut found: Vec<_> = spots(subject, text).into_iter().map(|s| s.place).collect();
        // with the `'s` and without it
        found.dedup();
        assert!(matches!(found.as_slice(), [Place::Name(0, w, _)] if *w == written), "{text}: {found:?}");
    }
}

fn ids() -> Identifiers {
    Identifiers {
        names: list(&["Hélène Lacroix"]),
        emails: list(&["h.lacroix@klant.example"]),
        phones: list(&["06-12345678"]),
        addresses: list(&["Jan van Galenstraat 19a, 6811AA Arnhem"]),
        ibans: list(&["NL91ABNA0417164300"]),
        other: list(&["KL-88213"]),
        ..Identifiers::default()
    }
}

/// The places of a text that name somebody who is looked for.
fn spots(subject: Identifiers, text: &str) -> Vec<Spot> {
    let normal = Normaliser::new();
    let request = Request { subject, ..Request::default() };
    let all = [Sought::of(&request, &normal, &[*b"NL"]).unwrap()];
    let needles = Needles::of(&all);
    let mut spots = Vec::new();
    Searcher { all: &all, needles: &needles, lists: &normal }.search(text, &mut |s| spots.push(s));
    spots
}

/// What a text names, as it stands there.
fn found(text: &str) -> Vec<(Place, String, How)> {
    spots(ids(), text).into_iter().map(|s| (s.place, text[s.span].to_owned(), s.how)).collect()
}

fn one(text: &str) -> Option<(String, How)> {
    let mut all = found(text);
    assert!(all.len() <= 1, "{text}: {all:?}");
    all.pop().map(|(_, t, how)| (t, how))
}

#[test]
fn a_number_is_found_however_it_is_written() {
    for text in [
        "06-12345678",
        "0612345678",
        "06 12 34 56 78",
        "+31 6 12345678",
        "+31(0)6-12345678",
        "0031 6 1234 5678",
        "(06) 12345678",
        "06\u{a0}12\u{a0}34\u{a0}56\u{a0}78",
        "06–12345678",
        "+31.6.12.34.56.78",
    ] {
        let (span, how) = one(&format!("bel {text}, of")).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(span, text);
        assert_eq!(how, if text == "06-12345678" { How::Exact } else { How::Variant });
    }
    for text in
        ["06-12345679", "06-123456780", "106-12345678x", "0706-1234567", "9906123456781", "20612345678"]
    {
        assert_eq!(one(text), None, "{text}");
    }
    assert_eq!(one("op 12 juni 2014 06-12345678").unwrap().0, "06-12345678");
}

#[test]
fn one_host_has_two_names() {
    let subject = Identifiers { emails: list(&["m.beek@gmail.com"]), ..Identifiers::default() };
    let found = spots(subject, "mbeek@googlemail.com m.beek@gmail.com m.beek@mail.com");
    let found: Vec<_> = found.into_iter().map(|s| s.span).collect();
    assert_eq!(found, [0..20, 21..37]);
}

#[test]
fn what_is_somebodys_is_theirs_and_what_is_called_after_them_is_not() {
    for text in ["Hélène Lacroix's dossier", "HÉLÈNE LACROIX’S dossier", "het Lacroix, Hélène's dossier"]
    {
        let all = found(text);
        assert!(matches!(all[..], [(Place::Name(0, Written::Full, _), ..)]), "{text}: {all:?}");
        assert!(!all[0].1.contains(['\'', '’']), "{text}: {all:?}");
    }
    for text in ["le dossier d'Hélène Lacroix", "l’avis d’Hélène Lacroix", "D'HÉLÈNE LACROIX"] {
        let all = found(text);
        assert!(matches!(all[..], [(Place::Name(0, Written::Full, _), ..)]), "{text}: {all:?}");
        assert!(all[0].1.starts_with(['H']), "{text}: {all:?}");
    }
    for text in ["in Klinikum Hélène Lacroix", "de Hélène Lacroix-Straße 4"] {
        let all = found(text);
        assert!(matches!(all[..], [(Place::Name(0, w, _), ..)] if !w.tells_who()), "{text}: {all:?}");
    }
}

#[test]
fn who_is_called_otherwise_is_somebody_else() {
    for text in
        ["H. Lacroix (Henri)", "H. Lacroix (prénom Henri)", "H. Lacroix \"Henri\"", "H. LACROIX (Anna)"]
    {
        let all = found(text);
        assert!(!all.iter().any(|(p, ..)| matches!(p, Place::Name(..))), "{text}: {all:?}");
    }
    for text in ["H. Lacroix (Hélène)", "H. Lacroix (Anna Bakker)", "H. Lacroix, \"Anna\" en"] {
        let all = found(text);
        assert!(matches!(all[..], [(Place::Name(0, w, _), ..)] if w.tells_who()), "{text}: {all:?}");
    }
    let all = found("compte helene.lacroix, depuis");
    assert!(
        matches!(&all[..], [(Place::Name(0, Written::Full, _), t, _)] if t == "helene.lacroix"),
        "{all:?}"
    );
}

#[test]
fn accounts_and_literals_are_found() {
    assert_eq!(one("NL91ABNA0417164300.").unwrap().1, How::Exact);
    assert_eq!(one("nl91 abna 0417 1643 00").unwrap().1, How::Variant);
    assert_eq!(one("NL91ABNA04171643001"), None);
    assert_eq!(one("klant KL-88213,").unwrap(), ("KL-88213".to_owned(), How::Exact));
    for text in ["kl 88213", "KL88213", "KL/88213", "kl_88213"] {
        assert_eq!(one(text).unwrap(), (text.to_owned(), How::Variant));
    }
    for text in ["KL\n88213", "KL\r\n> 88213", "KL\n> > > 88213"] {
        assert_eq!(one(text).unwrap(), (text.to_owned(), How::Variant));
    }
    for text in ["KL > 88213", "KL\n\n88213", "KL >\n>> nr >\n88213"] {
        assert_eq!(one(text), None, "{text}");
    }
    for text in ["KL-882134", "KL-8821", "MKL-88213", "88213", "KL-88213A"] {
        assert_eq!(one(text), None, "{text}");
    }
}

#[test]
fn addresses_are_found() {
    for text in ["h.lacroix@klant.example", "H.Lacroix@Klant.Example", "h.lacroix+x@post.klant.example"] {
        assert_eq!(one(&format!("<{text}>")).unwrap().0, text);
    }
    assert_eq!(one("mailto=h.lacroix%40klant.example&x").unwrap().0, "h.lacroix%40klant.example");
    assert_eq!(one("dh.lacroix@klant.example"), None);
    assert_eq!(one("h.lacroix@klant.example.evil.example"), None);
}

#[test]
fn streets_are_found_with_number_and_place() {
    for text in [
        "Jan van Galenstraat 19a, 6811 AA",
        "jan van galenstraat 19 a in Arnhem",
        "Jan van Galenstraat 19a\n6811AA ARNHEM",
    ] {
        let all = found(text);
        assert!(all.iter().any(|(p, ..)| *p == Place::Address(0)), "{text}: {all:?}");
    }
    for text in ["Jan van Galenstraat 21, 6811 AA", "Jan van Galenstraat 19a", "Galenstraat 19a, Arnhem"] {
        assert!(!found(text).iter().any(|(p, ..)| *p == Place::Address(0)), "{text}");
    }
}

#[test]
fn names_are_found() {
    for (text, written) in [
        ("Mme Hélène LACROIX", Written::Full),
        ("Helene Lacroix", Written::Full),
        ("Lacroix, H. (Hélène)", Written::Full),
        ("H. Lacroix", Written::Initials),
        ("Hélène Lacorix", Written::Fuzzy),
        ("Hélène Lacroex", Written::OtherSurname),
        ("Hélène Lacroixs", Written::OtherSurname),
        ("Hélene Lacrox", Written::Fuzzy),
        ("Madame Lacroix", Written::Surname),
    ] {
        let all = found(text);
        assert!(matches!(all.as_slice(), [(Place::Name(0, w, _), ..)] if *w == written), "{text}: {all:?}");
    }
    let spot = |name: &str, text: &str| {
        let subject = Identifiers { names: list(&[name]), ..Identifiers::default() };
        spots(subject, text).into_iter().map(|s| s.place).collect::<Vec<_>>()
    };
    let all = spot("Jan van den Berg", "Jan vna den Berg");
    assert!(all.iter().any(|p| matches!(p, Place::Name(_, Written::Fuzzy, _))), "{all:?}");
    for (name, text) in [
        ("D'Angelo Russell", "D'Angelo Russell"),
        ("D'Angelo Russell", "Russell, D'Angelo"),
        ("L'Tanya Jackson", "L'Tanya Jackson"),
        ("Anna D'Angelo", "Anna D’Angelo"),
    ] {
        let all = spot(name, text);
        assert!(all.iter().any(|p| matches!(p, Place::Name(_, Written::Full, _))), "{text}: {all:?}");
    }
    for (name, text) in [
        ("Anna Angelo", "Anna D'Angelo"),
        ("Anna Angelo", "D'Angelo, Anna"),
        ("Jean Abbé", "J. L'Abbé"),
        ("Pierre Arc", "Pierre d'Arc"),
    ] {
        let all = spot(name, text);
        assert!(!all.iter().any(|p| matches!(p, Place::Name(_, w, _) if w.tells_who())), "{text}: {all:?}");
    }
    assert!(found("Jean Lacroix").is_empty());
    assert_eq!(found("Hélène Lacroux").len(), 1);
    assert_eq!(found("x Lacroix, H. (Hélène) y")[0].1, "Lacroix, H. (Hélène)");
}

#[test]
fn it_takes_time_with_the_length_of_the_text() {
    let normal = Normaliser::new();
    let request = Request { subject: ids(), ..Request::default() };
    let all = [Sought::of(&request, &normal, &[*b"NL"]).unwrap()];
    let needles = Needles::of(&all);
    let searcher = Searcher { all: &all, needles: &needles, lists: &normal };
    for unit in [
        "Lacroix ",
        "1 ",
        "06 12345678 ",
        "@klant.example",
        "KL-88213",
        "jan van galenstraat ",
        "6811 AA ",
        "19a, 6811AA | ",
        "galenstraat 19 ",
        "6811AA\n\n",
        "a@",
        "H. ",
    ] {
        assert_linear(unit, 8_000, |text| {
            searcher.search(text, &mut |_| ());
        });
    }
}
