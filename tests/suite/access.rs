//! A request for access: the pack that answers it, opened and read as others do.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _};
use std::path::PathBuf;
use std::process::Output;

use crate::archive::{Archive, mbox, program};
use crate::containers::gz;
use crate::letters::{ANNA, ELS, JAN, attached, dated, letter, plain};
use crate::pack;

const REQUEST: &str = "[request]\nkind = \"access\"\nreference = \"AVG-2026-015\"\nreceived = 2026-11-01\n\n\
                       [subject]\nnames = [\"Jan de Vries\"]\nemails = [\"jan.devries@klant.example\"]\n\
                       phones = [\"020-5550111\"]\n";

const MARK: &str = "[gegevens van een ander]";

fn search(archive: &Archive, request: &str, output: &str, options: &[&str]) -> (Output, PathBuf) {
    let (file, pack) = (archive.beside("request.toml"), archive.beside(output));
    fs::write(&file, request).unwrap();
    let output = program()
        .args([
            "search",
            "--own-domain",
            "huis.example",
            "--lang",
            "nl",
            "--as-of",
            "2026-11-28",
            "--request",
        ])
        .arg(&file)
        .args(options)
        .arg("-o")
        .arg(&pack)
        .arg(archive.root())
        .output()
        .unwrap();
    (output, pack)
}

/// What a pack holds, by name.
fn unpacked(bytes: Vec<u8>) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|n| {
            let mut file = zip.by_index(n).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), String::from_utf8_lossy(&bytes).into_owned())
        })
        .collect()
}

fn packed(archive: &Archive, status: i32) -> BTreeMap<String, String> {
    let (output, pack) = search(archive, REQUEST, "pack.zip", &[]);
    assert_eq!(output.status.code(), Some(status), "{}", String::from_utf8_lossy(&output.stderr));
    unpacked(fs::read(pack).unwrap())
}

/// The rows of the index, by the source and number of the message.
fn rows(files: &BTreeMap<String, String>) -> BTreeMap<String, Vec<String>> {
    let mut reader = csv_rows(&files["index.csv"]);
    reader.remove(0);
    reader.into_iter().map(|row| (format!("{}#{}", row[4], row[5]), row)).collect()
}

fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.push(chars.next().unwrap()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    rows
}

#[test]
fn a_pack_has_the_subjects_data_and_nobody_elses() {
    let both = letter(
        "Received: from x (y [192.0.2.1]) by mail.huis.example for <els.bakker@ander.example>; Sun, 2 Mar 2014 10:11:00 +0100\n\
         X-Originating-IP: [192.0.2.7]\n",
        ELS,
        &format!("{ANNA}, {JAN}, Kees Bos <kees@gmail.com>"),
        "text/html",
        "<p>Beste Jan&nbsp;de <b>Vries</b>,</p><p>Els is te bereiken op 030-5550122, jij op 020-5550111.</p>\
         <p>Met vriendelijke groet,<br>Els Bakker<br>Hoofd Inkoop<br>T 030-5550122<br>E els.bakker@ander.example<br>\
         <a href=\"https://www.ander.example/els\">www.ander.example/els</a></p>",
    );
    let archive = Archive::new()
        .eml("a.eml", &both)
        .mbox(
            "b.mbox",
            &[
                &dated("Mon, 3 Mar 2014 10:11:00 +0100", JAN, ANNA, "Bel mij op 020-5550111.\n"),
                &plain(ELS, ANNA, "Niets.\n"),
            ],
        )
        .file("c.mbox.gz", gz(&mbox(&[&plain(ANNA, JAN, "Uw nummer is 020-5550111.\n")])))
        .file(
            "d.zip",
            pack::zip(&[("in/x.eml", &plain(ANNA, JAN, "Beste Jan de Vries, Kees Bos belt.\n")[..])]),
        );
    let files = packed(&archive, 0);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "index.csv",
            "index.html",
            "messages/0001.eml",
            "messages/0002.eml",
            "messages/0003.eml",
            "messages/0004.eml"
        ]
    );
    let rows = rows(&files);
    let of = |source: &str| &files[&rows[source][1]];
    let all: String = files.values().cloned().collect();
    for other in [
        "Els",
        "Bakker",
        "els.bakker",
        "5550122",
        "Kees",
        "Bos",
        "kees@",
        "Hoofd",
        "192.0.2.7",
        "ander.example/els",
    ] {
        let left: Vec<&String> =
            files.iter().filter(|(_, text)| text.contains(other)).map(|(n, _)| n).collect();
        assert!(left.is_empty(), "{other} is left in {left:?}:\n{all}");
    }
    let a = of("a.eml#0");
    for own in [
        "jan.devries@klant.example",
        "Jan&nbsp;de <b>Vries</b>",
        "020-5550111",
        "anna.smit@huis.example",
        MARK,
    ] {
        assert!(a.contains(own), "{own}: {a}");
    }
    // what is about the subject alone stays as it is
    assert!(of("b.mbox#0").contains("Bel mij op 020-5550111.") && !of("b.mbox#0").contains(MARK));
    assert!(of("c.mbox.gz#0").contains("Uw nummer is 020-5550111."));
    assert!(of("d.zip!in/x.eml#0").contains(&format!("{MARK} belt")));
    // and each of them is a message
    for (name, text) in files.iter().filter(|(name, _)| name.starts_with("messages/")) {
        assert!(mailparse::parse_mail(text.as_bytes()).is_ok(), "{name}");
    }
    let row = &rows["a.eml#0"];
    assert_eq!(row[2], "2014-03-02T10:11:00+01:00");
    assert_eq!(row[8], "een andere organisatie (ander.example)");
    assert_eq!(
        row[9],
        "onze eigen organisatie (huis.example); u (jan.devries@klant.example); een privéadres"
    );
    assert!(
        row[10].contains("telefoonnummer: +31205550111")
            && row[10].contains("naam van een persoon: Jan de Vries"),
        "{row:?}"
    );
    assert_eq!(row[11], "er is geen termijn voor vastgesteld");
    let page = &files["index.html"];
    for said in [
        "AVG-2026-015",
        "1 november 2026",
        "28 november 2026",
        "Uw rechten",
        "klacht",
        "+31205550111",
        "href=\"messages/0001.eml\"",
    ] {
        assert!(page.contains(said), "{said}");
    }
}

#[test]
fn a_scan_of_a_pack_finds_nobody_else() {
    let archive = Archive::new()
        .eml(
            "a.eml",
            plain(
                ELS,
                ANNA,
                "Jan de Vries (020-5550111) kent J.A. van Dam, 06-12345678.\nMvg,\nEls Bakker\n",
            ),
        )
        .eml(
            "b.eml",
            attached(
                "Tue, 4 Mar 2014 10:11:00 +0100",
                JAN,
                ANNA,
                ("text/csv", "lijst.csv"),
                "naam,telefoon\nJan de Vries,020-5550111\nEls Bakker,030-5550122\n",
            ),
        );
    let files = packed(&archive, 0);
    let mut again = Archive::new();
    for (name, text) in files.iter().filter(|(name, _)| name.starts_with("messages/")) {
        again = again.eml(&name["messages/".len()..], text);
    }
    let output = program()
        .args(["scan", "--quiet", "--reveal", "--format", "jsonl", "--own-domain", "huis.example"])
        .arg(again.root())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let found: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut subject = 0;
    for finding in found.iter().filter(|f| f["party"] != "own") {
        let value = finding["value"].as_str().unwrap();
        let of_subject = ["Jan de Vries", "jan.devries@klant.example", "+31205550111"].contains(&value);
        let sign = value == MARK || value.ends_with("@redacted.invalid");
        assert!(of_subject || sign, "{finding}");
        subject += u32::from(of_subject);
    }
    assert!(subject >= 5, "{text}");
}

#[test]
fn what_is_not_shown_of_others_goes_too() {
    let parts: [(&str, &str); 4] = [
        (
            "Content-Type: text/plain; charset=utf-8",
            "Beste Jan de Vries, els.pruik@an\u{200b}der.example belt 030-555\u{ad}0122 terug.\n\
             Vraag het aan Wouter\nKlaproos of aan els pruik.\n\
             Zie https://x.huis.example/?n=Gerda+Zonnebloem&m=gerda%40zonnebloem.example&t=%2B31305550199\n\
             020-5550111\n",
        ),
        (
            "Content-Type: text/html; charset=utf-8",
            "<p title='Bram Lelietop'>Jan de Vries, 020-5550111</p><option value=\"fien&#64;narcis.example\">een</option>\
             <a href=\"https://x.huis.example/?cc=teun%40tulp.example\">hier</a><!-- Douwe Papaver, 06-12345678 -->\
             <p>Els Pru&shy;ik</p>",
        ),
        (
            "Content-Type: text/plain; charset=utf-8\n\
             Content-Disposition: attachment; filename*0*=utf-8''Marleen%20; filename*1*=Distelvink%20cv.txt",
            "Jan de Vries\n",
        ),
        (
            "Content-Type: text/vcard; charset=utf-8",
            "BEGIN:VCARD\nVERSION:3.0\nFN:Els Pruik\nN;ENCODING=b:UHJ1aWs7RWxz\nEND:VCARD\n",
        ),
    ];
    let mut mail = String::from(
        "From: Els Pruik <els.pruik@ander.example>\nTo: Jan de Vries <jan.devries@klant.example>\n\
         Date: Mon, 3 Mar 2014 10:11:00 +0100\nSubject: vraag\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=b\n\n",
    );
    for (head, body) in parts {
        mail.push_str(&format!("--b\n{head}\nContent-Transfer-Encoding: 8bit\n\n{body}\n"));
    }
    mail.push_str("--b--\n");
    let archive = Archive::new().eml("a.eml", &mail);
    let files = packed(&archive, 0);
    let given = &files["messages/0001.eml"];
    let others = [
        "pruik",
        "ander.example",
        "der.example",
        "5550122",
        "0122",
        "wouter",
        "klaproos",
        "gerda",
        "zonnebloem",
        "5550199",
        "bram",
        "lelietop",
        "fien",
        "narcis",
        "teun",
        "tulp",
        "douwe",
        "papaver",
        "12345678",
        "marleen",
        "distelvink",
        "UHJ1aWs7RWxz",
    ];
    let small = given.to_lowercase().replace(['\u{ad}', '\u{200b}'], "").replace("&shy;", "");
    for other in others {
        assert!(!small.contains(&other.to_lowercase()), "{other}: {given}");
    }
    for own in ["Beste Jan de Vries", "020-5550111", "jan.devries@klant.example", "x.huis.example"] {
        assert!(given.contains(own), "{own}: {given}");
    }
}

#[test]
fn what_is_written_otherwise_of_others_goes_too() {
    let code = |text: &str| data_encoding::BASE64.encode(text.as_bytes());
    let plain = format!(
        "Beste Jan de Vries,\n\nmail Ｎｏｏｒ Ｒｏｏｓ of ｎｏｏｒ＠ｒｏｏｓ.example.\n\
         Zie https://x.huis.example/?u={}&a=b en https://x.huis.example/?u={}\n\
         Huisarts: Oostvogel\nTerug van bounce+els.pruik=ander.example@huis.example\n020-5550111\n",
        code("gerda@zonnebloem.example"),
        code("Bram Lelietop, jan.devries@klant.example"),
    );
    let html = "<!DOCTYPE html SYSTEM \"fien@narcis.example\"><html><?php Teun Tulp, teun@tulp.example ?>\
                <style>/* Douwe Papaver, douwe@papaver.example */ p { color: red }</style>\
                <template><p>b</p><!-- kees@klimop.example --></template><math><!-- wim@winde.example --><mi>x</mi></math>\
                <p>Jan de Vries, 020-5550111</p></html>";
    let card = format!(
        "BEGIN:VCARD\nVERSION:4.0\nFN:Els Pruik\nNOTE:data:text/plain;base64,{}\nEND:VCARD",
        code("Jo Anjer")
    );
    let mail = format!(
        "Return-Path: <bounce-12-wouter=klaproos.example@huis.example>\nX-Sender-Id: {}\n\
         From: Els Pruik <els.pruik@ander.example>\nTo: Jan de Vries <jan.devries@klant.example>\n\
         Date: Mon, 3 Mar 2014 10:11:00 +0100\nSubject: vraag\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=b\n\n\
         --b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{plain}\n\
         --b\nContent-Type: text/html; charset=utf-8\n\n{html}\n\
         --b\nContent-Type: text/vcard; charset=utf-8\n\n{card}\n--b--\n",
        code("marleen@distelvink.example"),
    );
    let own = "From: Jan de Vries <jan.devries@klant.example>\nTo: anna.smit@huis.example\n\
               Date: Tue, 4 Mar 2014 10:11:00 +0100\nSubject: bellen\n\n\
               Dag,\n\nBel mijn man op 06-99988877, of mij op 06-55566677.\n\nJan de Vries\n020-5550111\n";
    let archive = Archive::new().eml("a.eml", mail).eml("b.eml", own);
    let files = packed(&archive, 0);
    let given = &files["messages/0001.eml"];
    let small = given.to_lowercase();
    for other in [
        "ｎｏｏｒ",
        "ｒｏｏｓ",
        "roos",
        "oostvogel",
        "pruik",
        "ander.example",
        "klaproos",
        "wouter",
        "narcis",
        "fien",
        "tulp",
        "teun",
        "papaver",
        "douwe",
        "klimop",
        "winde",
    ] {
        assert!(!small.contains(other), "{other}: {given}");
    }
    for other in [
        "gerda@zonnebloem.example",
        "Bram Lelietop, jan.devries@klant.example",
        "Jo Anjer",
        "marleen@distelvink.example",
    ] {
        assert!(!given.contains(&code(other)), "{other}: {given}");
    }
    for own in
        ["Beste Jan de Vries", "020-5550111", "jan.devries@klant.example", "x.huis.example", "color: red"]
    {
        assert!(given.contains(own), "{own}: {given}");
    }
    let given = &files["messages/0002.eml"];
    assert!(!given.contains("99988877") && given.contains("020-5550111"), "{given}");
}

#[test]
fn what_stands_at_the_side_tells_whose_it_is() {
    let fields = "From: Jan de Vries <jan.devries@klant.example>\nTo: anna.smit@huis.example, Noor Visser <noor@roos.example>\n\
                  X-Originating-User: noor.visser\nX-Login: NVISSER\nX-Gast: visser\n";
    let letter = |body: &str| {
        format!("{fields}Date: Mon, 3 Mar 2014 10:11:00 +0100\nSubject: vraag\n\n{body}").into_bytes()
    };
    let list = attached(
        "Tue, 4 Mar 2014 10:11:00 +0100",
        JAN,
        ANNA,
        ("text/csv", "lijst.csv"),
        "naam;e-mail;adres;geboortedatum\nJan de Vries;jan.devries@klant.example;Dorpsstraat 12, 1012 AB Amsterdam;03-04-1975\n\
         Kees Bos;kees@tulp.example;Kerkweg 3, 2345 CD Daarlo;05-06-1981\n",
    );
    let archive = Archive::new()
        .eml(
            "a.eml",
            letter("Dag Anna,\n\nBel ons. n.visser weet het.\n\nGroet,\nJan de Vries\n020-5550111\nNoor Visser\n06-99988877\n"),
        )
        .eml("b.eml", list);
    let files = packed(&archive, 0);
    let rows = rows(&files);
    let of = |source: &str| &files[&rows[source][1]];
    let all = files.values().cloned().collect::<String>().to_lowercase();
    for other in ["visser", "99988877", "kees", "kerkweg", "05-06-1981", "daarlo"] {
        assert!(!all.contains(other), "{other}: {all}");
    }
    assert!(of("a.eml#0").contains("020-5550111"), "{}", of("a.eml#0"));
    for own in ["Dorpsstraat 12, 1012 AB Amsterdam", "03-04-1975"] {
        assert!(of("b.eml#0").contains(own), "{own}: {}", of("b.eml#0"));
    }
}

#[test]
fn others_behind_an_escaped_line_end_go() {
    let mail = "From: Els Pruik <els.pruik@ander.example>\nTo: Jan de Vries <jan.devries@klant.example>\n\
         Date: Mon, 3 Mar 2014 10:11:00 +0100\nSubject: vraag\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nBeste Jan de Vries\n\
         --b\nContent-Type: text/calendar; charset=utf-8\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\n\
         DESCRIPTION:Dag\\nNoor Visser\\n06-87654321\\nIBAN:\\nNL20INGB0001234567\\nKerkweg 3\\, 2345 CD Daarlo\n\
         END:VEVENT\nEND:VCALENDAR\n--b\nContent-Type: text/html; charset=utf-8\n\n\
         <p>Jan de Vries</p><script>var a = 'x\\nNoor Visser\\n06-87654321';</script>\n--b--\n";
    let files = packed(&Archive::new().eml("a.eml", mail), 0);
    let given = &files["messages/0001.eml"];
    for other in ["Noor", "Visser", "87654321", "INGB", "Kerkweg", "2345"] {
        assert!(!given.contains(other), "{other}: {given}");
    }
    assert!(given.contains("DESCRIPTION:Dag\\n[gegevens van een ander]\\n"), "{given}");
}

#[test]
fn what_is_possible_is_left_out_and_said() {
    let archive = Archive::new()
        .eml("a.eml", plain(JAN, ANNA, "Dag.\n"))
        .eml("b.eml", plain(ELS, ANNA, "Mevrouw De Vries belde.\n"));
    let (output, pack) = search(&archive, REQUEST, "pack.zip", &[]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("1 message no more than possible and left out"), "{told}");
    let files = unpacked(fs::read(pack).unwrap());
    assert_eq!(files.keys().filter(|n| n.starts_with("messages/")).count(), 1);
    assert!(!files["index.html"].contains("b.eml") && !files["index.csv"].contains("b.eml"));
}

#[test]
fn what_cannot_be_read_is_held_and_said() {
    let picture = attached(
        "Tue, 4 Mar 2014 10:11:00 +0100",
        JAN,
        ANNA,
        ("image/png", "foto.png"),
        "\u{1}\u{2}niet te lezen",
    );
    let archive = Archive::new().eml("a.eml", picture).eml(
        "b.eml",
        format!(
            "From: {JAN}\nTo: {ANNA}\nSubject: Geheim\nMIME-Version: 1.0\n\
             Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\
             Content-Transfer-Encoding: base64\n\nMIAGCSqGSIb3DQEHA6CAMIACAQAxggEo\n"
        ),
    );
    let files = packed(&archive, 3);
    let rows = rows(&files);
    let a = &rows["a.eml#0"];
    assert!(a[12].contains("image/png"), "{a:?}");
    assert!(!files[&a[1]].contains("niet te lezen") && files[&a[1]].contains("Zie de bijlage."));
    let b = &rows["b.eml#0"];
    assert!(
        b[12].contains("Wel bewaard, niet bijgevoegd") && b[12].contains("application/pkcs7-mime"),
        "{b:?}"
    );
    assert!(files[&b[1]].contains("Subject: Geheim") && !files[&b[1]].contains("MIAGCSqGSIb3"));
    assert!(files["index.html"].contains("er is een sleutel of wachtwoord voor nodig"));
}

#[test]
fn hostile_mail_writes_no_markup_no_formula_and_no_path() {
    let subject = "Subject: =HYPERLINK(\"x\")<script>alert(1)</script>\n";
    let message = String::from_utf8(letter(subject, JAN, ANNA, "text/plain", "Dag.\n")).unwrap();
    let archive = Archive::new().eml(
        "../<script>alert(2)</script>.eml".replace("../", "").replace('/', "_").as_str(),
        message.replace("Subject: Vraag\n", ""),
    );
    let files = packed(&archive, 0);
    assert!(!files["index.html"].contains("<script") && files["index.html"].contains("&lt;script&gt;"));
    let rows = csv_rows(&files["index.csv"]);
    assert!(rows[1][3].starts_with("'=HYPERLINK"), "{rows:?}");
    assert!(files.keys().all(|name| name.starts_with("index.") || name == "messages/0001.eml"), "{files:?}");
}

#[test]
fn an_erasure_is_refused_and_the_same_mail_makes_the_same_bytes() {
    let archive = Archive::new().eml("a.eml", plain(JAN, ANNA, "Dag.\n"));
    let erasure = REQUEST.replace("access", "erasure");
    let (output, pack) = search(&archive, &erasure, "pack.zip", &[]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("a pack (.zip) answers a request for access") && !pack.exists(), "{told}");
    let (_, pack) = search(&archive, REQUEST, "pack.zip", &["--jobs", "1"]);
    let once = fs::read(&pack).unwrap();
    let (_, pack) = search(&archive, REQUEST, "{request}.zip", &["--jobs", "2"]);
    assert!(!pack.exists());
    assert_eq!(fs::read(archive.beside("AVG-2026-015.zip")).unwrap(), once);
}

#[cfg(unix)]
#[test]
fn a_pack_is_for_nobody_elses_eyes() {
    use std::os::unix::fs::PermissionsExt as _;
    let archive = Archive::new().eml("a.eml", plain(JAN, ANNA, "Dag.\n"));
    let (_, pack) = search(&archive, REQUEST, "pack.zip", &[]);
    assert_eq!(fs::metadata(pack).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn answers_and_the_own_number_stay() {
    let own = "From: Jan de Vries <jan.devries@klant.example>\nTo: anna.smit@huis.example\n\
               Date: Tue, 4 Mar 2014 10:11:00 +0100\nSubject: formulier\n\n\
               Mijn man is ziek, dus bel mij maar op 06-53412876.\n\n\
               Partner: Ja\nSalaris: 3000\nKind: Nee\nAllergie: noten\nManager: Ja\n";
    let files = packed(&Archive::new().eml("a.eml", own), 0);
    let given = &files["messages/0001.eml"];
    for told in
        ["06-53412876", "Partner: Ja\n", "Salaris: 3000\n", "Kind: Nee\nAllergie: noten\nManager: Ja\n"]
    {
        assert!(given.contains(told), "{told}: {given}");
    }
}

#[test]
fn names_that_no_recogniser_takes_go_too() {
    let jan = letter(
        "",
        JAN,
        ANNA,
        "text/plain; format=flowed",
        "Jan de Vries\n\nWerkgever: Gemeente Utrecht \nFunctie: Timmerman \n\n\
         Noor Oude Linde, 06-99988877, noor.oudelinde@ander.example\n\n\
         Mijn collega Piet Smit helpt u graag:\n0612345678.\n\nMy contact number is 020-5550111.\n\n\
         De : Bep Oostvogel\nObjet : offre\n\nBonjour.\n",
    );
    let archive = Archive::new().eml("a.eml", jan);
    let files = packed(&archive, 0);
    let text = files.iter().find(|(name, _)| name.ends_with(".eml")).unwrap().1;
    for gone in ["Oude Linde", "99988877", "oudelinde", "Piet", "0612345678", "Oostvogel", "Gemeente Utrecht"]
    {
        assert!(!text.contains(gone), "{gone}: {text}");
    }
    assert!(
        text.contains("020-5550111") && text.contains("Jan de Vries") && text.contains("Functie:"),
        "{text}"
    );
}

#[test]
fn names_that_their_place_tells_go_and_what_is_nobodys_stays() {
    let jan = letter(
        "Cc: verkoop@ander.example\n",
        JAN,
        ANNA,
        "text/plain",
        "Hoi Bep,\n\nBel mijn man, niet mij, op 06-53412876.\nDocent: Wiskunde\nPartner: Gold Status\n\nVan: Utrecht Centraal\nAan: Den Haag\n\
         Datum: 3 maart\n\n1;Jan de Vries;x\n2;Els Bakker;x\n3;Bep Oostvogel;y\n4;Kees van Dam;z\n\n\
         U kunt bellen met Sophie Oude Voshaar. Naam: Jan de Vries Partner: Trekvogel\nBeste Klant,\n",
    );
    let files = packed(&Archive::new().eml("a.eml", jan), 0);
    let text = &files["messages/0001.eml"];
    for gone in ["Bep", "53412876", "Els", "Oostvogel", "Kees", "Sophie", "Voshaar", "Trekvogel"] {
        assert!(!text.contains(gone), "{gone}: {text}");
    }
    for stays in [
        "Docent: Wiskunde\n",
        "Partner: Gold Status\n",
        "Van: Utrecht Centraal\nAan: Den Haag\nDatum",
        "1;Jan de Vries;x",
        "Beste Klant,",
    ] {
        assert!(text.contains(stays), "{stays}: {text}");
    }
}
