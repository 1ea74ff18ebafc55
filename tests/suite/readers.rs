//! Mail after an erasure, opened by what people read mail with: mutt, notmuch, Dovecot's doveadm, Python's mailbox module.
//!
//! Each that is installed and lists the mail as it was before must list it afterwards without what went; the others are named aloud.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::archive::{Archive, program};
use crate::letters::{ANNA, ELS, JAN, letter};

const REQUEST: &str = "[request]\nreference = \"AVG-2026-014\"\n\n[subject]\nnames = [\"Jan de Vries\"]\n\
                       emails = [\"jan.devries@klant.example\"]\nphones = [\"020-5550111\"]\n";

/// Names of messages in a mailbox: the first and the last one go, one is redacted, three stay.
const ALL: [&str; 6] = ["goes", "stays", "changes", "quotes", "also", "last"];
const LEFT: [&str; 4] = ["stays", "changes", "quotes", "also"];

fn archive() -> Archive {
    let message = |id: &str, from: &str, body: &str| {
        let fields = format!("Message-ID: <{id}@huis.example>\n");
        letter(&fields, from, ANNA, "text/plain", body)
    };
    let all = [
        message("goes", JAN, "Bel mij op 020-5550111.\n"),
        message("stays", ELS, "Bel mij op 030-5550122.\n"),
        message("changes", ELS, "Jan de Vries is te bereiken op 020-5550111, ik op 030-5550122.\n"),
        message("quotes", ELS, "Dag,\n\nFrom now on geldt: 030-5550122.\n"),
        message("also", ELS, "Groet, Els\n"),
        message("last", JAN, "Tot ziens.\n"),
    ];
    let each: Vec<&[u8]> = all.iter().map(Vec::as_slice).collect();
    let mut archive = Archive::new().mbox("a.mbox", &each).maildir("md", &each);
    for (message, n) in all.iter().zip(1..) {
        archive = archive.file(&format!("mh/{n}"), message);
    }
    archive.file("mh/.mh_sequences", "")
}

/// Where a reader works: a copy of the mail, which it may write to, whoever it runs as.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new(archive: &Archive) -> Self {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        for (name, bytes) in archive.files() {
            let path = desk.at(&format!("mail/{name}"));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        for folder in ["mail/md/cur", "mail/md/new", "mail/md/tmp", "Mail"] {
            fs::create_dir_all(desk.at(folder)).unwrap();
        }
        desk
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A program that is ended if it waits for somebody.
    fn run(&self, program: &str, args: &[&str]) -> String {
        let mut command = Command::new("timeout");
        command.args(["20", program]).args(args).current_dir(self.folder.path());
        command
            .env("HOME", self.folder.path())
            .env("TERM", "xterm")
            .env("USER", "root")
            .env("LC_ALL", "C.UTF-8");
        command.env("NOTMUCH_CONFIG", self.at("notmuch"));
        let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output();
        output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
    }
}

/// Names of the messages in what a reader tells, in its order.
fn names(told: &str) -> Vec<String> {
    let ends = told.match_indices("@huis.example");
    let mut names: Vec<String> = ends
        .filter_map(|(end, _)| {
            let name = told[..end].rsplit(|c: char| !c.is_ascii_alphanumeric()).next()?;
            ALL.contains(&name).then(|| name.to_owned())
        })
        .collect();
    names.dedup();
    names
}

fn python(desk: &Desk) -> Vec<String> {
    let list = "import mailbox
for box in (mailbox.mbox('mail/a.mbox', create=False), mailbox.Maildir('mail/md', create=False), mailbox.MH('mail/mh', create=False)):
    for key in sorted(box.keys()):
        print(box[key]['message-id'])
    print('--')";
    desk.run("python3", &["-c", list]).split("--\n").map(str::to_owned).take(3).collect()
}

fn mutt(desk: &Desk) -> Vec<String> {
    let commands = "set pipe_split=yes\nset wait_key=no\nset quit=yes\nset header_cache=\"\"\nset sort=mailbox-order\n\
                    push \"<tag-pattern>~A<enter><tag-prefix><pipe-message>cat >> told<enter><quit>\"\n";
    fs::write(desk.at("muttrc"), commands).unwrap();
    let told = |name: &str| {
        let _ = fs::remove_file(desk.at("told"));
        // it asks for a terminal
        desk.run("script", &["-qfc", &format!("mutt -n -F muttrc -R -f mail/{name}"), "/dev/null"]);
        let told = fs::read_to_string(desk.at("told")).unwrap_or_default();
        told.lines().filter(|line| line.starts_with("Message-ID:")).map(|line| format!("{line}\n")).collect()
    };
    ["a.mbox", "md", "mh"].map(told).into()
}

fn notmuch(desk: &Desk) -> Vec<String> {
    let mail = desk.at("mail/md");
    let config =
        format!("[database]\npath={}\n[user]\nname=x\nprimary_email=x@huis.example\n", mail.display());
    fs::write(desk.at("notmuch"), config).unwrap();
    desk.run("notmuch", &["new", "--quiet"]);
    vec![desk.run("notmuch", &["search", "--output=messages", "--sort=oldest-first", "*"])]
}

fn doveadm(desk: &Desk) -> Vec<String> {
    let mut config = "log_path = /dev/null\nfirst_valid_uid = 0\nfirst_valid_gid = 0\nssl = no\nmbox_write_locks = fcntl\n".to_owned();
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
        let (mut user, mut group) = fs::metadata(desk.folder.path()).map(|m| (m.uid(), m.gid())).unwrap();
        if user == 0 {
            // Dovecot reads no mail as root
            (user, group) = (65534, 65534);
            for entry in walkdir::WalkDir::new(desk.folder.path()).into_iter().map(Result::unwrap) {
                let _ = chown(entry.path(), Some(user), Some(group));
            }
            fs::set_permissions(desk.folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        }
        config += &format!("mail_uid = {user}\nmail_gid = {group}\n");
    }
    fs::write(desk.at("dovecot.conf"), config).unwrap();
    let [mbox, maildir, none] =
        ["mail/a.mbox", "mail/md", "mail/none"].map(|name| desk.at(name).display().to_string());
    let told = |place: String| {
        let place = format!("mail_location={place}:INDEX=MEMORY");
        desk.run(
            "doveadm",
            &["-c", "dovecot.conf", "-o", &place, "fetch", "hdr.message-id", "mailbox", "INBOX", "all"],
        )
    };
    vec![told(format!("mbox:{none}:INBOX={mbox}")), told(format!("maildir:{maildir}"))]
}

/// What it lists, mailbox by mailbox.
type Reader = fn(&Desk) -> Vec<String>;

#[test]
fn what_is_left_opens_in_what_people_read_mail_with() {
    let archive = archive();
    let readers: [(&str, Reader); 4] =
        [("python3", python), ("mutt", mutt), ("notmuch", notmuch), ("doveadm", doveadm)];
    let mut able = Vec::new();
    for (name, reader) in readers {
        let listed = reader(&Desk::new(&archive));
        // the order of a Maildir is not that of the messages for all
        let whole = |told: &String| sorted(names(told)) == sorted(ALL.map(str::to_owned).to_vec());
        if !listed.is_empty() && listed.iter().all(whole) {
            able.push((name, reader));
        } else {
            let _ = writeln!(
                std::io::stderr(),
                "!! SKIPPED: {name} is not there, or does not list mail that nothing was done to"
            );
        }
    }
    let (request, plan) = (archive.beside("request.toml"), archive.beside("plan.json"));
    fs::write(&request, REQUEST).unwrap();
    let run = |args: &[&str], paths: &[&Path]| {
        let mut command = program();
        command.env("MAILSWEEP_STATE_KEY", archive.beside("key")).args(args).args(paths);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let root = archive.root();
    run(
        &["search", "-q", "--own-domain", "huis.example", "--request"],
        &[&request, Path::new("-o"), &plan, &root],
    );
    run(&["erase", "-q", "--apply", "--no-quarantine"], &[&plan]);
    for (name, reader) in able {
        for told in reader(&Desk::new(&archive)) {
            assert_eq!(sorted(names(&told)), sorted(LEFT.map(str::to_owned).to_vec()), "{name}: {told}");
        }
        let _ = writeln!(std::io::stderr(), "   {name} lists what is left");
    }
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}
