//! A subject's details where the bytes say them otherwise than a person reads them, or where nobody reads: each is found, with the state and
//! without; what was taken out is in no form in the bytes; and the certificate says that nothing is left.

use std::fs;
use std::process::Command;

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use serde_json::Value;

use crate::archive::{Archive, program};
use crate::containers::gz;
use crate::letters::{ANNA, ELS};
use crate::{layers, pack};

pub(crate) const REQUEST: &str = "[subject]\nnames = [\"Jan de Vries\"]\nemails = [\"jan.devries@klant.example\"]\n\
                       phones = [\"06-12345678\"]\nother = [\"KL-88213\"]\n";

/// Els's letter to Anna: other fields, media type and body.
pub(crate) fn letter(fields: &str, media_type: &str, body: &str) -> Vec<u8> {
    format!(
        "From: {ELS}\nTo: {ANNA}\nSubject: Vraag\nDate: Sun, 2 Mar 2014 10:11:00 +0100\n{fields}MIME-Version: 1.0\n\
         Content-Type: {media_type}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}\nEls Bakker, 030-5550122\n"
    )
    .into_bytes()
}

pub(crate) fn plain(body: &str) -> Vec<u8> {
    letter("", "text/plain", body)
}

pub(crate) fn html(href: &str) -> Vec<u8> {
    letter("", "text/html", &format!("<p>Dag <a href=\"{href}\">klik</a> hier</p>"))
}

pub(crate) fn field(fields: &str) -> Vec<u8> {
    letter(fields, "text/plain", "Dag Anna.")
}

/// With one part more, of this header.
pub(crate) fn part(head: &str, content: &str) -> Vec<u8> {
    let body = format!(
        "--grens\nContent-Type: text/plain\n\nZie de bijlage. Els Bakker, 030-5550122\n--grens\n{head}\n\n{content}\n--grens--"
    );
    String::from_utf8(letter("", "multipart/mixed; boundary=grens", &body))
        .unwrap()
        .replace("boundary=grens; charset=utf-8\nContent-Transfer-Encoding: 8bit", "boundary=grens")
        .into_bytes()
}

fn card(media_type: &str, lines: &str) -> Vec<u8> {
    part(
        &format!("Content-Type: {media_type}; charset=utf-8\nContent-Disposition: inline"),
        &format!("BEGIN:VCARD\nVERSION:3.0\n{lines}\nEND:VCARD"),
    )
}

fn file(name: &str) -> Vec<u8> {
    part(&format!("Content-Type: application/octet-stream\nContent-Disposition: attachment; {name}"), "abc")
}

/// Characters without width.
const HIDDEN: [&str; 12] = [
    "\u{200b}", "\u{200c}", "\u{200d}", "\u{2060}", "\u{feff}", "\u{180e}", "\u{ad}", "\u{fe0f}", "\u{200e}",
    "\u{202a}", "\u{34f}", "\u{2066}",
];

fn letters() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for z in HIDDEN {
        for text in [
            format!("mail jan.dev{z}ries@klant.ex{z}ample nu"),
            format!("mail {z}jan.devries@klant.example{z} nu"),
            format!("met J{z}an de V{z}ries gesproken"),
            format!("bel 06-12{z}34{z}56{z}78 maar"),
            format!("klant KL{z}-88{z}213 heeft"),
        ] {
            all.push(plain(&text));
            all.push(letter("", "text/html", &format!("<p>{text}</p>")));
            let word = format!("Comments: =?utf-8?B?{}?=\n", BASE64.encode(text.as_bytes()));
            all.push(field(&word));
        }
    }
    all.push(plain("bel ０６１２３４５６７８ of ｊａｎ．ｄｅｖｒｉｅｓ＠ｋｌａｎｔ．ｅｘａｍｐｌｅ"));
    all.push(plain("met Ja\u{301}n de Vri\u{308}es"));
    for link in [
        "https://x.example/u?e=jan.devries%40klant.example&y=1",
        "https://x.example/u?e=jan%2Edevries%2540klant.example",
        "https://x.example/u?n=Jan%20de%20Vries&y=1",
        "https://x.example/u?n=Jan+de+Vries&y=1",
        "https://x.example/u?t=%2B31612345678",
        "https://x.example/u?t=06%2D12+34+56+78",
        "https://x.example/in/jan-de-vries",
        "https://x.example/k/KL%2D88213",
        "mailto:els.bakker@ander.example?cc=jan.devries%40klant.example&subject=Dag",
        "mailto:?body=Dag%20Jan%20de%20Vries",
    ] {
        all.push(plain(&format!("zie {link} daar")));
        all.push(html(&link.replace('&', "&amp;")));
    }
    all.push(html("/profiel?naam=Jan+de+Vries"));
    all.push(html("https://x.example/?e=jan.devries&#64;klant.example"));
    for fields in [
        "Return-Path: <bounce+jan.devries=klant.example@lists.example>\n",
        "Return-Path: <bounces-12-jan.devries=klant.example@lists.example>\n",
        "Return-Path: <SRS0=ab=T2=klant.example=jan.devries@fwd.example>\n",
        "Return-Path: <prvs=1234=jan.devries@klant.example>\n",
        "X-Original-To: jan.devries@klant.example\nDelivered-To: jan.devries@klant.example\n",
        "Received: from a.example by b.example with ESMTP id 12\n for <jan.devries@klant.example>; Sun, 2 Mar 2014 10:11:00 +0100\n",
        "References: <a@b.example> <jan.devries@klant.example>\n <20140302.jan.devries@klant.example>\n",
        "List-Id: Klanten <jan.devries.klant.example>\n",
        "List-Unsubscribe: <mailto:weg-jan.devries=klant.example@lists.example>, <https://l.example/?e=jan.devries%40klant.example>\n",
        "Authentication-Results: b.example; spf=pass smtp.mailfrom=jan.devries@klant.example\n",
        "X-Gast: jan.devries_klant.example#EXT#@ander.example\n",
        "X-Van: IMCEAEX-_O=ORG_OU=X_CN=RECIPIENTS_CN=JAN+2EDEVRIES@klant.example\n",
        "X-Van: IMCEASMTP-jan+2Edevries+40klant+2Eexample@huis.example\n",
    ] {
        all.push(field(fields));
    }
    all.push(plain("terug van <bounce+jan.devries=klant.example@lists.example> dus"));
    all.push(plain("aan IMCEAEX-_O=ORG_CN=RECIPIENTS_CN=jan+2Edevries@klant.example dus"));
    for name in [
        "\n filename*0*=utf-8''jan.devries%40kla;\n filename*1=nt.example.txt",
        "\n filename*=utf-8''Jan%20de%20Vries.bin",
        "filename=\"=?utf-8?B?Q1YgSmFuIGRlIFZyaWVzLmJpbg==?=\"",
        "filename=\"jan.devries@klant.example.txt\"",
        "filename=\"Jan_de_Vries_CV.pdf\"",
        "filename=jan-de-vries.vcf",
        "filename=JanDeVries.bin",
        "filename=\"KL88213.bin\"",
    ] {
        all.push(file(name));
    }
    all.push(part(
        "Content-Type: message/rfc822",
        "From: x@ander.example\nContent-Type: text/plain; name=\"Jan de Vries\"\n\nDag.",
    ));
    all.push(part(
        "Content-Type: image/gif; name=a.gif\nContent-ID: <jan.devries@klant.example>\nContent-Description: CV van Jan de Vries",
        "abc",
    ));
    all.push(plain("zie jan-de-vries.vcf en <<Jan_de_Vries_CV.pdf>> daar"));
    let encoded = |text: &str| BASE64.encode(text.as_bytes());
    for lines in [
        "N:Vries;Jan;de;;".to_owned(),
        "N:de Vries;Jan;;;\nFN:Jan de Vries".to_owned(),
        "FN:Jan de V\n ries\nTEL:0612\n 345678".to_owned(),
        "N;ENCODING=QUOTED-PRINTABLE:de=20Vries;J=61n;;;\nNOTE;ENCODING=QUOTED-PRINTABLE:Jan=20de=\n=20Vries"
            .to_owned(),
        "NOTE:Dag\\nJan de Vries".to_owned(),
        "NOTE:Dag\\n06-12345678\\nDag".to_owned(),
        "NOTE:Dag\\NKL-88213\\, dag".to_owned(),
        "NOTE:Dag\\\n n06-12345678".to_owned(),
        format!("NOTE;ENCODING=b:{}", encoded("bel Jan de Vries even")),
        format!("N;ENCODING=BASE64:{}\n\nPHOTO;ENCODING=b:AAECAwQFBgc=", encoded("Vries;Jan;de;;")),
    ] {
        all.push(card("text/vcard", &lines));
    }
    for line in [
        "ATTENDEE;CN=\"Jan de Vries\":mailto:jan.devries@klant.example",
        "ATTENDEE;CN=Jan de Vries;RSVP=TRUE:MAILTO:jan.devries@kl\n ant.example",
        "DESCRIPTION:Overleg\\nJan de Vries\\nDag",
        "DESCRIPTION:Overleg\\n06-12345678\\nDag",
        "DESCRIPTION:Overleg\\nKL-88213",
    ] {
        all.push(card("text/calendar", line));
    }
    for text in [r"Jan de Vries\nDag", r"06-12345678\r\nx", r"KL-88213\n", r"jan.devries\u0040klant.example"]
    {
        all.push(letter(
            "",
            "text/html",
            &format!("<p>Dag</p><script>var a = 'x\\n{text}';</script><p>Dag</p>"),
        ));
    }
    for text in [
        "<jan.devries@klant.\nexample>",
        "<jan.devries@\nklant.example>",
        "jan.devries @klant.example",
        "jan.devries@ klant.example",
    ] {
        all.push(plain(&format!("mail {text} nu")));
        all.push(letter("", "text/html", &format!("<p>mail {} nu</p>", text.replace(['<', '>'], ""))));
    }
    all.push(plain("mail jan.\ndevries@klant.example nu"));
    all.push(field("Cc: <jan.devries@\n klant.example>\n"));
    all.push(letter("", "text/enriched", "<fixed>bel 06-<bold>12345678</bold> maar</fixed>"));
    all.push(plain("<html><p>met Jan&nbsp;de&nbsp;Vries gesproken</p></html>"));
    let drawing =
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>Jan de Vries</text><text>KL-88213</text></svg>";
    all.push(part("Content-Type: image/svg+xml\nContent-Disposition: inline", drawing));
    let head = "Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=";
    for (media_type, name) in
        [("image/svg+xml", "a.svg"), ("application/octet-stream", "a.svg"), ("image/svg", "a.svg")]
    {
        all.push(part(&format!("Content-Type: {media_type}\n{head}{name}"), &encoded(drawing)));
    }
    all.push(plain("BEGIN:VCARD\nN:Vries;Jan;de;;\nTEL:0612\n 345678\nEND:VCARD"));
    all.extend(layers::letters());
    all
}

fn run(archive: &Archive, command: &str) -> Command {
    let mut program = program();
    program.env("MAILSWEEP_STATE_KEY", archive.beside("key")).args([command, "--quiet"]);
    program
}

pub(crate) fn hits(archive: &Archive, options: &[&str]) -> String {
    let output = run(archive, "search")
        .args(["--reveal", "--own-domain", "huis.example", "--format", "jsonl", "--request"])
        .arg(archive.beside("request.toml"))
        .args(options)
        .arg(archive.root())
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The same with a state that has an index.
fn with_state(archive: &Archive) -> String {
    let state = archive.beside("state.db");
    let scan = run(archive, "scan")
        .args(["--own-domain", "huis.example", "--index", "--state"])
        .arg(&state)
        .arg(archive.root())
        .output()
        .unwrap();
    assert!(matches!(scan.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&scan.stderr));
    let mut search = program();
    let output = search
        .env("MAILSWEEP_STATE_KEY", archive.beside("key"))
        .args(["search", "--reveal", "--own-domain", "huis.example", "--format", "jsonl", "--request"])
        .arg(archive.beside("request.toml"))
        .arg("--state")
        .arg(&state)
        .arg(archive.root())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("all mail is read"), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

/// Plans, asks for redaction of every hit, and carries that out; gives what the program says.
pub(crate) fn redacted(archive: &Archive) -> String {
    let plan = archive.beside("plan.json");
    let search = run(archive, "search")
        .args(["--own-domain", "huis.example", "--request"])
        .arg(archive.beside("request.toml"))
        .arg("-o")
        .arg(&plan)
        .arg(archive.root())
        .output()
        .unwrap();
    assert!(plan.is_file(), "{}", String::from_utf8_lossy(&search.stderr));
    let mut read: Value = serde_json::from_slice(&fs::read(&plan).unwrap()).unwrap();
    for hit in read["hits"].as_array_mut().unwrap() {
        hit["action"] = "redact".into();
    }
    fs::write(&plan, read.to_string()).unwrap();
    let erase = run(archive, "erase").arg(&plan).args(["--apply", "--no-quarantine"]).output().unwrap();
    let said = String::from_utf8_lossy(&erase.stdout).into_owned() + &String::from_utf8_lossy(&erase.stderr);
    assert!(matches!(erase.status.code(), Some(0 | 3)), "{said}");
    said
}

/// Bytes as others may read them: decoded, unfolded, without what has no width.
fn readings(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let hex = |h: &str| u8::from_str_radix(h, 16).ok();
    let unescaped = |text: &str, sign: u8| -> String {
        let (bytes, mut out, mut at) = (text.as_bytes(), Vec::new(), 0);
        while at < bytes.len() {
            let escape = (bytes[at] == sign).then(|| text.get(at + 1..at + 3).and_then(hex)).flatten();
            out.push(escape.unwrap_or(bytes[at]));
            at += if escape.is_some() { 3 } else { 1 };
        }
        String::from_utf8_lossy(&out).into_owned()
    };
    let mut all = vec![text.clone(), text.replace("\r\n", "\n").replace("\n ", "").replace("=\n", "")];
    all.push(unescaped(&unescaped(&text, b'%'), b'%').replace('+', " "));
    all.push(unescaped(&text.replace("=\n", ""), b'='));
    all.push(unescaped(&text, b'+'));
    for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || "+/=".contains(c))) {
        let whole = &word.as_bytes()[..word.len() / 4 * 4];
        all.extend(BASE64.decode(whole).ok().map(|b| String::from_utf8_lossy(&b).into_owned()));
        for bare in word.split(['=', '/', '+']) {
            let url = BASE64URL_NOPAD.decode(bare.as_bytes()).ok();
            let all_of_it = url.into_iter().chain(HEXLOWER.decode(bare.as_bytes()));
            all.extend(all_of_it.map(|b| unescaped(&String::from_utf8_lossy(&b), b'%').replace('+', " ")));
        }
    }
    let compact: String = text.split('<').map(|t| t.split_once('>').map_or(t, |(_, rest)| rest)).collect();
    all.push(html_escape::decode_html_entities(&compact).into_owned());
    all.push(text.replace("-\n", ""));
    all.push(text.replace("-\n", "-"));
    all.push(unescaped(&unescaped(&text, b'-'), b'%'));
    all.push(unescaped(&text, b'*'));
    let plain = |text: &String| {
        use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
        let wide = |c: &char| !HIDDEN.iter().any(|h| h.starts_with(*c)) && !is_combining_mark(*c);
        text.nfkd().filter(wide).collect::<String>().to_lowercase()
    };
    all.iter().map(plain).collect()
}

fn assert_gone(name: &str, bytes: &[u8]) {
    for text in readings(bytes) {
        let bare = text.replace(['-', '_', ' '], "");
        for left in ["devries", "vries;jan", "0612345678", "31612345678", "kl88213"] {
            assert!(!bare.contains(left), "{name}: {left} in {text}");
        }
    }
}

#[test]
fn what_nobody_sees_is_found_and_goes() {
    let letters = letters();
    let mut archive = Archive::new();
    for (n, letter) in letters.iter().enumerate() {
        archive = archive.eml(&format!("{n:03}.eml"), letter);
    }
    fs::write(archive.beside("request.toml"), REQUEST).unwrap();
    let found = hits(&archive, &[]);
    assert_eq!(with_state(&archive), found, "by the index");
    let sure: Vec<String> = found
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|hit| hit["strength"] != "possible")
        .map(|hit| hit["source"].as_str().unwrap().to_owned())
        .collect();
    for (n, letter) in letters.iter().enumerate() {
        assert!(sure.contains(&format!("{n:03}.eml")), "not found: {}", String::from_utf8_lossy(letter));
    }

    let said = redacted(&archive);
    assert!(said.contains("found nothing of the subject"), "{said}");
    assert_eq!(hits(&archive, &[]), "");
    for (name, bytes) in archive.files() {
        assert_gone(&name, &bytes);
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("Els Bakker, 030-5550122") && text.contains("X-Mailsweep-Redacted"), "{text}");
    }
    let whole = |n: &str| String::from_utf8(fs::read(archive.root().join(n)).unwrap()).unwrap();
    let all: String = archive.files().iter().map(|(name, _)| whole(name)).collect();
    for link in [
        "https://x.example/u?e=removed&y=1 ",
        "https://x.example/u?n=removed&amp;y=1\"",
        "https://x.example/in/removed ",
        "mailto:els.bakker@ander.example?cc=removed@redacted.invalid&amp;subject=Dag\"",
        "<bounce+removed@lists.example>",
        "filename=\"removed.pdf\"",
        "\nN:[removed]\n",
        "PHOTO;ENCODING=b:AAECAwQFBgc=",
    ] {
        assert!(all.contains(link), "{link}");
    }
}

#[test]
fn others_are_not_taken_for_the_subject() {
    let texts = [
        "mail marie-jan.devries@klant.example of jan.devries+x@elders.example",
        "https://x.example/?e=els+jan.devries@elders.example&n=Jan+Bakker",
        "<bounce+jan.devries=elders.example@lists.example> <a.jan.devries.elders.example>",
        "KL\u{200b}-88\u{200b}2134 en 106\u{200b}-12345678",
        "marie-jan-van-de-vriesland.pdf",
        "N:Bakker;Jan;de;;",
    ];
    let mut archive = Archive::new();
    for (n, text) in texts.iter().enumerate() {
        archive = archive.eml(&format!("{n}.eml"), plain(text));
    }
    fs::write(archive.beside("request.toml"), REQUEST).unwrap();
    let found = hits(&archive, &[]);
    let sure = |line: &&str| !line.contains("\"strength\":\"possible\"");
    assert_eq!(found.lines().filter(sure).count(), 0, "{found}");
    // of an organisation that is not told nobody knows whom it calls so
    let archive = Archive::new().eml("x.eml", plain("van /o=org/ou=x/cn=recipients/cn=jan.devries aan"));
    fs::write(archive.beside("request.toml"), REQUEST).unwrap();
    let found = hits(&archive, &[]);
    assert!(found.lines().count() == 1 && found.contains("\"possible\""), "{found}");
}

/// A mailbox in which Jan is in two separator lines, and nowhere else.
fn mailbox(eol: &str, counted: bool) -> Vec<u8> {
    let senders = [
        "els.bakker@ander.example",
        "jan.devries@klant.example",
        "MAILER-DAEMON",
        "bounce+jan.devries=klant.example@lists.example",
    ];
    let mut out = String::new();
    for (n, sender) in senders.iter().enumerate() {
        let body = if counted { "Dag.\n\nFrom a@b.example Mon Mar 17 17:19:30 1997\nx\n" } else { "Dag.\n" };
        let length = if counted { format!("Content-Length: {}\n", body.len()) } else { String::new() };
        out += &format!(
            "From {sender} Tue Mar  4 10:11:12 2014\nFrom: {ELS}\nTo: {ANNA}\nX-UID: {n}\nStatus: RO\n{length}\n{body}\n"
        );
    }
    out.replace('\n', eol).into_bytes()
}

#[test]
fn a_byte_that_is_no_utf8_hides_no_name() {
    let request = REQUEST.replace("Jan de Vries", "Jürgen Weißenburg");
    let head = format!("From: {ELS}\nTo: {ANNA}\nSubject: Vraag\n");
    let body = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nZu Jürgen Weißenburg";
    let mails: [Vec<u8>; 4] = [
        [head.as_bytes(), body.as_bytes(), b" im Caf\xe9.\n"].concat(),
        [head.as_bytes(), body.as_bytes(), b" \xff\n"].concat(),
        [head.as_bytes(), body.as_bytes(), b", M\xfcller\n"].concat(),
        [
            b"From: \"Caf\xe9 ",
            "Jürgen Weißenburg\" <x@y.example>\n".as_bytes(),
            &head.as_bytes()[6..],
            b"\nhoi\n",
        ]
        .concat(),
    ];
    let mut archive = Archive::new();
    for (n, mail) in mails.iter().enumerate() {
        archive = archive.eml(&format!("{n}.eml"), mail);
    }
    fs::write(archive.beside("request.toml"), request).unwrap();
    let found = hits(&archive, &[]);
    assert_eq!(found.lines().count(), 4, "{found}");
    redacted(&archive);
    for (n, mail) in mails.iter().enumerate() {
        let after = fs::read(archive.root().join(format!("{n}.eml"))).unwrap();
        assert!(!String::from_utf8_lossy(&after).contains("enburg"), "{n}");
        let odd = mail.iter().rposition(|b| matches!(b, 0xe9 | 0xff | 0xfc)).map(|at| mail[at]).unwrap();
        assert!(after.contains(&odd), "{n}: the byte is not touched");
    }
}

#[test]
fn the_sender_in_a_separator_line_goes() {
    let plain = mailbox("\n", false);
    // a picture, which is passed over
    let head = format!(
        "From a@ander.example Tue Mar  4 10:11:12 2014\nFrom: {ELS}\nContent-Type: image/png\n\
         Content-Transfer-Encoding: base64\n\n"
    );
    let filler =
        [head.into_bytes(), b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ\n".repeat(80_000), b"\n".to_vec()]
            .concat();
    let large = [filler.clone(), plain.clone(), filler.clone(), filler, plain.clone()].concat();
    let archive = Archive::new()
        .file("a.mbox", plain.clone())
        .file("crlf.mbox", mailbox("\r\n", false))
        .file("cl2.mbox", mailbox("\n", true))
        .file("Inbox", plain.clone())
        .file("Inbox.msf", b"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n")
        .file("c.mbox.gz", gz(&plain))
        .file("d.zip", pack::zip(&[("in/x.mbox", &plain[..])]))
        .file("e.tar.gz", gz(&pack::tar(&[("x.mbox", &plain[..])])))
        .file("large.mbox", large);
    fs::write(archive.beside("request.toml"), REQUEST).unwrap();
    let found = hits(&archive, &[]);
    assert_eq!(with_state(&archive), found, "by the index");
    assert_eq!(found.lines().count(), 18, "{found}");
    assert!(found.lines().all(|hit| hit.contains("\"field\":\"from_\"")));

    let said = redacted(&archive);
    assert!(said.contains("found nothing of the subject"), "{said}");
    assert_eq!(hits(&archive, &[]), "");
    let after = fs::read(archive.root().join("a.mbox")).unwrap();
    let text = String::from_utf8(after).unwrap();
    let old = String::from_utf8(plain).unwrap();
    let lines = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !line.starts_with("X-Mailsweep-Redacted:")).map(str::to_owned).collect()
    };
    let expected = lines(&old)
        .into_iter()
        .map(|line| match line.starts_with("From ") && line.contains("klant.example") {
            true => "From MAILER-DAEMON Tue Mar  4 10:11:12 2014".to_owned(),
            false => line,
        })
        .collect::<Vec<_>>();
    assert_eq!(lines(&text), expected, "all else stays");
    for name in ["a.mbox", "crlf.mbox", "cl2.mbox", "Inbox"] {
        assert_gone(name, &fs::read(archive.root().join(name)).unwrap());
    }
    let large = fs::read(archive.root().join("large.mbox")).unwrap();
    assert!(memchr::memmem::find(&large, b"klant.example").is_none());
    // what was redacted in front of a message only, is another message all the same
    let verify = run(&archive, "verify")
        .arg(archive.beside("plan.certificate.json"))
        .arg(archive.root())
        .output()
        .unwrap();
    assert!(verify.status.success(), "{}", String::from_utf8_lossy(&verify.stdout));
}

/// A zip archive whose directory does not name its second file.
fn hiding(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = pack::zip(files);
    let places: Vec<usize> = memchr::memmem::find_iter(&zip, b"PK\x01\x02").collect();
    let length = places[2] - places[1];
    zip.drain(places[1]..places[2]);
    let end = memchr::memmem::rfind(&zip, b"PK\x05\x06").unwrap();
    let size = u32::from_le_bytes(zip[end + 12..end + 16].try_into().unwrap()) - length as u32;
    zip[end + 12..end + 16].copy_from_slice(&size.to_le_bytes());
    for at in [end + 8, end + 10] {
        zip[at] -= 1;
    }
    zip
}

#[test]
fn what_an_archive_does_not_say_it_holds_is_searched_and_left_to_a_person() {
    let (jan, other) = (plain("Bel 06-12345678 even."), plain("Niets."));
    let jan = [jan, b"Een regel die nergens over gaat.\n".repeat(20)].concat();
    let sound = pack::zip(&[("a.eml", &jan[..]), ("b.eml", &other[..])]);
    let hidden = hiding(&[("a.eml", &other[..]), ("b.eml", &jan[..]), ("c.eml", &other[..])]);
    let inner = BASE64.encode(&pack::zip(&[("map/Jan_de_Vries_CV.txt", &b"abc"[..])]));
    let attached =
        part("Content-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64", &inner);
    let archive = Archive::new()
        .file("sound.zip", sound)
        .file("hidden.zip", hidden.clone())
        .eml("attached.eml", &attached);
    fs::write(archive.beside("request.toml"), REQUEST).unwrap();
    let found = hits(&archive, &[]);
    for source in ["sound.zip!a.eml", "hidden.zip!b.eml", "attached.eml"] {
        assert!(found.contains(&format!("\"source\":\"{source}\"")), "{found}");
    }
    assert_eq!(found.lines().count(), 3);

    let said = redacted(&archive);
    assert!(said.contains("hidden.zip!b.eml#0  for a person"), "{said}");
    assert_eq!(fs::read(archive.root().join("hidden.zip")).unwrap(), hidden, "not touched");
    assert_eq!(hits(&archive, &[]).lines().count(), 1);
    let left = fs::read_to_string(archive.root().join("attached.eml")).unwrap();
    assert!(left.contains("application/zip") && !left.contains(&inner[..40]), "the whole file went: {left}");
    let certificate = fs::read_to_string(archive.beside("plan.certificate.json")).unwrap();
    assert!(certificate.contains("\"names\""), "what was not searched is said");
}
