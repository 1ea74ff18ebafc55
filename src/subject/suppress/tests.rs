//! What is on a list is known again however it is written, and nothing can be told from the list.

use std::collections::BTreeSet;

use super::guard::Guard;
use super::list::{Added, List, ListError, ListKey};
use super::look::{Clear, Index, Looking};
use crate::model::{Envelope, MessageMeta, Request, SourceName, Watch as _, assert_linear};
use crate::model::{OffsetMap, PartMeta, Region, RegionKind};
use crate::recognise::Normaliser;
use crate::subject::request::Identifiers;
use crate::subject::sample::list as list_of;

const HOME: [[u8; 2]; 2] = [*b"NL", *b"DE"];

fn helene() -> Identifiers {
    Identifiers {
        names: list_of(&["Hélène van den Lacroix"]),
        emails: list_of(&["h.lacroix@klant.example", "helene.lacroix@gmail.com"]),
        phones: list_of(&["06-12345678"]),
        addresses: list_of(&["Jan van Galenstraat 19a, 6811AA Arnhem"]),
        ibans: list_of(&["NL91ABNA0417164300"]),
        company_numbers: list_of(&["NL-KVK 12345678"]),
        other: list_of(&["KL-88213"]),
        ..Identifiers::default()
    }
}

fn request(reference: &str, subject: Identifiers) -> Request {
    Request { reference: Some(reference.to_owned()), subject, ..Request::default() }
}

fn key(byte: u8) -> ListKey {
    ListKey::new([byte; 32], [byte + 1; 32], format!("{byte:016x}"))
}

fn listed(subject: Identifiers) -> List {
    let mut list = List::default();
    list.add(&request("AVG-1", subject), "2026-11-28", &key(1), (&Normaliser::new(), &HOME)).unwrap();
    list
}

/// What is known again in a text.
fn known(list: &List, normal: &Normaliser, text: &str) -> Vec<Clear> {
    let index = Index::new(list, &key(1));
    let mut all = Vec::new();
    Looking::new(&index).text(text, normal, &mut |_, clear| all.push(clear));
    all.dedup();
    all
}

fn texts(list: &List, normal: &Normaliser, text: &str) -> Vec<String> {
    let told = |clear| match clear {
        Clear::Text(_, text) => text,
        Clear::Name(name) => format!("{}{}", name.typed(), if name.full { "" } else { " (initials)" }),
    };
    known(list, normal, text).into_iter().map(told).collect()
}

#[test]
fn identifiers_are_known_again_however_they_are_written() {
    let (list, normal) = (listed(helene()), Normaliser::new());
    let is = |text: &str, clear: &str| assert_eq!(texts(&list, &normal, text), [clear], "{text}");
    for text in [
        "bel 06-12345678.",
        "0612345678",
        "06 12 34 56 78",
        "+31(0)6-12345678",
        "0031 6 1234 5678",
        "06\u{a0}12\u{a0}34\u{a0}56\u{a0}78",
    ] {
        is(text, "+31612345678");
    }
    for text in [
        "<h.lacroix@klant.example>",
        "H.Lacroix+nieuws@Klant.Example",
        "h.lacroix@post.klant.example",
        "h.lacroix%40klant.example&x",
        "bounce=h.lacroix@klant.example",
    ] {
        is(text, "h.lacroix@klant.example");
    }
    is("helene.lacroix@gmail.com", "helene.lacroix@gmail.com");
    is("helenelacroix@googlemail.com", "helenelacroix@googlemail.com");
    is("NL91 ABNA 0417 1643 00", "NL91ABNA0417164300");
    is("nl91abna0417164300.", "NL91ABNA0417164300");
    for text in ["KL-88213", "kl 88213", "KL88213"] {
        is(&format!("klant {text}, ja"), text);
    }
    for text in [
        "Hélène van den Lacroix",
        "HÉLÈNE VAN DEN LACROIX",
        "van den Lacroix, Hélène",
        "Hélène Lacroix",
        "Lacroix, H. van den (Hélène)",
        "Hélène v.d. Lacroix",
        "Hélène\n> van den Lacroix",
    ] {
        is(text, "Hélène van den Lacroix");
    }
    is("H. van den Lacroix", "H. van den Lacroix (initials)");
    for text in [
        "06-12345679",
        "106-12345678x",
        "dh.lacroix@klant.example",
        "h.lacroix@klant.example.evil.example",
        "KL-882134",
        "MKL-88213",
        "NL91ABNA04171643001",
        "Jean Lacroix",
        "Hélène van der Lacroix",
        "Hélène Bakker",
        "Madame Lacroix",
    ] {
        assert_eq!(texts(&list, &normal, text), [""; 0], "{text}");
    }
}

#[test]
fn a_postcode_with_a_number_is_known_again() {
    let (list, normal) = (listed(helene()), Normaliser::new());
    for (text, clear) in [
        ("6811 AA 19a", "6811AA 19a"),
        ("6811AA-19", "6811AA 19"),
        ("huisnummer 19 A, 6811 aa", "6811AA 19a"),
        ("Postcode: 6811 AA\nHuisnummer: 19\nToevoeging: a\n", "6811AA 19a"),
        ("van Galenstr. 19 a\n6811AA Arnhem", "6811AA 19a"),
        ("| 6811 AA | 19 | a |", "6811AA 19a"),
    ] {
        assert_eq!(texts(&list, &normal, text), [clear], "{text}");
    }
    for text in [
        "6811 AA 19b",
        "6811 AA 191",
        "6811 AB 19a",
        "6811 AA",
        "6811 AA, 19 maart",
        "16811 AA 19",
        "6811 AAX 19",
    ] {
        assert_eq!(texts(&list, &normal, text), [""; 0], "{text}");
    }
    // beside the name it is the subject, and what is searched for has it
    let (requests, places) = back(&list, &["Hélène van den Lacroix, 6811 AA 19a"]);
    assert_eq!(places, [(0, true)]);
    assert_eq!(requests[0].subject.addresses, ["6811AA 19a"]);
}

#[test]
fn names_are_known_by_all_their_parts() {
    let normal = Normaliser::new();
    let of = |names: &[&str], text: &str| {
        let list = listed(Identifiers { names: list_of(names), ..Identifiers::default() });
        texts(&list, &normal, text)
    };
    assert_eq!(of(&["Birgit Meyer-Lüdenscheid"], "Birgit Meyer-Luedenscheid"), ["Birgit Meyer-Luedenscheid"]);
    assert_eq!(of(&["Birgit Meyer-Lüdenscheid"], "Birgit Meyer"), [""; 0], "half of Germany");
    assert_eq!(
        of(&["Anna van IJzendoorn-van Leeuwen"], "van IJzendoorn-van Leeuwen, Anna"),
        ["Anna van Ijzendoorn-van Leeuwen"],
        "a surname before the given name"
    );
    for text in ["Maria de Vries-Jansen", "Maria De Vries - Jansen", "de Vries-Jansen, Maria"] {
        assert_eq!(of(&["Maria Jansen-de Vries"], text), ["Maria de Vries-Jansen"], "{text}");
    }
    assert_eq!(of(&["Maria Jansen-de Vries"], "Maria Jansen-de Vries"), ["Maria Jansen-de Vries"]);
    assert_eq!(of(&["Maria Jansen-de Vries"], "M. de Vries-Jansen"), ["M. de Vries-Jansen (initials)"]);
    assert_eq!(of(&["Maria Jansen-de Vries"], "Maria de Vries, Piet de Vries-Jansen"), [""; 0]);
    assert_eq!(of(&["María García López"], "Maria Garcia Lopez"), ["Maria Garcia Lopez"]);
    assert_eq!(of(&["M.T.P. Hendriks"], "de heer M.T.P. Hendriks"), ["M.T.P. Hendriks"], "all there is");
    assert_eq!(of(&["M.T.P. Hendriks"], "M. Hendriks"), ["M. Hendriks (initials)"]);
    assert_eq!(of(&["M.T.P. Hendriks"], "M.K. Hendriks"), [""; 0]);
    assert_eq!(of(&["Jan de Vries"], "gisteren belde JAN DE VRIES nog"), ["Jan de Vries"]);
    assert_eq!(of(&["Jan de Vries"], "Dag Jan, groet, J. de Vries"), ["J. de Vries (initials)"]);
    assert_eq!(of(&["Jan Pieter Bakker"], "Jan Pieter Bakker"), ["Jan Pieter Bakker"]);
}

#[test]
fn nothing_can_be_told_from_a_list_without_the_key() {
    let list = listed(helene());
    let text = String::from_utf8(list.write(&key(1))).unwrap();
    for value in [
        "lacroix",
        "Hélène",
        "helene",
        "klant.example",
        "gmail",
        "12345678",
        "6811",
        "arnhem",
        "0417",
        "88213",
    ] {
        assert!(!text.to_lowercase().contains(&value.to_lowercase()), "{value}");
    }
    // nor a hash that needs no key, of any form in which somebody would try
    for value in [
        "h.lacroix@klant.example",
        "+31612345678",
        "612345678",
        "12345678",
        "NL91ABNA0417164300",
        "lacroix",
        "helene|lacroix",
        "kl88213",
        "2 kl88213",
        "6811aa|19a",
    ] {
        for label in ["", "em", "ph", "na", "tl", "ib", "sn", "g\0", "ot", "pc"] {
            let plain = blake3::hash(format!("{label}{value}").as_bytes()).to_hex();
            assert!(!text.contains(&plain[..32]), "{label} {value}");
        }
    }
    assert_ne!(list, {
        let mut other = List::default();
        other.add(&request("AVG-1", helene()), "2026-11-28", &key(3), (&Normaliser::new(), &HOME)).unwrap();
        other
    });
}

#[test]
fn a_list_that_was_changed_or_is_of_another_key_is_refused() {
    let list = listed(helene());
    let bytes = list.write(&key(1));
    assert_eq!(List::read(&bytes, &key(1)).as_ref(), Ok(&list));
    assert!(matches!(List::read(&bytes, &key(2)), Err(ListError::Key { .. })));
    // the name of the key alone does not do
    let named = ListKey::new([1; 32], [9; 32], format!("{:016x}", 1));
    assert_eq!(List::read(&bytes, &named), Err(ListError::Seal));
    let text = String::from_utf8(bytes.clone()).unwrap();
    for (from, to) in [("AVG-1", "AVG-2"), ("2026-11-28", "2026-11-27"), ("\"given\": 1", "\"given\": 0")] {
        assert!(text.contains(from), "{from}");
        let changed = text.replace(from, to);
        assert_eq!(List::read(changed.as_bytes(), &key(1)), Err(ListError::Seal), "{from}");
    }
    let hash = text.split('"').find(|word| word.len() == 32).unwrap();
    let changed = text.replacen(hash, &"0".repeat(32), 1);
    assert_eq!(List::read(changed.as_bytes(), &key(1)), Err(ListError::Seal));
    assert!(matches!(List::read(&bytes[..bytes.len() / 2], &key(1)), Err(ListError::Malformed(_))));
    let newer = text.replace("\"schema_version\": 1", "\"schema_version\": 2");
    assert_eq!(List::read(newer.as_bytes(), &key(1)), Err(ListError::Version(2)));
    assert!(matches!(List::read(b"{}", &key(1)), Err(ListError::Malformed(_))));
}

#[test]
fn a_subject_is_on_a_list_once() {
    let normal = Normaliser::new();
    let mut list = listed(helene());
    let before = list.clone();
    let add = |list: &mut List, reference: Option<&str>, subject: Identifiers| {
        let request = Request { reference: reference.map(str::to_owned), subject, ..Request::default() };
        list.add(&request, "2027-01-01", &key(1), (&normal, &HOME)).unwrap()
    };
    let again = add(&mut list, Some("AVG-1"), helene());
    assert_eq!((again, &list), (Added::Already("AVG-1".to_owned()), &before));
    // under another reference, and written otherwise
    let mut same = helene();
    (same.phones, same.emails) =
        (list_of(&["+31 6 1234 5678"]), list_of(&["Helene.Lacroix@gmail.com", "H.Lacroix@klant.example"]));
    let again = add(&mut list, Some("AVG-7"), same);
    assert_eq!((again, &list), (Added::Already("AVG-1".to_owned()), &before));
    let mut more = helene();
    more.phones.push("06-87654321".to_owned());
    assert_eq!(add(&mut list, Some("AVG-1"), more), Added::More("AVG-1".to_owned()));
    assert_eq!((list.subjects().len(), list.subjects()[0].identifiers()), (1, 9));
    let nobody = Identifiers { emails: list_of(&["x@klant.example"]), ..Identifiers::default() };
    let Added::New(name) = add(&mut list, None, nobody) else { panic!("it is new") };
    assert!(name.starts_with("unnamed-") && name.len() == 16, "{name}");
    assert!(!list.remove("AVG-7") && list.remove("AVG-1") && list.remove(&name));
    assert_eq!(list, List::default());
}

/// Requests for who is back in these messages.
fn back(list: &List, messages: &[&str]) -> (Vec<Request>, Vec<(u64, bool)>) {
    let guard = Guard::new(list, &key(1));
    let part = std::sync::Arc::new(PartMeta::default());
    for (n, text) in messages.iter().enumerate() {
        let mut watcher = guard.watcher();
        let map = OffsetMap::identity(0);
        watcher.begin();
        let region = Region {
            kind: RegionKind::Body,
            part: &part,
            field: None,
            text,
            map: &map,
            aside: false,
            zones: None,
        };
        watcher.region(&part, &region, text, 0);
        let meta = MessageMeta::at(SourceName::new("a.mbox"), n as u64, std::sync::Arc::from("a"));
        watcher.end(&meta, &Envelope::default(), true);
    }
    let told = guard.suppressed();
    assert_eq!(told.messages + told.possible, told.places.len() as u64);
    (guard.requests(&HOME), told.places.iter().map(|p| (p.message, p.certain)).collect())
}

#[test]
fn a_request_has_what_is_back_and_says_what_it_does_not_have() {
    let list = listed(helene());
    let (requests, places) = back(&list, &["KL-88213", "niets", "bel Hélène Lacroix op 0612345678"]);
    assert_eq!(places, [(0, true), (2, true)]);
    let ids = &requests[0].subject;
    assert_eq!(requests[0].reference.as_deref(), Some("AVG-1"));
    assert_eq!(ids.names, ["Hélène van den Lacroix"]);
    assert_eq!(
        (&ids.phones[..], &ids.other[..]),
        (&list_of(&["+31612345678"])[..], &list_of(&["KL-88213"])[..])
    );
    // there are addresses, though none of them is back: whoever has one is somebody else
    assert_eq!(ids.withheld, ["emails"]);

    // the name alone may be anybody's; a search judges by what else is known
    let (requests, places) = back(&list, &["Hélène van den Lacroix schrijft"]);
    assert_eq!(places, [(0, false)]);
    assert_eq!(requests[0].subject.withheld, ["emails", "phones"]);

    // initials say of nobody that they are back
    let (requests, places) = back(&list, &["H. van den Lacroix"]);
    assert_eq!((requests.len(), places.len()), (0, 0));
    // beside an identifier they do, and of another given name it is known that it is not hers
    let (requests, _) = back(&list, &["H. van den Lacroix, h.lacroix@klant.example"]);
    assert_eq!(requests[0].subject.names, ["H. van den Lacroix"]);
    assert_eq!(requests[0].subject.withheld, ["phones", "given_names"]);
}

#[test]
fn spellings_of_one_name_become_one() {
    let list = listed(Identifiers { names: list_of(&["Mustafa Öztürk"]), ..Identifiers::default() });
    let all = ["Mustafa Ozturk", "MUSTAFA OEZTUERK", "Mustafa Öztürk"];
    for texts in [&all[..], &[all[2], all[1], all[0]]] {
        let (requests, _) = back(&list, texts);
        assert_eq!(requests[0].subject.names, ["Mustafa Öztürk"]);
    }
    let (requests, _) = back(&list, &all[..2]);
    let names: BTreeSet<&str> = requests[0].subject.names.iter().map(String::as_str).collect();
    assert_eq!(names, BTreeSet::from(["Mustafa Oeztuerk"]));
}

#[test]
fn it_takes_time_with_the_length_of_the_text() {
    let (list, normal) = (listed(helene()), Normaliser::new());
    let index = Index::new(&list, &key(1));
    let mut looking = Looking::new(&index);
    for unit in
        ["Lacroix ", "van den Lacroix-", "1 ", "06 12345678 ", "@klant.example", "KL-88213", "a@", "H. "]
    {
        assert_linear(unit, 16_000, |text| looking.text(text, &normal, &mut |_, _| ()));
    }
}
