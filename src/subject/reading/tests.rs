use super::*;

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
        "\u{200b}", "%25", "a+", "=a+b", "a.zip", "://", "://a/-", "IMCEA-_", ".pdf", "-", "%", "%252525",
        "\\", "\\n", "@", "@ ", " @. ", "@a.\n",
    ] {
        let time = |length: usize| {
            let text = unit.repeat(length / unit.len());
            let once = || {
                let began = crate::model::Busy::now();
                each(&text, false, &mut |_| ());
                began.elapsed().as_secs_f64()
            };
            (0..3).map(|_| once()).fold(f64::MAX, f64::min)
        };
        // with the square of the length it would be 64 times as much; a machine that has much else to do may need a second look
        let holds = (0..5).any(|_| {
            let [one, eight] = [16_000, 128_000].map(time);
            eight < 24.0 * one + 0.02
        });
        assert!(holds, "{unit}: more than 24 times as long for eight times as much");
    }
}
