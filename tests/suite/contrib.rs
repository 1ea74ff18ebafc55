//! What is shipped for every night: units, the script for cron, its line, and the rotation of its log.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::archive::{Archive, message, program};

fn contrib() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("contrib")
}

fn read(name: &str) -> String {
    fs::read_to_string(contrib().join(name)).unwrap()
}

/// The settings of a unit, by section; lines that end in a backslash go on.
fn unit(text: &str) -> BTreeMap<(String, String), Vec<String>> {
    let (mut section, mut all) = (String::new(), BTreeMap::<_, Vec<String>>::new());
    let joined = text.replace("\\\n", " ");
    for line in joined.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            section = name.to_owned();
            continue;
        }
        let (key, value) = line.split_once('=').unwrap_or_else(|| panic!("{line}"));
        all.entry((section.clone(), key.to_owned())).or_default().push(value.to_owned());
    }
    all
}

fn service<'u>(unit: &'u BTreeMap<(String, String), Vec<String>>, key: &str) -> Option<&'u str> {
    let values = unit.get(&("Service".to_owned(), key.to_owned()))?;
    values.first().map(String::as_str)
}

/// The settings file, made fit for a test; it says what the run would be without the time of day.
fn settings(archive: &Archive) -> PathBuf {
    let path = archive.beside("mailsweep.toml");
    fs::copy(contrib().join("mailsweep.toml"), &path).unwrap();
    path
}

#[test]
fn the_service_is_sandboxed_and_its_command_runs() {
    let unit = unit(&read("systemd/mailsweep.service"));
    for (key, value) in [
        ("ProtectSystem", "strict"),
        ("PrivateNetwork", "yes"),
        ("RestrictAddressFamilies", "none"),
        ("NoNewPrivileges", "yes"),
        ("CapabilityBoundingSet", ""),
        ("ReadOnlyPaths", "/srv/mail"),
        ("SystemCallFilter", "@system-service"),
        ("StateDirectory", "mailsweep"),
        ("MemoryMax", "2G"),
    ] {
        assert_eq!(service(&unit, key), Some(value), "{key}");
    }
    let archive = Archive::new().eml("a.eml", message("Tel 020-5550123\n"));
    let settings = settings(&archive);
    let words: Vec<&str> = service(&unit, "ExecStart").unwrap().split_whitespace().collect();
    assert_eq!(words[0], "/usr/bin/mailsweep");
    let output = program()
        .current_dir(archive.beside(""))
        .args(words[1..].iter().map(|word| match *word {
            "/etc/mailsweep/mailsweep.toml" => settings.to_str().unwrap().to_owned(),
            "/srv/mail" => "mail".to_owned(),
            other => other.to_owned(),
        }))
        .output()
        .unwrap();
    assert_eq!(
        (output.status.code(), output.stdout.len(), output.stderr.len()),
        (Some(0), 0, 0),
        "{output:?}"
    );
    for name in ["state.db", "key", "mailsweep.prom", "audit.html", "audit.xlsx", "audit.eml"] {
        assert!(archive.beside(name).exists(), "{name}");
    }
}

#[test]
fn systemd_finds_nothing_wrong_with_the_units() {
    let Ok(version) = Command::new("systemd-analyze").arg("--version").output() else {
        eprintln!("SKIPPED: systemd-analyze is not installed, the units are not verified by it");
        return;
    };
    assert!(version.status.success());
    let folder = tempfile::tempdir().unwrap();
    let mut units = Vec::new();
    for entry in fs::read_dir(contrib().join("systemd")).unwrap() {
        let path = entry.unwrap().path();
        // it looks whether programs are there: those of another machine are not
        let text = fs::read_to_string(&path).unwrap();
        let text =
            ["/usr/bin/mailsweep", "/usr/sbin/sendmail"].iter().fold(text, |t, p| t.replace(p, "/bin/true"));
        let copy = folder.path().join(path.file_name().unwrap());
        fs::write(&copy, text).unwrap();
        units.push(copy);
    }
    assert_eq!(units.len(), 3);
    let verify = |units: &[PathBuf]| {
        let path = format!("{}:", folder.path().display());
        Command::new("systemd-analyze")
            .args(["verify", "--man=no"])
            .args(units)
            .env("SYSTEMD_UNIT_PATH", path)
            .output()
            .unwrap()
    };
    let output = verify(&units);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if said.contains("Failed to initialize manager") {
        eprintln!("SKIPPED: systemd-analyze cannot verify units here: {said}");
        return;
    }
    assert!(output.status.success() && !said.contains("mailsweep"), "{said}");
    // and it would say so
    let broken = folder.path().join("mailsweep-broken.service");
    fs::write(&broken, "[Service]\nType=oneshot\nProtectSystem=perhaps\nExecStart=/bin/true\n").unwrap();
    let said = String::from_utf8_lossy(&verify(&[broken]).stderr).into_owned();
    assert!(said.contains("perhaps"), "{said}");
}

#[test]
fn the_line_for_cron_is_five_times_a_user_and_the_script() {
    let text = read("cron/mailsweep");
    let lines: Vec<&str> = text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
    let (variables, jobs): (Vec<&str>, Vec<&str>) =
        lines.into_iter().partition(|l| l.split('=').next().unwrap().bytes().all(|b| b.is_ascii_uppercase()));
    assert_eq!((variables.len(), jobs.len()), (3, 1), "{variables:?} {jobs:?}");
    let words: Vec<&str> = jobs[0].split_whitespace().collect();
    assert!(
        words[..5]
            .iter()
            .zip([59, 23, 31, 12, 7])
            .all(|(word, most)| *word == "*" || word.parse::<u32>().unwrap() <= most)
    );
    assert_eq!(words[5..7], ["mailsweep", "/usr/local/lib/mailsweep/nightly"]);
    assert!(words.len() >= 11 && !jobs[0].contains('%'), "cron makes line ends of %");
    assert!(text.ends_with('\n'), "cron leaves out a line without an end");
}

#[test]
fn logrotate_has_a_balanced_file_of_known_words() {
    let text = read("logrotate/mailsweep");
    let (head, body) = text.split_once('{').unwrap();
    assert!(head.trim().starts_with("/var/log/mailsweep/") && body.trim_end().ends_with('}'));
    for line in body.trim_end().trim_end_matches('}').lines().map(str::trim).filter(|l| !l.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let known = match words[0] {
            "weekly" | "missingok" | "notifempty" | "compress" | "delaycompress" => words.len() == 1,
            "rotate" | "maxage" => words.len() == 2 && words[1].parse::<u32>().is_ok(),
            "su" => words.len() == 3,
            "create" => words.len() == 4 && words[1] == "0600",
            _ => false,
        };
        assert!(known, "{line}");
    }
    if Command::new("logrotate").arg("--version").output().is_err() {
        eprintln!("SKIPPED: logrotate is not installed, its file was only parsed");
    }
}

/// Runs the script as cron does, with this program first on the path, and with a `sendmail` that keeps what it is given.
#[cfg(unix)]
fn nightly(archive: &Archive, paths: &[&str]) -> std::process::Output {
    use std::os::unix::fs::PermissionsExt as _;
    let bin = archive.beside("bin");
    fs::create_dir_all(&bin).unwrap();
    let _ = std::os::unix::fs::symlink(program().get_program(), bin.join("mailsweep"));
    fs::write(bin.join("sendmail"), "#!/bin/sh\ncat > \"$SENT\"\n").unwrap();
    fs::set_permissions(bin.join("sendmail"), fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new("/bin/sh");
    command
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", bin.display()))
        .env("SENT", archive.beside("sent.eml"))
        .current_dir(archive.beside(""))
        .arg(contrib().join("cron/nightly"))
        .arg(settings(archive))
        .arg(archive.beside("").join("."))
        .arg(archive.beside("nightly.log"));
    command.args(paths).output().unwrap()
}

#[cfg(unix)]
#[test]
fn the_script_for_cron_is_silent_unless_something_is_to_be_done() {
    let archive = Archive::new().eml("a.eml", message("Tel 020-5550123\n"));
    let log = || fs::read_to_string(archive.beside("nightly.log")).unwrap();
    let output = nightly(&archive, &["mail"]);
    assert_eq!(
        (output.status.code(), output.stdout.len(), output.stderr.len()),
        (Some(0), 0, 0),
        "{output:?}\n{}",
        log()
    );
    let sent = fs::read_to_string(archive.beside("sent.eml")).unwrap();
    assert!(sent.contains("\r\nTo: privacy@example.org\r\n"), "{sent}");
    assert!(!archive.beside("audit.eml").exists(), "it is sent once");
    assert_eq!(log(), "");

    fs::remove_file(archive.beside("sent.eml")).unwrap();
    let failed = nightly(&archive, &["absent"]);
    assert_eq!(failed.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&failed.stdout).contains("status 2"), "{failed:?}");
    assert!(log().contains("\"level\":\"error\"") && !archive.beside("sent.eml").exists());

    let archive = archive.eml("b.eml", b"Subject: x\nContent-Transfer-Encoding: base64\n\n!!!!\n");
    let incomplete = nightly(&archive, &["mail"]);
    assert_eq!(incomplete.status.code(), Some(3), "{incomplete:?}");
    assert!(String::from_utf8_lossy(&incomplete.stdout).contains("could not be read in full"));
    assert!(archive.beside("sent.eml").exists());
}
