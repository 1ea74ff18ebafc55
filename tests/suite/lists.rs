//! What is told of a run as a whole: bulk lists, what went to private addresses, filters, the register, terms.

use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

use crate::archive::{Archive, program};
use crate::letters::{
    ANNA, ELS, JAN, OWN, PIET, attached, csv, dated, letter, passed_on, people, plain, quoted, report,
    signature, told, ways,
};

fn told_masked(archive: &Archive) -> (String, String) {
    told(archive, &["--own-domain", "huis.example"])
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
    for format in ["jsonl", "json", "csv", "html"] {
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
        // a page is compressed
        assert!(first.len() > if format == "html" { 100_000 } else { 1_000_000 });
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
