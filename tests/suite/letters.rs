//! Mail between the house (`huis.example`) and its relations, and what a scan says of it. All people are made up, and so are
//! their numbers.

use std::fmt::Write as _;

use serde_json::Value;

use crate::archive::{Archive, Run, program};

pub(crate) const JAN: &str = "Jan de Vries <jan.devries@klant.example>";
pub(crate) const ELS: &str = "Els Bakker <els.bakker@ander.example>";
pub(crate) const ANNA: &str = "Anna Smit <anna.smit@huis.example>";
pub(crate) const PIET: &str = "Piet Kok <piet.kok@huis.example>";
pub(crate) const OWN: [&str; 3] = ["--reveal", "--own-domain", "huis.example"];

/// A message with more header fields, each with its line end.
pub(crate) fn letter(fields: &str, from: &str, to: &str, media_type: &str, body: &str) -> Vec<u8> {
    let date = if fields.contains("Date:") { "" } else { "Date: Sun, 2 Mar 2014 10:11:00 +0100\n" };
    format!(
        "{fields}{date}From: {from}\nTo: {to}\nSubject: Vraag\nMIME-Version: 1.0\n\
         Content-Type: {media_type}; charset=utf-8\n\n{body}"
    )
    .into_bytes()
}

pub(crate) fn plain(from: &str, to: &str, body: &str) -> Vec<u8> {
    letter("", from, to, "text/plain", body)
}

pub(crate) fn dated(date: &str, from: &str, to: &str, body: &str) -> Vec<u8> {
    letter(&format!("Date: {date}\n"), from, to, "text/plain", body)
}

/// A message with a text and one attachment.
pub(crate) fn attached(
    date: &str,
    from: &str,
    to: &str,
    (media_type, name): (&str, &str),
    content: &str,
) -> Vec<u8> {
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
pub(crate) fn ways(run: &Run, source: &str, value: &str) -> Vec<String> {
    let text = |v: &Value| v.as_str().unwrap_or("null").to_owned();
    let found = run.findings.iter().filter(|f| f["source"] == source && f["value"] == value);
    found
        .filter(|f| f["region"] != "header")
        .map(|f| format!("{} {} {}", text(&f["region"]), text(&f["party"]), text(&f["disclosure"])))
        .collect()
}

/// The whole report of a scan with these options.
pub(crate) fn report(archive: &Archive, options: &[&str]) -> Value {
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
pub(crate) fn told(archive: &Archive, options: &[&str]) -> (String, String) {
    let mut command = program();
    command.env("MAILSWEEP_STATE_KEY", archive.beside("key"));
    let output = command.arg("scan").args(options).arg(archive.root()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr))
}

/// People of different firms: name, address, number.
pub(crate) fn people(count: usize) -> Vec<(String, String, String)> {
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

pub(crate) fn csv(people: &[(String, String, String)]) -> String {
    people.iter().fold("naam;e-mail;telefoon\n".to_owned(), |mut text, (name, address, phone)| {
        writeln!(text, "{name};{address};{phone}").unwrap();
        text
    })
}

/// What one signs with.
pub(crate) fn signature(html: bool) -> String {
    let lines = ["Met vriendelijke groet,", "Jan de Vries", "Klant BV", "Tel. 020-5550111"];
    if html { format!("<div>{}</div>", lines.join("<br>")) } else { lines.join("\n") }
}

/// Jan's mail, with text above it.
pub(crate) fn passed_on(html: bool, text: &str) -> String {
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
pub(crate) fn quoted(html: bool, text: &str) -> String {
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
