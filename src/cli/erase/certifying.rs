//! The second search after an erasure, and the certificate of both.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, ValueHint};

use crate::cli::exit::Failure;
use crate::cli::guard::output_failure;
use crate::cli::log::Log;
use crate::cli::scan::leave_unfinished;
use crate::cli::{outputs, progress};
use crate::erase::Outcome;
use crate::erase::certificate::{Making, SigningKey, keyed};
use crate::erase::plan::Plan;
use crate::model::{Certificate, Hit, Lang, Problem, Sink, Stop, Summary, Swept};
use crate::report::html::certificate as page;
use crate::report::{HashKey, Output, Recipients};
use crate::scan::{Progress, ScanError, ScanOptions, Scanner};
use crate::subject::{Notice, Prepared, Search};

/// Where the certificate goes, and who signs it.
#[derive(Debug, Args)]
#[command(next_help_heading = "Certificate")]
pub(super) struct CertificateArgs {
    /// Write the certificate of what was done and left to this file, after a second search over all sources: .json, which can be verified, or
    /// .html, to be read; repeatable [default: the plan's name with .certificate.json and .certificate.html]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    certificate: Vec<PathBuf>,

    /// Sign the certificate with the secret key in this file: Ed25519, PKCS#8 in PEM or 64 hexadecimal digits, read by nobody else;
    /// `mailsweep verify --new-key` makes one
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    sign_key: Option<PathBuf>,

    /// Language of the certificate, and of plans: `nl` or `en` [default: that of LC_ALL, LC_MESSAGES or LANG, else en]
    #[arg(long, value_name = "LANGUAGE", hide_possible_values = true,
          value_parser = PossibleValuesParser::new(Lang::ALL.map(Lang::as_str)).map(|tag| Lang::of_locale(&tag).unwrap_or_default()))]
    pub(super) lang: Option<Lang>,
}

/// A certificate that can be written when the time comes: whatever is wrong with its files or its key was said before any mail is touched.
pub(super) struct Ready {
    json: Vec<Output>,
    html: Vec<Output>,
    key: Option<SigningKey>,
    lang: Lang,
}

/// What is known when all was done.
pub(super) struct Known<'k> {
    pub(super) plan: &'k Plan,
    pub(super) plan_bytes: &'k [u8],
    pub(super) journal: (u64, String),
    pub(super) outcomes: &'k [Outcome],
    pub(super) after: &'k HashMap<u64, String>,
    pub(super) unread: &'k BTreeSet<u64>,
    pub(super) quarantined: bool,
    pub(super) key: &'k HashKey,
}

impl CertificateArgs {
    /// Opens the files of the certificate of this plan, and the key.
    pub(super) fn ready(&self, plan: &Path) -> Result<Ready, Failure> {
        let key = self.sign_key.as_deref().map(SigningKey::load).transpose();
        let key = key.map_err(|e| Failure::Usage(e.to_string()))?;
        let mut paths = self.certificate.clone();
        if paths.is_empty() {
            paths = ["certificate.json", "certificate.html"].map(|end| plan.with_extension(end)).into();
        }
        let mut ready = Ready {
            json: Vec::new(),
            html: Vec::new(),
            key,
            lang: self.lang.unwrap_or_else(outputs::lang_of_environment),
        };
        let own = fs::canonicalize(plan).ok();
        let mut targets = Vec::new();
        for path in &paths {
            let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
            let list = match extension.as_deref() {
                Some("json") => &mut ready.json,
                Some("html") => &mut ready.html,
                _ => {
                    let why = format!("--certificate {}: a certificate is .json or .html", path.display());
                    return Err(Failure::Usage(why));
                }
            };
            let output = Output::open(outputs::destination(path), &Recipients::default())
                .map_err(|e| outputs::usage(&e))?;
            let target = output.target().map(Path::to_owned);
            if target.is_some() && (target == own || targets.contains(&target)) {
                let why = format!("--certificate {}: each file needs a name of its own", path.display());
                return Err(Failure::Usage(why));
            }
            targets.push(target);
            list.push(output);
        }
        Ok(ready)
    }
}

impl Ready {
    /// Files that are not finished.
    pub(super) fn unfinished(&self) -> Vec<PathBuf> {
        let all = self.json.iter().chain(&self.html);
        all.filter_map(|output| output.temporary().map(Path::to_owned)).collect()
    }

    /// Searches once more, states all, and puts the files in place. Gives the statement's certificate.
    pub(super) fn certify(
        self,
        known: &Known<'_>,
        mut options: ScanOptions,
        prepared: &Prepared,
        (log, progress, stop): (Log, bool, &Stop),
    ) -> Result<Certificate, Failure> {
        let searched = &known.plan.searched;
        if let Some(own) = searched.options.get("own-domain") {
            options.own_domains.clone_from(own);
        }
        let paths: Vec<PathBuf> = searched.paths.iter().map(PathBuf::from).collect();
        leave_unfinished(&self.unfinished(), &paths, &mut options);
        let (hits, summary) = search(&paths, options, prepared, progress, stop)?;
        let content = &summary.content;
        let second = Swept {
            paths: searched.paths.clone(),
            messages: content.messages,
            bytes: content.total,
            bytes_given_up: content.given_up,
            bytes_opaque: content.opaque_bytes(),
            problems: summary.problems.iter().map(|(code, n)| (code.as_str().to_owned(), *n)).collect(),
        };
        let hashing = known.key.derive("mailsweep 2026-11 identifiers of a certificate");
        let making = Making {
            program: concat!("mailsweep ", env!("CARGO_PKG_VERSION")).to_owned(),
            made: jiff::Timestamp::now().strftime("%FT%TZ").to_string(),
            plan: known.plan,
            plan_bytes: known.plan_bytes,
            journal: known.journal.clone(),
            outcomes: known.outcomes,
            after: known.after,
            unread: known.unread,
            second,
            hits: &hits,
            other_files: summary.files.not_mail_files > 0,
            left_out: summary.files.excluded_files > 0,
            quarantined: known.quarantined,
            key_id: known.key.id(),
        };
        let mut certificate = Certificate::new(making, &|list, value| keyed(&hashing, list, value));
        if let Some(key) = &self.key {
            certificate.sign(key);
        }
        self.write(&certificate, log).map_err(output_failure)?;
        Ok(certificate)
    }

    fn write(self, certificate: &Certificate, log: Log) -> io::Result<()> {
        let name = |output: &Output| {
            let target = output.target().and_then(Path::file_name);
            target.map_or_else(|| output.name().to_owned(), |name| name.to_string_lossy().into_owned())
        };
        let file = self.json.first().map_or("CERTIFICATE.json".to_owned(), name);
        let Ready { mut json, mut html, lang, .. } = self;
        for output in &mut json {
            serde_json::to_writer_pretty(&mut *output, certificate)?;
            output.write_all(b"\n")?;
            output.sync()?;
        }
        for output in &mut html {
            page::write(certificate, &file, lang, output)?;
            output.sync()?;
        }
        for output in json.into_iter().chain(html) {
            let name = output.target().map(|_| output.name().to_owned());
            output.put()?;
            if let Some(name) = name {
                log.note(&format!("wrote {name}"));
            }
        }
        Ok(())
    }
}

/// What a run has to say is not wanted: only what the search keeps of it is.
struct Nowhere;

impl Sink for Nowhere {
    fn chunk(&mut self, _: &[Vec<u8>], _: &[Problem]) -> io::Result<()> {
        Ok(())
    }
}

/// Hits of the first of the requests that are prepared.
fn search(
    paths: &[PathBuf],
    options: ScanOptions,
    prepared: &Prepared,
    bar: bool,
    stop: &Stop,
) -> Result<(Vec<Hit>, Summary), Failure> {
    let scanner = Scanner::new(options);
    let notice = Notice::new(prepared);
    let search = Search::new(&notice);
    let progress = Progress::default();
    let summary = progress::watch(
        bar,
        &progress,
        || scanner.measure(paths, &progress, stop),
        || scanner.run_watched(paths, (&search, &notice), &mut Nowhere, &progress, stop),
    );
    let summary = summary.map_err(|e| match e {
        ScanError::Output(e) => output_failure(e),
        ScanError::Usage(text) | ScanError::Memory(text) | ScanError::Shards(text) => Failure::Stopped(text),
    })?;
    if summary.stopped {
        return Err(Failure::Stopped(
            "stopped in the second search: the plan was carried out, and there is no certificate yet. Run the same command again to \
             have one; what was done is not done again"
                .to_owned(),
        ));
    }
    let found = search.finish().into_iter().next().unwrap_or_default();
    Ok((found.hits, summary))
}
