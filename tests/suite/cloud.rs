//! Mail in an object store: the same findings as from a disk, whatever the store does, or a problem.

mod others;
mod server;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::archive::{Archive, program};
use crate::containers::gz;
use crate::letters::{ANNA, ELS, JAN, plain};
use crate::pack;
use server::{Asked, Fault, ID, SECRET, Server};

/// The program, which talks to a server on loopback and to nothing else.
fn cloud(archive: &Archive, port: u16) -> Command {
    let mut command = program();
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if ["AWS_", "AZURE_", "GOOGLE_"].iter().any(|start| name.starts_with(start))
            || name.to_ascii_lowercase().ends_with("_proxy")
        {
            command.env_remove(name);
        }
    }
    command
        .env("AWS_ACCESS_KEY_ID", ID)
        .env("AWS_SECRET_ACCESS_KEY", SECRET)
        .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}"))
        .env("AWS_ALLOW_HTTP", "true")
        .env("MAILSWEEP_STORE_PATIENCE", "20")
        .env("MAILSWEEP_STATE_KEY", archive.beside("key"));
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn mails(count: usize, lines: usize) -> Vec<Vec<u8>> {
    let filler = "Niets te melden over deze zaak, behalve dat zij loopt.\n".repeat(lines);
    (0..count)
        .map(|n| {
            let text = format!("Bel Els Bakker op 030-55{n:05}, of mail klant{n}@relatie.example.\n{filler}");
            plain(if n % 3 == 0 { ELS } else { JAN }, ANNA, &text)
        })
        .collect()
}

/// Mail of every sort, in folders whose order is not that of their keys.
fn archive() -> Archive {
    let all = mails(900, 110);
    let refs: Vec<&[u8]> = all.iter().map(Vec::as_slice).collect();
    let entry = ("x/in.mbox", &crate::archive::mbox(&refs[..40])[..]);
    let large: Vec<(String, &[u8])> = (0..300).map(|n| (format!("{n}.eml"), refs[n])).collect();
    let large: Vec<pack::File<'_>> = large.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    Archive::new()
        .mbox("a/large.mbox", &refs)
        .mbox("a-b/one.mbox", &refs[..2])
        .mbox("a.mbox", &refs[2..4])
        .eml("a.d/.x/1.eml", refs[5])
        .eml("a.d-e/2.eml", refs[6])
        .file("a0", b"geen mail")
        .maildir("jan/Maildir", &refs[10..14])
        .file("jan/Maildir/tmp/half", refs[15])
        .file("jan/Maildir/dovecot.index.log", b"\x01\x02")
        .file("jan/Maildir/.Sent/cur/1400.M1.host:2,S", refs[16])
        .file("list.mbox.gz", gz(&crate::archive::mbox(&refs[..300])))
        .file("damaged.gz", &gz(entry.1)[..400])
        .file("pack.tar", pack::tar(&[entry]))
        .file("pack.zip", pack::zip(&large))
        .file("pack.7z", pack::seven_z(&[entry]))
        .file("notes/é & <b>.eml", refs[20])
        .file("empty.eml", b"")
        .file("photo.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0")
}

/// The same tree below `mail/` in a bucket, beside what is not asked for.
fn objects(archive: &Archive) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<_> =
        archive.files().into_iter().map(|(name, bytes)| (format!("mail/{name}"), bytes)).collect();
    all.push(("mail-other/x.eml".to_owned(), plain(JAN, ANNA, "020-5550199")));
    // as consoles of services make folders
    all.push(("mail/jan/".to_owned(), Vec::new()));
    all
}

/// What a scan writes: findings, problems and counts; and how it ended.
fn scan(
    mut command: Command,
    archive: &Archive,
    path: &Path,
    more: &[&str],
) -> (Vec<u8>, Vec<u8>, Value, Output) {
    let (findings, problems, whole) =
        (archive.beside("f.jsonl"), archive.beside("p.jsonl"), archive.beside("w.json"));
    for file in [&findings, &problems, &whole] {
        let _ = fs::remove_file(file);
    }
    command
        .args(["scan", "-q", "--reveal", "--own-domain", "huis.example", "-o"])
        .arg(&findings)
        .arg("-o")
        .arg(&whole);
    let output = command.arg("--problems").arg(&problems).args(more).arg(path).output().unwrap();
    let read = |file: &PathBuf| fs::read(file).unwrap_or_default();
    let mut counts: Value = serde_json::from_slice(&read(&whole)).unwrap_or_default();
    if let Some(run) = counts.as_object_mut() {
        for of_this_run in ["run", "paths"] {
            run.remove(of_this_run);
        }
    }
    (read(&findings), read(&problems), counts, output)
}

fn same(archive: &Archive, port: u16, url: &str, path: &Path, more: &[&str]) {
    let local = scan(cloud(archive, port), archive, path, more);
    let there = scan(cloud(archive, port), archive, Path::new(url), more);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(!local.0.is_empty(), "{}", said(&local.3));
    assert_eq!(text(&there.1), text(&local.1), "{more:?} {}", said(&there.3));
    if there.0 != local.0 {
        let (one, other) = (text(&local.0), text(&there.0));
        let at = one.lines().zip(other.lines()).position(|(a, b)| a != b);
        panic!(
            "{more:?}: {} and {} lines, other from {at:?} on: {}",
            one.lines().count(),
            other.lines().count(),
            said(&there.3)
        );
    }
    assert_eq!(there.2, local.2, "{more:?}");
    assert_eq!(there.3.status.code(), local.3.status.code());
}

#[test]
fn a_bucket_tells_what_the_same_tree_on_a_disk_tells() {
    let archive = archive();
    let server = Server::new(objects(&archive), |_, _| Fault::None);
    let root = archive.root();
    same(&archive, server.port, "s3://bucket/mail", &root, &["--jobs", "2"]);
    same(&archive, server.port, "s3://bucket/mail/", &root, &["--jobs", "1"]);
    same(
        &archive,
        server.port,
        "s3://bucket/mail",
        &root,
        &["--jobs", "7", "--include", "*.mbox", "--exclude", "a-b"],
    );
    same(
        &archive,
        server.port,
        "s3://bucket/mail",
        &root,
        &["--exclude", "jan/Maildir/cur", "--exclude", "a"],
    );
    same(&archive, server.port, "s3://bucket/mail/a/large.mbox", &root.join("a/large.mbox"), &[]);
    same(&archive, server.port, "s3://bucket/mail/pack.zip", &root.join("pack.zip"), &[]);
    for asked in server.log().iter().filter(|asked| !asked.is_list()) {
        assert!(asked.method == "GET" && asked.headers.contains_key("range"), "{asked:?}");
        assert!(asked.headers.contains_key("if-match"), "{asked:?}");
        assert!(!asked.key.contains("/tmp/") && !asked.key.contains("dovecot"), "{asked:?}");
    }
}

#[test]
fn no_more_is_asked_at_once_than_there_are_jobs() {
    let archive = archive();
    for jobs in [1, 3] {
        let server = Server::new(objects(&archive), |_, _| {
            std::thread::sleep(Duration::from_millis(3));
            Fault::None
        });
        let jobs_typed = jobs.to_string();
        let there = scan(
            cloud(&archive, server.port),
            &archive,
            Path::new("s3://bucket/mail"),
            &["--jobs", &jobs_typed],
        );
        assert_eq!(there.3.status.code(), Some(3), "{}", said(&there.3));
        assert!((1..=jobs).contains(&server.busiest()), "{jobs}: {}", server.busiest());
    }
}

/// Every answer fails at first, each time in another way.
fn at_first(asked: &Asked, before: usize) -> Fault {
    let ways = [
        Fault::Status(503),
        Fault::Reset(1000),
        Fault::Status(429),
        Fault::Short(700),
        Fault::Reset(0),
        Fault::Status(500),
    ];
    match before {
        0 if asked.is_list() => {
            [Fault::Status(500), Fault::Reset(40), Fault::Status(503)][asked.query.len() % 3]
        }
        0 => ways[asked.key.len() % ways.len()],
        1 if !asked.is_list() && asked.key.len().is_multiple_of(3) => Fault::Stall(1),
        4 | 9 if !asked.is_list() => Fault::Reset(1000),
        _ => Fault::None,
    }
}

#[test]
fn what_fails_and_then_does_not_leaves_no_trace() {
    let archive = archive();
    let server = Server::new(objects(&archive), at_first);
    let local = scan(cloud(&archive, server.port), &archive, &archive.root(), &[]);
    let mut command = cloud(&archive, server.port);
    command.env("AWS_READ_TIMEOUT", "1s").env("MAILSWEEP_STORE_PATIENCE", "60");
    let there = scan(command, &archive, Path::new("s3://bucket/mail"), &["--jobs", "6"]);
    assert_eq!(String::from_utf8_lossy(&there.1), String::from_utf8_lossy(&local.1), "{}", said(&there.3));
    assert!(there.0 == local.0 && there.2 == local.2, "{}", said(&there.3));
    // what came before a connection broke is not asked for again
    let ranges = |from: &str| {
        server.log().iter().filter(|a| a.headers.get("range").is_some_and(|r| r.starts_with(from))).count()
    };
    assert!(ranges("bytes=1000-") + ranges("bytes=700-") > 0);
}

#[test]
fn what_never_gets_better_is_a_problem_of_that_source_alone() {
    let all = mails(6, 3);
    let refs: Vec<&[u8]> = all.iter().map(Vec::as_slice).collect();
    let large = mails(900, 110);
    let large: Vec<&[u8]> = large.iter().map(Vec::as_slice).collect();
    let archive = Archive::new()
        .eml("1.eml", refs[0])
        .mbox("bad.mbox", &refs[1..3])
        .mbox("large.mbox", &large)
        .eml("z.eml", refs[4]);
    let local = scan(cloud(&archive, 1), &archive, &archive.root(), &[]);
    for fault in [
        Fault::Status(503),
        Fault::Stall(5),
        Fault::Trickle,
        Fault::Reset(0),
        Fault::Short(0),
        Fault::Changed,
        Fault::ChangedUnasked,
        Fault::Status(404),
        Fault::Status(403),
    ] {
        // one small object, and the middle of a large one
        let server = Server::new(objects(&archive), move |asked, _| {
            let late = asked.headers.get("range").is_some_and(|r| r.starts_with("bytes=41943"));
            if asked.key.ends_with("bad.mbox") || asked.key.ends_with("large.mbox") && late {
                fault
            } else {
                Fault::None
            }
        });
        let began = Instant::now();
        let mut command = cloud(&archive, server.port);
        command.env("AWS_READ_TIMEOUT", "1s").env("MAILSWEEP_STORE_PATIENCE", "2");
        let there = scan(command, &archive, Path::new("s3://bucket/mail"), &["--jobs", "4"]);
        assert!(began.elapsed() < Duration::from_secs(40), "{fault:?}");
        assert_eq!(there.3.status.code(), Some(3), "{fault:?} {}", said(&there.3));
        let problems = String::from_utf8_lossy(&there.1).into_owned();
        for source in ["bad.mbox", "large.mbox"] {
            let told = format!("\"source\":\"{source}\"");
            let problem = problems.lines().find(|line| line.contains(&told));
            assert!(problem.is_some_and(|p| p.contains("\"code\":\"io\"")), "{fault:?} {source}: {problems}");
        }
        assert!(!problems.contains("127.0.0.1") && !problems.contains(ID), "{problems}");
        // what could be read is told as ever
        let told = |bytes: &[u8], source: &str| {
            let told = format!("\"source\":\"{source}\"");
            String::from_utf8_lossy(bytes).lines().filter(|line| line.contains(&told)).count()
        };
        for source in ["1.eml", "z.eml"] {
            assert_eq!(told(&there.0, source), told(&local.0, source), "{fault:?} {source}");
        }
        assert_eq!(told(&there.0, "bad.mbox"), 0);
        assert!(told(&there.0, "large.mbox") > 100, "{fault:?}: what came before is read");
    }
    // an answer without end ends
    let server =
        Server::new(objects(&archive), |asked, _| if asked.is_list() { Fault::None } else { Fault::Endless });
    let mut command = cloud(&archive, server.port);
    command.env("MAILSWEEP_STORE_PATIENCE", "2");
    let there = scan(command, &archive, Path::new("s3://bucket/mail"), &[]);
    assert_eq!(there.3.status.code(), Some(3), "{}", said(&there.3));
    let problems = String::from_utf8_lossy(&there.1).into_owned();
    assert_eq!(problems.lines().count(), 4, "one for each object: {problems}");
}

#[test]
fn a_store_that_is_gone_does_not_hold_a_run_up_object_by_object() {
    let mail = plain(JAN, ANNA, "020-5550101");
    let objects = (0..400).map(|n| (format!("mail/{n:04}.eml"), mail.clone()));
    let server =
        Server::new(objects, |asked, _| if asked.is_list() { Fault::None } else { Fault::Status(503) });
    let archive = Archive::new();
    let mut command = cloud(&archive, server.port);
    command.env("MAILSWEEP_STORE_PATIENCE", "2");
    let began = Instant::now();
    let there = scan(command, &archive, Path::new("s3://bucket/mail"), &["--jobs", "2"]);
    assert_eq!(there.3.status.code(), Some(3), "{}", said(&there.3));
    assert_eq!(String::from_utf8_lossy(&there.1).lines().count(), 400);
    assert!(began.elapsed() < Duration::from_secs(25), "{:?}", began.elapsed());
}

#[test]
fn a_listing_that_fails_is_never_taken_for_its_end() {
    let mail = plain(JAN, ANNA, "020-5550101");
    let objects: Vec<_> = (0..9).map(|n| (format!("mail/{n}.eml"), mail.clone())).collect();
    let archive = Archive::new();
    let behind = |asked: &Asked| asked.is_list() && asked.query.contains_key("continuation-token");
    let server = Server::new(
        objects.clone(),
        move |asked, _| if behind(asked) { Fault::Status(503) } else { Fault::None },
    );
    let mut command = cloud(&archive, server.port);
    command.env("MAILSWEEP_STORE_PATIENCE", "2");
    let there = scan(command, &archive, Path::new("s3://bucket/mail"), &[]);
    assert_eq!(there.3.status.code(), Some(3), "{}", said(&there.3));
    let problems = String::from_utf8_lossy(&there.1).into_owned();
    assert!(problems.contains("what follows in this folder cannot be listed"), "{problems}");
    assert!(String::from_utf8_lossy(&there.0).contains("\"source\":\"2.eml\""));
    // nothing at all
    let server = Server::new(objects, |_, _| Fault::Status(503));
    let mut command = cloud(&archive, server.port);
    command.env("MAILSWEEP_STORE_PATIENCE", "2");
    let there = scan(command, &archive, Path::new("s3://bucket/mail"), &[]);
    assert_eq!(there.3.status.code(), Some(2), "{}", said(&there.3));
    assert!(said(&there.3).contains("503"), "{}", said(&there.3));
}

#[test]
fn what_is_wrong_in_the_settings_is_said_before_anything_is_read() {
    let archive = Archive::new().eml("1.eml", plain(JAN, ANNA, "020-5550101"));
    let server = Server::new(objects(&archive), |_, _| Fault::None);
    let refused = |change: &dyn Fn(&mut Command), path: &str, why: &str| {
        let mut command = cloud(&archive, server.port);
        change(&mut command);
        let there = scan(command, &archive, Path::new(path), &[]);
        let said = said(&there.3);
        assert_eq!(there.3.status.code(), Some(2), "{said}");
        assert!(said.contains(why), "{why}: {said}");
        for secret in [SECRET, "AKIA", "geheim"] {
            assert!(!said.contains(secret), "{said}");
        }
    };
    let url = "s3://bucket/mail";
    refused(&|c| _ = c.env("AWS_ACCESS_KEY_ID", "AKIAWRONG"), url, "refuses the credentials");
    refused(&|c| _ = c.env_remove("AWS_ACCESS_KEY_ID"), url, "no credentials in the environment");
    refused(&|c| _ = c.env_remove("AWS_ALLOW_HTTP"), url, "AWS_ALLOW_HTTP");
    refused(&|_| {}, "s3://AKIAX:geheim@bucket/mail", "user name");
    refused(&|_| {}, "s3://bucket/mail?sig=geheim", "query");
    refused(&|_| {}, "s3://bucket/nothing", "no such object");
    refused(&|_| {}, "az://bucket/mail", "no credentials in the environment");
    refused(&|_| {}, "gs://bucket/mail", "no credentials in the environment");
    refused(&|c| _ = c.env("MAILSWEEP_STORE_PATIENCE", "soon"), url, "MAILSWEEP_STORE_PATIENCE");
    let mut command = cloud(&archive, server.port);
    let output = command.args(["scan", "--state"]).arg(archive.beside("s.db")).arg(url).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("--state is of files"), "{}", said(&output));
}

/// Keys that are no paths, below `mail/` and beside it.
const ODD: [&str; 12] = [
    "/x.eml",
    "//",
    "mail/",
    "mail//y.eml",
    "mail//",
    "mail/a/",
    "mail/a//z.eml",
    "mail/a/large.mbox/",
    "mail/./p.eml",
    "mail/../q.eml",
    "mail/c\u{1}.eml",
    "mail/z/",
];

/// A bucket with odd keys tells what the same tree on a disk tells, and one problem more for each of those.
fn odd_ones_are_problems(archive: &Archive, port: u16, odd: &[&str]) {
    let local = scan(cloud(archive, port), archive, &archive.root(), &[]);
    let there = scan(cloud(archive, port), archive, Path::new("s3://bucket/mail"), &["--jobs", "3"]);
    let lines =
        |bytes: &[u8]| -> Vec<String> { String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect() };
    assert!(there.0 == local.0 && !local.0.is_empty(), "{}", said(&there.3));
    assert_eq!(there.3.status.code(), Some(3), "{}", said(&there.3));
    let (known, problems) = (lines(&local.1), lines(&there.1));
    let more: Vec<&String> = problems.iter().filter(|line| !known.contains(line)).collect();
    let below: Vec<&&str> = odd.iter().filter(|key| key.starts_with("mail/")).collect();
    assert_eq!((more.len(), problems.len()), (below.len(), known.len() + below.len()), "{problems:?}");
    for key in below {
        let name = key.strip_prefix("mail/").filter(|name| !name.is_empty()).unwrap_or(key);
        let told = format!("\"source\":{}", Value::from(name));
        assert_eq!(more.iter().filter(|line| line.contains(&told)).count(), 1, "{key:?}: {more:?}");
    }
    let given_up = |counts: &Value| counts["coverage"]["files"]["given_up"].as_u64();
    assert!(
        given_up(&there.2) > given_up(&local.2) || given_up(&local.2).is_none(),
        "{}",
        there.2["coverage"]
    );
    // all of the bucket: what begins with `/` is beside the folder
    let all = scan(cloud(archive, port), archive, Path::new("s3://bucket"), &[]);
    assert_eq!(lines(&all.1).len(), known.len() + odd.len(), "{}", String::from_utf8_lossy(&all.1));
    assert!(lines(&all.0).len() >= lines(&local.0).len());
}

/// Mail of few sorts, of which each file is a shard, and one is divided.
fn few() -> Archive {
    let (all, large) = (mails(400, 110), mails(5, 21_000));
    let refs: Vec<&[u8]> = all.iter().map(Vec::as_slice).collect();
    Archive::new()
        .mbox("a/large.mbox", &refs)
        .eml("-a/1.eml", &large[0])
        .eml("a-b/1.eml", &large[1])
        .eml("a/x.eml", &large[2])
        .eml("b/y.eml", &large[3])
        .eml("z/y.eml", &large[4])
}

fn with_odd(archive: &Archive) -> Vec<(String, Vec<u8>)> {
    let mut all = objects(archive);
    all.extend(ODD.iter().map(|key| ((*key).to_owned(), plain(JAN, ANNA, "020-5550101"))));
    all
}

#[test]
fn a_key_that_is_no_path_is_a_problem_and_the_others_are_read() {
    let archive = few();
    let server = Server::new(with_odd(&archive), |_, _| Fault::None);
    odd_ones_are_problems(&archive, server.port, &ODD);
    let excluded = ["--exclude", "a", "--exclude", "c*", "--exclude", "*.eml", "--exclude", "z"];
    let there = scan(cloud(&archive, server.port), &archive, Path::new("s3://bucket/mail"), &excluded);
    let problems = String::from_utf8_lossy(&there.1).into_owned();
    assert_eq!(problems.lines().count(), 2, "what is left out is no problem: {problems}");
}

#[test]
fn shards_of_a_bucket_with_odd_keys_lose_and_double_none() {
    let archive = few();
    let server = Server::new(with_odd(&archive), |_, _| Fault::None);
    let whole = scan(cloud(&archive, server.port), &archive, Path::new("s3://bucket/mail"), &[]);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (found, problems) = in_shards(&archive, server.port, "1MiB");
    assert!(found == whole.0);
    assert_eq!(text(&problems), text(&whole.1));
}

#[test]
fn a_change_is_seen_where_listings_tell_no_tags() {
    let archive = archive();
    let server = Server::listing(objects(&archive), |_, _| Fault::None, false);
    same(&archive, server.port, "s3://bucket/mail", &archive.root(), &[]);
    let changes = |asked: &Asked, before| {
        let late = before > 0 && asked.key.ends_with("large.mbox");
        if late { Fault::ChangedUnasked } else { Fault::None }
    };
    let server = Server::listing(objects(&archive), changes, false);
    let there = scan(cloud(&archive, server.port), &archive, Path::new("s3://bucket/mail"), &[]);
    assert_eq!(there.3.status.code(), Some(3), "{}", said(&there.3));
    let problems = String::from_utf8_lossy(&there.1).into_owned();
    assert!(problems.contains("changed while it was read"), "{problems}");
}

/// Findings and problems of `s3://bucket/mail`, scanned in shards of a size, the last one first.
fn in_shards(archive: &Archive, port: u16, size: &str) -> (Vec<u8>, Vec<u8>) {
    let (list, results) = (archive.beside("manifest.jsonl"), archive.beside("results"));
    fs::create_dir_all(&results).unwrap();
    let run = |args: &[&str]| cloud(archive, port).args(args).output().unwrap();
    let output = run(&["shards", "-q", "--size", size, "-o", list.to_str().unwrap(), "s3://bucket/mail"]);
    assert!(output.status.success(), "{}", said(&output));
    let shards = fs::read_to_string(&list).unwrap().lines().count();
    assert!(shards > 3, "{shards}");
    for n in (0..shards).rev() {
        let shard = format!("{}:{n}", list.display());
        let output = run(&[
            "scan",
            "-q",
            "--shard",
            &shard,
            "--results",
            results.to_str().unwrap(),
            "--own-domain",
            "huis.example",
        ]);
        assert!(matches!(output.status.code(), Some(0 | 3)), "{n}: {}", said(&output));
    }
    let (merged, problems) = (archive.beside("merged.jsonl"), archive.beside("merged-problems.jsonl"));
    let results = results.to_str().unwrap();
    let mut merge = cloud(archive, port);
    merge.args(["merge", "-q", "--reveal", "--problems"]).arg(&problems).arg("-o").arg(&merged).arg(results);
    let output = merge.output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    (fs::read(merged).unwrap(), fs::read(problems).unwrap())
}

#[test]
fn shards_of_a_bucket_are_merged_to_what_one_scan_tells() {
    let archive = archive();
    let server = Server::new(objects(&archive), |_, _| Fault::None);
    let local = scan(cloud(&archive, server.port), &archive, &archive.root(), &[]);
    assert!(in_shards(&archive, server.port, "1MiB").0 == local.0);
}

#[test]
fn a_search_reads_a_bucket_and_an_erasure_refuses_it() {
    let archive = archive();
    let server = Server::new(objects(&archive), |_, _| Fault::None);
    let hits = |path: &str| {
        let output = cloud(&archive, server.port)
            .args(["search", "-q", "--phone", "030-5500016", "--format", "jsonl", path])
            .output()
            .unwrap();
        assert!(matches!(output.status.code(), Some(0 | 3)), "{}", said(&output));
        output.stdout
    };
    let there = hits("s3://bucket/mail");
    assert!(!there.is_empty() && there == hits(archive.root().to_str().unwrap()));
    let plan = archive.beside("plan.json");
    let output = cloud(&archive, server.port)
        .args(["search", "-q", "--phone", "030-5500016", "-o", plan.to_str().unwrap(), "s3://bucket/mail"])
        .output()
        .unwrap();
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", said(&output));
    let output = cloud(&archive, server.port).arg("erase").arg(&plan).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("object stores are only read"), "{}", said(&output));
}

#[test]
fn nobody_else_is_asked_where_a_store_says_so() {
    let archive = Archive::new()
        .eml("a.eml", plain(JAN, ANNA, "020-5550199"))
        .eml("b.eml", plain(JAN, ANNA, "020-5550100"));
    let other = Server::new(objects(&archive), |_, _| Fault::None);
    let port = other.port;
    let server = Server::new(objects(&archive), move |asked, _| match asked.key.ends_with("b.eml") {
        true => Fault::Redirect(port),
        false => Fault::None,
    });
    let mut command = cloud(&archive, server.port);
    command.env("AWS_SESSION_TOKEN", "TOKEN-GEHEIM");
    let (found, problems, _, output) = scan(command, &archive, Path::new("s3://bucket/mail/"), &[]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(!found.is_empty() && String::from_utf8_lossy(&problems).contains("b.eml"));
    assert!(!said(&output).contains("GEHEIM") && !String::from_utf8_lossy(&problems).contains("GEHEIM"));
    assert!(other.log().is_empty(), "{:?}", other.log());
    // at the beginning of a listing it ends the run
    let server = Server::new(objects(&archive), move |_, _| Fault::Redirect(port));
    let (_, _, _, output) = scan(cloud(&archive, server.port), &archive, Path::new("s3://bucket/mail/"), &[]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(other.log().is_empty(), "{:?}", other.log());
}
