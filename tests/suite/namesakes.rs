//! Who is the subject of a request, and who is a namesake.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::archive::{Archive, program};
use crate::letters::{ANNA, ELS, plain};

const REQUEST: &str = "[request]\nkind = \"erasure\"\nreference = \"AVG-2026-014\"\nreceived = 2026-11-01\n\n\
                       [subject]\nnames = [\"Jan de Vries\"]\nemails = [\"jan.devries@klant.example\"]\n\
                       phones = [\"020-5550111\"]\naddresses = [\"Dorpsstraat 12a, 1012 AB Amsterdam\"]\n\
                       ibans = [\"NL91ABNA0417164300\"]\ncompany_numbers = [\"NL-KVK 12345678\"]\n";

/// How sure a search is of each message, by the name of its file.
fn strengths(mails: &[(&str, Vec<u8>)], options: &[&str]) -> BTreeMap<String, String> {
    let archive =
        mails.iter().fold(Archive::new(), |a, (name, mail)| a.eml(&format!("{name}.eml"), mail.clone()));
    let path = archive.beside("request.toml");
    fs::write(&path, REQUEST).unwrap();
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
