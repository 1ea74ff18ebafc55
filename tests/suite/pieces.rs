//! Pieces of a subject's name and address, which tell of nobody by themselves: they go from a message that is about the subject, and make none a hit.

use std::fs;

use crate::archive::Archive;
use crate::letters::{ANNA, ELS, JAN, attached, letter, plain};
use crate::unseen::{hits, redacted};

const REQUEST: &str = "[subject]\nnames = [\"Jan de Vries\"]\nemails = [\"jan.devries@klant.example\"]\n\
                       addresses = [\"Dorpsstraat 12a, 1012 AB Amsterdam\"]\n";

/// What is left of messages.
fn left(letters: &[Vec<u8>]) -> Vec<String> {
    let mut archive = Archive::new();
    for (n, letter) in letters.iter().enumerate() {
        archive = archive.eml(&format!("{n:03}.eml"), letter);
    }
    fs::write(archive.beside("request.toml"), REQUEST).unwrap();
    redacted(&archive);
    let whole = |n: usize| fs::read_to_string(archive.root().join(format!("{n:03}.eml"))).unwrap();
    (0..letters.len()).map(whole).collect()
}

#[test]
fn the_given_name_goes_where_the_mail_is_the_subjects() {
    let body = "Beste Jan,\n\nDank je. Jan-Willem komt ook.\n\nGroet, Els\nElsweg 1\n\n\
                Op 3 mei 2014 schreef Jan:\n> Hoi Els, tot dan.\n> Groetjes, Jan\n";
    let all = left(&[plain(ELS, JAN, body), plain(JAN, ELS, body)]);
    for text in all {
        assert!(text.contains("Beste [removed],\n") && text.contains("schreef [removed]:\n"), "{text}");
        assert!(text.contains("> Groetjes, [removed]\n") && text.contains("Jan-Willem komt ook"), "{text}");
    }
    // there is somebody else of that name, or nobody knows whom it was written to
    let other = body.replace("Groet, Els\n", "Groet, Els\nJan Bakker, 030-5550122\n");
    let about = format!("{body}\nDe heer Jan de Vries, jan.devries@klant.example\n");
    for text in left(&[plain(ELS, JAN, &other), plain(ELS, ANNA, &about)]) {
        assert!(text.contains("Beste Jan,\n") && text.contains("[removed]"), "{text}");
    }
}

#[test]
fn what_is_quoted_has_greetings_of_its_own() {
    let quoted = |to: &str| {
        format!(
            "Beste Anna,\n\nZie onder.\n\nMvg, Els\n\n-----Oorspronkelijk bericht-----\nVan: Els <els@ander.example>\n\
             Verzonden: 3 mei 2014 10:00\nAan: {to}\nOnderwerp: Offerte\n\nHoi Jan,\n\nDe prijs klopt.\n"
        )
    };
    let own = "Jan de Vries <jan.devries@klant.example>";
    let both = format!("{own}; Jan Bakker <info@klant2.example>");
    let above = format!("Beste Jan,\n\n{}", quoted(own));
    let all =
        left(&[plain(ELS, ANNA, &quoted(own)), plain(ELS, ANNA, &quoted(&both)), plain(ELS, ANNA, &above)]);
    assert!(all[0].contains("Hoi [removed],\n") && all[0].contains("Beste Anna"), "{}", all[0]);
    assert!(all[1].contains("Hoi Jan,\n") && all[1].contains("[removed]"), "{}", all[1]);
    // to whom the message itself goes is another thing
    assert!(all[2].contains("Beste Jan,\n") && all[2].contains("Hoi [removed],\n"), "{}", all[2]);
}

#[test]
fn the_given_name_goes_within_a_sentence() {
    let told = "Ik sprak Jan gisteren. Jan belt nog, en Robert Jan ook; vanaf 5 Jan 2014.\n";
    let subject = |mail: Vec<u8>, line: &str| {
        let text = String::from_utf8(mail).unwrap();
        text.lines()
            .map(|l| if l.starts_with("Subject:") { line } else { l })
            .collect::<Vec<_>>()
            .join("\n")
            .into_bytes()
    };
    let all = left(&[
        subject(plain(ELS, JAN, told), "Subject: Afspraak met Jan"),
        plain(ANNA, ELS, &format!("Over Jan de Vries: {told}")),
        // nothing but a number of theirs: it may be another one
        plain(ANNA, ELS, &format!("Over jan.devries@klant.example. {told}")),
        plain(ANNA, ELS, &format!("Over Jan de Vries: {told}Jan Bakker weet ervan.\n")),
    ]);
    for text in &all[..2] {
        assert!(
            text.contains(
                "sprak [removed] gisteren. [removed] belt nog, en Robert Jan ook; vanaf 5 Jan 2014"
            ),
            "{text}"
        );
    }
    assert!(all[0].contains("Subject: Afspraak met [removed]"), "{}", all[0]);
    for text in &all[2..] {
        assert!(text.contains("sprak Jan gisteren. Jan belt"), "{text}");
    }
}

#[test]
fn an_address_packed_behind_another_word_goes_from_what_is_the_subjects() {
    let head = "Return-Path: <acme.jan.devries=klant.example@lijst.example>\n";
    let all = left(&[
        letter(head, ELS, JAN, "text/plain", "Dag.\n"),
        letter(head, ELS, ANNA, "text/plain", "Dag. jan.devries@klant.example\n"),
    ]);
    for text in all {
        assert!(!text.to_lowercase().contains("devries"), "{text}");
    }
}

#[test]
fn labels_of_a_form_stay() {
    let rows = "<table><tr><td><b>Voornaam</b></td><td>Jan</td></tr>\n<tr><td><b>Achternaam</b></td><td>de Vries</td></tr>\n\
                <tr><td><b>Postcode</b></td><td>1012 AB</td></tr>\n<tr><td><b>Huisnummer</b></td><td>12a</td></tr>\n\
                <tr><td><b>Straat</b></td><td>Dorpsstraat</td></tr>\n<tr><td><b>Plaats</b></td><td>Amsterdam</td></tr>\n\
                <tr><td><b>Opmerking</b></td><td>bel jan.devries@klant.example</td></tr></table>\n";
    let line = "Voornaam: Jan Achternaam: de Vries Werkgever: Bakker BV E-mail: jan.devries@klant.example Login: jan.devries\n\nGr.\nJan de Vries\n";
    let all = left(&[letter("", ELS, ANNA, "text/html", rows), plain(ELS, ANNA, line)]);
    for label in ["Voornaam", "Achternaam", "Postcode", "Huisnummer", "Straat", "Plaats", "Opmerking"] {
        assert!(all[0].contains(&format!("<b>{label}</b>")), "{label}: {}", all[0]);
    }
    for gone in ["Jan", "Vries", "1012", "12a", "Dorpsstraat", "Amsterdam", "jan.devries"] {
        assert!(!all[0].contains(gone), "{gone}: {}", all[0]);
    }
    let want = "Voornaam: [removed] Achternaam: [removed] Werkgever: Bakker BV E-mail: [removed] Login: [removed]\n\nGr.\n[removed]\n";
    assert!(all[1].contains(want), "{}", all[1]);
}

#[test]
fn a_house_in_another_town_stays_and_one_with_a_year_behind_it_goes() {
    let body = "Over jan.devries@klant.example:\n\nDorpsstraat 12a, 1000 brussel\nDorpsstraat 12a, 2000 Antwerpen\nDorpsstraat 12a, utrecht\n\
                Dorpsstraat 12a, 2014 Verhuisd\nDorpsstraat 12a, Verhuisd\nDorpsstraat 12a, 1500 euro\n";
    let all = left(&[plain(ELS, ANNA, body)]);
    for text in ["12a, 1000 brussel", "12a, 2000 Antwerpen", "12a, utrecht"] {
        assert!(all[0].contains(&format!("Dorpsstraat {text}")), "{text}: {}", all[0]);
    }
    for text in ["2014 Verhuisd", "Verhuisd", "1500 euro"] {
        assert!(all[0].contains(&format!("[removed], {text}\n")), "{text}: {}", all[0]);
    }
}

#[test]
fn what_is_escaped_again_goes_and_what_is_deeper_is_said() {
    let deep = format!("jan.devries&{}#64;klant.example", "amp;".repeat(9));
    let body = "Over jan.devries@klant.example: jan.devries&amp;#64;klant.example jan.devries=3D40klant.example jan.devries&amp;%2364;klant.example\n";
    let all = left(&[plain(ELS, ANNA, body)]);
    assert!(!all[0].contains("klant.example"), "{}", all[0]);
    let archive = Archive::new().eml("a.eml", plain(ELS, ANNA, &format!("{body}{deep}\n")));
    fs::write(archive.beside("request.toml"), REQUEST).unwrap();
    let told = redacted(&archive);
    assert!(told.contains("escaped too deeply"), "{told}");
}

#[test]
fn another_of_the_given_name_keeps_it() {
    let bakker = "jan.bakker@klant2.example";
    let named = "Over jan.devries@klant.example.\nVoornaam: Jan\nAchternaam: Bakker\n\nGroet,\nJan\n";
    let all = left(&[
        plain(bakker, JAN, named),
        plain(bakker, ELS, named),
        plain(JAN, bakker, "Beste Jan,\n\nDank.\n\nGroet, Jan\n"),
    ]);
    for text in &all[..2] {
        assert!(text.contains("Voornaam: Jan\n") && text.contains("Groet,\nJan\n"), "{text}");
        assert!(text.contains("Over [removed]"), "{text}");
    }
    assert!(all[2].contains("Beste Jan,\n") && all[2].contains("Groet, [removed]\n"), "{}", all[2]);
}

#[test]
fn who_is_known_by_the_given_name_alone_or_in_small_letters_keeps_it() {
    let body = "Beste Jan,\n\nIk sprak Jan gisteren over jan.devries@klant.example.\n";
    let copied = "Cc: Jan <balie@klant2.example>\n";
    let quoted = format!("{body}\nVan: Jan [mailto:balie@klant2.example]\n> Dag.\n");
    let small = format!("{body}Bel jan van den bakker even, of jan bakker.\n");
    let kept = left(&[
        letter(copied, ELS, JAN, "text/plain", body),
        plain(ELS, JAN, &quoted),
        plain(ELS, JAN, &small),
    ]);
    for text in &kept {
        assert!(
            text.contains("Beste Jan,\n") && text.contains("sprak Jan gisteren over [removed]"),
            "{text}"
        );
    }
    assert!(kept[0].contains("Cc: Jan <balie@klant2.example>"), "{}", kept[0]);
    assert!(kept[2].contains("of jan bakker.\n"), "{}", kept[2]);
    // the subject by another address, or by their own
    let gone = left(&[
        letter("Cc: Jan <jan.devries@oud.example>\n", ELS, JAN, "text/plain", body),
        letter("Cc: Jan <jan.devries@klant.example>\n", ELS, ANNA, "text/plain", body),
        plain(ELS, JAN, &format!("{body}Tot jan komt.\n")),
    ]);
    for text in gone {
        assert!(text.contains("Beste [removed],\n") && text.contains("sprak [removed] gisteren"), "{text}");
    }
}

#[test]
fn the_end_of_somebody_elses_address_is_no_more_than_possible() {
    let mail = |address: &str| {
        letter(&format!("Return-Path: <{address}@lijst.example>\n"), ELS, ANNA, "text/plain", "Dag.\n")
    };
    let archive = Archive::new()
        .eml("a.eml", mail("piet-jan.devries=klant.example"))
        .eml("b.eml", mail("bounces-robert-jan.devries=klant.example"))
        .eml("c.eml", mail("bounces-jan.devries=klant.example"))
        .eml("d.eml", mail("bounces-12-jan.devries=klant.example"))
        .eml("e.eml", mail("nieuws-bounces+jan.devries=klant.example"));
    fs::write(archive.beside("request.toml"), REQUEST).unwrap();
    let found = hits(&archive, &[]);
    let strength = |file: &str| {
        let line = found.lines().find(|line| line.contains(&format!("\"{file}.eml\""))).unwrap_or_default();
        ["certain", "likely", "possible"].into_iter().find(|s| line.contains(&format!("\"{s}\"")))
    };
    for file in ["a", "b"] {
        assert_eq!(strength(file), Some("possible"), "{file}: {found}");
    }
    for file in ["c", "d", "e"] {
        assert_eq!(strength(file), Some("certain"), "{file}: {found}");
    }
    // their own goes where the message is theirs
    let head = "Return-Path: <acme-jan.devries=klant.example@lijst.example>\n";
    for text in left(&[letter(head, ELS, JAN, "text/plain", "Dag.\n")]) {
        assert!(!text.to_lowercase().contains("devries"), "{text}");
    }
}

#[test]
fn words_of_forms_and_cells_go() {
    let form = "jan.devries@klant.example heeft ingevuld:\nVoornaam: Jan\nTussenvoegsel: de\nAchternaam: Vries\nLogin: jdevries12\n\
                Bestand: JandeVries\n";
    let machine = "X-Host: laptop-jandevries.local\nReceived: from JAN-DE-VRIES ([10.0.0.1]) by mx.huis.example; Sun, 2 Mar 2014 10:11:00 +0100\n";
    let all = left(&[
        plain(ELS, ANNA, form),
        attached(
            "Sun, 2 Mar 2014 10:11:00 +0100",
            ELS,
            ANNA,
            ("text/csv", "a.csv"),
            "7;Jan;de;Vries;jan.devries@klant.example;x\n8;Els;;Bakker;els.bakker@ander.example;x\n",
        ),
        plain(ELS, ANNA, "jan.devries@klant.example: \"Jan\",\"de Vries\"\n"),
        letter(machine, JAN, ELS, "text/plain", "Dag.\n"),
    ]);
    for text in &all {
        let low = text.to_lowercase();
        assert!(!low.contains("jan") && !low.contains("vries"), "{text}");
    }
    assert!(all[0].contains("Voornaam: [removed]\n") && all[0].contains("Login: [removed]\n"), "{}", all[0]);
    assert!(all[1].contains("8;Els;;Bakker;") && all[1].contains(";x\n"), "{}", all[1]);
    assert_eq!(all[1].lines().find(|l| l.starts_with("7;")).unwrap().matches(';').count(), 5);
    assert!(all[3].contains("from removed ([10.0.0.1])"), "{}", all[3]);
}

#[test]
fn street_and_number_go_without_their_town() {
    let all = left(&[
        plain(ELS, ANNA, "Jan de Vries, jan.devries@klant.example, woont op de Dorpsstraat 12a.\n"),
        plain(
            ELS,
            ANNA,
            "Jan de Vries, jan.devries@klant.example, en Dorpsstraat 12a, Utrecht\nDorpsstraat 12b\n",
        ),
        plain(ELS, ANNA, "jan.devries@klant.example: NL1012AB12A\n"),
    ]);
    assert!(!all[0].contains("Dorpsstraat") && !all[2].contains("1012AB"), "{} {}", all[0], all[2]);
    assert!(all[1].contains("Dorpsstraat 12a, Utrecht") && all[1].contains("12b"), "{}", all[1]);
}

#[test]
fn pieces_make_no_message_a_hit() {
    let archive = Archive::new()
        .eml("a.eml", plain(ELS, ANNA, "Beste Jan,\nVoornaam: Jan\nDorpsstraat 12a\njdevries\nGroet, Jan\n"));
    fs::write(archive.beside("request.toml"), REQUEST).unwrap();
    assert_eq!(hits(&archive, &[]), "");
}
