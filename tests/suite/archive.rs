//! Builds small archives in a temporary folder, runs the program on them, and keeps findings *and* problems, so that
//! each test asserts both.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::pack::File;

/// The program under test: the one cargo built, or the one named by `MAILSWEEP_TEST_BIN`.
pub(crate) fn program() -> Command {
    let path =
        std::env::var_os("MAILSWEEP_TEST_BIN").unwrap_or_else(|| env!("CARGO_BIN_EXE_mailsweep").into());
    let mut command = Command::new(path);
    // nothing of the tester's own set-up may reach a test
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("MAILSWEEP_") {
            command.env_remove(name);
        }
    }
    command.env("XDG_CONFIG_HOME", "/nonexistent").env("LC_ALL", "C.UTF-8");
    command
}

/// A folder of mail that is gone at the end of the test.
pub(crate) struct Archive {
    dir: tempfile::TempDir,
}

impl Archive {
    pub(crate) fn new() -> Self {
        Archive { dir: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.dir.path().join("mail")
    }

    /// A place beside the mail, for reports.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn file(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    pub(crate) fn eml(self, name: &str, message: impl AsRef<[u8]>) -> Self {
        self.file(name, message)
    }

    /// An mbox of these messages, mboxrd quoting, LF.
    pub(crate) fn mbox(self, name: &str, messages: &[&[u8]]) -> Self {
        self.file(name, mbox(messages))
    }

    /// Messages in `cur/` of a Maildir.
    pub(crate) fn maildir(mut self, name: &str, messages: &[&[u8]]) -> Self {
        for sub in ["new", "tmp"] {
            fs::create_dir_all(self.root().join(name).join(sub)).unwrap();
        }
        for (i, message) in messages.iter().enumerate() {
            self = self.file(&format!("{name}/cur/{}.M{i}.host:2,S", 1_700_000_000 + i), message);
        }
        self
    }

    /// All files so far, by their names from the folder down, in the order of a walk.
    pub(crate) fn files(&self) -> Vec<(String, Vec<u8>)> {
        fn go(root: &Path, dir: &Path, out: &mut Vec<(String, Vec<u8>)>) {
            let mut entries: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
            entries.sort();
            for path in entries {
                if path.is_dir() {
                    go(root, &path, out);
                } else {
                    let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                    out.push((name, fs::read(&path).unwrap()));
                }
            }
        }
        let mut out = Vec::new();
        go(&self.root(), &self.root(), &mut out);
        out
    }

    /// All files so far in one archive of this name instead.
    pub(crate) fn packed(self, name: &str, pack: impl Fn(&[File<'_>]) -> Vec<u8>) -> Self {
        let files = self.files();
        let files: Vec<File<'_>> =
            files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        Archive::new().file(name, pack(&files))
    }

    /// Scans all of it, revealed.
    pub(crate) fn scan(&self) -> Run {
        self.scan_with(&["--reveal"])
    }

    pub(crate) fn scan_with(&self, options: &[&str]) -> Run {
        let problems = self.beside("problems.jsonl");
        let mut command = program();
        command.env("MAILSWEEP_STATE_KEY", self.beside("key"));
        command
            .args(["scan", "--format", "jsonl", "--problems"])
            .arg(&problems)
            .args(options)
            .arg(self.root());
        let output = command.output().unwrap();
        Run::new(output, &problems)
    }

    /// Scans the bytes on standard input, revealed.
    pub(crate) fn scan_stdin(&self, bytes: &[u8]) -> Run {
        let problems = self.beside("problems.jsonl");
        let mut command = program();
        command.args(["scan", "--reveal", "--format", "jsonl", "--problems"]).arg(&problems).arg("-");
        Run::new(feed(command, bytes), &problems)
    }

    /// The whole report, for its counts.
    pub(crate) fn report(&self) -> Value {
        let mut command = program();
        let output =
            command.args(["scan", "--reveal", "--format", "json"]).arg(self.root()).output().unwrap();
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&output.stderr)))
    }
}

/// Runs a command with these bytes on its standard input.
pub(crate) fn feed(mut command: Command, bytes: &[u8]) -> Output {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let bytes = bytes.to_vec();
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&bytes);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

/// An mbox of these messages: mboxrd quoting, LF.
pub(crate) fn mbox(messages: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::new();
    for message in messages {
        out.extend_from_slice(b"From sender@example.org Sun Mar  2 10:11:00 2014\n");
        for line in message.split_inclusive(|b| *b == b'\n') {
            let bare = line.iter().skip_while(|b| **b == b'>').copied().collect::<Vec<_>>();
            if bare.starts_with(b"From ") {
                out.push(b'>');
            }
            out.extend_from_slice(line);
        }
        if !out.ends_with(b"\n") {
            out.push(b'\n');
        }
        out.push(b'\n');
    }
    out
}

/// What a scan gave.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) findings: Vec<Value>,
    pub(crate) problems: Vec<Value>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Run {
    fn new(output: Output, problems: &Path) -> Self {
        let lines = |bytes: &[u8]| -> Vec<Value> {
            bytes
                .split(|b| *b == b'\n')
                .filter(|l| !l.is_empty())
                .map(|l| {
                    serde_json::from_slice(l)
                        .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(l)))
                })
                .collect()
        };
        Run {
            code: output.status.code().unwrap_or(-1),
            findings: lines(&output.stdout),
            problems: fs::read(problems).map(|bytes| lines(&bytes)).unwrap_or_default(),
            stdout: output.stdout,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Values of one kind outside the header, in order.
    pub(crate) fn values(&self, kind: &str) -> Vec<String> {
        self.findings
            .iter()
            .filter(|f| f["kind"] == kind && f["region"] != "header")
            .map(|f| f["value"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// `code` of every problem, in order.
    pub(crate) fn codes(&self) -> Vec<String> {
        self.problems.iter().map(|p| p["code"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Asserts that all was read: exit 0, no problem, nothing on standard error.
    pub(crate) fn clean(self) -> Self {
        assert_eq!(self.codes(), Vec::<String>::new(), "{:?}", self.problems);
        assert_eq!(self.code, 0, "{}", self.stderr);
        self
    }
}

/// A plain message with this body.
pub(crate) fn message(body: &str) -> Vec<u8> {
    format!(
        "Message-ID: <m1@klant.example>\nDate: Sun, 2 Mar 2014 10:11:00 +0100\n\
         From: Jan de Vries <jan@klant.example>\nTo: info@voorbeeld.example\nSubject: Test\n\
         MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{body}"
    )
    .into_bytes()
}
