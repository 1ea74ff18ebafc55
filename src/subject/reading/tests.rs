use super::*;
use crate::model::assert_linear;

fn read(text: &str, name: bool) -> Vec<String> {
    let mut all = Vec::new();
    each(text, name, &mut |reading| all.push(reading.text.clone()));
    all
}

#[track_caller]
fn is(text: &str, want: &str) {
    assert_eq!(read(text, false).first().map(String::as_str), Some(want));
}

#[test]
fn plain_text_has_no_other_reading() {
    for text in
        ["Bel Jan de Vries op +31 6 12345678, 50% korting.", "jan+nieuws@klant.example", "Zoë 1+1", ""]
    {
        assert!(read(text, false).is_empty(), "{text}");
    }
}

#[test]
fn what_has_no_width_is_not_read() {
    is("j\u{200b}an\u{ad}@kl\u{feff}ant.ex\u{2060}ample\u{fe0f}", "jan@klant.example");
    is("０６－１２ ｊ＠ｘ", "06-12 j@x");
    is("o\u{fb03}ce", "office");
}

#[test]
fn links_are_read_as_they_are_meant() {
    is("u?e=jan%40klant%2Eexample", "u?e=jan@klant.example");
    is("u?e=jan%2540klant.example", "u?e=jan@klant.example");
    is("u?n=Jan+de+Vries&t=%2B31", "u?n=Jan de Vries&t=+31");
    is("u?n=Zo%C3%AB%20Vri%EBs", "u?n=Zoë Vriës");
    is("u?e=jan+x@klant.example&n=a+b", "u?e=jan+x@klant.example&n=a b");
    is("j%E2%80%8Ban", "jan");
    assert!(read("a+b", false).is_empty(), "no link");
}

#[test]
fn strings_are_read_as_they_are_meant() {
    is(r"'x\nJan de Vries\r\n06\u002D12\x40\, \q \u12'", "'x\nJan de Vries\n\n06-12@, \\q \\u12'");
}

#[test]
fn addresses_are_read_over_what_breaks_them() {
    for text in [
        "<jan.de@klant.\nexample>",
        "<jan.de@\r\n klant.example>",
        "<jan.\n> de@klant.example>",
        "<jan.de @klant.example>",
        "<jan.de @ klant . example>",
    ] {
        is(text, "<jan.de@klant.example>");
    }
    for text in ["Dag. jan@klant.example\n\nx", "<jan@klant.example>\n.x", "a@b", "@ @", " @\n\n@ "] {
        assert!(read(text, false).is_empty(), "{text}");
    }
    // what else is read stays as it is, for a sentence may end there
    assert_eq!(
        read("j\u{200b}an@klant.example. nu", false),
        ["jan@klant.example. nu", "jan@klant.example.nu"]
    );
}

/// A reading of a text has these words, and they lead back to this.
#[track_caller]
fn reads(text: &str, words: &str, from: &str) {
    let mut all = Vec::new();
    each(text, false, &mut |reading| {
        let at = reading.text.find(words).map(|at| at..at + words.len());
        all.push((at.and_then(|at| reading.source(&at)).map(|own| &text[own]), reading.text.clone()));
    });
    assert!(all.iter().any(|(own, _)| *own == Some(from)), "{text}: {all:?}");
}

#[track_caller]
fn has(text: &str, want: &str) {
    let all = read(text, false);
    assert!(all.iter().any(|read| read.contains(want)), "{text}: {all:?}");
}

#[test]
fn what_is_in_base64() {
    let encoded = |text: &str| data_encoding::BASE64.encode(text.as_bytes());
    for address in ["jan@klant.example", "jan@x.nl", "zoë.jansen@klant.example", "Zoë Jansen-Vriës"] {
        let code = encoded(address);
        let bare = code.trim_end_matches('=');
        let safe = data_encoding::BASE64URL_NOPAD.encode(address.as_bytes());
        reads(&format!("zie https://x.example/?u={code}&a=b"), address, &code);
        reads(&format!("https://x.example/c/{bare}/open"), address, bare);
        reads(&format!("https://x.example/?u={safe}"), address, &safe);
        reads(&format!("https://x.example/?u={bare}%3D%3D"), address, bare);
        reads(&format!("X-Sender-Id: {code}"), address, &code);
    }
    // in data of another sort, whole or on several lines
    let json = format!("{{\"id\":{},\"email\":\"jan@klant.example\",\"naam\":\"Zoë\"}}", "7".repeat(90));
    has(&format!("p.{}.q", encoded(&json)), "\"jan@klant.example\",\"naam\":\"Zoë\"");
    let code = encoded(&json);
    has(&format!("> {}\n> {}\nDag", &code[..76], &code[76..]), "\"email\":\"jan@klant.example\"");
    has(&encoded("e=jan%40klant.example&n=Jan+de+Vries"), "e=jan@klant.example&n=Jan de Vries");
    let hex = data_encoding::HEXLOWER.encode(b"jan@klant.example");
    reads(&format!("https://x.example/?u={hex}&y"), "jan@klant.example", &hex);
    // of a long text, what was asked for leads to its own groups
    let long = "x".repeat(1500) + "jan@klant.example" + &"x".repeat(1500);
    let code = encoded(&long);
    each(&code, false, &mut |reading| {
        let at = reading.text.find("jan@").unwrap();
        let own = reading.source(&(at..at + 17)).unwrap();
        assert_eq!(own, 2000..2024);
    });
    for text in [
        "Arbeidsongeschiktheidsverzekering aanvraagformulier onderhoud-en-beheer",
        "9e107d9d372bb6826bd81d3542a419d6 0123456789012345678901234567890",
        "https://x.example/AanvraagFormulier2024/DossierNummer123456789",
    ] {
        let all = read(text, false);
        assert!(!all.iter().any(|t| !t.contains(' ') && !t.contains("example")), "{all:?}");
    }
}

#[test]
fn what_is_escaped_in_another_layer() {
    is("jan&#64;klant&#x2e;example, jan&commat;x", "jan@klant.example, jan@x");
    is("Zo&euml; &amp; Jan &eacute; &x; &", "Zoë & Jan é &x; &");
    has("From: jan=40klant=2Eexample", "jan@klant.example");
    has("Zo=C3=AB Vri=EBs=20", "Zoë Vriës ");
    has("jan@kla=\r\nnt.example", "jan@klant.example");
    has("=6A=61=6E=40klant.example", "jan@klant.example");
    for text in ["?a=41&b=12&c=4", "=\n==\n", "a=b"] {
        assert!(read(text, false).iter().all(|t| t.contains("41") || t.contains('b')), "{text}");
    }
}

#[test]
fn links_that_filters_wrote_anew() {
    let second = "https://urldefense.proofpoint.com/v2/url?u=https-3A__x.example_u-3Fe-3Djan-2Dp-40klant.example-26a-3Db-2540c&d=-40";
    is(
        second,
        "https://urldefense.proofpoint.com/v2/url?u=https://x.example/u?e=jan-p@klant.example&a=b@c&d=-40",
    );
    let third = "https://urldefense.com/v3/__https://x.example/?e=jan*40klant.example*26n=Jan**Ade*2Dx__;JSUrKyU!!abc$";
    has(third, "?e=jan@klant.example&n=Jan++de-x__;");
    let safe = "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fx.example%2F%3Fe%3Djan%2540klant.example&data=05%7C01%7Cjan%40klant.example%7Ca";
    has(safe, "/?e=jan@klant.example&data=05|01|jan@klant.example|a");
    assert!(read("urldefense a-40b", false).is_empty());
}

#[test]
fn words_that_are_divided() {
    has("mail jan.de-\nvries@klant.example nu", "jan.devries@klant.example");
    has("mail jan.de-\r\n> vries@klant.example nu", "jan.de-vries@klant.example");
    has("mail jan@kla-\nnt.example nu", "jan@klant.example");
    has("> met Jan de Vr-\n> ies gesproken", "Jan de Vries");
    for text in ["Maria Jansen-\nDe Vries", "- een\n- twee", "a -\nb", "--\nGroet"] {
        assert!(read(text, false).is_empty(), "{text}");
    }
}

#[test]
fn tags_in_text() {
    has("<p>Jan <b>de</b> Vr<span class=x>ies</span></p>", "Jan de Vries");
    has("<text>V<tspan dx=\"1\">r</tspan><!-- x -->ies</text><text>Jan</text>", " Vries  Jan ");
    for text in ["<jan@klant.example>", "a < b > c", "<1>", "<a<b", "a <"] {
        assert!(read(text, false).is_empty(), "{text}");
    }
}

#[test]
fn letters_in_other_hands() {
    is("ⓙⓐⓝ@klant.example", "jan@klant.example");
    is("⓪⑥¹²³₄₅", "0612345");
    is("𝐉𝒂𝓷 🄹🅐🅝 🇯🇦🇳 ʲᵃⁿ", "Jan JAN JAN jan");
    is("٠٦", "06");
}

#[test]
fn endings_are_in_order() {
    assert!(super::names::ENDINGS.is_sorted());
}

#[test]
fn what_exchange_wraps_up() {
    is(
        "IMCEAEX-_O=ORG_CN=RECIPIENTS_CN=JAN+2EDEVRIES@klant.example",
        "IMCEAEX /O=ORG/CN=RECIPIENTS/CN=JAN.DEVRIES@klant.example",
    );
    is("IMCEASMTP-jan+40klant+2Eexample@huis.example", "IMCEASMTP jan@klant.example@huis.example");
}

#[test]
fn names_of_cards_are_read_as_they_are_spoken() {
    is("BEGIN:VCARD\r\nN;CHARSET=x:Vries;Jan;de;;\r\nTEL:1", "Jan de Vries");
    is("N:de Vries;Jan\n", "Jan de Vries");
    assert!(read("N:Vries;;;;\nORG:a;b\n", false).is_empty());
    assert!(read("N: akkoord; Maria Jansen belt Piet over de lekkage\n", false).is_empty());
}

#[test]
fn words_of_files_and_paths() {
    is("zie jan-de-vries.vcf", "zie jan de vries vcf");
    is("jan@klant.example.txt.gz", "jan@klant.example txt gz");
    is("https://x-y.example/in/jan-de-vries?u=06-12", "https://x-y.example/in/jan de vries?u=06-12");
    assert_eq!(read("CV_JanDeVries", true), ["CV Jan De Vries"]);
}

#[test]
fn a_reading_leads_back() {
    let text = "x Jan\u{200b} de%20Vries, Els Bakker";
    each(text, false, &mut |reading| {
        let at = reading.text.find("Jan").unwrap();
        let own = reading.source(&(at..at + "Jan de Vries".len())).unwrap();
        assert_eq!(&text[own], "Jan\u{200b} de%20Vries");
        let at = reading.text.find("Els").unwrap();
        assert_eq!(reading.source(&(at..at + 10)), None, "seen in the text itself");
    });
}

#[test]
fn what_is_escaped_again_is_read_too() {
    for text in [
        "x jan&amp;#64;klant.example",
        "x jan&amp;amp;#64;klant.example",
        "x jan&amp;amp;amp;amp;#64;klant.example",
        "x jan&amp;%2364;klant.example",
        "x jan\\\\u0040klant.example",
        "x jan=3D40klant.example",
        "x jan=3D3D40klant.example",
        "x jan%26%2364%3Bklant.example",
        // in base64, which goes as a whole
        "x amFuXFx1MDA0MGtsYW50LmV4YW1wbGU=",
    ] {
        let mut found = false;
        let deeper = each(text, false, &mut |reading| {
            let Some(at) = reading.text.find("jan@klant.example") else { return };
            let own = reading.source(&(at..at + 17)).unwrap();
            found |= text[own] == text[2..];
        });
        assert!(found && !deeper, "{text}: {:?}", read(text, false));
    }
    let deep = format!("jan{}#64;klant.example", "&amp;".replace(';', ";amp;amp;amp;amp;amp;amp;amp;amp;"));
    assert!(each(&deep, false, &mut |_| ()), "{deep}");
    for text in ["a &amp; b", "\\\\server\\share", "100%25 =3D", "jan@klant.example", ""] {
        assert!(!each(text, false, &mut |_| ()), "{text}");
    }
}

#[test]
fn a_long_text_is_read_in_stretches() {
    let text = format!("{}Jan%20de%20Vries{}j\u{200b}an", "x ".repeat(131_000), "é ".repeat(300_000));
    let mut found = Vec::new();
    each(&text, false, &mut |reading| {
        for name in ["Jan de Vries", "jan"] {
            let at = reading.text.find(name).map(|at| at..at + name.len());
            found.extend(at.and_then(|at| reading.source(&at)).map(|own| text[own].to_owned()));
        }
    });
    found.dedup();
    assert_eq!(found, ["Jan%20de%20Vries", "j\u{200b}an"]);
}

#[test]
fn it_takes_time_with_the_length_of_the_text() {
    for unit in [
        "\u{200b}",
        "%25",
        "a+",
        "=a+b",
        "a.zip",
        "://",
        "://a/-",
        "IMCEA-_",
        ".pdf",
        "-",
        "%",
        "%252525",
        "\\",
        "\\n",
        "@",
        "@ ",
        " @. ",
        "@a.\n",
        "=",
        "=40",
        "=\n",
        "-\n",
        "a-\nb",
        "amFu",
        "amFu=",
        "QUFB",
        "A",
        "AAAAAAAAAAAA ",
        "6a616e40",
        "&",
        "&#64;",
        "&amp;",
        "&amp;amp;",
        "\\\\\\",
        "=3D",
        "<",
        "<b>",
        "<a ",
        "amFuZGV2wGHA",
        "urldefense",
        "urldefense/v2/u=-40_",
        "urldefense/v3/__*40__;JQ!",
        "ⓐ",
    ] {
        assert_linear(unit, 16_000, |text| {
            each(text, false, &mut |_| ());
        });
    }
}
