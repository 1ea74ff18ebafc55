use super::*;
use crate::outlook::testing::{Kept, leaves};

fn attribute(level: u8, id: u16, value: &[u8]) -> Vec<u8> {
    let mut out = vec![level];
    out.extend(id.to_le_bytes());
    out.extend([0, 0]);
    out.extend((value.len() as u32).to_le_bytes());
    out.extend(value);
    out.extend(value.iter().fold(0_u16, |sum, b| sum.wrapping_add((*b).into())).to_le_bytes());
    out
}

fn tnef(attributes: &[Vec<u8>]) -> Vec<u8> {
    let mut out = SIGNATURE.to_vec();
    out.extend([1, 0]);
    out.extend(attributes.concat());
    out
}

fn list(all: &[Vec<u8>]) -> Vec<u8> {
    [&(all.len() as u32).to_le_bytes()[..], &all.concat()].concat()
}

fn text(id: u16, text: &str) -> Vec<u8> {
    properties::build(id, &Value::Text(text.to_owned()))
}

/// PidTagAttachDataObject.
fn object(bytes: &[u8]) -> Vec<u8> {
    let mut out = properties::build(tag::ATTACH_DATA, &Value::Bytes([&[7; 16][..], bytes].concat()));
    out[0] = 0x0D;
    out[1] = 0;
    out
}

fn named(set: [u8; 16], word: &str, value: &Value) -> Vec<u8> {
    let plain = properties::build(0x8001, value);
    let mut out = plain[..4].to_vec();
    out.extend(set);
    out.extend([1, 0, 0, 0]);
    let word: Vec<u8> = word.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    out.extend((word.len() as u32).to_le_bytes());
    out.extend(&word);
    out.resize(out.len().next_multiple_of(4), 0);
    out.extend(&plain[4..]);
    out
}

fn sample() -> Vec<u8> {
    let inner = tnef(&[
        attribute(1, SUBJECT, b"binnen\0"),
        attribute(2, ATTACH_REND_DATA, &[0; 14]),
        attribute(2, ATTACH_TITLE, b"c.txt\0"),
        attribute(2, ATTACH_DATA, b"ccc"),
    ]);
    let recipients = [
        list(&[text(tag::DISPLAY_NAME, "Piet"), text(tag::SMTP_ADDRESS, "piet@ons.example")]),
        list(&[
            text(tag::EMAIL_ADDRESS, "mies@ons.example"),
            properties::build(tag::RECIPIENT_TYPE, &Value::Integer(2)),
        ]),
    ];
    tnef(&[
        attribute(1, SUBJECT, b"Zo\x89\0"),
        attribute(1, OEM_CODEPAGE, &[0x52, 3, 0, 0, 0, 0, 0, 0]),
        attribute(1, FROM, b"\x04\0\0\0\x05\0\x16\0Jan\0\0SMTP:jan@klant.example"),
        attribute(1, DATE_SENT, &[0xE1, 7, 12, 0, 31, 0, 1, 0, 2, 0, 3, 0, 0, 0]),
        attribute(1, MESSAGE_CLASS, b"IPM.Microsoft Mail.Note\0"),
        attribute(1, PRIORITY, &[1, 0]),
        attribute(1, BODY, b"Beste Zo\x89\0"),
        attribute(
            1,
            MESSAGE_PROPERTIES,
            &list(&[
                properties::build(0x0E1F, &Value::Boolean(true)),
                named(tag::PUBLIC_STRINGS, "Keywords", &Value::Texts(vec!["een".into(), "twee".into()])),
                text(tag::INTERNET_MESSAGE_ID, "<a1@klant.example>"),
            ]),
        ),
        attribute(1, RECIPIENTS, &[&2_u32.to_le_bytes()[..], &recipients.concat()].concat()),
        attribute(2, ATTACH_DATA, b"aaaa"),
        attribute(2, ATTACH_TITLE, b"A~1.TXT\0"),
        attribute(2, ATTACHMENT_PROPERTIES, &list(&[text(tag::ATTACH_LONG_FILENAME, "een lange naam.txt")])),
        attribute(2, ATTACH_REND_DATA, &[0; 14]),
        attribute(2, ATTACHMENT_PROPERTIES, &list(&[object(&inner)])),
    ])
}

fn read_all(bytes: &[u8]) -> Kept {
    let mut kept = Kept::default();
    read(bytes, &mut kept).unwrap();
    kept
}

#[test]
fn attributes_and_properties_make_a_message() {
    let kept = read_all(&sample());
    assert!(kept.problems.is_empty(), "{:?}", kept.problems);
    let message = &kept.messages[0];
    assert!(
        message.starts_with(
            "From: \"Jan\" <jan@klant.example>\r\nTo: \"Piet\" <piet@ons.example>\r\nCc: mies@ons.example\r\n\
             Date: Sun, 31 Dec 2017 01:02:03 +0000\r\nSubject: Zoë\r\nMessage-ID: <a1@klant.example>\r\n\
             Importance: high\r\nKeywords: een, twee\r\n"
        ),
        "{message}"
    );
    assert!(message.contains("filename=\"een lange naam.txt\"") && message.contains("Subject: binnen\r\n"));
    let bodies: Vec<String> = leaves(message).into_iter().map(|(_, body)| body).collect();
    assert_eq!(bodies, ["Beste Zoë", "aaaa", "ccc"]);
}

#[test]
fn properties_win_over_attributes() {
    let subject = attribute(1, SUBJECT, b"old\0");
    let new = attribute(1, MESSAGE_PROPERTIES, &list(&[text(tag::SUBJECT, "new")]));
    for all in [[subject.clone(), new.clone()], [new, subject]] {
        assert!(read_all(&tnef(&all)).messages[0].starts_with("Subject: new\r\n"));
    }
}

#[test]
fn the_details_of_a_contact_are_read() {
    let details = list(&[
        text(tag::MESSAGE_CLASS, "IPM.Contact"),
        text(tag::DISPLAY_NAME, "Jan de Vries"),
        text(tag::MOBILE_TELEPHONE, "06-12345678"),
    ]);
    let mut item = open(tnef(&[attribute(1, MESSAGE_PROPERTIES, &details)])).unwrap();
    assert_eq!(item.properties().text(tag::MOBILE_TELEPHONE), Some("06-12345678"));
    assert!(item.attachment(0).is_err());
}

#[test]
fn damage_costs_what_is_behind_it() {
    let mut cut = sample();
    cut.truncate(cut.len() - 40);
    let kept = read_all(&cut);
    assert!(kept.messages[0].contains("filename=\"een lange naam.txt\""));
    assert!(kept.problems.iter().any(|problem| problem.code == ProblemCode::Truncated));
    let mut garbage = sample();
    garbage.extend(b"garbage");
    let kept = read_all(&garbage);
    assert_eq!(
        kept.problems.iter().map(|p| (p.code, p.given_up)).collect::<Vec<_>>(),
        [(ProblemCode::Corrupt, 7)]
    );
    let mut zeros = sample();
    zeros.extend(b"\r\n\0\0\0\0\0\0\0\0\0\0\0\0");
    assert!(read_all(&zeros).problems.is_empty());
    assert!(open(&b"\x78\x9f\x3e\x22\0\0"[..]).is_err());
    assert!(!recognises(b"From: x"));
}

#[test]
fn no_damage_does_harm() {
    let whole = sample();
    let mut seed = 1_u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) as usize % below
    };
    for round in 0..5000 {
        let mut bytes = whole.clone();
        if round % 3 == 0 {
            bytes.truncate(random(whole.len()));
        } else {
            for _ in 0..=random(10) {
                let at = random(bytes.len());
                bytes[at] = [0, 0xFF, 1, random(256) as u8][random(4)];
            }
        }
        let mut kept = Kept::default();
        let _ = read(&bytes, &mut kept);
        assert!(kept.messages.iter().map(String::len).sum::<usize>() < 40 * whole.len());
    }
}
