use super::*;
use crate::outlook::compound::tests::build;
use crate::outlook::tag::lid;
use crate::outlook::testing::{Kept, leaves};

type Streams = Vec<(String, Vec<u8>)>;

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn text(folder: &str, id: u16, text: &str) -> (String, Vec<u8>) {
    (format!("{folder}__substg1.0_{id:04X}001F"), utf16(text))
}

/// A list of properties of fixed size.
fn list(folder: &str, header: usize, values: &[(u16, u16, u64)]) -> (String, Vec<u8>) {
    let mut bytes = vec![0; header];
    for (id, kind, value) in values {
        bytes.extend(kind.to_le_bytes());
        bytes.extend(id.to_le_bytes());
        bytes.extend([6, 0, 0, 0]);
        bytes.extend(value.to_le_bytes());
    }
    (format!("{folder}__properties_version1.0"), bytes)
}

/// A message with two recipients, a file, and a message in the message that has a file.
fn sample() -> Streams {
    let recipient = |n: usize, name: &str, address: &str, kind| {
        let folder = format!("__recip_version1.0_#{n:08X}/");
        [
            list(&folder, 8, &[(tag::RECIPIENT_TYPE, 3, kind)]),
            text(&folder, tag::DISPLAY_NAME, name),
            text(&folder, tag::EMAIL_ADDRESS, address),
        ]
    };
    let file = |folder: &str, name: &str, bytes: Vec<u8>| {
        [text(folder, tag::ATTACH_LONG_FILENAME, name), (format!("{folder}__substg1.0_37010102"), bytes)]
    };
    let inner = "__attach_version1.0_#00000001/__substg1.0_3701000D/";
    let mut all = vec![
        list("", 32, &[(tag::CLIENT_SUBMIT_TIME, typed::TIME, 131_591_520_000_000_000)]),
        text("", tag::SUBJECT, "Offerte Zoë"),
        text("", tag::SENT_REPRESENTING_NAME, "Jan de Vries"),
        text("", tag::SENT_REPRESENTING_SMTP_ADDRESS, "jan@klant.example"),
        text("", tag::BODY, "Beste Piet,\r\nbel 020-1234567\r\n"),
        ("__substg1.0_0037001E".to_owned(), b"not this one".to_vec()),
        list("__attach_version1.0_#00000001/", 8, &[(tag::ATTACH_METHOD, 3, 5)]),
        list(inner, 24, &[(tag::MESSAGE_CODEPAGE, 3, 1250)]),
        (format!("{inner}__substg1.0_0037001E"), b"Binnen \xe8".to_vec()),
        text(inner, tag::BODY, "binnen"),
    ];
    all.extend(recipient(0, "Piet", "piet@ons.example", 1));
    all.extend(recipient(1, "Mies", "mies@ons.example", 2));
    all.extend(file("__attach_version1.0_#00000000/", "a.txt", vec![b'a'; 5000]));
    all.extend(file(&format!("{inner}__attach_version1.0_#00000000/"), "b.txt", b"bb".to_vec()));
    all
}

fn read_all(bytes: &[u8]) -> Kept {
    let mut kept = Kept::default();
    read(bytes, &mut kept).unwrap();
    kept
}

#[test]
fn a_message_is_read_as_it_was_written() {
    let bytes = build(&sample(), cfb::Version::V3);
    assert!(recognises(&bytes));
    let kept = read_all(&bytes);
    assert!(kept.problems.is_empty(), "{:?}", kept.problems);
    let [message] = kept.messages.as_slice() else { panic!() };
    assert!(
        message.starts_with(
            "From: \"Jan de Vries\" <jan@klant.example>\r\nTo: \"Piet\" <piet@ons.example>\r\n\
             Cc: \"Mies\" <mies@ons.example>\r\nDate: Sun, 31 Dec 2017 00:00:00 +0000\r\nSubject: Offerte Zoë\r\n"
        ),
        "{message}"
    );
    assert!(message.contains("Subject: Binnen č\r\n"));
    let all = leaves(message);
    assert_eq!(all.iter().map(|(_, body)| body.len()).collect::<Vec<_>>(), [30, 5000, 6, 2]);
}

#[test]
fn names_of_properties_are_looked_up() {
    let mut streams =
        vec![text("", tag::MESSAGE_CLASS, "IPM.Contact"), text("", 0x8001, "jan@klant.example")];
    streams.push(text("", 0x8000, "nowhere"));
    let entries = [
        // the first of the sets that the file names, by a word; the same, by a number
        [0, 0, 0, 0, 7, 0, 0, 0],
        [0x83, 0x80, 0, 0, 6, 0, 1, 0],
        // PS_PUBLIC_STRINGS, by a word; one beyond the words
        [0, 0, 0, 0, 5, 0, 2, 0],
        [0xFF, 0xFF, 0, 0, 5, 0, 3, 0],
    ];
    streams.push(("__nameid_version1.0/__substg1.0_00020102".into(), tag::ADDRESS.to_vec()));
    streams.push(("__nameid_version1.0/__substg1.0_00030102".into(), entries.concat()));
    streams.push((
        "__nameid_version1.0/__substg1.0_00040102".into(),
        [&16_u32.to_le_bytes()[..], &utf16("Keywords")].concat(),
    ));
    streams.push(("__substg1.0_8002101F".into(), vec![4, 0, 0, 0, 4, 0, 0, 0]));
    streams.push(("__substg1.0_8002101F-00000000".into(), utf16("een")));
    streams.push(("__substg1.0_8002101F-00000001".into(), utf16("twee")));
    let bytes = build(&streams, cfb::Version::V3);
    let item = open(&bytes[..]).unwrap();
    let named = &item.properties().named;
    assert!(
        named.get(&Named::Number(tag::ADDRESS, lid::EMAIL_1_DISPLAY_NAME + 3))
            == Some(&Value::Text("jan@klant.example".into()))
    );
    assert!(
        named.get(&Named::Word(tag::PUBLIC_STRINGS, "Keywords".into()))
            == Some(&Value::Texts(vec!["een".into(), "twee".into()]))
    );
    let [message] = &read_all(&bytes).messages[..] else { panic!() };
    assert!(message.contains("Keywords: een, twee\r\n"));
    assert!(leaves(message)[0].1.contains("EMAIL:jan@klant.example\r\n"));
}

#[test]
fn objects_give_the_file_they_keep_or_a_problem() {
    let of = |name: &str| {
        let mut streams = vec![text("", tag::SUBJECT, "x")];
        streams
            .push((format!("__attach_version1.0_#00000000/__substg1.0_3701000D/{name}"), b"file".to_vec()));
        read_all(&build(&streams, cfb::Version::V3))
    };
    let kept = of("CONTENTS");
    assert_eq!(leaves(&kept.messages[0]), [("application/octet-stream".to_owned(), "file".to_owned())]);
    assert!(kept.problems.is_empty());
    assert_eq!(of("\u{1}Ole").problems[0].code, ProblemCode::Unsupported);
}

#[test]
fn other_compound_files_are_not_recognised() {
    assert!(!recognises(&build(&[("WordDocument".to_owned(), vec![1])], cfb::Version::V3)));
    assert!(!recognises(b"From: x"));
    let head = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and no name yet";
    assert!(recognises_named(head, "Offerte.MSG"));
    assert!(!recognises_named(head, "Offerte.doc") && !recognises_named(b"From: x", "x.msg"));
    assert!(open(&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..]).is_err());
}

#[test]
fn a_file_that_is_cut_off_keeps_what_is_there() {
    let bytes = build(&sample(), cfb::Version::V3);
    let kept = read_all(&bytes[..bytes.len() - 3000]);
    assert!(kept.messages[0].contains("jan@klant.example"));
    assert!(!kept.problems.is_empty());
}

#[test]
fn no_damage_does_harm() {
    let whole = build(&sample(), cfb::Version::V3);
    let mut seed = 1_u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) as usize % below
    };
    for round in 0..1500 {
        let mut bytes = whole.clone();
        if round % 3 == 0 {
            bytes.truncate(random(whole.len()));
        } else {
            for _ in 0..=random(20) {
                let at = random(bytes.len());
                bytes[at] = [0, 0xFF, 1, random(256) as u8][random(4)];
            }
        }
        let mut kept = Kept::default();
        let _ = read(&bytes, &mut kept);
        assert!(kept.messages.iter().map(String::len).sum::<usize>() < 20 * whole.len());
    }
}
