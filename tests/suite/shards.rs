//! One archive, read in pieces by many, and told as by one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::archive::{Archive, mbox, program};
use crate::containers::gz;
use crate::letters::{ANNA, ELS, JAN, letter, plain};

/// Options that the readings of all pieces, and the one of all, have.
const READING: [&str; 2] = ["--own-domain", "huis.example"];

fn run(archive: &Archive, args: &[&str], paths: &[&Path]) -> Output {
    program().env("MAILSWEEP_STATE_KEY", archive.beside("key")).args(args).args(paths).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// An archive of every sort of source, with mboxes of many pieces.
fn archive() -> Archive {
    let filler = "Niets te melden over deze zaak, behalve dat zij loopt.\n".repeat(60);
    let mails: Vec<Vec<u8>> = (0..900)
        .map(|n| {
            let text = format!(
                "Bel Els Bakker op 030-55{:05}, of mail klant{n}@relatie{}.example.\n{filler}",
                n,
                n % 7
            );
            plain(if n % 3 == 0 { ELS } else { JAN }, ANNA, &text)
        })
        .collect();
    let all: Vec<&[u8]> = mails.iter().map(Vec::as_slice).collect();
    // a message that is larger than a piece, and one whose end its length tells
    let long = letter("", JAN, ANNA, "text/plain", &format!("{}\n020-5550111\n", filler.repeat(800)));
    let inside = "\nFrom els@x.example Sun Mar  2 10:11:00 2014\nSubject: geen bericht\n\n020-5550122\n"
        .repeat(20_000);
    let told =
        format!("From: {JAN}\nTo: {ANNA}\nSubject: lang\nContent-Length: {}\n\n{inside}", inside.len());
    let mut many = mbox(&all[..400]);
    many.extend_from_slice(b"From jan@klant.example Sun Mar  2 10:11:00 2014\n");
    many.extend_from_slice(told.as_bytes());
    many.extend_from_slice(b"\n\n");
    many.extend_from_slice(&mbox(&all[400..600]));
    Archive::new()
        .file("a/many.mbox", many)
        .file("a/more.mbox", mbox(&[&all[600..750], &[&long[..]], &all[750..]].concat()))
        .eml("b/1.eml", &mails[1])
        .eml("b/2.eml", &mails[2])
        .file("b/list.mbox.gz", gz(&mbox(&all[..30])))
        .maildir("c", &all[10..14])
        .file("d/damaged.gz", &gz(&mbox(&all[..9]))[..400])
        .file("e.txt", "geen mail")
}

/// Lists the pieces, reads them from the last to the first, and gives the folder of what was made.
fn read_all(archive: &Archive, size: &str, paths: &[&Path]) -> (PathBuf, usize) {
    let (list, results) = (archive.beside("manifest.jsonl"), archive.beside("results"));
    fs::create_dir_all(&results).unwrap();
    let output = run(archive, &["shards", "--size", size, "-o", list.to_str().unwrap()], paths);
    assert!(output.status.success(), "{}", said(&output));
    let shards = fs::read_to_string(&list).unwrap().lines().count();
    for n in (0..shards).rev() {
        let shard = format!("{}:{n}", list.display());
        let args = ["scan", "-q", "--shard", &shard, "--results", results.to_str().unwrap()];
        let output = run(archive, &[&args[..], &READING].concat(), &[]);
        assert!(matches!(output.status.code(), Some(0 | 3)), "{n}: {}", said(&output));
    }
    (results, shards)
}

/// What a command writes, in all formats.
fn told(archive: &Archive, command: &[&str], paths: &[&Path], of: &str, more: &[&str]) -> Vec<Vec<u8>> {
    let columns: &[&str] = if cfg!(feature = "parquet") { &["parquet", "arrow"] } else { &[] };
    let formats = ["jsonl", "json", "csv", "md"].iter().chain(columns);
    let files: Vec<PathBuf> = formats.map(|e| archive.beside(&format!("{of}.{e}"))).collect();
    let outputs: Vec<&str> = files.iter().flat_map(|f| ["-o", f.to_str().unwrap()]).collect();
    let problems = archive.beside(&format!("{of}.problems"));
    let problems = ["--problems", problems.to_str().unwrap()];
    let output = run(archive, &[command, more, &outputs, &problems].concat(), paths);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let mut all: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).unwrap()).collect();
    all.push(fs::read(problems[1]).unwrap());
    all.push(output.stdout);
    all
}

#[test]
fn what_all_pieces_tell_is_what_one_scan_tells() {
    let archive = archive();
    let (root, list) = (archive.root(), archive.root().join("a/more.mbox"));
    let paths = [root.as_path(), list.as_path(), list.as_path()];
    let filtered = ["--party", "relation", "--since", "2014-01-01"];
    let ways: [(&str, usize, &[&[&str]]); 2] =
        [("1MiB", 8, &[&["--reveal"], &filtered]), ("64MiB", 2, &[&["--reveal"]])];
    for (size, least, all) in ways {
        let (results, shards) = read_all(&archive, size, &paths);
        assert!(shards >= least, "{size}: {shards} shards");
        for more in all {
            let merged = told(&archive, &["merge", "-q"], &[&results], "merged", more);
            let scan = [&["scan", "-q"], &READING[..]].concat();
            let scanned = told(&archive, &scan, &paths, "scanned", more);
            for (one, other) in merged.iter().zip(&scanned) {
                assert!(!one.is_empty() || other.is_empty());
                let (text, others) = (String::from_utf8_lossy(one), String::from_utf8_lossy(other));
                assert!(one == other, "{size} {more:?}: {text:.2000}\n{others:.2000}");
            }
        }
        fs::remove_dir_all(results).unwrap();
    }
}

#[test]
fn a_piece_is_read_again_without_harm_and_nothing_lies_in_clear() {
    let archive = archive();
    let root = archive.root();
    let (results, shards) = read_all(&archive, "1MiB", &[&root]);
    let names = |folder: &Path| {
        let mut all: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name()).collect();
        all.sort();
        all
    };
    let before = names(&results);
    assert_eq!(before.len(), shards, "one file for each, and nothing unfinished");
    assert_eq!(read_all(&archive, "1MiB", &[&root]).1, shards);
    assert_eq!(names(&results), before);
    for name in before {
        let file = results.join(name);
        let bytes = fs::read(&file).unwrap();
        for word in ["relatie", "Bakker", "many.mbox"] {
            assert!(memchr::memmem::find(&bytes, word.as_bytes()).is_none(), "{word}");
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}

#[test]
fn what_does_not_go_together_is_refused() {
    let archive = archive();
    let root = archive.root();
    let (results, shards) = read_all(&archive, "1MiB", &[&root]);
    let merge =
        || run(&archive, &["merge", "-q", "-o", archive.beside("x.json").to_str().unwrap()], &[&results]);
    let refused = |output: &Output, why: &str| {
        assert!(matches!(output.status.code(), Some(2 | 4)), "{}", said(output));
        assert!(said(output).contains(why), "{why}: {}", said(output));
        assert!(!archive.beside("x.json").exists());
    };
    // one that is missing, amid and at the end
    let list = archive.beside("manifest.jsonl");
    let shard = |n: usize| format!("{}:{n}", list.display());
    let before: Vec<_> = fs::read_dir(&results).unwrap().map(|e| e.unwrap().path()).collect();
    let mut missing = Vec::new();
    for file in &before {
        let aside = archive.beside("aside");
        fs::rename(file, &aside).unwrap();
        let output = merge();
        refused(&output, "is missing");
        missing.push(said(&output));
        fs::rename(&aside, file).unwrap();
    }
    assert!(missing.iter().any(|m| m.contains(&format!("shard {} is missing", shards - 1))));
    // read otherwise
    let args =
        ["scan", "-q", "--kinds", "email", "--shard", &shard(1), "--results", results.to_str().unwrap()];
    assert!(matches!(run(&archive, &[&args[..], &READING].concat(), &[]).status.code(), Some(0 | 3)));
    // whichever of the two comes first
    let output = merge();
    let why = if said(&output).contains("twice") { "twice" } else { "other options" };
    refused(&output, why);
    for file in fs::read_dir(&results).unwrap().map(|e| e.unwrap().path()).filter(|f| !before.contains(f)) {
        fs::remove_file(file).unwrap();
    }
    // damaged, and with another key
    let bytes = fs::read(&before[0]).unwrap();
    let mut other = bytes.clone();
    let middle = other.len() / 2;
    other[middle] ^= 1;
    fs::write(&before[0], other).unwrap();
    refused(&merge(), "changed");
    fs::write(&before[0], bytes).unwrap();
    let key = archive.beside("key");
    let old = fs::read(&key).unwrap();
    fs::remove_file(&key).unwrap();
    refused(&merge(), "another key");
    fs::write(&key, old).unwrap();
    // a file that is another one meanwhile
    let mut mail = fs::read(root.join("a/many.mbox")).unwrap();
    mail.push(b'\n');
    fs::write(root.join("a/many.mbox"), mail).unwrap();
    let numbers: Vec<usize> = fs::read_to_string(&list)
        .unwrap()
        .lines()
        .enumerate()
        .filter(|(_, line)| line.contains("many.mbox") && line.contains("range"))
        .map(|(n, _)| n)
        .collect();
    let args = ["scan", "-q", "--shard", &shard(numbers[1]), "--results", results.to_str().unwrap()];
    let output = run(&archive, &[&args[..], &READING].concat(), &[]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("not what it was"), "{}", said(&output));
}

#[test]
fn what_came_after_the_list_was_made_is_met_and_two_lists_are_not_one() {
    let archive = archive();
    let root = archive.root();
    let (list, results) = (archive.beside("manifest.jsonl"), archive.beside("results"));
    let scan = |n: usize| {
        let shard = format!("{}:{n}", list.display());
        let args = ["scan", "-q", "--shard", &shard, "--results", results.to_str().unwrap()];
        let output = run(&archive, &[&args[..], &READING].concat(), &[]);
        assert!(matches!(output.status.code(), Some(0 | 3)), "{n}: {}", said(&output));
    };
    let merge = || run(&archive, &["merge", "-q", "--reveal", "--format", "jsonl"], &[&results]);
    let (_, shards) = read_all(&archive, "1MiB", &[&root]);
    // behind a large mbox, and at the end
    for name in ["a/many.mbox0", "a/zz.eml", "z.eml"] {
        fs::write(root.join(name), plain(JAN, ANNA, &format!("Van {} op 020-5550133.\n", name.len())))
            .unwrap();
    }
    (0..shards).for_each(scan);
    let output =
        run(&archive, &[&["scan", "-q", "--reveal", "--format", "jsonl"][..], &READING].concat(), &[&root]);
    let merged = merge();
    assert_eq!(String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&merged.stdout));
    assert_eq!(String::from_utf8_lossy(&merged.stdout).matches("+31205550133").count(), 3);
    // a result that is damaged is made anew by reading its shard again
    let any = fs::read_dir(&results).unwrap().next().unwrap().unwrap().path();
    fs::write(&any, "mailsweep shard 1\n").unwrap();
    assert_eq!(merge().status.code(), Some(2));
    (0..shards).for_each(scan);
    assert_eq!(merge().stdout, merged.stdout);
    // a list that was made anew is another one
    let output = run(&archive, &["shards", "--size", "1MiB", "-o", list.to_str().unwrap()], &[&root]);
    assert!(output.status.success());
    let before: Vec<_> = fs::read_dir(&results).unwrap().map(|e| e.unwrap().path()).collect();
    scan(shards - 1);
    let after: Vec<_> = fs::read_dir(&results).unwrap().map(|e| e.unwrap().path()).collect();
    assert_eq!(after.len(), before.len() + 1);
    let twice = said(&merge());
    assert!(["twice", "another list", "several lists"].iter().any(|why| twice.contains(why)), "{twice}");
    for old in before {
        let aside = archive.beside("aside");
        fs::rename(&old, &aside).unwrap();
        assert!(merge().stdout.is_empty(), "{}", said(&merge()));
        fs::rename(&aside, &old).unwrap();
    }
}

#[test]
fn options_that_make_no_sense_are_said() {
    let archive = Archive::new().eml("a.eml", plain(JAN, ANNA, "020-5550111\n"));
    let root = archive.root();
    let status = |args: &[&str], paths: &[&Path]| run(&archive, args, paths).status.code();
    assert_eq!(status(&["scan", "-q"], &[]), Some(2), "no PATH");
    assert_eq!(status(&["scan", "--shard", "nothing.jsonl:0"], &[]), Some(2));
    assert_eq!(status(&["scan", "--shard", "x:0"], &[&root]), Some(2), "a PATH and a shard");
    assert_eq!(status(&["shards", "-"], &[]), Some(2), "standard input");
    assert_eq!(status(&["merge"], &[&root]), Some(2), "no results");
    let (results, shards) = read_all(&archive, "1MiB", &[&root]);
    assert_eq!(shards, 1);
    let list = archive.beside("manifest.jsonl");
    assert_eq!(status(&["scan", "--shard", &format!("{}:1", list.display())], &[]), Some(2));
    assert_eq!(status(&["merge", "-q"], &[&results]), Some(0));
    for typed in ["--state=s.db", "--kinds=email", "--limit-depth=3", "--own-domain=x.example"] {
        assert_eq!(status(&["merge", "-q", typed], &[&results]), Some(2), "{typed}");
    }
    // what settings say is for whom it means something to
    let settings = archive.beside("settings.toml");
    let register = archive.beside("register.csv");
    fs::write(&register, "naam,telefoon\nJan de Vries,020-5550111\n").unwrap();
    fs::write(&settings, format!("kinds = [\"email\"]\nregister = {:?}\n", register.to_str().unwrap()))
        .unwrap();
    let config = ["--config", settings.to_str().unwrap()];
    let shard = format!("{}:0", list.display());
    let scan = ["scan", "-q", "--shard", &shard, "--results"];
    fs::create_dir(archive.beside("others")).unwrap();
    let others = archive.beside("others");
    assert_eq!(status(&[&scan[..], &[others.to_str().unwrap()], &config].concat(), &[]), Some(0));
    assert_eq!(status(&[&["merge", "-q"][..], &config].concat(), &[&others]), Some(0));
    let typed = ["--register", register.to_str().unwrap()];
    assert_eq!(status(&[&scan[..], &[others.to_str().unwrap()], &typed].concat(), &[]), Some(2));
    assert_eq!(status(&[&scan[..], &[root.to_str().unwrap()]].concat(), &[]), Some(2), "results in the mail");
}
