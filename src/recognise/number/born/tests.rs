use crate::model::Kind;
use crate::recognise::{Context, Recognisers};

fn found(text: &str, kind: Kind) -> Vec<String> {
    let context =
        Context { countries: vec![*b"NL"], people: vec!["Anna Zwaluw".into()], ..Context::default() };
    let out = Recognisers::built_in(&[kind]).find_in(text, &context);
    out.iter().filter(|m| m.kind == kind).map(|m| m.value.reveal().to_string()).collect()
}

fn born(text: &str) -> Vec<String> {
    found(text, Kind::DateOfBirth)
}

#[test]
fn a_day_between_a_name_and_a_number_or_an_address() {
    for text in [
        "Betreft: H. Zwaluw, 26-10-1949, Beëlweg 9, 1234 PA Ons Dorp",
        "recept voor mw. J. Zwaluw (26-10-1949, Dorpsstraat 78, 1234 AT Ons Dorp) niet",
        "- Albertus Zwaluw, Delft, 26-10-1949, BSN 111222333",
        "- Albertus Zwaluw-Kolk, 26-10-1949, BSN 111222333",
        "Zwaluw Bakker Begoña ; 26/10/1949 ; 00000000T",
        "Single: Nigel Zwaluw (b. 26/10/1949)",
        "A. Zwaluw, BSN 111222333, 26-10-1949",
        "Groet,\nAnna Zwaluw, 26 oktober 1949\n",
        "1) dhr. H. Zwaluw - 26-10-1949 - De Akkers 14, 1234 PA Ons Dorp",
        "Voor mw. A.M. Zwaluw, 26-10-1949, Nieuwstraat 60 A, 1234 PA Ons Dorp is de rol",
        "2) mw. Tonny Zwaluw-Kolk - 26-10-1949\n   Wil geen hulp meer.",
        "gehört Frau Anna Zwaluw, 26. Oktober 1949, Zahnärztin in Musterdorf.",
        "Please add Anna Zwaluw, 26/10/1949, 8 Spital Bridge, Whitby YO22 4EF.",
        "- Anna Zwaluw, 26 October 1949, Carrowkeel, Ballymote, Co. Sligo, F56 T2C4 - soft diet",
    ] {
        assert_eq!(born(text), ["1949-10-26"], "{text}");
    }
    for text in [
        "Overleg met H. Zwaluw, 26-10-2011, Beëlweg 9, 1234 PA Ons Dorp",
        "Offerte H. Zwaluw, 26-10-1999, nr. 12345",
        "Groet,\nPiet Bakker, 26 oktober 1949\n",
        "Leden:\nAnna Zwaluw, 26 oktober 1949\nPiet Bakker, 3 mei 1950\n",
        "Groet,\nAnna Zwaluw, 26 oktober 1999\n",
        "Uit: Het Dorp, 26-10-1949, Beëlweg 9, 1234 PA Ons Dorp",
        "Jan Zwaluw, Delft, 26-10-1949, order 111222333",
        "Op foto: Anna Zwaluw, 26-10-1949, Amsterdam",
        "Geachte mw. A. Zwaluw, 26-10-1949 is de oudste factuur",
        "Overleg met mw. A. Zwaluw - 26-10-2011 - kamer 3",
    ] {
        assert!(born(text).is_empty(), "{text}");
    }
}

#[test]
fn letters_of_more_bytes_are_cut_nowhere() {
    for n in 0..4 {
        let text =
            format!("Anna Zwaluw, 26-10-1949\nPiet Bakker, 3-5-1950 {}{}", "x".repeat(n), "é—".repeat(200));
        born(&text);
        born(&format!("{}{text}", "é—".repeat(80 + n)));
    }
}

#[test]
fn rows_of_names_and_days_far_apart() {
    let days = ["1951-03-12", "1944-08-01", "1980-05-05"];
    for text in [
        "09.00  Zwaluw, A.      12-03-1951   nieuw\n\n09.20  Bakker-Tap, J.H.   01-08-1944   controle\n10.10  pauze\n\
         10.30  Merel, H.         05-05-1980   nieuw\n",
        "| Anna Zwaluw | 12-03-1951 | 0612345678 |\n| Piet Bakker | 01-08-1944 | p@x.example |\n| Jan de Merel | 05-05-1980 | x |\n",
        "09.00 Zwaluw, A. 12-03-1951 nieuw\n\n09.20 Bakker-Tap, J.H. 01-08-1944 controle\n10.30 Merel, H. 05-05-1980 nieuw\n",
        "| Anna Zwaluw | 12-03-1951 | PW632034B | x |\n| Piet Bakker | 01-08-1944 | x | 0612345678 |\n| Jan Merel | 05-05-1980 | x |",
        "Patiënten:\nAnna Zwaluw;12-03-1951\nPiet Bontempo;01-08-1944\nJan Merel;05-05-1980\n",
        "MR ZWALUW Jan  12/03/1951\nMRS BAKKER Anna  01/08/1944\nCHD BAKKER Piet  05/05/1980\n",
        // all values in quotation marks (RFC 4180)
        "Patiënten\n\"Anna Zwaluw\";\"12-03-1951\"\n\"Piet Bakker\";\"01-08-1944\"\n\"Jan Merel\";\"05-05-1980\"\n",
        "passeggeri:\n\n1) ZWALUW Anna - 12-03-1951\n2) BAKKER Piet - 01-08-1944\n3) MEREL Jan - 05-05-1980",
    ] {
        assert_eq!(born(text), days, "{text}");
    }
    let text = "Namen en geboortedata:\nAnna Zwaluw, 12-03-2014\nPiet Bakker, 01-08-2014\n";
    assert_eq!(born(text), ["2014-03-12", "2014-08-01"]);
    for text in [
        "Anna Zwaluw  12-03-2011\nPiet Bakker  01-08-2012\nJan de Merel  05-05-2010\n",
        "In dienst:\nAnna Zwaluw  12-03-1981\nPiet Bakker  01-08-2002\nJan de Merel  05-05-1990\n",
        "Naam;Datum\nAnna Zwaluw;12-03-1981\nPiet Bakker;01-08-2002\nJan de Merel;05-05-1990\n",
        "Oud-voorzitters:\nAnna Zwaluw, 12-03-1981\nPiet Bakker, 02-08-1978\nJan de Merel, 05-05-1995\n",
        "Boeken\nAnna Zwaluw   12 juni 1948\nPiet Bakker   3 mei 1966\nJan Merel   5 oktober 1932",
        "Anna Zwaluw  01-03-1981\nPiet Bakker  01-08-2002\nJan de Merel  01-05-1990\n",
        "Gesprek met Anna Zwaluw 12-03-1981\nBrief van Piet Bakker 02-08-2002\nBezoek Jan de Merel 05-05-1990\n",
        "Rode Wasmachine  12-03-1981\nBlauwe Fiets  05-08-2002\nGroene Auto  05-05-1990\n",
        "Anna Zwaluw, 12-03-1991\nPiet Bakker, 05-08-1995\nJan de Merel, 05-05-1999\nAnna Merel, 07-07-2003",
    ] {
        assert!(born(text).is_empty(), "{text}");
    }
}

#[test]
fn rows_of_people_that_somebody_enrols() {
    let days = ["1971-08-12", "1980-01-30", "1992-11-17"];
    let rows = "Anna Zwaluw, 12-08-1971\n2) Piet Bakker, 30-01-1980\n3) Jan Merel, 17-11-1992";
    for ask in [
        "Kun je onze mannen inschrijven voor de nascholing op 6 maart?",
        "Graag aanmelden voor de\nheftruckcursus van 6 maart:",
        "Bitte um Anmeldung zum Lehrgang am 6. März:",
        "Please book the following on the flight of 6 March:",
        "Merci d'inscrire nos gars à la formation du 6 mars :",
        "Quería apuntar a estas personas al curso:",
        "Vorrei iscrivere al corso:",
    ] {
        assert_eq!(born(&format!("{ask}\n\n1) {rows}")), days, "{ask}");
        let quoted = format!("{ask}\n\n1) {rows}").replace('\n', "\n> ");
        assert_eq!(born(&format!("> {quoted}")), days, "{ask}");
    }
    for other in [
        "Gevolgde cursussen:",
        "De cursus is behaald op:",
        "Rijbewijs, cursus code 95 verloopt op:",
        "Members since, for the course:",
        "In dienst sinds, voor de training:",
        "Levering van de cursusboeken:",
        "Course invoices:",
        "Lehrgang bestanden am:",
        "Getrouwd, reis met vlucht:",
        "Overleden cursisten:",
        "Onze mannen:",
        "Discursus:",
    ] {
        assert!(born(&format!("{other}\n\n1) {rows}")).is_empty(), "{other}");
    }
    let late = rows.replace("1992", "2019");
    assert!(born(&format!("Graag inschrijven voor de cursus:\n1) {late}")).is_empty());
}

#[test]
fn several_people_behind_one_label() {
    for text in [
        "Geburtsdaten Zwaluw: Anna 06.06.1990, Peter 15.10.1992. Beide noch hier.",
        "Geboortedata: Anna 06-06-1990 en Peter 15-10-1992",
        "Geboortedata kinderen:\n- Anna: 06-06-1990\n- Peter: 15-10-1992",
        "dates de naissance : Anna (06/06/1990) et Peter (15/10/1992)",
    ] {
        assert_eq!(born(text), ["1990-06-06", "1992-10-15"], "{text}");
    }
    for text in [
        "Geboortedata: Anna 06-06-1990, Vertrek 15-10-1992",
        "Geboortedata: Anna 06-06-1990, Utrecht 15-10-1992",
        "geboren 06-06-1990, Peter 15-10-1992",
        "Geboortedata: Anna 06-06-1990, Peter overleed 15-10-1992",
    ] {
        assert_eq!(born(text), ["1990-06-06"], "{text}");
    }
    for text in [
        "Kinderen:\n- Anna: 06-06-1990\n- Peter: 15-10-1992",
        "Geboorteplaats:\n- Utrecht: 06-06-1990",
        "Anna: 06-06-1990",
    ] {
        assert!(born(text).is_empty(), "{text}");
    }
}

#[test]
fn a_table_of_any_length_is_gone_through_once() {
    let text =
        "Anna Zwaluw;12-03-1951;a@x.example\nPiet Bakker;02-08-1944;b@x.example\nJan Merel;05-05-1980;x\n"
            .repeat(8_000);
    let start = crate::model::Busy::now();
    assert_eq!(born(&text).len(), 24_000);
    let blanks = format!("Anna Zwaluw;12-03-1951;x\n\nb\nc\nd\n{}\n", " ".repeat(200));
    for hostile in
        ["Anna Zwaluw;12-03-1951;".repeat(8_000), blanks.repeat(2_000), "A. ".repeat(90_000) + "12-03-1951"]
    {
        assert!(born(&hostile).is_empty());
    }
    assert!(start.elapsed().as_secs() < 30);
}

#[test]
fn a_number_beside_a_day_of_birth() {
    let numbers = |text: &str| found(text, Kind::NationalId);
    for text in ["111222333, geboortedatum 8-12-1983.", "geb. 8-12-1983, 111222333"] {
        assert_eq!(numbers(text), ["NL-BSN 111222333"], "{text}");
    }
    for text in [
        "111222334, geboortedatum 8-12-1983.",
        "Order 111222333, geb. 8-12-1983",
        "111222333, besteld 8-12-1983",
    ] {
        assert!(numbers(text).is_empty(), "{text}");
    }
}

#[test]
fn a_cell_of_the_sex_stands_between() {
    assert_eq!(
        born("1e verzekerde:   Jan de Vries      m    22-07-1979   BSN 111222333"),
        ["1979-07-22"],
        "and a number of the person behind"
    );
    assert!(born("levering:   Jan de Vries      m    22-07-1979   stuks 12").is_empty());
}

#[test]
fn who_of_the_family_is_born_on_the_next_day() {
    assert_eq!(born("born 3 April 1972; wife 19 June 1975. Thanks"), ["1972-04-03", "1975-06-19"]);
    assert_eq!(born("geb. 3-4-1972, mijn vrouw Anna: 19-6-1975"), ["1972-04-03", "1975-06-19"]);
    assert_eq!(born("born 3 April 1972; married 19 June 1995"), ["1972-04-03"]);
    assert_eq!(born("sent 3 April 2012; wife 19 June 2012"), [""; 0]);
}

#[test]
fn a_name_that_fills_its_column() {
    let rows = "verzekerden voor de reisverzekering\n\n1  Jan Zwaluw            03-04-1977  0513-541207\n\
                2  Piet Zwaluw           12-08-1974  0513-541207\n3  Anna Mulder           30-11-1985  0513-541339\n\
                4  Gurbe van Wijngaarden 05-05-1958  0513-541118\n5  Klaas Dam             14-10-1971  0513-541776\n";
    assert_eq!(born(rows).len(), 5);
}

#[test]
fn a_day_of_somebody_else_behind_a_birth() {
    for (text, days) in [
        (
            "Mme Zwaluw est née le 26 octobre 1949 et M. Merle le 3 janvier 1990",
            &["1949-10-26", "1990-01-03"][..],
        ),
        ("Born 26 October 1949; wife 19 June 1995 (wedding)", &["1949-10-26"]),
        ("Born 26 October 1949; wife 19 June 1955", &["1949-10-26", "1955-06-19"]),
        ("Mme Zwaluw est née le 26 octobre 1949 et le contrat du 3 janvier 1990", &["1949-10-26"]),
    ] {
        assert_eq!(born(text), days, "{text}");
    }
}

#[test]
fn numbers_in_the_first_column_of_a_table() {
    let ids = |text: &str| found(text, Kind::NationalId);
    let text = "bsn;naam;geboortedatum\n111222333;A. Zwaluw;07-05-1938\n123456782;P. Bakker;21-12-1944\n";
    assert_eq!(ids(text), ["NL-BSN 111222333", "NL-BSN 123456782"]);
    assert_eq!(ids("\"BSN\",\"naam\"\n\"111222333\",\"A. Zwaluw\"\n"), ["NL-BSN 111222333"]);
    assert!(ids("bsn naam\n\n111222333;A. Zwaluw\n").is_empty());
}
