use super::super::collect::{Collect, ample, collect};
use super::*;

fn text(rtf: &str) -> String {
    let (out, result) = collect(&Rtf, rtf.as_bytes());
    assert_eq!(result, Ok(()), "{rtf}");
    assert!(out.problems.is_empty(), "{rtf}");
    out.text
}

/// A letter as Word writes it, with everything that this reader knows.
const LETTER: &str = r#"{\rtf1\ansi\ansicpg1252\deff0\uc1{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\froman\fcharset238{\*\panose 02}Times CE;}{\f2\fnil\fcharset2 Wingdings;}}
{\colortbl;\red0\green0\blue0;}{\stylesheet{\s0 Normal;}{\*\cs1 Default;}}
{\info{\title Brief aan Ren\'e9}{\author Jan de Vries}{\*\company Klant B.V.}{\creatim\yr2014\mo3}}
{\*\generator Msftedit;}{\header\pard Klant B.V. \bullet  020-1234567\par}
\pard Ren\'e9e \u352\'8aimek\par {\f1 Dvo\'f8\'e1k}\line \u-10179?\u-8704? \b{\i Hoofd} Inkoop\b0\par
{\field{\*\fldinst{HYPERLINK "mailto:verborgen@klant.example" \\o "x"}}{\fldrslt{\ul mail mij}}}\par
{\field{\*\fldinst HYPERLINK "mailto:jan@klant.example"}{\fldrslt jan@klant.example}}{\pict\wmetafile8 0102}\par
\trowd\intbl Naam\cell Telefoon\cell\row\intbl Jan\cell 06\~12345678\cell \cell\row\pard
Tekst met een noot{\footnote\pard Zie info@klant.example\par} erin\par
{\*\onbekend nergens}{\object\objemb{\*\objclass Word}{\result zichtbaar}}\par
{\shp{\*\shpinst{\sp{\sn naam}{\sv waarde}}{\shptxt In een kader\par}}{\shprslt dubbel}}
{\f2\'28}\{x\}\_\-y{\footer Voet\par}}"#;

#[test]
fn a_letter_comes_out_as_it_is_read() {
    let expected = "Title: Brief aan René\nAuthor: Jan de Vries\nCompany: Klant B.V.\nKlant B.V. • 020-1234567\n\
        Renée Šimek\nDvořák\n😀 Hoofd Inkoop\nmail mij <mailto:verborgen@klant.example>\njan@klant.example\n\
        Naam\tTelefoon\nJan\t06\u{a0}12345678\nTekst met een noot\nZie info@klant.example\n erin\nzichtbaar\n\
        In een kader\n {x}-y\nVoet\n";
    assert_eq!(text(LETTER), expected);
}

#[test]
fn html_that_outlook_wrapped_comes_out_again() {
    let rtf = r"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}
{\*\htmltag19 <html>}{\*\htmltag34 <head>}{\*\htmltag161 <meta charset=us-ascii>}\htmlrtf{\f0\htmlrtf0
{\*\htmltag64 <p class=x>}\htmlrtf \par \htmlrtf0 Ren\'e9 \ldblquote de\rdblquote  Vries{\*\htmltag84 &lt;}\htmlrtf <\htmlrtf0 jan@klant.example{\*\htmltag84 &gt;}\htmlrtf >\htmlrtf0
{\*\htmltag116 <br>}\htmlrtf\line\htmlrtf0{\*\mhtmltag72 <a href='cid'>}\tab {\*\htmltag84 <a href=\'22mailto:jan@klant.example\'22>\par\tab}\~mail\htmlrtf}\htmlrtf0{\*\htmltag27 </html>}}";
    let (out, result) = collect(&Rtf, rtf.as_bytes());
    assert_eq!((result, out.kind), (Ok(()), Some(TextKind::Html)));
    let expected = "<html><head><meta charset=us-ascii><p class=x>René &ldquo;de&rdquo; Vries&lt;jan@klant.example&gt;\
        <br>\t<a href=\"mailto:jan@klant.example\">\r\n\t&nbsp;mail</html>";
    assert_eq!(out.text, expected);
}

#[test]
fn plain_text_that_outlook_wrapped_comes_out_again() {
    let rtf = r"{\rtf1\ansi\ansicpg1252\fromtext \fbidi \deff0{\fonttbl{\f0\fswiss Arial;}}\f0 Beste Jan,\par \par bel 020-1234567\par }";
    assert_eq!(text(rtf), "Beste Jan,\n\nbel 020-1234567\n");
}

#[test]
fn alternatives_of_characters_are_passed_over() {
    assert_eq!(text(r"{\rtf1\uc2 \u233\'c3\'a9n\uc0 \u233 n\uc1\u233 ?n}"), "énénén\n");
    // a group ends what is to be passed over, and brings its number back
    assert_eq!(text(r"{\rtf1{\uc0\u233}x\u233?y}"), "éxéy\n");
    assert_eq!(text(r"{\rtf1\u55357?x\u57000?y}"), "xy\n");
}

#[test]
fn characters_of_two_bytes_are_read_together() {
    let rtf = b"{\\rtf1\\ansi\\ansicpg932{\\fonttbl{\\f0\\fcharset128 MS Mincho;}}\\f0 \\'93\\'63\\'92\\'86 \\'83A\x93\x63}";
    let (out, _) = collect(&Rtf, rtf);
    assert_eq!(out.text, "田中 ア田\n");
}

#[test]
fn a_code_page_of_dos_is_known() {
    assert_eq!(text(r"{\rtf1\pca M\'81ller}"), "Müller\n");
    assert_eq!(text(r"{\rtf1\ansi\ansicpg1251 \'c8\'e2\'e0\'ed}"), "Иван\n");
}

#[test]
fn objects_are_told_as_not_read() {
    let (out, result) = collect(&Rtf, br"{\rtf1 a{\object{\*\objdata 01020304}{\result b}}{\*\unknown c}}");
    assert_eq!((result, out.text.as_str()), (Ok(()), "ab\n"));
    assert_eq!((out.problems[0].code, out.problems[0].given_up), (ProblemCode::Unsupported, 4));
}

#[test]
fn what_stands_behind_the_end_is_no_text() {
    assert_eq!(text("{\\rtf1 a}}}\0\0rommel"), "a\n");
}

#[test]
fn it_is_known_by_its_beginning() {
    let is = |bytes: &[u8]| {
        Rtf.recognises(&Document { bytes, name: None, media_type: "application/octet-stream" })
    };
    assert!(is(b"{\\rtf1") && is(b"\xef\xbb\xbf\r\n{\\rtf\\ansi"));
    assert!(!is(b"{rtf1") && !is(b"") && !is(b"x{\\rtf1"));
}

#[test]
fn groups_without_end_cost_their_bytes() {
    for shape in [
        "{",
        "{\\*\\x",
        "{\\field",
        "{\\field{\\*\\fldinst HYPERLINK a}",
        "{\\info{\\author ",
        "{\\header ",
        "\\cell",
        "\\u9",
        "\\'e9",
    ] {
        let rtf = format!("{{\\rtf1 {}", shape.repeat(50_000));
        let (out, result) = collect(&Rtf, rtf.as_bytes());
        assert_eq!(result.unwrap_err().code, ProblemCode::Truncated);
        assert!(out.text.len() < 2 * rtf.len());
        let open = rtf.matches('{').count() - rtf.matches('}').count();
        let (_, result) = collect(&Rtf, (rtf + &"}".repeat(open)).as_bytes());
        assert_eq!(result, Ok(()), "{shape}");
    }
}

#[test]
fn text_is_bounded() {
    let rtf = format!("{{\\rtf1 {}}}", "Jan de Vries\\par ".repeat(10_000));
    let mut out = Collect::default();
    let document = Document { bytes: rtf.as_bytes(), name: None, media_type: "text/rtf" };
    let result = Rtf.extract(&document, &ExtractOptions { expanded: 1_000, ..ample() }, &mut out);
    assert_eq!((result.unwrap_err().code, out.text.len()), (ProblemCode::Limit, 1_000));
}

#[test]
fn damage_anywhere_is_survived() {
    let letter = LETTER.as_bytes();
    let whole = collect(&Rtf, letter).0.text;
    for at in 0..letter.len() {
        let (out, _) = collect(&Rtf, &letter[..at]);
        assert!(out.text.len() <= whole.len() + 1);
        for flip in [0x80, b'\\' ^ letter[at], b'}' ^ letter[at], b'{' ^ letter[at]] {
            let mut bytes = letter.to_vec();
            bytes[at] ^= flip;
            let (out, _) = collect(&Rtf, &bytes);
            assert!(out.text.len() < 2 * letter.len());
        }
    }
}
