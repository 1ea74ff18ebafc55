//! What is under a legal hold: the plan remembers the file, and an erasure reads it again.

use std::fs;
use std::process::Output;

use serde_json::Value;

use crate::archive::{Archive, program};
use crate::letters::{ANNA, JAN, letter};

const REQUEST: &str = "[request]\nreference = \"AVG-2026-014\"\n\n[subject]\nnames = [\"Jan de Vries\"]\n\
                       emails = [\"jan.devries@klant.example\"]\n";

/// Three messages of the subject.
struct Case {
    archive: Archive,
}

impl Case {
    fn new() -> Self {
        let message = |id: &str, body: &str| {
            letter(&format!("Message-ID: <{id}@klant.example>\n"), JAN, ANNA, "text/plain", body)
        };
        let archive = Archive::new()
            .eml("a.eml", message("a", "Dag.\n"))
            .eml("b.eml", message("b", "Over zaak ZK-2031.\n"))
            .eml("c.eml", message("c", "Tot ziens.\n"));
        let case = Case { archive };
        fs::write(case.archive.beside("request.toml"), REQUEST).unwrap();
        case
    }

    fn at(&self, name: &str) -> String {
        self.archive.beside(name).to_str().unwrap().to_owned()
    }

    fn hold(&self, name: &str, text: &str) -> String {
        fs::write(self.at(name), text).unwrap();
        self.at(name)
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = program();
        command.env("MAILSWEEP_STATE_KEY", self.at("key")).current_dir(self.archive.beside(""));
        command.args(args).output().unwrap()
    }

    /// A plan over the mail; a hold is named as it is from the folder beside it.
    fn plan(&self, options: &[&str]) {
        self.plan_of(self.archive.root().to_str().unwrap(), options);
    }

    fn plan_of(&self, path: &str, options: &[&str]) {
        let (request, plan) = (self.at("request.toml"), self.at("plan.json"));
        let args = ["search", "-q", "--own-domain", "huis.example", "--request", &request, "-o", &plan];
        let output = self.run(&[&args[..], options, &[path]].concat());
        assert!(output.status.success(), "{}", told(&output));
    }

    fn erase(&self, options: &[&str]) -> Output {
        self.run(&[&["erase", "-q", &self.at("plan.json")], options].concat())
    }

    /// Names of the files that are there.
    fn left(&self) -> Vec<String> {
        self.archive.files().into_iter().map(|(name, _)| name).collect()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&fs::read(self.at("plan.json")).unwrap()).unwrap()
    }
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

const APPLY: [&str; 2] = ["--apply", "--no-quarantine"];
const ALL: [&str; 3] = ["a.eml", "b.eml", "c.eml"];

#[cfg(unix)]
#[test]
fn a_hold_that_came_later_names_a_folder_by_the_link_that_was_searched() {
    let case = Case::new();
    std::os::unix::fs::symlink(case.archive.root(), case.archive.beside("directie")).unwrap();
    case.plan_of(&case.at("directie"), &[]);
    let later = case.hold("later.toml", "folders = [\"directie\"]\n");
    let output = case.erase(&[&APPLY[..], &["--hold", &later]].concat());
    assert_eq!(output.status.code(), Some(3), "{}", told(&output));
    assert_eq!(case.left(), ALL);
    let other = case.hold("later.toml", "folders = [\"verkoop\"]\n");
    let output = case.erase(&[&APPLY[..], &["--hold", &other]].concat());
    assert!(output.status.success() && case.left().is_empty(), "{}", told(&output));
}

#[test]
fn a_hold_of_the_search_counts_at_the_erasure_as_it_is_then() {
    let case = Case::new();
    let path = case.hold("hold.toml", "message_ids = [\"a@klant.example\"]\n");
    case.plan(&["--hold", "hold.toml"]);
    let plan = case.json();
    let real = fs::canonicalize(&path).unwrap();
    assert_eq!(plan["holds"][0]["path"], real.to_str().unwrap(), "absolute");
    assert!(plan["searched"]["options"].get("hold").is_none(), "a pack would show it");
    assert_eq!(plan["hits"][0]["action"], "keep");

    // one message by its id, one by what stands in it
    case.hold(
        "hold.toml",
        "message_ids = [\"a@klant.example\", \"c@klant.example\"]\n[[query]]\nother = [\"ZK-2031\"]\n",
    );
    let done = case.erase(&APPLY);
    assert_eq!(done.status.code(), Some(3), "{}", told(&done));
    assert_eq!(told(&done).matches("it is under a legal hold").count(), 2, "{}", told(&done));
    assert_eq!(case.left(), ALL);
}

#[test]
fn what_was_redacted_before_a_hold_came_is_told_as_it_stands() {
    let case = Case::new();
    let held = case.hold("hold.toml", "message_ids = []\n");
    case.plan(&["--hold", &held]);
    let decide = |action: &str| {
        let mut plan = case.json();
        for hit in plan["hits"].as_array_mut().unwrap() {
            hit["action"] = action.into();
        }
        fs::write(case.at("plan.json"), plan.to_string()).unwrap();
    };
    decide("redact");
    assert!(case.erase(&APPLY).status.success());
    for action in ["delete", "redact", "keep"] {
        decide(action);
        case.hold(
            "hold.toml",
            "message_ids = [\"a@klant.example\", \"b@klant.example\", \"c@klant.example\"]\n",
        );
        let done = case.erase(&APPLY);
        assert_eq!(case.left(), ALL, "{}", told(&done));
        let certificate: Value =
            serde_json::from_slice(&fs::read(case.at("plan.certificate.json")).unwrap()).unwrap();
        let statement = &certificate["statement"];
        for done in statement["done"].as_array().unwrap() {
            assert_eq!(done["ending"], "redacted", "{action}: {done}");
            assert!(done["sha256_after"].is_string(), "{action}: {done}");
        }
        assert_eq!(statement["left"].as_array().unwrap().len(), 0, "{action}: {statement}");
    }
}

#[test]
fn a_folder_is_held_from_wherever_the_search_began() {
    let case = Case::new();
    let name = fs::canonicalize(case.archive.root()).unwrap();
    let name = name.file_name().unwrap().to_str().unwrap().to_owned();
    case.hold("hold.toml", &format!("folders = [\"{name}\"]\n"));
    case.plan(&["--hold", "hold.toml"]);
    let all = case.json();
    assert!(all["hits"].as_array().unwrap().iter().all(|hit| hit["action"] == "keep"), "{all}");
}

#[test]
fn what_one_hold_covers_and_what_the_other_does_is_kept() {
    let case = Case::new();
    case.hold("hold.toml", "message_ids = []\n");
    case.plan(&["--hold", "hold.toml"]);
    case.hold("hold.toml", "message_ids = [\"a@klant.example\"]\n");
    let more = case.hold("more.toml", "message_ids = [\"c@klant.example\"]\n");
    let done = case.erase(&[&APPLY[..], &["--hold", &more]].concat());
    assert_eq!(done.status.code(), Some(3), "{}", told(&done));
    assert_eq!(case.left(), ["a.eml", "c.eml"]);
}

#[test]
fn without_the_hold_of_the_search_nothing_is_touched() {
    let case = Case::new();
    let path = case.hold("hold.toml", "message_ids = [\"a@klant.example\"]\n");
    case.plan(&["--hold", "hold.toml"]);
    let refused = |why: &str| {
        for options in [&APPLY[..], &[]] {
            let output = case.erase(options);
            assert_eq!(output.status.code(), Some(2), "{}", told(&output));
            assert!(told(&output).contains("hold.toml") && told(&output).contains(why), "{}", told(&output));
            assert!(told(&output).contains("Nothing was touched"), "{}", told(&output));
            assert_eq!(case.left(), ALL);
        }
    };
    fs::remove_file(&path).unwrap();
    refused("cannot read");
    fs::create_dir(&path).unwrap();
    refused("cannot read");
    fs::remove_dir(&path).unwrap();
    case.hold("hold.toml", "message_id = []\n");
    refused("not known");
    // that there was one cannot be taken out of the plan
    let mut plan = case.json();
    plan.as_object_mut().unwrap().remove("holds").unwrap();
    fs::write(case.at("plan.json"), plan.to_string()).unwrap();
    let output = case.erase(&APPLY);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    assert!(told(&output).contains("seal is broken") && case.left() == ALL, "{}", told(&output));
}

#[test]
fn a_plan_of_what_came_back_remembers_the_hold_too() {
    let case = Case::new();
    case.plan(&[]);
    let (list, plan) = (case.at("erased.list"), case.at("plan.json"));
    let added = case.run(&["suppress", "add", &list, "--plan", &plan]);
    assert!(added.status.success(), "{}", told(&added));
    case.hold("hold.toml", "message_ids = []\n");
    let root = case.archive.root();
    let again = [
        "erase",
        "-q",
        "--suppress",
        &list,
        "--own-domain",
        "huis.example",
        "--hold",
        "hold.toml",
        "-o",
        &plan,
    ];
    let output = case.run(&[&again[..], &[root.to_str().unwrap()]].concat());
    assert!(output.status.success(), "{}", told(&output));
    case.hold("hold.toml", "message_ids = [\"a@klant.example\"]\n");
    let done = case.erase(&APPLY);
    assert_eq!(done.status.code(), Some(3), "{}", told(&done));
    assert_eq!(case.left(), ["a.eml"]);
}

#[test]
fn a_plan_is_not_read_from_standard_input() {
    let case = Case::new();
    case.plan(&[]);
    let output = crate::archive::feed(
        {
            let mut command = program();
            command.args(["erase", "-"]);
            command
        },
        &fs::read(case.at("plan.json")).unwrap(),
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("a plan is a file"), "{}", told(&output));
}

#[test]
fn a_hold_that_is_lifted_in_its_file_is_lifted() {
    let case = Case::new();
    case.hold("hold.toml", "message_ids = [\"a@klant.example\"]\n");
    case.plan(&["--hold", "hold.toml"]);
    case.hold("hold.toml", "");
    let done = case.run(&[&["erase", &case.at("plan.json")], &APPLY[..]].concat());
    assert!(told(&done).contains("changed since the search"), "{}", told(&done));
    assert_eq!(case.left(), ["a.eml"], "that it is kept stands in the plan");
}
