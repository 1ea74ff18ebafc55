//! Workbooks of Excel 2007 and later.

use super::*;

const BOOK: &str = "<workbook><sheets><sheet name='Relaties' r:id='r1'/><sheet name='Oud' state='hidden' r:id='r2'/></sheets></workbook>";
const RELS: &str = "<Relationships><Relationship Id='r1' Target='worksheets/sheet1.xml'/><Relationship Id='r2' Target='/xl/worksheets/sheet2.xml'/></Relationships>";
const STYLES: &str = "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='0000000000'/></numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>\
    <cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/></cellXfs></styleSheet>";
const STRINGS: &str = "<sst><si><t>Naam</t></si><si><r><t>Jan </t></r><r><t>de Vries</t></r><rPh><t>no</t></rPh></si><si><t>Dorpsstraat 12_x000D_&#10;Ons Dorp</t></si></sst>";

fn workbook(sheet: &str, more: &[(&str, &str)]) -> String {
    let mut members = vec![
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELS),
        ("xl/styles.xml", STYLES),
        ("xl/sharedStrings.xml", STRINGS),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    members.extend(more);
    let (name, collected) = read(&zipped(&members));
    assert_eq!(name, "xlsx");
    collected.text
}

#[test]
fn cells_of_all_kinds() {
    let sheet = "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='inlineStr'><is><t>Geboren</t></is></c></row>\
        <row r='2'><c r='A2' t='s'><v>1</v></c><c r='B2' s='1'><v>25599</v></c><c r='C2' s='2'><f>1+1</f><v>6.12345678E8</v></c><c r='D2'><v>6.12345678E8</v></c>\
        <c r='E2' t='s'><v>2</v></c><c r='F2' t='str'><v>ab</v></c><c r='G2' t='b'><v>1</v></c><c r='H2'/></row>\
        <row><c><v>7</v></c><c t='d'><v>1970-01-31T00:00:00</v></c></row></sheetData>\
        <headerFooter><oddHeader>&amp;L&amp;\"Arial,Bold\"&amp;12De Molen BV&amp;R&amp;P</oddHeader></headerFooter></worksheet>";
    assert_eq!(
        workbook(sheet, &[]),
        "Relaties\n\nNaam\tGeboren\nJan de Vries\t1970-01-31\t0612345678\t612345678\tDorpsstraat 12, Ons Dorp\tab\tTRUE\n7\t1970-01-31\n\nDe Molen BV\n\n"
    );
}

#[test]
fn hidden_sheets_notes_links_and_boxes() {
    let sheet = "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>1</v></c></row></sheetData>\
        <hyperlinks><hyperlink ref='A1' r:id='l1'/><hyperlink ref='C9' r:id='l2'/></hyperlinks></worksheet>";
    let links = "<Relationships><Relationship Id='l1' Target='mailto:jan@klant.example' TargetMode='External'/>\
        <Relationship Id='l2' Target='https://www.klant.example/' TargetMode='External'/></Relationships>";
    let notes = "<comments><authors><author>Piet Smit</author></authors><commentList><comment ref='A1'><text><r><t>Piet:\n</t></r><r><t>bel 020-1234567</t></r></text></comment></commentList></comments>";
    let drawing = "<xdr:wsDr><xdr:sp><xdr:txBody><a:p><a:r><a:t>Kees 06-87654321</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>";
    let text = workbook(
        sheet,
        &[
            ("xl/worksheets/_rels/sheet1.xml.rels", links),
            (
                "xl/worksheets/sheet2.xml",
                "<worksheet><sheetData><row r='5'><c r='C5' t='inlineStr'><is><t>x@klant.example</t></is></c></row></sheetData></worksheet>",
            ),
            (
                "xl/worksheets/sheet7.xml",
                "<worksheet><sheetData><row><c><v>31201234567</v></c></row></sheetData></worksheet>",
            ),
            ("xl/comments1.xml", notes),
            ("xl/drawings/drawing1.xml", drawing),
            (
                "xl/persons/person.xml",
                "<personList><person displayName='Els de Boer' userId='els@klant.example'/></personList>",
            ),
        ],
    );
    assert_eq!(
        text,
        "Relaties\n\nJan de Vries <jan@klant.example>\n\nhttps://www.klant.example/\n\nOud\n\nx@klant.example\n\n31201234567\n\n\
         Author: Piet Smit\nPiet:\nbel 020-1234567\n\nKees 06-87654321\n\nAuthor: Els de Boer <els@klant.example>\n"
    );
}

#[test]
fn dates_of_old_apple_files() {
    let book = BOOK.replace("<sheets>", "<workbookPr date1904='true'/><sheets>");
    let sheet =
        "<worksheet><sheetData><row r='1'><c r='A1' s='1'><v>24137</v></c></row></sheetData></worksheet>";
    let (_, collected) = read(&zipped(&[
        ("_rels/.rels", "<Relationships/>"),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", RELS),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", sheet),
    ]));
    assert_eq!(collected.text, "Relaties\n\n1970-01-31\n\n");
}

#[test]
fn what_a_pivot_table_was_made_from_is_in_the_file() {
    let definition = "<pivotCacheDefinition><cacheFields><cacheField name='Naam'><sharedItems><s v='Jan de Vries'/><s v='Els de Boer'/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>";
    let records = "<pivotCacheRecords><r><x v='0'/><s v='020-1234567'/><n v='7'/></r></pivotCacheRecords>";
    let text = workbook(
        "<worksheet/>",
        &[
            ("xl/pivotCache/pivotCacheDefinition1.xml", definition),
            ("xl/pivotCache/pivotCacheRecords1.xml", records),
        ],
    );
    assert_eq!(text, "Relaties\n\nNaam\nJan de Vries\nEls de Boer\n\n020-1234567\t7\n");
}
