//! Everything about one data subject: hits with their reasons, and the plan of an erasure.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::archive::{Archive, program};
use crate::letters::{ANNA, ELS, JAN, attached, dated, letter, passed_on, plain};

const REQUEST: &str = "[request]\nkind = \"erasure\"\nreference = \"AVG-2026-014\"\nreceived = 2026-11-01\n\n\
                       [subject]\nnames = [\"Jan de Vries\"]\nemails = [\"jan.devries@klant.example\"]\n\
                       phones = [\"020-5550111\"]\naddresses = [\"Dorpsstraat 12a, 1012 AB Amsterdam\"]\n\
                       other = [\"KL-88213\"]\n";

/// Hits by source and message.
type Hits = BTreeMap<String, Value>;

fn request(archive: &Archive, text: &str) -> PathBuf {
    let path = archive.beside("request.toml");
    fs::write(&path, text).unwrap();
    path
}

fn search_with(archive: &Archive, request: &PathBuf, options: &[&str]) -> Hits {
    let output = program()
        .args(["search", "--quiet", "--format", "jsonl", "--own-domain", "huis.example", "--request"])
        .arg(request)
        .args(options)
        .arg(archive.root())
        .output()
        .unwrap();
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .map(|line| {
            let hit: Value = serde_json::from_str(line).unwrap();
            let source = hit["source"].as_str().unwrap();
            (format!("{source}#{}", hit["message"]), hit)
        })
        .collect()
}

fn search(archive: &Archive) -> Hits {
    search_with(archive, &request(archive, REQUEST), &["--reveal"])
}

fn strengths(hits: &Hits) -> BTreeMap<&str, &str> {
    hits.iter().map(|(place, hit)| (place.as_str(), hit["strength"].as_str().unwrap())).collect()
}

#[test]
fn a_subject_is_found_however_they_are_spelt() {
    let bodies = [
        ("a", "Bel +31 20 555 01 11 even.\n", "certain"),
        ("b", "Mail naar jan.devries [at] klant punt example.\n", "certain"),
        ("c", "Klant KL 88213 heeft betaald.\n", "certain"),
        ("d", "Jan de Vries, Dorpsstraat 12 A, 1012AB AMSTERDAM\n", "certain"),
        ("e", "Gisteren belde JAN DE VRIES nog.\n", "likely"),
        ("f", "Het dossier van Vries, J. de (Jan) is af.\n", "likely"),
        ("g", "Met Jan de Vreis gesproken.\n", "likely"),
        ("h", "Met J. de Vries gesproken.\n", "likely"),
        ("i", "Mevrouw, meneer De Vries belde.\n", "possible"),
        ("j", "Iemand op Dorpsstraat 12a, 1012 AB Amsterdam klaagt.\n", "possible"),
        ("k", "Hans de Vries was er.\n", "possible"),
    ];
    let mut archive = Archive::new();
    for (name, body, _) in bodies {
        archive = archive.eml(&format!("{name}.eml"), plain(ELS, ANNA, body));
    }
    for (name, body) in [
        ("x1", "Piet de Vries was er.\n"),
        ("x2", "Bel 020-5550112.\n"),
        ("x3", "Klant KL-882134.\n"),
        ("x4", "P. de Vries, Dorpsstraat 14, 1012 AB Amsterdam\n"),
        ("x5", "Jan van Vries\n"),
    ] {
        archive = archive.eml(&format!("{name}.eml"), plain(ELS, ANNA, body));
    }
    let hits = search(&archive);
    let expected: BTreeMap<String, &str> =
        bodies.iter().map(|(name, _, strength)| (format!("{name}.eml#0"), *strength)).collect();
    let expected: BTreeMap<&str, &str> = expected.iter().map(|(k, v)| (k.as_str(), *v)).collect();
    assert_eq!(strengths(&hits), expected);
    let how = |name: &str| hits[name]["matched"][0]["how"].as_str().unwrap().to_owned();
    assert_eq!(how("g.eml#0"), "fuzzy");
    assert_eq!(how("a.eml#0"), "variant");
    assert_eq!(how("d.eml#0"), "exact");
}

#[test]
fn a_hit_says_where_and_in_which_role() {
    let archive = Archive::new()
        .eml("a.eml", plain(JAN, ANNA, "Dag.\n"))
        .eml("b.eml", plain(ANNA, JAN, "Dag.\n"))
        .eml("c.eml", letter("", ANNA, ELS, "text/html", &passed_on(true, "Ter informatie.")))
        .mbox("m.mbox", &[&plain(ANNA, ELS, "Niets.\n"), &plain(JAN, ELS, "Bel 020-5550111.\n")]);
    let hits = search(&archive);
    let roles = |name: &str| hits[name]["role"].to_string();
    assert_eq!(roles("a.eml#0"), r#"["sender"]"#);
    assert_eq!(roles("b.eml#0"), r#"["recipient"]"#);
    assert_eq!(roles("c.eml#0"), r#"["mentioned"]"#);
    assert_eq!(roles("m.mbox#1"), r#"["sender","mentioned"]"#);
    assert_eq!(hits.len(), 4);
    // what is told can be read back
    let hit = &hits["m.mbox#1"];
    let bytes = fs::read(archive.root().join("m.mbox")).unwrap();
    let (offset, length) = (hit["offset"].as_u64().unwrap(), hit["length"].as_u64().unwrap());
    let message = &bytes[offset as usize..(offset + length) as usize];
    assert!(message.starts_with(b"Date: "), "an mbox's separator line is not part of it");
    use sha2::Digest as _;
    let hash: String = sha2::Sha256::digest(message).iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(hit["sha256"], hash);
    let phone = hit["matched"].as_array().unwrap().iter().find(|m| m["kind"] == "phone").unwrap();
    assert_eq!((phone["text"].as_str(), phone["part"].as_str()), (Some("020-5550111"), Some("1")));
    // the forward stands in a mail to somebody else: their details are in it
    assert_eq!(hits["a.eml#0"]["about_only_subject"], true, "own staff is not somebody else");
    assert_eq!(hits["c.eml#0"]["about_only_subject"], false);
}

#[test]
fn who_is_named_by_no_more_than_a_title_or_letters_is_somebody_too() {
    let bodies = [
        ("a", "Geachte mevrouw Smit, de heer De Vries wacht op J. de Vries en op A. Smit.\n", true),
        ("b", "Wij spraken met mevrouw Oostvogel over dit dossier.\n", false),
        ("c", "Volgens K.J. Trekvogel klopt het.\n", false),
        ("d", "Het is van K. de Vries.\n", false),
        ("e", "Ik woon aan de Dorpsstraat 12a, 1012 AB Amsterdam, en niet aan plan B. Daarna meer.\n", true),
    ];
    let mut archive = Archive::new();
    for (name, body, _) in bodies {
        archive = archive.eml(&format!("{name}.eml"), plain(JAN, ANNA, body));
    }
    // after more text than is kept to be looked at later
    let long = format!("{}\nMr. Oostvogel\n", "lange regel\n".repeat(9000));
    archive = archive.eml("f.eml", plain(JAN, ANNA, &long));
    let hits = search(&archive);
    for (name, body, alone) in bodies.into_iter().chain([("f", "", false)]) {
        let hit = &hits[&format!("{name}.eml#0")];
        assert_eq!(hit["about_only_subject"], alone, "{name}: {body}");
    }
}

#[test]
fn what_other_mail_says_tells_a_namesake_from_the_subject() {
    let namesake = "Jan de Vries <jan.devries@elders.example>";
    let archive = Archive::new()
        .eml("a.eml", plain(namesake, ANNA, "Dag.\n\n-- \nJan de Vries\nTel. 030-5550177\n"))
        .eml("b.eml", plain(JAN, ANNA, "Dag.\n\n-- \nJan de Vries\nTel. 020-5550111\n"))
        .eml("c.eml", plain(ANNA, ELS, "Jan de Vries belde.\n"));
    let hits = search(&archive);
    let all = strengths(&hits);
    assert_eq!(all.get("a.eml#0"), Some(&"possible"), "he has an address and a number of his own");
    assert_eq!(all.get("b.eml#0"), Some(&"certain"));
    assert_eq!(all.get("c.eml#0"), Some(&"likely"));
}

#[test]
fn attached_nested_and_quoted_copies_count() {
    let date = "Sun, 2 Mar 2014 10:11:00 +0100";
    let inner = String::from_utf8(plain(JAN, ELS, "Dag.\n")).unwrap();
    let archive = Archive::new()
        .eml(
            "csv.eml",
            attached(
                date,
                ELS,
                ANNA,
                ("text/csv", "klanten.csv"),
                "naam;telefoon\nJan de Vries;020 555 01 11\n",
            ),
        )
        .eml("eml.eml", attached(date, ELS, ANNA, ("message/rfc822", "bericht.eml"), &inner))
        .eml(
            "quoted.eml",
            plain(
                ELS,
                ANNA,
                "Ja.\n\nOp 1 maart 2014 schreef Jan de Vries:\n> Bel mij op 020-\u{2060}5550111\n",
            ),
        );
    let hits = search(&archive);
    assert_eq!(hits.len(), 3, "{hits:?}");
    let regions = |name: &str| hits[name]["matched"].to_string();
    assert!(regions("csv.eml#0").contains("attachment"));
    assert!(regions("eml.eml#0").contains("HEADER"));
    assert!(regions("quoted.eml#0").contains("quoted"));
}

#[test]
fn values_are_masked_unless_revealed_and_several_requests_are_one_pass() {
    let archive = Archive::new()
        .eml("a.eml", plain(JAN, ANNA, "Bel 020-5550111.\n"))
        .eml("b.eml", plain(ELS, ANNA, "Dag.\n"));
    let folder = archive.beside("requests");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("1.toml"), REQUEST).unwrap();
    fs::write(
        folder.join("2.toml"),
        "[request]\nreference = \"AVG-2\"\n[subject]\nnames = [\"Els Bakker\"]\n",
    )
    .unwrap();
    let hits = search_with(&archive, &folder, &[]);
    let text = serde_json::to_string(&hits.values().collect::<Vec<_>>()).unwrap();
    for secret in ["5550111", "Vries", "jan.devries@", "Bakker"] {
        assert!(!text.contains(secret), "{secret}");
    }
    assert_eq!(hits["a.eml#0"]["request"], "AVG-2026-014");
    assert_eq!(hits["b.eml#0"]["request"], "AVG-2");
    assert_eq!(hits["b.eml#0"]["matched"][0]["value_hash"].as_str().map(str::len), Some(64));
    for jobs in ["1", "2", "7"] {
        assert_eq!(search_with(&archive, &folder, &["--jobs", jobs]), hits);
    }
    let options =
        program().args(["search", "--quiet", "--name", "Els Bakker"]).arg(archive.root()).output().unwrap();
    let table = String::from_utf8(options.stdout).unwrap();
    assert!(table.starts_with("1 message (1 likely)"), "{table}");
    assert!(!table.contains("Bakker"));
}

#[test]
fn what_is_copied_into_a_request_with_signs_nobody_sees_is_found() {
    let archive = Archive::new()
        .eml("a.eml", plain(ANNA, ELS, "De heer Jan de Vries belde.\n"))
        .eml("b.eml", plain(ANNA, ELS, "Mail naar jan.devries@klant.example\n"))
        .eml("c.eml", plain(ANNA, ELS, "Ansprechpartner: Tel. 0160\r\n9305658.\n"))
        .eml("d.eml", plain(ANNA, ELS, "> Tel. 0160\n> 9305658, of 0160\n9305659\n"))
        .eml("e.eml", plain(ANNA, ELS, "0160\n\n9305658 en 0160, 9305658\n"));
    let text = "[subject]\nnames = [\"\\u202aJan\\u200b de\\nVries\\u202c\"]\nemails = [\"\\ufeffmailto:jan.devries@klant.example\"]\n\
                phones = [\"\\u202a+49 160 9305658\\u202c\"]\n";
    let file = request(&archive, text);
    let hits = search_with(&archive, &file, &[]);
    let found = strengths(&hits);
    let expected =
        [("a.eml#0", "likely"), ("b.eml#0", "certain"), ("c.eml#0", "certain"), ("d.eml#0", "certain")];
    assert_eq!(found, BTreeMap::from(expected), "a number goes on over one line end");
}

#[test]
fn a_broken_request_ends_before_any_mail_is_read() {
    let archive = Archive::new().eml("a.eml", plain(JAN, ANNA, "Dag.\n"));
    for (text, says) in [
        ("[subject]\nnames = []\n", "no identifier"),
        ("[subject]\nnames = [\"Jan\"]\nphones = [\"12\"]\n", "line 3"),
        ("[subject]\nnamen = [\"Jan\"]\n", "line 2"),
        ("[subject\n", "line 1"),
        ("[subject]\n\"Jan de Vries\" = []\n", "line 2"),
        ("[subject]\nnames = [\"Jan de Vries, Els Bakker\"]\n", "two requests"),
        ("[subject]\nnames = [\"Jan en Els de Vries\"]\n", "two requests"),
        ("[subject]\nnames = [\"Jan\\u0007 de Vries\"]\n", "control character"),
    ] {
        let output = program()
            .args(["search", "--request"])
            .arg(request(&archive, text))
            .arg(archive.root())
            .output()
            .unwrap();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(says), "{error}");
        assert!(!error.contains("Jan"), "{error}");
    }
    let nobody = program().arg("search").arg(archive.root()).output().unwrap();
    assert_eq!(nobody.status.code(), Some(2));
}

fn plan(archive: &Archive, options: &[&str]) -> Value {
    let path = archive.beside("plan.json");
    let output = program()
        .args(["search", "--quiet", "--own-domain", "huis.example", "--as-of", "2026-11-28", "--request"])
        .arg(request(archive, REQUEST))
        .args(options)
        .arg("-o")
        .arg(&path)
        .arg(archive.root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    serde_json::from_slice(&fs::read(&path).unwrap()).unwrap()
}

fn actions(plan: &Value) -> BTreeMap<String, String> {
    let hits = plan["hits"].as_array().unwrap();
    hits.iter()
        .map(|h| (h["source"].as_str().unwrap().to_owned(), h["action"].as_str().unwrap().to_owned()))
        .collect()
}

fn expected(all: &[(&str, &str)]) -> BTreeMap<String, String> {
    all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

#[test]
fn a_plan_proposes_with_reasons() {
    let old = "Sun, 2 Mar 2014 10:11:00 +0100";
    let recent = "Mon, 2 Mar 2026 10:11:00 +0100";
    let invoice = |date: &str| {
        let mail = letter(&format!("Date: {date}\n"), JAN, ANNA, "text/plain", "Dag.\n");
        String::from_utf8(mail).unwrap().replace("Subject: Vraag", "Subject: Factuur 12").into_bytes()
    };
    let archive = Archive::new()
        .eml("alone.eml", plain(JAN, ANNA, "Dag.\n"))
        .eml("others.eml", plain(JAN, ANNA, "Bel Els Bakker, 030-5550122.\n"))
        .eml("possible.eml", plain(ELS, ANNA, "Meneer De Vries belde.\n"))
        .eml("held/a.eml", plain(JAN, ANNA, "Dag.\n"))
        .eml("case.eml", plain(JAN, ANNA, "Over zaak Z-2031-77.\n"))
        .eml("invoice-old.eml", invoice(old))
        .eml("invoice.eml", invoice(recent))
        .eml("none.eml", dated(old, ELS, ANNA, "Dag.\n"));
    let hold = archive.beside("hold.toml");
    fs::write(&hold, "folders = [\"held/**\"]\n[[query]]\nother = [\"Z-2031-77\"]\n").unwrap();
    let settings = archive.beside("settings.toml");
    fs::write(&settings, "[retention.keep]\ninvoices = { term = \"7 years\", words = [\"factuur\"] }\n")
        .unwrap();
    let made = plan(
        &archive,
        &[
            "--hold",
            hold.to_str().unwrap(),
            "--config",
            settings.to_str().unwrap(),
            "--second-approver",
            "--lang",
            "nl",
        ],
    );
    let proposed = [
        ("alone.eml", "delete"),
        ("others.eml", "redact"),
        ("possible.eml", "keep"),
        ("held/a.eml", "keep"),
        ("case.eml", "keep"),
        ("invoice-old.eml", "delete"),
        ("invoice.eml", "keep"),
    ];
    assert_eq!(actions(&made), expected(&proposed));
    assert_eq!(made["mark"], "[verwijderd]");
    assert_eq!(made["second_approver"], true);
    assert_eq!(made["searched"]["messages"], 8);
    let kept = made["hits"].as_array().unwrap().iter().find(|h| h["source"] == "invoice.eml").unwrap();
    assert!(kept["why"].as_str().unwrap().contains("2033-03-03"), "{kept}");
    // the request stands in it, and no value of mail beside it
    let text = made["hits"].to_string();
    assert!(!text.contains("Vries") && !text.contains("5550111"), "masked");

    let access = REQUEST.replace("erasure", "access");
    let path = archive.beside("access.json");
    let output = program()
        .args(["search", "--quiet", "--own-domain", "huis.example", "--request"])
        .arg(request(&archive, &access))
        .arg("-o")
        .arg(&path)
        .arg(archive.root())
        .output()
        .unwrap();
    assert!(output.status.success());
    let access: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert!(actions(&access).values().all(|a| a == "keep"), "who asks for access erases nothing");
}

#[test]
fn a_name_alone_is_looked_for_whoever_bears_it() {
    let archive = Archive::new().eml(
        "a.eml",
        plain(
            JAN,
            ANNA,
            "Dag.\n\nMet vriendelijke groet,\nJan de Vries\nTel. 020-5550111\njan.devries@klant.example\n",
        ),
    );
    let request = request(&archive, "[subject]\nnames = [\"Jan de Vries\"]\n");
    let hits = search_with(&archive, &request, &[]);
    assert_eq!(strengths(&hits).get("a.eml#0"), Some(&"likely"), "nothing is known that speaks against it");
}

#[test]
fn a_list_of_one_surname_does_not_hide_an_identifier_behind_it() {
    let body = "Meneer De Vries.\n".repeat(3_000) + "Mail jan.devries@klant.example.\n";
    let archive = Archive::new().eml("a.eml", plain(ELS, ANNA, &body));
    let hits = search(&archive);
    assert_eq!(strengths(&hits).get("a.eml#0"), Some(&"certain"));
}

#[test]
fn what_stands_beside_sure_hits_is_proposed_and_not_added() {
    let signed = "Dag.\n\nMet vriendelijke groet,\nJan de Vries\n020-5550111\njan.devries@elders.example\n";
    let archive = Archive::new()
        .eml("a.eml", plain(JAN, ANNA, signed))
        .eml("b.eml", plain("jan.devries@elders.example", ANNA, "Dag.\n"));
    let output = program()
        .args(["search", "--reveal", "--expand", "--own-domain", "huis.example", "--request"])
        .arg(request(&archive, REQUEST))
        .arg(archive.root())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("jan.devries@elders.example"), "{said}");
    assert!(!said.contains("huis.example"), "{said}");
    let hits = search(&archive);
    assert!(!hits.contains_key("b.eml#0"), "it is not searched for");
}

const MARIA: &str = "[subject]\nnames = [\"Maria Jansen-de Vries\"]\nemails = [\"maria@klant.example\"]\n\
                     addresses = [\"Dorpsstraat 12a, 1012 AB Amsterdam\"]\n";

#[test]
fn a_double_name_and_half_of_it() {
    let bodies = [
        ("a", "Met Maria de Vries-Jansen gesproken.\n", "likely"),
        ("b", "Mevrouw De Vries - Jansen belde.\n", "likely"),
        ("c", "Met M. Jansen-de Vries gesproken.\n", "likely"),
        ("d", "Met Maria Jansen gesproken.\n", "possible"),
        ("e", "Maria Jansen, huisnummer 12a, 1012 AB\n", "likely"),
        ("f", "Maria Jansen-de Vries, 1012 AB 12\n", "certain"),
        ("g", "Maria de Vries mailt vanaf maria@klant.example.\n", "certain"),
    ];
    let mut archive = Archive::new();
    for (name, body, _) in bodies {
        archive = archive.eml(&format!("{name}.eml"), plain(ELS, ANNA, body));
    }
    for (name, body) in [
        ("x1", "Piet Jansen belde.\n"),
        ("x2", "Maria Bakker-de Boer, Dorpsstraat 14, 1012 AB\n"),
        ("x3", "Postcode 1012 AB.\n"),
    ] {
        archive = archive.eml(&format!("{name}.eml"), plain(ELS, ANNA, body));
    }
    let hits = search_with(&archive, &request(&archive, MARIA), &["--reveal"]);
    let all = strengths(&hits);
    let places: Vec<String> = bodies.iter().map(|(name, ..)| format!("{name}.eml#0")).collect();
    let expected: BTreeMap<&str, &str> =
        places.iter().zip(&bodies).map(|(place, (.., strength))| (place.as_str(), *strength)).collect();
    assert_eq!(all, expected);

    // of two who bear it a title tells neither
    let archive = archive.eml("y.eml", plain(ELS, ANNA, "Met vriendelijke groet,\nHugo Jansen-de Vries\n"));
    let hits = search_with(&archive, &request(&archive, MARIA), &["--reveal"]);
    let all = strengths(&hits);
    assert_eq!((all["b.eml#0"], all["a.eml#0"], all["c.eml#0"]), ("possible", "likely", "likely"));
}

#[test]
fn a_name_in_front_of_number_and_postcode_is_no_part_of_the_address() {
    let archive = Archive::new()
        .eml("a.eml", plain(ELS, ANNA, "Vergadering met Hans Smit 12a 1012AB morgen.\n"))
        .eml("b.eml", plain(ELS, ANNA, "Gestuurd naar Dorpstraat 12a, 1012 AB Amsterdam.\n"));
    let hits = search(&archive);
    let texts = |place: &str| -> Vec<String> {
        let matched = hits[place]["matched"].as_array().unwrap();
        let address = matched.iter().filter(|m| m["kind"] == "postal_address");
        address.map(|m| m["text"].as_str().unwrap().to_owned()).collect()
    };
    assert!(texts("a.eml#0").iter().all(|text| text.starts_with("12a")), "{:?}", texts("a.eml#0"));
    assert!(!texts("a.eml#0").is_empty() && !texts("b.eml#0").is_empty());
}
