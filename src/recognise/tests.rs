//! What holds for all recognisers together.

use super::*;
use proptest::prelude::*;
use std::time::Duration;

fn search(text: &str) -> Vec<Match> {
    static ALL: std::sync::LazyLock<Recognisers> = std::sync::LazyLock::new(|| Recognisers::built_in(&[]));
    find(&ALL, text, &Context { countries: vec![*b"NL", *b"BE", *b"DE"], ..Context::default() })
}

/// What is found in a body.
pub(super) fn find(recognisers: &Recognisers, text: &str, context: &Context) -> Vec<Match> {
    recognisers.find_in(text, context)
}

fn is_sound(text: &str, out: &[Match]) -> Result<(), TestCaseError> {
    for (n, m) in out.iter().enumerate() {
        prop_assert!(
            text.get(m.span.clone()).is_some_and(|t| !t.is_empty()),
            "{:?} cuts a character",
            m.span
        );
        prop_assert!(m.confidence.hundredths() >= pattern::THRESHOLD);
        prop_assert!(n == 0 || out[n - 1].span.end <= m.span.start, "matches overlap or are out of order");
    }
    Ok(())
}

#[test]
fn directors_are_those_that_a_footer_states_with_the_number_of_the_firm() {
    let directors = |text: &str| {
        let found = search(text).into_iter().filter(|m| m.kind == crate::model::Kind::PersonName);
        found.map(|m| m.fields.get("role").is_some_and(|role| role == "director")).collect::<Vec<_>>()
    };
    let footer = "Klant Bau GmbH | Geschäftsführer: Petra Schmidt, Jan Weber | Amtsgericht Köln HRB 12345";
    assert_eq!(directors(footer), [true, true]);
    assert_eq!(
        directors("Klant BV, directeur: Jan de Vries, KvK 12345678, contact: Anna Smit"),
        [true, false]
    );
    assert_eq!(directors("Directeur: Jan de Vries"), [false], "no firm");
}

proptest! {
    #[test]
    fn any_text_is_read_without_harm(text in "\\PC{0,200}") {
        is_sound(&text, &search(&text))?;
    }

    #[test]
    fn text_of_marks_and_digits_is_read_without_harm(
        text in "([0-9+@.,:;/()\\[\\] \\n\t>-]|０|＋|＠|\u{a0}|\u{2011}|é|at|ext|tel|NL|\\(0\\)|\\.nl|x){0,80}",
    ) {
        is_sound(&text, &search(&text))?;
    }

    #[test]
    fn a_number_is_found_wherever_it_stands(before in "[a-z ,.]{0,40}", after in "[a-z ,.]{0,40}") {
        let text = format!("{before} +31 6 12345678 {after}");
        let found = search(&text);
        prop_assert!(found.iter().any(|m| m.value.reveal() == "+31612345678"), "{:?}", text);
    }

    #[test]
    fn an_address_is_found_wherever_it_stands(before in "[a-z0-9 ,.]{0,40}", after in "[a-z0-9 ,]{0,40}") {
        let text = format!("{before} <jan@klant.example> {after}");
        let found = search(&text);
        prop_assert!(found.iter().any(|m| m.value.reveal() == "jan@klant.example"), "{:?}", text);
    }
}

#[test]
fn a_plus_sign_makes_a_telephone_number_whatever_word_stands_before_it() {
    for word in ["kvk", "KvK-nummer:", "BTW", "BSN", "iban", "geboren"] {
        let found = search(&format!("{word} +31 6 12345678"));
        let found: Vec<_> = found.iter().map(|m| (m.kind, m.value.reveal().as_str())).collect();
        assert_eq!(found, [(Kind::Phone, "+31612345678")], "{word}");
    }
}

#[test]
fn hostile_text_takes_linear_time() {
    let units = [
        "12345678;",
        "12345678\t",
        ";12345678;12-03-1960\n",
        "Voornaam,Achternaam,Firma\n",
        "Voornaam  Naam\n",
        "Jan de Vries (",
        "Jan de Vries, ",
        "t.a.v. J. ",
        "GF: Jan de Vries, HRB 12345 ",
        " Ab BV",
        "B.V. ",
        "Ab Cd, ",
        "Functie: ",
        "Naam;Functie\n",
        "a;12345678\n",
        "Groeten,\nAb Cd\nHoofd Ab\n",
        "Ab <a@klant.example>, ",
        "BEGIN:VCARD\nORG:Ab;C\n",
        "1 ",
        "+1-",
        "@",
        "a@",
        ".",
        "(0)",
        "0 ",
        "06-",
        "+31 (0)",
        "0",
        "a",
        "1@x.nl",
        "[at]",
        "a at b dot ",
        "\"@",
        "00 31 6 ",
        "020-1234567/",
        "ext. 1 ",
        "\n0",
        ">",
        "<a@b",
        "06 1",
        "é@é.",
        "%40",
        "NL91 ",
        "12-",
        "0612345678",
        " at\n",
        "www.",
        "+",
        "Tel ",
        "0/",
        "0.0",
        "x@y.example\n",
        "@x.",
        "1234 ",
        "ssh ",
        "a.b.c.",
        "﻿0",
        "A ",
        "Aaaa, ",
        "Jan ",
        "Jan de Vries ",
        "\nJan de Vries\n",
        "de ",
        "J.",
        "Van: ",
        "Naam: ",
        "Groet,\n",
        "Groet, Jan ",
        "1234 AB ",
        "Aa 1000 ",
        "TX 78701 ",
        "12, 1000 Gent ",
        "Postcode\n1234 AB\n",
        ";1234 AB;;",
        "1234 AB Delft ",
        "Dorpsstraat 1 ",
        "10115 ",
        "SW1A 1AA ",
        "Postbus ",
        "KvK ",
        "KvK 1",
        "12345678 ",
        "BE0",
        "DE1 ",
        "geb. ",
        "01-01-1980 ",
        "BV ",
        "Hoofd ",
        "Directeur, ",
        "Gemeente ",
        "| ",
        "\u{2022} A ",
        "https://",
        "linkedin.com/in/",
        "\u{c9}a ",
    ];
    // Numbering plans are read on first use.
    search("0612345678 +1 212 555 0100");
    let took = |unit: &str, bytes: usize| {
        let text = unit.repeat(bytes / unit.len());
        let start = crate::model::Busy::now();
        search(&text);
        start.elapsed()
    };
    for unit in units {
        // four times the text may take four times as long; a busy machine makes twice that of it, squares sixteen times
        let slow = || {
            let whole = took(unit, 400_000);
            whole > Duration::from_secs(2) && whole > 9 * took(unit, 100_000)
        };
        assert!(!slow() || !slow() || !slow(), "{unit:?} x N");
    }
}

/// Names in what an office sends are weighed by what else stands on the page.
#[test]
fn hostile_text_of_an_office_takes_linear_time() {
    let all = Recognisers::built_in(&[]);
    let mut context = Context { countries: vec![*b"NL"], ..Context::default() };
    context.meet(Some("info@kwekerij.example"), std::iter::empty());
    let halves = [
        ("06-12345678 en ", "Emma Hamilton in pot "),
        ("Emma Hamilton in pot\n", "a@klant.example\n"),
        ("KvK 12345678 ", "Emma Hamilton in pot "),
        ("voor: Emma Hamilton in pot ", ""),
        ("Contactpersoon: Jan Jansen J.P. ", ""),
        ("Emma Hamilton (12-03-1960) ", "Emma Hamilton, *12-03-1960 "),
    ];
    find(&all, "0612345678 Emma Hamilton, 1234 AB", &context);
    for (one, other) in halves {
        let took = |bytes: usize| {
            let half = |unit: &str| unit.repeat(bytes / 2 / unit.len().max(1));
            let text = half(one) + &half(other);
            let start = crate::model::Busy::now();
            find(&all, &text, &context);
            start.elapsed()
        };
        let slow = || {
            let whole = took(240_000);
            whole > Duration::from_secs(2) && whole > 9 * took(60_000)
        };
        assert!(!slow() || !slow() || !slow(), "{one:?} and {other:?} x N");
    }
}

#[test]
fn kinds_are_chosen() {
    let only = Recognisers::built_in(&[Kind::Email]);
    assert_eq!(only.cards().map(|p| p.kind).collect::<Vec<_>>(), [Kind::Email]);
    assert_eq!(format!("{only:?}"), r#"["email"]"#);
}

#[test]
fn one_run_of_digits_is_one_finding() {
    let values = |text: &str| search(text).iter().map(|m| m.value.reveal().clone()).collect::<Vec<_>>();
    assert_eq!(values("tel 06-12345678@sms.example.nl"), ["06-12345678@sms.example.nl"]);
    assert_eq!(values("06-12345678, jan@klant.example"), ["+31612345678", "jan@klant.example"]);
}

#[test]
fn the_country_beside_a_number_decides() {
    let values = |text: &str, sender: Option<[u8; 2]>| {
        let context = Context { countries: vec![*b"NL", *b"BE", *b"DE"], sender, ..Context::default() };
        let out = find(&Recognisers::built_in(&[Kind::Phone]), text, &context);
        out.into_iter().map(|m| m.value.into_revealed()).collect::<Vec<_>>()
    };
    assert_eq!(values("Telefon: 030 2345678", None), ["+49302345678"]);
    assert_eq!(values("030 2345678", None), ["+31302345678"]);
    assert_eq!(values("Anna Kunde\n030 2345678\nanna@kunde.de", None), ["+49302345678"]);
    assert_eq!(values("020 7946 0123", Some(*b"GB")), ["+442079460123"]);
    assert_eq!(values("Paul Client\n06 12 34 56 78\npaul@client.fr", None), ["+33612345678"]);
    assert_eq!(values("Piet Klant\n06 12 34 56 78\npiet@klant.nl", None), ["+31612345678"]);
}

#[test]
fn a_firm_is_called_as_a_domain_of_the_address_fields() {
    let firms = |text: &str, addresses: &[&str]| {
        let mut context = Context::default();
        context.meet(addresses.first().copied(), addresses.iter().copied());
        let out = find(&Recognisers::built_in(&[Kind::Organisation]), text, &context);
        out.into_iter().map(|m| m.value.into_revealed()).collect::<Vec<_>>()
    };
    for (text, firm) in [
        ("Groet,\n\nJan de Vries, Oosterlee", "Oosterlee"),
        ("Groet,\n\nJan\nOosterlee | Wonen\n020 624 1111", "Oosterlee"),
        ("Namens Oosterlee Wonen wens ik u een fijne dag. Bel ons op 020 624 1111.", "Oosterlee Wonen"),
    ] {
        assert_eq!(firms(text, &["j.devries@oosterlee.example"]), [firm], "{text}");
        assert_eq!(firms(text, &["anna@klant.example", "J@Oosterlee.example"]), [firm], "{text}");
        assert_eq!(firms(text, &["anna@klant.example"]), [""; 0], "{text}");
    }
    // a person is not the firm that the person has
    let own = "Groet,\n\nJan de Vries\nT 020 624 1111";
    assert_eq!(firms(own, &["jan@jandevries.example"]), [""; 0]);
}

/// Found by fuzzing: the digits of a group that is too long are not kept, and a look at the first of them was a panic.
#[test]
fn a_group_too_long_to_be_kept_does_no_harm() {
    let text = "56 152 56 5678061234567806123";
    assert!(search(text).iter().all(|m| m.span.end <= text.len()));
    assert_eq!(search("1.2.3.5678061234567806123"), []);
}

/// Found by fuzzing: behind a bracket that never closes, a reader of names stood beyond its limit, and looked further: a panic.
#[test]
fn a_bracket_without_end_in_a_list_of_mailboxes_does_no_harm() {
    for text in [
        "From: \"Smith, John (Jack\nDorpsstraat 12a, 1234 AB",
        "From: \"Smith, John (",
        "From: Smith, John (",
        "Van: Vries, J. de (",
    ] {
        assert!(search(text).iter().all(|m| m.span.end <= text.len()), "{text}");
    }
}

/// Found by fuzzing: some plans are looser than E.164, which has 15 digits at most.
#[test]
fn no_number_is_longer_than_e164() {
    for text in ["０６１２３４５６７８06–12 34", "+49 612345678061234", "Tel. 0612345678061234567"]
    {
        for found in search(text) {
            let digits =
                found.value.reveal().bytes().take_while(|b| *b != b';').filter(u8::is_ascii_digit).count();
            assert!(digits <= 15, "{digits} digits");
        }
    }
}

/// Found by fuzzing: a local part of three bytes that begins with a letter of more than one, beside a surname of two: a panic.
#[test]
fn a_short_local_part_in_wide_letters_does_no_harm() {
    for text in ["J de Vr\n\u{ff11}@n.example", "\u{ff41}@x.example J de Ve", "\u{e9}a@x.example, J de Ve"] {
        assert!(search(text).iter().all(|m| m.span.end <= text.len()), "{text}");
    }
}
