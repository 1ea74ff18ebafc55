use super::*;
use CharsetTrouble::{Missing, Unknown, Wrong};

#[track_caller]
fn is(bytes: &[u8], declared: Option<&str>, want: &str, charset: &str, trouble: Option<CharsetTrouble>) {
    let mut buf = String::new();
    let (text, name, t) = decode(bytes, declared, &mut buf);
    assert_eq!((text, name.as_ref(), t), (want, charset, trouble));
    for size in [1, 2, 3, 7, 5000] {
        let mut stream = StreamDecoder::new(declared);
        let mut out = String::new();
        for chunk in bytes.chunks(size) {
            stream.decode(chunk, false, &mut out);
        }
        stream.decode(b"", true, &mut out);
        assert_eq!(
            (out.as_str(), stream.charset().as_ref(), stream.trouble()),
            (want, charset, trouble),
            "in chunks of {size}"
        );
    }
}

#[test]
fn a_label_is_believed_unless_the_text_reads_well_as_utf8() {
    let mut buf = String::new();
    let (text, name, trouble) = decode("Zoë".as_bytes(), Some("iso-8859-1"), &mut buf);
    assert_eq!((text, &*name, trouble), ("Zoë", "utf-8", None));
    let (text, name, _) = decode("here.    \u{c2}\n".as_bytes(), Some("iso-8859-1"), &mut buf);
    assert_eq!((text, &*name), ("here.    \u{c3}\u{82}\n", "iso-8859-1"));
}

#[test]
fn what_is_utf8_is_utf8() {
    is(b"Jan", None, "Jan", "us-ascii", None);
    is(b"Jan", Some("iso-8859-1"), "Jan", "windows-1252", None);
    is("André".as_bytes(), Some("iso-8859-1"), "André", "utf-8", None);
    is("André".as_bytes(), None, "André", "utf-8", None);
    is("André".as_bytes(), Some("x-nonsense"), "André", "utf-8", None);
    is("\u{feff}André".as_bytes(), Some("UTF-8"), "André", "utf-8", None);
    is(b"a\0b", None, "a\0b", "us-ascii", None);
    let text = String::from("André");
    let mut buf = String::new();
    let (got, ..) = decode(text.as_bytes(), None, &mut buf);
    assert_eq!(got.as_ptr(), text.as_ptr(), "borrowed");
}

#[test]
fn labels_and_their_spellings() {
    for label in [
        "iso-8859-1",
        "ISO_8859-1",
        "\"windows-1252\"",
        "cp-1252",
        "win-1252",
        "windows1252",
        "iso-8859-1-i",
        "iso8859_1",
        "latin-1",
        "ANSI_X3.110",
        "iso-8859-1; format=flowed",
        "x-cp1252",
        "'latin1'",
        "8859-1",
        "ibm819",
    ] {
        is(b"Andr\xe9", Some(label), "André", "windows-1252", None);
    }
    is(b"\xa4 10", Some("ISO-8859-15"), "€ 10", "iso-8859-15", None);
    is(b"Andr\x82", Some("cp850"), "André", "cp850", None);
    is(b"Andr\x82", Some("IBM437"), "André", "cp437", None);
    is(b"Andr\x82 \xd5", Some("cp-858"), "André €", "cp858", None);
    is(b"\xf0\xd2\xc9\xd7\xc5\xd4", Some("koi8-r"), "Привет", "koi8-r", None);
    is(b"\x93\xfa\x96{", Some("cp932"), "日本", "shift_jis", None);
}

#[test]
fn labels_under_which_ascii_is_something_else() {
    is(b"caf+AOk-, 1 +- 1", Some("utf-7"), "café, 1 + 1", "utf-7", None);
    is(b"caf+AOk-", Some("unicode-1-1-utf-7"), "café", "utf-7", None);
    is(b"bel +31 20 123 4567", Some("utf-7"), "bel +31 20 123 4567", "utf-7", Some(Wrong));
    is(b"\x1b$BF|K\\\x1b(B.", Some("iso-2022-jp"), "日本.", "iso-2022-jp", None);
    is(b"~{VPND~}~~ x", Some("hz-gb-2312"), "中文~ x", "hz-gb-2312", None);
    is(b"\x1b$)C\x0eGQ1[\x0f x", Some("iso-2022-kr"), "한글 x", "iso-2022-kr", None);
}

#[test]
fn utf16_of_either_order() {
    is(b"\xff\xfeJ\0\xe9\0", None, "Jé", "utf-16le", None);
    is(b"\xfe\xff\0J\0\xe9", Some("utf-16"), "Jé", "utf-16be", None);
    // a mark before what is of one byte a letter says nothing
    for label in [None, Some("utf-16"), Some("utf-16le")] {
        for mark in [b"\xff\xfe", b"\xfe\xff"] {
            let text = [mark.as_slice(), b"Beste Jan, tot morgen"].concat();
            is(&text, label, "Beste Jan, tot morgen", "utf-8", Some(Wrong));
        }
    }
    is(b"\xff\xfeBeste Jan", Some("iso-8859-1"), "\u{ff}\u{fe}Beste Jan", "windows-1252", None);
    // two letters of Chinese
    is(b"\xff\xfe\x2d\x4e\x87\x65", None, "中文", "utf-16le", None);
    is(b"J\0a\0n\0", Some("utf-16"), "Jan", "utf-16le", None);
    is(b"\0J\0a\0n", Some("utf-16"), "Jan", "utf-16be", None);
    is(b"J\0a\0n\0", Some("utf-16be"), "Jan", "utf-16le", Some(Wrong));
    is(b"Jan Jansen", Some("utf-16"), "Jan Jansen", "utf-8", Some(Wrong));
}

#[test]
fn wide_characters_without_a_mark_or_under_another_label() {
    let text = "mail jan@klant.example, Zoë\n";
    let wide = |pair: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(pair).collect::<Vec<_>>();
    let (le, be) = (wide(u16::to_le_bytes), wide(u16::to_be_bytes));
    let four = |quad: fn(u32) -> [u8; 4]| text.chars().flat_map(|c| quad(c.into())).collect::<Vec<_>>();
    let (le4, be4) = (four(u32::to_le_bytes), four(u32::to_be_bytes));
    let marked = [b"\xff\xfe\0\0".as_slice(), &le4].concat();
    let cases: [(&[u8], _, _, _); 9] = [
        (&le, None, "utf-16le", Some(Missing)),
        (&be, None, "utf-16be", Some(Missing)),
        (&le, Some("utf-8"), "utf-16le", Some(Wrong)),
        (&be, Some("iso-8859-1"), "utf-16be", Some(Wrong)),
        (&le, Some("x-nonsense"), "utf-16le", Some(Unknown)),
        (&le4, Some("utf-32le"), "utf-32le", None),
        (&be4, Some("utf-32"), "utf-32be", None),
        (&le4, Some("us-ascii"), "utf-32le", Some(Wrong)),
        (&marked, None, "utf-32le", None),
    ];
    for (bytes, label, charset, trouble) in cases {
        let mut buf = String::new();
        let (got, name, t) = decode(bytes, label, &mut buf);
        assert_eq!((got, &*name, t), (text, charset, trouble), "{label:?}");
        // a chunk tells only when it is long enough to
        let mut stream = StreamDecoder::new(label);
        let mut out = String::new();
        for chunk in bytes.chunks(33) {
            stream.decode(chunk, false, &mut out);
        }
        stream.decode(b"", true, &mut out);
        assert_eq!((out.as_str(), &*stream.charset(), stream.trouble()), (text, charset, trouble));
    }
    is(b"Jan Jansen", Some("utf-32"), "Jan Jansen", "utf-8", Some(Wrong));
}

#[test]
fn a_byte_that_is_no_utf8_spoils_nothing_but_itself() {
    let utf8 = "Zu Jürgen von der Weißenburg".as_bytes();
    for declared in [Some("utf-8"), Some("us-ascii"), None] {
        for (odd, reads) in [
            (&b" im Caf\xe9."[..], " im Café."),
            (b" \xff\n", " ÿ\n"),
            (b"\x93Ja\x94", "“Ja”"),
            (b" M\xfcller", " Müller"),
        ] {
            let bytes = [utf8, odd].concat();
            let mut buf = String::new();
            let (text, name, trouble) = decode(&bytes, declared, &mut buf);
            assert_eq!((text, &*name), (&*format!("Zu Jürgen von der Weißenburg{reads}"), "utf-8"));
            assert!(trouble.is_some());
            let mut streamed = String::new();
            let mut decoder = StreamDecoder::new(declared);
            for byte in bytes.repeat(80).chunks(1) {
                decoder.decode(byte, false, &mut streamed);
            }
            decoder.decode(b"", true, &mut streamed);
            assert_eq!(streamed, text.repeat(80));
        }
    }
}

#[test]
fn what_does_not_fit_is_guessed() {
    is(b"Andr\xe9 en Ren\xe9e", None, "André en Renée", "windows-1252", Some(Missing));
    is(b"Andr\xe9 en Ren\xe9e", Some("utf-8"), "André en Renée", "windows-1252", Some(Wrong));
    is(b"Andr\xe9 en Ren\xe9e", Some("us-ascii"), "André en Renée", "windows-1252", Some(Wrong));
    is(b"Andr\xe9 en Ren\xe9e", Some("x-nonsense"), "André en Renée", "windows-1252", Some(Unknown));
    is(b"Andr\xe9 en Ren\xe9e", Some("x-unknown"), "André en Renée", "windows-1252", Some(Missing));
    is(
        "André Renée €\u{e9}".as_bytes().split_last().unwrap().1,
        Some("utf-8"),
        "André Renée €\u{fffd}",
        "utf-8",
        Some(Wrong),
    );
    is(b"\x80\xff\x80", Some("euc-kr"), "\u{fffd}\u{fffd}\u{fffd}", "euc-kr", Some(Wrong));
}
