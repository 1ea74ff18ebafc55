//! Whose details were found and how they came there: parties, contacts, disclosure, lists, what left, the register, terms.
//!
//! The house is `huis.example`; all people are made up, and so are their numbers.

use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

use crate::archive::{Archive, Run, program};

const JAN: &str = "Jan de Vries <jan.devries@klant.example>";
const ELS: &str = "Els Bakker <els.bakker@ander.example>";
const ANNA: &str = "Anna Smit <anna.smit@huis.example>";
const PIET: &str = "Piet Kok <piet.kok@huis.example>";
const OWN: [&str; 3] = ["--reveal", "--own-domain", "huis.example"];

/// A message with more header fields, each with its line end.
fn letter(fields: &str, from: &str, to: &str, media_type: &str, body: &str) -> Vec<u8> {
    let date = if fields.contains("Date:") { "" } else { "Date: Sun, 2 Mar 2014 10:11:00 +0100\n" };
    format!(
        "{fields}{date}From: {from}\nTo: {to}\nSubject: Vraag\nMIME-Version: 1.0\n\
         Content-Type: {media_type}; charset=utf-8\n\n{body}"
    )
    .into_bytes()
}

fn plain(from: &str, to: &str, body: &str) -> Vec<u8> {
    letter("", from, to, "text/plain", body)
}

fn dated(date: &str, from: &str, to: &str, body: &str) -> Vec<u8> {
    letter(&format!("Date: {date}\n"), from, to, "text/plain", body)
}

/// A message with a text and one attachment.
fn attached(date: &str, from: &str, to: &str, (media_type, name): (&str, &str), content: &str) -> Vec<u8> {
    format!(
        "Date: {date}\nFrom: {from}\nTo: {to}\nSubject: Bestand\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=grens\n\n\
         --grens\nContent-Type: text/plain; charset=utf-8\n\nZie de bijlage.\n\
         --grens\nContent-Type: {media_type}; charset=utf-8\nContent-Disposition: attachment; filename={name}\n\n{content}\n\
         --grens--\n"
    )
    .into_bytes()
}

/// Region, party and disclosure of each finding of a value in a source outside the address fields.
fn ways(run: &Run, source: &str, value: &str) -> Vec<String> {
    let text = |v: &Value| v.as_str().unwrap_or("null").to_owned();
    let found = run.findings.iter().filter(|f| f["source"] == source && f["value"] == value);
    found
        .filter(|f| f["region"] != "header")
        .map(|f| format!("{} {} {}", text(&f["region"]), text(&f["party"]), text(&f["disclosure"])))
        .collect()
}

/// The contacts that a value has.
fn contacts(run: &Run, value: &str) -> Vec<String> {
    let found = run.findings.iter().filter(|f| f["value"] == value);
    let mut all: Vec<String> = found.map(|f| f["contact"].as_str().unwrap_or("none").to_owned()).collect();
    all.sort();
    all.dedup();
    all
}

/// The one contact of several values.
fn same(run: &Run, values: &[&str]) -> String {
    let first = contacts(run, values[0]);
    assert_eq!(first.len(), 1, "{}: {first:?}", values[0]);
    for value in values {
        assert_eq!(contacts(run, value), first, "{value} and {}", values[0]);
    }
    assert_ne!(first[0], "none");
    first[0].clone()
}

/// The whole report of a scan with these options.
fn report(archive: &Archive, options: &[&str]) -> Value {
    let mut command = program();
    command.env("MAILSWEEP_STATE_KEY", archive.beside("key"));
    let output = command
        .args(["scan", "--quiet", "--format", "json"])
        .args(options)
        .arg(archive.root())
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// The summary, and what is said beside it.
fn told(archive: &Archive, options: &[&str]) -> (String, String) {
    let mut command = program();
    command.env("MAILSWEEP_STATE_KEY", archive.beside("key"));
    let output = command.arg("scan").args(options).arg(archive.root()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr))
}

/// People of different firms: name, address, number.
fn people(count: usize) -> Vec<(String, String, String)> {
    const GIVEN: [&str; 6] = ["Jan", "Els", "Kees", "Maria", "Willem", "Sophie"];
    const SURNAMES: [&str; 5] = ["Bakker", "Visser", "Mulder", "Dekker", "Brouwer"];
    (0..count)
        .map(|n| {
            let (given, surname) = (GIVEN[n % 6], SURNAMES[n / 6 % 5]);
            let address = format!("{}.{}@firma{n}.example", given.to_lowercase(), surname.to_lowercase());
            (format!("{given} {surname}"), address, format!("020-555{:04}", 1000 + n))
        })
        .collect()
}

fn csv(people: &[(String, String, String)]) -> String {
    people.iter().fold("naam;e-mail;telefoon\n".to_owned(), |mut text, (name, address, phone)| {
        writeln!(text, "{name};{address};{phone}").unwrap();
        text
    })
}

/// What one signs with.
fn signature(html: bool) -> String {
    let lines = ["Met vriendelijke groet,", "Jan de Vries", "Klant BV", "Tel. 020-5550111"];
    if html { format!("<div>{}</div>", lines.join("<br>")) } else { lines.join("\n") }
}

/// Jan's mail, with text above it.
fn passed_on(html: bool, text: &str) -> String {
    let signed = signature(html);
    if html {
        format!(
            "<html><body><p>{text}</p><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">\
             ---------- Forwarded message ---------<br>Van: <b>Jan de Vries</b> &lt;jan.devries@klant.example&gt;<br>\
             Date: zo 2 mrt. 2014 om 10:11<br>Subject: Vraag<br>To: Anna Smit &lt;anna.smit@huis.example&gt;<br></div>\
             <p>Kunt u mij bellen?</p>{signed}</div></body></html>"
        )
    } else {
        format!(
            "{text}\n\n-----Doorgestuurd bericht-----\nVan: Jan de Vries <jan.devries@klant.example>\n\
             Verzonden: zondag 2 maart 2014 10:11\nAan: Anna Smit <anna.smit@huis.example>\nOnderwerp: Vraag\n\n\
             Kunt u mij bellen?\n\n{signed}\n"
        )
    }
}

/// The same, as it is quoted.
fn quoted(html: bool, text: &str) -> String {
    let signed = signature(html);
    if html {
        format!(
            "<html><body><p>{text}</p><div>Op 2 maart 2014 om 10:11 schreef Jan de Vries \
             &lt;jan.devries@klant.example&gt;:</div><blockquote type=\"cite\"><p>Kunt u mij bellen?</p>{signed}\
             </blockquote></body></html>"
        )
    } else {
        format!(
            "{text}\n\nOp 2 maart 2014 om 10:11 schreef Jan de Vries <jan.devries@klant.example>:\n\
             > Kunt u mij bellen?\n>\n> {}\n",
            signed.replace('\n', "\n> ")
        )
    }
}

#[test]
fn every_way_in_plain_text_and_html() {
    for html in [false, true] {
        let media_type = if html { "text/html" } else { "text/plain" };
        let mail = |from, to, body: &str| letter("", from, to, media_type, body);
        let written = if html {
            format!("<p>Kunt u mij bellen?</p>{}", signature(true))
        } else {
            format!("Kunt u mij bellen?\n\n{}\n", signature(false))
        };
        let footer = if html {
            "<p>Dank.</p><div>Met vriendelijke groet,<br>Anna Smit<br>Tel. 020-5550199</div>"
        } else {
            "Dank.\n\nMet vriendelijke groet,\nAnna Smit\nTel. 020-5550199\n"
        };
        let archive = Archive::new()
            .eml("a-self.eml", mail(JAN, ANNA, &written))
            .eml("b-inside.eml", mail(ANNA, PIET, &passed_on(html, "Ter informatie.")))
            .eml("c-outside.eml", mail(ANNA, ELS, &passed_on(html, "Ter informatie.")))
            .eml("d-back.eml", mail(ANNA, JAN, &quoted(html, "Morgen.")))
            .eml("e-third.eml", mail(ELS, ANNA, &passed_on(html, "Ter informatie.")))
            .eml("f-own.eml", mail(ANNA, JAN, footer));
        let run = archive.scan_with(&OWN).clean();
        for (source, region, party, disclosure) in [
            ("a-self.eml", "signature", "relation", "self"),
            ("b-inside.eml", "forwarded", "relation", "internal"),
            ("c-outside.eml", "forwarded", "relation", "external"),
            ("d-back.eml", "quoted", "relation", "returned"),
            ("e-third.eml", "forwarded", "relation", "third_party"),
        ] {
            assert_eq!(
                ways(&run, source, "+31205550111"),
                [format!("{region} {party} {disclosure}")],
                "{source}, html: {html}"
            );
            let author =
                if source == "a-self.eml" { Value::Null } else { json!("jan.devries@klant.example") };
            let signed = run.findings.iter().find(|f| f["source"] == source && f["kind"] == "phone").unwrap();
            assert_eq!(signed["fields"]["zone_author"], author, "{source}, html: {html}");
        }
        assert_eq!(ways(&run, "f-own.eml", "+31205550199"), ["signature own own"], "html: {html}");
        // address fields are told as such, whosever they are
        for finding in run.findings.iter().filter(|f| f["region"] == "header") {
            assert_eq!(finding["disclosure"], "header", "{finding}");
            let own = finding["value"].as_str().unwrap().ends_with("huis.example");
            if finding["kind"] == "email" {
                assert_eq!(finding["party"], if own { "own" } else { "relation" }, "{finding}");
            }
        }
    }
}

#[test]
fn a_forward_in_a_reply_keeps_its_author() {
    let inner = passed_on(false, "Zie onder.").replace('\n', "\n> ");
    let body = format!(
        "Dank je.\n\nOn 3 March 2014 at 09:00, Anna Smit <anna.smit@huis.example> wrote:\n> {inner}\n"
    );
    let archive = Archive::new().eml("a.eml", plain(PIET, ANNA, &body));
    let run = archive.scan_with(&OWN).clean();
    let phone = run.findings.iter().find(|f| f["kind"] == "phone").unwrap();
    assert_eq!(phone["fields"]["zone_author"], "jan.devries@klant.example", "{phone}");
    assert_eq!((&phone["party"], &phone["disclosure"]), (&json!("relation"), &json!("internal")), "{phone}");
    assert!(["quoted", "forwarded"].contains(&phone["region"].as_str().unwrap()), "{phone}");
}

#[test]
fn beside_nobody_the_words_before_it_and_the_recipients_tell() {
    let both = format!("{JAN}, {ELS}");
    let told_here = "Jan de Vries heeft nummer 020-5550111.\n";
    for (from, to, text, expected) in [
        (ANNA, JAN, "Nummer: 020-5550111.\n", "body relation returned"),
        (ANNA, JAN, "Mijn nummer is 020-5550111.\n", "body own own"),
        (ANNA, PIET, "Het nummer is 020-5550111.\n", "body unknown internal"),
        (JAN, ANNA, "Het nummer is 020-5550111.\n", "body relation self"),
        (JAN, ANNA, "De loodgieter heet Kees Mulder, 020-5550111.\n", "body unknown third_party"),
        (ANNA, PIET, "Bel Kees Mulder op 020-5550111.\n", "body unknown internal"),
        (ANNA, &both, told_here, "body relation external"),
    ] {
        let run = Archive::new().eml("a.eml", plain(from, to, text)).scan_with(&OWN).clean();
        assert_eq!(ways(&run, "a.eml", "+31205550111"), [expected], "{from} to {to}: {text}");
    }
    // who sent it is not known
    let run =
        Archive::new().eml("a.eml", "To: x@huis.example\nSubject: x\n\nBel 020-5550111\n").scan_with(&OWN);
    assert_eq!(ways(&run, "a.eml", "+31205550111"), ["body unknown null"]);
}

#[test]
fn what_own_staff_signs_with_is_own_wherever_it_stands() {
    let footer = "Dag.\n\nMet vriendelijke groet,\nAnna Smit\nTel. 020-5550100\n";
    let archive = Archive::new()
        .eml("a.eml", plain(ANNA, JAN, footer))
        .eml("b.eml", plain(JAN, ELS, "Bel de zaak op 020-5550100.\n"));
    let run = archive.scan_with(&OWN).clean();
    assert_eq!(ways(&run, "b.eml", "+31205550100"), ["body own own"]);
}

#[test]
fn own_domains_are_told_from_the_mail_and_said() {
    // what was delivered
    let delivered = |n: usize| {
        let fields = format!("Delivered-To: anna.smit@huis.example\nMessage-ID: <{n}@klant.example>\n");
        letter(&fields, JAN, ANNA, "text/plain", "Bel 020-5550111\n")
    };
    let inbox = (0..3).fold(Archive::new(), |all, n| all.eml(&format!("anna/{n}.eml"), delivered(n)));
    // what was sent
    let sent = plain(ANNA, JAN, "Dank u.\n");
    let sent = Archive::new().mbox("anna/Sent", &[&sent, &sent, &sent]);
    for archive in [inbox, sent] {
        let whole = report(&archive, &["--reveal"]);
        assert_eq!(whole["summary"]["own_domains_proposed"], json!(["huis.example"]));
        let (summary, said) = told(&archive, &[]);
        assert!(summary.contains("Own domains, told from the mail: huis.example."), "{summary}");
        assert!(
            said.contains("own domains, told from the mail: huis.example; --own-domain says it"),
            "{said}"
        );
        let run = archive.scan();
        let anna = run.findings.iter().find(|f| f["value"] == "anna.smit@huis.example").unwrap();
        assert_eq!((&anna["party"], &anna["disclosure"]), (&json!("own"), &json!("header")));
        // what was said counts, and not what the mail says
        let named = report(&archive, &["--reveal", "--own-domain", "klant.example"]);
        assert_eq!(named["summary"]["own_domains_proposed"], json!([]));
        let jan =
            named["findings"].as_array().unwrap().iter().find(|f| f["value"] == "jan.devries@klant.example");
        assert_eq!(jan.unwrap()["party"], "own");
    }
    // one message tells nothing
    let archive = Archive::new().eml("a.eml", plain(JAN, ANNA, "Bel 020-5550111\n"));
    let (summary, said) = told(&archive, &[]);
    assert!(summary.contains("No own domain is known: name it with --own-domain."), "{summary}");
    assert!(!said.contains("told from the mail"), "{said}");
}

#[test]
fn sub_domains_are_own_too() {
    let archive =
        Archive::new().eml("a.eml", plain("Anna Smit <anna.smit@post.huis.example>", ELS, "Dag.\n"));
    let run = archive.scan_with(&OWN).clean();
    let of = |value: &str| run.findings.iter().find(|f| f["value"] == value).unwrap()["party"].clone();
    assert_eq!(of("anna.smit@post.huis.example"), "own");
    assert_eq!(of("els.bakker@ander.example"), "relation");
}

#[test]
fn signature_address_field_and_card_are_one_contact() {
    let card = "BEGIN:VCARD\nVERSION:3.0\nN:Vries;Jan de;;;\nFN:Jan de Vries\nEMAIL:jan.devries@klant.example\n\
                TEL;TYPE=CELL:06-12345678\nEND:VCARD";
    let date = "Mon, 3 Mar 2014 10:11:00 +0100";
    let archive = Archive::new()
        .eml("a.eml", plain(JAN, ANNA, &format!("Dag.\n\n{}\n", signature(false))))
        .eml("b.eml", attached(date, ELS, ANNA, ("text/vcard", "jan.vcf"), card));
    let run = archive.scan_with(&OWN).clean();
    let jan = same(&run, &["jan.devries@klant.example", "+31205550111", "+31612345678", "Jan de Vries"]);
    assert_ne!(same(&run, &["els.bakker@ander.example"]), jan);
}

#[test]
fn a_shared_switchboard_or_an_office_joins_nobody() {
    let signed = |name: &str, firm: &str, at: &str| {
        let body = format!("Dag.\n\nMet vriendelijke groet,\n{name}\n{firm}\nTel. 020-5550100\ninfo@{at}\n");
        plain(&format!("{name} <info@{at}>"), ANNA, &body)
    };
    let archive = Archive::new()
        .eml("a.eml", signed("Jan de Vries", "Vries Advies BV", "vriesadvies.example"))
        .eml("b.eml", signed("Els Bakker", "Bakker Notarissen BV", "bakkernotarissen.example"))
        .eml("c.eml", signed("Jan de Vries", "Vries Advies BV", "vriesadvies.example"));
    let run = archive.scan_with(&OWN).clean();
    let one = same(&run, &["info@vriesadvies.example"]);
    let other = same(&run, &["info@bakkernotarissen.example"]);
    assert_ne!(one, other);
    let of = |source: &str| {
        run.findings.iter().find(|f| f["source"] == source && f["kind"] == "phone").unwrap()["contact"]
            .clone()
    };
    assert_eq!((of("a.eml"), of("b.eml"), of("c.eml")), (json!(one), json!(other), json!(one)));
}

#[test]
fn private_people_are_told_apart_by_name_with_number() {
    let from = |address: &str, phone: &str| {
        let body = format!("Dag.\n\nMet vriendelijke groet,\nKees Mulder\nTel. {phone}\n");
        plain(&format!("Kees Mulder <{address}>"), ANNA, &body)
    };
    let archive = Archive::new()
        .eml("a.eml", from("kees1960@gmail.example", "020-5550131"))
        .eml("b.eml", from("keesmulder@ziggo.nl", "020-5550131"))
        .eml("c.eml", from("mulderk@hotmail.example", "020-5550177"));
    let run = archive.scan_with(&OWN).clean();
    let one = same(&run, &["kees1960@gmail.example", "keesmulder@ziggo.nl", "+31205550131"]);
    let other = same(&run, &["mulderk@hotmail.example", "+31205550177"]);
    assert_ne!(one, other, "a namesake");
    // a number alone makes nobody the same: two of one household
    let marie = "Dag.\n\nMet vriendelijke groet,\nMarie Mulder\nTel. 020-5550131\n";
    let run =
        archive.eml("d.eml", plain("Marie Mulder <marie60@ziggo.nl>", ANNA, marie)).scan_with(&OWN).clean();
    assert_ne!(
        same(&run, &["marie60@ziggo.nl"]),
        same(&run, &["kees1960@gmail.example", "keesmulder@ziggo.nl"])
    );
}

#[test]
fn lists_in_attachments_cards_bodies_and_tables() {
    let twelve = people(12);
    let cards = twelve.iter().fold(String::new(), |mut text, (name, address, phone)| {
        let (given, surname) = name.split_once(' ').unwrap();
        write!(text, "BEGIN:VCARD\nVERSION:3.0\nN:{surname};{given};;;\nFN:{name}\nEMAIL:{address}\nTEL:{phone}\nEND:VCARD\n")
            .unwrap();
        text
    });
    let rows = twelve.iter().fold(String::new(), |mut text, (name, address, phone)| {
        writeln!(text, "<tr><td>{name}</td><td>{address}</td><td>{phone}</td></tr>").unwrap();
        text
    });
    let table = format!("<html><body><p>De lijst:</p><table>{rows}</table></body></html>");
    let lines = csv(&twelve).replace(';', " ");
    let date = "Mon, 3 Mar 2014 10:11:00 +0100";
    let archive = Archive::new()
        .eml("a-csv.eml", attached(date, ANNA, PIET, ("text/csv", "lijst.csv"), &csv(&twelve)))
        .eml("b-card.eml", attached(date, ANNA, ELS, ("text/vcard", "lijst.vcf"), &cards))
        .eml("c-body.eml", plain(JAN, ANNA, &format!("De lijst:\n\n{lines}")))
        .eml("d-table.eml", letter("", ANNA, PIET, "text/html", &table));
    let whole = report(&archive, &OWN);
    let lists = whole["lists"].as_array().unwrap();
    assert_eq!(whole["summary"]["lists"], 4, "{lists:#?}");
    for (list, (source, region, way, part, outside)) in lists.iter().zip([
        ("a-csv.eml", "attachment", "internal", "2", 0),
        ("b-card.eml", "attachment", "external", "2", 1),
        ("c-body.eml", "body", "received", "1", 0),
        ("d-table.eml", "body", "internal", "1", 0),
    ]) {
        assert_eq!(list["source"], source);
        assert_eq!(
            (&list["region"], &list["way"], &list["part"]),
            (&json!(region), &json!(way), &json!(part)),
            "{list}"
        );
        assert_eq!((&list["contacts"], &list["outside"]), (&json!(12), &json!(outside)), "{list}");
    }
    assert_eq!((&lists[0]["filename"], &lists[1]["filename"]), (&json!("lijst.csv"), &json!("lijst.vcf")));
    let run = archive.scan_with(&OWN).clean();
    for source in ["a-csv.eml", "b-card.eml", "c-body.eml", "d-table.eml"] {
        let way = ways(&run, source, "els.visser@firma7.example");
        assert!(way.iter().all(|w| w.ends_with(" relation list")) && !way.is_empty(), "{source}: {way:?}");
    }
    // the threshold
    let of = |n: &str| {
        report(&archive, &[&OWN[..], &["--list-threshold", n]].concat())["summary"]["lists"].clone()
    };
    assert_eq!((of("12"), of("13")), (json!(4), json!(0)));
    let run = archive.scan_with(&[&OWN[..], &["--list-threshold", "13"]].concat()).clean();
    assert_eq!(ways(&run, "a-csv.eml", "els.visser@firma7.example"), ["attachment relation internal"]);
    assert_eq!(archive.scan_with(&["--list-threshold", "1"]).code, 2);
}

#[test]
fn little_lists_are_told_as_such() {
    let (old, new) = (people(14), people(15));
    let others: Vec<_> = people(30).split_off(18);
    let list = |date, to, people: &[(String, String, String)]| {
        attached(date, ANNA, to, ("text/csv", "mijn.csv"), &csv(people))
    };
    let archive = Archive::new()
        .mbox("anna/Drafts", &[&list("Mon, 3 Mar 2014 10:11:00 +0100", ELS, &others)])
        .eml("anna/a.eml", list("Mon, 7 Apr 2014 10:11:00 +0200", ANNA, &old))
        .eml("anna/b.eml", list("Mon, 5 May 2014 10:11:00 +0200", PIET, &new));
    let whole = report(&archive, &OWN);
    let mut told: Vec<(&str, &str, &Value, &Value)> = Vec::new();
    for l in whole["lists"].as_array().unwrap() {
        told.push((l["source"].as_str().unwrap(), l["way"].as_str().unwrap(), &l["series"], &l["little"]));
    }
    let (one, none, yes) = (&json!(1), &Value::Null, &json!(true));
    assert_eq!(
        told,
        [
            ("anna/Drafts", "draft", none, yes),
            ("anna/a.eml", "note_to_self", one, yes),
            ("anna/b.eml", "internal", one, yes),
        ]
    );
    let (summary, _) = told_masked(&archive);
    assert!(summary.contains("3 lists of somebody's own"), "{summary}");
}

fn told_masked(archive: &Archive) -> (String, String) {
    told(archive, &["--own-domain", "huis.example"])
}

#[test]
fn what_goes_to_a_private_address_is_told_masked_and_revealed() {
    let all = people(16);
    let list = |date, people: &[(String, String, String)]| {
        attached(date, ANNA, "Anna Smit <anna.smit81@gmail.example>", ("text/csv", "x.csv"), &csv(people))
    };
    let archive = Archive::new()
        .eml("a.eml", list("Mon, 3 Mar 2014 10:11:00 +0100", &all[..8]))
        .eml("b.eml", list("Thu, 6 Mar 2014 10:11:00 +0100", &all[4..]))
        // a customer at a provider, about that customer: nobody else's details went
        .eml("c.eml", plain(ANNA, "Kees Mulder <kees@ziggo.nl>", "Uw nummer is 020-5550131.\n"));
    let expected = |from: &str, to: &str| {
        json!([{"from": from, "to": to, "own_address": true, "relations": 16, "messages": 2,
                "first_day": "2014-03-03", "last_day": "2014-03-06"}])
    };
    let revealed = report(&archive, &OWN);
    assert_eq!(revealed["leaving"], expected("anna.smit@huis.example", "anna.smit81@gmail.example"));
    let masked = report(&archive, &OWN[1..]);
    assert_eq!(masked["leaving"], expected("a…@h….example", "a…@g….example"));
    let (summary, _) = told_masked(&archive);
    let line = summary.lines().find(|l| l.contains("looks like the sender's own")).unwrap();
    assert!(line.contains("a…@g….example") && line.contains("2014-03-03 to 2014-03-06"), "{summary}");
    // fewer than make a list are nobody's business
    let few = report(&archive, &[&OWN[..], &["--list-threshold", "17"]].concat());
    assert_eq!(few["leaving"], json!([]));
}

/// One mail of each sort, for filters and for what holds of all.
fn mixed() -> Archive {
    let csv_mail =
        attached("Tue, 6 May 2014 10:11:00 +0200", ANNA, PIET, ("text/csv", "lijst.csv"), &csv(&people(12)));
    Archive::new()
        .eml(
            "a.eml",
            dated("Sun, 2 Mar 2014 23:59:00 +0100", JAN, ANNA, &format!("Dag.\n\n{}\n", signature(false))),
        )
        .eml("b.eml", dated("Mon, 3 Mar 2014 00:01:00 +0100", ANNA, PIET, &passed_on(false, "Kijk.")))
        .eml("c.eml", dated("Tue, 4 Mar 2014 10:11:00 +0100", ANNA, ELS, &passed_on(false, "Kijk.")))
        .eml("d.eml", dated("Wed, 5 Mar 2014 10:11:00 +0100", ANNA, JAN, &quoted(false, "Morgen.")))
        .eml("e.eml", csv_mail)
        .eml(
            "f.eml",
            "From: jan.devries@klant.example\nTo: anna.smit@huis.example\nSubject: x\n\nBel 020-5550112\n",
        )
}

#[test]
fn filters_let_pass_what_they_say() {
    let archive = mixed();
    fs::write(
        archive.beside("r.csv"),
        "naam;e-mail;telefoon\nJan de Vries;jan.devries@klant.example;020-5550122\n",
    )
    .unwrap();
    let register = archive.beside("r.csv");
    let with = |more: &[&str]| {
        archive
            .scan_with(&[&OWN[..], &["--register", register.to_str().unwrap()], more].concat())
            .clean()
            .findings
    };
    let all = with(&[]);
    for (option, field, words) in [
        (
            "--disclosure",
            "disclosure",
            &["internal", "external,returned", "list", "header", "self", "own"][..],
        ),
        ("--party", "party", &["own", "relation"]),
        ("--region", "region", &["header", "signature", "quoted", "forwarded", "attachment"]),
        ("--register-status", "register", &["current", "stale", "unregistered"]),
    ] {
        for word in words {
            let expected: Vec<&Value> = all
                .iter()
                .filter(|f| f[field].as_str().is_some_and(|v| word.split(',').any(|w| w == v)))
                .collect();
            let found = with(&[option, word]);
            assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{option} {word}");
            assert!(!expected.is_empty() && expected.len() < all.len(), "{option} {word}");
        }
    }
    // several have to be passed all
    let both = with(&["--region", "forwarded", "--disclosure", "external"]);
    assert!(!both.is_empty() && both.iter().all(|f| f["source"] == "c.eml" && f["region"] == "forwarded"));
    let sources = |more: &[&str]| {
        let mut all: Vec<String> =
            with(more).iter().map(|f| f["source"].as_str().unwrap().to_owned()).collect();
        all.dedup();
        all.join(" ")
    };
    // days as the Date field itself names them; what has none passes
    assert_eq!(sources(&["--since", "2014-03-03", "--until", "2014-03-04"]), "b.eml c.eml f.eml");
    assert_eq!(sources(&["--until", "2014-03-02"]), "a.eml f.eml");
    // a list is told whatever is filtered, but for days
    let lists =
        |more: &[&str]| report(&archive, &[&OWN[..], more].concat())["lists"].as_array().unwrap().len();
    assert_eq!((lists(&["--disclosure", "self"]), lists(&["--region", "header"])), (1, 1));
    assert_eq!((lists(&["--since", "2014-05-06"]), lists(&["--until", "2014-05-05"])), (1, 0));
    for wrong in [["--since", "3-3-2014"], ["--disclosure", "inside"], ["--party", "us"], ["--region", "NL"]]
    {
        let refused = archive.scan_with(&wrong);
        assert_eq!((refused.code, refused.stdout.len()), (2, 0), "{wrong:?}");
    }
    assert!(archive.scan_with(&["--region", "NL"]).stderr.contains("--country"));
}

#[test]
fn a_value_that_is_out_of_date_says_the_present_one_and_since_when_it_goes_round() {
    let archive = mixed();
    fs::write(
        archive.beside("r.csv"),
        "naam;e-mail;telefoon\nJan de Vries;jan.devries@klant.example;020-5550122\n",
    )
    .unwrap();
    let register = archive.beside("r.csv");
    let options = ["--own-domain", "huis.example", "--register", register.to_str().unwrap()];
    let run = archive.scan_with(&[&options[..], &["--reveal"]].concat()).clean();
    let stale: Vec<&Value> = run.findings.iter().filter(|f| f["value"] == "+31205550111").collect();
    assert_eq!(stale.len(), 4);
    for finding in stale {
        assert_eq!(finding["register"], "stale", "{finding}");
        assert_eq!(finding["fields"]["present"], json!(["+31205550122"]));
        assert_eq!(finding["fields"]["first_seen"], "2014-03-02");
        assert_eq!(finding["fields"]["last_seen"], "2014-03-05");
    }
    let status = |value: &str| run.findings.iter().find(|f| f["value"] == value).unwrap()["register"].clone();
    assert_eq!(status("jan.devries@klant.example"), "current");
    assert_eq!(status("els.bakker@ander.example"), "unregistered");
    assert_eq!(status("anna.smit@huis.example"), Value::Null, "of the own organisation");
    let masked = archive.scan_with(&options).clean();
    let stale = masked.findings.iter().find(|f| f["register"] == "stale" && f["kind"] == "phone").unwrap();
    assert_eq!(stale["fields"]["present"], json!(["+31 2 … 22"]));
    assert_eq!(stale["fields"]["first_seen"], "2014-03-02");
    // how many of a list the register knows
    fs::write(
        archive.beside("r.csv"),
        "naam;e-mail;telefoon\nJan Bakker;jan.bakker@firma0.example;020-5551000\n\
         Els Bakker;els.bakker@firma1.example;020-5559999\n",
    )
    .unwrap();
    let whole = report(&archive, &options);
    let list = &whole["lists"][0];
    assert_eq!(
        (&list["contacts"], &list["known"], &list["stale"]),
        (&json!(12), &json!(2), &json!(1)),
        "{list}"
    );
    let (summary, _) = told(&archive, &options);
    assert!(summary.contains("Against the register") && summary.contains("1 of 2"), "{summary}");
}

#[test]
fn terms_are_judged_on_the_day_that_is_given() {
    let archive = mixed();
    let settings = archive.beside("mailsweep.toml");
    fs::write(
        &settings,
        "[retention]\ndefault = '7 years'\n[[retention.rule]]\nname = 'passed on'\nterm = '2 years'\n\
         disclosure = ['internal', 'external']\n",
    )
    .unwrap();
    let past = |day: &str| {
        let options = [&OWN[..], &["--config", settings.to_str().unwrap(), "--as-of", day]].concat();
        let run = archive.scan_with(&options).clean();
        let mut all: Vec<String> = run
            .findings
            .iter()
            .filter(|f| f["value"] == "+31205550111" && f["fields"].get("retention").is_some())
            .map(|f| {
                let text = |name: &str| f["fields"][name].as_str().unwrap().to_owned();
                format!("{} {} {}", f["source"].as_str().unwrap(), text("retention"), text("past_since"))
            })
            .collect();
        all.sort();
        all
    };
    assert_eq!(past("2016-03-03"), Vec::<String>::new());
    assert_eq!(past("2016-03-04"), ["b.eml passed on 2016-03-04"]);
    assert_eq!(
        past("2021-03-03"),
        ["a.eml default 2021-03-03", "b.eml passed on 2016-03-04", "c.eml passed on 2016-03-05",]
    );
    let options = [&OWN[..], &["--config", settings.to_str().unwrap(), "--as-of", "2016-03-04"]].concat();
    let whole = report(&archive, &options);
    assert!(whole["summary"]["past_retention"].as_u64().unwrap() > 0);
    assert!(whole["summary"]["retention_unknown"].as_u64().unwrap() > 0, "f.eml has no date");
    let (summary, _) = told(&archive, &options);
    assert!(
        summary.contains("Past their retention term: ") && summary.contains("for their mail has no date"),
        "{summary}"
    );
}

#[test]
fn what_is_passed_on_says_how_it_travelled() {
    let hop = |with: &str| {
        format!(
            "Received: from a.huis.example by b.huis.example with {with} id 1; Sun, 2 Mar 2014 10:11:00 +0100\n"
        )
    };
    let body = passed_on(false, "Kijk.");
    let mail = |fields: &str, to| letter(fields, ANNA, to, "text/plain", &body);
    let archive = Archive::new()
        .eml("a.eml", mail(&hop("ESMTPS"), PIET))
        .eml("b.eml", mail(&hop("SMTP"), ELS))
        .eml("c.eml", mail("", ELS))
        .eml("d.eml", mail(&hop("ESMTPS"), JAN))
        .eml("e.eml", mail(&(hop("ESMTPS") + &hop("SMTP").replace("b.huis", "c.huis")), ELS));
    let run = archive.scan_with(&OWN).clean();
    let of = |source: &str| {
        let found = run.findings.iter().find(|f| f["source"] == source && f["kind"] == "phone").unwrap();
        found["fields"].get("transport").cloned().unwrap_or_default()
    };
    assert_eq!(of("a.eml"), "tls");
    assert_eq!(of("b.eml"), "clear");
    assert_eq!(of("c.eml"), "unknown");
    assert_eq!(of("d.eml"), Value::Null, "sent back to whose it is");
    assert_eq!(of("e.eml"), "partly-tls");
}

#[test]
fn jobs_change_nothing_and_nothing_of_a_value_is_said() {
    let mut archive = mixed();
    // enough for several workers, in one file and in many
    let one = dated("Sun, 2 Mar 2014 10:11:00 +0100", JAN, ANNA, &format!("Dag.\n\n{}\n", signature(false)));
    let other = dated("Mon, 3 Mar 2014 10:11:00 +0100", ANNA, ELS, &quoted(false, "Zie."));
    let many: Vec<&[u8]> = (0..4000).map(|n| if n % 3 == 0 { &one[..] } else { &other[..] }).collect();
    archive = archive.mbox("anna/Sent", &many);
    fs::write(
        archive.beside("r.csv"),
        "naam;e-mail;telefoon\nJan de Vries;jan.devries@klant.example;020-5550122\n",
    )
    .unwrap();
    fs::write(archive.beside("mailsweep.toml"), "[retention]\ndefault = '2 years'\n").unwrap();
    let (register, settings) = (archive.beside("r.csv"), archive.beside("mailsweep.toml"));
    let base = [
        "--register",
        register.to_str().unwrap(),
        "--config",
        settings.to_str().unwrap(),
        "--as-of",
        "2016-03-04",
    ];
    for format in ["jsonl", "json", "csv"] {
        let bytes = |jobs: &str| {
            let mut command = program();
            command.env("MAILSWEEP_STATE_KEY", archive.beside("key"));
            let output = command
                .args(["scan", "--quiet", "--format", format, "--jobs", jobs])
                .args(base)
                .arg(archive.root())
                .output()
                .unwrap();
            assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
            output.stdout
        };
        let first = bytes("1");
        assert!(first.len() > 1_000_000);
        assert!(first == bytes("3"), "{format}");
    }
    let (summary, said) = told(&archive, &[&base[..], &["--verbose"]].concat());
    assert!(summary.contains("Whose details, and how they came there"), "{summary}");
    for text in [summary, said] {
        for value in
            ["5550111", "5550122", "jan.devries", "Vries", "Jan", "els.bakker", "Bakker", "anna.smit"]
        {
            assert!(!text.contains(value), "{value}: {text}");
        }
    }
}
