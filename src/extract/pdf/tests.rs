use super::super::collect::{Collect, ample, collect};
use super::*;
use crate::model::Passwords;

/// A file of these objects, numbered from 1; the first is the catalog, the last what the file says of itself.
fn file(objects: &[String]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        bytes.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", at + 1).as_bytes());
    }
    let table = bytes.len();
    let count = objects.len();
    bytes.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", count + 1).as_bytes());
    for place in places {
        bytes.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
    }
    let trailer =
        format!("trailer\n<</Size {}/Root 1 0 R/Info {count} 0 R>>\nstartxref\n{table}\n%%EOF\n", count + 1);
    bytes.extend_from_slice(trailer.as_bytes());
    bytes
}

fn stream(dictionary: &str, data: &str) -> String {
    format!("<<{dictionary}/Length {}>>\nstream\n{data}\nendstream", data.len())
}

/// Text at places.
fn shown(texts: &[(u32, u32, &str)]) -> String {
    let lines = texts.iter().map(|(x, y, text)| format!("BT /F 10 Tf {x} {y} Td ({text}) Tj ET\n"));
    lines.collect()
}

/// A letter with everything that this reader knows.
fn letter() -> Vec<u8> {
    let text = shown(&[
        (50, 700, "Naam"),
        (150, 700, "Telefoon"),
        (50, 685, "Jan de Vries"),
        (150, 685, "020-1234567"),
        (50, 600, "mail mij of jan@klant.example"),
    ]);
    let second = "/I Do BT /F 10 Tf 0 1 -1 0 300 100 Tm (Op zijn kant) Tj ET";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[10 0 R]>>/Names<</EmbeddedFiles<</Names[(a)11 0 R]>>>>>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/Annots[7 0 R 8 0 R 9 0 R 10 0 R]>>".to_owned(),
        stream("", &text),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 13 0 R/Resources<</Font<</F 5 0 R>>>>{}>>",
            ""
        ),
        "<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(mailto:verborgen@klant.example)>>>>".to_owned(),
        "<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(mailto:jan@klant.example)>>>>".to_owned(),
        "<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/T(Anna)/Contents<FEFF00620065006C00200160>>>".to_owned(),
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(naam)/TU(Uw naam)/V(Gerda Smit)/Rect[0 0 9 9]>>".to_owned(),
        "<</Type/Filespec/F(lijst.csv)/UF<FEFF00E9002E006300730076>/EF<</F 12 0 R>>>>".to_owned(),
        stream("/Type/EmbeddedFile", "naam;mail"),
        stream("", second),
        "<</Author(Ren\\351 de Vries)/Title(untitled)/Producer(Programma)>>".to_owned(),
    ];
    file(&objects)
}

#[test]
fn everything_comes_out_in_order() {
    let (out, result) = collect(&Pdf, &letter());
    assert_eq!((result, out.problems.len()), (Ok(()), 0));
    let expected = "Author: René de Vries\nNaam\tTelefoon\nJan de Vries\t020-1234567\nmail mij of jan@klant.example\n\
        <mailto:verborgen@klant.example>\nAnna: bel Š\nOp zijn kant\nUw naam: Gerda Smit\n";
    assert_eq!(out.text, expected);
    assert_eq!(out.entries, [("é.csv".to_owned(), None, b"naam;mail".to_vec())]);
}

#[test]
fn it_is_known_by_its_beginning() {
    let is = |bytes: &[u8]| {
        Pdf.recognises(&Document { bytes, name: None, media_type: "application/octet-stream" })
    };
    assert!(is(b"%PDF-1.4") && is(b"\0\0rommel\r\n%PDF-2.0"));
    assert!(!is(b"PDF-1.4") && !is(b"") && !is(&[&[b' '; 2000][..], b"%PDF-1.4"].concat()));
}

#[test]
fn passwords_are_tried_the_empty_one_first() {
    let open = |bytes: &[u8], passwords: &[&str]| {
        let options =
            ExtractOptions { passwords: Passwords::new(passwords.iter().map(|&p| p.to_owned())), ..ample() };
        let mut out = Collect::default();
        let document = Document { bytes, name: None, media_type: "application/pdf" };
        let result = Pdf.extract(&document, &options, &mut out);
        (result.map_err(|p| p.code), out.text)
    };
    let read = (Ok(()), "Author: Piet Bakker\nJan de Vries 020-1234567\n".to_owned());
    let shut = (Err(ProblemCode::Encrypted), String::new());
    let free = include_bytes!("../../../tests/data/pdf/rc4-no-password.pdf");
    let rc4 = include_bytes!("../../../tests/data/pdf/rc4.pdf");
    let aes = include_bytes!("../../../tests/data/pdf/aes-256.pdf");
    assert_eq!(open(free, &[]), read);
    assert_eq!(open(rc4, &[]), shut);
    assert_eq!(open(rc4, &["fout", "geheim"]), read);
    assert_eq!(open(aes, &["fout", "geheim"]), shut);
    assert_eq!(open(aes, &["fout", "géheim"]), read);
}

/// Two pages: a picture without text, and text.
fn scan() -> Vec<u8> {
    let pixels = "a".repeat(60 * 20);
    let page = |contents: u32| {
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {contents} 0 R/Resources<</Font<</F 8 0 R>>/XObject<</I 7 0 R>>>>>>"
        )
    };
    file(&[
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>".to_owned(),
        page(5),
        page(6),
        stream("", "q 500 0 0 160 0 0 cm /I Do Q"),
        stream("", &shown(&[(50, 700, "tekst")])),
        stream(
            "/Type/XObject/Subtype/Image/Width 60/Height 20/BitsPerComponent 8/ColorSpace/DeviceGray",
            &pixels,
        ),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
        "<<>>".to_owned(),
    ])
}

#[test]
fn a_scan_is_told_or_its_pictures_are_handed_on() {
    let (out, result) = collect(&Pdf, &scan());
    assert_eq!((result, out.text.as_str()), (Ok(()), "tekst\n"));
    assert_eq!(out.problems.len(), 1);
    assert_eq!(
        (out.problems[0].code, &*out.problems[0].detail),
        (ProblemCode::Unsupported, "a scanned page without text")
    );
    let options = ExtractOptions { ocr: Some("nld".to_owned()), ..ample() };
    let mut out = Collect::default();
    let bytes = scan();
    let document = Document { bytes: &bytes, name: None, media_type: "application/pdf" };
    Pdf.extract(&document, &options, &mut out).unwrap();
    let (name, media_type, picture) = &out.entries[0];
    assert_eq!((name.as_str(), media_type.as_deref()), ("page 1, picture 1.png", Some("image/png")));
    assert!(picture.starts_with(b"\x89PNG"));
    assert!(out.problems.is_empty());
}

#[test]
fn a_file_that_ends_too_early_is_told() {
    let whole = letter();
    let (out, result) = collect(&Pdf, &whole[..whole.len() - 7]);
    assert_eq!(result.unwrap_err().code, ProblemCode::Truncated);
    assert!(out.text.contains("Jan de Vries"));
    let (out, result) = collect(&Pdf, &whole[..100]);
    assert_eq!((result.unwrap_err().code, out.text.as_str()), (ProblemCode::Truncated, ""));
    let (_, result) = collect(&Pdf, b"%PDF-1.4\n%%EOF");
    assert_eq!(result.unwrap_err().code, ProblemCode::Corrupt);
}

#[test]
fn text_is_bounded_and_stops_when_no_more_is_wanted() {
    let bytes = letter();
    let document = Document { bytes: &bytes, name: None, media_type: "application/pdf" };
    let mut out = Collect::default();
    let result = Pdf.extract(&document, &ExtractOptions { expanded: 30, ..ample() }, &mut out);
    assert_eq!((result.unwrap_err().code, out.text.len()), (ProblemCode::Limit, 30));
    let mut out = Collect { enough: Some(1), ..Collect::default() };
    assert_eq!(Pdf.extract(&document, &ample(), &mut out), Ok(()));
    assert_eq!((out.pieces, out.entries.len()), (1, 0));
}

#[test]
fn trees_that_go_round_end() {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]>>/Names<</EmbeddedFiles 4 0 R>>>>".to_owned(),
        "<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/Annots[3 0 R 6 0 R]>>".to_owned(),
        "<</Kids[4 0 R 4 0 R 4 0 R]>>".to_owned(),
        "<</T(x)/Parent 5 0 R>>".to_owned(),
        "6 0 R".to_owned(),
        "7 0 R".to_owned(),
    ];
    let (out, _) = collect(&Pdf, &file(&objects));
    assert_eq!(out.text, "");
}

#[test]
fn damage_anywhere_is_survived() {
    for whole in [letter(), scan()] {
        // every byte would take minutes without optimisation
        for at in (0..whole.len()).step_by(11) {
            let (out, _) = collect(&Pdf, &whole[..at]);
            assert!(out.text.len() < 4 * whole.len());
            let mut bytes = whole.clone();
            bytes[at] ^= 0x15;
            let (out, _) = collect(&Pdf, &bytes);
            assert!(out.text.len() < 4 * whole.len());
        }
    }
}

#[test]
fn objects_without_end_are_not_read() {
    let bytes = format!("%PDF-1.4\n{}%%EOF\n", "1 0 obj<<>>endobj\n".repeat(OBJECTS + 1));
    let (_, result) = collect(&Pdf, bytes.as_bytes());
    assert_eq!(result.unwrap_err().code, ProblemCode::Limit);
}
