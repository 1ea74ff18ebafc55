//! OpenDocument files.

use super::*;

fn content(body: &str) -> String {
    format!("<office:document-content><office:body>{body}</office:body></office:document-content>")
}

fn open(body: &str, more: &[(&str, &str)]) -> String {
    let content = content(body);
    let mut members =
        vec![("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", content.as_str())];
    members.extend(more);
    let (name, collected) = read(&zipped(&members));
    assert_eq!(name, "odf");
    collected.text
}

#[test]
fn text_with_its_notes_boxes_links_and_headers() {
    let body = "<office:text><text:p>Beste <text:span>Jan</text:span>,<text:s text:c='2'/>\n  bel<text:tab/>020<text:line-break/>nu</text:p>\
        <text:p>Zie<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Noot van Els</text:p></text:note-body></text:note> daar\
        <office:annotation><dc:creator>Piet Smit</dc:creator><dc:date>2020-01-01</dc:date><text:p>Klopt dit?</text:p></office:annotation></text:p>\
        <text:p><text:a xlink:href='mailto:jan@klant.example'>Jan</text:a><draw:frame><draw:text-box><text:p>Kader</text:p></draw:text-box><svg:desc>plaatje</svg:desc></draw:frame></text:p>\
        </office:text>";
    let styles = "<office:document-styles><style:master-page><style:header><text:p>De Molen BV</text:p></style:header></style:master-page></office:document-styles>";
    let meta = "<office:document-meta><office:meta><meta:initial-creator>Anna Bakker</meta:initial-creator><meta:user-defined meta:name='Klant'>Jan de Vries</meta:user-defined>\
        <meta:user-defined meta:name='AppVersion'>12</meta:user-defined></office:meta></office:document-meta>";
    assert_eq!(
        open(body, &[("styles.xml", styles), ("meta.xml", meta)]),
        "Beste Jan,  bel\t020\nnu\nNoot van Els\nKlopt dit?\nZie daar\nKader\nJan <jan@klant.example>\n\nDe Molen BV\n\nAuthor: Piet Smit\n\nAuthor: Anna Bakker\nKlant: Jan de Vries\n"
    );
}

#[test]
fn sheets_keep_rows_and_columns() {
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type='string'><text:p>{text}</text:p></table:table-cell>")
    };
    let body = format!(
        "<office:spreadsheet><table:table table:name='Relaties'><table:table-row>{}{}{}</table:table-row><table:table-row>{}\
         <table:table-cell table:number-columns-repeated='2'/>\
         <table:table-cell office:value-type='date' office:date-value='1970-01-31'><text:p>31 jan</text:p></table:table-cell>\
         <table:table-cell office:value-type='float' office:value='612345678'><text:p>6,12E+08</text:p></table:table-cell>\
         <table:table-cell office:value-type='float' office:value='612345678'><text:p>0612345678</text:p><office:annotation><text:p>bel hem</text:p></office:annotation></table:table-cell>\
         </table:table-row><table:table-row table:number-rows-repeated='1048574'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>\
         <table:table-row>{}</table:table-row></table:table></office:spreadsheet>",
        cell("Naam"),
        cell("Adres"),
        cell("x"),
        cell("Jan"),
        cell("Els 2")
    );
    assert_eq!(
        open(&body, &[]),
        "Relaties\n\nNaam\tAdres\tx\nJan\t\t\t1970-01-31\t612345678\t0612345678\nEls 2\n\nbel hem\n\n"
    );
}

#[test]
fn tables_of_text_keep_rows() {
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let body = format!(
        "<office:text><table:table><table:table-row>{}{}</table:table-row><table:table-row>{}{}</table:table-row></table:table><text:p>na</text:p></office:text>",
        cell("Naam"),
        cell("Tel"),
        cell("Jan"),
        cell("020")
    );
    assert_eq!(open(&body, &[]), "Naam\tTel\nJan\t020\n\nna\n\n");
}

#[test]
fn flat_files_are_read_too() {
    let flat = "<?xml version='1.0'?><office:document xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'>\
        <office:meta><meta:initial-creator>Anna Bakker</meta:initial-creator></office:meta>\
        <office:body><office:text><text:p>Bel Jan</text:p></office:text></office:body></office:document>";
    assert_eq!(read(flat.as_bytes()).1.text, "Bel Jan\n\nAuthor: Anna Bakker\n");
}

#[test]
fn a_password_is_told() {
    let bytes = zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", "\u{1}\u{2}"),
        (
            "META-INF/manifest.xml",
            "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>",
        ),
    ]);
    assert_eq!(refusal(&super::super::OpenDocument, &bytes), ProblemCode::Encrypted);
}
