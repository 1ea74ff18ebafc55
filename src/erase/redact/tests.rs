//! Whole messages, by encoding, charset and structure. People and addresses are made up.

use super::*;
use data_encoding::BASE64;

const SIGN: &str = "[verwijderd]";

/// Marks for every place in any text of the message at which one of `what` stands.
fn marks(message: &[u8], quoting: Quoting, what: &[&str]) -> Vec<Mark> {
    let mut marks = Vec::new();
    texts(message, quoting, &Limits::default(), &mut |section, base, text| {
        for what in what {
            marks.extend(text.match_indices(what).map(|(at, _)| {
                let start = base + at as u64;
                Mark { section: section.clone(), span: Some(start..start + what.len() as u64) }
            }));
        }
    });
    marks
}

fn part(section: &str) -> Mark {
    Mark { section: Section::named(section), span: None }
}

fn done(message: &[u8], quoting: Quoting, marks: &[Mark]) -> Redacted {
    redact(message, quoting, marks, SIGN, &Limits::default()).unwrap()
}

/// Takes out every place of `what`; holds the result, without the field that is added, against what is wanted.
#[track_caller]
fn is(message: &str, what: &[&str], want: &str) {
    let marks = marks(message.as_bytes(), Quoting::None, what);
    assert!(!marks.is_empty(), "nothing is marked");
    let out = done(message.as_bytes(), Quoting::None, &marks);
    assert_eq!(without_field(&out.bytes), want);
}

fn without_field(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let from = text.find("X-Mailsweep-Redacted:").unwrap();
    let mut end = from;
    for line in text[from..].split_inclusive('\n') {
        if end > from && !line.starts_with([' ', '\t']) {
            break;
        }
        end += line.len();
    }
    format!("{}{}", &text[..from], &text[end..])
}

/// The texts of a message by section.
fn read(message: &[u8]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    texts(message, Quoting::None, &Limits::default(), &mut |section, _, text| {
        out.push((section.to_string(), text.to_owned()));
    });
    out
}

#[track_caller]
fn refused(message: &[u8], marks: &[Mark], why: &str) {
    let refused = redact(message, Quoting::None, marks, SIGN, &Limits::default()).err().unwrap();
    assert!(refused.why.contains(why), "{refused}");
}

#[test]
fn nothing_marked_is_nothing_changed() {
    let out = done(b"no header at all", Quoting::None, &[]);
    assert_eq!((out.bytes.as_slice(), out.notes), (&b"no header at all"[..], Notes::default()));
}

#[test]
fn plain_text_and_headers() {
    is(
        "From: Jan <jan@klant.example>\r\nSubject: Van Jan\r\n\r\nDag,\r\nJan, jan@klant.example\r\n",
        &["Jan", "jan@klant.example"],
        "From: \"[verwijderd]\" <verwijderd@redacted.invalid>\r\nSubject: Van [verwijderd]\r\n\r\nDag,\r\n[verwijderd], [verwijderd]\r\n",
    );
    is("\nJan\n", &["Jan"], "\n[verwijderd]\n");
    is("geen kop, zegt Jan\n", &["Jan"], "\ngeen kop, zegt [verwijderd]\n");
    is("Subject: Jan", &["Jan"], "Subject: [verwijderd]\n\n");
    let out =
        done(b"Subject: x\n\nJan\n", Quoting::None, &marks(b"Subject: x\n\nJan\n", Quoting::None, &["Jan"]));
    assert_eq!(out.bytes, b"Subject: x\nX-Mailsweep-Redacted: 1 place\n\n[verwijderd]\n");
    assert_eq!(out.notes, Notes { places: 1, replaced: Vec::new(), broken: Vec::new() });
}

#[test]
fn encodings_and_charsets() {
    let text = "Zo\u{eb} zegt:\r\nbel Jan Jansen op\r\ncaf\u{e9}\r\n";
    for label in [
        "utf-8",
        "windows-1252",
        "iso-8859-15",
        "utf-16le",
        "utf-16",
        "x-unknown",
        "iso-2022-jp",
        "utf-7",
        "cp850",
    ] {
        let (shown, bytes): (&str, Vec<u8>) = match label {
            "utf-16le" => (text, text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            "utf-16" => {
                (text, ("\u{feff}".to_owned() + text).encode_utf16().flat_map(u16::to_be_bytes).collect())
            }
            "iso-2022-jp" => {
                let text = "\u{5c71}\u{7530}\r\nbel Jan Jansen \u{5c71}\r\n\u{5c71}\r\n";
                (text, encoding_rs::ISO_2022_JP.encode(text).0.into_owned())
            }
            "utf-7" => (text, b"Zo+AOs zegt:\r\nbel Jan Jansen op\r\ncaf+AOk-\r\n".to_vec()),
            "cp850" => (text, b"Zo\x89 zegt:\r\nbel Jan Jansen op\r\ncaf\x82\r\n".to_vec()),
            "x-unknown" => (text, encoding_rs::WINDOWS_1252.encode(text).0.into_owned()),
            label => (
                text,
                encoding_rs::Encoding::for_label(label.as_bytes()).unwrap().encode(text).0.into_owned(),
            ),
        };
        for encoding in ["base64", "quoted-printable", "8bit"] {
            if encoding == "8bit" && label.starts_with("utf-16") {
                continue; // NULs are no line of mail
            }
            let body: Vec<u8> = match encoding {
                "base64" => {
                    BASE64.encode(&bytes).into_bytes().chunks(76).collect::<Vec<_>>().join(&b"\r\n"[..])
                }
                "quoted-printable" => bytes.iter().fold(Vec::new(), |mut out, b| {
                    if b.is_ascii_graphic() && *b != b'=' {
                        out.push(*b);
                    } else {
                        out.extend(format!("={b:02X}").bytes());
                    }
                    if out.len() % 76 > 70 && !out.ends_with(b"=\r\n") {
                        out.extend(b"=\r\n");
                    }
                    out
                }),
                _ => bytes.clone(),
            };
            let head = format!(
                "Subject: x\r\nContent-Type: text/plain; charset={label}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
            );
            let message = [head.as_bytes(), &body].concat();
            let marks = marks(&message, Quoting::None, &["Jan Jansen"]);
            assert_eq!(marks.len(), 1, "{label} {encoding}");
            let out = done(&message, Quoting::None, &marks);
            let texts = read(&out.bytes);
            assert_eq!(texts[1].1, shown.replace("Jan Jansen", SIGN), "{label} {encoding}");
            assert!(
                texts[0].1.contains(&format!("charset={label}\nContent-Transfer-Encoding: {encoding}\n"))
            );
            if encoding == "8bit" && label != "utf-7" {
                // all lines but one are the same, byte by byte
                let lines = |bytes: &[u8]| {
                    bytes
                        .split(|b| *b == b'\n')
                        .map(<[u8]>::to_vec)
                        .filter(|l| !l.starts_with(b"X-Mail"))
                        .collect::<Vec<_>>()
                };
                let (old, new) = (lines(&message), lines(&out.bytes));
                assert_eq!(old.len(), new.len());
                assert_eq!(old.iter().zip(&new).filter(|(a, b)| a != b).count(), 1, "{label}");
            }
        }
    }
}

#[test]
fn a_sign_that_the_charset_cannot_say() {
    let say = |head: &str, sign: &str| {
        let message = format!("{head}\n\nvan Jan\n");
        let out = redact(
            message.as_bytes(),
            Quoting::None,
            &marks(message.as_bytes(), Quoting::None, &["Jan"]),
            sign,
            &Limits::default(),
        )
        .unwrap();
        read(&out.bytes)[1].1.clone()
    };
    assert_eq!(say("Subject: x", "[gewi\u{eb}st]"), "van [gewiest]\n");
    assert_eq!(
        say(
            "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable",
            "[gewi\u{eb}st]"
        ),
        "van [gewi\u{eb}st]\n"
    );
    assert_eq!(
        say(
            "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable",
            "[\u{524a}\u{9664}]"
        ),
        "van [...]\n"
    );
    assert_eq!(
        say("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 7bit", "[\u{524a}]"),
        "van [...]\n"
    );
}

#[test]
fn lines_of_mail_stay_within_their_bounds() {
    let message = format!("Subject: x\n\n{}Jan{}\n", "a".repeat(500), "b".repeat(495));
    is(&message, &["Jan"], &message.replace("Jan", "*"));
    let message = format!("Subject: x\n\n{}Jan{}\n", "a".repeat(500), "b".repeat(493));
    is(&message, &["Jan"], &message.replace("Jan", "[...]"));
    let message = format!("Subject: x\n\n{}Jan{}\n", "a".repeat(900), "b".repeat(493));
    is(&message, &["Jan"], &message.replace("Jan", SIGN));
}

#[test]
fn lines_that_look_like_separators_stay_quoted() {
    let message = b"Subject: x\n\nJan\n>From Jan\n>>From x, Jan; Jan\nJan From y\n>From z\n";
    let out = done(message, Quoting::From, &marks(message, Quoting::From, &["Jan"]));
    let want = "Subject: x\n\n[verwijderd]\n>From [verwijderd]\n>>From x, [verwijderd]; [verwijderd]\n[verwijderd] From y\n>From z\n";
    assert_eq!(without_field(&out.bytes), want);
    // a line that becomes one is quoted; one that no longer is, is not
    let message = b"Subject: x\n\nJan\n>From Jan\n";
    let marks = marks(message, Quoting::From, &["Jan\nFrom Jan"]);
    let out = redact(message, Quoting::From, &marks, "From ", &Limits::default()).unwrap();
    assert!(out.bytes.ends_with(b"\n\nFrom\n"), "{}", String::from_utf8_lossy(&out.bytes));
    let encoded = b"Content-Transfer-Encoding: quoted-printable\n\n>From J=\nan\n>From y\n";
    let marks = super::tests::marks(encoded, Quoting::From, &["Jan"]);
    let out = done(encoded, Quoting::From, &marks);
    assert!(
        out.bytes.ends_with(b"\n\n>From [verwijderd]\n>From y\n"),
        "{}",
        String::from_utf8_lossy(&out.bytes)
    );
}

fn multipart(parts: &[&str]) -> String {
    let mut out = String::from("Subject: x\nContent-Type: multipart/mixed; boundary=abc\n\nvoor Jan\n");
    for part in parts {
        out += &format!("--abc\n{part}\n");
    }
    out + "--abc--\nna Jan\n"
}

#[test]
fn parts_and_what_is_between_them() {
    let message = multipart(&[
        "\nJan een",
        "Content-Type: text/html\n\n<p title=\"Jan\">J<b>an</b> Jan</p>",
        "Content-Type: image/png; name=Jan.png\n\nxyzJan",
    ]);
    is(
        &message,
        &["Jan", "J<b>an"],
        &message
            .replace("voor Jan", "voor [verwijderd]")
            .replace("na Jan", "na [verwijderd]")
            .replace("Jan een", "[verwijderd] een")
            .replace("title=\"Jan\"", "title=\"[verwijderd]\"")
            .replace("J<b>an</b> Jan", "[verwijderd]<b></b> [verwijderd]")
            .replace("name=Jan.png", "name=verwijderd.png"),
    );
}

#[test]
fn broken_multiparts_as_the_reader_sees_them() {
    let head = "Subject: x\nContent-Type: multipart/mixed; boundary=abc\n\n";
    for body in [
        "--abc\n\nJan\n",
        "--abc1\n\nJan\n--abc\n\nPiet\n--abc--",
        "--abc\nContent-Type: multipart/alternative; boundary=abc1\n\n--abc1\n\nJan\n--abc1--\n--abc\n\nJan",
        "--abc\n--abc\n\nJan\n--abc\nContent-Type: text/plain\nJan\n",
        "--xyz\nContent-Type: text/plain\n\nJan\n--xyz--\n",
        "nothing of the sort, Jan\n",
        "--abc\nContent-Type: text/plain\nContent-Transfer-Encoding: 8bit, base64\n\nJan\n--abc--\n",
    ] {
        let message = format!("{head}{body}");
        is(&message, &["Jan"], &message.replace("Jan", SIGN));
    }
}

fn inner() -> String {
    "From: Jan <jan@klant.example>\nSubject: y\nContent-Length: 99\nLines: 2\n\nJan zelf\nen meer\n"
        .to_owned()
}

#[test]
fn messages_in_messages() {
    let plain = multipart(&[&format!("Content-Type: message/rfc822\n\n{}", inner())]);
    let want = plain
        .replace("Jan <jan@klant.example>", "\"[verwijderd]\" <verwijderd@redacted.invalid>")
        .replace("Content-Length: 99\nLines: 2\n", "")
        .replace("Jan", SIGN);
    is(&plain, &["Jan", "jan@klant.example"], &want);
    for head in ["Content-Type: message/rfc822", "Content-Type: application/octet-stream; name=a.eml"] {
        let base64 = BASE64.encode(inner().as_bytes());
        let twice = BASE64.encode(
            format!(
                "Subject: z\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{base64}\n"
            )
            .as_bytes(),
        );
        for body in [base64, twice] {
            let message = multipart(&[
                "Content-Type: text/plain\n\nhier",
                &format!("{head}\nContent-Transfer-Encoding: base64\n\n{body}"),
            ]);
            let marks = marks(message.as_bytes(), Quoting::None, &["Jan", "jan@klant.example"]);
            let out = done(message.as_bytes(), Quoting::None, &marks);
            for (section, text) in read(&out.bytes) {
                assert!(!text.contains("Jan") && !text.contains("jan@"), "{section} {text}");
            }
            assert_eq!(read(&message.into_bytes()).len(), read(&out.bytes).len());
        }
    }
}

#[test]
fn files_that_cannot_be_edited_give_way_to_a_sentence() {
    let message = multipart(&[
        "\nhier",
        "Content-Type: application/pdf;\n name=\"Jan.pdf\"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=Jan.pdf\nContent-ID: <a@b>\n\nJVBERi0xLjQ=",
        "Content-Type: image/png\n\nxyz",
    ]);
    for mark in [
        part("2"),
        part("2!word/document.xml"),
        part("2.1"),
        Mark { section: Section::named("2"), span: Some(0..4) },
    ] {
        let out = done(message.as_bytes(), Quoting::None, &[mark]);
        assert_eq!(out.notes.replaced, [Section::named("2")]);
        let text = String::from_utf8(out.bytes).unwrap();
        let new = "--abc\nContent-ID: <a@b>\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 7bit\n\
            Content-Disposition: attachment; filename=\"verwijderd.txt\"\n\n\
            [verwijderd] Dit bestand (application/pdf) bevatte persoonsgegevens en is verwijderd.\n\
            [verwijderd] This file (application/pdf) held personal data and was removed.\n--abc\nContent-Type: image/png\n\nxyz\n--abc--\n";
        assert!(text.contains(new), "{text}");
    }
    refused(message.as_bytes(), &[part("5")], "no such part");
    refused(
        message.as_bytes(),
        &[Mark { section: Section::named("3.HEADER"), span: Some(1..2) }][..0]
            .iter()
            .cloned()
            .chain([part("x")])
            .collect::<Vec<_>>(),
        "no such part",
    );
    let single =
        "Subject: x\nContent-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\nAAAA\n";
    let out = done(single.as_bytes(), Quoting::None, &[part("1.1")]);
    assert_eq!(out.notes.broken, ["S/MIME"]);
    assert!(out.bytes.ends_with(b"was removed.\n"));
    let cut = "Subject: x\nContent-Type: application/pdf";
    let out = done(cut.as_bytes(), Quoting::None, &[part("1")]);
    assert!(out.bytes.starts_with(b"Subject: x\nContent-Type: text/plain; charset=utf-8\n"));
    // a part without a header gets one
    let bare = multipart(&["\nhier"]);
    let out = done(bare.as_bytes(), Quoting::None, &[part("1")]);
    assert!(String::from_utf8_lossy(&out.bytes).contains("--abc\nContent-Type: text/plain; charset=utf-8\n"));
}

#[test]
fn files_in_text() {
    let message =
        "Subject: x\n\nzie Jan\nbegin 644 a.txt\n#2F%N\n`\nend\nbegin 644 b.zip\n#4&L#\n`\nend\ngroet\n";
    let out = done(
        message.as_bytes(),
        Quoting::None,
        &[part("1!b.zip"), Mark { section: Section::named("1"), span: Some(24..29) }],
    );
    let text = without_field(&out.bytes);
    assert!(
        text.starts_with(
            "Subject: x\n\nzie Jan\nbegin 644 a.txt\n,6W9E<G=I:F1E<F1=\n`\nend\n[verwijderd] Dit bestand"
        ),
        "{text}"
    );
    assert!(text.ends_with("was removed.\ngroet\n"));
    refused(message.as_bytes(), &[part("1!c.zip")], "no such");
}

#[test]
fn names_of_files() {
    let message = multipart(&[
        "Content-Type: application/pdf; name=\"=?utf-8?Q?Jan?=.pdf\"\nContent-Disposition: attachment;\n filename*0*=utf-8''J%61;\n filename*1=n.pdf\n\nxyz",
    ]);
    let out = done(message.as_bytes(), Quoting::None, &[part("1.MIME")]);
    let want = message
        .replace("; name=\"=?utf-8?Q?Jan?=.pdf\"", "; name=\"verwijderd.pdf\"")
        .replace(";\n filename*0*=utf-8''J%61;\n filename*1=n.pdf", "; filename=\"verwijderd.pdf\"");
    assert_eq!(without_field(&out.bytes), want);
    refused(message.as_bytes(), &[part("HEADER")], "name of a file");
}

#[test]
fn what_counts_and_signs_is_put_right() {
    let message = "DKIM-Signature: v=1; h=From:To; b=x\nContent-Length: 4\nLines: 1\nContent-MD5: abc\nTo: Jan\n\nJan\n";
    let out = done(message.as_bytes(), Quoting::None, &marks(message.as_bytes(), Quoting::None, &["Jan"]));
    let want = "DKIM-Signature: v=1; h=From:To; b=x\nContent-Length: 13\nLines: 1\nTo: \"[verwijderd]\"\n\
        X-Mailsweep-Redacted: 2 places; no longer valid: DKIM-Signature\n\n[verwijderd]\n";
    assert_eq!(String::from_utf8(out.bytes).unwrap(), want);
    let wrong = message.replace("Content-Length: 4\nLines: 1", "Content-Length: 400\nLines: 70");
    is(
        &wrong,
        &["Jan"],
        &want
            .replace("Content-Length: 13\nLines: 1\n", "")
            .replace("X-Mailsweep-Redacted: 2 places; no longer valid: DKIM-Signature\n", ""),
    );
    let signed = "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=abc\n\n--abc\n\nJan\n--abc\nContent-Type: application/pgp-signature\n\nxyz\n--abc--\n";
    let out = done(signed.as_bytes(), Quoting::None, &marks(signed.as_bytes(), Quoting::None, &["Jan"]));
    assert_eq!(out.notes.broken, ["PGP"]);
    let out = done(signed.as_bytes(), Quoting::None, &[part("2")]);
    assert_eq!(out.notes.broken, ["PGP"]);
}

#[test]
fn a_certificate_that_names_who_is_to_go_goes_too() {
    let message = |name: &str| {
        let certificate = BASE64.encode(format!("\x30\x00{name}\x00").as_bytes());
        format!(
            "From: jan@klant.example\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=abc\n\n\
             --abc\n\nhallo\n--abc\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\
             Content-Transfer-Encoding: base64\n\n{certificate}\n--abc--\n"
        )
    };
    for (name, files) in [("Jan@klant.example", 1), ("piet@klant.example", 0)] {
        let message = message(name);
        let marks = marks(message.as_bytes(), Quoting::None, &["jan@klant.example"]);
        let out = done(message.as_bytes(), Quoting::None, &marks);
        assert_eq!(out.notes.replaced.len(), files);
        assert_eq!(out.notes.broken.len(), files, "what is signed has not changed else");
    }
}

#[test]
fn what_is_not_certain_is_refused() {
    let mark = |section: &str, span: Range<u64>| Mark { section: Section::named(section), span: Some(span) };
    let message = "Subject: x\nContent-Type: text/html\n\n<p class=\"a\">Jan</p>\n".as_bytes();
    refused(message, &[mark("1", 4..6)], "markup");
    refused(message, &[mark("1", 4..600)], "outside");
    refused(message, &[mark("1", 7..7)], "empty");
    refused(message, &[mark("HEADER", 0..3)], "outside");
    refused("Subject: x\n\nZo\u{eb}\n".as_bytes(), &[mark("1", 3..4)], "outside");
    // the charset is a guess, by what is to go
    let guessed = b"Subject: x\n\n\xe9\xe9n \xc3\xa9 caf\xc3\xa9\n";
    if let Err(refused) = redact(guessed, Quoting::None, &[mark("1", 0..5)], SIGN, &Limits::default()) {
        assert!(refused.why.contains("guess"), "{refused}");
    }
    // line ends of Mac OS 9
    let mac = b"Subject: x\rTo: Jan\r\rJan\r";
    let out = done(mac, Quoting::None, &marks(mac, Quoting::None, &["Jan"]));
    assert!(out.bytes.ends_with(b"\r\r[verwijderd]\r") && !out.bytes.contains(&b'\n'));
}

#[test]
fn many_marks_cost_linear_time() {
    let start = crate::model::Busy::now();
    for unit in ["Jan ", "<a href=\"mailto:Jan\">", "Jan=\n", "Jan\n", "<!--Jan-->"] {
        for head in [
            "text/plain",
            "text/html",
            "text/plain; format=flowed",
            "text/vcard",
            "text/plain; charset=iso-2022-jp",
            "text/plain; charset=gbk",
        ] {
            for encoding in ["8bit", "quoted-printable"] {
                let message = format!(
                    "Content-Type: {head}\nContent-Transfer-Encoding: {encoding}\n\n\u{e9}{}",
                    unit.repeat(10_000)
                );
                let marks = marks(message.as_bytes(), Quoting::None, &["Jan"]);
                drop(redact(message.as_bytes(), Quoting::From, &marks, SIGN, &Limits::default()));
            }
        }
    }
    let to = format!("To: {}\n\nx\n", "Jan <jan@klant.example>,\n ".repeat(10_000));
    let marks = marks(to.as_bytes(), Quoting::None, &["Jan", "jan@klant.example"]);
    assert_eq!(marks.len(), 20_000);
    drop(redact(to.as_bytes(), Quoting::None, &marks, SIGN, &Limits::default()));
    assert!(start.elapsed().as_secs() < 100, "{:?}", start.elapsed());
}
