//! Who was erased, and came back with a backup: the list, what a scan says, and the plan to erase them again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::archive::{Archive, mbox, program};
use crate::containers::gz;
use crate::letters::{ANNA, ELS, JAN, letter, plain};

const REQUEST: &str = "[request]\nkind = \"erasure\"\nreference = \"AVG-2026-014\"\n\n\
                       [subject]\nnames = [\"Jan de Vries\"]\nemails = [\"jan.devries@klant.example\"]\n\
                       phones = [\"020-5550111\"]\naddresses = [\"Dorpsstraat 12a, 1012 AB Amsterdam\"]\n\
                       other = [\"KL-88213\"]\n";

/// Another Jan de Vries, with an address and a number of his own.
const NAMESAKE: &str = "Jan de Vries <jan.de.vries@elders.example>";

/// Mail of and about the subject, about others too, and of others alone.
fn archive() -> Archive {
    let alone = plain(JAN, ANNA, "Bel mij op 020-5550111.\n");
    let both = letter(
        "",
        ELS,
        ANNA,
        "text/html",
        "<p>Jan&nbsp;de <b>Vries</b>, klant KL 88213, is te bereiken op 020 555 01 11, Els Bakker op 030-5550122.</p>",
    );
    let named = plain(PIET, ANNA, "Gisteren belde JAN DE VRIES nog. Groet, Piet Kok\n");
    let other = plain(ELS, ANNA, "Bel mij op 030-5550122.\n");
    let namesake = plain(NAMESAKE, ANNA, "Met vriendelijke groet,\nJan de Vries\n030-5550199\n");
    let all: [&[u8]; 5] = [&alone, &both, &named, &other, &namesake];
    Archive::new().mbox("a.mbox", &all).eml("alone.eml", &alone).file("c.mbox.gz", gz(&mbox(&all)))
}

const PIET: &str = "Piet Kok <piet.kok@elders.example>";

fn run(archive: &Archive, args: &[&str]) -> Output {
    command(archive, args).output().unwrap()
}

fn command(archive: &Archive, args: &[&str]) -> Command {
    let mut command = program();
    command.env("MAILSWEEP_STATE_KEY", archive.beside("key")).args(args);
    command
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn at(archive: &Archive, name: &str) -> String {
    archive.beside(name).to_str().unwrap().to_owned()
}

/// The plan of a request over the archive.
fn planned(archive: &Archive, request: &str, name: &str) -> String {
    let (from, plan) = (at(archive, "request.toml"), at(archive, name));
    fs::write(&from, request).unwrap();
    let root = archive.root();
    let args = ["search", "-q", "--own-domain", "huis.example", "--request", &from, "-o", &plan];
    let output = command(archive, &args).arg(&root).output().unwrap();
    assert!(output.status.success(), "{}", text(&output));
    plan
}

fn add(archive: &Archive, plan: &str) -> Output {
    run(archive, &["suppress", "add", &at(archive, "erased.list"), "--plan", plan])
}

fn apply(archive: &Archive, plan: &str) {
    let output = run(archive, &["erase", "-q", plan, "--apply", "--no-quarantine"]);
    assert!(output.status.success(), "{}", text(&output));
}

/// What a search for a request finds as more than possible.
fn sure(archive: &Archive, request: &str) -> Vec<String> {
    let from = at(archive, "request.toml");
    fs::write(&from, request).unwrap();
    let args = ["search", "-q", "--own-domain", "huis.example", "--format", "jsonl", "--request", &from];
    let output = command(archive, &args).arg(archive.root()).output().unwrap();
    let hits = String::from_utf8(output.stdout).unwrap();
    let hits = hits.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    hits.filter(|hit| hit["strength"] != "possible")
        .map(|hit| format!("{}#{}", hit["source"].as_str().unwrap(), hit["message"]))
        .collect()
}

fn restore(archive: &Archive, files: &[(String, Vec<u8>)]) {
    for (name, bytes) in files {
        fs::write(archive.root().join(name), bytes).unwrap();
    }
}

fn scan(archive: &Archive, options: &[&str]) -> Output {
    let list = at(archive, "erased.list");
    let args = ["scan", "-q", "--own-domain", "huis.example", "--suppress", &list];
    command(archive, &args).args(options).arg(archive.root()).output().unwrap()
}

fn again(archive: &Archive, options: &[&str]) -> Output {
    let list = at(archive, "erased.list");
    let args = ["erase", "--own-domain", "huis.example", "--suppress", &list];
    command(archive, &args).args(options).arg(archive.root()).output().unwrap()
}

/// Hits of a plan that are not to be kept, by place.
fn proposed(plan: &Path) -> Vec<String> {
    let plan: Value = serde_json::from_slice(&fs::read(plan).unwrap()).unwrap();
    let hits = plan["hits"].as_array().unwrap().iter().filter(|hit| hit["action"] != "keep");
    hits.map(|hit| format!("{}#{}", hit["source"].as_str().unwrap(), hit["message"])).collect()
}

#[test]
fn what_a_backup_brings_back_is_seen_and_erased_again() {
    let archive = archive();
    let backup = archive.files();
    let first = planned(&archive, REQUEST, "plan.json");
    assert!(text(&add(&archive, &first)).contains("AVG-2026-014: added"));
    apply(&archive, &first);
    assert_eq!(sure(&archive, REQUEST), [""; 0]);

    // nobody is back yet
    let clean = scan(&archive, &["--fail-on", "suppressed"]);
    assert_eq!(clean.status.code(), Some(0), "{}", text(&clean));
    assert!(text(&clean).contains("nothing of 1 subject on the list"), "{}", text(&clean));
    let plan = archive.beside("again.json");
    let nothing = again(&archive, &["-o", plan.to_str().unwrap()]);
    assert_eq!(nothing.status.code(), Some(0), "{}", text(&nothing));
    assert!(!plan.exists());

    restore(&archive, &backup);
    let back = scan(&archive, &["--fail-on", "suppressed"]);
    assert_eq!(back.status.code(), Some(1), "{}", text(&back));
    let told = text(&back);
    assert!(told.contains("Erased earlier, and back") && told.contains("AVG-2026-014"), "{told}");
    assert!(!told.contains("klant.example") && !told.contains("5550111"), "no values: {told}");

    // the journal of the first erasure would say that all of it is done
    let over = again(&archive, &["-o", &first]);
    assert_eq!(over.status.code(), Some(2), "{}", text(&over));
    assert!(text(&over).contains("plan.json.journal"), "{}", text(&over));
    let made = again(&archive, &["-o", plan.to_str().unwrap()]);
    assert!(made.status.success(), "{}", text(&made));
    assert_eq!(archive.files(), backup, "a plan changes nothing");
    // all that the first plan had, and no more
    assert_eq!(proposed(&plan), proposed(Path::new(&first)));
    apply(&archive, plan.to_str().unwrap());
    assert_eq!(sure(&archive, REQUEST), [""; 0]);
    assert_eq!(scan(&archive, &["--fail-on", "suppressed"]).status.code(), Some(0));
}

#[test]
fn a_namesake_with_details_of_their_own_is_left_alone() {
    let mail = |body: &str| plain(NAMESAKE, ANNA, body);
    let (a, b) = (mail("Groet,\nJan de Vries\n030-5550199\n"), mail("Jan de Vries, 030-5550199, akkoord.\n"));
    let archive = Archive::new().eml("a.eml", &a).eml("b.eml", &b).eml("old.eml", plain(JAN, ANNA, "Dag.\n"));
    let plan = planned(&archive, REQUEST, "plan.json");
    add(&archive, &plan);
    apply(&archive, &plan);
    let before = archive.files();
    assert_eq!(before.len(), 2, "the mail of the namesake is there");

    // of the subject nothing is back: that he had another address and another number is known all the same
    let again_plan = archive.beside("again.json");
    let output = again(&archive, &["-o", again_plan.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    assert!(!again_plan.exists(), "{}", fs::read_to_string(&again_plan).unwrap());
    assert!(text(&output).contains("AVG-2026-014: a name that"), "{}", text(&output));
    let told = scan(&archive, &["--fail-on", "suppressed"]);
    assert_eq!(told.status.code(), Some(0), "{}", text(&told));
    assert!(text(&told).contains("In 2 messages more stands no more than a name"), "{}", text(&told));

    // beside the subject, too
    fs::write(archive.root().join("old.eml"), plain(JAN, ANNA, "Dag.\n")).unwrap();
    assert!(again(&archive, &["-o", again_plan.to_str().unwrap()]).status.success());
    assert_eq!(proposed(&again_plan), ["old.eml#0"]);
    // the plan is the subject's by its seal, and says what it does not know
    let plan: Value = serde_json::from_slice(&fs::read(&again_plan).unwrap()).unwrap();
    assert_eq!(plan["request"]["reference"], "AVG-2026-014");
    assert_eq!(plan["request"]["subject"]["withheld"], serde_json::json!(["phones"]));
    apply(&archive, again_plan.to_str().unwrap());
    assert_eq!(archive.files(), before);
    // what such a plan does not name must not be lost from the list, nor from another one
    let list = fs::read(archive.beside("erased.list")).unwrap();
    assert!(text(&add(&archive, again_plan.to_str().unwrap())).contains("is on the list already"));
    assert_eq!(fs::read(archive.beside("erased.list")).unwrap(), list);
    let (other, plan) = (at(&archive, "other.list"), again_plan.to_str().unwrap());
    let refused = run(&archive, &["suppress", "add", &other, "--plan", plan]);
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused));
}

#[test]
fn several_subjects_have_a_plan_each() {
    let archive = archive().eml("els.eml", plain(ELS, ANNA, "Dag.\n"));
    let els = "[request]\nreference = \"AVG-2026-015\"\n[subject]\nemails = [\"els.bakker@ander.example\"]\n";
    let gone = "[request]\nreference = \"AVG-2026-016\"\n[subject]\nemails = [\"nobody@ander.example\"]\n";
    for (n, request) in [REQUEST, els, gone].into_iter().enumerate() {
        let plan = planned(&archive, request, &format!("{n}.json"));
        assert!(add(&archive, &plan).status.success());
    }
    let one = again(&archive, &["-o", &at(&archive, "one.json")]);
    assert_eq!(one.status.code(), Some(2), "{}", text(&one));
    assert!(text(&one).contains("{request}"), "{}", text(&one));
    let folder = archive.beside("plans");
    fs::create_dir(&folder).unwrap();
    assert!(again(&archive, &["-o", folder.to_str().unwrap()]).status.success());
    let mut names: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    assert_eq!(names, ["AVG-2026-014.json", "AVG-2026-015.json"].map(|name| folder.join(name)));
    assert_eq!(proposed(&names[0]), proposed(&archive.beside("0.json")));
    assert_eq!(proposed(&names[1]), proposed(&archive.beside("1.json")));
}

#[test]
fn the_list_is_told_changed_and_refused() {
    let archive = archive();
    let plan = planned(&archive, REQUEST, "plan.json");
    let list = at(&archive, "erased.list");
    assert!(add(&archive, &plan).status.success());
    let bytes = fs::read(&list).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&list).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let shown = String::from_utf8(bytes.clone()).unwrap().to_lowercase();
    // hashes are there in hexadecimal digits: of these alone nothing can be told
    for value in
        ["vries", "klant.example", "5550111", "dorpsstraat", "1012 ab", "1012ab", "kl-88213", "kl88213"]
    {
        assert!(!shown.contains(value), "{value}");
    }
    // the same subject once more changes nothing
    assert!(text(&add(&archive, &plan)).contains("is on the list already"));
    assert_eq!(fs::read(&list).unwrap(), bytes);

    let told = text(&run(&archive, &["suppress", "list", &list]));
    assert!(
        told.contains("1 subject\n") && told.contains("AVG-2026-014") && told.contains("5 identifiers"),
        "{told}"
    );

    // another key, a list that was changed, a plan that was changed, a request for access
    let refused = |output: Output, says: &str| {
        assert_eq!(output.status.code(), Some(2), "{}", text(&output));
        assert!(text(&output).contains(says), "{says}: {}", text(&output));
    };
    let other = at(&archive, "other-key");
    let root = archive.root().to_str().unwrap().to_owned();
    for args in [
        vec!["suppress", "list", &list, "--state-key", &other],
        vec!["scan", "-q", "--suppress", &list, "--state-key", &other, &root],
        vec!["erase", "-q", "--suppress", &list, "--state-key", &other, &root],
    ] {
        refused(run(&archive, &args), "another key");
    }
    fs::write(&list, shown.replace("avg-2026-014", "avg-2026-999")).unwrap();
    refused(run(&archive, &["suppress", "list", &list]), "seal of the list is broken");
    refused(scan(&archive, &[]), "seal of the list is broken");
    refused(again(&archive, &[]), "seal of the list is broken");
    refused(add(&archive, &plan), "seal of the list is broken");
    fs::write(&list, &bytes).unwrap();
    let changed = fs::read_to_string(&plan).unwrap().replace("jan.devries@", "jan.de.vries@");
    fs::write(archive.beside("changed.json"), changed).unwrap();
    refused(add(&archive, &at(&archive, "changed.json")), "seal is broken");
    let access = planned(&archive, &REQUEST.replace("erasure", "access"), "access.json");
    refused(add(&archive, &access), "request for access");
    assert_eq!(fs::read(&list).unwrap(), bytes);

    refused(run(&archive, &["suppress", "remove", &list, "AVG-1"]), "nobody on it has the reference");
    assert!(run(&archive, &["suppress", "remove", &list, "AVG-2026-014"]).status.success());
    assert!(text(&run(&archive, &["suppress", "list", &list])).starts_with("0 subjects"));
}

#[test]
fn a_report_tells_it_whatever_the_jobs_and_can_be_read_again() {
    let archive = archive();
    let plan = planned(&archive, REQUEST, "plan.json");
    add(&archive, &plan);
    let report = |jobs: &str| {
        let path = archive.beside(&format!("{jobs}.json"));
        let output = scan(&archive, &["--jobs", jobs, "-o", path.to_str().unwrap()]);
        assert!(output.status.success(), "{}", text(&output));
        fs::read(path).unwrap()
    };
    let bytes = report("1");
    assert_eq!(report("5"), bytes);
    let json: Value = serde_json::from_slice(&bytes).unwrap();
    let told = &json["summary"]["suppressed"];
    assert_eq!((&told["listed"], &told["messages"], &told["possible"]), (&1.into(), &5.into(), &4.into()));
    assert_eq!(told["subjects"][0]["reference"], "AVG-2026-014");
    let first = &told["places"][0];
    assert_eq!((&first["source"], &first["message"]), (&"a.mbox".into(), &0.into()));
    assert_eq!(first["kinds"], serde_json::json!(["person_name", "email", "phone"]));
    assert!(!told.to_string().contains("klant"), "no values: {told}");

    let saved = at(&archive, "1.json");
    let again = run(&archive, &["report", "-q", &saved, "--format", "json"]);
    let again: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(&again["summary"]["suppressed"], told);
    let failed = run(&archive, &["report", "-q", &saved, "--fail-on", "suppressed"]);
    assert_eq!(failed.status.code(), Some(1), "{}", text(&failed));

    // with a state all is read all the same; without a list there is nothing to count
    let state = at(&archive, "state.db");
    for _ in 0..2 {
        let output = scan(&archive, &["--state", &state, "--fail-on", "suppressed"]);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    }
    let root = archive.root();
    let without = command(&archive, &["scan", "--fail-on", "suppressed"]).arg(&root).output().unwrap();
    assert_eq!(without.status.code(), Some(2), "{}", text(&without));
    let both = scan(&archive, &["--split-by", "custodian", "-o", &at(&archive, "{custodian}.json")]);
    assert_eq!(both.status.code(), Some(2), "{}", text(&both));
}

#[test]
fn a_variable_makes_no_other_command_of_erase() {
    let archive = archive();
    let plan = planned(&archive, REQUEST, "plan.json");
    add(&archive, &plan);
    let list = at(&archive, "erased.list");
    let output = command(&archive, &["erase", &plan]).env("MAILSWEEP_SUPPRESS", &list).output().unwrap();
    assert!(text(&output).contains("Nothing was changed"), "{}", text(&output));
    // for scan it is a setting
    let output = command(&archive, &["scan", "-q", "--fail-on", "suppressed"])
        .env("MAILSWEEP_SUPPRESS", &list)
        .arg(archive.root())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    let output = again(&archive, &["--apply"]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    let output = run(&archive, &["erase", &plan, &plan]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
}

#[test]
fn of_several_that_add_at_once_none_is_lost() {
    let archive = archive();
    const MANY: usize = 8;
    let (from, to) = (at(&archive, "requests"), at(&archive, "plan-{request}.json"));
    fs::create_dir(&from).unwrap();
    for n in 0..MANY {
        let request =
            REQUEST.replace("2026-014", &format!("2026-{n:03}")).replace("88213", &format!("8821{n}"));
        fs::write(Path::new(&from).join(format!("{n}.toml")), request).unwrap();
    }
    let args = ["search", "-q", "--own-domain", "huis.example", "--request", &from, "-o", &to];
    let output = command(&archive, &args).arg(archive.root()).output().unwrap();
    assert!(output.status.success(), "{}", text(&output));
    let plans = (0..MANY).map(|n| to.replace("{request}", &format!("AVG-2026-{n:03}"))).collect::<Vec<_>>();
    let list = at(&archive, "erased.list");
    // somebody has it for a while
    let held = fs::File::create(at(&archive, "erased.list-lock")).unwrap();
    held.lock().unwrap();
    let mut adding: Vec<_> = plans
        .iter()
        .map(|plan| command(&archive, &["suppress", "add", &list, "--plan", plan]).spawn().unwrap())
        .collect();
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(adding.iter_mut().all(|child| child.try_wait().unwrap().is_none()), "they wait");
    drop(held);
    for child in &mut adding {
        assert!(child.wait().unwrap().success());
    }
    let told = text(&run(&archive, &["suppress", "list", &list]));
    assert!(told.starts_with(&format!("{MANY} subjects")), "{told}");
    for n in 0..MANY {
        assert!(told.contains(&format!("AVG-2026-{n:03}")), "{told}");
    }
}
