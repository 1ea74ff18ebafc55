//! What is shipped for engines that run a command for each shard: the Kubernetes jobs, the Slurm array, the Spark job.
//!
//! A cluster is not here: commands of the templates are run one by one, as a cluster would. The Spark job has a test of its own with one,
//! `contrib/spark/test_cluster.py`.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::archive::{Archive, program};
use crate::letters::{ANNA, ELS, JAN, plain};

fn contrib(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("contrib").join(name)
}

fn python() -> std::ffi::OsString {
    std::env::var_os("MAILSWEEP_TEST_PYTHON").unwrap_or_else(|| "python3".into())
}

/// An archive of several shards of 1 MiB, with a message that cannot be read in full.
fn archive() -> Archive {
    let filler = "Niets te melden over deze zaak, behalve dat zij loopt.\n".repeat(60);
    let mails: Vec<Vec<u8>> = (0..700)
        .map(|n| {
            let text = format!("Bel 030-55{n:05}, of mail klant{n}@relatie{}.example.\n{filler}", n % 7);
            plain(if n % 3 == 0 { ELS } else { JAN }, ANNA, &text)
        })
        .collect();
    let all: Vec<&[u8]> = mails.iter().map(Vec::as_slice).collect();
    Archive::new()
        .mbox("a/many.mbox", &all)
        .eml("b/1.eml", &mails[1])
        .eml("c.eml", b"Subject: x\nContent-Transfer-Encoding: base64\n\n!!!!\n")
}

/// A command with this program first on the path, with nothing of the tester's own, in the folder beside the mail.
fn started(archive: &Archive, name: impl AsRef<std::ffi::OsStr>) -> Command {
    let bin = archive.beside("bin");
    fs::create_dir_all(&bin).unwrap();
    let _ = std::os::unix::fs::symlink(program().get_program(), bin.join("mailsweep"));
    let mut command = Command::new(name);
    command
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", bin.display()))
        .env("XDG_CONFIG_HOME", "/nonexistent")
        .env("LC_ALL", "C.UTF-8")
        .current_dir(archive.beside(""));
    command
}

/// A key as the documents tell to make it.
fn key(archive: &Archive, name: &str) -> PathBuf {
    let path = archive.beside(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, format!("{}\n", "5a".repeat(32))).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path
}

fn one_scan(archive: &Archive, key: &Path, domain: &str) -> Vec<u8> {
    let output = program()
        .args(["scan", "-q", "--format", "jsonl", "--own-domain", domain, "--state-key"])
        .arg(key)
        .arg(archive.root())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert!(output.stdout.len() > 100_000);
    output.stdout
}

fn same(one: &[u8], other: &[u8]) {
    assert_eq!(String::from_utf8_lossy(one), String::from_utf8_lossy(other));
}

/// The documents of a YAML file, read by another program than one of ours; none where it is not installed.
fn yaml(path: &Path) -> Option<Vec<Value>> {
    let code = "import json, sys, yaml; print(json.dumps(list(yaml.safe_load_all(open(sys.argv[1])))))";
    let has = Command::new(python()).args(["-c", "import yaml"]).output();
    if !has.is_ok_and(|output| output.status.success()) {
        let _ =
            writeln!(std::io::stderr(), "SKIPPED: no python3 with PyYAML; MAILSWEEP_TEST_PYTHON names one");
        return None;
    }
    let output = Command::new(python()).args(["-c", code]).arg(path).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

fn words(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|word| word.as_str().unwrap().to_owned()).collect()
}

fn job<'d>(documents: &'d [Value], step: &str) -> &'d Value {
    let mut all = documents.iter().filter(|d| d["kind"] == "Job" && d["metadata"]["labels"]["step"] == step);
    let found = all.next().unwrap_or_else(|| panic!("{step}"));
    assert!(all.next().is_none(), "{step}");
    &found["spec"]
}

#[test]
fn pods_have_no_more_rights_than_they_need() {
    let Some(documents) = yaml(&contrib("kubernetes/indexed-job.yaml")) else { return };
    assert_eq!(documents.len(), 4);
    let policy = &documents[0];
    assert_eq!(
        (&policy["kind"], &policy["apiVersion"]),
        (&"NetworkPolicy".into(), &"networking.k8s.io/v1".into())
    );
    assert_eq!(words(&policy["spec"]["policyTypes"]), ["Ingress", "Egress"]);
    assert!(policy["spec"].get("egress").is_none() && policy["spec"].get("ingress").is_none());
    for step in ["list", "read", "merge"] {
        let spec = job(&documents, step);
        let (labels, pod) = (&spec["template"]["metadata"]["labels"], &spec["template"]["spec"]);
        assert_eq!(
            labels["app"], policy["spec"]["podSelector"]["matchLabels"]["app"],
            "{step}: the policy is of it"
        );
        assert_eq!(pod["restartPolicy"], "Never", "{step}");
        assert_eq!(pod["automountServiceAccountToken"], false, "{step}");
        assert_eq!(pod["securityContext"]["runAsNonRoot"], true, "{step}");
        assert!(pod["securityContext"]["runAsUser"].as_u64() > Some(0), "{step}");
        assert_eq!(pod["securityContext"]["seccompProfile"]["type"], "RuntimeDefault", "{step}");
        let containers = pod["containers"].as_array().unwrap();
        assert_eq!(containers.len(), 1);
        let rights = &containers[0]["securityContext"];
        assert_eq!(rights["readOnlyRootFilesystem"], true, "{step}");
        assert_eq!(rights["allowPrivilegeEscalation"], false, "{step}");
        assert_eq!(words(&rights["capabilities"]["drop"]), ["ALL"], "{step}");
        assert!(containers[0]["resources"]["limits"]["memory"].is_string(), "{step}");
        let volumes = pod["volumes"].as_array().unwrap();
        let mounts = containers[0]["volumeMounts"].as_array().unwrap();
        assert_eq!(volumes.len(), mounts.len(), "{step}");
        for mount in mounts {
            let volume = volumes.iter().find(|v| v["name"] == mount["name"]).unwrap();
            if volume["name"] == "mail" {
                assert_eq!(volume["persistentVolumeClaim"]["readOnly"], true, "{step}");
                assert_eq!(mount["readOnly"], true, "{step}");
            }
            if volume["name"] == "key" {
                assert_eq!(volume["secret"]["defaultMode"], 0o400, "{step}");
            }
        }
    }
    let read = job(&documents, "read");
    assert_eq!(read["completionMode"], "Indexed");
    for number in ["completions", "parallelism", "backoffLimitPerIndex", "maxFailedIndexes"] {
        assert!(read[number].as_u64() > Some(0), "{number}");
    }
    let rules = read["podFailurePolicy"]["rules"].as_array().unwrap();
    assert_eq!(rules[0]["onPodConditions"][0]["status"], "True", "a string, as the interface wants it");
    assert_eq!(rules[1]["onExitCodes"]["containerName"], read["template"]["spec"]["containers"][0]["name"]);
}

#[test]
fn what_pods_of_all_indices_read_is_what_one_scan_tells() {
    let Some(documents) = yaml(&contrib("kubernetes/indexed-job.yaml")) else { return };
    let archive = archive();
    let original = key(&archive, "original");
    // as a secret is mounted where there is an fsGroup
    let secret = key(&archive, "key/key");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o440)).unwrap();
    for name in ["results", "memory", "tmp"] {
        fs::create_dir_all(archive.beside(name)).unwrap();
    }
    let run = |step: &str, index: Option<usize>| -> Output {
        let container = &job(&documents, step)["template"]["spec"]["containers"][0];
        let mut words = [words(&container["command"]), words(&container["args"])].concat();
        for word in &mut words {
            // in two goes: the folder of a test may be in one of these names itself
            for mount in ["mail", "results", "key", "memory", "tmp"] {
                for before in [" ", "\"", ">", "^"] {
                    *word = format!("^{word}")
                        .replace(&format!("{before}/{mount}"), &format!("{before}\0{mount}"))[1..]
                        .to_owned();
                }
            }
            *word = word.replace('\0', archive.beside("").to_str().unwrap());
        }
        // a shell of the image, or the program by its name
        let mut command = started(&archive, &words[0]);
        if words[0] == "mailsweep" {
            command = started(&archive, archive.beside("bin/mailsweep"));
        }
        if let Some(index) = index {
            command.env("JOB_COMPLETION_INDEX", index.to_string());
        }
        command.args(&words[1..]).env("TMPDIR", archive.beside("tmp")).output().unwrap()
    };
    // the size of a shard is of an archive that is larger
    let output = run("list", None);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let manifest = archive.beside("results/manifest.jsonl");
    assert_eq!(fs::read_to_string(&manifest).unwrap().lines().count(), 1);
    let list = ["shards", "-q", "--size", "1MiB", "-o", manifest.to_str().unwrap()];
    assert!(program().args(list).arg(archive.root()).status().unwrap().success());
    let shards = fs::read_to_string(&manifest).unwrap().lines().count();
    assert!(shards >= 3, "{shards}");
    for index in (0..shards).rev() {
        let output = run("read", Some(index));
        assert_eq!(output.status.code(), Some(0), "{output:?}");
    }
    assert_eq!(run("read", Some(shards)).status.code(), Some(2), "one index too many");
    let output = run("merge", None);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let told = fs::read(archive.beside("results/audit.jsonl")).unwrap();
    same(&told, &one_scan(&archive, &original, "example.org"));
    assert!(archive.beside("results/audit.html").exists());
}

/// What was handed in to `sbatch`, word by word.
fn handed_in(archive: &Archive) -> Vec<Vec<String>> {
    let log = fs::read_to_string(archive.beside("handed-in")).unwrap_or_default();
    log.split("\n\n")
        .filter(|job| !job.is_empty())
        .map(|job| job.lines().map(str::to_owned).collect())
        .collect()
}

fn executable(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn what_all_tasks_of_an_array_read_is_what_one_scan_tells() {
    let script = contrib("slurm/array.sh");
    let Ok(checked) = Command::new("bash").arg("-n").arg(&script).output() else {
        eprintln!("SKIPPED: there is no bash, the script for Slurm is not run");
        return;
    };
    assert!(checked.status.success() && checked.stderr.is_empty(), "{checked:?}");
    let archive = archive();
    let key = key(&archive, "key");
    fs::create_dir_all(archive.beside("results")).unwrap();
    // numbers of jobs as a cluster of a federation answers them, and a program that is killed once at shard 1
    executable(
        &archive.beside("bin/sbatch"),
        "#!/bin/sh\nprintf '%s\\n' \"$@\" '' >>handed-in\necho \"$(wc -l <handed-in);far\"\n",
    );
    executable(
        &archive.beside("bin/mailsweep"),
        &format!(
            "#!/bin/sh\necho . >>runs\ncase \"$*\" in *manifest.jsonl:1\\ *) [ -e killed ] || {{ : >killed; kill -9 $$; }} ;; esac\nexec '{}' \"$@\"\n",
            program().get_program().to_str().unwrap()
        ),
    );
    let run = |task: Option<usize>, args: &[&str]| {
        let mut command = started(&archive, "bash");
        if let Some(task) = task {
            command.env("SLURM_JOB_ID", "7").env("SLURM_ARRAY_TASK_ID", task.to_string());
        }
        let settings = [("SCAN_OPTIONS", "--own-domain huis.example"), ("TASKS", "2"), ("AT_ONCE", "9")];
        command.envs(settings).arg(&script).args(args).output().unwrap()
    };
    // refused before anything is handed in
    assert_eq!(run(None, &[]).status.code(), Some(2));
    assert_eq!(run(None, &["absent.jsonl", "results", "key"]).status.code(), Some(2));
    let list = archive.beside("manifest.jsonl");
    let args = ["shards", "-q", "--size", "1MiB", "-o", list.to_str().unwrap()];
    assert!(program().args(args).arg(archive.root()).status().unwrap().success());
    assert_eq!(run(None, &["manifest.jsonl", "results", "absent"]).status.code(), Some(2));
    assert_eq!(handed_in(&archive).len(), 0);

    let output = run(None, &["manifest.jsonl", "results", "key", "-o", "an audit.jsonl", "-q"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let jobs = handed_in(&archive);
    assert_eq!(jobs.len(), 2, "{jobs:?}");
    let (array, merge) = (&jobs[0], &jobs[1]);
    let shards = fs::read_to_string(&list).unwrap().lines().count();
    assert!(shards >= 3, "{shards}: more than there are tasks");
    assert_eq!(array[..2], ["--parsable", "--array=0-1%9"]);
    assert_eq!(Path::new(&array[2]), script);
    let number = array.len() + 1;
    assert_eq!(
        merge[1..3],
        [format!("--dependency=afterok:{number}"), "--kill-on-invalid-dep=yes".to_owned()]
    );
    fn rest(job: &[String], from: usize) -> Vec<&str> {
        job[from..].iter().map(String::as_str).collect()
    }
    for task in [1, 0] {
        let output = run(Some(task), &rest(array, 3));
        assert_eq!(output.status.code(), Some(0), "{output:?}");
    }
    let runs = fs::read_to_string(archive.beside("runs")).unwrap().lines().count();
    assert_eq!(runs, shards + 1, "one is tried again");
    let output = run(Some(0), &rest(merge, 4));
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    same(&fs::read(archive.beside("an audit.jsonl")).unwrap(), &one_scan(&archive, &key, "huis.example"));

    // one that fails with status 2 is not tried again, is named, and fails the task, so that nothing is merged
    let mut more = rest(array, 3);
    let (last, end) = (shards.to_string(), (shards + 1).to_string());
    more[4] = &end;
    more[5] = &end;
    let output = run(Some(shards), &more);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains(&format!("shard {last} came to no end: status 2")), "{said}");
    assert!(!said.contains("attempt"), "{said}");
}

#[test]
fn shellcheck_finds_nothing_in_the_script_for_slurm() {
    let Ok(output) = Command::new("shellcheck").arg(contrib("slurm/array.sh")).output() else {
        eprintln!("SKIPPED: shellcheck is not installed");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn the_spark_job_refuses_what_cannot_be_before_it_asks_for_a_cluster() {
    let archive = Archive::new().eml("a.eml", plain(JAN, ANNA, "020-5550111\n"));
    let run = |manifest: &str, key: &str, more: &[&str]| {
        // -S, -E: without packages and settings of the tester, so without Spark
        Command::new(python())
            .args(["-B", "-S", "-E"])
            .arg(contrib("spark/mailsweep_spark.py"))
            .args(["--results", ".", "--manifest", manifest, "--state-key", key])
            .args(more)
            .current_dir(archive.beside(""))
            .output()
    };
    if run("x", "x", &[]).is_err() {
        eprintln!("SKIPPED: there is no python3, the Spark job is not run");
        return;
    }
    let refused = |manifest: &str, key: &str, more: &[&str], why: &str| {
        let output = run(manifest, key, more).unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(why), "{said}");
    };
    key(&archive, "key");
    fs::write(archive.beside("empty"), "").unwrap();
    fs::write(archive.beside("list"), "{}\n").unwrap();
    refused("list", "absent", &[], "no such file; make it first");
    refused("absent", "key", &[], "--manifest");
    refused("empty", "key", &[], "there is no shard in it");
    refused("list", "key", &["--attempts", "0"], "at least 1");
    // all is well but that there is no Spark: it did not come to an end, and a 1 would say that --fail-on matched
    assert_eq!(run("list", "key", &["--", "-o", "x.html"]).unwrap().status.code(), Some(4));
}

#[test]
fn the_simulation_cuts_as_the_program_does() {
    if Command::new(python()).arg("--version").output().is_err() {
        eprintln!("skipped: the simulation (there is no python3)");
        return;
    }
    let archive = Archive::new();
    fs::create_dir_all(archive.root()).unwrap();
    let sizes: Vec<u64> =
        (0..60).map(|n| [1, 70, 3_000, 900_000, 1_500_000, 5_300_000][n * 7 % 6] + n as u64).collect();
    for (n, size) in sizes.iter().enumerate() {
        let path = archive.root().join(format!("{n:03}.mbox.gz"));
        fs::File::create(path).unwrap().set_len(*size).unwrap();
    }
    // one that can be cut, in its place
    let text = "Niets te melden over deze zaak, behalve dat zij loopt.\n".repeat(60_000);
    let mail = plain(JAN, ANNA, &text);
    let archive = archive.mbox("030a.mbox", &[&mail]);
    let large = fs::metadata(archive.root().join("030a.mbox")).unwrap().len();
    assert!(large > 3 << 20);
    let output = program().args(["shards", "--size", "1MiB"]).arg(archive.root()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let lines = String::from_utf8(output.stdout).unwrap();
    let cut: Vec<u64> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["bytes"].as_u64().unwrap())
        .filter(|bytes| *bytes > 0)
        .collect();
    let script = "import sys; sys.path.insert(0, sys.argv[1]); import simulate\n\
        sizes = [float(n) for n in sys.argv[2].split(',')]\n\
        large = float(sys.argv[3])\n\
        def all():\n\
        \x20   yield from simulate.shards(sizes[:31], 1 << 20, False)\n\
        \x20   yield from simulate.shards([large], 1 << 20, True)\n\
        \x20   yield from simulate.shards(sizes[31:], 1 << 20, False)\n\
        print(','.join(str(int(n)) for n in all()))";
    let sizes: Vec<String> = sizes.iter().map(u64::to_string).collect();
    let output = Command::new(python())
        .args(["-B", "-c", script])
        .arg(contrib("scale"))
        .arg(sizes.join(","))
        .arg(large.to_string())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told: Vec<u64> =
        String::from_utf8(output.stdout).unwrap().trim().split(',').map(|n| n.parse().unwrap()).collect();
    assert_eq!(told, cut);
    let output = Command::new(python())
        .arg("-B")
        .arg(contrib("scale/simulate.py"))
        .args(["--total", "1e11", "--workers", "10"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("10 workers: ") && said.contains("hours of a core"), "{said}");
}
