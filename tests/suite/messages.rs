//! MIME, charsets, HTML, twins: what is found where.

use crate::archive::Archive;

fn mail(headers_and_body: &str) -> Vec<u8> {
    format!("Message-ID: <m@klant.example>\nFrom: jan@klant.example\nTo: info@voorbeeld.example\n{headers_and_body}").into_bytes()
}

#[test]
fn an_html_version_of_the_text_is_no_second_finding() {
    let message = mail(
        "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nTel: 020-5550123\n--b\n\
         Content-Type: text/html\n\n<p>Tel: <i>020</i>-5550123, mail <a href=\"mailto:an@klant.example\">An</a></p>\n--b--\n",
    );
    let run = Archive::new().eml("a.eml", message).scan().clean();
    assert_eq!(run.values("phone"), ["+31205550123"]);
    assert_eq!(run.values("email"), ["an@klant.example"], "what only the HTML has is found there");
    let phone = run.findings.iter().find(|f| f["kind"] == "phone").unwrap();
    assert_eq!(phone["part"], "1");
    assert_eq!(phone["fields"]["also"], serde_json::json!(["2"]));
}

#[test]
fn the_same_detail_twice_in_a_text_is_two_findings() {
    let run = Archive::new()
        .eml("a.eml", mail("Content-Type: text/plain\n\nTel 020-5550123\n\nTel 020-5550123\n"))
        .scan();
    assert_eq!(run.values("phone").len(), 2);
}

#[test]
fn the_target_of_a_link_that_shows_itself_is_one_finding() {
    let html = "Content-Type: text/html\n\n<a href=\"mailto:an@klant.example\">an@klant.example</a> <a href=\"tel:+31205550123\">bel</a>\n";
    let run = Archive::new().eml("a.eml", mail(html)).scan().clean();
    assert_eq!(run.values("email"), ["an@klant.example"]);
    assert_eq!(run.values("phone"), ["+31205550123"]);
}

#[test]
fn slices_of_html_have_their_tags_inside() {
    let html = "Content-Type: text/html\n\n<p>Mob <b>06</b>-1234&nbsp;5678</p>\n";
    let run = Archive::new().eml("a.eml", mail(html)).scan().clean();
    let phone = run.findings.iter().find(|f| f["kind"] == "phone").unwrap();
    assert_eq!(phone["text"], "06</b>-1234&nbsp;5678");
    assert_eq!((phone["start"].as_u64(), phone["end"].as_u64()), (Some(10), Some(31)));
}

#[test]
fn embedded_messages_have_sections_of_their_own() {
    let message = mail(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nzie bijlage\n--b\nContent-Type: message/rfc822\n\n\
         From: piet@klant-twee.example\nSubject: x\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\n\
         Tel 020-5550123\n--c--\n--b--\n",
    );
    let run = Archive::new().eml("a.eml", message).scan().clean();
    let place = |value: &str| run.findings.iter().find(|f| f["value"] == value).unwrap()["part"].clone();
    assert_eq!(place("+31205550123"), "2.1");
    assert_eq!(place("piet@klant-twee.example"), "2.HEADER");
    assert_eq!(place("jan@klant.example"), "HEADER");
}

#[test]
fn a_message_in_an_encoded_file_is_read() {
    use std::fmt::Write as _;
    let inner = "From: piet@klant-twee.example\nTo: jan@klant.example\nSubject: x\n\nTel 020-5550123\n";
    let mut encoded = String::new();
    for byte in inner.bytes() {
        write!(encoded, "={byte:02X}").unwrap();
        if encoded.len() % 75 > 70 {
            encoded.push_str("=\n");
        }
    }
    for content_type in ["application/octet-stream; name=\"m.eml\"", "message/rfc822"] {
        let message = mail(&format!(
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: {content_type}\n\
             Content-Transfer-Encoding: quoted-printable\n\n{encoded}\n--b--\n"
        ));
        let run = Archive::new().eml("a.eml", message).scan().clean();
        assert_eq!(run.values("phone"), ["+31205550123"], "{content_type}");
    }
}

#[test]
fn charsets_by_label_by_look_and_with_a_problem_when_guessed() {
    let latin = [
        mail("Content-Type: text/plain; charset=iso-8859-1\n\n").as_slice(),
        b"caf\xe9@klant.example Tel 020-5550123\n",
    ]
    .concat();
    assert_eq!(Archive::new().eml("a.eml", latin).scan().clean().values("phone"), ["+31205550123"]);
    let wrong =
        [mail("Content-Type: text/plain; charset=x-made-up\n\n").as_slice(), b"na\xefef Tel 020-5550123\n"]
            .concat();
    let run = Archive::new().eml("a.eml", wrong).scan();
    assert_eq!(run.values("phone"), ["+31205550123"]);
    assert_eq!((run.codes(), run.code), (vec!["charset".to_owned()], 3));
    let utf16: Vec<u8> = "Tel 020-5550123\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let base64 = [
        mail("Content-Type: text/plain; charset=utf-16le\nContent-Transfer-Encoding: base64\n\n"),
        base64(&utf16),
    ]
    .concat();
    assert_eq!(Archive::new().eml("a.eml", base64).scan().clean().values("phone"), ["+31205550123"]);
    let jis = [
        mail("Content-Type: text/plain; charset=iso-2022-jp\n\n").as_slice(),
        b"\x1b$B$3$s\x1b(B Tel 020-5550123\n",
    ]
    .concat();
    assert_eq!(Archive::new().eml("a.eml", jis).scan().clean().values("phone"), ["+31205550123"]);
}

pub(crate) fn base64(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    for chunk in bytes.chunks(3) {
        let n = chunk.iter().enumerate().fold(0_u32, |n, (i, b)| n | u32::from(*b) << (16 - 8 * i));
        for i in 0..4 {
            out.push(if i <= chunk.len() { DIGITS[(n >> (18 - 6 * i)) as usize & 63] } else { b'=' });
        }
    }
    out
}

#[test]
fn flowed_and_quoted_lines_are_joined_for_the_search() {
    let flowed = mail(
        "Content-Type: text/plain; format=flowed\n\nBel mij op 020- \n5550123 of mail.\n> Tel 06-1234\n> 5678\n",
    );
    let run = Archive::new().eml("a.eml", flowed).scan().clean();
    assert_eq!(run.values("phone"), ["+31205550123", "+31612345678"]);
    let quoted = run.findings.iter().find(|f| f["value"] == "+31612345678").unwrap();
    assert_eq!(quoted["text"], "06-1234\n> 5678", "the slice is of the decoded part");
}

#[test]
fn header_fields_are_read_and_machines_fields_are_not() {
    let message = "Received: from x (x@relay.example) by y for <secret@relay.example>; Sun, 2 Mar 2014 10:11:00 +0100\n\
        Message-ID: <20140302@id.example>\nReferences: <ref@id.example>\nDKIM-Signature: i=@dkim.example; b=020-5550199\n\
        From: =?iso-8859-1?Q?J=F6rg?= <joerg@lieferant.example>\nTo: a@voorbeeld.example,\n b@voorbeeld.example\n\
        Reply-To: antwoord@lieferant.example\nList-Unsubscribe: <mailto:weg@lijst.example>\n\
        Subject: =?utf-8?B?QmVsIDAyMC01NTUwMTIz?=\n\nniets\n";
    let run = Archive::new().eml("a.eml", message).scan().clean();
    let found: Vec<(&str, &str)> =
        run.findings.iter().map(|f| (f["field"].as_str().unwrap(), f["value"].as_str().unwrap())).collect();
    assert_eq!(
        found,
        [
            ("from", "joerg@lieferant.example"),
            ("to", "a@voorbeeld.example"),
            ("to", "b@voorbeeld.example"),
            ("reply-to", "antwoord@lieferant.example"),
            ("list-unsubscribe", "weg@lijst.example"),
            ("subject", "+31205550123"),
        ]
    );
    assert!(run.findings.iter().all(|f| f["region"] == "header" && f["part"] == "HEADER"));
    assert_eq!(run.findings[0]["disclosure"], "header");
    assert_eq!(run.findings[0]["message_id"], "20140302@id.example");
}

#[test]
fn encrypted_parts_are_named_and_not_called_clean() {
    let message = mail(
        "Content-Type: multipart/encrypted; boundary=b; protocol=\"application/pgp-encrypted\"\n\n--b\n\
         Content-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream\n\n\
         -----BEGIN PGP MESSAGE-----\nabc\n-----END PGP MESSAGE-----\n--b--\n",
    );
    let run = Archive::new().eml("a.eml", message).scan();
    assert_eq!((run.codes(), run.code), (vec!["encrypted".to_owned()], 3));
    let inline = mail("\n-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n");
    let run = Archive::new().eml("a.eml", inline).scan();
    assert_eq!((run.codes(), run.code), (vec!["encrypted".to_owned()], 3));
}

/// A part whose text must be decoded to be found, between these delimiter lines.
fn encoded_part(line: &[u8], close: &[u8]) -> Vec<u8> {
    let part: &[u8] =
        b"\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nVGVsIDAyMC01NTUwMTIzCg==\n";
    [line, part, close, b"\n"].concat()
}

#[test]
fn a_boundary_is_taken_as_it_stands_and_decoded() {
    for (parameter, line) in [
        (&b"\" abc\""[..], &b"-- abc"[..]),
        (b"\" abc\"", b"--abc"),
        (b"\"abc \"", b"--abc"),
        (b"\"=?utf-8?Q?abc?=\"", b"--=?utf-8?Q?abc?="),
        (b"\"=?utf-8?Q?abc?=\"", b"--abc"),
        (b"\"ab\xe9c\"", b"--ab\xe9c"),
    ] {
        let header = b"From: jan@klant.example\nContent-Type: multipart/mixed; boundary=";
        let close = [line, b"--"].concat();
        let message = [header, parameter, b"\n\n", &encoded_part(line, &close)].concat();
        let run = Archive::new().eml("a.eml", message).scan().clean();
        assert_eq!(run.values("phone"), ["+31205550123"], "{}", String::from_utf8_lossy(line));
    }
}

#[test]
fn delimiter_lines_that_no_header_names_are_taken_with_a_problem() {
    for (parameter, line, close) in [
        ("; boundary=ABC", "--abc", "--abc--"),
        ("; boundary=abc", "--abd", "--abd--"),
        ("; boundary=abc", "--abc junk", "--abc--"),
        ("", "--abc", "--abc--"),
        ("; boundary=\"\"", "--abc", "--abc--"),
    ] {
        let head = format!("Content-Type: multipart/mixed{parameter}\n\nvoor@klant.example\n");
        let part = encoded_part(line.as_bytes(), format!("\n{line}\n\nTel 020-5550124\n{close}").as_bytes());
        let run = Archive::new().eml("a.eml", [mail(&head), part].concat()).scan();
        assert_eq!(run.values("phone"), ["+31205550123", "+31205550124"], "{parameter}");
        assert_eq!(run.values("email"), ["voor@klant.example"], "{parameter}");
        assert_eq!((run.codes(), run.code), (vec!["corrupt".to_owned()], 3), "{parameter}");
        assert_eq!(run.problems[0]["part"], "TEXT");
    }
}

#[test]
fn a_multipart_whose_parts_are_not_told_apart_is_named() {
    for body in [
        "Tel 020-5550123\n",
        " --b\n Content-Type: text/plain\n\n Tel 020-5550123\n",
        "> --b\n> \n> Tel 020-5550123\n",
    ] {
        for parameter in ["", "; boundary=b"] {
            let message = mail(&format!("Content-Type: multipart/mixed{parameter}\n\n{body}"));
            let run = Archive::new().eml("a.eml", message).scan();
            assert_eq!(run.values("phone"), ["+31205550123"], "{body}");
            assert_eq!((run.codes(), run.code), (vec!["corrupt".to_owned()], 3), "{body}");
        }
    }
    let inner = mail(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=c\n\n\
         Tel 020-5550123\n--b--\n",
    );
    let run = Archive::new().eml("a.eml", inner).scan();
    assert_eq!(run.values("phone"), ["+31205550123"]);
    assert_eq!((run.codes(), &run.problems[0]["part"]), (vec!["corrupt".to_owned()], &"1.TEXT".into()));
    let empty = mail("Content-Type: multipart/mixed; boundary=b\n\n\n");
    Archive::new().eml("a.eml", empty).scan().clean();
}

#[test]
fn a_multipart_that_is_encoded_as_a_whole_is_decoded() {
    let parts = encoded_part(b"--b", b"--b--");
    for parameter in ["boundary=b", "x=y"] {
        let head =
            format!("Content-Type: multipart/mixed; {parameter}\nContent-Transfer-Encoding: base64\n\n");
        let run = Archive::new().eml("a.eml", [mail(&head), base64(&parts)].concat()).scan();
        assert_eq!(run.values("phone"), ["+31205550123"], "{parameter}");
        assert_eq!(run.codes().len(), usize::from(parameter == "x=y"));
        let run = Archive::new().eml("a.eml", [mail(&head), parts.clone()].concat()).scan();
        assert_eq!(run.values("phone"), ["+31205550123"], "most that say so are not encoded");
    }
}

#[test]
fn of_two_transfer_encodings_the_body_decides() {
    for fields in [
        "Content-Transfer-Encoding: 8bit, base64",
        "Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64",
    ] {
        for content_type in ["text/plain", "application/octet-stream", "message/rfc822"] {
            let text =
                if content_type == "message/rfc822" { "\nTel 020-5550123\n" } else { "Tel 020-5550123\n" };
            let head = mail(&format!("Content-Type: {content_type}\n{fields}\n\n"));
            let encoded = [head.clone(), base64(text.as_bytes())].concat();
            let run = Archive::new().eml("a.eml", encoded).scan().clean();
            assert_eq!(run.values("phone"), ["+31205550123"], "{fields} {content_type}");
            let plain = [head, text.into()].concat();
            let run = Archive::new().eml("a.eml", plain).scan().clean();
            assert_eq!(run.values("phone"), ["+31205550123"], "{fields} {content_type} plain");
        }
    }
}

#[test]
fn attached_mail_is_taken_apart_whatever_it_is_called() {
    let inner = String::from_utf8(
        [
            &b"From: piet@klant-twee.example\nContent-Transfer-Encoding: base64\n\n"[..],
            &base64(b"Tel 020-5550123\n"),
        ]
        .concat(),
    )
    .unwrap();
    let archived = "From: <Saved by a browser>\nSubject: x\nContent-Type: multipart/related; boundary=q\n\n\
        --q\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p>Tel =30=32=30-5550123</p>\n--q--\n";
    for (content_type, body) in [
        ("text/plain; name=x.eml", inner.clone()),
        ("application/octet-stream; name=x.eml", inner.replace('\n', "\r")),
        ("application/octet-stream; name=x.mht", archived.to_owned()),
    ] {
        let message = mail(&format!("Content-Type: {content_type}\n\n{body}"));
        let run = Archive::new().eml("a.eml", message).scan().clean();
        assert_eq!(run.values("phone"), ["+31205550123"], "{content_type}");
        let head = format!("Content-Type: {content_type}\nContent-Transfer-Encoding: base64\n\n");
        let message = [mail(&head), base64(body.as_bytes())].concat();
        let run = Archive::new().eml("a.eml", message).scan().clean();
        assert_eq!(run.values("phone"), ["+31205550123"], "{content_type} in base64");
    }
}

#[test]
fn a_fragment_of_a_message_is_named() {
    let message = mail("Content-Type: message/partial; id=a; number=2; total=2\n\nTel 020-5550123\n");
    let run = Archive::new().eml("a.eml", message).scan();
    assert_eq!(run.values("phone"), ["+31205550123"]);
    assert_eq!((run.codes(), &run.problems[0]["part"]), (vec!["unsupported".to_owned()], &"1".into()));
}

#[test]
fn the_messages_of_an_attached_mbox_are_read() {
    let one = |n: usize| {
        let text = format!("Tel 020-55501{n}\n");
        let header = b"From: piet@klant-twee.example\nContent-Transfer-Encoding: base64\n\n";
        [&header[..], &base64(text.as_bytes()), b"\n"].concat()
    };
    let messages: Vec<Vec<u8>> = (20..40).map(one).collect();
    let slices: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
    let mbox = crate::archive::mbox(&slices);
    let want: Vec<String> = (20..40).map(|n| format!("+312055501{n}")).collect();
    for content_type in
        ["application/octet-stream; name=x.mbox", "text/plain; name=x.mbox", "application/mbox"]
    {
        let head = format!("Content-Type: {content_type}\nContent-Transfer-Encoding: ");
        for (encoding, body) in [("base64", base64(&mbox)), ("7bit", mbox.clone())] {
            let message = [mail(&head).as_slice(), encoding.as_bytes(), b"\n\n", &body].concat();
            let run = Archive::new().eml("a.eml", message).scan().clean();
            assert_eq!(run.values("phone"), want, "{content_type} {encoding}");
            let parts: Vec<&str> = run.findings.iter().filter_map(|f| f["part"].as_str()).collect();
            assert_eq!(parts[parts.len() - 2..], ["1.20.HEADER", "1.20.1"]);
        }
    }
}

#[test]
fn a_media_type_that_is_none_is_not_shown() {
    let message = mail(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/jan@klant.example+31612345678\n\nx\n\
         --b\nContent-Type: text/x 1234567\n\nTel 020-5550123\n--b\nContent-Type: text/1234567\n\nTel 020-5550124\n--b--\n",
    );
    let archive = Archive::new().eml("a.eml", message);
    let run = archive.scan().clean();
    assert_eq!(run.values("phone"), ["+31205550123", "+31205550124"]);
    let types: Vec<&str> = run
        .findings
        .iter()
        .filter(|f| f["kind"] == "phone")
        .filter_map(|f| f["media_type"].as_str())
        .collect();
    assert_eq!(types, ["text/x", "application/x-unknown"]);
    let report = archive.report().to_string();
    assert!(report.contains("application/x-unknown") && !report.contains("image/jan"), "{report}");
}

#[test]
fn a_file_name_beside_findings_is_bounded() {
    let name = "x".repeat(5000);
    let message = mail(&format!("Content-Type: text/csv; name={name}\n\nTel 020-5550123\n"));
    let run = Archive::new().eml("a.eml", message).scan().clean();
    let phone = run.findings.iter().find(|f| f["kind"] == "phone").unwrap();
    assert_eq!(phone["filename"], name[..998]);
}
