//! Word documents and presentations.

use super::*;

const TYPES: (&str, &str) = ("[Content_Types].xml", "<Types/>");

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn word(body: &str, more: &[(&str, &str)]) -> Collect {
    let document = format!("<w:document xmlns:w='w'><w:body>{body}</w:body></w:document>");
    let mut members = vec![TYPES, ("word/document.xml", document.as_str())];
    members.extend(more);
    let (name, collected) = read(&zipped(&members));
    assert_eq!(name, "docx");
    collected
}

#[test]
fn runs_are_joined_and_breaks_end_lines() {
    let body = "<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr><w:r><w:t>Tel.</w:t><w:tab/><w:t>06-12</w:t></w:r>\
        <w:r><w:t xml:space='preserve'>34\u{a0}56 </w:t><w:softHyphen/><w:t>78</w:t><w:br/><w:t>Jan</w:t><w:noBreakHyphen/><w:t>Piet &amp; Co</w:t></w:r></w:p>";
    assert_eq!(word(body, &[]).text, "Tel.\t06-1234\u{a0}56 78\nJan-Piet & Co\n\n");
}

#[test]
fn deleted_text_and_those_who_deleted_it_are_in_the_file() {
    let body = "<w:p><w:r><w:t>Bel </w:t></w:r><w:del w:author='Anna Bakker'><w:r><w:delText>020-7654321</w:delText></w:r></w:del></w:p>";
    assert_eq!(word(body, &[]).text, "Bel 020-7654321\n\nAuthor: Anna Bakker\n");
}

#[test]
fn links_stand_behind_their_text() {
    let rels = "<Relationships><Relationship Id='r1' Type='x/hyperlink' Target='mailto:els@klant.example?subject=Hoi' TargetMode='External'/></Relationships>";
    let link =
        |text: &str| format!("<w:p><w:hyperlink r:id='r1'><w:r><w:t>{text}</w:t></w:r></w:hyperlink></w:p>");
    let field = "<w:p><w:r><w:fldChar w:fldCharType='begin'/><w:instrText> HYPERLINK \"mailto:jan@klant.example\" </w:instrText>\
        <w:fldChar w:fldCharType='separate'/><w:t>Jan</w:t><w:fldChar w:fldCharType='end'/></w:r></w:p>";
    let body = format!("{}{}{field}", link("Els de Boer"), link("Els@klant.example"));
    assert_eq!(
        word(&body, &[("word/_rels/document.xml.rels", rels)]).text,
        "Els de Boer <els@klant.example>\nEls@klant.example\nJan <jan@klant.example>\n\n"
    );
}

#[test]
fn a_link_whose_field_has_no_end_is_read() {
    let code =
        |who: &str| format!("<w:r><w:instrText>HYPERLINK \"mailto:{who}@klant.example\"</w:instrText></w:r>");
    let body = format!(
        "<w:p>{}<w:r><w:fldChar w:fldCharType='begin'/></w:r></w:p><w:p>{}</w:p>",
        code("jan"),
        code("els")
    );
    let text = word(&body, &[]).text;
    assert!(text.contains("<jan@klant.example>") && text.contains("<els@klant.example>"), "{text}");
}

#[test]
fn a_box_is_read_once_and_does_not_cut_its_paragraph() {
    let boxed = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", paragraph(text));
    let body = format!(
        "<w:p><w:r><w:t>Tel. 020-</w:t></w:r><w:r><mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:r>\
         <w:r><w:t>1234567</w:t></w:r></w:p>",
        boxed("De Molen BV"),
        boxed("De Molen BV")
    );
    assert_eq!(word(&body, &[]).text, "De Molen BV\n\nTel. 020-1234567\n\n");
}

#[test]
fn all_parts_with_text_are_read_and_files_handed_on() {
    let header = format!("<w:hdr>{}</w:hdr>", paragraph("De Molen BV"));
    let comments = format!(
        "<w:comments><w:comment w:author='Piet Smit'>{}</w:comment></w:comments>",
        paragraph("Klopt dit?")
    );
    let notes =
        format!("<w:footnotes><w:footnote>{}</w:footnote></w:footnotes>", paragraph("Zie 020-1234567"));
    let core = "<cp:coreProperties><dc:creator>Anna Bakker</dc:creator><cp:lastModifiedBy>Piet Smit</cp:lastModifiedBy><cp:revision>3</cp:revision></cp:coreProperties>";
    let app = "<Properties><Company>De Molen BV</Company><Manager>Els de Boer</Manager><Pages>1</Pages></Properties>";
    let collected = word(
        &paragraph("Beste Jan,"),
        &[
            ("word/header1.xml", header.as_str()),
            ("word/comments.xml", comments.as_str()),
            ("word/footnotes.xml", notes.as_str()),
            ("word/styles.xml", "<w:styles><w:p><w:t>no</w:t></w:p></w:styles>"),
            ("docProps/core.xml", core),
            ("docProps/app.xml", app),
            ("word/embeddings/Map1.xlsx", "PK"),
            ("word/media/image1.png", "x"),
        ],
    );
    assert_eq!(
        collected.text,
        "Beste Jan,\n\nKlopt dit?\n\nZie 020-1234567\n\nDe Molen BV\n\nAuthor: Piet Smit\n\nAuthor: Anna Bakker\nLast modified by: Piet Smit\n\nCompany: De Molen BV\nManager: Els de Boer\n"
    );
    assert_eq!(collected.entries, [("word/embeddings/Map1.xlsx".to_owned(), None, b"PK".to_vec())]);
}

#[test]
fn what_has_no_place_in_a_document_is_handed_on() {
    let collected = word(
        &paragraph("Beste Jan,"),
        &[
            ("word/theme/theme1.xml", "<a:theme/>"),
            ("customXml/item1.xml", "<b:Sources/>"),
            ("word/klanten.csv", "a;b"),
            ("Bijlage.txt", "c"),
            ("mail/1.xml", "<d/>"),
            ("mail/", ""),
        ],
    );
    let names: Vec<&str> = collected.entries.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(names, ["word/klanten.csv", "Bijlage.txt", "mail/1.xml"]);
}

#[test]
fn tables_keep_rows() {
    let row = |cells: &[&str]| -> String {
        let cells: String = cells.iter().map(|cell| format!("<w:tc>{}</w:tc>", paragraph(cell))).collect();
        format!("<w:tr>{cells}</w:tr>")
    };
    let body = format!("<w:tbl>{}{}</w:tbl>", row(&["Naam", "Tel"]), row(&["Jan de Vries", "020-1234567"]));
    assert_eq!(word(&body, &[]).text, "Naam\tTel\nJan de Vries\t020-1234567\n\n");
}

#[test]
fn slides_in_the_order_of_their_numbers() {
    let slide = |text: &str| {
        format!(
            "<p:sld><p:sp><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r><a:br/></a:p></p:txBody></p:sp></p:sld>"
        )
    };
    let (two, ten) = (slide("Jan de Vries"), slide("Els de Boer"));
    let master = "<p:sldMaster><p:sp><p:nvPr><p:ph type='title'/></p:nvPr><a:p><a:t>Click to edit</a:t></a:p></p:sp>\
        <p:sp><a:p><a:t>De Molen BV</a:t></a:p></p:sp></p:sldMaster>";
    let notes = slide("Bel 020-1234567");
    let (name, collected) = read(&zipped(&[
        TYPES,
        ("ppt/slides/slide10.xml", &ten),
        ("ppt/slides/slide2.xml", &two),
        ("ppt/notesSlides/notesSlide1.xml", &notes),
        ("ppt/slideMasters/slideMaster1.xml", master),
        ("ppt/commentAuthors.xml", "<p:cmAuthorLst><p:cmAuthor name='Piet Smit'/></p:cmAuthorLst>"),
    ]));
    assert_eq!(name, "pptx");
    assert_eq!(
        collected.text,
        "Jan de Vries\n\nEls de Boer\n\nBel 020-1234567\n\nDe Molen BV\n\nAuthor: Piet Smit\n"
    );
}

#[test]
fn a_zip_with_a_document_in_it_is_none() {
    let inner = String::from_utf8_lossy(&zipped(&[("word/document.xml", "<a/>")])).into_owned();
    let bytes = packed(&[("brief.docx", &inner)], zip::CompressionMethod::Stored);
    assert!(
        recognise(
            &Document { bytes: &bytes, name: Some("a.docx"), media_type: "" },
            &ExtractOptions::default()
        )
        .is_none()
    );
}
