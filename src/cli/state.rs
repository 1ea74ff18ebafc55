//! What was typed about what earlier runs saw, and what is meant.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::builder::BoolishValueParser;
use clap::{Args, ValueHint};

use super::exit::Failure;
use super::log::Log;
use super::outputs;
use crate::report::HashKey;
use crate::report::mask::Hiding;
use crate::scan::{Remembered, ScanOptions};
use crate::state::{State, StateError};
use crate::subject::Terms;

/// What can be typed about a state.
#[derive(Debug, Args)]
pub(super) struct StateArgs {
    /// Keep in this file what was seen, and read only what is new since the last run with it. It holds masks and keyed hashes,
    /// never values: it cannot be used with --reveal, and with --register all mail is read. One file for each set of paths and
    /// options; made at first use
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Every night")]
    state: Option<PathBuf>,

    /// Keep in the state, too, by what each message may be found again (keyed hashes of its words and numbers): `search --state` then
    /// opens only messages that may be somebody's. To be given every time
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          value_parser = BoolishValueParser::new(), hide_possible_values = true, requires = "state",
          help_heading = "Every night")]
    index: Option<bool>,

    /// File with the secret key of value_hash, by which masked reports can be joined, and of --state; made at first use, and to be
    /// kept as safe as the values [default: mailsweep/key in $XDG_STATE_HOME or ~/.local/state]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Reports")]
    pub(super) state_key: Option<PathBuf>,
}

impl StateArgs {
    /// The file with the key, where one was named.
    pub(super) fn key_file(&self) -> Option<&Path> {
        self.state_key.as_deref()
    }

    /// Opens the state, where one is asked for, and puts it among the options. It is locked as long as what is given back lives.
    pub(super) fn apply(
        &self,
        paths: &[PathBuf],
        (reveal, counts_suffice): (bool, bool),
        options: &mut ScanOptions,
        log: Log,
    ) -> Result<Option<Arc<State>>, Failure> {
        let Some(file) = &self.state else { return Ok(None) };
        if reveal {
            return Err(Failure::Usage(
                "--state keeps no values that --reveal could show; leave out one of them".to_owned(),
            ));
        }
        let key = self.key(log)?;
        let state = opened(file, &key, paths)?;
        if options.register.is_some() {
            log.note("with --register all mail is read: a state keeps no values to compare with it");
            return Ok(Some(state));
        }
        let salt = salt(options);
        options.memory = Some(Remembered { memory: state.clone(), salt, counts_suffice });
        options.veil = Some(Arc::new(Hiding(key)));
        if self.index.unwrap_or(false) {
            options.index = Some(Arc::new(Terms));
        }
        Ok(Some(state))
    }

    /// The key of the state. A key for one run only would make it useless.
    fn key(&self, log: Log) -> Result<HashKey, Failure> {
        let Some(path) = self.state_key.clone().or_else(outputs::default_key_file) else {
            return Err(Failure::Usage(
                "--state needs a key, and there is no home folder for it: name a file with --state-key"
                    .to_owned(),
            ));
        };
        log.detail(&format!("the key of the state is in {}", path.display()));
        HashKey::load_or_create(&path).map_err(|error| Failure::Usage(error.to_string()))
    }
}

/// A state that scans of these paths made, put among the options of a search. It is locked as long as what is given back lives.
pub(super) fn searched(
    file: &Path,
    key: &HashKey,
    paths: &[PathBuf],
    counts_suffice: bool,
    options: &mut ScanOptions,
) -> Result<Arc<State>, Failure> {
    if !file.is_file() {
        return Err(Failure::Usage(format!(
            "--state {}: there is no such file; `mailsweep scan --state FILE --index PATH…` makes it",
            file.display()
        )));
    }
    let state = opened(file, key, paths)?;
    let salt = salt(options);
    options.memory = Some(Remembered { memory: state.clone(), salt, counts_suffice });
    options.index = Some(Arc::new(Terms));
    Ok(state)
}

/// What decides beside the options what is found.
pub(super) fn salt(options: &ScanOptions) -> Vec<u8> {
    options.documents.passwords.iter().flat_map(|word| [word.as_bytes(), b"\n"]).flatten().copied().collect()
}

/// Opens the state in a file.
fn opened(file: &Path, key: &HashKey, paths: &[PathBuf]) -> Result<Arc<State>, Failure> {
    if paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Failure::Usage(
            "--state needs files and folders: of standard input nothing can be known again".to_owned(),
        ));
    }
    super::stores::refuse(paths, "--state")?;
    // it would be met as a file of the archive that is another one on every look
    let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    if let Ok(folder) = folder.canonicalize()
        && paths.iter().any(|path| path.canonicalize().is_ok_and(|path| folder.starts_with(path)))
    {
        let why = "--state {}: it lies in what is to be scanned; give another folder";
        return Err(Failure::Usage(why.replacen("{}", &file.display().to_string(), 1)));
    }
    let state =
        State::open(file, &key.derive("mailsweep 2026 state"), paths).map_err(|error| match error {
            StateError::Locked(_) => Failure::Stopped(error.to_string()),
            StateError::Unusable { .. } | StateError::Io { .. } => Failure::Usage(error.to_string()),
        })?;
    Ok(Arc::new(state))
}
