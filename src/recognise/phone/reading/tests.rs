use std::sync::Arc;

use super::super::PhoneRecogniser;
use super::*;
use crate::model::{Mailbox, OffsetMap, PartMeta, Region, Zone, Zones};
use crate::recognise::pattern::built_in;
use crate::recognise::{Page, Recogniser};

/// The slices and values that are found in a mail from `sender`, of which another may have written what is quoted.
fn find(text: &str, sender: Option<[u8; 2]>, author: Option<&str>) -> Vec<String> {
    let zone = 0..text.len() as u64;
    find_in(text, 0, sender, author.map(|author| (author, zone)))
}

/// The same of a text that begins at byte `from` of the decoded one; another wrote what stands in a range of that.
fn find_in(
    text: &str,
    from: isize,
    sender: Option<[u8; 2]>,
    author: Option<(&str, Range<u64>)>,
) -> Vec<String> {
    let file = built_in().into_iter().find(|f| f.id.as_ref() == "phone").unwrap();
    let (part, map) = (PartMeta::default(), OffsetMap::identity(0));
    let make = || {
        author
            .clone()
            .map(|(address, span)| Zone {
                span,
                kind: RegionKind::Quoted,
                signature: false,
                level: 1,
                author: Some(Arc::new(Mailbox { name: None, address: address.to_owned().into() })),
                heading: false,
            })
            .into_iter()
            .collect()
    };
    let zones = Zones::lazy(&make);
    let region = Region {
        kind: RegionKind::Body,
        part: &part,
        field: None,
        text,
        map: &map,
        aside: false,
        zones: Some(&zones),
    };
    let context = Context { countries: vec![*b"NL", *b"BE", *b"DE"], sender, ..Context::default() };
    let mut out = Vec::new();
    PhoneRecogniser::new(&file).find(&Page { from, ..Page::new(&region, &context) }, &mut out);
    out.iter().map(|m| format!("{} {}", &text[m.span.clone()], m.value.reveal())).collect()
}

#[test]
fn the_writer_is_at_home_in_one_country() {
    let text = "Tel. 078 / 744 20 16";
    assert_eq!(find(text, Some(*b"CH"), None), ["078 / 744 20 16 +41787442016"]);
    assert_eq!(find(text, None, None), ["078 / 744 20 16 +31787442016"]);
    assert_eq!(find(text, Some(*b"NL"), Some("anna@kunde.ch")), ["078 / 744 20 16 +41787442016"]);
    assert_eq!(find(text, Some(*b"CH"), Some("jan@klant.nl")), ["078 / 744 20 16 +31787442016"]);
    assert_eq!(find("telefono 045 8006113", Some(*b"IT"), None), ["045 8006113 +390458006113"]);
    assert_eq!(find("mobil 0151-40 22 71 93", Some(*b"DE"), None), ["0151-40 22 71 93 +4915140227193"]);
}

#[test]
fn who_wrote_a_stretch_of_a_text_is_told_by_its_place_in_all_of_it() {
    let text = "Tel. 078 / 744 20 16";
    let of = |from, span| find_in(text, from, Some(*b"NL"), Some(("anna@kunde.ch", span)));
    let (swiss, dutch) = (["078 / 744 20 16 +41787442016"], ["078 / 744 20 16 +31787442016"]);
    assert_eq!(of(1000, 1000..1020), swiss);
    assert_eq!(of(1000, 0..500), dutch);
    // with a heading of five bytes in front
    assert_eq!(of(995, 1000..1020), swiss);
    assert_eq!(of(-5, 0..20), swiss);
}

#[test]
fn a_number_is_not_cut() {
    assert_eq!(find("Tel. 0651-975 08 0", Some(*b"DE"), None), ["0651-975 08 0 +49651975080"]);
    assert_eq!(find("x 06 12 34 56 78 90", None, None), Vec::<String>::new());
    assert_eq!(find("+49 6898 9 11 - 0", None, None), ["+49 6898 9 11 - 0 +4968989110"]);
}

#[test]
fn brackets_may_hold_all_of_a_number() {
    assert_eq!(find("an (0941 / 12 34 53 2)", Some(*b"DE"), None), ["0941 / 12 34 53 2 +499411234532"]);
    assert_eq!(find("(Tel. 04961 66 27 0)", Some(*b"DE"), None), ["04961 66 27 0 +49496166270"]);
}

#[test]
fn a_code_with_capitals_goes_on_in_digits() {
    assert!(find("1 EMH00 0771 8820", Some(*b"DE"), None).is_empty());
    assert_eq!(find("1 EMH00 Tel. 0771 8820", Some(*b"DE"), None), ["0771 8820 +497718820"]);
}

#[test]
fn british_codes_of_six_digits_are_parted_behind_the_fifth() {
    assert_eq!(find("Morag 01387 372 009", Some(*b"GB"), None), ["01387 372 009 +441387372009"]);
    assert!(find("Morag 0138 737 2009", Some(*b"GB"), None).is_empty());
}

#[test]
fn a_town_abroad_tells_whose_number_it_is() {
    let text = "la cliente de Bologne (Anna Zwaluw, tél. 051 22 71 904)";
    assert_eq!(find(text, Some(*b"FR"), None), ["051 22 71 904 +390512271904"]);
    let text = "la cliente de Bologne (Anna Zwaluw, tél. 04 72 22 71 90)";
    assert_eq!(find(text, Some(*b"FR"), None), ["04 72 22 71 90 +33472227190"]);
}

#[test]
fn the_number_of_a_firm_is_none_to_call() {
    let text = "Numéro d'entreprise : 0403.170.701";
    assert!(find(text, Some(*b"BE"), None).is_empty(), "{:?}", find(text, Some(*b"BE"), None));
}

#[test]
fn six_digits_are_a_number_in_luxembourg_only() {
    assert_eq!(find("Fax: 75 83 22", Some(*b"LU"), None), ["75 83 22 +352758322"]);
    assert!(find("75 83 22", Some(*b"LU"), None).is_empty());
    assert!(find("Fax: 75 83 22", Some(*b"FR"), None).is_empty());
}

#[test]
fn an_unpaired_bracket_is_no_part_of_a_number() {
    assert_eq!(find("bel (0612345678", None, None), ["0612345678 +31612345678"]);
    assert_eq!(find("bel (06) 12345678", None, None), ["(06) 12345678 +31612345678"]);
    assert_eq!(find("(+31 6 12345678)", None, None), ["+31 6 12345678 +31612345678"]);
    assert_eq!(find("(+31) 6 12345678", None, None), ["(+31) 6 12345678 +31612345678"]);
}

#[test]
fn what_stands_right_before_sinks_most() {
    assert_eq!(find("Uw bestelling: 076-490 17 33", None, None), ["076-490 17 33 +31764901733"]);
    assert!(find("Pakbon: 0318 447120", None, None).is_empty());
    assert!(find("Pakbon    0318-447120", None, None).is_empty());
    assert!(find("Incident n° 0142857369", Some(*b"FR"), None).is_empty());
    assert!(find("Log_Pos: 0612345678", None, None).is_empty());
    assert_eq!(find("tel_nr: 0612345678", None, None), ["0612345678 +31612345678"]);
    assert!(find("2021/S 058-671658\tRaamovereenkomst", None, None).is_empty());
}

#[test]
fn americans_speak_for_their_neighbours() {
    let text = "Anna, (718) 555-0123, NY\nPete, 512 555 0123, Austin";
    assert_eq!(find(text, None, None).len(), 2, "{:?}", find(text, None, None));
    assert!(find("Pete, 512 555 0123, Austin", None, None).is_empty());
    assert_eq!(find("Norcross, GA 30071, 678/555-0123", None, None), ["678/555-0123 +16785550123"]);
}
