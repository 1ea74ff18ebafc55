//! Who is the subject of a request, and who is a namesake.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::archive::{Archive, program};
use crate::letters::{ANNA, ELS, attached, plain};

const REQUEST: &str = "[request]\nkind = \"erasure\"\nreference = \"AVG-2026-014\"\nreceived = 2026-11-01\n\n\
                       [subject]\nnames = [\"Jan de Vries\"]\nemails = [\"jan.devries@klant.example\"]\n\
                       phones = [\"020-5550111\"]\naddresses = [\"Dorpsstraat 12a, 1012 AB Amsterdam\"]\n\
                       ibans = [\"NL91ABNA0417164300\"]\ncompany_numbers = [\"NL-KVK 12345678\"]\n";

/// How sure a search is of each message, by the name of its file.
fn strengths(mails: &[(&str, Vec<u8>)], options: &[&str]) -> BTreeMap<String, String> {
    strengths_of(REQUEST, mails, options)
}

fn strengths_of(request: &str, mails: &[(&str, Vec<u8>)], options: &[&str]) -> BTreeMap<String, String> {
    let archive =
        mails.iter().fold(Archive::new(), |a, (name, mail)| a.eml(&format!("{name}.eml"), mail.clone()));
    let path = archive.beside("request.toml");
    fs::write(&path, request).unwrap();
    let output = program()
        .args(["search", "--quiet", "--format", "jsonl", "--request"])
        .arg(&path)
        .args(options)
        .arg(archive.root())
        .output()
        .unwrap();
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let hits = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    hits.map(|hit| {
        let source = hit["source"].as_str().unwrap().trim_end_matches(".eml").to_owned();
        (source, hit["strength"].as_str().unwrap().to_owned())
    })
    .collect()
}

fn check(mails: &[(&str, Vec<u8>, &str)], options: &[&str]) {
    let given: Vec<(&str, Vec<u8>)> = mails.iter().map(|(name, mail, _)| (*name, mail.clone())).collect();
    let expected: BTreeMap<String, String> =
        mails.iter().map(|(name, _, strength)| ((*name).to_owned(), (*strength).to_owned())).collect();
    assert_eq!(strengths(&given, options), expected, "{options:?}");
}

fn check_of(request: &str, mails: &[(&str, Vec<u8>, &str)], options: &[&str]) {
    let given: Vec<(&str, Vec<u8>)> = mails.iter().map(|(name, mail, _)| (*name, mail.clone())).collect();
    let expected: BTreeMap<String, String> =
        mails.iter().map(|(name, _, strength)| ((*name).to_owned(), (*strength).to_owned())).collect();
    assert_eq!(strengths_of(request, &given, options), expected, "{request}");
}

#[test]
fn a_colleague_of_the_subjects_name_is_somebody_else() {
    let colleague = "Jan de Vries <jan@huis.example>";
    let invoice = "Factuur voor Jan de Vries, Dorpsstraat 12a, 1012 AB Amsterdam.\n";
    let mails = [
        ("from", plain(colleague, ANNA, "Ik ben ziek gemeld.\n\nGroet,\nJan de Vries\n"), "possible"),
        ("to", plain(ELS, colleague, "Tot morgen.\n"), "possible"),
        ("letters", plain("J. de Vries <jdv@huis.example>", ANNA, "Tot morgen.\n"), "possible"),
        // their mail may be about the subject all the same
        ("about", plain(ANNA, colleague, invoice), "certain"),
        // a desk passes on what the subject wrote
        ("desk", plain("Jan de Vries <balie@huis.example>", ANNA, "Het doet het niet.\n"), "likely"),
    ];
    check(&mails, &["--own-domain", "huis.example"]);
    check(&mails, &[]);
}

#[test]
fn a_name_before_other_details_is_a_namesakes() {
    let mails = [
        ("place", "Brief aan Jan de Vries, Laan 3, 3333 AA Ginds gestuurd.\n", "possible"),
        ("number", "Brief aan Jan de Vries, Dorpsstraat 12b, 1012 AB Amsterdam.\n", "possible"),
        ("account", "Betaald aan Jan de Vries IBAN NL20INGB0001234567.\n", "possible"),
        ("company", "Offerte voor Jan de Vries (KvK 34125587).\n", "possible"),
        ("sloppy", "Brief aan Jan de Vries, Dorpsstraat 12, 1012 AB Amsterdam.\n", "certain"),
        ("alone", "Brief aan Jan de Vries gestuurd.\n", "likely"),
    ];
    let mails = mails.map(|(name, body, strength)| (name, plain(ELS, ANNA, body), strength));
    check(&mails, &["--own-domain", "huis.example"]);
}

#[test]
fn one_house_may_have_two_of_the_same_letter() {
    let address = "Dorpsstraat 12a, 1012 AB Amsterdam";
    let johan = format!("Wij zijn verhuisd.\n\nJ. de Vries\n{}\n", address.replace(", ", "\n"));
    let invoice = plain(ELS, ANNA, &format!("Factuur voor J. de Vries, {address}\n"));
    let full = plain(ELS, ANNA, &format!("Factuur voor Jan de Vries, {address}\n"));
    check(&[("a", invoice.clone(), "certain")], &[]);
    let from = plain("Johan de Vries <johan@klant.example>", ANNA, &johan);
    check(&[("a", invoice, "possible"), ("b", from, "possible"), ("c", full, "certain")], &[]);
}

#[test]
fn an_address_makes_only_the_name_beside_it_certain() {
    let address = "Dorpsstraat 12a, 1012 AB Amsterdam";
    let far = format!(
        "Bewoners van {address} klagen over lawaai. Dat duurt al weken, en er komt geen einde aan.\n\n\
         Onze monteur is Jan de Vries.\n"
    );
    let mails = [("far", far, "likely"), ("near", format!("Jan de Vries\n{address}\n"), "certain")];
    check(&mails.map(|(name, body, strength)| (name, plain(ELS, ANNA, &body), strength)), &[]);
}

/// Two people of one name, of whom a run may make one contact.
#[test]
fn what_never_stands_with_anything_of_the_subjects_is_a_namesakes() {
    let other = "Jan de Vries <jan.devries@elders.example>";
    let own = "Jan de Vries <jan.devries@klant.example>";
    let signed = |number: &str| format!("Dag.\n\n-- \nJan de Vries\nTel. {number}\n");
    let told = |number: &str| format!("Bel Jan de Vries op {number}.\n");
    let mut mails = vec![
        ("own", plain(own, ANNA, &signed("020-5550111")), "certain"),
        // a number that stands with theirs once is theirs
        ("new", plain(own, ANNA, &signed("06-12345678")), "certain"),
        ("later", plain(ELS, ANNA, &told("06-12345678")), "likely"),
        ("name", plain(ANNA, ELS, "Jan de Vries belde.\n"), "likely"),
    ];
    let names = ["a", "b", "c", "d", "e", "f", "g"];
    for name in names {
        mails.push((name, plain(other, ANNA, &signed("030-5550177")), "possible"));
    }
    mails.push(("number", plain(ELS, ANNA, &told("030-5550177")), "possible"));
    mails.push(("mine", plain(ELS, ANNA, &told("020-5550111")), "certain"));
    check(&mails, &["--own-domain", "huis.example"]);
}

#[test]
fn a_number_of_the_subjects_firm_is_no_namesakes() {
    let els = "Els Bakker <els@klant.example>";
    let signed = "Jan de Vries komt ook.\n\n-- \nEls Bakker\nKlant Installaties B.V.\nTel. 030-5550190\n";
    let mails = [
        ("els", plain(els, ANNA, signed)),
        ("told", plain(ELS, ANNA, "Bel Jan de Vries, doorkiesnummer 030-5550190 toestel 50.\n")),
        ("else", plain(ELS, ANNA, "Bel Jan de Vries op 030-5550177.\n")),
    ];
    let all = strengths(&mails, &["--own-domain", "huis.example"]);
    assert_eq!(all.get("told").map(String::as_str), Some("likely"), "{all:?}");
    assert_eq!(all.get("else").map(String::as_str), Some("possible"), "{all:?}");
}

#[test]
fn who_bears_the_name_and_lives_in_the_house_is_the_subject() {
    let request = "[subject]\nnames = [\"Jan de Vries\"]\nemails = [\"jan.devries@klant.example\"]\n\
                   addresses = [\"Dorpsstraat 12a, 1012 AB Amsterdam\"]\n";
    let from = "Jan de Vries <jandevries@hotmail.com>";
    let signed = |house: &str| format!("Dag.\n\n-- \nJan de Vries\n{house}\n1012 AB Amsterdam\n");
    check_of(
        request,
        &[
            ("home", plain(from, ANNA, &signed("Dorpsstraat 12a")), "certain"),
            ("later", plain(from, ANNA, "Tot morgen.\n"), "likely"),
        ],
        &["--own-domain", "huis.example"],
    );
    // a namesake in another flat of that house
    check_of(
        request,
        &[
            ("flat", plain(from, ANNA, &signed("Dorpsstraat 12b")), "possible"),
            ("later", plain(from, ANNA, "Tot morgen.\n"), "possible"),
        ],
        &["--own-domain", "huis.example"],
    );
    // who writes about the house under the name may have another address by now
    let about = "Het adres is Dorpsstraat 12a, 1012 AB Amsterdam, de sleutel ligt bij de buren.\n";
    check_of(request, &[("about", plain(from, ANNA, about), "likely")], &["--own-domain", "huis.example"]);
}

#[test]
fn initials_beside_an_account_of_somebody_else_are_theirs() {
    let johan = "Johan de Vries <johan.devries@elders.example>";
    let account = "Mijn rekening is NL20INGB0001234567.\n\n-- \nJohan de Vries\nIBAN NL20INGB0001234567\n";
    let told = "Incasso mislukt bij J. de Vries, rekening NL20INGB0001234567.\n";
    let mails = [
        ("a", plain(johan, ANNA, account)),
        ("told", plain(ANNA, ELS, told)),
        ("alone", plain(ANNA, ELS, "Incasso mislukt bij J. de Vries.\n")),
    ];
    let request = "[subject]\nnames = [\"Jan de Vries\"]\nemails = [\"jan.devries@klant.example\"]\n";
    let all = strengths_of(request, &mails, &["--own-domain", "huis.example"]);
    assert_eq!(all.get("told").map(String::as_str), Some("possible"), "{all:?}");
    assert_eq!(all.get("alone").map(String::as_str), Some("likely"), "{all:?}");
}

#[test]
fn letters_beside_the_surname_of_two_and_before_a_spoken_sign_are_no_initials() {
    let request =
        "[subject]\nnames = [\"Mark Hoekstra\", \"Anouk Jonker\"]\nemails = [\"mark@klant.example\"]\n";
    let mail = |text: &str| plain(ELS, ANNA, text);
    check_of(
        request,
        &[
            ("two", mail("Bel M. Hoekstra-Vink even.\n"), "possible"),
            ("one", mail("Bel M. Hoekstra even.\n"), "likely"),
        ],
        &["--own-domain", "huis.example"],
    );
    let request = "[subject]\nnames = [\"Anouk Jonker\"]\n";
    let texts =
        ["Mailen mag naar m.jonker AT hotel-klant DOT example.\n", "Mail jonker AT klant DOT example.\n"];
    for text in texts {
        let all = strengths_of(request, &[("a", mail(text))], &[]);
        assert!(all.values().all(|strength| strength == "possible"), "{text}: {all:?}");
    }
    let named = mail("Mail Anouk Jonker at klant dot example.\n");
    check_of(request, &[("a", named, "likely")], &[]);
}

#[test]
fn cells_and_fields_make_a_name_where_one_of_them_holds_the_surname() {
    let table = "relnr\tvoornaam\ttussenvoegsel\tachternaam\tstraat\thuisnr\tpostcode\tplaats\tmobiel\temail\n\
                 1\tJohanna\t\tNijhuis\tLaan\t74\t3511 AB\tUtrecht\t06-12345671\tjnijhuis@ander.example\n\
                 2\tCarla\t\tGerritsen\tSt. Annastraat\t117\t3511 AC\tUtrecht\t06-12345672\tc.gerritsen@ander2.example\n\
                 3\tHenk\t\tBakker\tHavenstraat\t58\t3511 AD\tUtrecht\t06-12345673\th.bakker@ander3.example\n";
    let form = "Er is een nieuw bericht via het formulier.\n\nVoornaam:\nHenk\nTussenvoegsel:\n-\nAchternaam:\nBakker\n\
                Postcode:\n3511 AD\nHuisnummer:\n58\nStraat:\nHavenstraat\nPlaats:\nUtrecht\n";
    let date = "Sun, 2 Mar 2014 10:11:00 +0100";
    let mails = [
        ("table", attached(date, ELS, ANNA, ("text/csv", "relaties.csv"), table)),
        ("form", plain(ELS, ANNA, form)),
    ];
    for (name, options) in [("Henk Bakker", &["table", "form"][..]), ("Carla Gerritsen", &["table"])] {
        let all = strengths_of(&format!("[subject]\nnames = [\"{name}\"]\n"), &mails, &[]);
        for mail in options {
            assert_eq!(all.get(*mail).map(String::as_str), Some("likely"), "{name}: {all:?}");
        }
    }
}

/// Whoever else is looked for in the same pass.
#[test]
fn several_requests_are_answered_as_each_alone() {
    let johan = "Johan de Vries <johan.devries@elders.example>";
    let signed = "Met Els Smit.\n\n-- \nJohan de Vries\nTel. 030-5550177\n";
    let archive = Archive::new()
        .eml("a.eml", plain(johan, ANNA, signed))
        .eml("b.eml", plain(ANNA, ELS, "Bel J. de Vries op 030-5550177.\n"));
    let request = |file: &str, name: &str| {
        let text = format!(
            "[request]\nreference = \"{file}\"\n\n[subject]\nnames = [\"{name}\"]\nemails = [\"{file}@klant.example\"]\n"
        );
        let path = archive.beside(file);
        fs::write(&path, text).unwrap();
        path
    };
    let (jan, els) = (request("jan", "Jan de Vries"), request("els", "Els Smit"));
    let hits = |requests: &[&std::path::Path]| {
        let mut command = program();
        command.args(["search", "--quiet", "--format", "jsonl", "--own-domain", "huis.example"]);
        for path in requests {
            command.arg("--request").arg(path);
        }
        let output = command.arg(archive.root()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        let mut all: Vec<String> = text.lines().map(str::to_owned).collect();
        all.sort();
        all
    };
    let mut apart = [hits(&[&jan]), hits(&[&els])].concat();
    apart.sort();
    assert!(apart.iter().any(|hit| hit.contains("\"b.eml\"") && hit.contains("\"possible\"")), "{apart:?}");
    assert_eq!(hits(&[&jan, &els]), apart);
}
