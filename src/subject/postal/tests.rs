//! What is an address in a text, and what is another one.

use crate::recognise::Normaliser;
use crate::subject::needle::Needles;
use crate::subject::request::{Identifiers, Request};
use crate::subject::sought::Sought;
use crate::subject::text::{Place, Searcher};

/// What of an address stands in a text: the address, and what is its and stands apart; each place once, none within another.
fn found(typed: &str, text: &str) -> (Vec<String>, Vec<String>) {
    let normal = Normaliser::new();
    let subject = Identifiers { addresses: vec![typed.to_owned()], ..Identifiers::default() };
    let request = Request { subject, ..Request::default() };
    let all =
        [Sought::of(&request, &normal, &[*b"NL", *b"BE", *b"DE"]).unwrap_or_else(|e| panic!("{typed}: {e}"))];
    let needles = Needles::of(&all);
    let (mut whole, mut beside) = (Vec::new(), Vec::new());
    Searcher { all: &all, needles: &needles, lists: &normal }.search(text, &mut |spot| match spot.place {
        Place::Address(_) => whole.push(spot.span),
        _ => beside.push(spot.span),
    });
    let within = |one: &std::ops::Range<usize>, all: &[std::ops::Range<usize>]| {
        all.iter().any(|o| o != one && o.start <= one.start && one.end <= o.end)
    };
    let mut kept: Vec<_> = whole.iter().filter(|one| !within(one, &whole)).cloned().collect();
    kept.sort_by_key(|r| r.start);
    kept.dedup();
    let apart = beside.clone();
    beside.retain(|one| !within(one, &whole) && !within(one, &apart) && !whole.contains(one));
    beside.sort_by_key(|r| r.start);
    beside.dedup();
    let told = |all: Vec<std::ops::Range<usize>>| all.into_iter().map(|r| text[r].to_owned()).collect();
    (told(kept), told(beside))
}

const HOME: &str = "Dorpsstraat 12a, 1234 AB Ons Dorp";

#[test]
fn an_address_is_found_from_its_first_part_to_its_last() {
    let mut wrong = Vec::new();
    for text in [
        "Dorpsstraat 12a, 1234 AB Ons Dorp",
        "Dorpsstraat 12a\n1234 AB Ons Dorp",
        "Dorpsstraat 12 A\r\n1234AB  ONS DORP\r\nNederland",
        "Dorpsstraat 12a | 1234 AB | Ons Dorp",
        "Dorpsstraat 12a • 1234 AB • Ons Dorp",
        "Dorpsstraat 12a · NL-1234 AB Ons Dorp",
        "Dorpsstraat 12a - NL 1234AB - ONS DORP",
        "Dorpsstraat 12a   1234 AB   Ons Dorp (NL",
        "Dorpsstraat 12-a\n\n1234 AB Ons Dorp",
        "Dorpsstraat 12/A; 1234-AB Ons-Dorp; The Netherlands",
        "Ons Dorp, Dorpsstraat 12a",
        "1234 AB Ons Dorp, Dorpsstraat 12a",
        "1234 AB, Dorpsstraat 12a, Ons Dorp",
        "Dorpsstr. 12a, 1234 AB Ons Dorp",
        "Dorpsstr 12a\n> 1234 AB Ons Dorp",
        "12a Dorpsstraat, Ons Dorp",
        "Dorpsstraat nr. 12a, 1234 AB",
        "Dorpsstraat huisnr 12a te Ons Dorp",
        "Dorpsstraat\t12\ta\t1234 AB\tOns Dorp",
        "Dorpsstraat | 12 | a | 1234 AB | Ons Dorp",
        "1234 AB 12a",
        "1234AB-12a",
        "1234AB12a",
        "1234 AB, 12 a",
        "1234 AB nr. 12",
        "1234 AB nummer 12a",
        "1234 AB huisnummer: 12a",
        "1234ab 12",
        "12a, 1234 AB",
        "12, 1234 AB Ons Dorp",
        "12a\n1234 AB",
        "1234 AB | 12a",
        "1234 AB\t12\ta",
        "1234 AB\n12a",
        "1234 AB # 12a",
        "1234 AB (12a",
        "NL-1234 AB 12a",
        "1234 AB Ons Dorp 12a",
        "1234 AB Ons Dorp, nr 12a",
    ] {
        let line = format!("Het is {text}\n\nGroet");
        let (whole, beside) = found(HOME, &line);
        // `te` says where it is and is no part of it
        let all: Vec<String> = text.split(" te ").map(str::to_owned).collect();
        if (whole.first(), whole.len()) != (all.first(), 1) || beside != all[1..] {
            wrong.push(format!("{text:?}: {whole:?} {beside:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn parts_with_labels_are_found_apart() {
    let mut wrong = Vec::new();
    for (text, whole, beside) in [
        (
            "Straat: Dorpsstraat\nHuisnummer: 12\nToevoeging: a\nPostcode: 1234 AB\nPlaats: Ons Dorp\n",
            "Dorpsstraat",
            &["12\nToevoeging: a", "1234 AB", "Ons Dorp"][..],
        ),
        ("Postcode: 1234 AB\nHuisnummer: 12a\n", "1234 AB", &["12a"]),
        ("Huisnummer: 12\nToevoeging: a\nPostcode: 1234 AB", "1234 AB", &["12\nToevoeging: a"]),
        ("huisnummer 12, postcode 1234 AB", "1234 AB", &["12"]),
        ("postcode 1234 AB nr. 12", "1234 AB nr. 12", &[]),
        ("Dorpsstraat 12a in het mooie Ons Dorp", "Dorpsstraat 12a", &["Ons Dorp"]),
        ("In Ons Dorp woont hij, op Dorpsstraat 12a.", "Dorpsstraat 12a", &["Ons Dorp"]),
    ] {
        let (address, apart) = found(HOME, text);
        let mut all = address.clone();
        all.extend(apart.clone());
        all.retain(|part| part != whole);
        all.sort();
        if !address.contains(&whole.to_owned()) || all != beside {
            wrong.push(format!("{text:?}: {address:?} {apart:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(found(HOME, "De postcode is 1234 AB, zei hij."), (vec![], vec!["1234 AB".to_owned()]));
}

#[test]
fn another_address_is_not_found() {
    let mut wrong = Vec::new();
    for text in [
        "Dorpsstraat 14, 1234 AB Ons Dorp",
        "Dorpsstraat 12b, 1234 AB Ons Dorp",
        "Dorpsstraat 12-2, 1234 AB Ons Dorp",
        "Dorpsstraat 120, 1234 AB Ons Dorp",
        "Dorpsstraat 12a, 1234 AC Elders",
        "Dorpsstraat 12a",
        "Dorpsstraat en Kerkstraat 12a, Ons Dorp",
        "Nieuwe Dorpsstraatweg 12a, Ons Dorp",
        "Dorpsstraat 12a, 12345 AB Elders",
        "Dorpsstraat 12a is besteed, ons dorpje leeft",
        "1234 AB 12b",
        "1234 AB-120",
        "1234 AC 12a",
        "11234 AB 12a",
        "1234 ABC 12a",
        "1234 AB, 12 maart",
        "1234 AB 12 uur",
        "1234 AB 12.50",
        "1234 AB 12:30",
        "1234 AB 12-05-2014",
        "12-05-2014, 1234 AB",
        "1234 AB Ons Dorp\n12 stuks gekregen",
        "1234 AB\nTel. 12",
        "Kerkstraat 14, 1234 AB\n12",
        "Zie 12. 1234 AB",
        "Kerkstraat 12a, Dorpsstraat 14, Ons Dorp",
        "Huisnummer: 12\nToevoeging: b\nPostcode: 1234 AB",
        "1234 AB Elders, 12a",
    ] {
        let (whole, beside) = found(HOME, text);
        if !whole.is_empty() {
            wrong.push(format!("{text:?}: {whole:?} {beside:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // without the street a postcode of a town tells nothing
    for typed in ["Hauptstraße 7, 10115 Berlin", "Kerkstraat 7, 9000 Gent, België"] {
        for text in ["10115 7", "9000 7", "9000 Gent 7", "10115 Berlin, Nr. 7"] {
            assert_eq!(found(typed, text), (vec![], vec![]), "{typed}: {text}");
        }
    }
    assert_eq!(
        found("Hauptstraße 7, 10115 Berlin", "10115 Berlin, Hauptstr. 7").0,
        ["10115 Berlin, Hauptstr. 7"]
    );
    assert_eq!(
        found("Hauptstraße 7, 10115 Berlin", "Hauptstr. 7\nD-10115 Berlin").0,
        ["Hauptstr. 7\nD-10115 Berlin"]
    );
}

#[test]
fn additions_tell_dwellings_apart() {
    let mut wrong = Vec::new();
    let typed = |number: &str| format!("Dorpsstraat {number}, 1234 AB Ons Dorp");
    for (one, other) in [
        ("12-2", "12/2"),
        ("12-2", "12 II"),
        ("12-2", "12-II"),
        ("12 bis", "12bis"),
        ("12hs", "12-hs"),
        ("12hs", "12 hs"),
        ("12a", "12 A"),
        ("12-2", "12 2"),
        ("12", "12-2"),
        ("12-2", "12"),
    ] {
        for text in [typed(other), format!("1234 AB {other}"), format!("{other}, 1234 AB")] {
            let (whole, beside) = found(&typed(one), &text);
            if whole != [text.clone()] || !beside.is_empty() {
                wrong.push(format!("{one}: {text:?}: {whole:?} {beside:?}"));
            }
        }
    }
    for (one, other) in [
        ("12-2", "122"),
        ("122", "12-2"),
        ("122", "12 2"),
        ("122", "1-22"),
        ("12-2", "12-3"),
        ("12hs", "12-1"),
        ("12 bis", "12a"),
        ("12a", "12-2"),
    ] {
        for text in [typed(other), format!("1234 AB {other}"), format!("{other}, 1234 AB")] {
            let (whole, _) = found(&typed(one), &text);
            if !whole.is_empty() {
                wrong.push(format!("{one}: {text:?}: {whole:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_postcode_and_a_number_are_an_address() {
    for typed in ["1234 AB 12a", "1234AB-12a", "12a, 1234 AB"] {
        assert_eq!(found(typed, "Woont op 1234AB 12 a.").0, ["1234AB 12 a"], "{typed}");
    }
    assert_eq!(found("10 High Street, London EC2V 7HN", "at EC2V 7HN, 10").0, ["EC2V 7HN, 10"]);
    assert_eq!(
        found("10 High Street, London EC2V 7HN", "at 10 High St, London EC2V 7HN, UK.").0,
        ["10 High St, London EC2V 7HN, UK"]
    );
}
