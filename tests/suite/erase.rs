//! A plan that is carried out: what goes, what stays to the byte, and what is refused with nothing touched.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use crate::archive::{Archive, mbox, program};
use crate::containers::gz;
use crate::letters::{ANNA, ELS, JAN, letter, plain};
use crate::pack;

const REQUEST: &str = "[subject]\nnames = [\"Jan de Vries\"]\nemails = [\"jan.devries@klant.example\"]\n\
                       phones = [\"020-5550111\"]\n";

/// Mail about the subject alone, about others too, and about others alone, in every form.
fn archive() -> Archive {
    let alone = plain(JAN, ANNA, "Bel mij op 020-5550111.\n");
    let both = letter(
        "",
        ELS,
        ANNA,
        "text/html",
        "<p>Jan&nbsp;de <b>Vries</b> is te bereiken op <a href=\"tel:+31205550111\">020 555 01 11</a>, \
         Els Bakker op 030-5550122.</p>",
    );
    let other = plain(ELS, ANNA, "Bel mij op 030-5550122.\n");
    let all: [&[u8]; 3] = [&alone, &both, &other];
    let box_ = mbox(&all);
    Archive::new()
        .mbox("a.mbox", &all)
        .maildir("dir", &all)
        .eml("alone.eml", &alone)
        .eml("both.eml", &both)
        .eml("other.eml", &other)
        .file("c.mbox.gz", gz(&box_))
        .file("d.zip", pack::zip(&[("in/x.mbox", &box_[..]), ("in/other.eml", &other[..])]))
        .file("e.tar.gz", gz(&pack::tar(&[("x.mbox", &box_[..]), ("alone.eml", &alone[..])])))
}

fn run(command: &mut std::process::Command) -> Output {
    command.output().unwrap()
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn planned(archive: &Archive, options: &[&str]) -> PathBuf {
    let (request, plan) = (archive.beside("request.toml"), archive.beside("plan.json"));
    fs::write(&request, REQUEST).unwrap();
    let output = run(program()
        .args(["search", "--quiet", "--own-domain", "huis.example", "--request"])
        .arg(&request)
        .args(options)
        .arg("-o")
        .arg(&plan)
        .arg(archive.root()));
    assert!(output.status.success(), "{}", text(&output));
    plan
}

fn erase(plan: &Path, options: &[&str]) -> Output {
    run(program().args(["erase", "--quiet"]).arg(plan).args(options))
}

const APPLY: [&str; 2] = ["--apply", "--no-quarantine"];

/// Strengths of what a search finds, by place.
fn found(archive: &Archive) -> BTreeMap<String, String> {
    let output = run(program()
        .args(["search", "--quiet", "--own-domain", "huis.example", "--format", "jsonl", "--request"])
        .arg(archive.beside("request.toml"))
        .arg(archive.root()));
    let lines = String::from_utf8(output.stdout).unwrap();
    lines
        .lines()
        .map(|line| {
            let hit: Value = serde_json::from_str(line).unwrap();
            let place = format!("{}#{}", hit["source"].as_str().unwrap(), hit["message"]);
            (place, hit["strength"].as_str().unwrap().to_owned())
        })
        .collect()
}

#[test]
fn what_is_planned_goes_and_everything_else_stays() {
    let archive = archive();
    let before = archive.files();
    let plan = planned(&archive, &[]);
    let dry = erase(&plan, &[]);
    assert!(dry.status.success(), "{}", text(&dry));
    assert!(text(&dry).contains("Nothing was changed"));
    assert_eq!(archive.files(), before, "a dry run");

    let done = erase(&plan, &APPLY);
    assert!(done.status.success(), "{}", text(&done));
    assert_eq!(found(&archive), BTreeMap::new());
    let told = text(&done);
    assert!(told.contains("deleted") && told.contains("redacted"), "{told}");

    let after: BTreeMap<String, Vec<u8>> = archive.files().into_iter().collect();
    assert!(!after.contains_key("alone.eml"));
    let both = String::from_utf8(after["both.eml"].clone()).unwrap();
    assert!(both.contains("030-5550122") && both.contains("[removed]") && !both.contains("Vries"), "{both}");
    assert!(both.contains("<b>") && both.contains("</b>"), "the page is whole");
    let first = before.iter().find(|(name, _)| name == "other.eml").unwrap();
    assert_eq!(after["other.eml"], first.1);
    // the third message of the mbox is there to the byte
    let old = &before.iter().find(|(name, _)| name == "a.mbox").unwrap().1;
    let last = |bytes: &[u8]| {
        let at = bytes.windows(6).rposition(|w| w == b"\nFrom ").unwrap();
        bytes[at..].to_vec()
    };
    assert_eq!(last(&after["a.mbox"]), last(old));

    // a second run finds everything done
    let again = erase(&plan, &APPLY);
    assert!(again.status.success(), "{}", text(&again));
    let told = text(&again);
    assert!(told.contains("deleted before") && told.contains("redacted before"), "{told}");
    assert_eq!(archive.files().into_iter().collect::<BTreeMap<_, _>>(), after);
    // nor does a dry run say that there is anything to be done
    let dry = erase(&plan, &[]);
    let told = text(&dry);
    let count = |what: &str| -> u64 {
        let line = told.lines().find(|line| line.trim_start().starts_with(what)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    };
    assert_eq!((count("delete"), count("redact")), (0, 0), "{told}");
    assert!(count("done") > 0, "{told}");
}

/// Changes a plan as somebody does who edits it.
fn edit(plan: &Path, change: impl Fn(&mut Value)) {
    let mut value: Value = serde_json::from_slice(&fs::read(plan).unwrap()).unwrap();
    change(&mut value);
    fs::write(plan, serde_json::to_vec_pretty(&value).unwrap()).unwrap();
}

#[test]
fn decisions_that_change_after_they_were_carried_out_are_told_as_they_ended() {
    let archive = archive();
    let plan = planned(&archive, &[]);
    let first = erase(&plan, &APPLY);
    assert!(first.status.success(), "{}", text(&first));
    let done = archive.files();

    // what is gone cannot be kept any more, nor what was redacted: no statement says so
    edit(&plan, |p| {
        for hit in p["hits"].as_array_mut().unwrap() {
            hit["action"] = "keep".into();
        }
    });
    let kept = erase(&plan, &APPLY);
    let told = text(&kept);
    assert_eq!(kept.status.code(), Some(3), "{told}");
    assert!(told.contains("was deleted; the plan says keep now"), "{told}");
    assert!(told.contains("was redacted; the plan says keep now"), "{told}");
    assert_eq!(archive.files(), done);
    let certificate = plan.with_extension("certificate.json");
    let endings = || -> Vec<(String, String)> {
        let certificate: Value = serde_json::from_slice(&fs::read(&certificate).unwrap()).unwrap();
        let done = certificate["statement"]["done"].as_array().unwrap().clone();
        let of = |d: &Value, name: &str| d[name].as_str().unwrap().to_owned();
        done.iter().map(|d| (of(d, "source"), of(d, "ending"))).collect()
    };
    assert!(
        endings().iter().all(|(_, ending)| ending == "deleted" || ending == "redacted"),
        "{:?}",
        endings()
    );

    // what was redacted may still go as a whole; what is gone cannot be redacted
    edit(&plan, |p| {
        for hit in p["hits"].as_array_mut().unwrap() {
            hit["action"] = if hit["proposed"] == "redact" { "delete" } else { "redact" }.into();
        }
    });
    assert!(archive.files().iter().any(|(name, _)| name == "both.eml"));
    for _ in 0..2 {
        let changed = erase(&plan, &APPLY);
        let told = text(&changed);
        assert_eq!(changed.status.code(), Some(3), "{told}");
        assert!(told.contains("was deleted; the plan says redact now"), "{told}");
        assert!(!told.contains("was redacted;") && !told.contains("refused"), "{told}");
        assert!(endings().iter().all(|(_, ending)| ending == "deleted"), "{:?}", endings());
        assert!(!archive.files().iter().any(|(name, _)| name == "both.eml"));
    }

    // whatever the plan says then, and whatever is held since, all of it is gone
    let gone = archive.files();
    fs::write(archive.beside("hold.toml"), "folders = [\"**\"]\n").unwrap();
    let hold = archive.beside("hold.toml");
    for (action, options, status) in
        [("keep", vec![], 3), ("redact", vec![], 3), ("delete", vec!["--hold", hold.to_str().unwrap()], 0)]
    {
        edit(&plan, |p| {
            for hit in p["hits"].as_array_mut().unwrap() {
                hit["action"] = action.into();
            }
        });
        let options: Vec<&str> = APPLY.iter().copied().chain(options).collect();
        let again = erase(&plan, &options);
        let told = text(&again);
        assert_eq!(again.status.code(), Some(status), "{action}: {told}");
        assert!(endings().iter().all(|(_, ending)| ending == "deleted"), "{action}: {:?}", endings());
        assert_eq!(archive.files(), gone);
    }
}

#[test]
fn what_is_not_as_it_was_is_refused_with_nothing_touched() {
    let archive = archive();
    let before = archive.files();
    let plan = planned(&archive, &[]);
    let whole = fs::read(&plan).unwrap();
    let untouched = |options: &[&str], says: &str| {
        let output = erase(&plan, options);
        let told = text(&output);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(says), "{says}: {told}");
        assert_eq!(archive.files(), before);
    };
    edit(&plan, |p| p["hits"][0]["offset"] = 1.into());
    untouched(&APPLY, "the seal is broken");
    fs::write(&plan, &whole).unwrap();
    // why it was proposed is what a second person reads before they approve
    edit(&plan, |p| p["hits"][0]["why"] = "about the subject alone, they say".into());
    untouched(&APPLY, "the seal is broken");
    fs::write(&plan, &whole).unwrap();
    let other_key = archive.beside("other-key");
    untouched(
        &["--apply", "--no-quarantine", "--state-key", other_key.to_str().unwrap()],
        "the seal is broken",
    );
    fs::write(&plan, &whole[..whole.len() / 2]).unwrap();
    untouched(&APPLY, "no plan of an erasure");
    fs::write(&plan, &whole).unwrap();
    untouched(&["--apply"], "--no-quarantine");
    let folder = archive.beside("quarantine");
    let folder = folder.to_str().unwrap();
    untouched(&["--apply", "--quarantine", folder], "--encrypt-to");
    untouched(&["--apply", "--no-quarantine", "--quarantine", folder, "--encrypt-to", "age1"], "give one");
    assert!(!std::path::Path::new(folder).exists(), "nothing was made");

    let second = planned(&archive, &["--second-approver"]);
    untouched(&APPLY, "two people");
    edit(&second, |p| p["approved_by"] = serde_json::json!(["Anna  Smit", "anna\u{200b} smit."]));
    untouched(&APPLY, "two people");
}

#[cfg(unix)]
#[test]
fn a_folder_that_became_a_link_is_not_followed() {
    let jan = plain(JAN, ANNA, "Bel mij op 020-5550111.\n");
    let archive = Archive::new().eml("d/a.eml", &jan);
    let plan = planned(&archive, &[]);
    let outside = archive.beside("outside");
    fs::rename(archive.root().join("d"), &outside).unwrap();
    std::os::unix::fs::symlink(&outside, archive.root().join("d")).unwrap();
    let done = erase(&plan, &APPLY);
    assert_eq!(done.status.code(), Some(3), "{}", text(&done));
    assert!(text(&done).contains("symbolic link"), "{}", text(&done));
    assert_eq!(fs::read(outside.join("a.eml")).unwrap(), jan);
}

#[test]
fn what_was_put_back_does_not_count_as_done_by_the_journal_of_an_earlier_plan() {
    let archive = archive();
    let alone = fs::read(archive.root().join("alone.eml")).unwrap();
    let first = planned(&archive, &[]);
    assert!(erase(&first, &APPLY).status.success());
    fs::write(archive.root().join("alone.eml"), &alone).unwrap();
    // it has the name of the first one
    let second = planned(&archive, &[]);
    let refused = erase(&second, &APPLY);
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused));
    assert!(text(&refused).contains("--journal") && archive.root().join("alone.eml").exists());
    let own = archive.beside("second.journal");
    let done = erase(&second, &[APPLY[0], APPLY[1], "--journal", own.to_str().unwrap()]);
    assert!(done.status.success(), "{}", text(&done));
    assert!(!archive.root().join("alone.eml").exists());
}

#[cfg(feature = "age")]
#[test]
fn what_goes_is_kept_sealed_and_can_be_put_back() {
    use age::secrecy::ExposeSecret as _;
    let archive = archive();
    let before: BTreeMap<String, Vec<u8>> = archive.files().into_iter().collect();
    let plan = planned(&archive, &[]);
    let (folder, secret) = (archive.beside("quarantine"), archive.beside("key.txt"));
    let key = age::x25519::Identity::generate();
    fs::write(&secret, key.to_string().expose_secret()).unwrap();
    let to = key.to_public().to_string();
    let inside = archive.root().join("kept");
    for (folder, term, why) in [
        (&inside, "90d", "which is searched"),
        (&folder, "2020-01-01", "is over"),
        (&folder, "99999999d", "number of days"),
    ] {
        let options = ["--apply", "--encrypt-to", &to, "--keep-for", term, "--quarantine"];
        let refused = erase(&plan, &[&options[..], &[folder.to_str().unwrap()]].concat());
        assert_eq!(refused.status.code(), Some(2), "{}", text(&refused));
        assert!(text(&refused).contains(why), "{}", text(&refused));
        assert!(!folder.exists(), "nothing was made");
    }
    let options = ["--apply", "--encrypt-to", &to, "--keep-for", "90d", "--quarantine"];
    let options = [&options[..], &[folder.to_str().unwrap()]].concat();
    let done = erase(&plan, &options);
    assert!(done.status.success(), "{}", text(&done));
    assert_eq!(found(&archive), BTreeMap::new());
    let statement: Value =
        serde_json::from_slice(&fs::read(plan.with_extension("certificate.json")).unwrap()).unwrap();
    let outside = statement["statement"]["outside"].as_array().unwrap();
    assert!(outside.contains(&"quarantine".into()), "{outside:?}");

    let changed = statement["statement"]["done"].as_array().unwrap();
    let gone = changed.iter().filter(|d| d["ending"] != "kept").count();
    let index = fs::read_to_string(folder.join("index.jsonl")).unwrap();
    let taken: Vec<Value> = index
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|line| line["do"] == "take")
        .collect();
    assert_eq!(taken.len(), gone, "each message that was deleted or redacted, once");
    for entry in fs::read_dir(&folder).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(5).any(|w| w == b"Vries" || w == b"vries"), "nothing lies there in clear");
    }
    let of = |name: &str| {
        let at = archive.root().join(name);
        let line = taken.iter().find(|line| line["source"] == at.to_str().unwrap()).unwrap();
        line["id"].as_str().unwrap().to_owned()
    };
    for name in ["alone.eml", "both.eml"] {
        let back = archive.beside("back.eml");
        let _ = fs::remove_file(&back);
        let output = run(program().args(["quarantine", "restore"]).arg(&folder).arg(of(name)).args([
            "--identity",
            secret.to_str().unwrap(),
            "-o",
            back.to_str().unwrap(),
        ]));
        assert!(output.status.success(), "{}", text(&output));
        assert_eq!(fs::read(&back).unwrap(), before[name], "as it was before, to the byte");
    }
    // what is done is not kept twice
    let again = erase(&plan, &options);
    assert!(again.status.success(), "{}", text(&again));
    let now = fs::read_to_string(folder.join("index.jsonl")).unwrap();
    assert_eq!(now.matches("\"take\"").count(), gone);
}

#[test]
fn a_person_decides_and_a_hold_that_came_later_counts() {
    let archive = archive();
    let plan = planned(&archive, &[]);
    let of = |source: &str, plan: &Value| {
        let hits = plan["hits"].as_array().unwrap();
        hits.iter().position(|h| h["source"] == source).unwrap()
    };
    edit(&plan, |p| {
        let n = of("alone.eml", p);
        p["hits"][n]["action"] = "keep".into();
        p["hits"][n]["reason"] = "still a customer".into();
    });
    let hold = archive.beside("hold.toml");
    fs::write(&hold, "folders = [\"dir/**\"]\n").unwrap();
    let held = |files: &[(String, Vec<u8>)]| -> Vec<(String, Vec<u8>)> {
        files.iter().filter(|(name, _)| name.starts_with("dir/") || name == "alone.eml").cloned().collect()
    };
    let before = held(&archive.files());
    let done = erase(&plan, &["--apply", "--no-quarantine", "--hold", hold.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(3), "{}", text(&done));
    assert!(text(&done).contains("legal hold"));
    assert_eq!(held(&archive.files()), before);
    assert!(found(&archive).keys().all(|place| place.starts_with("dir/") || place == "alone.eml#0"));
}

#[test]
fn a_source_that_changed_since_is_looked_through_or_refused() {
    let archive = archive();
    let plan = planned(&archive, &[]);
    // somebody wrote in one message; mail came into the mbox
    let both = archive.root().join("both.eml");
    let changed = fs::read_to_string(&both).unwrap().replace("te bereiken", "goed te bereiken");
    fs::write(&both, &changed).unwrap();
    let mbox_path = archive.root().join("a.mbox");
    let mut grown = fs::read(&mbox_path).unwrap();
    grown.extend_from_slice(&mbox(&[&plain(ELS, ANNA, "Nog iets.\n")]));
    fs::write(&mbox_path, grown).unwrap();
    let done = erase(&plan, &APPLY);
    assert_eq!(done.status.code(), Some(3), "{}", text(&done));
    assert_eq!(fs::read_to_string(&both).unwrap(), changed, "it is not what was looked at");
    let left = fs::read_to_string(&mbox_path).unwrap();
    assert!(left.contains("Nog iets.") && !left.contains("5550111"), "{left}");
    assert_eq!(found(&archive).keys().collect::<Vec<_>>(), ["both.eml#0"]);
}

#[test]
fn of_two_copies_the_one_that_is_to_stay_stays() {
    let subjects = plain(JAN, ANNA, "Bel mij op 020-5550111.\n");
    let other = plain(ELS, ANNA, "Bel mij op 030-5550122.\n");
    let archive = Archive::new().mbox("a.mbox", &[&other[..], &subjects, &subjects]).eml("x.eml", &subjects);
    let archive = archive.eml("y.eml", &subjects);
    let plan = planned(&archive, &[]);
    edit(&plan, |plan| {
        let mut seen = std::collections::BTreeSet::new();
        for hit in plan["hits"].as_array_mut().unwrap() {
            let first = seen.insert(hit["source"] == "a.mbox");
            hit["action"] = if first { "keep" } else { "delete" }.into();
        }
    });
    let done = erase(&plan, &APPLY);
    assert!(done.status.success(), "{}", text(&done));
    let files: BTreeMap<_, _> = archive.files().into_iter().collect();
    assert_eq!(files["a.mbox"], mbox(&[&other[..], &subjects]));
    assert_eq!(files.keys().filter(|name| name.ends_with(".eml")).count(), 1);
    // without what was noted of it, or where the one copy was moved onto the other, it is left alone
    let lost = archive.beside("lost.journal");
    let again = erase(&plan, &[&APPLY[..], &["--journal", lost.to_str().unwrap()]].concat());
    assert_eq!(again.status.code(), Some(3), "{}", text(&again));
    assert!(text(&again).contains("the same bytes"), "{}", text(&again));
    assert_eq!(archive.files().into_iter().collect::<BTreeMap<_, _>>(), files);
    fs::rename(archive.root().join("x.eml"), archive.root().join("y.eml")).unwrap();
    let moved =
        erase(&plan, &[&APPLY[..], &["--journal", archive.beside("3.journal").to_str().unwrap()]].concat());
    assert_eq!(moved.status.code(), Some(3), "{}", text(&moved));
    assert!(archive.root().join("y.eml").exists(), "{}", text(&moved));
}

#[test]
fn a_tar_of_which_all_goes_is_empty() {
    let one = plain(JAN, ANNA, "Bel mij op 020-5550111.\n");
    let other = plain(ANNA, ANNA, "Bewaren.\n");
    let tar = pack::tar(&[("a.eml", &one[..]), ("b.eml", &one[..])]);
    let packed = gz(&tar);
    let archive = Archive::new()
        .file("x.tar", &tar)
        .file("x.tar.gz", &packed)
        .file("y.zip", pack::zip(&[("in/x.tar.gz", &packed[..]), ("c.eml", &other[..])]))
        .file("z.tar", pack::tar(&[("x.tar", &tar[..]), ("c.eml", &other[..])]));
    let plan = planned(&archive, &[]);
    edit(&plan, |plan| {
        for hit in plan["hits"].as_array_mut().unwrap() {
            hit["action"] = "delete".into();
        }
    });
    let done = erase(&plan, &APPLY);
    assert!(done.status.success(), "{}", text(&done));
    assert_eq!(found(&archive), BTreeMap::new());
    let after: BTreeMap<String, Vec<u8>> = archive.files().into_iter().collect();
    assert!(after["x.tar"].iter().all(|b| *b == 0), "the marks of the end are left");
    let kept = |bytes: &[u8]| bytes.windows(other.len()).any(|w| w == other);
    assert!(kept(&after["z.tar"]));
    assert_eq!(archive.files().len(), 4);
}

#[test]
fn what_no_separator_parts_from_the_subjects_mail_does_not_go_with_it() {
    let subjects = String::from_utf8(plain(JAN, ANNA, "Bel mij op 020-5550111.\n")).unwrap();
    let other = String::from_utf8(plain(ANNA, ANNA, "Bewaren.\n")).unwrap();
    let line = "From anna.smit@huis.example Mon May  4 10:00:00 2020\n";
    for between in ["\n\0\0\0", "mijn vraag num", "\n\u{feff}"] {
        let text_of_it = format!("{line}{subjects}{between}{line}{other}\n");
        let archive = Archive::new().file("a.mbox", text_of_it.clone().into_bytes());
        let plan = planned(&archive, &[]);
        edit(&plan, |plan| {
            assert_eq!(plan["hits"][0]["proposed"], "redact", "{between:?}");
            assert!(plan["hits"][0]["why"].as_str().unwrap().starts_with("Another message"), "{plan}");
            plan["hits"][0]["action"] = "delete".into();
        });
        let done = erase(&plan, &APPLY);
        assert_eq!(done.status.code(), Some(3), "{}", text(&done));
        assert!(text(&done).contains("another message may stand in it"), "{}", text(&done));
        assert_eq!(archive.files()[0].1, text_of_it.into_bytes(), "{between:?}");
    }
}

#[test]
fn mail_is_changed_only_when_that_is_typed() {
    let archive = archive();
    let plan = planned(&archive, &[]);
    let before = archive.files();
    let output = run(program()
        .env("MAILSWEEP_APPLY", "true")
        .env("MAILSWEEP_NO_QUARANTINE", "true")
        .args(["erase", "--quiet"])
        .arg(&plan));
    assert!(text(&output).contains("Nothing was changed"), "{}", text(&output));
    assert_eq!(archive.files(), before);
}

#[test]
fn what_cannot_be_read_is_said_of_a_message_that_was_redacted() {
    let secret = "Subject: x\nMIME-Version: 1.0\nFrom: Jan de Vries <jan.devries@klant.example>\n\
                  To: Els Bakker <els.bakker@ander.example>\n\
                  Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n\
                  --b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\
                  --b\nContent-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n\
                  -----END PGP MESSAGE-----\n--b--\n";
    let archive = Archive::new().eml("secret.eml", secret);
    let request = archive.beside("request.toml");
    fs::write(&request, REQUEST).unwrap();
    let plan = archive.beside("plan.json");
    let searched = run(program()
        .args(["search", "--quiet", "--own-domain", "huis.example", "--request"])
        .arg(&request)
        .arg("-o")
        .arg(&plan)
        .arg(archive.root()));
    assert_eq!(searched.status.code(), Some(3), "{}", text(&searched));
    let made: Value = serde_json::from_slice(&fs::read(&plan).unwrap()).unwrap();
    assert_eq!(made["hits"][0]["action"], "redact", "nobody knows whose details are in it: {made}");
    let done = erase(&plan, &APPLY);
    assert_eq!(done.status.code(), Some(3), "{}", text(&done));
    assert!(text(&done).contains("may still name the subject"), "{}", text(&done));
    assert_eq!(found(&archive), BTreeMap::new());
}

#[test]
fn sources_of_the_same_name_below_two_paths_are_told_apart() {
    let other = plain(JAN, ELS, "Nog een bericht, bel 030-5550122.\n");
    let archive = Archive::new()
        .eml("one/a.eml", plain(JAN, ANNA, "Dag.\n"))
        .eml("two/a.eml", &other)
        .mbox("one/m.mbox", &[&plain(JAN, ANNA, "Dag.\n")])
        .mbox("two/m.mbox", &[&plain(ELS, ANNA, "Dag.\n"), &other]);
    let (request, plan) = (archive.beside("request.toml"), archive.beside("plan.json"));
    fs::write(&request, REQUEST).unwrap();
    let output = run(program()
        .args(["search", "--quiet", "--own-domain", "huis.example", "--request"])
        .arg(&request)
        .arg("-o")
        .arg(&plan)
        .args([archive.root().join("one"), archive.root().join("two")]));
    assert!(output.status.success(), "{}", text(&output));
    let done = erase(&plan, &APPLY);
    assert!(done.status.success(), "{}", text(&done));
    assert_eq!(found(&archive), BTreeMap::new());
    let left = String::from_utf8(fs::read(archive.root().join("two/m.mbox")).unwrap()).unwrap();
    assert!(left.contains("els.bakker@ander.example"));
}

#[cfg(unix)]
#[test]
fn what_a_person_must_do_stands_on_the_certificate() {
    let jan = plain(JAN, ANNA, "Bel mij op 020-5550111.\n");
    let short = [format!("{:<10}\n", jan.len() + 400).as_bytes(), &jan].concat();
    let archive = Archive::new()
        .eml("alone.eml", &jan)
        .file("short.emlx", &short)
        .eml("linked/a.eml", plain(JAN, ANNA, "Dag.\n"))
        .eml("both/a.eml", plain(JAN, ANNA, "Tot ziens.\n"));
    let outside = archive.beside("another-name.eml");
    fs::hard_link(archive.root().join("linked/a.eml"), &outside).unwrap();
    fs::hard_link(archive.root().join("both/a.eml"), archive.root().join("both/b.eml")).unwrap();
    let (request, plan) = (archive.beside("request.toml"), archive.beside("plan.json"));
    fs::write(&request, REQUEST).unwrap();
    let searched = run(program()
        .args(["search", "--quiet", "--own-domain", "huis.example", "--request"])
        .arg(&request)
        .arg("-o")
        .arg(&plan)
        .arg(archive.root()));
    assert_eq!(searched.status.code(), Some(3), "{}", text(&searched));
    for _ in 0..2 {
        let done = erase(&plan, &APPLY);
        assert_eq!(done.status.code(), Some(3), "{}", text(&done));
        let told = text(&done);
        assert!(told.contains("longer by its first line") && told.contains("several names"), "{told}");
        let left: Vec<String> = archive.files().into_iter().map(|(name, _)| name).collect();
        assert_eq!(left, ["linked/a.eml", "short.emlx"]);
        let certificate: Value =
            serde_json::from_slice(&fs::read(plan.with_extension("certificate.json")).unwrap()).unwrap();
        let left = certificate["statement"]["left"].as_array().unwrap();
        let left: Vec<_> = left.iter().map(|l| (l["source"].as_str().unwrap(), &l["because"])).collect();
        let listed: Value = "work-list".into();
        assert_eq!(left, [("linked/a.eml", &listed), ("short.emlx", &listed)]);
    }
    assert!(outside.exists());
}
