//! Files that came along with messages: opened, searched where they stand, counted where they cannot be read.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use serde_json::json;

use crate::archive::{Archive, Run};
use crate::containers::gz;
use crate::pack::{File, seven_z, tar, zip};

const CARD: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Petra Bos\r\nTEL:020-5550123\r\nEMAIL:petra@klant.example\r\nEND:VCARD\r\n";
const TABLE: &str = "naam;telefoon;e-mail\nPetra Bos;020-5550123;petra@klant.example\nJan de Vries;06-12345678;jan@klant.example\n";

fn base64(bytes: &[u8]) -> String {
    let lines = bytes.chunks(57).map(|line| String::from_utf8(crate::messages::base64(line)).unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

/// A message with one attachment.
fn with(name: &str, media_type: &str, content: &[u8]) -> Vec<u8> {
    format!(
        "Message-ID: <m@klant.example>\nFrom: piet@firma.example\nTo: info@voorbeeld.example\nSubject: x\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\n\nzie bijlage\n--b\nContent-Type: {media_type}\n\
         Content-Disposition: attachment; filename=\"{name}\"\nContent-Transfer-Encoding: base64\n\n{}\n--b--\n",
        base64(content)
    )
    .into_bytes()
}

fn attached(name: &str, content: &[u8]) -> Run {
    Archive::new().eml("a.eml", with(name, "application/octet-stream", content)).scan()
}

/// Where the values stand that came along.
fn parts(run: &Run) -> Vec<(String, String)> {
    let outside = run.findings.iter().filter(|f| f["region"] != "header");
    let text = |f: &serde_json::Value, key: &str| f[key].as_str().unwrap().to_owned();
    outside
        .filter(|f| f["kind"] == "phone" || f["kind"] == "email")
        .map(|f| (text(f, "part"), text(f, "value")))
        .collect()
}

fn at(part: &str, values: &[&str]) -> Vec<(String, String)> {
    values.iter().map(|v| (part.to_owned(), (*v).to_owned())).collect()
}

const TABLE_VALUES: [&str; 4] = ["+31205550123", "petra@klant.example", "+31612345678", "jan@klant.example"];

fn word_document() -> Vec<u8> {
    let body = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>\
        <w:p><w:r><w:t>Petra Bos, tel. 020-</w:t></w:r><w:r><w:t>5550123</w:t></w:r></w:p></w:body></w:document>";
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let relations = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    let files: [File<'_>; 3] = [
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", relations.as_bytes()),
        ("word/document.xml", body.as_bytes()),
    ];
    zip(&files)
}

/// A PDF of one page with these lines.
fn pdf(lines: &[&str]) -> Vec<u8> {
    let mut content = String::from("BT /F 12 Tf 14 TL 72 720 Td ");
    for line in lines {
        content.push_str(&format!("({line}) Tj T* "));
    }
    content.push_str("ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(out.len());
        writeln!(out, "{} 0 obj{object}endobj", n + 1).unwrap();
    }
    let start = out.len();
    write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for place in places {
        writeln!(out, "{place:010} 00000 n ").unwrap();
    }
    write!(out, "trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).unwrap();
    out
}

#[test]
fn documents_are_searched_by_their_content_whatever_they_are_called() {
    let rtf = br"{\rtf1\ansi Petra Bos\par tel. 020-5550123\par}";
    for (name, content) in [
        ("brief.docx", word_document()),
        ("brief.dat", word_document()),
        ("brief.rtf", rtf.to_vec()),
        ("brief", rtf.to_vec()),
        ("brief.pdf", pdf(&["Petra Bos", "tel. 020-5550123"])),
        ("brief.doc", pdf(&["Petra Bos", "tel. 020-5550123"])),
        ("brief.pdf", b"Petra Bos, tel. 020-5550123".to_vec()),
    ] {
        let run = attached(name, &content).clean();
        assert_eq!(parts(&run), at("2", &["+31205550123"]), "{name}");
        let phone = run.findings.iter().find(|f| f["kind"] == "phone").unwrap();
        assert_eq!((&phone["region"], &phone["filename"]), (&json!("attachment"), &json!(name)));
        assert_eq!(phone["text"], "020-5550123");
    }
}

#[test]
fn files_in_archives_have_parts_of_their_own() {
    let files: [File<'_>; 3] = [
        ("map/lijst.csv", TABLE.as_bytes()),
        ("map/kaart.vcf", CARD.as_bytes()),
        ("foto.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0"),
    ];
    let mut expected = at("2!map/lijst.csv", &TABLE_VALUES);
    expected.extend(at("2!map/kaart.vcf", &["+31205550123", "petra@klant.example"]));
    for (name, content) in
        [("a.zip", zip(&files)), ("a.tar", tar(&files)), ("a.7z", seven_z(&files)), ("zonder", zip(&files))]
    {
        let run = attached(name, &content).clean();
        assert_eq!(parts(&run), expected, "{name}");
        let csv = run.findings.iter().find(|f| f["part"] == "2!map/lijst.csv").unwrap();
        assert_eq!((&csv["media_type"], &csv["filename"]), (&json!("text/csv"), &json!("lijst.csv")));
    }
    let run = attached("a.tar.gz", &gz(&tar(&files))).clean();
    let inner = |(part, value): &(String, String)| (part.replace("2!", "2!a.tar!"), value.clone());
    assert_eq!(parts(&run), expected.iter().map(inner).collect::<Vec<_>>());
    let run = attached("lijst.csv.gz", &gz(TABLE.as_bytes())).clean();
    assert_eq!(parts(&run), at("2!lijst.csv", &TABLE_VALUES));
}

#[test]
fn a_message_in_an_archive_in_a_message_is_taken_apart() {
    let inner = with("lijst.csv", "text/csv", TABLE.as_bytes());
    let run = attached("post.zip", &zip(&[("oud/1.eml", &inner)])).clean();
    assert_eq!(parts(&run)[2..], at("2!oud/1.eml.2", &TABLE_VALUES), "{:?}", parts(&run));
    assert!(run.findings.iter().any(|f| f["part"] == "2!oud/1.eml.HEADER"));
}

#[test]
fn what_outlook_wraps_is_unwrapped() {
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/outlook");
    for name in ["message.msg", "winmail.dat"] {
        let bytes = fs::read(data.join(name)).unwrap();
        let alone = Archive::new().file(name, &bytes).scan().clean();
        let along = attached(name, &bytes).clean();
        assert!(!alone.findings.is_empty(), "{name}");
        let count = |run: &Run, from: &str| {
            run.findings.iter().filter(|f| f["part"].as_str().unwrap().starts_with(from)).count()
        };
        assert_eq!(count(&along, "2"), count(&alone, ""), "{name}");
    }
}

#[test]
fn a_signature_around_a_message_does_not_hide_it() {
    let entity = "Content-Type: text/plain\n\ntel. 020-5550123\n";
    let value = |tag: u8, content: &[u8]| {
        let mut out = vec![tag, 0x82, (content.len() >> 8) as u8, content.len() as u8];
        out.extend(content);
        out
    };
    let data = value(6, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01");
    let inner = value(0x30, &[data, value(0xa0, &value(4, entity.as_bytes()))].concat());
    let signed = [value(2, &[1]), value(0x31, b""), inner].concat();
    let signed = value(
        0x30,
        &[value(6, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"), value(0xa0, &value(0x30, &signed))].concat(),
    );
    let message = format!(
        "From: piet@firma.example\nTo: info@voorbeeld.example\nSubject: x\nMIME-Version: 1.0\n\
         Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\n\
         Content-Transfer-Encoding: base64\n\n{}\n",
        base64(&signed)
    );
    let run = Archive::new().eml("a.eml", message).scan().clean();
    let phone = run.findings.iter().find(|f| f["kind"] == "phone").unwrap();
    assert_eq!(phone["region"], "body", "it is what the sender wrote, not a file that came along");
    // and what is enveloped stays closed
    let enveloped = value(0x30, &value(6, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"));
    let run = attached("smime.p7m", &enveloped);
    assert_eq!(run.codes(), ["encrypted"]);
}

#[test]
fn files_of_before_mime_are_opened() {
    let packed = zip(&[("lijst.csv", TABLE.as_bytes())]);
    let mut text = String::from("zie bestand\n\nbegin 644 lijst.zip\n");
    for line in packed.chunks(45) {
        text.push(char::from(32 + line.len() as u8));
        for group in line.chunks(3) {
            let value = group.iter().fold(0u32, |v, b| v << 8 | u32::from(*b)) << (8 * (3 - group.len()));
            for i in 0..4 {
                let six = (value >> (18 - 6 * i) & 63) as u8;
                text.push(if six == 0 { '`' } else { char::from(32 + six) });
            }
        }
        text.push('\n');
    }
    text.push_str("`\nend\n");
    let message = format!("From: piet@firma.example\nTo: info@voorbeeld.example\nSubject: x\n\n{text}");
    let run = Archive::new().eml("a.eml", message).scan().clean();
    assert_eq!(parts(&run), at("1!lijst.zip!lijst.csv", &TABLE_VALUES));
}

#[test]
fn what_needs_a_password_is_named_and_read_with_it() {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .with_aes_encryption(zip::AesMode::Aes256, "geheim");
    writer.start_file("lijst.csv", options).unwrap();
    writer.write_all(TABLE.as_bytes()).unwrap();
    let packed = writer.finish().unwrap().into_inner();
    let archive =
        Archive::new().eml("a.eml", with("a.zip", "application/zip", &packed)).file("b.zip", &packed);
    let closed = archive.scan();
    assert_eq!(closed.codes(), ["encrypted", "encrypted"]);
    assert!(parts(&closed).is_empty());
    let passwords = archive.beside("passwords");
    fs::write(&passwords, "verkeerd\ngeheim\n").unwrap();
    let open =
        archive.scan_with(&["--reveal", "--documents", "--passwords", passwords.to_str().unwrap()]).clean();
    let mut expected = at("2!lijst.csv", &TABLE_VALUES);
    expected.extend(at("1", &TABLE_VALUES));
    assert_eq!(parts(&open), expected);
}

#[test]
fn address_books_beside_the_mail_are_read_and_other_documents_when_asked() {
    let archive = Archive::new()
        .file("adressen.vcf", CARD)
        .file("lijst.csv", TABLE)
        .file("brief.docx", word_document())
        .packed("backup.tar", tar);
    let run = archive.scan().clean();
    assert_eq!(parts(&run), at("1", &["+31205550123", "petra@klant.example"]));
    assert!(run.findings.iter().all(|f| f["source"] == "backup.tar!adressen.vcf"));
    let run = archive.scan_with(&["--reveal", "--documents"]).clean();
    assert_eq!(parts(&run).len(), 2 + 1 + 4);
}

#[test]
fn files_of_unknown_types_and_damaged_ones_are_never_called_clean() {
    let unknown = attached("a.dat", b"\x01\x02\x03\x04\xff\xfe\xfd\0\0\0");
    assert_eq!(unknown.codes(), ["unsupported"]);
    assert_eq!(unknown.problems[0]["part"], "2");
    let packed = zip(&[("lijst.csv", TABLE.repeat(50).as_bytes())]);
    let cut = attached("a.zip", &packed[..packed.len() / 2]);
    assert!(!cut.codes().is_empty());
    let word = word_document();
    let cut = attached("a.docx", &word[..word.len() / 2]);
    assert!(!cut.codes().is_empty(), "{:?}", cut.findings.len());
    let broken = attached("a.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n");
    assert!(!broken.codes().is_empty());
}

#[test]
fn a_bomb_that_came_along_ends_as_a_problem() {
    let blanks = vec![b' '; 2 << 20];
    let files: [File<'_>; 2] = [("a.csv", TABLE.as_bytes()), ("b.txt", &blanks)];
    let layer = zip(&files);
    let names: Vec<String> = (0..16).map(|n| format!("{n:02}.zip")).collect();
    let files: Vec<File<'_>> = names.iter().map(|n| (n.as_str(), layer.as_slice())).collect();
    let archive = Archive::new()
        .eml("a.eml", with("42.zip", "application/zip", &zip(&files)))
        .eml("b.eml", with("c.csv", "text/csv", TABLE.as_bytes()));
    let run = archive.scan_with(&["--reveal", "--limit-expanded", "5MiB"]);
    assert_eq!(run.codes().iter().filter(|code| *code != "limit").count(), 0, "{:?}", run.problems);
    assert!(!run.codes().is_empty());
    // what came before stays read, and the next message has limits of its own
    assert!(parts(&run).starts_with(&at("2!00.zip!a.csv", &TABLE_VALUES)));
    assert!(parts(&run).ends_with(&at("2", &TABLE_VALUES)));
}

#[test]
fn the_heading_of_a_long_table_holds_for_all_of_it() {
    let mut table = String::from("naam\tKvK-nummer\tgeboortedatum\n");
    for n in 0..20_000 {
        table.push_str(&format!(
            "Jan de Vries\t{}\t{:02}-{:02}-19{:02}\n",
            10_000_000 + n * 37,
            1 + n % 28,
            1 + n % 12,
            40 + n % 60
        ));
    }
    let message = with("lijst.tsv", "text/tab-separated-values", table.as_bytes());
    let run = Archive::new()
        .eml("a.eml", message)
        .scan_with(&["--reveal", "--kinds", "company_number,date_of_birth"])
        .clean();
    assert_eq!(run.values("company_number").len(), 20_000);
    assert_eq!(run.values("date_of_birth").len(), 20_000);
    // each stands where it says
    let last = run.findings.iter().rfind(|f| f["kind"] == "company_number").unwrap();
    let (start, end) = (last["start"].as_u64().unwrap() as usize, last["end"].as_u64().unwrap() as usize);
    assert_eq!(&table[start..end], last["text"].as_str().unwrap());
}
