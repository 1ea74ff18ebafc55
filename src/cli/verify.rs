//! `mailsweep verify`: a certificate is checked, and whether what it says is gone is still gone.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use super::args::{ReadingArgs, TalkArgs};
use super::config::FileSettings;
use super::exit::{Exit, Failure};
use super::guard::{self, Closing, run_guarded};
use super::limits::LimitArgs;
use super::log::{Log, print};
use super::scan::{check_paths, prepare};
use crate::erase::certificate::{Again, Erased, Looked, SigningKey, VerifyingKey};
use crate::erase::verify_from;
use crate::model::{Certificate, Ending, Summary};
use crate::report::sanitise::{sanitise, shortened};
use crate::report::summary::{counted, number};
use crate::report::{Masking, Recipients, RunInfo};
use crate::scan::Scanner;

/// What can be typed behind `verify`.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct VerifyArgs {
    /// The certificate that `mailsweep erase --apply` wrote (.json)
    #[arg(value_name = "CERTIFICATE", value_hint = ValueHint::FilePath, required_unless_present = "new_key")]
    certificate: Option<PathBuf>,

    /// The public key of whoever is to have signed it: a file (PEM), or its 64 hexadecimal digits. Without it, a signature is checked with
    /// the key that the certificate itself names, which tells nothing of who that is
    #[arg(long, value_name = "KEY", value_hint = ValueHint::FilePath)]
    key: Option<PathBuf>,

    /// The journal of the erasure: it must be whole, and be what the certificate follows from
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    journal: Option<PathBuf>,

    /// Make a pair of keys instead: the secret one in this file (for `erase --sign-key`), the public one beside it, with .pub behind its
    /// name
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["certificate", "key", "journal"])]
    new_key: Option<PathBuf>,

    #[command(flatten)]
    reading: ReadingArgs,

    #[command(flatten)]
    talk: TalkArgs,

    #[command(flatten)]
    limits: LimitArgs,
}

const AFTER_HELP: &str = "\
Examples:
  mailsweep verify plan.certificate.json                                  the certificate alone
  mailsweep verify plan.certificate.json --key officer.pub archive/       and the mail: is it still gone?
  mailsweep verify plan.certificate.json --journal plan.json.journal
  mailsweep verify --new-key officer.key                                  a pair of keys

A message that was erased is known by its hash, also with other line ends and in another
kind of mailbox. Mail that says the same in other words is found by `mailsweep search`.

Exit status:
  0  the certificate holds, and nothing that was erased is there
  1  something that was erased is there again; the places are listed
  2  the certificate or the journal does not hold, or a wrong option or path
  3  some of the mail could not be read (also when something is there again)
  4  stopped part-way";

/// Places that are listed one by one.
const NAMED: usize = 100;

/// A certificate has fewer bytes.
const MOST: u64 = 4 << 30;

/// Does it.
pub(super) fn run(args: &VerifyArgs, settings: &FileSettings) -> Result<Exit, Failure> {
    let log = args.talk.log();
    log.settings(&settings.files);
    if let Some(path) = &args.new_key {
        return new_key(path);
    }
    let Some(path) = &args.certificate else {
        return Err(Failure::Usage("which certificate is to be checked is not said".to_owned()));
    };
    let certificate = read(path)?;
    let usage = |e: &dyn std::fmt::Display| Failure::Usage(format!("{}: {e}", path.display()));
    let given = args.key.as_deref().map(VerifyingKey::load).transpose();
    let given = given.map_err(|e| Failure::Usage(e.to_string()))?;
    let vouching = certificate.check(given.as_ref()).map_err(|e| usage(&e))?;
    let mut told = heading(&certificate);
    let signed = match (vouching, &given) {
        (Some(key), Some(_)) => format!("signed with the key that was given, {key}"),
        (Some(key), None) => format!("signed with {key}; whose key that is, --key tells"),
        (None, _) => "not signed: nothing tells who made it".to_owned(),
    };
    let _ = writeln!(told, "  the certificate is as it was made, and {signed}");
    if let Some(journal) = &args.journal {
        super::patterns::regular(journal)?;
        let chain = &certificate.statement.chain;
        match verify_from(journal, chain.journal_lines, &chain.journal_head) {
            Ok(true) => {
                let _ = writeln!(
                    told,
                    "  the journal is whole, and it is the one that the certificate follows from"
                );
            }
            Ok(false) => {
                return Err(Failure::Usage(format!(
                    "{}: this is not the journal that the certificate follows from",
                    journal.display()
                )));
            }
            Err(e) => return Err(Failure::Usage(e.to_string())),
        }
    }
    if args.reading.paths.is_empty() {
        told.push_str("  no mail was looked at: give a PATH\n");
        print(told.as_bytes())?;
        return Ok(Exit::Done);
    }
    mail(args, &certificate, told, log)
}

fn new_key(path: &Path) -> Result<Exit, Failure> {
    let (public, beside) = SigningKey::create(path).map_err(|e| Failure::Usage(e.to_string()))?;
    let text = format!(
        "secret key: {}\npublic key: {}\n            {public}\n\
         Keep the first where nobody else can read it; give the second to whoever is to check certificates.\n",
        path.display(),
        beside.display()
    );
    print(text.as_bytes())?;
    Ok(Exit::Done)
}

fn read(path: &Path) -> Result<Certificate, Failure> {
    super::patterns::regular(path)?;
    let usage = |e: &dyn std::fmt::Display| Failure::Usage(format!("{}: {e}", path.display()));
    let size = fs::metadata(path).map_err(|e| usage(&e))?.len();
    if size > MOST {
        return Err(usage(&"it is too large for a certificate"));
    }
    let bytes = fs::read(path).map_err(|e| usage(&e))?;
    Certificate::read(&bytes).map_err(|e| usage(&e))
}

/// What a certificate is of.
fn heading(certificate: &Certificate) -> String {
    let s = &certificate.statement;
    let reference =
        s.asked.reference.as_deref().map_or(String::new(), |r| format!(" for {}", sanitise(&shortened(r))));
    format!(
        "Certificate of {}{reference}: {} deleted, {} redacted, {} left\n",
        sanitise(&s.made),
        counted(s.count(Ending::Deleted), "message"),
        number(s.count(Ending::Redacted)),
        number(s.left.len() as u64)
    )
}

/// Looks for what was erased.
fn mail(args: &VerifyArgs, certificate: &Certificate, told: String, log: Log) -> Result<Exit, Failure> {
    super::stores::refuse(&args.reading.paths, "verify")?;
    let scanned = check_paths(&args.reading.paths)?;
    let options = args.reading.options(&args.limits)?;
    let ready = prepare(
        &args.reading,
        &scanned,
        options,
        Vec::new(),
        RunInfo::default(),
        Masking::Revealed,
        &Recipients::default(),
    )?;
    let scanner = Scanner::new(ready.options);
    let erased = Erased::of(certificate);
    let found = RefCell::new((Vec::new(), 0));
    run_guarded(
        ready.writer,
        guard::Watch { log, progress: args.talk.progress(), deadline: None, unfinished: Vec::new() },
        |progress, stop| scanner.measure(&args.reading.paths, progress, stop),
        |writer, progress, stop| {
            let looked = Looked::new(&erased);
            let summary = scanner.pass(&args.reading.paths, &looked, writer, progress, stop)?;
            *found.borrow_mut() = looked.finish();
            Ok(summary)
        },
        &mut Telling { told, found: &found, erased: erased.len() as u64 },
    )
}

/// Tells what came back.
struct Telling<'t> {
    told: String,
    found: &'t RefCell<(Vec<Again>, u64)>,
    erased: u64,
}

impl Closing for Telling<'_> {
    fn close(&mut self, done: &Summary) -> Result<Exit, Failure> {
        if done.stopped {
            return Ok(Exit::Done);
        }
        let (again, count) = &*self.found.borrow();
        let mut told = std::mem::take(&mut self.told);
        let read = counted(done.content.messages, "message");
        let _ = match count {
            0 => {
                writeln!(told, "  {read} read: none of the {} that were erased is there", number(self.erased))
            }
            n => {
                writeln!(told, "  {read} read: what was erased is there again, at {}:", counted(*n, "place"))
            }
        };
        for one in again.iter().take(NAMED) {
            let source = sanitise(&one.source);
            let _ = writeln!(told, "    {source}#{}  number {} of the plan", one.message, one.number);
        }
        let more = count.saturating_sub(again.len().min(NAMED) as u64);
        if more > 0 {
            let _ = writeln!(told, "    … and {} more", number(more));
        }
        if done.files.excluded_files > 0 {
            let files = counted(done.files.excluded_files, "file");
            let _ = writeln!(told, "  {files} left out by --include and --exclude");
        }
        print(told.as_bytes())?;
        Ok(if *count > 0 { Exit::FailOn } else { Exit::Done })
    }
}
