use super::*;
use proptest::prelude::*;

fn all(encoding: Encoding, body: &[u8]) -> (Vec<u8>, Damage) {
    let mut out = Vec::new();
    let mut decoder = Decoder::new(encoding).keep_tail(true);
    decoder.decode(body, true, &mut out);
    (out, decoder.damage())
}
#[track_caller]
fn base64(body: &str, want: &str, damage: Damage) {
    let (out, d) = all(Encoding::Base64, body.as_bytes());
    assert_eq!((String::from_utf8_lossy(&out).as_ref(), d), (want, damage), "{body:?}");
}
#[track_caller]
fn qp(body: &str, want: &str, damage: Damage) {
    let (out, d) = all(Encoding::QuotedPrintable, body.as_bytes());
    assert_eq!((String::from_utf8_lossy(&out).as_ref(), d), (want, damage), "{body:?}");
}

/// Found by fuzzing: text behind damaged base64 had a line end too many when it came in pieces.
#[test]
fn text_behind_damaged_data_is_the_same_in_pieces() {
    let text = b"QUJD=RE%F\n-- \nJan\n";
    let mut whole = Vec::new();
    Decoder::new(Encoding::Base64).keep_tail(true).decode(text, true, &mut whole);
    assert!(whole.ends_with(b"-- \nJan\n"));
    for cut in 0..text.len() {
        let mut decoder = Decoder::new(Encoding::Base64).keep_tail(true);
        let (mut out, mut pieces) = (Vec::new(), Vec::new());
        decoder.decode(&text[..cut], false, &mut out);
        pieces.append(&mut out);
        decoder.decode(&text[cut..], true, &mut out);
        pieces.append(&mut out);
        assert_eq!(pieces, whole, "cut at {cut}");
    }
}

#[test]
fn a_remark_behind_the_padding_is_no_data() {
    let decode = |text: &[u8]| {
        let mut out = Vec::new();
        Decoder::new(Encoding::Base64).keep_tail(true).decode(text, true, &mut out);
        out
    };
    assert_eq!(decode(b"aGFsbG8gZGFhcgo= ignored\n"), b"hallo daar\n");
    assert_eq!(decode(b"aGFsbG8gZGFhcgo= 0201234567\n"), b"hallo daar\n0201234567");
    assert_eq!(decode(b"YQ==Yg==\n"), b"ab");
}

#[test]
fn field_bodies() {
    for (body, want) in [
        ("base64", Encoding::Base64),
        (" BASE64 (comment)", Encoding::Base64),
        ("base64;", Encoding::Base64),
        ("\"base64\"", Encoding::Base64),
        ("(x (y)) Quoted-Printable\r\n", Encoding::QuotedPrintable),
        ("x-uuencode", Encoding::Uuencode),
        ("X-UUE", Encoding::Uuencode),
        ("7bit", Encoding::Identity),
        ("8BIT ", Encoding::Identity),
        ("", Encoding::Identity),
    ] {
        assert_eq!(encoding(body.as_bytes()), (want, true), "{body}");
    }
    assert_eq!(encoding(b"rot13"), (Encoding::Identity, false));
    assert_eq!(encoding(&[b'x'; 5000]), (Encoding::Identity, false));
}

#[test]
fn base64_as_it_should_be() {
    base64("SGVsbG8=\r\n", "Hello", Damage::None);
    base64("SGVs\r\nbG8=\r\n", "Hello", Damage::None);
    base64("SGVsb\r\nG8=", "Hello", Damage::None);
    base64("SGVsbG8h", "Hello!", Damage::None);
    base64("", "", Damage::None);
}

#[test]
fn base64_that_was_damaged() {
    base64("SGV!sbG8=", "Hello", Damage::Mended);
    base64("SGV\0sbG8=", "Hello", Damage::Mended);
    base64("SGVsbG8", "Hello", Damage::Mended);
    base64("SGVsbG8gd29ybGQhS", "Hello world!", Damage::Damaged);
    base64("> SGVs\n> bG8=\n", "Hello", Damage::Mended);
    base64("SGVsbG8=SGVsbG8=", "HelloHello", Damage::None);
    base64("SGVsbG8=\nSGVsbG8=\n", "HelloHello", Damage::None);
}

#[test]
fn a_footer_behind_base64_is_kept_as_text() {
    base64(
        "SGVsbG8=\n____________\nKlantenlijst\nmail jan@klant.example or call 020-1234567\n",
        "Hello\n____________\nKlantenlijst\nmail jan@klant.example or call 020-1234567\n",
        Damage::Damaged,
    );
    base64("SGVsbG8h\n-- \njan@klant.example\n", "Hello!\n-- \njan@klant.example\n", Damage::Damaged);
    base64("SGVsbG8=\n\nGroeten van Jan\n", "Hello\nGroeten van Jan\n", Damage::Damaged);
    let mut decoder = Decoder::new(Encoding::Base64).keep_tail(true);
    decoder.decode(b"SGVsbG8=\n-- \nx@y.example\n", true, &mut Vec::new());
    assert_eq!(decoder.tail_start(), Some(6));
    let mut out = Vec::new();
    Decoder::new(Encoding::Base64).decode(b"SGVsbG8=\n-- \nx@y.example\n", true, &mut out);
    assert_eq!(out, b"Hello", "not for what is no text");
}

#[test]
fn text_that_was_never_encoded_is_kept() {
    base64("Bel Jan even, 020-1234567.\n", "Bel Jan even, 020-1234567.\n", Damage::Damaged);
}

#[test]
fn quoted_printable_as_it_should_be() {
    qp("caf=C3=A9 =3D\r\n", "café =\r\n", Damage::None);
    qp("one=\r\ntwo=\nthree=  \r\nfour=\t\nfive", "onetwothreefourfive", Damage::None);
    qp("raw é stays\n", "raw é stays\n", Damage::None);
    qp("space at end  \nstays", "space at end  \nstays", Damage::None);
    qp("end=", "end", Damage::None);
    qp("end=  ", "end", Damage::None);
    qp("=c3=a9", "é", Damage::None);
}

#[test]
fn quoted_printable_with_illegal_escapes() {
    qp("a=zz", "a=zz", Damage::Mended);
    qp("a=4", "a=4", Damage::Mended);
    qp("==41", "=41", Damage::Mended);
    qp("=4=41", "=4A", Damage::Mended);
    qp("= =41", "= A", Damage::Mended);
    qp("a=x\ny", "a=x\ny", Damage::Mended);
    qp("a= x\ny", "a= x\ny", Damage::Mended);
}

#[test]
fn uuencoded() {
    let body = b"see below\nbegin 644 a.txt\n%2&5L;&\\\n`\nend\nbye\n";
    let (out, damage) = all(Encoding::Uuencode, body);
    assert_eq!((out.as_slice(), damage), (b"see below\nHello\nbye\n".as_slice(), Damage::Damaged));
    let (out, damage) = all(Encoding::Uuencode, b"begin 644 a.txt\n#0V%T\n`\nend\n");
    assert_eq!((out.as_slice(), damage), (b"Cat".as_slice(), Damage::None));
    let (out, damage) = all(Encoding::Uuencode, b"begin 644 a.txt\r\n#0V%T\r\n");
    assert_eq!((out.as_slice(), damage), (b"Cat".as_slice(), Damage::Mended), "no end");
}

#[test]
fn long_lines_and_blank_runs_cost_linear_time() {
    let start = crate::model::Busy::now();
    for unit in ["=", "= ", " ", "=\t=", "A", "=A", ">", "A=", "\n", "=\r"] {
        let body = unit.repeat((1 << 20) / unit.len());
        for e in [Encoding::Base64, Encoding::QuotedPrintable, Encoding::Uuencode] {
            all(e, body.as_bytes());
            let mut decoder = Decoder::new(e);
            for chunk in body.as_bytes().chunks(1000) {
                decoder.decode(chunk, false, &mut Vec::new());
            }
            decoder.decode(b"", true, &mut Vec::new());
        }
    }
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

proptest! {
    #[test]
    fn chunks_may_be_cut_anywhere(
        body in "([A-Za-z0-9+/=]{0,9}|[ \t\r\n=>]{0,3}|=[0-9A-F]{2}|=\r\n|= \n|%2&5L|begin 644 x\n|end\n|[a-z]{1,5} [a-z.]{1,5}\n|\n){0,40}",
        cuts in proptest::collection::vec(0usize..300, 0..6),
    ) {
        for e in [Encoding::Base64, Encoding::QuotedPrintable, Encoding::Uuencode, Encoding::Identity] {
            let whole = all(e, body.as_bytes());
            let mut cuts: Vec<usize> = cuts.iter().map(|&c| c.min(body.len())).collect();
            cuts.sort_unstable();
            let mut decoder = Decoder::new(e).keep_tail(true);
            let (mut out, mut from) = (Vec::new(), 0);
            for c in cuts {
                decoder.decode(&body.as_bytes()[from..c], false, &mut out);
                from = c;
            }
            decoder.decode(&body.as_bytes()[from..], true, &mut out);
            prop_assert_eq!((out, decoder.damage()), whole);
        }
    }

    #[test]
    fn what_was_encoded_comes_back(bytes in proptest::collection::vec(any::<u8>(), 0..400), width in 1usize..80) {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut encoded = Vec::new();
        for three in bytes.chunks(3) {
            let v = u32::from(three[0]) << 16
                | u32::from(*three.get(1).unwrap_or(&0)) << 8
                | u32::from(*three.get(2).unwrap_or(&0));
            for i in 0..4 {
                encoded.push(if i <= three.len() { alphabet[(v >> (18 - 6 * i)) as usize & 63] } else { b'=' });
            }
        }
        let lines: Vec<u8> = encoded.chunks(width).collect::<Vec<_>>().join(&b"\r\n"[..]);
        prop_assert_eq!(all(Encoding::Base64, &lines).0, bytes.clone());
        let quoted: Vec<u8> = bytes.iter().flat_map(|b| format!("={b:02X}").into_bytes()).collect();
        prop_assert_eq!(all(Encoding::QuotedPrintable, &quoted), (bytes, Damage::None));
    }
}
