//! `--metrics FILE`: the counts of a run for Prometheus, as the textfile collector of the node exporter reads them.
//!
//! In: the counts of a run, when and how it ended. Out: a file in the text format (version 0.0.4), whole or absent. It holds numbers and
//! words of this program only: no name of a mailbox, a file or a domain. The time of the run is in it, since it is no report.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::exit::Exit;
use crate::model::{Disclosure, Kind, Party, ProblemCode, RegionKind, RegisterStatus, Summary};
use crate::report::{Destination, OpenError, Output, Recipients};

/// The file, made ready before anything is read.
pub(super) struct Metrics {
    output: Output,
    began: Instant,
}

impl Metrics {
    /// Makes it ready.
    pub(super) fn open(path: &Path, began: Instant) -> Result<Self, OpenError> {
        // numbers are sealed for nobody: the collector could not read them
        let output = Output::open(Destination::File(path.to_owned()), &Recipients::default())?;
        Ok(Metrics { output, began })
    }

    /// The file that will be there in the end.
    pub(super) fn target(&self) -> Option<&Path> {
        self.output.target()
    }

    /// What is to be removed should the program end at once.
    pub(super) fn temporary(&self) -> Option<PathBuf> {
        self.output.temporary().map(Path::to_owned)
    }

    /// Writes it and puts it in place. Of a run that was stopped there are no counts.
    pub(super) fn write(mut self, exit: Exit, counts: Option<&str>) -> io::Result<()> {
        let ended = ending(Timestamp::now(), self.began.elapsed(), exit, counts.is_some());
        self.output.write_all(ended.as_bytes())?;
        self.output.write_all(counts.unwrap_or_default().as_bytes())?;
        self.output.sync()?;
        if let (Some(to), Some(target)) = (self.output.temporary(), self.output.target()) {
            access::keep(target, to);
        }
        self.output.put()
    }
}

/// The collector is another user. Who gave it access to the file that was there finds it given to the one in its place.
#[cfg(unix)]
mod access {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
    use std::path::Path;

    /// Reading by group and others; writing stays the owner's.
    const READ: u32 = 0o044;
    const READ_BY_GROUP: u32 = 0o040;

    /// Gives the new file the group of the old one, and lets it be read by those who could read that. Where that is refused, it
    /// stays the owner's.
    pub(super) fn keep(old: &Path, new: &Path) {
        let (Ok(was), Ok(is)) = (fs::metadata(old), fs::metadata(new)) else { return };
        let mut mode = was.mode() & READ;
        // readable by its group, not by another one
        if was.gid() != is.gid() && chown(new, None, Some(was.gid())).is_err() {
            mode &= !READ_BY_GROUP;
        }
        let _ = fs::set_permissions(new, Permissions::from_mode(0o600 | mode));
    }
}

#[cfg(not(unix))]
mod access {
    pub(super) fn keep(_: &std::path::Path, _: &std::path::Path) {}
}

/// One metric: its series are written one after the other, as the format asks.
struct Family<'o> {
    out: &'o mut String,
    name: &'static str,
}

impl Family<'_> {
    /// A series without labels.
    fn plain(self, value: impl std::fmt::Display) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.out, "{} {value}", self.name);
    }

    /// A series for each of these words.
    fn each<'w>(self, label: &str, series: impl IntoIterator<Item = (&'w str, u64)>) {
        for (word, value) in series {
            let _ = write!(self.out, "{}{{{label}=\"", self.name);
            push_label(word, self.out);
            let _ = writeln!(self.out, "\"}} {value}");
        }
    }
}

/// A label's value between its quotation marks.
fn push_label(value: &str, out: &mut String) {
    for c in value.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            other => out.push(other),
        }
    }
}

fn gauge<'o>(out: &'o mut String, name: &'static str, help: &str) -> Family<'o> {
    let _ = write!(out, "# HELP {name} {help}\n# TYPE {name} gauge\n");
    Family { out, name }
}

/// When and how the run ended.
fn ending(at: Timestamp, took: Duration, exit: Exit, whole: bool) -> String {
    let mut out = String::with_capacity(1024);
    let all = &mut out;
    gauge(all, "mailsweep_info", "The version of the program.")
        .each("version", [(env!("CARGO_PKG_VERSION"), 1)]);
    gauge(all, "mailsweep_run_timestamp_seconds", "When the last run ended, in seconds since 1970.")
        .plain(at.as_second());
    gauge(all, "mailsweep_run_duration_seconds", "How long the last run took.")
        .plain(format_args!("{:.3}", took.as_secs_f64()));
    gauge(all, "mailsweep_run_exit_status", "How it ended: 0 done, 1 done and --fail-on matched, 3 done but not all could be read, 4 stopped part-way.")
        .plain(exit.code());
    gauge(all, "mailsweep_run_whole", "1 where it came to its end; without that there are no counts.")
        .plain(u8::from(whole));
    out
}

/// The counts of a run.
pub(super) fn counts(s: &Summary) -> String {
    let mut out = String::with_capacity(8192);
    let all = &mut out;
    let files = &s.files;
    gauge(all, "mailsweep_files", "Files met, by what they are.").each(
        "state",
        [("mail", files.mail_files), ("not_mail", files.not_mail_files), ("excluded", files.excluded_files)],
    );
    gauge(all, "mailsweep_file_bytes", "Bytes of files, by what became of them.").each(
        "state",
        [
            ("mail", files.mail),
            ("not_mail", files.not_mail),
            ("excluded", files.excluded),
            ("given_up", files.given_up),
        ],
    );
    gauge(all, "mailsweep_content_bytes", "Bytes of the mail, containers opened, by what became of them.")
        .each(
            "state",
            [
                ("read", s.content.read),
                ("opaque", s.content.opaque_bytes()),
                ("given_up", s.content.given_up),
            ],
        );
    gauge(all, "mailsweep_custodians", "Mailboxes in which there is mail.").plain(s.by_custodian.len());
    gauge(all, "mailsweep_messages", "Messages read.").plain(s.content.messages);
    gauge(all, "mailsweep_messages_with_findings", "Messages with a contact detail outside the header.")
        .plain(s.messages_with_findings);
    let of =
        |map: &std::collections::BTreeMap<Kind, u64>, kind: Kind| map.get(&kind).copied().unwrap_or_default();
    gauge(all, "mailsweep_findings", "Contact details found, by kind.")
        .each("kind", Kind::ALL.map(|kind| (kind.as_str(), of(&s.findings, kind))));
    gauge(all, "mailsweep_findings_in_header", "Those of them that stand in header fields, by kind.")
        .each("kind", Kind::ALL.map(|kind| (kind.as_str(), of(&s.in_header, kind))));
    gauge(all, "mailsweep_findings_ignored", "Contact details left out as --ignore asks.")
        .plain(s.ignored.values().sum::<u64>());
    gauge(all, "mailsweep_findings_by_disclosure", "Contact details, by how they came to be there.").each(
        "disclosure",
        Disclosure::ALL.map(|d| (d.as_str(), s.disclosures.get(&d).copied().unwrap_or_default())),
    );
    gauge(all, "mailsweep_findings_by_party", "Contact details, by whose they are.")
        .each("party", Party::ALL.map(|p| (p.as_str(), s.parties.get(&p).copied().unwrap_or_default())));
    gauge(all, "mailsweep_findings_by_region", "Contact details, by where in the message they stand.").each(
        "region",
        RegionKind::ALL.map(|r| (r.as_str(), s.regions.get(&r).copied().unwrap_or_default())),
    );
    gauge(all, "mailsweep_findings_by_register", "Contact details of relations, by what the register says.")
        .each(
            "status",
            RegisterStatus::ALL.map(|r| (r.as_str(), s.register.get(&r).copied().unwrap_or_default())),
        );
    gauge(all, "mailsweep_relations", "Relations, by each way in which a detail of theirs came to be there.")
        .each(
            "disclosure",
            Disclosure::ALL.map(|d| (d.as_str(), s.contacts.get(&d).copied().unwrap_or_default())),
        );
    gauge(all, "mailsweep_stale_contacts", "Relations with a value that is out of date.")
        .plain(s.stale_contacts);
    gauge(all, "mailsweep_past_retention", "Contact details past their retention term.")
        .plain(s.past_retention);
    gauge(
        all,
        "mailsweep_retention_unknown",
        "Contact details under a retention term of which nothing says how old they are.",
    )
    .plain(s.retention_unknown);
    gauge(all, "mailsweep_lists", "Bulk lists.").plain(s.lists_met);
    gauge(all, "mailsweep_leaving", "Private addresses to which many relations' details went.")
        .plain(s.leaving.len());
    gauge(all, "mailsweep_problems", "What could not be read in full, by why.").each(
        "code",
        ProblemCode::ALL.map(|code| (code.as_str(), s.problems.get(&code).copied().unwrap_or_default())),
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Reads the text format strictly: HELP and TYPE once before each metric, its series together, no series twice.
    fn parsed(text: &str) -> BTreeMap<String, f64> {
        let name_char = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
        let (mut series, mut done, mut now) = (BTreeMap::new(), Vec::new(), String::new());
        assert!(text.ends_with('\n'));
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if let Some(help) = line.strip_prefix("# HELP ") {
                let (name, words) = help.split_once(' ').unwrap();
                assert!(words.ends_with('.') && !words.contains('\\'), "{line}");
                assert!(name.chars().all(name_char) && name.starts_with("mailsweep_"), "{line}");
                assert_eq!(lines.next(), Some(format!("# TYPE {name} gauge").as_str()));
                assert!(!done.contains(&name.to_owned()), "{name} twice");
                now = name.to_owned();
                done.push(now.clone());
                continue;
            }
            let (what, value) = line.rsplit_once(' ').unwrap();
            let value: f64 = value.parse().unwrap();
            assert!(value.is_finite() && value >= 0.0, "{line}");
            let rest = what.strip_prefix(now.as_str()).unwrap_or_else(|| panic!("{line} under {now}"));
            if !rest.is_empty() {
                let labels = rest.strip_prefix('{').unwrap().strip_suffix('}').unwrap();
                let (label, value) = labels.split_once("=\"").unwrap();
                assert!(label.chars().all(name_char) && !label.is_empty(), "{line}");
                let value = value
                    .strip_suffix('"')
                    .unwrap()
                    .replace("\\\\", "")
                    .replace("\\\"", "")
                    .replace("\\n", "");
                assert!(!value.contains(['"', '\\']), "{line}");
            }
            assert!(series.insert(what.to_owned(), value).is_none(), "{what} twice");
        }
        assert!(
            done.iter().all(|name| series.keys().any(|s| s.starts_with(name.as_str()))),
            "a metric without series"
        );
        series
    }

    fn summary() -> Summary {
        let mut s = crate::report::sample::summary();
        s.disclosures.insert(Disclosure::External, 4);
        s.contacts.insert(Disclosure::External, 2);
        s.past_retention = 3;
        s.lists_met = 1;
        s
    }

    #[test]
    fn counts_are_read_back() {
        let s = summary();
        let text = ending(
            Timestamp::from_second(1_800_000_000).unwrap(),
            Duration::from_millis(1500),
            Exit::Incomplete,
            true,
        ) + &counts(&s);
        let series = parsed(&text);
        for (name, value) in [
            ("mailsweep_run_timestamp_seconds", 1_800_000_000.0),
            ("mailsweep_run_duration_seconds", 1.5),
            ("mailsweep_run_exit_status", 3.0),
            ("mailsweep_run_whole", 1.0),
            ("mailsweep_messages", s.content.messages as f64),
            ("mailsweep_findings{kind=\"email\"}", s.findings[&Kind::Email] as f64),
            ("mailsweep_findings{kind=\"iban\"}", 0.0),
            ("mailsweep_findings_by_disclosure{disclosure=\"external\"}", 4.0),
            ("mailsweep_relations{disclosure=\"external\"}", 2.0),
            ("mailsweep_past_retention", 3.0),
            ("mailsweep_lists", 1.0),
            ("mailsweep_problems{code=\"corrupt\"}", 1.0),
            ("mailsweep_file_bytes{state=\"given_up\"}", s.files.given_up as f64),
        ] {
            assert_eq!(series.get(name), Some(&value), "{name}");
        }
        for custodian in s.by_custodian.keys() {
            assert!(!text.contains(&**custodian), "{custodian} is told");
        }
        let stopped = parsed(&ending(Timestamp::UNIX_EPOCH, Duration::ZERO, Exit::Stopped, false));
        assert_eq!((stopped["mailsweep_run_exit_status"], stopped["mailsweep_run_whole"]), (4.0, 0.0));
    }

    #[test]
    fn words_in_labels_end_none() {
        let mut out = String::new();
        gauge(&mut out, "mailsweep_x", "Of a test.").each("a", [("b\"} 9\n\\", 1)]);
        assert_eq!(out.lines().last(), Some(r#"mailsweep_x{a="b\"} 9\n\\"} 1"#));
        parsed(&out);
    }

    #[cfg(unix)]
    #[test]
    fn who_could_read_the_file_can_read_the_next() {
        use std::fs;
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mailsweep.prom");
        let written = || {
            Metrics::open(&path, Instant::now())
                .unwrap()
                .write(Exit::Done, Some(&counts(&summary())))
                .unwrap();
            parsed(&fs::read_to_string(&path).unwrap());
            fs::metadata(&path).unwrap().permissions().mode() & 0o777
        };
        assert_eq!(written(), 0o600);
        for (given, kept) in [(0o640, 0o640), (0o644, 0o644), (0o666, 0o644), (0o755, 0o644), (0o600, 0o600)]
        {
            fs::set_permissions(&path, fs::Permissions::from_mode(given)).unwrap();
            assert_eq!(written(), kept, "{given:o}");
        }
        drop(Metrics::open(&path, Instant::now()).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
