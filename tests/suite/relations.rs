//! Whose details were found and how they came there: parties, contacts, disclosure, the own organisation, transport.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::archive::{Archive, Run};
use crate::letters::{
    ANNA, ELS, JAN, OWN, PIET, attached, letter, passed_on, people, plain, quoted, report, signature, told,
    ways,
};

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
fn a_list_of_names_and_numbers_to_a_private_address_is_told() {
    let rows = people(16).iter().fold("naam;telefoon\n".to_owned(), |mut text, (name, _, phone)| {
        writeln!(text, "{name};{phone}").unwrap();
        text
    });
    let to = "Anna Smit <anna.smit81@gmail.example>";
    let mail = attached("Mon, 3 Mar 2014 10:11:00 +0100", ANNA, to, ("text/csv", "x.csv"), &rows);
    let whole = report(&Archive::new().eml("a.eml", mail), &OWN);
    assert_eq!(whole["lists"][0]["contacts"], 16);
    assert_eq!(whole["leaving"][0]["relations"], 16);
}

#[test]
fn the_author_of_a_quoted_text_is_kept_below_an_answer() {
    for (media_type, body) in [
        (
            "text/plain",
            "Zie onder.\n\nOp ma 3 mrt. 2014 om 10:11 schreef Jan de Vries <jan.devries@klant.example>:\n\
                        > Komt u morgen?\n\nJa.\n\n> Mijn nummer is 020-5550111\n",
        ),
        (
            "text/html",
            "<div>Zie</div><div>Op 3 maart 2014 om 10:11 schreef Jan de Vries &lt;jan.devries@klant.example&gt;:\
                       </div><blockquote type=\"cite\"><p>Komt u morgen?</p></blockquote><p>Ja.</p>\
                       <blockquote type=\"cite\"><p>Mijn nummer is 020-5550111</p></blockquote>",
        ),
    ] {
        let run =
            Archive::new().eml("a.eml", letter("", ANNA, JAN, media_type, body)).scan_with(&OWN).clean();
        assert_eq!(ways(&run, "a.eml", "+31205550111"), ["quoted relation returned"], "{media_type}");
    }
}

#[test]
fn a_signature_of_another_name_that_was_pasted_is_not_own() {
    let body = format!(
        "Jan schreef mij dit:\n\nKunt u bellen?\n{}\n\nGroeten,\nAnna Smit\nTel. 020-5550199\n",
        signature(false)
    );
    let run = Archive::new().eml("a.eml", plain(ANNA, PIET, &body)).scan_with(&OWN).clean();
    assert!(!ways(&run, "a.eml", "+31205550111")[0].ends_with("own"));
}

#[test]
fn a_private_address_of_own_staff_stays_outside() {
    let sign = "\n\nGroet,\nAnna Smit\nTel. 020-5550199\n";
    let home = "Anna Smit <anna.smit81@ziggo.nl>";
    let known = "Zie onder.\n\nKlant BV\nJan de Vries\njan.devries@klant.example\n";
    let archive = Archive::new()
        .eml("a.eml", plain(ANNA, PIET, &format!("Dag.{sign}")))
        .eml("b.eml", plain(home, ANNA, &format!("Van huis.{sign}")))
        .eml("c.eml", plain(ANNA, home, &format!("{known}{sign}")));
    let run = archive.scan_with(&OWN).clean();
    assert_eq!(ways(&run, "c.eml", "jan.devries@klant.example"), ["body relation external"]);
}

#[test]
fn initials_with_a_number_are_one_full_name_or_nobody() {
    let from = |name: &str, address: &str| {
        plain(&format!("{name} <{address}>"), ANNA, &format!("Dag.\n\nGroet,\n{name}\nTel. 020-5550177\n"))
    };
    let one = Archive::new()
        .eml("a.eml", from("Jan Bakker", "janb@ziggo.nl"))
        .eml("b.eml", from("J. Bakker", "jb60@xs4all.nl"));
    let run = one.scan_with(&OWN).clean();
    assert_eq!(contacts(&run, "janb@ziggo.nl"), contacts(&run, "jb60@xs4all.nl"));
    let couple = one.eml("c.eml", from("Johanna Bakker", "hanna@chello.nl"));
    let run = couple.scan_with(&OWN).clean();
    let all = ["janb@ziggo.nl", "jb60@xs4all.nl", "hanna@chello.nl"].map(|address| contacts(&run, address));
    assert!(all[0] != all[1] && all[1] != all[2] && all[0] != all[2], "{all:?}");
}

#[test]
fn what_a_relation_writes_is_not_own_for_want_of_a_word() {
    let quote = "Dit kregen wij binnen:\n\n> Mijn nummer is 020-5550111.\n\nWat doen we hiermee?\n";
    let job = "Uitvoerder wordt Kees Mulder, 020-5550111.\n";
    let ours = "onze spreker Kees Mulder, 020-5550111\n";
    let colleague = "onze keurmeester Kees Mulder, 020-5550111\n";
    for (from, to, text, expected) in [
        // a quote that nobody announces is the reader's, unless that makes it own
        (JAN, ANNA, quote, "quoted unknown third_party"),
        (ANNA, JAN, quote, "quoted relation returned"),
        (JAN, ANNA, job, "body relation self"),
        (ANNA, JAN, job, "body unknown external"),
        (JAN, ANNA, colleague, "body relation self"),
        (ANNA, JAN, colleague, "body own own"),
        (ANNA, JAN, ours, "body unknown external"),
        (JAN, ANNA, "Voor storingen kunt u terecht op 020-5550111.\n", "body relation self"),
    ] {
        let run = Archive::new().eml("a.eml", plain(from, to, text)).scan_with(&OWN).clean();
        assert_eq!(ways(&run, "a.eml", "+31205550111"), [expected], "{from} to {to}: {text}");
    }
}

#[test]
fn whom_a_relation_lists_as_its_team_is_of_its_house() {
    let team = "Zoals beloofd ons team:\n\n- planning: Kees Mulder, 06-12345601\n- uitvoering: Piet Bakker, 06-12345602\n\n\
                Zij overleggen volgende week met de wijkagent Karel Smit, 06-12345603.\n";
    let run = Archive::new().eml("a.eml", plain(JAN, ANNA, team)).scan_with(&OWN).clean();
    for (number, expected) in [
        ("+31612345601", "body relation self"),
        ("+31612345602", "body relation self"),
        ("+31612345603", "body unknown third_party"),
    ] {
        assert_eq!(ways(&run, "a.eml", number), [expected], "{number}");
    }
    // of whom it tells, and whose contacts they are, is said by the heading
    let others = team.replace("ons team", "de contactpersonen van de klant");
    let run = Archive::new().eml("a.eml", plain(JAN, ANNA, &others)).scan_with(&OWN).clean();
    assert_eq!(ways(&run, "a.eml", "+31612345601"), ["body unknown third_party"]);
}

#[test]
fn lines_of_one_switchboard_are_of_one_house() {
    let text = "Dag Anna,\n\nKees Mulder heeft 020-5550112, Piet Bakker 020-5551234.\n\nGroet,\nJan de Vries\nTel. 020-5550111\n";
    let run = Archive::new().eml("a.eml", plain(JAN, ANNA, text)).scan_with(&OWN).clean();
    assert_eq!(
        ways(&run, "a.eml", "+31205550112"),
        ["body relation self"],
        "one of the hundred of the signature"
    );
    assert_eq!(ways(&run, "a.eml", "+31205551234"), ["body unknown third_party"]);
    let firm = text.replace("Kees Mulder heeft", "Kees Mulder van Bouwbedrijf Jansen BV heeft");
    let run = Archive::new().eml("a.eml", plain(JAN, ANNA, &firm)).scan_with(&OWN).clean();
    assert_eq!(ways(&run, "a.eml", "+31205550112"), ["body unknown third_party"], "another firm is named");
    let home = "Jan de Vries <jandevries@gmail.com>";
    let run = Archive::new().eml("a.eml", plain(home, ANNA, text)).scan_with(&OWN).clean();
    assert_eq!(ways(&run, "a.eml", "+31205550112"), ["body unknown third_party"], "a neighbour's");
}

#[test]
fn who_is_on_leave_is_a_colleague_of_a_firm_and_of_the_family_at_home() {
    let text = "Kees Mulder is deze week afwezig, zijn nummer is 06-12345601.\n";
    for (from, expected) in
        [(JAN, "body relation self"), ("Jan de Vries <jandevries@gmail.com>", "body unknown third_party")]
    {
        let run = Archive::new().eml("a.eml", plain(from, ANNA, text)).scan_with(&OWN).clean();
        assert_eq!(ways(&run, "a.eml", "+31612345601"), [expected], "{from}");
    }
}

#[test]
fn no_roster_and_no_colleague_makes_a_relation_the_own_organisations() {
    let said = |subject: &str, body: &str| {
        let mail = format!("From: {ANNA}\nTo: {PIET}\nSubject: {subject}\n\n{body}\n");
        let run = Archive::new().eml("a.eml", mail).scan_with(&OWN).clean();
        let body = run.findings.iter().filter(|f| f["region"] == "body");
        body.filter(|f| f["disclosure"] == "own").map(|f| f["value"].to_string()).collect::<Vec<_>>()
    };
    let row = "10:00  Jan Bakker, Dorpsstraat 12, 1234 AB Utrecht, 020-5550111, IBAN NL91ABNA0417164300";
    assert_eq!(said("rooster bezoek klanten", row), [""; 0]);
    let joined = "Mijn collega Kees Visser en Jan Bakker van Klant Techniek BV, 020-5550111, komen.";
    let own = said("morgen", joined);
    assert!(own.iter().all(|value| value.contains("Kees Visser")), "{own:?}");
}
